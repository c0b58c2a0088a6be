import type { Logger } from 'pino';
import { countAgainAt, floodMs, gatheringId, hourBefore } from '../../domain/gathering';
import type { Budgets, Doubt, DueGathering, GatheringStore } from '../../services/delivery-ports';
import type { Clock } from '../../services/ports';
import { gatheringPost } from '../views/gathering';
import { floodGate } from './pacing';
import { digestOf } from './render';
import type { Called, SlackMessages } from './slack-messages';
import type { Timing } from './timing';

export interface GatheringPorts {
  readonly store: GatheringStore;
  readonly slack: SlackMessages;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly log: Logger;
  /** Once it is aborted, no message is begun with any more. */
  readonly stopping: AbortSignal;
}

/** A search starts that much before the doubt: clocks and histories lag. */
const searchBeforeMs = 10 * 60_000;
const retryMs = 30_000;
/** Nobody can be told in a channel that is away: until people put that right, it is looked at now and then. */
const refusedRetryMs = 5 * 60_000;
/** Slack edits it no more: it has to be posted anew. */
const notEditable = new Set(['message_not_found', 'edit_window_closed', 'cant_update_message']);

/** Takes in tickets that have no card of their own; gives the id of the message that stands for them. */
export function gathererOf({ store, budgets, clock }: Pick<GatheringPorts, 'store' | 'clock'> & { budgets: Budgets }) {
  let last: { id: string; channel: string; at: Date } | undefined;
  return async (teamId: string, channel: string): Promise<string> => {
    const now = clock.now();
    // In a flood it is known for a while that there is one.
    if (last?.channel === channel && now.getTime() - last.at.getTime() < floodMs / 6) return last.id;
    const before = gatheringId(teamId, channel, hourBefore(now));
    const id = (await store.join(before, now)) ? before : gatheringId(teamId, channel, now);
    if (id !== before) await store.open({ id, teamId, channel }, now);
    await budgets.close(teamId, floodGate(channel), new Date(now.getTime() + floodMs));
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

async function shownNow(due: DueGathering, { store, slack, clock, timing, log }: GatheringPorts) {
  const begunAt = clock.now();
  const { id, key, channel, doubt } = due;
  const counted = await store.count(id);
  const dueAt = countAgainAt(counted, due.lastAt, begunAt);
  // A crash may have come between the message and its tickets.
  if (counted.came === 0) return { ts: due.ts, shown: due.shown, doubt, dueAt };
  const content = gatheringPost(counted);
  const shown = digestOf(content);

  let { ts } = due;
  if (ts === undefined && doubt !== undefined) {
    const found = await slack.search(channel, new Date(doubt.since.getTime() - searchBeforeMs));
    if (found.is !== 'done') return after(found, undefined);
    ts = found.result.find((one) => one.key === key)?.ts;
    // An empty search proves nothing before the doubt is over.
    if (ts === undefined && doubt.until > begunAt) return { ts, shown: undefined, doubt, dueAt: doubt.until };
  }
  if (ts === undefined) {
    const posted = await slack.post({
      ...content,
      to: channel,
      threadTs: undefined,
      broadcast: false,
      ticketId: id,
      key,
    });
    return posted.is === 'done' ? { ts: posted.result.ts, shown, doubt: undefined, dueAt } : after(posted, undefined);
  }
  if (due.shown === shown && doubt === undefined) return { ts, shown, doubt, dueAt };
  const updated = await slack.update({ channel, ts }, content);
  if (updated.is === 'done') return { ts, shown, doubt: undefined, dueAt };
  const isGone = updated.is === 'refused' && notEditable.has(updated.error);
  return isGone ? { ts: undefined, shown: undefined, doubt: undefined, dueAt: clock.now() } : after(updated, ts);

  function after(called: Exclude<Called<unknown>, { is: 'done' }>, place: string | undefined) {
    const at = clock.now().getTime();
    const next = (ms: number, still: Doubt | undefined = doubt) => ({
      ts: place,
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
