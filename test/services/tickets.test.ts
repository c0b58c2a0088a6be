import {
  LastWordsStored,
  LoginNeeded,
  TicketChanged,
  TicketCompleted,
  TicketGone,
  TicketTaken,
} from '../../src/domain/errors';
import type { CommentKind, Status, Ticket } from '../../src/domain/ticket';
import { asAdmin, retract, reword } from '../../src/services/change';
import { claim, close, forceRelease, handOver, release } from '../../src/services/claims';
import { ask, comment, note } from '../../src/services/conversation';
import type { Change, Ports, Tickets } from '../../src/services/ports';
import { edit, eraseWithdrawn, rate, reopen, submit, ticketFor, undo, withdraw } from '../../src/services/tickets';
import { alice, bob, carol, dave, erin, raced } from '../support/raced';
import { commentThat, erasedTicket, ticketThat } from '../support/tickets';

const patience = new AbortController().signal;
const said = { text: 'On my way.', key: 'V1', patience };
const by = (claimer: string, status: Status = 'claimed'): Ticket => ticketThat(status, { claimer });

/** A store in which every change is made; it tells what was asked for. */
function willing(ticket: Ticket, tickets: Partial<Tickets> = {}) {
  const made: Change[] = [];
  const told = raced([ticket], {
    tickets: {
      async change(_, change) {
        made.push(change);
        return ticket;
      },
      ...tickets,
    },
  });
  return { ...told, made };
}

describe('where somebody is quicker', () => {
  test('a claim that another admin makes in the last moment is told as theirs', async () => {
    const { ports, tried, woken } = raced([ticketThat('open'), ticketThat('open'), by('U0DAVE')]);
    await expect(claim(carol, 'id', ports)).rejects.toThrow(TicketTaken);
    await expect(claim(carol, 'id', ports)).rejects.toThrow('Ticket #42 is already claimed by <@U0DAVE>.');
    expect(tried.map(({ action }) => action)).toEqual(['claim', 'claim', 'claim']);
    expect(woken).toEqual([]);
  });

  test('a claim of a ticket that goes in the last moment is told so', async () => {
    const { ports } = raced([ticketThat('open'), ticketThat('open'), undefined]);
    await expect(claim(carol, 'id', ports)).rejects.toThrow(TicketGone);
  });

  test('a close of a ticket that is completed in the last moment is told so, and not that it is full', async () => {
    const { ports } = raced([by('U0CAROL'), by('U0CAROL', 'completed')], { comments: 500 });
    await expect(close(carol, 'id', { ...said, text: '' }, ports)).rejects.toThrow(TicketCompleted);
  });

  test('what the table still names is tried once more, and then the person is told to look', async () => {
    const { ports, tried } = raced([by('U0CAROL')]);
    await expect(comment(carol, 'id', said, ports)).rejects.toThrow(TicketChanged);
    expect(tried).toHaveLength(2);
  });

  test("an admin's own ticket is tried as theirs only where they are alone", async () => {
    const own = ticketThat('open', { requester: 'U0ERIN' });
    const alone = raced([own], { hasOther: false });
    await expect(claim(erin, 'id', alone.ports)).rejects.toThrow(TicketChanged);
    expect(alone.tried.map((change) => change.alone)).toEqual([false, true]);
  });

  test('somebody who loses to a moment alone is not taken for an admin without others', async () => {
    const held = raced([ticketThat('claimed', { requester: 'U0ERIN', claimer: 'U0ERIN' })], { hasOther: false });
    await expect(close(erin, 'id', said, held.ports)).rejects.toThrow(TicketChanged);
    expect(held.tried.map((change) => change.alone)).toEqual([false, false]);
  });
});

test('words that cannot be taken reach no store', async () => {
  const { ports, tried, woken } = raced([ticketThat('open')]);
  const words = { title: ' ', description: '', key: 'V1', patience };
  await expect(submit(carol, words, ports)).rejects.toThrow('Say in a few words');
  await expect(edit(alice, 'id', { ...words, isBegunFrom: () => true }, ports)).rejects.toThrow('Say in a few words');
  for (const says of [ask, comment, note]) {
    await expect(says(carol, 'id', { ...said, text: ' ' }, ports)).rejects.toThrow('Write a few words');
  }
  await expect(close(carol, 'id', { ...said, text: 'x'.repeat(3001) }, ports)).rejects.toThrow('at most 3000');
  expect([tried, woken]).toEqual([[], []]);
});

