import type { Logger } from 'pino';
import { countAgainAt, floodLeast, floodMs, gatheringId, hourBefore, isFlood } from '../../domain/gathering';
import type { Budgets, Doubt, DueGathering, GatheringStore } from '../../services/delivery-ports';
import type { Clock } from '../../services/ports';
import { gatheringPost } from '../views/gathering';
import { floodGate, type Pacing } from './pacing';
import { digestOf } from './render';
import { type Called, notEditable, type SlackMessages } from './slack-messages';
import { searchBeforeMs, type Timing } from './timing';

export interface GatheringPorts {
  readonly store: GatheringStore;
  readonly slack: SlackMessages;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly log: Logger;
  readonly triageChannel: string;
  /** Once it is aborted, no message is begun with any more. */
  readonly stopping: AbortSignal;
}

const retryMs = 30_000;
/** Nobody can be told in a channel that is away: until people put that right, it is looked at now and then. */
const refusedRetryMs = 5 * 60_000;

interface GathererPorts extends Pick<GatheringPorts, 'store' | 'clock'> {
  readonly budgets: Budgets;
  readonly pacing: Pick<Pacing, 'isClosed'>;
}

/** Takes in tickets that have no card of their own; gives the id of the message that stands for them. */
export function gathererOf({ store, budgets, clock, pacing }: GathererPorts) {
  let last: { id: string; channel: string; at: Date } | undefined;
  /** As this process sees it. */
  let cameAt: readonly Date[] = [];
  return async (teamId: string, channel: string): Promise<string> => {
    const now = clock.now();
    cameAt = [...cameAt, now].slice(-floodLeast);
    // In a flood it is known for a while that there is one.
    if (last?.channel === channel && now.getTime() - last.at.getTime() < floodMs / 6) return last.id;
    const before = gatheringId(teamId, channel, hourBefore(now));
    const id = (await store.join(before, now)) ? before : gatheringId(teamId, channel, now);
    if (id !== before) await store.open({ id, teamId, channel }, now);
    const gate = floodGate(channel);
    // One that has no card merely because others had none does not make the flood last longer.
    if (!pacing.isClosed(gate) || isFlood(cameAt, now))
      await budgets.close(teamId, gate, new Date(now.getTime() + floodMs));
    last = { id, channel, at: now };
    return id;
  };
}

/** Brings each message that stands for many tickets up to date. */
export async function showGatherings(ports: GatheringPorts): Promise<void> {
  const { store, clock, timing } = ports;
  while (!ports.stopping.aborted) {
    const due = await store.take(clock.now(), timing);
    if (due === undefined) return;
    await store.release(due, await shownNow(due, ports));
  }
}

type Known = Parameters<GatheringStore['release']>[1];

async function shownNow(due: DueGathering, ports: GatheringPorts): Promise<Known> {
  const { store, slack, clock, timing, log, triageChannel } = ports;
  const begunAt = clock.now();
  const { id, key, channel, doubt } = due;
  if (channel !== triageChannel) {
    // Nobody looks there any more. What was just being gathered may still come to it for a while.
    await store.move(id, triageChannel, begunAt);
    return { shown: due.shown, doubt, dueAt: countAgainAt({ came: 0, wait: 0 }, due.lastAt, begunAt) };
  }
  const counted = await store.count(id);
  const dueAt = countAgainAt(counted, due.lastAt, begunAt);
  // A crash may have come between the message and its tickets.
  if (counted.came === 0) return { shown: due.shown, doubt, dueAt };
  const content = gatheringPost(counted);
  const shown = digestOf(content);
  const stillIn = doubt !== undefined && doubt.until > begunAt ? doubt : undefined;

  let { ts } = due;
  if (doubt !== undefined) {
    const found = await slack.search(channel, new Date(doubt.since.getTime() - searchBeforeMs));
    if (found.is !== 'done') return after(found);
    const ours = found.result.filter((one) => one.key === key);
    ts ??= ours[0]?.ts;
    if (ts !== undefined && !(await store.noteTs(id, ts))) return again();
    for (const { ts: other } of ours.filter((one) => one.ts !== ts)) {
      if (!hasTime()) return again();
      const deleted = await slack.delete({ channel, ts: other });
      if (deleted.is === 'unknown' || deleted.is === 'limited') return after(deleted);
    }
    // An empty search proves nothing before the doubt is over.
    if (ts === undefined && stillIn) return { shown: undefined, doubt, dueAt: stillIn.until };
  }
  if (ts !== undefined && due.shown === shown && doubt === undefined) return { shown, doubt, dueAt };
  if (!hasTime()) return again();
  if (ts === undefined) {
    const posted = await slack.post({
      ...content,
      to: channel,
      threadTs: undefined,
      broadcast: false,
      ticketId: id,
      key,
    });
    if (posted.is !== 'done') return after(posted);
    if (await store.noteTs(id, posted.result.ts)) return { shown, doubt: undefined, dueAt };
    // Whoever has the lease now has posted it, too.
    await slack.delete({ channel, ts: posted.result.ts });
    return again();
  }
  const updated = await slack.update({ channel, ts }, content);
  // A late update may have replaced this one until the doubt is over.
  if (updated.is === 'done') return { shown, doubt: stillIn, dueAt: stillIn?.until ?? dueAt };
  if (updated.is !== 'refused' || !notEditable.has(updated.error)) return after(updated);
  if (updated.error !== 'message_not_found') await slack.delete({ channel, ts });
  await store.forgetTs(id, ts);
  return { shown: undefined, doubt: stillIn, dueAt: stillIn?.until ?? clock.now() };

  /** No call with less than two time-outs of the lease left: somebody else could be at the same message by then. */
  function hasTime(): boolean {
    return due.leaseUntil.getTime() - clock.now().getTime() > 2 * timing.callTimeoutMs;
  }

  function again(): Known {
    return { shown: undefined, doubt, dueAt: clock.now() };
  }

  function after(called: Exclude<Called<unknown>, { is: 'done' }>): Known {
    const at = clock.now().getTime();
    const next = (ms: number, still: Doubt | undefined = doubt): Known => ({
      shown: undefined,
      doubt: still,
      dueAt: new Date(at + ms),
    });
    switch (called.is) {
      case 'limited':
        return next(called.retryAfterMs);
      case 'unknown':
        return next(retryMs, { since: doubt?.since ?? begunAt, until: new Date(at + timing.doubtMs) });
      case 'refused':
        log.error({ error: called.error }, 'Slack refused the message that says how many tickets wait.');
        return next(refusedRetryMs);
    }
  }
}
