import { cardsAheadMs, mayBeGathered } from '../../domain/gathering';
import { isCard, isToPerson, lackingOf } from '../../domain/surfaces';
import type { Ticket, TicketFile } from '../../domain/ticket';
import { unreachedBy } from '../../domain/troubles';
import type { DeliveryStore, Doubt, Due, Entry, Learnt, Outcome } from '../../services/delivery-ports';
import type { Clock } from '../../services/ports';
import type { Ahead } from '../../services/queue';
import type { MessageContent } from '../views/blocks';
import { floodGate, type Pacing, type Planned } from './pacing';
import { postMethod } from './rates';
import { digestOf, isBroadcast, needsAhead, type Shown, shownBy } from './render';
import {
  accountErrors,
  accountRetryMs,
  type Called,
  type Found,
  notEditable,
  type Place,
  type SlackMessages,
} from './slack-messages';
import { searchBeforeMs, type Timing } from './timing';

export interface DeliveryPorts {
  readonly store: DeliveryStore;
  readonly slack: SlackMessages;
  readonly pacing: Pick<Pacing, 'plan'>;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly triageChannel: string;
  newKey(): string;
  /** Takes in a ticket that has no card of its own in this channel; gives the id of the message that stands for it. */
  gather(teamId: string, channel: string): Promise<string>;
  /** What a file of a ticket holds, where Deskbell has it. */
  contentOf(ticketId: string, key: string): Promise<Uint8Array | undefined>;
  /** How many wait before the one whose ticket it is. */
  aheadOf(ticket: Ticket): Promise<Ahead>;
}

/** Stands for how many are ahead until that is asked. */
const notAskedYet: Ahead = { ahead: 0, usualWaitMs: undefined };

/** Nothing of ours can be put or found in the channel. */
const channelErrors = new Set([
  'channel_not_found',
  'is_archived',
  'is_inactive',
  'not_in_channel',
  'restricted_action',
  'restricted_action_read_only_channel',
]);

/** What waits for the end of a trouble is due at that end; so often it looks by itself, should nobody tell it. */
const waitMs = 60 * 60_000;

/** Nothing can be said under a message: Deskbell is not there, may not, or the message is gone. It is told in the DM all the same. https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const silentErrors = new Set([
  ...channelErrors,
  'thread_not_found',
  'message_not_found',
  'cannot_reply_to_message',
  'access_denied',
  'no_permission',
  'team_access_not_granted',
  'restricted_action_thread_only_channel',
  'restricted_action_thread_locked',
  'restricted_action_non_threadable_channel',
]);

/** https://docs.slack.dev/reference/methods/files.delete#errors */
const goneFiles = new Set(['file_not_found', 'file_deleted']);
/** Slack may list where a file stands a little after it was shared. */
const listedAfterMs = 5_000;

/** With these a search has found out all the same that nothing of ours can stand there. */
const emptyPlaces = new Set([...channelErrors, 'thread_not_found', 'message_not_found']);

/** The thread that a post stands in, and the card that heads it; under a message of somebody else, the post itself. */
interface Thread {
  readonly channel: string;
  readonly ts: string;
  readonly key: string;
}

/**
 * Makes Slack show what one ticket should show: each card, then the posts in its thread in their order, and last of all takes cards away;
 * and after that what is for those who only read along, so that nobody who waits for the ticket waits for them.
 * Where it is not known what a call did, the ticket is in doubt: posts are looked for before they are made again.
 */
