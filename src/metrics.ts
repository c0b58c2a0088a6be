import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Levels, Meter } from './services/health-ports';

export interface Metrics {
  readonly meter: Meter;
  page(levels: Levels): Promise<{ readonly type: string; readonly text: string }>;
}

/** Slack waits three seconds for an acknowledgement. */
const ackSeconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5];
const lagSeconds = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800];

/** What is counted, in the form that Prometheus reads; counted anew from each start. https://prometheus.io/docs/practices/naming/ */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const actions = new Counter({
    name: 'deskbell_actions_total',
    help: 'What people and Slack asked for, by the route that answers it and by what became of it.',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const acks = new Histogram({
    name: 'deskbell_ack_seconds',
    help: 'From the arrival of something from Slack to its acknowledgement.',
    labelNames: ['type'],
    buckets: ackSeconds,
    registers,
  });
  const lag = new Histogram({
    name: 'deskbell_delivery_lag_seconds',
    help: 'From the change of a ticket to the moment when all of it stands in Slack.',
    buckets: lagSeconds,
    registers,
  });
  const calls = new Counter({
    name: 'deskbell_slack_calls_total',
    help: 'Calls to Slack, by method and by what became of them.',
    labelNames: ['method', 'outcome'],
    registers,
  });
  const limited = new Counter({
    name: 'deskbell_slack_rate_limited_total',
    help: 'Calls to which Slack answered with 429.',
    labelNames: ['method'],
    registers,
  });

  const level = (name: string, help: string): Gauge => new Gauge({ name, help, registers });
  const listening = level('deskbell_listening', '1 where Slack reaches Deskbell, by its socket or by HTTP.');
  const database = level('deskbell_database_up', '1 where the database answers.');
  const tickets = new Gauge({
    name: 'deskbell_tickets',
    help: 'Live tickets, by status.',
    labelNames: ['status'],
    registers,
  });
  const queues = {
    due: level('deskbell_deliveries_due', 'Tickets of which something is not shown in Slack.'),
    events: level('deskbell_inbox_events', 'Events of Slack that are not worked off.'),
    archiveFiles: level('deskbell_archive_files_due', 'Tickets whose archive file has to be written.'),
    fetches: level('deskbell_files_due', 'Tickets with files that have to be fetched from Slack.'),
  };
  const ages = {
    changeSince: level('deskbell_oldest_due_seconds', 'How long the oldest change has waited to be shown in Slack.'),
    eventSince: level('deskbell_oldest_event_seconds', 'How long the oldest event has waited to be worked off.'),
  };

  return {
    meter: {
      acted: (kind, outcome) => actions.inc({ kind, outcome }),
      acknowledged: (type, seconds) => acks.observe({ type }, seconds),
      shown: (seconds) => lag.observe(Math.max(0, seconds)),
      called(method, outcome) {
        calls.inc({ method, outcome });
        if (outcome === 'limited') limited.inc({ method });
      },
    },
    async page(levels) {
      setLevels(levels);
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };

  function setLevels({ isListening, database: known }: Levels): void {
    listening.set(isListening ? 1 : 0);
    database.set(known ? 1 : 0);
    tickets.reset();
    // Of a database that does not answer nothing is known, and old numbers would be lies.
    for (const gauge of [...Object.values(queues), ...Object.values(ages)]) gauge.remove();
    if (known === undefined) return;
    for (const [status, count] of Object.entries(known.tickets)) tickets.set({ status }, count);
    for (const [name, gauge] of Object.entries(queues)) gauge.set(known[name as keyof typeof queues]); // its own keys
    for (const [name, gauge] of Object.entries(ages)) {
      const since = known[name as keyof typeof ages]; // its own keys
      gauge.set(since === undefined ? 0 : Math.max(0, (known.now.getTime() - since.getTime()) / 1000));
    }
  }
}
