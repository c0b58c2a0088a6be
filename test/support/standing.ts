import { type Actor, type Message, wordsOf } from '@deskbell/sandbox';
import { lackingOf, standingOf } from '../../src/domain/surfaces';
import { digestOf, shownBy } from '../../src/slack/delivery/render';
import type { TicketDocument } from '../../src/storage/models';
import { toWholeTicket } from '../../src/storage/tickets';
import { isStone } from './delivery';
import type { TestDesk } from './desk';

/** What one person reads of Deskbell in a conversation: its messages there, and those in their threads, also under stones. */
function readBy(person: Actor, conversation = 'app'): Message[] {
  const all = person
    .messages(conversation)
    .filter(({ ephemeral }) => !ephemeral)
    .flatMap((message) => [message, ...person.thread(conversation, message.ts).slice(1)]);
  return all.filter((message) => message.user === 'U0DESKBELL' && !message.ephemeral && !isStone(message));
}

/** Every message of Deskbell's that stands in Slack, by its place. */
export function everything({ alice, bob, carol, dave }: TestDesk): Map<string, Message> {
  const all = [
    readBy(carol, 'triage'),
    readBy(alice, 'general'),
    ...[alice, bob, carol, dave].map((person) => readBy(person)),
  ].flat();
  return new Map(all.map((message) => [`${message.channel}:${message.ts}`, message]));
}

/** A letter to an admin, or a list that was sent as a file. */
export function isOfNoTicket({ text, files }: Message): boolean {
  return /made you an admin|ended your time/.test(text) || files.some(({ name }) => name.startsWith('deskbell-'));
}

/** All words of Deskbell's that each person reads: in their DM, and in the triage channel. */
export function wordsRead({ alice, bob, carol, dave }: TestDesk) {
  const dms = [alice, bob, carol, dave].map((person) => ({
    id: person.id,
    words: readBy(person).map(wordsOf).join('\n'),
  }));
  return { dms, triage: readBy(carol, 'triage').map(wordsOf).join('\n') };
}

/** Each message shows what it should, under a card of its own ticket, in the order in which things happened. */
export function standsAsItShould(document: TicketDocument, shown: ReadonlyMap<string, Message>): void {
  const ticket = toWholeTicket(document);
  const { entries, threads } = document;
  const all = standingOf(entries, ticket);
  expect(lackingOf(entries, ticket)).toEqual([]);
  const former = new Set(
    all.flatMap(({ entry, card, isCurrent }) => (entry === card && !isCurrent ? [entry.key] : [])),
  );
  for (const { entry, showing } of shownBy(entries, ticket, { ahead: 0, usualWaitMs: undefined })) {
    const message = shown.get(`${entry.channel}:${entry.ts}`);
    // How many are ahead is told once, as it was then, or not at all.
    const isFiled = entry.about === 'filed';
    if (entry.gone) {
      expect([entry.ts, entry.shown]).toEqual([undefined, undefined]);
      // Nor does the line come back that was left of a former claimer's card, where somebody deleted it.
      const isDeletedLine = entry.surface === 'claimer' && former.has(entry.key);
      // What was said under such a line has no place any more where that is deleted.
      const isUnderDeleted = entry.about === 'taken';
      // What an admin could not read for a time, as they follow by themselves, does not come once they can: it is behind **Open**.
      const wasHidden = entry.surface === 'comment' && ['U0CAROL', 'U0DAVE'].includes(entry.of ?? '');
      // Where Deskbell may not speak, the word under somebody's message is given up.
      const isUntold = entry.surface === 'origin';
      if (!isUntold && !isFiled && !isDeletedLine && !isUnderDeleted && !wasHidden) expect(showing).toBe('unwanted');
    } else if (typeof showing === 'string') {
      expect(showing).toBe('as it is');
      if (isFiled) expect(message?.text).toContain('is in the queue');
      else if (entry.surface === 'origin') expect(message?.text).toContain('this message is ticket');
      else expect(entry.ts).toBeUndefined();
    } else if ('file' in showing) {
      expect(message?.files.map(({ name }) => name)).toEqual([showing.file.name]);
    } else {
      expect(message?.text).toBe(showing.text);
      expect(entry.shown).toBe(digestOf(showing));
    }
    if (message && entry.under !== undefined) expect(threads).toContain(`${message.channel}:${message.threadTs}`);
  }
  const placed = all.filter(({ entry, card }) => entry !== card && entry.ts !== undefined);
  for (const card of new Set(placed.map((post) => post.card))) {
    const inOrder = placed.flatMap((post) => (post.card === card ? [post.entry.ts] : []));
    expect(inOrder).toEqual(inOrder.toSorted((a = '', b = '') => a.localeCompare(b)));
  }
}

/** Not a word of a ticket, whose title begins with `name`, stands in Slack where its reader may not see it. */
export function isNowhereElse(
  { requester, claimer, status, title, entries, followers = [] }: TicketDocument,
  { dms, triage }: ReturnType<typeof wordsRead>,
  name: string,
): void {
  const isErased = status === 'withdrawn';
  expect(isErased ? title === '' : title.startsWith(name)).toBe(true);
  const isForAdmins = status === 'open' || status === 'completed';
  // Who closes a ticket from the queue has no card of it, nor who has been demoted since.
  const works = (id: string): boolean =>
    id === claimer && entries.some(({ surface, to, gone }) => surface === 'claimer' && to === id && !gone);
  const readers = dms.filter(({ id }) => {
    const reads = followers.some(({ userId, by }) => userId === id && (userId !== by || isForAdmins));
    return !isErased && (reads || (isAdmin(id) ? works(id) : id === requester));
  });
  const having = dms.filter(({ words }) => words.includes(name));
  expect([name, status, having.map(({ id }) => id)]).toEqual([name, status, readers.map(({ id }) => id)]);
  expect([name, status, triage.includes(name)]).toEqual([name, status, status === 'open']);
  for (const { id, words } of dms) if (!isAdmin(id)) expect(words).not.toContain('Secret');
}

function isAdmin(userId: string): boolean {
  return userId === 'U0CAROL' || userId === 'U0DAVE';
}
