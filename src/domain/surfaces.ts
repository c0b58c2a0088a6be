import { followerOf, isByThemselves } from './following';
import { type Sight, seen, sightOf, type Viewer } from './sight';
import type { Action, Source, Ticket, TicketWithComments } from './ticket';

/** The cards of a ticket: in the triage channel, in its requester's DM, in its claimer's DM, in the DM of each who follows it. */
export type Card = 'triage' | 'requester' | 'claimer' | 'follower';
/** A place that shows a ticket: a card, a post in the thread under a card, or the word under the message that it is about. */
export type Surface = Card | 'origin' | 'comment' | 'edit' | 'transcript' | 'notice' | 'file';

/** A message that should stand in Slack. Its key travels with the post, so that a post whose answer was lost is found again. */
export interface Wanted {
  readonly key: string;
  readonly surface: Surface;
  /** Of a card, and of the word under a message: the channel, or the person whose DM with Deskbell it is. Of a notice: the person it tells of. Of a transcript: who handed the ticket over. */
  readonly to?: string;
  /** Of the word under a message: what heads the thread that it stands in, which is nobody's business otherwise. */
  readonly thread?: string;
  /** Of a post in a thread: the card whose thread it is, which is the last one of this kind before it. */
  readonly under?: Card;
  /** Of a post in a follower's thread: whose it is. */
  readonly of?: string;
  /** Of a comment, an edit or a file: its key. Of a notice: what it tells. */
  readonly about?: string;
  /** Of a notice: the comment that it quotes, by its key. */
  readonly said?: string;
  /** Of a triage card: who has lost the ticket to the queue with it, and should have nothing left of it. */
  readonly from?: string;
  /** Of a claimer's card: they are no admin any more, and should have nothing left of it. */
  readonly over?: boolean;
}

/** What a person must not miss: a card that changes notifies nobody. */
export const notices = [
  'filed',
  'claimed',
  'completed',
  'reopened',
  'handedOver',
  'released',
  'taken',
  'withdrawn',
  'undone',
] as const satisfies readonly string[];
export type Notice = (typeof notices)[number];
/** Those that followers get too. */
export type PublicNotice = Exclude<Notice, 'filed' | 'taken'>;

interface Made {
  readonly triageChannel: string;
  /** The form's or message's own name. */
  readonly key?: string | undefined;
  /** True where it comes with a comment. */
  readonly hasComment?: boolean;
  /** Who gets the ticket, where it is handed over. */
  readonly to?: string | undefined;
  /** Who had it, where it is taken from them. */
  readonly from?: string | undefined;
  /** The message that a new ticket is about. */
  readonly source?: Pick<Source, 'channel' | 'ts' | 'threadTs'> | undefined;
  /** Who begins to follow it, where its requester wants that. */
  readonly fresh?: readonly string[] | undefined;
  newKey(): string;
}

/** True for what one person reads in their DM. */
export function isToPerson({ surface, under }: Pick<Wanted, 'surface' | 'under'>): boolean {
  return (under ?? surface) !== 'triage' && surface !== 'origin';
}

/** True for what has a thread of its own in which a ticket is talked about. */
export function isCard({ under, thread }: Pick<Wanted, 'under' | 'thread'>): boolean {
  return under === undefined && thread === undefined;
}

