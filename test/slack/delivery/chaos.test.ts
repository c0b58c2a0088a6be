import type { Actor, Trouble } from '@deskbell/sandbox';
import { isHeld } from '../../../src/domain/ticket';
import type { TicketDocument } from '../../../src/storage/models';
import { quiet, standing } from '../../support/delivery';
import { startDesk, stopDesks, submits, type TestDesk, until } from '../../support/desk';
import { pressesInAnswer } from '../../support/following';
import { generator } from '../../support/random';
import { everything, isNowhereElse, standsAsItShould } from '../../support/standing';

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
      isNowhereElse(document, nameOf(document.number), desk);
    }
    expect([...shown.keys()].toSorted()).toEqual(
      tickets
        .flatMap(({ entries }) => entries.flatMap(({ channel, ts }) => (ts === undefined ? [] : [`${channel}:${ts}`])))
        .toSorted(),
    );
    expect(desk.logged.filter(({ msg }) => /did not come to its end|refused|given up/.test(String(msg)))).toEqual([]);
  },
);
