import { LoginNeeded } from '../../src/domain/errors';
import type { Wanted } from '../../src/domain/surfaces';
import type { Comment, Ticket } from '../../src/domain/ticket';
import { addable, heard, heardAgain, live, unheard } from '../../src/services/conversation';
import type { Change } from '../../src/services/ports';
import { alice, bob, carol, dave, erin, raced } from '../support/raced';
import { commentThat, ticketThat } from '../support/tickets';

const requesterCard: Wanted = { key: 'r', surface: 'requester', to: 'U0ALICE' };
const claimerCard: Wanted = { key: 'c', surface: 'claimer', to: 'U0CAROL' };
const ts = '1795511400.000100';
const written = (text: string) => ({ channel: 'D0ALICE', threadTs: '1.000001', ts, text });

/** A thread under `card`, in which something may have been heard already. */
function thread(
  card: Wanted | undefined,
  { ticket = ticketThat('claimed'), earlier }: { ticket?: Ticket; earlier?: Comment | 'retracted' } = {},
) {
  const made: Change[] = [];
  const comment = earlier === 'retracted' ? undefined : earlier;
  const told = raced([ticket], {
    tickets: {
      ofThread: async (teamId) => (teamId === ticket.teamId ? { ticket, card } : undefined),
      done: async () => ({ done: earlier !== undefined, comment }),
      async change(_, change) {
        made.push(change);
        return earlier === undefined || change.action === 'reword' || change.action === 'retract' ? ticket : undefined;
      },
    },
  });
  return { ...told, made };
}

describe('what is written in a thread', () => {
  test('by the requester is a reply, named by its place and from when it was written', async () => {
    const { ports, made } = thread(requesterCard);
    expect(await heard(alice, written(' The third floor. '), ports)).toMatchObject({
      ticket: { number: 42 },
      refused: [],
    });
    expect(made).toMatchObject([
      {
        action: 'reply',
        key: `D0ALICE:${ts}`,
        comment: {
          key: `D0ALICE:${ts}`,
          author: 'U0ALICE',
          kind: 'comment',
          text: 'The third floor.',
          at: new Date('2026-11-24T09:10:00.000Z'),
        },
      },
    ]);
  });

  test.each([
    ['On my way.', 'comment', 'On my way.'],
    ['note: ask the janitor', 'note', 'ask the janitor'],
    ['Note:\nask the janitor', 'note', 'ask the janitor'],
  ] as const)('by the claimer, %j is a %s', async (text, kind, words) => {
    const { ports, made } = thread(claimerCard);
    await heard(carol, written(text), ports);
    expect(made).toMatchObject([{ action: kind, comment: { kind, text: words, author: 'U0CAROL' } }]);
  });

  test('by the requester that begins with `note:` is a reply like any other', async () => {
    const { ports, made } = thread(requesterCard);
    await heard(alice, written('note: it smells'), ports);
    expect(made).toMatchObject([{ action: 'reply', comment: { text: 'note: it smells' } }]);
  });

  test('by an admin who has their own ticket is said as the one whose thread it is', async () => {
    const ticket = ticketThat('claimed', { requester: 'U0ERIN', claimer: 'U0ERIN' });
    const asks = thread(requesterCard, { ticket });
    const answers = thread(claimerCard, { ticket });
    await heard(erin, written('Hello?'), asks.ports);
    await heard(erin, written('Hello.'), answers.ports);
    expect([...asks.made, ...answers.made].map(({ action }) => action)).toEqual(['reply', 'comment']);
  });

  test('under a card that is gone still finds its ticket', async () => {
    const { ports, made } = thread(undefined);
    await heard(alice, written('Hello?'), ports);
    expect(made.map(({ action }) => action)).toEqual(['reply']);
  });

  test('that is no thread of a ticket is nobody’s', async () => {
    const { ports, made } = thread(requesterCard);
    expect(await heard({ ...alice, teamId: 'T0OTHER' }, written('Hello?'), ports)).toBeUndefined();
    await heardAgain({ ...alice, teamId: 'T0OTHER' }, { ...written('Hello?'), editedTs: '9.9' }, ports);
    await unheard({ ...alice, teamId: 'T0OTHER' }, written(''), ports);
    expect(made).toEqual([]);
  });

  test('by somebody who may neither ask nor answer is told the same as of no ticket', async () => {
    const { ports, made } = thread(claimerCard);
    await expect(heard(bob, written('Hello?'), ports)).rejects.toThrow('There is no such ticket');
    expect(made).toEqual([]);
  });

  test('by an admin who had the ticket is told whose it is', async () => {
    const { ports } = raced([ticketThat('claimed')], {
      tickets: { ofThread: async () => ({ ticket: ticketThat('claimed'), card: claimerCard }) },
    });
    await expect(heard(dave, written('On my way.'), ports)).rejects.toThrow('Ticket #42 is with <@U0CAROL>');
    await expect(heard(dave, written('note: mine'), ports)).rejects.toThrow('Ticket #42 is with <@U0CAROL>');
  });

  test('by the claimer who is logged out has to wait for their login, and the requester’s does not', async () => {
    const { ports, made } = thread(claimerCard);
    const loggedOut = { ...ports, clock: { now: () => new Date('2100-01-01T00:00:00Z') } };
    await expect(heard(carol, written('On my way.'), loggedOut)).rejects.toThrow(LoginNeeded);
    await expect(heardAgain(carol, { ...written('Soon.'), editedTs: '9.9' }, loggedOut)).rejects.toThrow(LoginNeeded);
    await expect(unheard(carol, written(''), loggedOut)).rejects.toThrow(LoginNeeded);
    expect(made).toEqual([]);
    const asks = thread(requesterCard);
    await heard(alice, written('Hello?'), { ...asks.ports, clock: loggedOut.clock });
    expect(asks.made.map(({ action }) => action)).toEqual(['reply']);
  });

  test.each(['', ' \n', 'note: '])('as %j is nothing', async (text) => {
    const { ports, made } = thread(claimerCard);
    await expect(heard(carol, written(text), ports)).rejects.toThrow('Write a few words first.');
    expect(made).toEqual([]);
  });

  test('and comes twice is one, and does not bring older words back', async () => {
    const earlier = commentThat('The fourth floor.', `D0ALICE:${ts}`, { author: 'U0ALICE' });
    const { ports, made } = thread(requesterCard, { earlier });
    expect(await heard(alice, written('The third floor.'), ports)).toMatchObject({
      ticket: { number: 42 },
      refused: [],
    });
    expect(made.map(({ action }) => action)).toEqual(['reply']);
  });
});

