import {
  countOf,
  driftsOf,
  type Looked,
  type Meant,
  type Reading,
  type Repaired,
  type Seen,
  type SickTicket,
  type SlackMessage,
} from '../domain/drift';
import { reopenDays } from '../domain/ticket';
import { isWaitedFor } from '../domain/troubles';
import type { Chart, ChartStore, DeliveryStore } from './delivery-ports';
import type { Ports } from './ports';

/** A conversation with cards, or a thread with what is said under one. */
export interface Spot {
  readonly channel: string;
  readonly thread?: string | undefined;
  /** Nothing of these tickets is older. */
  readonly since: Date;
}

/** What Slack shows, and what it should show. */
export interface Inspector {
  /** What should stand of a ticket, and where it can stand. */
  meantBy(chart: Chart): { readonly meant: readonly Meant[]; readonly spots: readonly Spot[] };
  /** All messages there; or Slack's reason why that cannot be read. */
  read(spot: Spot): Promise<readonly SlackMessage[] | { readonly error: string }>;
  /** False where Slack did not delete it. */
  remove(message: SlackMessage): Promise<boolean>;
}

export interface DoctorPorts extends Pick<Ports, 'clock' | 'newKey' | 'troubles' | 'wake'> {
  readonly charts: ChartStore;
  readonly deliveries: Pick<DeliveryStore, 'renew'>;
  readonly inspector: Inspector;
  /** False where Deskbell writes no archive files. */
  readonly hasArchive: boolean;
  /** Waits so many milliseconds. */
  pause(ms: number): Promise<void>;
}

/** What is due is done within seconds; after that, nobody seems to do it. */
const longMs = 5 * 60_000;
/** What is tried again so soon is in hand. */
const soonMs = 60_000;
/** A message may be missing in what Slack gives to read for so long after it was posted. */
const lagMs = 5_000;
const readAtOnce = 100;

/**
 * Compares what stands in Slack of every ticket that is live, or has ended lately, or is due, with what should stand there; says how
 * far it is. What is in hand at that moment is looked at once more. With `only`, these tickets and nothing else.
 */
export async function* look(
  teamId: string,
  ports: DoctorPorts,
  only?: readonly string[],
): AsyncGenerator<Reading, Looked> {
  const { charts, troubles, clock, pause, hasArchive } = ports;
  const reopenable = new Date(clock.now().getTime() - reopenDays * 24 * 60 * 60_000);
  const live = only ?? (await charts.live(teamId));
  const ended =
    only === undefined
      ? [...new Set([...(await charts.ended(teamId, reopenable)), ...(await charts.endedDue(teamId))])]
      : [];
  const first = yield* compare([...live, ...ended], ports);
  const again = [...first.tickets.map(({ id }) => id), ...first.moving];
  // Who is at work needs a moment, and so may Slack.
  if (first.moving.length > 0) await pause(lagMs);
  const second = again.length === 0 ? first : yield* compare(again, ports);
  const known = await charts.known([...new Set(first.strangers.map(({ ticketId = '' }) => ticketId))]);
  const backlog = await charts.backlog(teamId, new Date(clock.now().getTime() - longMs));
  return {
    live: live.length,
    ended: ended.length,
    tickets: second.tickets,
    strays: first.strangers.filter(({ ticketId = '' }) => !known.has(ticketId)),
    unread: first.unread,
    // What is in the way of one ticket is told of that.
    troubles: only === undefined ? (await troubles.list(teamId)).filter(({ kind }) => isWaitedFor(kind)) : [],
    backlog: { ...backlog, archive: hasArchive ? backlog.archive : 0 },
    moving: second.moving.length,
  };
}

interface Compared extends Pick<Looked, 'tickets' | 'unread'> {
  /** The tickets that are in hand. */
  readonly moving: readonly string[];
  /** Messages of other tickets. */
  readonly strangers: readonly SlackMessage[];
}

