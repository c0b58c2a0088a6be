import { type Actor, type Message, type Trouble, wordsOf } from '@deskbell/sandbox';
import { countOf } from '../../../src/domain/drift';
import { lackingOf, standingOf } from '../../../src/domain/surfaces';
import { isHeld } from '../../../src/domain/ticket';
import { look } from '../../../src/services/doctor';
import { digestOf, shownBy } from '../../../src/slack/delivery/render';
import type { TicketDocument } from '../../../src/storage/models';
import { toWholeTicket } from '../../../src/storage/tickets';
import { isStone, quiet, standing } from '../../support/delivery';
import { startDesk, stopDesks, submits, type TestDesk, until } from '../../support/desk';
import { pressesInAnswer } from '../../support/following';

afterEach(stopDesks);

const callTimeoutMs = 150;
const timing = { leaseMs: 10_000, doubtMs: 15_000 };
const changes = 40;

const methods = ['chat.postMessage', 'chat.update', 'chat.delete', 'conversations.history', 'conversations.replies'];
const troubles: Trouble[] = [
  { fails: 'internal_error' },
  { http: 500 },
  { rateLimited: 5 },
  { hangs: 'before' },
  { hangs: 'after' },
  { resets: 'before' },
  { resets: 'after' },
];

/** The same numbers from 0 to 1 for the same seed: mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What one person reads of Deskbell in a conversation: its messages there, and those in their threads, also under stones. */
function readBy(person: Actor, conversation = 'app'): Message[] {
  const all = person
    .messages(conversation)
    .filter(({ ephemeral }) => !ephemeral)
    .flatMap((message) => [message, ...person.thread(conversation, message.ts).slice(1)]);
  return all.filter((message) => message.user === 'U0DESKBELL' && !isStone(message));
}

/** Every message of Deskbell's that stands in Slack, by its place. */
function everything({ alice, bob, carol, dave }: TestDesk): Map<string, Message> {
  const all = [readBy(carol, 'triage'), ...[alice, bob, carol, dave].map((person) => readBy(person))].flat();
  return new Map(all.map((message) => [`${message.channel}:${message.ts}`, message]));
}

/** Trouble ends, time passes, and everything that was left to do is done. */
async function calmsDown(desk: TestDesk): Promise<void> {
  desk.workspace.faults.heal();
  await until('everything to be done', async () => {
    await quiet(desk);
    const left = (await desk.stored()).some(({ dueAt, doubtUntil, wakeAt }) => dueAt ?? doubtUntil ?? wakeAt);
    if (left) desk.passes(timing.doubtMs);
    return left ? undefined : true;
  });
}

/** The words of ticket 1 begin with this, those on it end so. */
const nameOf = (number: number): string => `Trouble-${String(number).padStart(2, '0')}`;

