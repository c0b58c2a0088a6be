import { canHaveTickets, messageKey, mustHaveTickets } from '../domain/anywhere';
import { MadeAlready, NotAnAdmin } from '../domain/errors';
import type { Admin, Person } from '../domain/people';
import type { Source, Ticket } from '../domain/ticket';
import { type TicketWords, ticketWords, titleOf } from '../domain/words';
import type { Sent } from './change';
import type { Ports } from './ports';
import { loggedIn } from './sessions';
import { isOf, stored, submit } from './tickets';

/** The message that a form is about, and whose ticket it becomes where nobody else is chosen. */
export interface AboutMessage {
  readonly source: Source;
  /** User id. */
  readonly requester: string;
}

/** A new ticket's form, which an admin may send on behalf of somebody. */
export interface FormForOthers extends TicketWords, Sent {
  /** User id of whoever was chosen; empty where the choice was taken away, undefined where the form has none. */
  readonly chosen: string | undefined;
  readonly about?: AboutMessage | undefined;
}

/**
 * Stores a ticket, for its sender, for whoever wrote the message that it is about, or for whom a logged-in admin has chosen.
 * Throws NotAnAdmin, LoginNeeded, and what `services/tickets.submit` throws.
 */
export async function submitFor(sender: Person, form: FormForOthers, ports: Ports): Promise<Ticket> {
  const { title, description, key, patience, chosen, about } = form;
  // What cannot be taken anyway needs no login.
  ticketWords(form);
  const requester = await requesterOf(sender, chosen, about?.requester ?? sender.userId, ports);
  return await submit(sender, { title, description, key, patience, requester, source: about?.source }, ports);
}

async function requesterOf(sender: Person, chosen: string | undefined, usual: string, ports: Ports): Promise<string> {
  if (chosen === undefined || chosen === usual) return usual;
  if (chosen === '' || chosen === sender.userId) return sender.userId;
  if ((await loggedIn(sender, ports)) === undefined) throw new NotAnAdmin();
  mustHaveTickets(await ports.people.find(chosen));
  return chosen;
}

/**
 * Whose ticket a message becomes: its author's, where that is somebody who can have one, and otherwise of the person who makes it.
 * Throws what Slack says.
 */
export async function requesterFor(
  { userId }: Person,
  { author }: Pick<Source, 'author'>,
  { people }: Pick<Ports, 'people'>,
): Promise<string> {
  if (author === undefined || author === userId) return userId;
  return canHaveTickets(await people.find(author)) ? author : userId;
}

/** The ticket that was made of a message. */
export async function madeOf(
  { teamId }: Person,
  message: Pick<Source, 'channel' | 'ts'>,
  { tickets }: Pick<Ports, 'tickets'>,
): Promise<Ticket | undefined> {
  return await tickets.ofKey(teamId, messageKey(message));
}

/**
 * Makes a ticket of a message at once; the same admin twice makes one, and learns nothing new.
 * Throws MadeAlready where there was one, and what Slack says.
 */
export async function react(admin: Admin, source: Source, ports: Ports): Promise<Ticket> {
  const key = `reaction:${source.channel}:${source.ts}:${admin.userId}`;
  const requester = await requesterFor(admin, source, ports);
  const title = titleOf(source.text) || (await titleWithoutWords(source, ports));
  const { ticket, fresh } = await stored(admin, { title, description: '', key, requester, source }, ports);
  if (!fresh && !(await isOf({ key }, ticket, ports))) throw new MadeAlready(ticket.number, 'somebody');
  return ticket;
}

async function titleWithoutWords({ author }: Source, { people }: Ports): Promise<string> {
  const name = titleOf((author && (await people.find(author))?.name) || '');
  return name === '' ? 'A message without words' : titleOf(`A message of ${name}`);
}
