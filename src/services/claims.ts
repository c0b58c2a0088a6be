import { InvalidWords } from '../domain/errors';
import type { Admin, Person } from '../domain/people';
import { wantedBy } from '../domain/surfaces';
import type { Ticket } from '../domain/ticket';
import { closingWords } from '../domain/words';
import { asAdmin, change, type Said, type Sent } from './change';
import { endFollowing } from './following';
import type { Ports } from './ports';

/**
 * Gives an open ticket to `admin`; does nothing where it is theirs already, as after a double click.
 * Throws TicketTaken when somebody was quicker, OwnTicket where another admin should look at it.
 */
export async function claim(admin: Admin, id: string, ports: Ports): Promise<Ticket> {
  return await change('claim', asAdmin(admin), id, {}, ports);
}

/** Says that the claimer is at work on it. Throws NotTheClaimer, NotClaimed, TicketCompleted. */
export async function start(admin: Admin, id: string, ports: Ports): Promise<Ticket> {
  return await change('start', asAdmin(admin), id, {}, ports);
}

/** Completes a ticket, with last words where there are any. Throws InvalidWords, NotTheClaimer, TicketCompleted, OwnTicket, CommentsFull, LastWordsStored. */
export async function close(admin: Admin, id: string, said: Said, ports: Ports): Promise<Ticket> {
  return await change('close', asAdmin(admin), id, { ...said, files: [], text: closingWords(said.text) }, ports);
}

/** Gives the ticket back to the queue. Throws NotTheClaimer, NotClaimed, TicketCompleted. */
export async function release(admin: Admin, id: string, ports: Ports): Promise<Ticket> {
  return await change('release', asAdmin(admin), id, {}, ports);
}

/** Puts a ticket that another admin has back into the queue, unseen and on record; one's own is released. Throws NotClaimed, TicketCompleted. */
export async function forceRelease(admin: Admin, id: string, ports: Ports): Promise<Ticket> {
  const { claimer } = (await ports.tickets.find(admin.teamId, id)) ?? {};
  if (claimer === admin.userId) return await release(admin, id, ports);
  return await change('forceRelease', asAdmin(admin), id, { from: claimer }, ports);
}

/** Gives the claimer's ticket to another admin. Throws InvalidWords where they cannot have it, NotTheClaimer, NotClaimed, TicketCompleted. */
export async function handOver(admin: Admin, id: string, form: Sent & { to: string }, ports: Ports): Promise<Ticket> {
  const { key, to } = form;
  if (to === '') throw cannotHave('Say who should have the ticket.');
  if (to === admin.userId) throw cannotHave('The ticket is yours already. Choose another admin.');
  const ticket = await ports.tickets.find(admin.teamId, id);
  if (ticket?.claimer === admin.userId && ticket.requester === to)
    throw cannotHave('This is the person whose ticket it is. Choose an admin who can look at it with other eyes.');
  if ((await ports.admins.find({ teamId: admin.teamId, userId: to })) === undefined)
    throw cannotHave('This person is no admin of Deskbell, and could not see the ticket. Choose one of the admins.');
  return await change('handOver', asAdmin(admin), id, { key, to }, ports);
}

function cannotHave(words: string): InvalidWords {
  return new InvalidWords({ to: words });
}

/**
 * Puts all tickets of somebody who is no admin any more back into the queue, with `before` those that they claimed before; and takes the cards
 * of those that have ended away from them, some at a time, as what they follow by themselves. False where that has to go on.
 */
export async function vacate(former: Person, before: Date | undefined, ports: Ports): Promise<boolean> {
  for (;;) {
    const ticket = await ports.tickets.heldBy(former, before);
    if (ticket === undefined) break;
    const at = ports.clock.now();
    const desk = { teamId: former.teamId, userId: 'deskbell', isAdmin: false };
    const { userId: from } = former;
    const { triageChannel, newKey } = ports;
    const wanted = wantedBy('vacate', desk.userId, { triageChannel, newKey, from });
    await ports.tickets.change(ticket.id, { action: 'vacate', actor: desk, at, from, wanted });
    ports.wake(false);
  }
  const isLeft = await ports.tickets.hideFrom(former, ports.clock.now(), before);
  if (isLeft) ports.wake(false);
  const followsNothing = await endFollowing(former, before, ports);
  return !isLeft && followsNothing;
}
