import {
  CommentsFull,
  NotTheClaimer,
  OwnTicket,
  TicketCompleted,
  TicketGone,
  TicketTaken,
} from '../../src/domain/errors';
import type { Admin } from '../../src/domain/people';
import type { Status, Ticket } from '../../src/domain/ticket';
import { type Change, commentsMost, type Ports, type Tickets } from '../../src/services/ports';
import { claim, close, comment, submit } from '../../src/services/tickets';
import { commentThat, ticketThat } from '../support/tickets';

const carol: Admin = { teamId: 'T0DESK', userId: 'U0CAROL', promotedBy: 'test', promotedAt: new Date(0) };
const now = new Date('2026-11-24T12:00:00Z');

/** A store in which somebody is quicker: each change finds the ticket as the next of `states` has it, and fails. */
function raced(states: readonly (Ticket | undefined)[], { comments = 0, hasOther = true } = {}) {
  const reads = [...states];
  const tried: Change[] = [];
  let woken = 0;
  const find = async (): Promise<Ticket | undefined> => (reads.length > 1 ? reads.shift() : reads[0]);
  const tickets: Tickets = {
    create: async () => ({ ticket: ticketThat('open'), fresh: true }),
    async change(_, change) {
      tried.push(change);
      return undefined;
    },
    find,
    done: async () => ({ done: false }),
    reword: async () => undefined,
    commentCount: async () => comments,
    ofRequester: async () => ({ tickets: [], total: 0, more: false }),
  };
  const ports: Ports = {
    tickets,
    admins: {
      find: async () => carol,
      hasOther: async () => hasOther,
      list: async () => [carol],
      add: async () => true,
    },
    clock: { now: () => now },
    triageChannel: 'C0TRIAGE',
    newKey: () => 'key',
    wake: () => {
      woken += 1;
    },
  };
  return { ports, tried, woken: () => woken };
}

const patience = new AbortController().signal;
const said = { text: 'On my way.', key: 'V1', patience };
const by = (claimer: string, status: Status = 'claimed'): Ticket => ticketThat(status, { claimer });

test('a claim that somebody else makes in the last moment is told as theirs', async () => {
  const { ports, tried, woken } = raced([ticketThat('open'), ticketThat('open'), by('U0DAVE')]);
  await expect(claim(carol, 'id', ports)).rejects.toThrow(TicketTaken);
  await expect(claim(carol, 'id', ports)).rejects.toThrow('Ticket #42 is already claimed by <@U0DAVE>.');
  expect(tried.map(({ action }) => action)).toEqual(['claim', 'claim', 'claim']);
  expect(woken()).toBe(0);
});

test('a claim of a ticket that goes in the last moment is told so', async () => {
  const { ports } = raced([ticketThat('open'), ticketThat('open'), undefined]);
  await expect(claim(carol, 'id', ports)).rejects.toThrow(TicketGone);
});

test('a close of a ticket that is completed in the last moment is told so, and not that somebody claimed it', async () => {
  const { ports } = raced([by('U0CAROL'), by('U0CAROL', 'completed')], { comments: commentsMost });
  await expect(close(carol, 'id', { ...said, text: '' }, ports)).rejects.toThrow(TicketCompleted);
});

test('a comment on a ticket that is handed on in the last moment is told whose it is', async () => {
  const { ports } = raced([by('U0CAROL'), by('U0DAVE')]);
  await expect(comment(carol, 'id', said, ports)).rejects.toThrow(NotTheClaimer);
});

test('a comment on a full ticket is told so', async () => {
  const { ports } = raced([by('U0CAROL')], { comments: commentsMost });
  await expect(comment(carol, 'id', said, ports)).rejects.toThrow(CommentsFull);
});

test('who is told that a ticket is their own is not alone', async () => {
  const own = ticketThat('open', { requester: 'U0CAROL' });
  await expect(claim(carol, 'id', raced([own]).ports)).rejects.toThrow(OwnTicket);
  const alone = raced([own], { hasOther: false });
  await expect(claim(carol, 'id', alone.ports)).rejects.toThrow(
    'Ticket #42 was changed by somebody else in this moment. Look at it, and try again.',
  );
  expect(alone.tried.map(({ alone: isAlone }) => isAlone)).toEqual([false, true]);
});

test('a ticket that nobody has yet has to be claimed before it is commented on', async () => {
  await expect(comment(carol, 'id', said, raced([ticketThat('open')]).ports)).rejects.toThrow(
    'Ticket #42 is not claimed yet. Claim it first.',
  );
});

test('words that cannot be taken reach no store', async () => {
  const { ports, tried, woken } = raced([ticketThat('open')]);
  await expect(submit(carol, { title: ' ', description: '', key: 'V1', patience }, ports)).rejects.toThrow(
    'Say in a few words',
  );
  await expect(comment(carol, 'id', { ...said, text: ' ' }, ports)).rejects.toThrow('Write what');
  expect([tried, woken()]).toEqual([[], 0]);
});

describe('words that come so late that their sender was told to send them again', () => {
  const late = new Error('late');
  const ended = AbortSignal.abort(late);

  test('do not replace what they have sent in a new ticket since', async () => {
    const { ports, tried, woken } = raced([ticketThat('open')]);
    const known: Ports = {
      ...ports,
      tickets: {
        ...ports.tickets,
        create: async () => ({ ticket: ticketThat('open', { requester: 'U0CAROL' }), fresh: false }),
      },
    };
    const form = { title: 'Printer', description: '', key: 'V1' };
    await expect(submit(carol, { ...form, patience: ended }, known)).rejects.toBe(late);
    expect([tried, woken()]).toEqual([[], 0]);
    await expect(submit(carol, { ...form, patience }, known)).rejects.toThrow(TicketGone);
    expect(tried).toMatchObject([{ action: 'resubmit', words: { title: 'Printer' } }]);
  });

  test('do not replace what they have sent as a comment since', async () => {
    const { ports } = raced([by('U0CAROL')]);
    const reworded: string[] = [];
    const known: Ports = {
      ...ports,
      tickets: {
        ...ports.tickets,
        done: async () => ({ done: true, comment: commentThat('I am here.', 'V1') }),
        async reword(_, __, { text }) {
          reworded.push(text);
        },
      },
    };
    await expect(comment(carol, 'id', { ...said, patience: ended }, known)).rejects.toBe(late);
    expect(reworded).toEqual([]);
    await comment(carol, 'id', said, known);
    expect(reworded).toEqual(['On my way.']);
  });
});
