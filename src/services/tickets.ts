import { messageKey } from '../domain/anywhere';
import { InvalidWords, MadeAlready, TicketGone, WordsChanged } from '../domain/errors';
import { type FileSent, filed } from '../domain/files';
import { followerOf, isAddedTo } from '../domain/following';
import { gramsSought, nothingToSeek } from '../domain/lists';
import { isLoggedIn, type Person } from '../domain/people';
import { seen, sightOf, type VisibleSight } from '../domain/sight';
import { wantedBy } from '../domain/surfaces';
import type { Actor, Follower, Rating, Source, Ticket, TicketWithComments } from '../domain/ticket';
import { closingWords, type TicketWords, ticketWords } from '../domain/words';
import { asMember, change, mustHaveAll, readyFor, type Said, type Sent } from './change';
import type { Created, Page, Ports } from './ports';
import { loggedIn } from './sessions';

/** A new ticket, as its form says it. */
export interface Filing extends TicketWords {
  /** The form's own name. */
  readonly key: string;
  /** User id of whose ticket it is, where that is not the sender. */
  readonly requester?: string | undefined;
  /** The message that it is about: there is one ticket of each. */
  readonly source?: Source | undefined;
  /** Those that can be taken. */
  readonly files?: readonly FileSent[];
}

/**
 * Stores a ticket. The same form sent again with other words changes that ticket, where it is the sender's own.
 * Throws InvalidWords, MadeAlready, FilesNotAdded, and what `edit` throws where the ticket of this form can be changed no more.
 */
export async function submit(sender: Person, form: Filing & Sent, ports: Ports): Promise<Ticket> {
  const words = ticketWords(form);
  const { requester = sender.userId, source } = form;
  const { ticket, fresh } = await stored(sender, { ...form, ...words }, ports);
  if (fresh) return ticket;
  if (source !== undefined && !(await isOf(form, ticket, ports))) throw new MadeAlready(ticket.number, 'somebody');
  await mustHaveAll(sender.teamId, ticket.id, form.files ?? [], ports);
  const isFirst = ticket.requester === requester && isSame(ticket, words);
  const isForOthers = ticket.by === sender.userId || requester !== sender.userId;
  if (isFirst && (ticket.by ?? ticket.requester) === sender.userId) return ticket;
  // What somebody else reads already is theirs to change.
  if (isForOthers) throw new MadeAlready(ticket.number, 'this form');
  form.patience.throwIfAborted();
  const { title, description } = ticket;
  // A key of its own for each wording: the same form may come more than twice.
  const made = { key: `${form.key}:${ports.newKey()}`, words, before: { title, description }, quoted: source?.text };
  return await change('edit', asMember(sender), ticket.id, made, ports);
}

/** Stores a ticket, or finds the one that was made of the same form or message before. */
export async function stored(sender: Person, form: Filing, ports: Ports): Promise<Created> {
  const { title, description, key, requester = sender.userId, source } = form;
  const at = ports.clock.now();
  const files = filed(form.files ?? [], { by: sender.userId, at });
  const made = await ports.tickets.create({
    title,
    description,
    requester: { teamId: sender.teamId, userId: requester },
    by: requester === sender.userId ? undefined : sender.userId,
    key: source === undefined ? key : messageKey(source),
    formKey: key,
    source,
    files,
    at,
    wanted: wantedBy('submit', requester, { ...ports, source }),
  });
  if (made.fresh) ports.wake(false);
  if (files.length > 0) ports.wakeFetch();
  return made;
}

/** True where the ticket was made by this very form. */
export async function isOf({ key }: Pick<Filing, 'key'>, { teamId, id }: Ticket, { tickets }: Ports): Promise<boolean> {
  return (await tickets.done(teamId, id, key)).done;
}

/**
 * Changes the words of one's ticket, where they are still those that the form began from.
 * Throws InvalidWords, WordsChanged, EditsFull, TicketCompleted, TicketWithdrawn, TicketGone.
 */
export async function edit(
  requester: Person,
  id: string,
  form: TicketWords & Sent & { isBegunFrom(ticket: Ticket): boolean },
  ports: Ports,
): Promise<Ticket> {
  const words = ticketWords(form);
  const requesterActs = asMember(requester);
  const ticket = await readyFor('edit', requesterActs, id, ports);
  if (isSame(ticket, words)) return ticket;
  // The same form with other words, after a slow answer: what it began from is what it has stored itself.
  const isAgain = (await ports.tickets.done(requester.teamId, id, form.key)).done;
  if (isAgain) form.patience.throwIfAborted();
  else if (!form.isBegunFrom(ticket)) throw new WordsChanged(ticket);
  const { title, description } = ticket;
  const key = isAgain ? `${form.key}:${ports.newKey()}` : form.key;
  const quoted = ticket.source?.text;
  return await change('edit', requesterActs, id, { key, words, before: { title, description }, quoted }, ports);
}