const again = (text: string) => ({ ...written(text), editedTs: '9.000001' });
const earlierOf = (kind: Comment['kind'], author = 'U0CAROL') => commentThat('Old.', `D0ALICE:${ts}`, { kind, author });

describe('what is changed in a thread', () => {
  test('changes the comment that it is', async () => {
    const { ports, made } = thread(requesterCard, { earlier: earlierOf('comment', 'U0ALICE') });
    await heardAgain(alice, again(' New. '), ports);
    expect(made).toMatchObject([
      { action: 'reword', said: { key: `D0ALICE:${ts}`, text: 'New.', editedTs: '9.000001' } },
    ]);
  });

  test.each([
    ['note: New.', 'New.'],
    ['New.', 'New.'],
  ])('stays an internal note where it was one: %j', async (text, words) => {
    const { ports, made } = thread(claimerCard, { earlier: earlierOf('note') });
    await heardAgain(carol, again(text), ports);
    expect(made).toMatchObject([{ action: 'reword', said: { text: words } }]);
  });

  test('is taken now where it could not be taken before', async () => {
    const { ports, made } = thread(requesterCard);
    await heardAgain(alice, again('Short enough now.'), ports);
    expect(made).toMatchObject([{ action: 'reply', comment: { text: 'Short enough now.' } }]);
  });

  test('by somebody else, or after it was taken back, changes nothing', async () => {
    const others = thread(requesterCard, { earlier: earlierOf('comment', 'U0ALICE') });
    await heardAgain(carol, again('New.'), others.ports);
    const retracted = thread(requesterCard, { earlier: 'retracted' });
    await heardAgain(alice, again('New.'), retracted.ports);
    expect([...others.made, ...retracted.made]).toEqual([]);
  });

  test('to nothing that can be taken leaves the comment as it was, and says so', async () => {
    const { ports, made } = thread(requesterCard, { earlier: earlierOf('comment', 'U0ALICE') });
    await expect(heardAgain(alice, again('x'.repeat(3001)), ports)).rejects.toThrow('at most 3000');
    expect(made).toEqual([]);
  });
});

test('what is deleted in a thread is taken back', async () => {
  const { ports, made } = thread(requesterCard, {
    earlier: commentThat('Old.', `D0ALICE:${ts}`, { author: 'U0ALICE' }),
  });
  await unheard(alice, written(''), ports);
  expect(made).toMatchObject([{ action: 'retract', actor: alice, said: { key: `D0ALICE:${ts}` } }]);
});

describe('what somebody can add words to', () => {
  const asked: [string, number][] = [];
  const store = (tickets: readonly Ticket[]) =>
    raced([], {
      tickets: {
        async liveOf({ userId }, limit) {
          asked.push([userId, limit]);
          return tickets;
        },
      },
    }).ports;

  test('is what they have in work, as much of it as fits into a choice', async () => {
    const tickets = [ticketThat('open'), ticketThat('waiting')];
    expect(await live(alice, store(tickets))).toBe(tickets);
    expect(await addable(alice, store(tickets))).toBe(tickets);
    expect(asked).toEqual([
      ['U0ALICE', 100],
      ['U0ALICE', 100],
    ]);
  });

  test('is told to be nothing where all of it has ended', async () => {
    expect(await live(alice, store([]))).toEqual([]);
    await expect(addable(alice, store([]))).rejects.toThrow('You have no ticket to add this to any more.');
  });
});