describe('a click that comes twice', () => {
  test.each<[string, Ticket, (ports: Ports) => Promise<Ticket>]>([
    ['a claim', by('U0CAROL', 'waiting'), (ports) => claim(carol, 'id', ports)],
    ['a withdrawal', ticketThat('withdrawn'), (ports) => withdraw(alice, 'id', ports)],
    ['a thumb', ticketThat('completed', { rating: 'good' }), (ports) => rate(alice, 'id', 'good', ports)],
  ])('%s finds its work done', async (_, ticket, clicks) => {
    const { ports } = raced([ticket]);
    expect(await clicks(ports)).toBe(ticket);
  });

  test.each<[string, string, Ticket, (ports: Ports) => Promise<Ticket>]>([
    ['another admin claimed', 'TicketTaken', by('U0DAVE'), (ports) => claim(carol, 'id', ports)],
    ['it was released', 'NotClaimed', ticketThat('open'), (ports) => release(carol, 'id', ports)],
    ['somebody else withdrew', 'TicketGone', ticketThat('withdrawn'), (ports) => withdraw(bob, 'id', ports)],
    ['it is in work again', 'NotEnded', by('U0CAROL'), (ports) => rate(alice, 'id', 'bad', ports)],
  ])('is no excuse where %s', async (_, name, ticket, clicks) => {
    await expect(clicks(raced([ticket]).ports)).rejects.toMatchObject({ name });
  });
});

describe('what is asked of the store', () => {
  test.each<[CommentKind, typeof ask]>([
    ['question', ask],
    ['comment', comment],
    ['note', note],
  ])('a %s is stored as one, by the one who wrote it', async (kind, says) => {
    const { ports, made, woken } = willing(by('U0CAROL'));
    await says(carol, 'id', said, ports);
    expect(made[0]?.comment).toEqual({ key: 'V1', text: 'On my way.', kind, author: 'U0CAROL', at: ports.clock.now() });
    expect(woken).toEqual([false]);
  });

  test('a ticket closed without words has no comment, and its file is due', async () => {
    const { ports, made, woken } = willing(by('U0CAROL', 'completed'));
    await close(carol, 'id', { ...said, text: ' ' }, ports);
    expect(made[0]).toMatchObject({ action: 'close', key: 'V1', comment: undefined });
    expect(woken).toEqual([true]);
  });

  test('a reopened ticket is live, and its file is due all the same', async () => {
    const { ports, made, woken } = willing(ticketThat('open'));
    await reopen(asAdmin(dave), 'id', { ...said, text: '' }, ports);
    expect(made.map(({ action }) => action)).toEqual(['reopen']);
    expect(woken).toEqual([true]);
  });

  test('the one button takes a ticket from another admin, and releases one that is the own', async () => {
    const others = willing(by('U0DAVE'));
    await forceRelease(carol, 'id', others.ports);
    const own = willing(by('U0CAROL'));
    await forceRelease(carol, 'id', own.ports);
    expect([...others.made, ...own.made].map(({ action, from }) => [action, from])).toEqual([
      ['forceRelease', 'U0DAVE'],
      ['release', undefined],
    ]);
  });

  test('who had a withdrawn ticket has it again', async () => {
    const { ports, made } = willing(ticketThat('withdrawn', { claimer: 'U0CAROL' }));
    await undo(alice, 'id', ports);
    const nobodys = willing(ticketThat('withdrawn'));
    await undo(alice, 'id', nobodys.ports);
    expect([made[0]?.to, nobodys.made[0]?.to]).toEqual(['U0CAROL', undefined]);
  });

  test('who gets a ticket has a card of it', async () => {
    const { ports, made } = willing(by('U0CAROL'));
    await handOver(carol, 'id', { ...said, to: 'U0DAVE' }, ports);
    expect(made[0]).toMatchObject({ action: 'handOver', to: 'U0DAVE', key: 'V1' });
    expect(made[0]?.wanted).toContainEqual({ key: 'key', surface: 'claimer', to: 'U0DAVE' });
  });
});

