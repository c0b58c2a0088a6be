import { InvalidWords, NoLiveTicket, OnlyFollowing, TicketGone } from '../domain/errors';
import { type FileRefused, type FileSent, filesOf, sentWords, sorted } from '../domain/files';
import { followerOf } from '../domain/following';
import type { Admin, Person } from '../domain/people';
import { sightIn, type Wanted } from '../domain/surfaces';
import type { Ticket } from '../domain/ticket';
import { commentWords, cut, isBlank, noteIn, textMost } from '../domain/words';
import { asAdmin, asMember, change, retract, reword, type Said } from './change';
import type { Ports } from './ports';
import { loggedIn } from './sessions';

/** Adds the claimer's comment; once, however often its form arrives. Throws InvalidWords, NotTheClaimer, TicketCompleted, CommentsFull. */
export async function comment(admin: Admin, id: string, said: Said, ports: Ports): Promise<Ticket> {
  return await change('comment', asAdmin(admin), id, taken(said, ports), ports);
}

/** Asks the requester something, and waits for their answer. Throws what `comment` throws. */
export async function ask(admin: Admin, id: string, said: Said, ports: Ports): Promise<Ticket> {
  return await change('ask', asAdmin(admin), id, { ...taken(said, ports), kind: 'question' }, ports);
}

/** Adds a note that only admins read. Throws what `comment` throws. */
export async function note(admin: Admin, id: string, said: Said, ports: Ports): Promise<Ticket> {
  return await change('note', asAdmin(admin), id, { ...taken(said, ports), kind: 'note' }, ports);
}

/** Adds what the requester has to say; it answers a question where one was asked. Throws InvalidWords, TicketCompleted, TicketWithdrawn, TicketGone, CommentsFull. */
export async function reply(requester: Person, id: string, said: Said, ports: Ports): Promise<Ticket> {
  return await change('reply', asMember(requester), id, taken(said, ports), ports);
}

/** More of somebody's tickets than that are no choice. */
const choiceMost = 100;

/** The person's own tickets that have not ended, newest first. */
export async function live(requester: Person, { tickets }: Ports): Promise<readonly Ticket[]> {
  return await tickets.liveOf(requester, choiceMost);
}

/** The tickets that the person can add something to, at least one. Throws NoLiveTicket. */
export async function addable(requester: Person, ports: Ports): Promise<readonly Ticket[]> {
  const tickets = await live(requester, ports);
  if (tickets.length === 0) throw new NoLiveTicket();
  return tickets;
}

/** What a form said, with all of its files. Throws InvalidWords. */
function taken(said: Said, { fileLimits }: Ports): Said {
  const files = filesOf(said.files ?? [], fileLimits);
  return { ...said, files, text: wordsOf(said.text, files) };
}

/** What was said; of files alone, what they are called. Throws InvalidWords. */
function wordsOf(typed: string, files: readonly FileSent[]): string {
  return files.length > 0 && isBlank(typed) ? cut(sentWords(files), textMost) : commentWords(typed);
}

/** What became of a message in a thread. */
export interface Heard {
  readonly ticket: Ticket;
  /** Files that were not taken, and why. */
  readonly refused: readonly FileRefused[];
}

/** A message that somebody wrote in a thread. */
export interface Written {
  readonly channel: string;
  readonly threadTs: string;
  readonly ts: string;
  readonly text: string;
  readonly files?: readonly FileSent[];
}

/**
 * Takes what a person wrote in the thread of a ticket's card: the requester's reply, the claimer's comment, or their note where it
 * begins with `note:`. Undefined where the thread is no ticket's.
 * Throws InvalidWords, OnlyFollowing in a follower's thread, NotTheClaimer where it is theirs no more, TicketCompleted, TicketWithdrawn, TicketGone, CommentsFull, LoginNeeded.
 */
