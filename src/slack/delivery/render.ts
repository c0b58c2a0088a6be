import { createHash } from 'node:crypto';
import { followerOf } from '../../domain/following';
import { seen } from '../../domain/sight';
import { isPublic, type Notice, notices, type Standing, saidBefore, sightIn, standingOf } from '../../domain/surfaces';
import { type Comment, isLive, type Ticket, type TicketFile, type TicketWithComments } from '../../domain/ticket';
import { unreachedBy } from '../../domain/troubles';
import type { Entry } from '../../services/delivery-ports';
import type { Ahead } from '../../services/queue';
import { originPost } from '../views/anywhere';
import type { MessageContent } from '../views/blocks';
import { claimerCard, formerClaimerCard, type Missed, requesterCard, triageCard } from '../views/cards';
import { followerCard, followerNotice } from '../views/following';
import { commentPost, editPost, noticePost, transcriptPost } from '../views/posts';

/** What a message should show; `unwanted` where nobody should see it any more, `as it is` where there is nothing to do. */
export type Showing = MessageContent | FileContent | 'unwanted' | 'as it is';

/** A file to send. */
export interface FileContent {
  readonly file: TicketFile;
}

export interface Shown {
  readonly entry: Entry;
  /** The card whose thread it stands in; of a card, itself. */
  readonly card: Entry | undefined;
  readonly showing: Showing;
}

/** What each message of a ticket should show, to the one who reads it there, and not a word more than they may see. */
export function shownBy(entries: readonly Entry[], ticket: TicketWithComments, ahead?: Ahead): Shown[] {
  const all = standingOf(entries, ticket);
  return all.map((standing) => ({
    entry: standing.entry,
    card: standing.card,
    showing: showingOf(standing, all, ticket, ahead),
  }));
}

function showingOf(
  { entry, card, isCurrent, isOver }: Standing<Entry>,
  all: readonly Standing<Entry>[],
  ticket: TicketWithComments,
  ahead: Ahead | undefined,
): Showing {
  const sight = card === undefined ? 'none' : sightIn(card, ticket);
  if (card === undefined || isOver || sight === 'none') return 'unwanted';
  const visible = seen(sight, ticket);
  switch (entry.surface) {
    case 'triage':
      if (!isCurrent) return 'unwanted';
      return entry.gathered && entry.ts === undefined ? 'as it is' : triageCard(visible, unreachedOf(all, visible));
    case 'requester':
      return requesterCard(visible);
    case 'claimer':
      return isCurrent ? claimerCard(visible, unreachedOf(all, visible)) : formerClaimerCard(ticket);
    case 'origin':
      // It is said once, as it was then.
      if (entry.ts !== undefined) return 'as it is';
      return ticket.status === 'withdrawn' ? 'unwanted' : originPost(ticket);
    case 'follower': {
      const following = followerOf(ticket, entry.to ?? '');
      return following === undefined ? 'unwanted' : followerCard(visible, following, sight);
    }
    case 'notice':
      return card.surface === 'follower'
        ? newsShowing(entry, ticket, visible)
        : noticeShowing(entry, isCurrent, visible, ahead);
    case 'comment': {
      const comment = visible.comments.find(({ key }) => key === entry.about);
      if (!isCurrent || comment === undefined || card.surface === 'triage') return 'unwanted';
      return isWrittenBeside(comment, card) ? 'as it is' : commentPost(visible, comment, readerIn(card));
    }
    case 'edit': {
      const at = visible.edits.findIndex(({ key }) => key === entry.about);
      const before = visible.edits[at]?.before;
      if (!isCurrent || before === undefined) return 'unwanted';
      return editPost(ticket, before, visible.edits[at + 1]?.before ?? visible);
    }
    case 'file': {
      const file = visible.files.find(({ key, state }) => key === entry.about && state === 'kept');
      return isCurrent && file !== undefined ? { file } : 'unwanted';
    }
    case 'transcript': {
      const said = saidBefore(card, all, visible);
      return isCurrent && (said.length > 0 || entry.to !== undefined)
        ? transcriptPost(ticket, said, entry.to)
        : 'unwanted';
    }
  }
}

