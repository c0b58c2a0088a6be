import type { ServerResponse } from 'node:http';
import type { CustomRoute } from '@slack/bolt';
import { isWaitedFor, troubleWords } from '../domain/troubles';
import type { Levels, Vitals } from '../services/health-ports';
import type { Clock, Reports, Troubles } from '../services/ports';
import { within } from './within';

export interface HealthPorts {
  readonly teamId: string;
  readonly vitals: Vitals;
  readonly reports: Pick<Reports, 'live'>;
  readonly troubles: Pick<Troubles, 'list'>;
  readonly clock: Clock;
  /** True where Slack can tell Deskbell something at this moment. */
  isListening(): boolean;
  /** True where Slack did not come back by itself, and Deskbell is about to stop. */
  isLost(): boolean;
  isStopping(): boolean;
  /** The page for Prometheus. */
  page(levels: Levels): Promise<{ readonly type: string; readonly text: string }>;
}

/** Whoever asks for the health of a program gives up after some seconds. */
const answerWithinMs = 2_000;
/** As long a flood of five hundred tickets may take, of which Slack takes one a second in a channel. */
const changeWaitMostMs = 10 * 60_000;
/** An event is worked off at once, and after some failures given up. */
const eventWaitMostMs = 5 * 60_000;

interface Check {
  readonly ok: boolean;
  readonly says: string;
}

/** What anybody who reaches the port may read: it says how Deskbell is, and nothing of what it holds. */
export function healthPages(ports: HealthPorts): CustomRoute[] {
  return [
    page('/healthz', async () => {
      const ok = !ports.isLost();
      return json(ok, { ok, says: ok ? 'Deskbell lives.' : 'The socket to Slack is lost; Deskbell stops.' });
    }),
    page('/readyz', async () => {
      const checks = await readiness(ports);
      const ok = Object.values(checks).every((check) => check.ok);
      const troubles = await inTime(ports.troubles.list(ports.teamId));
      // What is in the way of one ticket names it, which is nobody's business here.
      const ofAll = troubles?.filter(({ kind }) => isWaitedFor(kind));
      return json(ok, { ok, checks, troubles: ofAll?.map((trouble) => troubleWords(trouble).what) });
    }),
    page('/metrics', async () => {
      const { type, text } = await ports.page(await levels(ports));
      return { status: 200, type, text };
    }),
  ];
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

function page(path: string, make: () => Promise<Answer>): CustomRoute {
  return {
    path,
    method: 'GET',
    handler(_, response) {
      void show(make, response);
    },
  };
}

async function show(make: () => Promise<Answer>, response: ServerResponse): Promise<void> {
  const made = make().catch(() => ({ status: 500, type: 'text/plain', text: 'It could not be looked at.\n' }));
  const { status, type, text } = await made;
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
}

function json(ok: boolean, body: object): Answer {
  return { status: ok ? 200 : 503, type: 'application/json', text: `${JSON.stringify(body, undefined, 2)}\n` };
}

async function readiness(ports: HealthPorts): Promise<Record<string, Check>> {
  const now = ports.clock.now();
  const waits = await inTime(ports.vitals.waits(now));
  return {
    ...(ports.isStopping() && { stopping: { ok: false, says: 'Deskbell stops.' } }),
    slack: ports.isListening()
      ? { ok: true, says: 'Slack reaches Deskbell.' }
      : { ok: false, says: 'The socket to Slack is closed; it is being opened again.' },
    database:
      waits === undefined
        ? { ok: false, says: `The database did not answer within ${answerWithinMs / 1000} seconds.` }
        : { ok: true, says: 'The database answers.' },
    ...(waits && {
      delivery: waitOf('change of a ticket', 'shown in Slack', now, waits.changeSince, changeWaitMostMs),
      inbox: waitOf('event of Slack’s', 'worked off', now, waits.eventSince, eventWaitMostMs),
    }),
  };
}

function waitOf(what: string, done: string, now: Date, since: Date | undefined, mostMs: number): Check {
  if (since === undefined) return { ok: true, says: `Every ${what} is ${done}.` };
  const ms = now.getTime() - since.getTime();
  const says = `The oldest ${what} has waited ${Math.max(0, Math.round(ms / 1000))} seconds to be ${done}`;
  if (ms <= mostMs) return { ok: true, says: `${says}.` };
  return { ok: false, says: `${says}; the log says why.` };
}

async function levels({ teamId, vitals, reports, clock, isListening }: HealthPorts): Promise<Levels> {
  const now = clock.now();
  const asked = await inTime(Promise.all([vitals.queues(now), vitals.waits(now), reports.live(teamId)]));
  const database = asked && { ...asked[0], ...asked[1], tickets: asked[2], now };
  return { isListening: isListening(), database };
}

/** Undefined where the database does not answer, or not in time. */
async function inTime<T>(asked: Promise<T>): Promise<T | undefined> {
  return await within(
    answerWithinMs,
    asked.catch(() => undefined),
    () => undefined,
  );
}