describe('an edit', () => {
  const words = { title: 'Printer and curtain on fire', description: '' };
  const standing = { title: 'Printer on fire', description: 'Third floor, by the window.' };
  const form = { ...words, ...said, isBegunFrom: () => true };

  test('replaces the words that its form began from', async () => {
    const { ports, made } = willing(ticketThat('claimed'));
    await edit(alice, 'id', form, ports);
    expect(made).toMatchObject([{ action: 'edit', key: 'V1', words, before: standing }]);
  });

  test('that changes nothing is none', async () => {
    const { ports, made } = willing(ticketThat('claimed'));
    await edit(alice, 'id', { ...form, ...standing }, ports);
    expect(made).toEqual([]);
  });

  test('that comes again with other words replaces its own, under a name of its own', async () => {
    const { ports, made } = willing(ticketThat('claimed'), { done: async () => ({ done: true }) });
    await edit(alice, 'id', { ...form, isBegunFrom: () => false }, ports);
    expect(made).toMatchObject([{ key: 'V1:key', words, before: standing }]);
  });

  test('that comes when its sender was told to send it again replaces nothing', async () => {
    const late = new Error('late');
    const { ports, made } = willing(ticketThat('claimed'), { done: async () => ({ done: true }) });
    await expect(edit(alice, 'id', { ...form, patience: AbortSignal.abort(late) }, ports)).rejects.toBe(late);
    expect(made).toEqual([]);
  });
});

test('a form that had last words, and comes again without them, is told that they are stored', async () => {
  const { ports } = raced([by('U0CAROL', 'completed')], {
    tickets: { done: async () => ({ done: true, comment: commentThat('Put out.', 'V1') }) },
  });
  await expect(close(carol, 'id', { ...said, text: '' }, ports)).rejects.toThrow(LastWordsStored);
});

describe('words that come so late that their sender was told to send them again', () => {
  const late = new Error('late');
  const ended = AbortSignal.abort(late);

  test('do not replace what they have sent in a new ticket since', async () => {
    const known = { create: async () => ({ ticket: ticketThat('open'), fresh: false }) };
    const { ports, tried, woken } = raced([ticketThat('open')], { tickets: known });
    const form = { title: 'Printer', description: '', key: 'V1' };
    await expect(submit(alice, { ...form, patience: ended }, ports)).rejects.toBe(late);
    expect([tried, woken]).toEqual([[], []]);
    await expect(submit(alice, { ...form, patience }, ports)).rejects.toThrow(TicketChanged);
    expect(tried[0]).toMatchObject({ action: 'edit', key: 'V1:key', words: { title: 'Printer' } });
  });

  test('do not replace what they have sent as a comment since', async () => {
    const known = { done: async () => ({ done: true, comment: commentThat('I am here.', 'V1') }) };
    const { ports, tried } = raced([by('U0CAROL')], { tickets: known });
    await expect(comment(carol, 'id', { ...said, patience: ended }, ports)).rejects.toBe(late);
    expect(tried.map(({ action }) => action)).toEqual(['comment']);
    await comment(carol, 'id', said, ports);
    expect(tried.at(-1)).toMatchObject({ action: 'reword', said: { key: 'V1', text: 'On my way.' } });
  });
});

test("a form that somebody else's ticket came from makes no change of it", async () => {
  const known = { create: async () => ({ ticket: ticketThat('open'), fresh: false }) };
  const { ports } = raced([ticketThat('open')], { tickets: known });
  const form = { title: 'Printer', description: '', key: 'V1', patience };
  await expect(submit(bob, form, ports)).rejects.toThrow(TicketGone);
});

