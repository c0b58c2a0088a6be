import {
  AlreadyStarted,
  CannotFollow,
  CommentsFull,
  type DeskbellError,
  EditsFull,
  FilesFull,
  FilesNotAdded,
  FollowersFull,
  LastWordsStored,
  NotClaimed,
  NotEnded,
  NotFollowing,
  NotTheClaimer,
  OnlyFollowing,
  OwnTicket,
  TicketChanged,
  TicketCompleted,
  TicketGone,
  TicketTaken,
  TicketWithdrawn,
  TooLateToReopen,
  TooLateToUndo,
  WordsChanged,
} from '../domain/errors';
import { type FileSent, filed, ticketFilesMost } from '../domain/files';
import { followerOf, followersMost } from '../domain/following';
import type { Person } from '../domain/people';
import { sightOf } from '../domain/sight';
import { wantedBy } from '../domain/surfaces';
import {
  type Action,
  type Actor,
  type CommentKind,
  isHeld,
  isLive,
  may,
  type Rating,
  reopenDays,
  startsOf,
  type Ticket,
} from '../domain/ticket';
import type { TicketWords } from '../domain/words';
import { commentsMost, editsMost, type Ports } from './ports';

/** A form that was sent. */
export interface Sent {
  /** The form's own name: the same one twice is one change. */
  readonly key: string;
  /** Ends when the sender is told to send it again: from then on these words must not replace what they may have sent since. */
  readonly patience: AbortSignal;
}

/** What a form said about a ticket, and what came with it. */
export interface Said extends Sent {
  readonly text: string;
  readonly files?: readonly FileSent[];
}

/** What a change carries, beside who makes it. */
export interface Made extends Partial<Sent> {
  /** A comment that comes with it. */
  readonly text?: string | undefined;
  readonly kind?: CommentKind;
  readonly files?: readonly FileSent[];
  /** When the comment was written, where that was not now. */
  readonly at?: Date;
  readonly words?: TicketWords;
  readonly before?: TicketWords;
  /** What the message said that the ticket is about. */
  readonly quoted?: string | undefined;
  readonly to?: string;
  /** Who had it, where it is taken from them. */
  readonly from?: string | undefined;
  readonly rating?: Rating;
}

/** A change that the table names fails where somebody else's comes between: then it is tried once more. */
const triesMost = 2;

/** Somebody who acts as the one whose ticket it is. */
export function asMember({ teamId, userId }: Person): Actor {
  return { teamId, userId, isAdmin: false };
}

/** Somebody whom the route's guard has found to be an admin. */
export function asAdmin({ teamId, userId }: Person): Actor {
  return { teamId, userId, isAdmin: true };
}

/**
 * One atomic write. Only where it changed nothing is the ticket read, to see that the same form or click had been here before, or
 * to say why; the second write is for an admin who is alone, and for one whose ticket has just changed. Throws what tells the person why not.
 */
export async function change(action: Action, actor: Actor, id: string, made: Made, ports: Ports): Promise<Ticket> {
  const { key, text, kind = 'comment', words, before, quoted, to, from, rating } = made;
  const sent = made.files ?? [];
  const at = ports.clock.now();
  const comment =
    key !== undefined && text !== undefined ? { key, text, kind, author: actor.userId, at: made.at ?? at } : undefined;
  const files = filed(sent, { by: actor.userId, at, comment: comment?.key });
  const hasComment = comment !== undefined;
  const wanted = wantedBy(action, actor.userId, { ...ports, key, hasComment, to });
  let number = 0;
  let alone = false;
  for (let tries = 0; tries < triesMost; tries += 1) {
    const changed =
      (await ports.tickets.change(id, {
        action,
        actor,
        at,
        key,
        words,
        before,
        quoted,
        comment,
        files,
        to,
        from,
        rating,
        wanted,
        alone,
      })) ?? (await doneBefore(action, actor, id, made, ports));
    if (changed !== undefined) {
      ports.wake(!isLive(changed.status) || action === 'reopen');
      if (files.length > 0) ports.wakeFetch();
      return changed;
    }
    const ticket = await readyFor(action, actor, id, ports);
    number = ticket.number;
    alone = !may(action, actor, ticket, { at });
    const isReplaced =
      before !== undefined && (before.title !== ticket.title || before.description !== ticket.description);
    if (isReplaced) throw new WordsChanged(ticket);
  }
  const counts = await ports.tickets.counts(actor.teamId, id);
  if (hasComment && counts.comments >= commentsMost) throw new CommentsFull(number, commentsMost);
  if (files.length > 0 && counts.files + files.length > ticketFilesMost) throw new FilesFull(number, ticketFilesMost);
  if (action === 'follow') throw new FollowersFull(number, followersMost);
  if (words !== undefined && counts.edits >= editsMost) throw new EditsFull(number, editsMost);
  throw new TicketChanged(number);
}

/** The ticket, where the person may do `action` to it now. Throws what tells them why not. */
export async function readyFor(action: Action, actor: Actor, id: string, ports: Ports): Promise<Ticket> {
  const ticket = await ports.tickets.find(actor.teamId, id);
  if (ticket === undefined) throw new TicketGone();
  const at = ports.clock.now();
  if (may(action, actor, ticket, { at })) return ticket;
  if (may(action, actor, ticket, { at, alone: true }) && !(await ports.admins.hasOther(actor))) return ticket;
  throw refusal(action, actor, ticket, at);
}