async function* compare(ids: readonly string[], ports: DoctorPorts): AsyncGenerator<Reading, Compared> {
  const { charts, clock, inspector } = ports;
  const spots = new Map<string, Spot>();
  /** Of each ticket, as long as nobody has it in hand. */
  const versions = new Map<string, number | undefined>();
  for await (const chart of chartsOf(ids, charts)) {
    versions.set(chart.ticket.id, isInHand(chart, clock.now()) ? undefined : chart.ticket.version);
    for (const spot of meantBy(chart)?.spots ?? []) {
      const name = `${spot.channel}:${spot.thread ?? ''}`;
      const known = spots.get(name);
      if (known === undefined || spot.since < known.since) spots.set(name, spot);
    }
  }

  const places = new Map<string, SlackMessage>();
  const unread = new Map<string, string>();
  let done = 0;
  for (const spot of spots.values()) {
    yield { done, total: spots.size };
    const read = await inspector.read(spot);
    if ('error' in read) unread.set(spot.channel, read.error);
    else for (const message of read) places.set(placeOf(message), message);
    done += 1;
  }
  const readAt = clock.now();
  const ours = new Map<string, SlackMessage[]>();
  const strangers: SlackMessage[] = [];
  for (const message of places.values()) {
    const { ticketId } = message;
    if (ticketId === undefined) continue;
    if (!versions.has(ticketId)) strangers.push(message);
    else ours.set(ticketId, [...(ours.get(ticketId) ?? []), message]);
  }

  const tickets: SickTicket[] = [];
  const moving: string[] = [];
  for await (const chart of chartsOf(ids, charts)) {
    const { id, number, version } = chart.ticket;
    const dueSince = longDue(chart, readAt);
    // What is in hand changes what was read, and what waits for long has its reason in that alone.
    if (dueSince === undefined && (isInHand(chart, readAt) || versions.get(id) !== version)) {
      moving.push(id);
      continue;
    }
    const meant = meantBy(chart)?.meant;
    const drifts = meant === undefined || dueSince !== undefined ? [] : driftsOf(meant, seenOf(id));
    const isBroken = meant === undefined;
    // Slack may not show it yet.
    if (drifts.some((drift) => drift.what === 'missing' && isFresh(drift.ts, readAt))) moving.push(id);
    else if (drifts.length > 0 || isBroken || chart.parkedAt !== undefined || dueSince !== undefined) {
      const found = { drifts, isBroken, strangeSince: strangeSince(chart), givenUpAt: chart.parkedAt, dueSince };
      tickets.push({ id, number, ...found });
    }
  }
  return { tickets, moving, strangers, unread: [...unread].map(([channel, error]) => ({ channel, error })) };

  /** Undefined where nobody can tell: what makes a delivery fail must not hide all the other tickets. */
  function meantBy(chart: Chart): ReturnType<Inspector['meantBy']> | undefined {
    try {
      return inspector.meantBy(chart);
    } catch {
      return undefined;
    }
  }

  function strangeSince({ ticket, entries }: Chart): Date | undefined {
    const noted = new Set(
      entries.flatMap(({ channel = '', ts }) => (ts === undefined ? [] : [placeOf({ channel, ts })])),
    );
    const strange = (ours.get(ticket.id) ?? []).filter((message) => !noted.has(placeOf(message)));
    return strange.length === 0 ? undefined : new Date(Math.min(...strange.map(({ ts }) => Number(ts) * 1000)));
  }

  function seenOf(id: string): Seen {
    return {
      at: (channel, ts) => places.get(placeOf({ channel, ts })),
      ofTicket: ours.get(id) ?? [],
      isRead: (channel) => !unread.has(channel),
    };
  }
}

async function* chartsOf(ids: readonly string[], charts: ChartStore): AsyncGenerator<Chart> {
  for (let from = 0; from < ids.length; from += readAtOnce)
    yield* await charts.read(ids.slice(from, from + readAtOnce));
}

function placeOf({ channel, ts }: { channel: string; ts: string }): string {
  return `${channel}:${ts}`;
}

/** True where the delivery is at work on it, or will be in a moment. */
function isInHand({ dueAt, doubtUntil, leaseUntil }: Chart, now: Date): boolean {
  const isSoon = dueAt !== undefined && dueAt.getTime() <= now.getTime() + soonMs;
  return isSoon || (doubtUntil !== undefined && doubtUntil > now) || leaseUntil !== undefined;
}

/** Since when a ticket waits, where that is long. */
function longDue({ dueAt, leaseUntil }: Chart, now: Date): Date | undefined {
  const isLong = (since: Date): boolean => now.getTime() - since.getTime() > longMs;
  if (leaseUntil !== undefined) return isLong(leaseUntil) ? leaseUntil : undefined;
  return dueAt !== undefined && isLong(dueAt) ? dueAt : undefined;
}

/** Of a message by its `ts`, which begins with the second in which it was posted. */
function isFresh(ts: string | undefined, now: Date): boolean {
  return ts !== undefined && now.getTime() - Number(ts) * 1000 < lagMs;
}

const restMs = 500;
/** So long it may take until somebody takes what is due, and until all of it is done. */
const takenWithinMs = 15_000;
const doneWithinMs = 2 * 60_000;

/**
 * Lets the delivery put right what was found: it looks for each of these tickets in Slack, and shows it anew. What belongs to no ticket
 * is deleted. Then looks again, once that is done or has not been for a while.
 */
export async function* repair(teamId: string, looked: Looked, ports: DoctorPorts): AsyncGenerator<Reading, Repaired> {
  const { charts, deliveries, clock, newKey, wake, inspector } = ports;
  for (const { id, drifts, strangeSince } of looked.tickets) {
    for (const drift of drifts) {
      if (drift.what !== 'missing' || drift.ts === undefined) continue;
      await deliveries.renew(id, { key: drift.key, ts: drift.ts, newKey: newKey() }, clock.now());
    }
    // What was posted before, and is known, does not have to be looked for.
    const now = clock.now();
    await charts.mend(id, strangeSince ?? now, now);
  }
  const strays: SlackMessage[] = [];
  for (const stray of looked.strays) if (!(await inspector.remove(stray))) strays.push(stray);
  wake(true);
  const ids = looked.tickets.map(({ id }) => id);
  const is = await worked(ids, ports);
  const again = yield* look(teamId, ports, ids);
  // What Slack did not let be read stays so, whether or not it was tried once more.
  const unread = new Map([...looked.unread, ...again.unread].map((one) => [one.channel, one]));
  const left = { ...again, live: looked.live, ended: looked.ended, strays, unread: [...unread.values()] };
  return { is, before: countOf(looked), left };
}

/** Waits for these tickets to be in nobody's hand. */
async function worked(ids: readonly string[], { charts, clock, pause }: DoctorPorts): Promise<Repaired['is']> {
  let isTaken = false;
  for (let waitedMs = 0; waitedMs < doneWithinMs; waitedMs += restMs) {
    const now = clock.now();
    const left: Chart[] = [];
    for await (const chart of chartsOf(ids, charts)) if (isInHand(chart, now)) left.push(chart);
    if (left.length === 0) return 'done';
    isTaken ||= left.length < ids.length || left.some(({ leaseUntil }) => leaseUntil !== undefined && leaseUntil > now);
    if (!isTaken && waitedMs >= takenWithinMs) return 'not begun';
    await pause(restMs);
  }
  return 'goes on';
}