export async function heard(person: Person, written: Written, ports: Ports): Promise<Heard | undefined> {
  const found = await ports.tickets.ofThread(person.teamId, { channel: written.channel, ts: written.threadTs });
  if (found === undefined) return undefined;
  const { id } = found.ticket;
  if (found.card?.surface === 'follower') throw onlyReads(person, found.ticket, found.card);
  const { taken: files, refused } = sorted(written.files ?? [], ports.fileLimits);
  // Files alone, none of which can be taken, say nothing.
  if (refused.length > 0 && files.length === 0 && isBlank(written.text)) return { ticket: found.ticket, refused };
  const said = { key: keyOf(written), at: writtenAt(written.ts), files };
  if (isRequesters(person, found)) {
    const text = wordsOf(written.text, files);
    return { ticket: await change('reply', asMember(person), id, { ...said, text }, ports), refused };
  }
  await asClaimer(person, ports);
  const noted = noteIn(written.text);
  const text = wordsOf(noted ?? written.text, files);
  const [action, kind] = noted === undefined ? (['comment', 'comment'] as const) : (['note', 'note'] as const);
  return { ticket: await change(action, asAdmin(person), id, { ...said, kind, text }, ports), refused };
}

/**
 * Follows what its author has changed a message in a thread to. Words that could not be taken before are taken now, where they can.
 * Throws what `heard` throws.
 */
export async function heardAgain(person: Person, written: Written & { editedTs: string }, ports: Ports): Promise<void> {
  const found = await ports.tickets.ofThread(person.teamId, { channel: written.channel, ts: written.threadTs });
  // What a follower wrote counts for nothing, as they were told.
  if (found === undefined || found.card?.surface === 'follower') return;
  if (!isRequesters(person, found)) await asClaimer(person, ports);
  const { id, teamId } = found.ticket;
  const key = keyOf(written);
  const earlier = await ports.tickets.done(teamId, id, key);
  if (!earlier.done) {
    await heard(person, written, ports);
    return;
  }
  if (earlier.comment === undefined || earlier.comment.author !== person.userId) return;
  const isLateNote =
    earlier.comment.kind !== 'note' && person.userId !== found.ticket.requester && noteIn(written.text) !== undefined;
  if (isLateNote) {
    throw new InvalidWords({
      comment: 'The requester has read this comment, so it cannot become a note. Delete it, and write the note anew.',
    });
  }
  const text = earlier.comment.kind === 'note' ? (noteIn(written.text) ?? written.text) : written.text;
  // Files stay where their words are taken away.
  const { taken: files } = sorted(written.files ?? [], ports.fileLimits);
  await reword(person, id, { key, text: wordsOf(text, files), editedTs: written.editedTs }, ports);
}

/** Takes back what its author has deleted in a thread. Throws TicketGone, LoginNeeded. */
export async function unheard(
  person: Person,
  { channel, threadTs, ts }: Omit<Written, 'text'>,
  ports: Ports,
): Promise<void> {
  const found = await ports.tickets.ofThread(person.teamId, { channel, ts: threadTs });
  if (found === undefined || found.card?.surface === 'follower') return;
  if (!isRequesters(person, found)) await asClaimer(person, ports);
  await retract(person, found.ticket.id, keyOf({ channel, ts }), ports);
}

/** What somebody is told who writes in a follower's thread: whom they can tell instead, of those whom they may know of. */
function onlyReads({ userId }: Person, ticket: Ticket, card: Wanted): OnlyFollowing | TicketGone {
  const { number, requester, claimer } = ticket;
  if (card.to !== userId || followerOf(ticket, userId) === undefined) return new TicketGone();
  return new OnlyFollowing(number, sightIn(card, ticket) === 'followed' ? requester : claimer);
}

/** True where somebody writes as the one whose ticket it is. */
function isRequesters(
  { userId }: Person,
  { ticket, card }: NonNullable<Awaited<ReturnType<Ports['tickets']['ofThread']>>>,
): boolean {
  return ticket.requester === userId && card?.surface !== 'claimer';
}

/** Whoever does not write as the requester has to be an admin. Throws TicketGone, LoginNeeded. */
async function asClaimer(person: Person, ports: Ports): Promise<void> {
  if ((await loggedIn(person, ports)) === undefined) throw new TicketGone();
}

/** The key of a comment that is a message in Slack. */
function keyOf({ channel, ts }: { channel: string; ts: string }): string {
  return `${channel}:${ts}`;
}

/** A message's `ts` is the time at which Slack took it, in seconds. https://docs.slack.dev/messaging/retrieving-messages */
function writtenAt(ts: string): Date {
  return new Date(Number(ts) * 1000);
}
