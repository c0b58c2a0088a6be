import {
  CommentsFull,
  type DeskbellError,
  NotTheClaimer,
  OwnTicket,
  TicketCompleted,
  TicketGone,
  TicketTaken,
} from '../domain/errors';
import type { Admin, Person } from '../domain/people';
import { wantedBy } from '../domain/surfaces';
import { type Action, may, type Ticket } from '../domain/ticket';
import { closingWords, commentWords, type TicketWords, ticketWords } from '../domain/words';
import { commentsMost, type Page, type Ports } from './ports';

/** What a form said about a ticket, under the form's own name. */
export interface Said {
  readonly text: string;
  readonly key: string;
}

/**
 * Stores a ticket. The same form sent again with other words changes that ticket.
 * Throws InvalidWords, or TicketCompleted where the ticket of this form is completed already.
 */
export async function submit(requester: Person, form: TicketWords & { key: string }, ports: Ports): Promise<Ticket> {
  const words = ticketWords(form);
  const { ticket, fresh } = await ports.tickets.create({
    ...words,
    requester,
    key: form.key,
    at: ports.clock.now(),
    wanted: wantedBy('submit', requester.userId, ports),
  });
  if (fresh) {
    ports.wake();
    return ticket;
  }
  const same = ticket.title === words.title && ticket.description === words.description;
  return same ? ticket : await change('resubmit', requester, ticket.id, { words }, ports);
}

/** Gives an open ticket to `admin`. Throws TicketTaken when somebody was quicker, OwnTicket where another admin should look at it. */
export async function claim(admin: Admin, id: string, ports: Ports): Promise<Ticket> {
  return await change('claim', admin, id, {}, ports);
}

/** Adds the claimer's comment; once, however often its form arrives. Throws InvalidWords, NotTheClaimer, TicketCompleted, CommentsFull. */
export async function comment(admin: Admin, id: string, said: Said, ports: Ports): Promise<Ticket> {
  return await change('comment', admin, id, { key: said.key, text: commentWords(said.text) }, ports);
}

/** Completes a ticket, with last words where there are any. Throws InvalidWords, NotTheClaimer, TicketCompleted, OwnTicket, CommentsFull. */
export async function close(admin: Admin, id: string, said: Said, ports: Ports): Promise<Ticket> {
  return await change('close', admin, id, { key: said.key, text: closingWords(said.text) }, ports);
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

interface Made {
  readonly key?: string;
  readonly text?: string | undefined;
  readonly words?: TicketWords;
}

/** One atomic write. Only where it changed nothing is the ticket read, to say why, or to see that the same form had been here before. */
async function change(action: Action, actor: Person, id: string, made: Made, ports: Ports): Promise<Ticket> {
  const { key, text, words } = made;
  const at = ports.clock.now();
  const said = key !== undefined && text !== undefined ? { key, text, author: actor.userId, at } : undefined;
  const wanted = wantedBy(action, actor.userId, { ...ports, commentKey: said?.key });
  const attempt = (alone: boolean): Promise<Ticket | undefined> =>
    ports.tickets.change(id, { action, actor, at, key, words, comment: said, wanted, alone });

  const changed = (await attempt(false)) ?? (await sentBefore(actor, id, made, ports));
  if (changed !== undefined) {
    ports.wake();
    return changed;
  }
  await readyFor(action, actor, id, ports);
  const alone = await attempt(true);
  if (alone === undefined) throw await whyFull(actor, id, ports);
  ports.wake();
  return alone;
}

/** The ticket, where a form with the same key has changed it already; what it says now is what counts. */
async function sentBefore(actor: Person, id: string, { key, text }: Made, ports: Ports): Promise<Ticket | undefined> {
  if (key === undefined) return undefined;
  const earlier = await ports.tickets.done(actor.teamId, id, key);
  if (!earlier.done) return undefined;
  if (text !== undefined && earlier.comment !== undefined && earlier.comment.text !== text) {
    await ports.tickets.reword(actor, id, { key, text }, ports.clock.now());
  }
  return await ports.tickets.find(actor.teamId, id);
}

/** Why a change that the table allows was not made: somebody was quicker in the last moment, or the ticket holds no more comments. */
async function whyFull(actor: Person, id: string, { tickets }: Ports): Promise<DeskbellError> {
  const ticket = await tickets.find(actor.teamId, id);
  if (ticket === undefined) return new TicketGone();
  const full = (await tickets.commentCount(actor.teamId, id)) >= commentsMost;
  return full ? new CommentsFull(ticket.number, commentsMost) : new TicketTaken(ticket.number, ticket.claimer);
}

function refusal(action: Action, actor: Person, ticket: Ticket): DeskbellError {
  if (action === 'resubmit' && ticket.requester !== actor.userId) return new TicketGone();
  if (ticket.status === 'completed') return new TicketCompleted(ticket.number);
  if (may(action, actor, ticket, { alone: true })) return new OwnTicket(ticket.number);
  if (action === 'claim') return new TicketTaken(ticket.number, ticket.claimer);
  return new NotTheClaimer(ticket.number, ticket.claimer);
}