/** Presses a button of the ticket where it stands for this person; false where it does not at this moment. */
async function presses(person: Actor, button: string, number: number, conversation = 'app'): Promise<boolean> {
  const card = standing(person, conversation).find(
    ({ text, blocks }) =>
      text.match(/#(\d+)/)?.[1] === String(number) && JSON.stringify(blocks ?? []).includes(`"text":"${button}"`),
  );
  if (card !== undefined) await person.presses(button, card);
  return card !== undefined;
}

/** Fills in a form that such a button opens. */
async function sends(
  person: Actor,
  button: string,
  number: number,
  words: Record<string, string | string[]>,
): Promise<boolean> {
  if (!(await presses(person, button, number))) return false;
  const form = await person.modal();
  form.fills(words);
  await form.submits();
  await person.noModal();
  return true;
}

/** What can happen to a ticket as it stands; false where the button for it is not there at this moment. */
function movesOf(
  ticket: TicketDocument,
  { alice, bob, carol, dave, now }: TestDesk,
  random: () => number,
): (() => Promise<boolean>)[] {
  const { number, status, entries, comments, returnUntil } = ticket;
  const requester = ticket.requester === alice.id ? alice : bob;
  const [claimer, other] = ticket.claimer === carol.id ? [carol, dave] : [dave, carol];
  const says = (what: string): string => `${what} ${random()} on ${nameOf(number)}`;
  const typed = comments.findLast(({ key }) => /^D\w+:/.test(key));
  const author = [requester, carol, dave].find(({ id }) => id === typed?.author);
  const [channel = '', ts = ''] = typed?.key.split(':') ?? [];

  /** Writes in the thread of one's card, be there nothing but its stone. */
  async function types(person: Actor, surface: 'requester' | 'claimer', words: string): Promise<boolean> {
    const card = entries.findLast((entry) => entry.surface === surface && entry.to === person.id);
    if (!person.messages().some((message) => message.ts === card?.ts)) return false;
    await person.types(words, { thread: card?.ts ?? '' });
    return true;
  }
  async function rewords(): Promise<boolean> {
    await author?.edits({ channel, ts }, says(typed?.kind === 'note' ? 'note: Changed' : 'Changed'));
    return author !== undefined;
  }
  async function retracts(): Promise<boolean> {
    await author?.deletes({ channel, ts });
    return author !== undefined;
  }
  const reply = (): Promise<boolean> => types(requester, 'requester', says('Reply'));
  const edit = (): Promise<boolean> =>
    sends(requester, 'Edit', number, { Title: `${nameOf(number)} since ${random()}`, Description: says('More') });
  const withdraw = (): Promise<boolean> => presses(requester, 'Withdraw', number);
  /** Says anew who reads along: of the others, whoever comes up; nothing changes where that is as it was. */
  const share = async (): Promise<boolean> => {
    const able = [alice, bob, carol, dave].filter(({ id }) => id !== requester.id && id !== ticket.claimer);
    const wanted = able.filter(() => random() < 0.5).map(({ id }) => id);
    const before = (ticket.followers ?? []).filter(({ userId, by }) => userId !== by).map(({ userId }) => userId);
    if (wanted.toSorted().join() === before.toSorted().join()) return false;
    return await sends(requester, 'Followers', number, { 'Who reads along': wanted });
  };
  const unfollow = async (): Promise<boolean> => {
    const first = [alice, bob, carol, dave].find(({ id }) => ticket.followers?.some(({ userId }) => userId === id));
    return first !== undefined && (await presses(first, 'Stop following', number));
  };
  const follow = async (): Promise<boolean> => {
    const person = random() < 0.5 ? carol : dave;
    const isFollowing = ticket.followers?.some(({ userId }) => userId === person.id) === true;
    if (isFollowing) return false;
    await pressesInAnswer(person, 'Follow', number);
    return true;
  };
  const claim = (): Promise<boolean> => presses(random() < 0.5 ? carol : dave, 'Claim', number, 'triage');

  if (status === 'open')
    return [claim, claim, claim, claim, reply, edit, withdraw, share, share, follow, unfollow, rewords, retracts];
  if (isHeld(status)) {
    const hand = other === carol ? 'carol' : 'dave';
    return [
      ...(status === 'claimed' ? [() => presses(claimer, 'Start', number)] : []),
      () => sends(claimer, 'Ask', number, { Question: says('Question') }),
      () => sends(claimer, 'Comment', number, { Comment: says('Comment') }),
      () => sends(claimer, 'Note', number, { 'Internal note': says('Secret') }),
      () => types(claimer, 'claimer', says('Answer')),
      () => types(claimer, 'claimer', says('note: Secret')),
      () => sends(claimer, 'Hand over', number, { To: hand }),
      () => presses(claimer, 'Release', number),
      () => presses(other, 'Release', number, 'triage'),
      () => sends(claimer, 'Close', number, {}),
      () => sends(claimer, 'Close', number, { 'Last comment': says('Comment') }),
      () => sends(requester, 'Reply', number, { Reply: says('Reply') }),
      reply,
      reply,
      edit,
      withdraw,
      share,
      share,
      unfollow,
      rewords,
      retracts,
    ];
  }
  if (status === 'completed') {
    return [
      () => sends(requester, 'Reopen', number, { 'What is still wrong?': says('Reply') }),
      () => sends(claimer, 'Reopen', number, {}),
      rewords,
      retracts,
    ];
  }
  return returnUntil !== undefined && returnUntil > now() ? [() => presses(requester, 'Undo', number)] : [];
}

test.each([1, 2])(
  'whatever goes wrong, in the end every ticket stands where it should, once, and nowhere else: %i',
  async (seed) => {
    const desk = await startDesk({ callTimeoutMs, timing });
    await desk.startAnother();
    const { alice, bob, carol, dave, workspace } = desk;
    const random = generator(seed);
    const oneOf = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
    let submitted = 0;

    /** Does the first thing, of all that can happen to the ticket, for which the button is there. */
    async function moves(ticket: TicketDocument): Promise<boolean> {
      const all = movesOf(ticket, desk, random).map((move) => ({ move, at: random() }));
      for (const { move } of all.toSorted((one, next) => one.at - next.at)) if (await move()) return true;
      return false;
    }

    async function change(): Promise<void> {
      const dice = random();
      if (submitted === 0 || dice < 0.1) {
        submitted += 1;
        await submits(oneOf([alice, bob]) ?? alice, nameOf(submitted));
      } else if (dice < 0.2) {
        const cards = [
          standing(carol, 'triage'),
          ...[alice, bob, carol, dave].map((person) => standing(person)),
        ].flat();
        const card = oneOf(cards.filter(({ broadcast }) => !broadcast));
        if (card !== undefined) workspace.faults.deleteMessage(card.channel, card.ts);
      } else {
        const ticket = oneOf(await desk.stored());
        if (ticket === undefined || !(await moves(ticket))) return;
        // What comes next begins from what is stored then, and not from what may have come between.
        await until('the change to be stored', async () => {
          const changed = (await desk.stored()).find(({ number }) => number === ticket.number);
          return (changed?.history.length ?? 0) > ticket.history.length || undefined;
        });
      }
    }

    for (let made = 0; made < changes; made += 1) {
      const trouble = oneOf(troubles);
      const method = oneOf(methods);
      if (trouble && method && random() < 0.6)
        workspace.faults.next(method, trouble, { nth: 1 + Math.floor(random() * 3) });
      if (random() < 0.1) workspace.faults.hideFreshPosts(300);
      if (random() < 0.1) workspace.faults.deliverTwice();
      await change();
      if (random() < 0.6) {
        // Where it is not waited for what is in hand, a lease runs out over it.
        if (random() < 0.8) await quiet(desk);
        // The search lags less than a doubt lasts.
        workspace.faults.hideFreshPosts(0);
        desk.passes(random() * 25_000);
      }
    }
    await calmsDown(desk);

    const tickets = await desk.stored();
    expect(tickets.map(({ number }) => number)).toEqual(Array.from({ length: submitted }, (_, index) => index + 1));
    const shown = everything(desk);
    for (const document of tickets) {
      standsAsItShould(document, shown);
      isNowhereElse(document, desk);
    }
    expect([...shown.keys()].toSorted()).toEqual(
      tickets
        .flatMap(({ entries }) => entries.flatMap(({ channel, ts }) => (ts === undefined ? [] : [`${channel}:${ts}`])))
        .toSorted(),
    );
    expect(await examined(desk)).toEqual({ count: 0, moving: 0 });
    expect(desk.logged.filter(({ msg }) => /did not come to its end|refused|given up/.test(String(msg)))).toEqual([]);
  },
);

/** What the doctor finds: how many things, and how many tickets that are in hand. */
async function examined({ deskbell, passes }: TestDesk): Promise<{ count: number; moving: number }> {
  // Nothing is so fresh that Slack may not show it yet.
  passes(60_000);
  const { teamId, desk } = deskbell();
  const looking = look(teamId, desk);
  for (;;) {
    const { done, value } = await looking.next();
    if (done) return { count: countOf(value), moving: value.moving };
  }
}

/** Each message shows what it should, under a card of its own ticket, in the order in which things happened. */
function standsAsItShould(document: TicketDocument, shown: ReadonlyMap<string, Message>): void {
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
      if (!isFiled && !isDeletedLine && !isUnderDeleted && !wasHidden) expect(showing).toBe('unwanted');
    } else if (typeof showing === 'string') {
      expect(showing).toBe('as it is');
      if (isFiled) expect(message?.text).toContain('is in the queue');
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

/** Not a word of a ticket stands in Slack where its reader may not see it. */
function isNowhereElse(
  { number, requester, claimer, status, title, followers = [] }: TicketDocument,
  desk: TestDesk,
): void {
  const { alice, bob, carol, dave } = desk;
  const has = (person: Actor, conversation?: string): boolean =>
    readBy(person, conversation).some((message) => wordsOf(message).includes(nameOf(number)));
  const isErased = status === 'withdrawn';
  expect(isErased ? title === '' : title.startsWith(nameOf(number))).toBe(true);
  const isForAdmins = status === 'open' || status === 'completed';
  const reads = ({ id }: Actor): boolean =>
    followers.some(({ userId, by }) => userId === id && (userId !== by || isForAdmins));
  for (const person of [alice, bob]) expect(has(person)).toBe((person.id === requester || reads(person)) && !isErased);
  for (const person of [carol, dave]) expect(has(person)).toBe((person.id === claimer || reads(person)) && !isErased);
  expect(has(carol, 'triage')).toBe(status === 'open');
  const secrets = [alice, bob]
    .flatMap((person) => readBy(person))
    .filter((message) => wordsOf(message).includes('Secret'));
  expect(secrets).toEqual([]);
}