/** The ticket, where the same form or click has changed it already; what the form says now is what counts. */
async function doneBefore(
  action: Action,
  actor: Actor,
  id: string,
  { key, text, words, to, rating, patience, files = [] }: Made,
  ports: Ports,
): Promise<Ticket | undefined> {
  if (key === undefined) {
    const ticket = await ports.tickets.find(actor.teamId, id);
    return ticket !== undefined && isDone(action, actor, ticket, rating) ? ticket : undefined;
  }
  const earlier = await ports.tickets.done(actor.teamId, id, key);
  // Words that the form did not have before are not stored yet: whether there is still a place for them is asked anew.
  if (!earlier.done || (text !== undefined && earlier.comment === undefined)) return undefined;
  await mustHaveAll(actor.teamId, id, files, ports);
  if (text !== undefined && patience !== undefined && earlier.comment?.text !== text) {
    patience.throwIfAborted();
    await reword(actor, id, { key, text }, ports);
  }
  const ticket = await ports.tickets.find(actor.teamId, id);
  // The form was sent again with something else: that is not what was stored.
  const isOther =
    (words !== undefined && (ticket?.title !== words.title || ticket.description !== words.description)) ||
    (action === 'handOver' && ticket?.claimer !== to);
  if (isOther) return undefined;
  if (ticket !== undefined && text === undefined && earlier.comment !== undefined)
    throw new LastWordsStored(ticket.number);
  return ticket;
}

/** Throws FilesNotAdded where a form that is stored has come again with files that it did not have then. */
export async function mustHaveAll(
  teamId: string,
  id: string,
  files: readonly FileSent[],
  { tickets }: Pick<Ports, 'tickets'>,
): Promise<void> {
  if (files.length === 0) return;
  const ticket = await tickets.read(teamId, { id });
  if (ticket === undefined) return;
  const there = new Set(ticket.files.map(({ key }) => key));
  const lacking = files.filter(({ key }) => !there.has(key)).map(({ name }) => name);
  if (lacking.length > 0) throw new FilesNotAdded(ticket.number, lacking);
}

/** Changes the words of a comment, which its author alone may; does nothing where they are so already, or newer ones came first. */
export async function reword(
  author: Person,
  id: string,
  said: { key: string; text: string; editedTs?: string },
  ports: Ports,
): Promise<Ticket | undefined> {
  return await changeOwn('reword', author, id, said, ports);
}

/** Takes a comment back, which its author alone may. */
export async function retract(author: Person, id: string, key: string, ports: Ports): Promise<Ticket | undefined> {
  return await changeOwn('retract', author, id, { key, text: '' }, ports);
}

async function changeOwn(
  action: 'reword' | 'retract',
  author: Person,
  id: string,
  said: { key: string; text: string; editedTs?: string },
  ports: Ports,
): Promise<Ticket | undefined> {
  const at = ports.clock.now();
  for (let tries = 0; tries < triesMost; tries += 1) {
    const changed = await ports.tickets.change(id, { action, actor: asMember(author), at, said, wanted: [] });
    if (changed === undefined) continue;
    ports.wake(!isLive(changed.status));
    if (action === 'retract') ports.wakeFetch();
    return changed;
  }
  return undefined;
}

/** True where a click that comes twice has nothing left to do. */
function isDone(action: Action, { userId }: Actor, ticket: Ticket, rating: Rating | undefined): boolean {
  const { status, claimer, requester } = ticket;
  switch (action) {
    case 'claim':
      return isHeld(status) && claimer === userId;
    case 'start':
      return status === 'in_progress' && claimer === userId;
    case 'withdraw':
      return status === 'withdrawn' && requester === userId;
    case 'rate':
      return requester === userId && ticket.rating === rating && status === 'completed';
    case 'follow':
      return followerOf(ticket, userId) !== undefined;
    default:
      return false;
  }
}

/** Why the table does not name `action` for this person, in words that tell them no more than they may see. */
function refusal(action: Action, actor: Actor, ticket: Ticket, at: Date): DeskbellError {
  const { number, status, claimer, requester } = ticket;
  const isRequester = requester === actor.userId;
  const sight = sightOf(actor, ticket);
  if (sight === 'none') return new TicketGone();
  if (action === 'unfollow') return new NotFollowing(number);
  if (sight === 'followed' && !actor.isAdmin) return new OnlyFollowing(number, requester);
  const isForEnded = startsOf(action).every(({ statuses }) => !statuses.some(isLive));
  if (isForEnded && isLive(status)) return new NotEnded(number);
  if (action === 'undo' && status === 'withdrawn') return new TooLateToUndo(number);
  if (action === 'reopen' && status === 'completed') return new TooLateToReopen(number, reopenDays);
  if (status === 'withdrawn') {
    const canUndo = ticket.returnUntil !== undefined && ticket.returnUntil > at;
    return new TicketWithdrawn(number, { isRequesters: isRequester, canUndo });
  }
  if (status === 'completed') return new TicketCompleted(ticket, isRequester);
  if (may(action, actor, ticket, { at, alone: true })) return new OwnTicket(number);
  if (action === 'follow') return notToFollow(actor, ticket);
  if (claimer === undefined) return new NotClaimed(number);
  if (action === 'claim') return new TicketTaken(number, claimer);
  if (claimer !== actor.userId) return new NotTheClaimer(number, claimer);
  return action === 'start' ? new AlreadyStarted(number) : new TicketChanged(number);
}

function notToFollow({ userId }: Actor, { number, requester, claimer = '' }: Ticket): CannotFollow {
  if (requester === userId) return new CannotFollow(number, 'own');
  return new CannotFollow(number, claimer === userId ? 'claimer' : { claimer });
}
