import type { Comment, Status, Ticket, TicketWithComments } from '../../domain/ticket';
import { ago, day, mention } from './blocks';

/** A ticket with what was said on it, where that is at hand: lists have none of it. */
export type Listed = Ticket & Partial<Pick<TicketWithComments, 'comments' | 'files'>>;

/** How a ticket stands, in words for the one whose it is. */
export function statusWords(ticket: Listed): string {
  const claimer = claimerOf(ticket);
  switch (ticket.status) {
    case 'open':
      return `${isBack(ticket) ? 'back in the queue, ' : ''}waiting for somebody to pick it up`;
    case 'claimed':
      return `${claimer} is on it`;
    case 'in_progress':
      return `${claimer} is working on it`;
    case 'waiting':
      return isAskedByClaimer(ticket) ? `${claimer} has asked you something` : 'waiting for your answer';
    case 'completed':
      return `completed by ${claimer}`;
    case 'withdrawn':
      return 'withdrawn by you';
  }
}

/** The same with a sign before it and the time behind it. */
export function statusLine(ticket: Listed): string {
  const { status, closedAt } = ticket;
  const line = `${signs[status]}  ${statusWords(ticket)}`;
  switch (status) {
    case 'open':
      return `${line}  ·  ${sent(ticket)}`;
    case 'claimed':
      return `${line}${at(heldSince(ticket), ', since ')}`;
    case 'in_progress':
    case 'waiting':
      return line;
    case 'completed':
    case 'withdrawn':
      return `${line}${at(closedAt, ', ')}`;
  }
}

/** The question that a waiting ticket's requester is to answer. */
export function lastQuestion(comments: readonly Comment[]): Comment | undefined {
  return comments.findLast(({ kind }) => kind === 'question');
}

/** False too where that is not at hand. */
function isAskedByClaimer({ claimer, comments = [] }: Listed): boolean {
  return claimer !== undefined && lastQuestion(comments)?.author === claimer;
}

/** How a ticket stands, in words for admins: "#42 is …". */
export function standing(ticket: Ticket): string {
  const claimer = claimerOf(ticket);
  switch (ticket.status) {
    case 'open':
      return isBack(ticket) ? 'back in the queue' : 'in the queue';
    case 'claimed':
      return `claimed by ${claimer}`;
    case 'in_progress':
      return `in progress with ${claimer}`;
    case 'waiting':
      return `waiting for the requester to answer ${claimer}`;
    case 'completed':
      return `completed by ${claimer}`;
    case 'withdrawn':
      return 'withdrawn by its requester';
  }
}

/** The same with a sign before it, and the time behind it where it is known. */
export function standingLine(ticket: Ticket): string {
  const { status, closedAt } = ticket;
  const line = `${signs[status]}  *#${ticket.number}*  ·  `;
  switch (status) {
    case 'open':
    case 'in_progress':
    case 'waiting':
      return `${line}${sent(ticket)}  ·  ${standing(ticket)}`;
    case 'claimed': {
      const since = heldSince(ticket);
      return `${line}${sent(ticket)}  ·  ${standing(ticket)}${since ? ago(since, ', ') : ''}`;
    }
    case 'completed':
    case 'withdrawn':
      return `${line}${standing(ticket)}${at(closedAt, ', ')}`;
  }
}

export const signs: Readonly<Record<Status, string>> = {
  open: ':hourglass_flowing_sand:',
  claimed: ':large_blue_circle:',
  in_progress: ':hammer_and_wrench:',
  waiting: ':speech_balloon:',
  completed: ':white_check_mark:',
  withdrawn: ':wastebasket:',
};

/** True where somebody had the ticket in hand, and it waits for the next one. */
export function isBack({ status, claimedAt }: Ticket): boolean {
  return status === 'open' && claimedAt !== undefined;
}

/** Who has the ticket, or had it at its end, in the middle of a sentence. */
export function claimerOf({ claimer }: Ticket): string {
  return claimer === undefined ? 'an admin' : mention(claimer);
}

/** Whose ticket it is, at the beginning of a sentence; an outline does not tell. */
export function requesterOf({ requester }: Ticket): string {
  return requester === '' ? 'The person whose ticket it is' : mention(requester);
}

/** Since when the one who has the ticket has it. */
export function heldSince({ claimerSince, claimedAt }: Ticket): Date | undefined {
  return claimerSince ?? claimedAt;
}

/** A time that may not be known. */
export function at(date: Date | undefined, before: string): string {
  return date === undefined ? '' : day(date, before);
}

/** Who said something, and what it is, for `reader`: "@Carol wrote", "You asked", "🔒 Internal note by @Dave". */
export function saidBy({ author, kind }: Comment, reader?: string): string {
  const who = author === reader ? 'You' : mention(author);
  switch (kind) {
    case 'comment':
      return `${who} wrote`;
    case 'question':
      return `${who} asked`;
    case 'note':
      return `:lock:  ${author === reader ? 'Your internal note' : `Internal note by ${who}`}`;
  }
}

/** When a ticket was sent: "sent 4 minutes ago". */
export function sent({ createdAt }: Ticket): string {
  return ago(createdAt, 'sent ');
}
