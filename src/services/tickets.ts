import {
  CommentsFull,
  type DeskbellError,
  LastWordsStored,
  NotTheClaimer,
  OwnTicket,
  TicketChanged,
  TicketCompleted,
  TicketGone,
  TicketTaken,
} from '../domain/errors';
import type { Admin, Person } from '../domain/people';
import { wantedBy } from '../domain/surfaces';
import { type Action, isLive, may, type Ticket } from '../domain/ticket';
import { closingWords, commentWords, type TicketWords, ticketWords } from '../domain/words';
import { commentsMost, type Page, type Ports } from './ports';

/** A form that was sent. */
export interface Sent {
  /** The form's own name: the same one twice is one change. */
  readonly key: string;
  /** Ends when the sender is told to send it again: from then on these words must not replace what they may have sent since. */
  readonly patience: AbortSignal;
}

/** What a form said about a ticket. */
export interface Said extends Sent {
  readonly text: string;
}

/**
 * Stores a ticket. The same form sent again with other words changes that ticket.
 * Throws InvalidWords, TicketCompleted where the ticket of this form is completed already, TicketGone where the form is somebody else's.
 */
export async function submit(requester: Person, form: TicketWords & Sent, ports: Ports): Promise<Ticket> {
  const words = ticketWords(form);
  const { ticket, fresh } = await ports.tickets.create({
    ...words,
    requester,
    key: form.key,
    at: ports.clock.now(),
    wanted: wantedBy('submit', requester.userId, ports),
  });
  if (fresh) {
    ports.wake(false);
    return ticket;
  }
  const isSame =
    ticket.requester === requester.userId && ticket.title === words.title && ticket.description === words.description;
  if (isSame) return ticket;
  form.patience.throwIfAborted();
  return await change('resubmit', requester, ticket.id, { words }, ports);
}

/**
 * Gives an open ticket to `admin`; does nothing where it is theirs already, as after a double click.
 * Throws TicketTaken when somebody was quicker, OwnTicket where another admin should look at it.
 */
export async function claim(admin: Admin, id: string, ports: Ports): Promise<Ticket> {
  return await change('claim', admin, id, {}, ports);
}

/** Adds the claimer's comment; once, however often its form arrives. Throws InvalidWords, NotTheClaimer, TicketCompleted, CommentsFull. */
export async function comment(admin: Admin, id: string, said: Said, ports: Ports): Promise<Ticket> {
  return await change('comment', admin, id, { ...said, text: commentWords(said.text) }, ports);
}

/** Completes a ticket, with last words where there are any. Throws InvalidWords, NotTheClaimer, TicketCompleted, OwnTicket, CommentsFull, LastWordsStored. */
export async function close(admin: Admin, id: string, said: Said, ports: Ports): Promise<Ticket> {
  return await change('close', admin, id, { ...said, text: closingWords(said.text) }, ports);
}

/** The ticket, where `admin` may do `action` to it now. Throws what tells them why not. */
export async function readyFor(action: Action, admin: Person, id: string, ports: Ports): Promise<Ticket> {
  const ticket = await ports.tickets.find(admin.teamId, id);
  if (ticket === undefined) throw new TicketGone();
  if (may(action, admin, ticket)) return ticket;
  if (may(action, admin, ticket, { alone: true }) && !(await ports.admins.hasOther(admin))) return ticket;
  throw refusal(action, admin, ticket);
}

/** A page of the person's own tickets, newest first, archived ones too. */
export async function ownTickets(
  requester: Person,
  page: { limit: number; before?: number | undefined },
  { tickets }: Ports,
): Promise<Page> {
  return await tickets.ofRequester(requester, page);
}

interface Made extends Partial<Sent> {
  readonly text?: string | undefined;
  readonly words?: TicketWords;
}

/**
 * One atomic write. Only where it changed nothing is the ticket read, to see that the same form or click had been here before, or
 * to say why; the second write is for an admin who is alone.
 */
async function change(action: Action, actor: Person, id: string, made: Made, ports: Ports): Promise<Ticket> {
  const { key, text, words } = made;
  const at = ports.clock.now();
  const added = key !== undefined && text !== undefined ? { key, text, author: actor.userId, at } : undefined;
  const wanted = wantedBy(action, actor.userId, { ...ports, commentKey: added?.key });
  let number = 0;
  for (const alone of [false, true]) {
    const changed =
      (await ports.tickets.change(id, { action, actor, at, key, words, comment: added, wanted, alone })) ??
      (await doneBefore(action, actor, id, made, ports));
    if (changed !== undefined) {
      ports.wake(!isLive(changed.status));
      return changed;
    }
    ({ number } = await readyFor(action, actor, id, ports));
  }
  const isFull = added !== undefined && (await ports.tickets.commentCount(actor.teamId, id)) >= commentsMost;
  throw isFull ? new CommentsFull(number, commentsMost) : new TicketChanged(number);
}

/** The ticket, where the same form or click has changed it already; what the form says now is what counts. */
async function doneBefore(
  action: Action,
  actor: Person,
  id: string,
  { key, text, patience }: Made,
  ports: Ports,
): Promise<Ticket | undefined> {
  if (action === 'claim') {
    const ticket = await ports.tickets.find(actor.teamId, id);
    return ticket?.status === 'claimed' && ticket.claimer === actor.userId ? ticket : undefined;
  }
  if (key === undefined) return undefined;
  const earlier = await ports.tickets.done(actor.teamId, id, key);
  // Words that the form did not have before are not stored yet: whether there is still a place for them is asked anew.
  if (!earlier.done || (text !== undefined && earlier.comment === undefined)) return undefined;
  if (text !== undefined && earlier.comment?.text !== text) {
    patience?.throwIfAborted();
    await ports.tickets.reword(actor, id, { key, text }, ports.clock.now());
  }
  const ticket = await ports.tickets.find(actor.teamId, id);
  if (ticket !== undefined && text === undefined && earlier.comment !== undefined)
    throw new LastWordsStored(ticket.number);
  return ticket;
}

function refusal(action: Action, actor: Person, ticket: Ticket): DeskbellError {
  if (action === 'resubmit' && ticket.requester !== actor.userId) return new TicketGone();
  if (ticket.status === 'completed') return new TicketCompleted(ticket.number);
  if (may(action, actor, ticket, { alone: true })) return new OwnTicket(ticket.number);
  if (action === 'claim') return new TicketTaken(ticket.number, ticket.claimer);
  return new NotTheClaimer(ticket.number, ticket.claimer);
}