/** The cards and posts that `action` makes wanted, beside those that are there already. */
export function wantedBy(
  action: Action | 'submit',
  actor: string,
  { triageChannel, key, hasComment = false, to, from, source, fresh = [], newKey }: Made,
): Wanted[] {
  const card = (surface: Card | 'origin', at: string): Wanted => ({ key: newKey(), surface, to: at });
  const post = (surface: Surface, under: Card, about?: string): Wanted => ({
    key: newKey(),
    surface,
    under,
    ...(about !== undefined && { about }),
  });
  const notice = (under: Card, about: Notice): Wanted => ({ ...post('notice', under, about), to: actor });
  const comments = hasComment ? [post('comment', 'requester', key), post('comment', 'claimer', key)] : [];
  switch (action) {
    case 'submit':
      return [card('triage', triageChannel), card('requester', actor), notice('requester', 'filed'), ...origin()];
    case 'claim':
      return [card('claimer', actor), post('transcript', 'claimer'), notice('requester', 'claimed')];
    case 'handOver':
      return to === undefined
        ? []
        : [
            card('claimer', to),
            { ...post('transcript', 'claimer'), to: actor },
            { ...notice('requester', 'handedOver'), to },
          ];
    case 'ask':
    case 'reply':
    case 'comment':
      return comments;
    case 'note':
      return [post('comment', 'claimer', key)];
    case 'close':
      return hasComment && key !== undefined
        ? [post('comment', 'claimer', key), { ...notice('requester', 'completed'), said: key }]
        : [notice('requester', 'completed')];
    case 'edit':
      return [post('edit', 'claimer', key)];
    case 'release':
    case 'vacate':
      return [{ ...card('triage', triageChannel), from: from ?? actor }, notice('requester', 'released')];
    case 'forceRelease':
      return [notice('claimer', 'taken'), card('triage', triageChannel), notice('requester', 'released')];
    case 'reopen':
      return [card('triage', triageChannel), notice('requester', 'reopened'), ...comments];
    case 'withdraw':
      return [notice('claimer', 'withdrawn')];
    case 'undo':
      return [notice('claimer', 'undone')];
    case 'follow':
      return [card('follower', actor)];
    case 'share':
      return fresh.map((userId) => card('follower', userId));
    case 'unfollow':
    case 'start':
    case 'erase':
    case 'rate':
    case 'reword':
    case 'retract':
      return [];
  }

  /** In a channel alone: what two people write to each other stays theirs. */
  function origin(): Wanted[] {
    if (source === undefined || !/^[CG]/.test(source.channel)) return [];
    return [{ ...card('origin', source.channel), thread: source.threadTs ?? source.ts }];
  }
}

/** A message, and the card whose thread it stands in; of a card, itself. */
export interface Standing<E extends Wanted> {
  readonly entry: E;
  /** Undefined where there was no such card when the post was made. */
  readonly card: E | undefined;
  /** False for a card in whose place another one has come, and for what stands under it. */
  readonly isCurrent: boolean;
  /** True where nothing of the card should be left, nor of what stands under it. */
  readonly isOver: boolean;
}

/** Where each message of a ticket stands: a post under the last card of its kind before it, a follower's under their own. */
export function standingOf<E extends Wanted>(
  entries: readonly E[],
  ticket: Pick<Ticket, 'claimer' | 'followers'>,
): Standing<E>[] {
  const last = new Map<string, E>();
  const placed = entries.map((entry) => {
    if (entry.under === undefined) last.set(threadOf(entry), entry);
    return { entry, card: last.get(threadOf(entry)) };
  });
  return placed.map(({ entry, card }) => ({
    entry,
    card,
    isCurrent: card !== undefined && isCurrent(card),
    isOver: card !== undefined && isOver(card),
  }));

  function isOver(card: E): boolean {
    if (card.surface === 'follower') return !isCurrent(card);
    if (card.surface !== 'claimer') return false;
    return card.over === true || entries.slice(entries.indexOf(card)).some(({ from }) => from === card.to);
  }

  function isCurrent(card: E): boolean {
    if (last.get(threadOf(card)) !== card) return false;
    if (card.surface === 'follower') return followerOf(ticket, card.to ?? '') !== undefined;
    // Who gets a ticket again after it was back in the queue has a new card, or none after a quick close.
    const triage = last.get('triage');
    const isAfterQueue = triage === undefined || entries.indexOf(card) > entries.indexOf(triage);
    return card.surface !== 'claimer' || (card.to === ticket.claimer && isAfterQueue);
  }
}

/** Which card it is, or under which card it stands: there is one of each kind, and one for each follower. */
function threadOf({ surface, to = '', under, of = '' }: Wanted): string {
  if (under === undefined) return surface === 'follower' ? `follower ${to}` : surface;
  return under === 'follower' ? `follower ${of}` : under;
}