test('what was changed at the same moment as its ticket is tried once more, and what is so already is left', async () => {
  const answers = [undefined, by('U0CAROL', 'completed')];
  const { ports, woken } = raced([by('U0CAROL', 'completed')], {
    tickets: {
      change: async () => answers.shift(),
      done: async () => ({ done: true, comment: commentThat('I am here.', 'V1') }),
    },
  });
  expect(await retract(carol, 'id', 'V1', ports)).toMatchObject({ status: 'completed' });
  expect(woken).toEqual([true]);
  expect(await reword(carol, 'id', { key: 'V1', text: 'I am here.' }, ports)).toBeUndefined();
  expect(woken).toEqual([true]);
});

test('every withdrawn ticket whose minute is over is erased, one after the other, and none twice', async () => {
  const waiting = [ticketThat('withdrawn', { id: 'a' }), ticketThat('withdrawn', { id: 'b' })];
  const erased: string[] = [];
  const { ports, woken } = raced([], {
    tickets: {
      toErase: async () => waiting[0],
      async change(id, { action }) {
        erased.push(`${action} ${id}`);
        return waiting.shift();
      },
    },
  });
  await eraseWithdrawn(ports);
  expect(erased).toEqual(['erase a', 'erase b']);
  expect(woken).toEqual([true, true]);
});

const notes = [commentThat('On my way.', 'V1'), commentThat('Ask the janitor.', 'V2', { kind: 'note' })];

/** A store with this one ticket. */
function looking(status: Status): Ports {
  const found = { ...(status === 'withdrawn' ? erasedTicket() : ticketThat(status)), comments: notes };
  return raced([], { tickets: { read: async (teamId) => (teamId === 'T0DESK' ? found : undefined) } }).ports;
}

async function seen(person: typeof alice, status: Status) {
  const { ticket, sight } = await ticketFor(person, { number: 42 }, looking(status));
  return [sight, ticket.title, ticket.comments.length];
}

describe('who looks at a ticket', () => {
  test('sees what is theirs to see, and how far that goes', async () => {
    expect(await seen(alice, 'claimed')).toEqual(['own', 'Printer on fire', 1]);
    expect(await seen(alice, 'withdrawn')).toEqual(['own', '', 1]);
    expect(await seen(carol, 'claimed')).toEqual(['full', 'Printer on fire', 2]);
    expect(await seen(dave, 'claimed')).toEqual(['outline', '', 0]);
    expect(await seen(dave, 'completed')).toEqual(['full', 'Printer on fire', 2]);
  });

  test('as an admin who is logged out learns nothing of others’ tickets, not even which there are, and sees their own', async () => {
    const late = { now: () => new Date('2100-01-01T00:00:00Z') };
    const loggedOut = (status: Status): Ports => ({ ...looking(status), clock: late });
    for (const status of ['open', 'claimed', 'completed', 'withdrawn'] as const)
      await expect(ticketFor(carol, { number: 42 }, loggedOut(status))).rejects.toThrow(LoginNeeded);
    const none = raced([], { tickets: { read: async () => undefined } }).ports;
    await expect(ticketFor(carol, { number: 43 }, { ...none, clock: late })).rejects.toThrow(LoginNeeded);
    await expect(ticketFor(carol, { number: 43 }, none)).rejects.toThrow(TicketGone);

    const own = { ...ticketThat('claimed', { requester: 'U0ERIN', claimer: 'U0ERIN' }), comments: notes };
    const hers = raced([], { tickets: { read: async () => own } }).ports;
    expect(await ticketFor(erin, { number: 42 }, hers)).toMatchObject({ sight: 'full', ticket: { comments: notes } });
    const asRequester = await ticketFor(erin, { number: 42 }, { ...hers, clock: late });
    expect([asRequester.sight, asRequester.ticket.comments.length]).toEqual(['own', 1]);
  });

  test('is told the same of one that is not theirs as of one that does not exist', async () => {
    await expect(ticketFor(bob, { number: 42 }, looking('open'))).rejects.toThrow(TicketGone);
    await expect(ticketFor({ ...carol, teamId: 'T0OTHER' }, { id: 'id' }, looking('open'))).rejects.toThrow(TicketGone);
  });
});