/** Takes one's ticket back; for a minute that can be undone. Throws TicketCompleted, TicketGone. */
export async function withdraw(requester: Person, id: string, ports: Ports): Promise<Ticket> {
  return await change('withdraw', asMember(requester), id, {}, ports);
}

/** Brings a withdrawn ticket back as it was. Throws TooLateToUndo, NotEnded, TicketGone. */
export async function undo(requester: Person, id: string, ports: Ports): Promise<Ticket> {
  const { claimer } = (await ports.tickets.find(requester.teamId, id)) ?? {};
  return await change('undo', asMember(requester), id, { ...(claimer && { to: claimer }) }, ports);
}

/** Puts a completed ticket into the queue again, with words where there are any. Throws InvalidWords, TooLateToReopen, NotEnded, TicketGone, CommentsFull. */
export async function reopen(actor: Actor, id: string, said: Said, ports: Ports): Promise<Ticket> {
  return await change('reopen', actor, id, { ...said, files: [], text: closingWords(said.text) }, ports);
}

/** Says what its requester thinks of how a ticket was answered. Throws NotEnded, TicketGone. */
export async function rate(requester: Person, id: string, rating: Rating, ports: Ports): Promise<Ticket> {
  return await change('rate', asMember(requester), id, { rating }, ports);
}

/** Erases the words of withdrawn tickets that nobody can bring back any more: title, description, comments, and what they were before. */
export async function eraseWithdrawn(ports: Ports): Promise<void> {
  for (;;) {
    const at = ports.clock.now();
    const ticket = await ports.tickets.toErase(at);
    if (ticket === undefined) return;
    const actor = { teamId: ticket.teamId, userId: 'deskbell', isAdmin: false };
    const erased = await ports.tickets.change(ticket.id, { action: 'erase', actor, at, wanted: [] });
    // Somebody else was at it in this moment: the next run sees what is left.
    if (erased === undefined) return;
    ports.wake(true);
    ports.wakeFetch();
  }
}

/**
 * A ticket as far as one may see it, how far that is, and how one follows it. Throws TicketGone, the same for one that does not exist and one that is
 * not theirs, and LoginNeeded.
 */
export async function ticketFor(
  person: Person,
  which: { id: string } | { number: number },
  ports: Ports,
): Promise<{ ticket: TicketWithComments; sight: VisibleSight; following: Follower | undefined }> {
  const found = await ports.tickets.read(person.teamId, which);
  // Who is logged out learns nothing of others' tickets, not even which numbers there are; their own, and those to which somebody has added
  // them, are theirs all the same.
  const isTheirs = found?.requester === person.userId || (found !== undefined && isAddedTo(found, person.userId));
  const admin = isTheirs ? await ports.admins.find(person) : await loggedIn(person, ports);
  const isAdmin = admin !== undefined && isLoggedIn(admin, ports.clock.now());
  if (found === undefined) throw new TicketGone();
  const sight = sightOf({ ...person, isAdmin }, found);
  if (sight === 'none') throw new TicketGone();
  return { ticket: seen(sight, found), sight, following: followerOf(found, person.userId) };
}

/** A page of the person's own tickets, newest first, archived ones too. */
export async function ownTickets(
  requester: Person,
  page: { limit: number; before?: number | undefined },
  { tickets }: Ports,
): Promise<Page> {
  return await tickets.ofRequester(requester, page);
}

/** The person's newest tickets with such words, or words that begin so. Throws InvalidWords where there is nothing to look for. */
export async function searchOwn(requester: Person, words: string, limit: number, { tickets }: Ports): Promise<Page> {
  const grams = gramsSought(words);
  if (grams === undefined) throw new InvalidWords({ words: nothingToSeek });
  return await tickets.ofRequester(requester, { limit, grams });
}

function isSame(one: TicketWords, other: TicketWords): boolean {
  return one.title === other.title && one.description === other.description;
}

/** A requester's account is gone, or is back: their live tickets say so to those who answer them, and are shown anew. */
export async function left(person: Person, isGone: boolean, { tickets, clock, wake }: Ports): Promise<void> {
  await tickets.left(person, isGone, clock.now());
  wake(false);
}