/** Who of those that the reader knows of cannot be reached, while that matters. */
function unreachedOf(all: readonly Standing<Entry>[], ticket: TicketWithComments): Missed[] {
  const { requester, requesterLeft, claimer, followers, status } = ticket;
  if (!isLive(status)) return [];
  const missed = new Map<string, Missed['why']>();
  for (const { entry, card, isCurrent, isOver } of all) {
    const why = entry.parked && isCurrent && !isOver ? unreachedBy(entry.parked.error) : undefined;
    if (why === undefined) continue;
    if (card?.surface === 'requester') missed.set(requester, why);
    if (card?.surface === 'claimer' || card?.surface === 'follower') missed.set(card.to ?? '', why);
  }
  if (requesterLeft) missed.set(requester, 'deactivated');
  const known = new Set([requester, claimer, ...followers.map(({ userId }) => userId)]);
  return [...missed].filter(([userId]) => userId !== '' && known.has(userId)).map(([userId, why]) => ({ userId, why }));
}

function readerIn({ surface }: Entry): 'requester' | 'claimer' | 'follower' {
  return surface === 'claimer' || surface === 'follower' ? surface : 'requester';
}

/** News in a follower's thread: of what they may not read it does not say whose it is. */
function newsShowing({ about, to = '', said }: Entry, { requester }: Ticket, visible: TicketWithComments): Showing {
  if (!isPublic(about)) return 'unwanted';
  const who = to === requester && visible.requester === '' ? '' : to;
  return followerNotice(about, visible, who, visible.comments.find(({ key }) => key === said)?.text);
}

function noticeShowing(
  { about, ts, to = '', said }: Entry,
  isCurrent: boolean,
  ticket: TicketWithComments,
  ahead: Ahead | undefined,
): Showing {
  if (!isNotice(about)) return 'unwanted';
  // How many are ahead is told once, as it was then.
  if (about === 'filed' && ts !== undefined) return 'as it is';
  if (about === 'filed' && (ticket.status !== 'open' || ahead === undefined)) return 'unwanted';
  // Whoever lost the ticket is told so in the thread that was theirs.
  if (!isCurrent && about !== 'taken') return 'unwanted';
  return noticePost(about, ticket, to, ahead, ticket.comments.find(({ key }) => key === said)?.text);
}

/** True where the comment is itself a message in this conversation. */
function isWrittenBeside({ key }: Comment, { channel }: Entry): boolean {
  return channel !== undefined && key.startsWith(`${channel}:`);
}

function isNotice(about: string | undefined): about is Notice {
  return notices.some((notice) => notice === about);
}

/** True where how many are ahead has to be asked before the ticket can be shown. */
export function needsAhead(entries: readonly Entry[], { status }: TicketWithComments): boolean {
  return status === 'open' && entries.some(({ about, ts, gone }) => about === 'filed' && ts === undefined && !gone);
}

const toldAloud: ReadonlySet<string | undefined> = new Set<Notice>([
  'completed',
  'reopened',
  'taken',
  'withdrawn',
  'undone',
]);

/** What a person has to act on, and the end, stand in the DM itself too, and not only in the card's thread. */
export function isBroadcast({ surface, about, under }: Entry, { comments }: TicketWithComments): boolean {
  if (surface === 'notice') return toldAloud.has(about);
  return (
    surface === 'comment' &&
    under === 'requester' &&
    comments.some(({ key, kind }) => key === about && kind === 'question')
  );
}

/** A short name for what a message shows: the same content, the same name. */
export function digestOf(content: MessageContent): string {
  return createHash('sha1').update(JSON.stringify(content)).digest('base64url');
}
