import {
  beginWords,
  channelOf,
  endWords,
  isMute,
  isWaitedFor,
  type Trouble,
  type TroubleKind,
} from '../domain/troubles';
import type { WaitingStore } from './delivery-ports';
import type { Admins, Clock, Ports, Troubles } from './ports';

export interface TroublePorts {
  readonly teamId: string;
  readonly triageChannel: string;
  readonly troubles: Troubles;
  readonly deliveries: WaitingStore;
  readonly admins: Pick<Admins, 'tell'>;
  readonly clock: Clock;
  readonly wake: Ports['wake'];
  wakeMessenger(): void;
}

export interface TroubleSeen {
  readonly where: string;
  readonly kind: TroubleKind;
  readonly error: string;
  /** Of a ticket whose message was refused, or that was given up. */
  readonly ticket?: number | undefined;
}

/** Slack is asked so often whether it works again, by all processes together. */
export const probeEveryMs = 60_000;

/** Notes a trouble; the admins are told of it once, however many tickets meet it. Gives back the trouble where it is new. */
export async function raise(seen: TroubleSeen, ports: TroublePorts): Promise<Trouble | undefined> {
  const { teamId, troubles, clock } = ports;
  const at = clock.now();
  const tickets = seen.ticket === undefined ? [] : [seen.ticket];
  const trouble: Trouble = { teamId, ...seen, tickets, since: at, seenAt: at };
  if (!(await troubles.raise(trouble, later(at)))) return undefined;
  await tell(trouble, ports);
  return trouble;
}

/** It works again: what waited is due at once, the admins are told, and the trouble is over. Gives back the one that was there. */
export async function settle(where: string, ports: TroublePorts): Promise<Trouble | undefined> {
  const { teamId, troubles, deliveries, clock } = ports;
  const trouble = await troubles.find(teamId, where);
  if (trouble === undefined) return undefined;
  // The trouble goes last: who dies on the way leaves it to be ended by the next.
  const waited = isWaitedFor(trouble.kind) ? await deliveries.letGo(teamId, where, clock.now()) : 0;
  await letter(trouble, 'over', endWords(trouble, waited), ports);
  await troubles.end(trouble);
  ports.wake(false);
  return trouble;
}

/** A ticket that was refused or given up is shown again; with the last one the trouble is over. */
export async function mend(where: string, ticket: number, ports: TroublePorts): Promise<void> {
  const left = await ports.troubles.mend(ports.teamId, where, ticket);
  if (left?.length === 0) await settle(where, ports);
}

/** Something was done that may have ended a trouble: what waits there the longest tries it now. Does nothing where there is none. */
export async function tryNow(where: string, ports: TroublePorts): Promise<void> {
  const { teamId, troubles, deliveries, clock } = ports;
  if (!(await troubles.allowTry(teamId, where, clock.now()))) return;
  // Where nothing waits, it is over: the next message would say otherwise.
  if (!(await deliveries.letGoOldest(teamId, where, clock.now()))) await settle(where, ports);
  ports.wake(false);
}

/**
 * Looks after all troubles: tells of those that nobody was told of yet, sends what waits for another triage channel to the one of now, and
 * lets what waits the longest try each that was not tried lately. Forgets those whose messages nobody misses any more. Gives back those that are left.
 */
export async function lookAfter(ports: TroublePorts): Promise<readonly Trouble[]> {
  const { teamId, triageChannel, troubles, deliveries, clock } = ports;
  for (const trouble of await troubles.untold(teamId)) await tell(trouble, ports);
  const now = clock.now();
  for (const trouble of await troubles.list(teamId)) {
    const channel = channelOf(trouble);
    if (channel === undefined || channel === triageChannel) continue;
    await deliveries.moveWaiting(teamId, trouble.where, triageChannel, now);
    await settle(trouble.where, ports);
  }
  const all = await troubles.list(teamId);
  // What began to wait while its trouble was ended waits for nothing.
  await deliveries.letGoOthers(
    teamId,
    all.map(({ where }) => where),
    now,
  );
  const left = [];
  for (const trouble of all) {
    // Where nobody misses anything any more it ends without a word, and the next message begins it anew.
    if (isWaitedFor(trouble.kind) ? await isTried(trouble, now, ports) : await isMissed(trouble, ports))
      left.push(trouble);
    else await troubles.end(trouble);
  }
  ports.wake(false);
  return left;
}

/** Lets what waits the longest try it, where nothing did lately; false where nothing waits for the channel any more. */
async function isTried(
  trouble: Trouble,
  now: Date,
  { teamId, deliveries }: Pick<TroublePorts, 'teamId' | 'deliveries'>,
): Promise<boolean> {
  if (trouble.seenAt.getTime() + probeEveryMs > now.getTime()) return true;
  return (await deliveries.letGoOldest(teamId, trouble.where, now)) || channelOf(trouble) === undefined;
}

/** False where all of its tickets have ended, or are shown by now. */
async function isMissed(
  { where, tickets }: Trouble,
  { teamId, troubles, deliveries }: Pick<TroublePorts, 'teamId' | 'troubles' | 'deliveries'>,
): Promise<boolean> {
  const missed = await deliveries.unshown(teamId, tickets);
  for (const ticket of tickets) if (!missed.includes(ticket)) await troubles.mend(teamId, where, ticket);
  return missed.length > 0;
}

async function tell(trouble: Trouble, ports: TroublePorts): Promise<void> {
  // Of what cannot be told while it lasts the log alone speaks; they are told at its end.
  if (!isMute(trouble.kind)) await letter(trouble, 'begun', beginWords(trouble), ports);
  await ports.troubles.told(trouble);
}

async function letter(
  { teamId, where, since }: Trouble,
  what: 'begun' | 'over',
  words: string,
  { admins, clock, wakeMessenger }: TroublePorts,
): Promise<void> {
  await admins.tell(teamId, { key: `trouble ${where} ${since.getTime()} ${what}`, at: clock.now(), words });
  wakeMessenger();
}

function later(at: Date): Date {
  return new Date(at.getTime() + probeEveryMs);
}
