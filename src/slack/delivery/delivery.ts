import type { Logger } from 'pino';
import { isRefused } from '../../domain/troubles';
import type { Due, Outcome } from '../../services/delivery-ports';
import type { Meter } from '../../services/health-ports';
import type { Audit } from '../../services/ports';
import { type DeliveryPorts, deliver } from './deliver';
import type { Watch } from './watch';

/** Tickets in hand at once in one process. */
const inHandMost = 4;
/** Deliveries that did not come to their end, after which a ticket is given up until it changes. */
const triesMost = 6;
const alarmMostMs = 10 * 60_000;

export interface Delivery {
  /** Something is due. */
  wake(): void;
  start(): void;
  /** Takes nothing more, and ends what is in hand. */
  stop(): Promise<void>;
}

export interface PumpPorts extends DeliveryPorts {
  readonly log: Logger;
  readonly audit: Audit;
  readonly meter: Meter;
  readonly watch: Pick<Watch, 'givenUp' | 'refused' | 'shown'>;
  isStoreAway(error: unknown): boolean;
}

/** Takes one due ticket after the other and makes Slack show it, woken by a signal and by a poll. */
export function createDelivery(ports: PumpPorts): Delivery {
  const { store, clock, timing, log, watch } = ports;
  const inHand = new Set<Promise<void>>();
  let looking: Promise<void> | undefined;
  let isStopping = false;
  /** Somebody woke us since the last look, or there was no free hand for what is due. */
  let isDirty = false;
  let timer: NodeJS.Timeout | undefined;
  /** Of tickets that are due soon. */
  const alarms = new Set<NodeJS.Timeout>();

  return {
    wake,
    start() {
      timer = setInterval(wake, timing.pollMs);
      wake();
    },
    async stop() {
      isStopping = true;
      clearInterval(timer);
      for (const alarm of alarms) clearTimeout(alarm);
      await looking;
      await Promise.all(inHand);
    },
  };

  function wake(): void {
    isDirty = true;
    if (isStopping || looking !== undefined) return;
    looking = look().finally(() => {
      looking = undefined;
      // Somebody woke us between the last look and now.
      if (isDirty && inHand.size < inHandMost) wake();
    });
  }

  async function look(): Promise<void> {
    try {
      while (!isStopping && inHand.size < inHandMost) {
        isDirty = false;
        const due = await store.take(clock.now(), timing);
        if (due !== undefined) hold(due.tries >= triesMost ? giveUp(due) : work(due));
        else if (!isDirty) return;
      }
      isDirty = true;
    } catch (err) {
      if (!ports.isStoreAway(err)) log.error({ err }, 'The delivery could not look for what is due; it looks again.');
    }
  }

  async function work(due: Due): Promise<void> {
    const { id, number } = due.ticket;
    try {
      await ports.audit.append(due.records.map((record) => ({ ...record, ticket: number })));
      const outcome = await deliver(due, ports);
      const isOurs = await store.release(due, outcome);
      if (isOurs && outcome.dueAt === undefined)
        ports.meter.shown((clock.now().getTime() - due.since.getTime()) / 1000);
      if (outcome.dueAt !== undefined) wakeAt(outcome.dueAt);
      // Somebody else has had the ticket since our lease ran out: what either of us did to Slack is in doubt.
      if (!isOurs) {
        const now = clock.now();
        const since = new Date(due.leaseUntil.getTime() - timing.leaseMs);
        await store.doubt(id, { since, until: new Date(now.getTime() + timing.doubtMs) }, now);
      }
      await report(due, outcome);
    } catch (err) {
      log.error(
        { err, ticket: number },
        'A delivery did not come to its end; it is taken up again when its lease ends.',
      );
    }
  }

  /** What Slack refused, of the message or of the person; what waits for the end of a trouble is told of by that. */
  async function report({ ticket: { number, version }, entries }: Due, { learnt }: Outcome): Promise<void> {
    const refused = learnt.flatMap((news) => ('parked' in news ? [{ key: news.key, error: news.parked.error }] : []));
    for (const { error } of refused) log.error({ ticket: number, error }, 'Slack refused a message of a ticket.');
    const odd = refused.find(({ key, error }) => {
      const entry = entries.find((one) => one.key === key);
      return entry === undefined || isRefused({ ...entry, parked: { error, version } }, version);
    });
    if (odd !== undefined) await watch.refused(number, odd.error);
    // What an earlier delivery was refused is not tried again before the ticket changes.
    else if (!entries.some((entry) => isRefused(entry, version))) await watch.shown(number);
  }

  /** To the moment, as slots of Slack's budget are; the poll sees to what is far away. */
  function wakeAt(at: Date): void {
    const ms = at.getTime() - clock.now().getTime();
    if (isStopping || ms > alarmMostMs) return;
    const alarm = setTimeout(
      () => {
        alarms.delete(alarm);
        wake();
      },
      Math.max(0, ms),
    );
    alarms.add(alarm);
  }

  async function giveUp(due: Due): Promise<void> {
    const { number } = due.ticket;
    try {
      const isParked = await store.park(due, clock.now());
      if (!isParked) return;
      log.error({ ticket: number }, 'A ticket could not be shown in Slack, and was given up until it changes.');
      await watch.givenUp(number);
    } catch (err) {
      log.error({ err, ticket: number }, 'The admins could not be told of a ticket that was given up.');
    }
  }

  function hold(task: Promise<void>): void {
    inHand.add(task);
    void task.finally(() => {
      inHand.delete(task);
      if (isDirty) wake();
    });
  }
}