export async function deliver(due: Due, ports: DeliveryPorts): Promise<Outcome> {
  const { store, slack, clock, timing, newKey } = ports;
  const { ticket } = due;
  const learnt: Learnt[] = [];
  const retries: Date[] = [];
  const begunAt = clock.now();
  const inDoubt = due.doubt !== undefined;
  const isOver = due.doubt !== undefined && due.doubt.until <= begunAt;
  let newDoubt: Doubt | undefined;
  let gathering: string | undefined;
  /** What Slack, or its budget, lets be called only later. */
  const waiting = new Set<string>();
  /** False where some of its messages were left for the next delivery. */
  let isWhole = true;

  const entries = due.doubt === undefined ? due.entries : await settled(due.doubt);
  if (entries !== undefined) {
    const lacking = lackingOf(entries, ticket).map((one) => ({ ...one, key: newKey() }));
    // An entry before a post; without the lease, whoever has it now goes on, and a ticket that has changed is due again.
    if (lacking.length === 0 || (await store.want(due, lacking))) await showAll([...entries, ...lacking]);
  }
  return outcome();

  async function showAll(all: readonly Entry[]): Promise<void> {
    const shownWith = (ahead?: Ahead): Shown[] => shownBy(all, ticket, ahead).filter(({ entry }) => !entry.gone);
    const wantsAhead = needsAhead(all, ticket);
    const planned = shownWith(wantsAhead ? notAskedYet : undefined);
    await planAll(planned);
    const left = wantsAhead && planned.some(isSaid) ? shownWith(await ports.aheadOf(ticket)) : planned;
    if (await showSome(left.filter((one) => !isForFollower(one)))) await showSome(left.filter(isForFollower));
  }

  /** How many are ahead is asked only where it is said now. */
  function isSaid({ entry: { about, ts, key } }: Shown): boolean {
    return about === 'filed' && ts === undefined && !waiting.has(key);
  }

  /** Keeps a slot of Slack's budget for each message that is to be posted, updated or deleted; one whose slot has not come is due again then. */
  async function planAll(shown: readonly Shown[]): Promise<void> {
    for (const { entry, showing } of shown)
      if (showing !== 'as it is' && !isParked(entry) && isTooEarly(entry)) waiting.add(entry.key);
    const calls = shown.flatMap(plannedFor);
    const slots = await ports.pacing.plan(calls);
    for (const { key, channel, gate } of calls) {
      const slot = slots.get(key);
      if (slot !== undefined && slot <= clock.now()) continue;
      waiting.add(key);
      if (slot === undefined && gate !== undefined) {
        gathering = await ports.gather(ticket.teamId, channel ?? '');
        learnt.push({ key, gathered: true });
        continue;
      }
      const retryAt = slot ?? later(waitMs);
      learnt.push({ key, retryAt, ...(slot && { slot: true }) });
      retries.push(retryAt);
    }
  }

  function plannedFor({ entry, card, showing }: Shown): Planned[] {
    const { key, ts, retryAt } = entry;
    if (isParked(entry) || waiting.has(key)) return [];
    const call = { key, slot: entry.slot ? retryAt : undefined };
    if (showing === 'unwanted' || card === undefined || card.gone)
      return ts === undefined ? [] : [{ ...call, method: 'chat.delete' }];
    if (showing === 'as it is' || 'file' in showing) return [];
    if (ts !== undefined) return isShown(entry, digestOf(showing)) ? [] : [{ ...call, method: 'chat.update' }];
    if (inDoubt && !isOver) return [];
    const { channel = card.to, to: of } = card;
    const flood = mayBeGathered(entry, ticket) && { aheadMs: cardsAheadMs, gate: floodGate(channel ?? '') };
    return [{ ...call, method: postMethod, channel, of, ...flood }];
  }

  /** False where time was up before the end. */
  async function showSome(shown: readonly Shown[]): Promise<boolean> {
    const cards = new Map<Entry, Entry>();
    for (const one of shown.filter(({ entry, showing }) => entry.under === undefined && showing !== 'unwanted')) {
      if (!hasTime()) return again();
      cards.set(one.entry, await show(one, originOf(one.entry)));
    }
    const held = new Set<Entry>();
    for (const one of shown.filter(({ entry }) => entry.under !== undefined)) {
      if (!hasTime()) return again();
      const { entry, card, showing } = one;
      if (showing === 'as it is') continue;
      if (showing === 'unwanted' || card === undefined || card.gone) {
        await takeAway(entry);
        continue;
      }
      if (held.has(card)) continue;
      const above = cards.get(card);
      const thread = threadOf(above);
      const after = thread === undefined ? above : await show(one, thread);
      // Posts of a thread come in order: one that does not stand yet holds the later ones, one that Slack refused does not, nor does a
      // file, whose bytes take their own way: what people say does not wait for it.
      if (after?.ts === undefined && !(after && isParked(after))) {
        isWhole = false;
        if (entry.surface !== 'file') held.add(card);
      }
    }
    // A card goes after what stands under it: with replies, Slack leaves a stone in its place.
    for (const { entry } of shown.filter((one) => one.entry.under === undefined && one.showing === 'unwanted')) {
      if (!hasTime()) return again();
      await takeAway(entry);
    }
    return true;
  }

  /** Brings one message to what it should show; gives back what is known of it then. */
  async function show({ entry, showing }: Shown, thread?: Thread): Promise<Entry> {
    if (typeof showing === 'string' || isParked(entry) || waiting.has(entry.key)) return entry;
    if ('file' in showing)
      return thread === undefined || entry.ts !== undefined ? entry : await send(entry, showing.file, thread);
    const { channel, ts } = entry;
    if (channel !== undefined && ts !== undefined) return await update(entry, { channel, ts }, showing);
    // Only a search after the end of the doubt proves that a post never arrived.
    return inDoubt && !isOver ? entry : await post(entry, showing, thread);
  }

  /**
   * Sends a file into a thread. Its message carries no key, but what it is uploaded as is noted before it is shared, and Slack says where
   * that stands: so it is found again where an answer was lost.
   */
  async function send(entry: Entry, file: TicketFile, thread: Thread): Promise<Entry> {
    const { key, fileId } = entry;
    if (fileId !== undefined) {
      const shared = await slack.sharedAt(fileId, thread.channel);
      if (shared.is === 'done' && shared.result !== undefined)
        return await stands(entry, fileId, thread, shared.result);
      if (shared.is === 'unknown' || shared.is === 'limited') return retry(entry, patienceAfter(shared));
      // Nobody may ask: whether it stands there is not known.
      if (shared.is === 'refused' && shared.waitsFor !== undefined) return settle(entry, shared);
      // It is shared, and Slack does not list it yet.
      if (shared.is === 'done' && !inDoubt) return retry(entry, listedAfterMs);
    }
    if (inDoubt && !isOver) return entry;
    if (fileId !== undefined) await slack.deleteFile(fileId);
    const content = await ports.contentOf(ticket.id, file.key);
    if (content === undefined) return settle(entry, { is: 'refused', error: 'file_gone' });
    const begun = await slack.beginUpload(file.name, content.length);
    if (begun.is !== 'done') return begun.is === 'unknown' ? retry(entry, timing.callTimeoutMs) : settle(entry, begun);
    const { fileId: fresh, url } = begun.result;
    const sent = await slack.sendBytes(url, content);
    if (sent.is !== 'done') return retry(entry, timing.callTimeoutMs);
    if (!(await store.noteUpload(ticket.id, key, fresh))) return entry;
    const shared = await slack.share(fresh, file.name, `From <@${file.by}>`, thread);
    if (shared.is === 'refused' || shared.is === 'limited') await store.noteUpload(ticket.id, key, undefined);
    if (shared.is !== 'done') return settle(entry, shared);
    const at = await slack.sharedAt(fresh, thread.channel);
    if (at.is === 'done' && at.result !== undefined) return await stands(entry, fresh, thread, at.result);
    return retry({ ...entry, fileId: fresh }, at.is === 'done' ? listedAfterMs : patienceAfter(at));
  }

  /** The message with a file is there: it is noted, or taken away where nobody waits for it any more. */
  async function stands(entry: Entry, fileId: string, { channel }: Thread, ts: string): Promise<Entry> {
    if (await store.noteTs(ticket.id, entry, { channel, ts }, undefined)) return { ...entry, channel, ts, fileId };
    await slack.deleteFile(fileId);
    await drop({ channel, ts });
    return entry;
  }

  /** Deletes what nobody should see any more. Its entry stays, marked: a post in flight has to come home to one. */
  async function takeAway(entry: Entry): Promise<void> {
    const { key, channel, ts, fileId } = entry;
    if (isParked(entry) || waiting.has(key)) return;
    if (fileId !== undefined) {
      // Without its message a file could still be opened by who has its address.
      const deleted = await slack.deleteFile(fileId);
      if (deleted.is !== 'done' && !(deleted.is === 'refused' && goneFiles.has(deleted.error))) {
        settle(entry, deleted);
        return;
      }
    }
    if (channel === undefined || ts === undefined) {
      if (!inDoubt || isOver) learnt.push({ key, gone: true });
      return;
    }
    const called = await slack.delete({ channel, ts });
    const isGone = called.is === 'done' || (called.is === 'refused' && called.error === 'message_not_found');
    if (isGone) learnt.push({ key, gone: true });
    else settle(entry, called);
  }

  /** True where Slack asked to wait longer. */
  function isTooEarly({ retryAt }: Entry): boolean {
    if (retryAt === undefined || retryAt <= clock.now()) return false;
    retries.push(retryAt);
    return true;
  }

  async function post(entry: Entry, content: MessageContent, thread: Thread | undefined): Promise<Entry> {
    const called = await slack.post({
      ...content,
      to: thread?.channel ?? entry.channel ?? entry.to ?? '',
      threadTs: thread?.ts,
      broadcast: isBroadcast(entry, ticket),
      ticketId: ticket.id,
      key: entry.key,
    });
    if (called.is !== 'done') return settle(entry, called);
    const { channel, ts, threadTs } = called.result;
    if (thread !== undefined && threadTs !== thread.ts && !(await standsIn(thread, entry))) {
      // The card above is gone, and Slack has put the reply into the channel: the card comes first, under a new key.
      await drop({ channel, ts });
      if (entry.surface === 'origin') return giveUp(entry);
      await store.renew(ticket.id, { key: thread.key, ts: thread.ts, newKey: newKey() }, clock.now());
      return entry;
    }
    const shown = digestOf(content);
    if (await store.noteTs(ticket.id, entry, { channel, ts }, shown)) {
      if (isUnreached(entry)) again();
      return { ...entry, channel, ts, shown };
    }
    await drop({ channel, ts });
    return entry;
  }

  /** Looks where a reply is whose answer does not name its thread, as other servers than Slack's may answer. */
  async function standsIn({ channel, ts }: Thread, { key }: Entry): Promise<boolean> {
    const searched = await slack.search(channel, new Date(begunAt.getTime() - searchBeforeMs), ts);
    if (searched.is === 'unknown' || searched.is === 'limited') doubt();
    return searched.is === 'done' && searched.result.some((found) => found.key === key);
  }

  async function update(entry: Entry, place: Place, content: MessageContent): Promise<Entry> {
    const shown = digestOf(content);
    if (isShown(entry, shown)) return entry;
    const at = clock.now();
    const called = await slack.update(place, content);
    if (called.is === 'refused' && notEditable.has(called.error)) {
      if (called.error !== 'message_not_found') await drop(place);
      await store.renew(ticket.id, { key: entry.key, ts: place.ts, newKey: newKey() }, clock.now());
      return { ...entry, channel: undefined, ts: undefined };
    }
    if (called.is === 'refused' && isElsewhere(entry) && channelErrors.has(called.error)) {
      const moved = { key: entry.key, ts: place.ts, newKey: newKey(), to: ports.triageChannel };
      await store.renew(ticket.id, moved, clock.now());
      return { ...entry, channel: undefined, ts: undefined };
    }
    if (called.is !== 'done') return settle(entry, called);
    learnt.push({ key: entry.key, shown, at });
    if (isUnreached(entry)) again();
    return { ...entry, shown };
  }

  /** True for a card in a channel that was the triage channel once. */
  function isElsewhere({ surface, to }: Entry): boolean {
    return surface === 'triage' && to !== ports.triageChannel;
  }

  function isShown(entry: Entry, shown: string): boolean {
    return entry.shown === shown && isSure(entry);
  }

  /** In doubt, a message is brought up to date once, and once more after its end: a late update may have replaced it meanwhile. */
  function isSure({ shownAt }: Entry): boolean {
    if (due.doubt === undefined) return true;
    const from = due.doubt.until.getTime() - (isOver ? 0 : timing.doubtMs);
    return shownAt !== undefined && shownAt.getTime() >= from;
  }

  /** What follows from a call that was not done. */
  function settle(entry: Entry, called: Exclude<Called<unknown>, { is: 'done' }>): Entry {
    switch (called.is) {
      case 'refused': {
        if (called.waitsFor !== undefined) return wait(entry, called.waitsFor);
        if (entry.surface === 'origin' && silentErrors.has(called.error)) return giveUp(entry);
        const parked = { error: called.error, version: ticket.version };
        learnt.push({ key: entry.key, parked });
        if (isUnreached({ ...entry, parked }) && !isUnreached(entry)) again();
        return { ...entry, parked };
      }
      case 'limited':
        return retry(entry, called.retryAfterMs);
      case 'unknown':
        doubt();
        return entry;
    }
  }

  /** What can be said nowhere is not missed, and is not tried again: by then it would be no news. */
  function giveUp(entry: Entry): Entry {
    learnt.push({ key: entry.key, gone: true });
    return { ...entry, gone: true };
  }

  /** It stays as it is until what it waits for works again. */
  function wait(entry: Entry, waits: string): Entry {
    learnt.push({ key: entry.key, waits });
    retries.push(later(waitMs));
    return { ...entry, waits };
  }

  function retry(entry: Entry, afterMs: number): Entry {
    const retryAt = later(afterMs);
    learnt.push({ key: entry.key, retryAt });
    retries.push(retryAt);
    return entry;
  }

  /**
   * The entries after a look at the ticket's channels and threads: a post whose answer was lost has its place again, and a
   * message that the ticket does not know is deleted. Undefined where they could not all be read.
   */
  async function settled({ since }: Doubt): Promise<readonly Entry[] | undefined> {
    const oldest = new Date(since.getTime() - searchBeforeMs);
    const known = new Map(due.entries.map((entry) => [entry.key, entry]));
    const places = await placesOf(due.entries);
    if (places === undefined) return undefined;
    for (const { channel, thread } of places) {
      const searched = await slack.search(channel, oldest, thread);
      if (!isKnown(searched, emptyPlaces)) return undefined;
      if (searched.is === 'refused') continue;
      for (const found of searched.result.filter(({ ticketId }) => ticketId === ticket.id)) {
        if (!hasTime()) {
          again();
          return undefined;
        }
        await adopt(found, known);
      }
    }
    return [...known.values()];
  }

  async function adopt({ channel, ts, threadTs, key }: Found, known: Map<string, Entry>): Promise<void> {
    const entry = known.get(key);
    if (entry?.ts === ts) return;
    const isInPlace = entry === undefined || isCard(entry) || threadTs !== undefined;
    const isLost = entry !== undefined && !entry.gone && entry.ts === undefined && isInPlace;
    if (isLost && (await store.noteTs(ticket.id, entry, { channel, ts }, undefined))) {
      known.set(key, { ...entry, channel, ts });
    } else {
      await drop({ channel, ts });
    }
  }

  /** Where the ticket's messages can be: the channel of each card, and the threads with posts, also those of cards that are gone; and under the message that it is about. */
  async function placesOf(all: readonly Entry[]): Promise<{ channel: string; thread?: string }[] | undefined> {
    const channels = new Set<string>();
    const withPosts = new Set<string>();
    const origins = all.flatMap((entry) => originOf(entry) ?? []);
    for (const { surface, channel, to = '', under } of all) {
      if (under !== undefined) continue;
      const opened = channel === undefined ? await channelOf(to) : { is: 'done' as const, result: channel };
      if (!isKnown(opened)) return undefined;
      if (opened.is === 'refused') continue;
      channels.add(opened.result);
      const isHead = (one: Entry): boolean => one.under === surface && (surface !== 'follower' || one.of === to);
      if (all.some(isHead)) withPosts.add(opened.result);
    }
    const roots = due.roots.filter(({ channel }) => withPosts.has(channel));
    return [
      ...[...channels].map((channel) => ({ channel })),
      ...[...roots, ...origins].map(({ channel, ts: thread }) => ({ channel, thread })),
    ];
  }

  /** A post to a person went to their DM, whose id only Slack knows. */
  async function channelOf(to: string): Promise<Called<string>> {
    return /^[UW]/.test(to) ? await slack.openDm(to) : { is: 'done', result: to };
  }

  /**
   * False where Slack did not say what was asked: nothing may be concluded, and it is asked again later. With `refusals`, only
   * these say something.
   */
  function isKnown<T>(
    called: Called<T>,
    refusals?: ReadonlySet<string>,
  ): called is Extract<Called<T>, { is: 'done' | 'refused' }> {
    if (called.is === 'done') return true;
    if (called.is === 'refused' && (refusals?.has(called.error) ?? !accountErrors.has(called.error))) return true;
    retries.push(later(patienceAfter(called)));
    return false;
  }

  function patienceAfter(called: Exclude<Called<unknown>, { is: 'done' }>): number {
    if (called.is === 'limited') return called.retryAfterMs;
    return called.is === 'refused' ? accountRetryMs : timing.callTimeoutMs;
  }

  /** Deletes a message that the ticket does not know; where that is not certain, the doubt that follows finds it again. */
  async function drop(place: Place): Promise<void> {
    const called = await slack.delete(place);
    // What waits for the end of a trouble was not even tried.
    const isAnswered = called.is === 'refused' && called.waitsFor === undefined && !accountErrors.has(called.error);
    if (called.is !== 'done' && !isAnswered) doubt();
  }

  /** What a call did is not known; it is looked for from the earliest doubt on. */
  function doubt(): void {
    newDoubt = { since: due.doubt?.since ?? begunAt, until: later(timing.doubtMs) };
  }

  function isParked({ parked }: Entry): boolean {
    return parked !== undefined && parked.version === ticket.version;
  }

  /** No call with less than two time-outs of the lease left: somebody else could be at the same message by then. */
  function hasTime(): boolean {
    return due.leaseUntil.getTime() - clock.now().getTime() > 2 * timing.callTimeoutMs;
  }

  function again(): false {
    retries.push(clock.now());
    return false;
  }

  function later(ms: number): Date {
    return new Date(clock.now().getTime() + ms);
  }

  /** A doubt ends with a delivery after it that went through wholly. */
  function outcome(): Outcome {
    const isSettled = !inDoubt || (isOver && isWhole && retries.length === 0);
    const stillIn = newDoubt ?? (isSettled ? undefined : due.doubt);
    const ends = stillIn === undefined || (isOver && newDoubt === undefined) ? [] : [stillIn.until];
    const dueAt = [...retries, ...ends].toSorted((a, b) => a.getTime() - b.getTime())[0];
    return { learnt, doubt: stillIn, dueAt, gathering };
  }
}

/** The thread in which a message's author is told what became of it. */
function originOf({ to, thread, key }: Entry): Thread | undefined {
  return to === undefined || thread === undefined ? undefined : { channel: to, ts: thread, key };
}

/** True where somebody could not be reached with it. That begins and ends with a delivery that may have shown the cards which say so. */
function isUnreached({ parked, ...entry }: Entry): boolean {
  return parked !== undefined && isToPerson(entry) && unreachedBy(parked.error) !== undefined;
}

function isForFollower({ entry: { surface, under } }: Shown): boolean {
  return (under ?? surface) === 'follower';
}

function threadOf(card: Entry | undefined): Thread | undefined {
  if (card?.channel === undefined || card.ts === undefined) return undefined;
  return { channel: card.channel, ts: card.ts, key: card.key };
}