/** Who reads what stands in a card and under it. */
function viewerOf(
  { surface, to = '' }: Wanted,
  { teamId, requester, followers }: Pick<Ticket, 'teamId' | 'requester' | 'followers'>,
): Viewer {
  switch (surface) {
    case 'triage':
      return 'admins';
    case 'claimer':
      return { teamId, userId: to, isAdmin: true };
    case 'follower': {
      // Only an admin follows by themselves, and no longer than they are one.
      const following = followerOf({ followers }, to);
      return { teamId, userId: to, isAdmin: following !== undefined && isByThemselves(following) };
    }
    default:
      return { teamId, userId: requester, isAdmin: false };
  }
}

/** What may stand in a card and under it: for a follower never more than what is public. */
export function sightIn(card: Wanted, ticket: Ticket): Sight {
  const sight = sightOf(viewerOf(card, ticket), ticket);
  return card.surface === 'follower' && sight === 'full' ? 'followed' : sight;
}

/**
 * What the ticket, as it is, wants beside what its changes have made wanted: each file that Deskbell has under the card of whoever may
 * see it and does not have it themselves, and the public news since then under the card of each follower.
 */
export function lackingOf(entries: readonly Wanted[], ticket: TicketWithComments): Omit<Wanted, 'key'>[] {
  const all = standingOf(entries, ticket);
  return [...filesLacking(all, ticket), ...newsLacking(all)];
}

/** What came after a follower's card has a post under it, in the same order: so many as stand there are the first of them. */
function newsLacking(all: readonly Standing<Wanted>[]): Omit<Wanted, 'key'>[] {
  return all.flatMap(({ entry: card, isCurrent, isOver }, index) => {
    if (!isCurrent || isOver || card.surface !== 'follower' || card.to === undefined) return [];
    const { to: of } = card;
    const posts = all.filter((one) => one.card === card && one.entry !== card);
    const news = all.slice(index).filter(({ entry }) => isPublicNews(entry));
    return news.slice(posts.length).map(({ entry: { surface, about, said, to } }) => ({
      surface,
      under: 'follower' as const,
      of,
      ...(about !== undefined && { about }),
      ...(said !== undefined && { said }),
      ...(to !== undefined && { to }),
    }));
  });
}

/** What the requester is told of, but for what they alone should know; and that they withdraw the ticket, which its claimer is told. */
function isPublicNews({ surface, under, about }: Wanted): boolean {
  if (surface === 'comment') return under === 'requester';
  const isToldThem = under === 'requester' || about === 'withdrawn' || about === 'undone';
  return surface === 'notice' && under !== 'follower' && isToldThem && isPublic(about);
}

/** True for a notice that there are words for in a follower's thread. */
export function isPublic(about: string | undefined): about is PublicNotice {
  return about !== 'filed' && about !== 'taken' && notices.some((notice) => notice === about);
}

function filesLacking(all: readonly Standing<Wanted>[], ticket: TicketWithComments): Omit<Wanted, 'key'>[] {
  return all.flatMap(({ entry: card, isCurrent, isOver }) => {
    if (!isCurrent || isOver || (card.surface !== 'requester' && card.surface !== 'claimer')) return [];
    const { surface: under } = card;
    const viewer = viewerOf(card, ticket);
    const sight = sightOf(viewer, ticket);
    if (sight === 'none' || viewer === 'admins') return [];
    const there = new Set(all.flatMap((one) => (one.card === card ? [one.entry.about] : [])));
    return seen(sight, ticket)
      .files.filter(({ key, by, state }) => state === 'kept' && by !== viewer.userId && !there.has(key))
      .map(({ key }) => ({ surface: 'file' as const, under, about: key }));
  });
}

/** The comments that were there before the claimer's card: those without a post of their own under it. */
export function saidBefore<E extends Wanted>(
  card: E,
  standing: readonly Standing<E>[],
  { comments }: Pick<TicketWithComments, 'comments'>,
): TicketWithComments['comments'] {
  const posted = new Set(standing.filter((one) => one.card === card).map(({ entry }) => entry.about));
  return comments.filter(({ key }) => !posted.has(key));
}
