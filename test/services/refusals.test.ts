import { DeskbellError } from '../../src/domain/errors';
import type { Admin, Person } from '../../src/domain/people';
import type { Status, Ticket } from '../../src/domain/ticket';
import { asAdmin, asMember, readyFor } from '../../src/services/change';
import { claim, close, forceRelease, handOver, release, start } from '../../src/services/claims';
import { ask, comment, note, reply } from '../../src/services/conversation';
import { commentsMost, editsMost, type Ports } from '../../src/services/ports';
import { edit, rate, reopen, undo, withdraw } from '../../src/services/tickets';
import { alice, bob, carol, dave, erin, now, raced } from '../support/raced';
import { erasedTicket, ticketThat } from '../support/tickets';

const said = { key: 'V1', text: 'On my way.', patience: new AbortController().signal };
const form = { ...said, title: 'Printer', description: '', isBegunFrom: () => true };
const by = (claimer: string, status: Status = 'claimed'): Ticket => ticketThat(status, { claimer });
const own = (status: Status, claimer?: string): Ticket =>
  ticketThat(status, { requester: 'U0ERIN', ...(claimer && { claimer }) });

type Tries = (ports: Ports) => Promise<unknown>;

const claims: Tries = (ports) => claim(carol, 'id', ports);
const reopens: Tries = (ports) => reopen(asAdmin(dave), 'id', said, ports);
const undoes: Tries = (ports) => undo(alice, 'id', ports);
const hands =
  (to: string): Tries =>
  (ports) =>
    handOver(carol, 'id', { ...said, to }, ports);

/** What every admin can try, beside a claim. */
const claimers: [string, (admin: Admin) => Tries][] = [
  ['start', (admin) => (ports) => start(admin, 'id', ports)],
  ['ask', (admin) => (ports) => ask(admin, 'id', said, ports)],
  ['comment', (admin) => (ports) => comment(admin, 'id', said, ports)],
  ['note', (admin) => (ports) => note(admin, 'id', said, ports)],
  ['close', (admin) => (ports) => close(admin, 'id', said, ports)],
  ['release', (admin) => (ports) => release(admin, 'id', ports)],
  ['handOver', (admin) => (ports) => handOver(admin, 'id', { ...said, to: 'U0ERIN' }, ports)],
];

/** What the person whose ticket it is can try. */
const requesters: [string, (person: Person) => Tries][] = [
  ['reply', (person) => (ports) => reply(person, 'id', said, ports)],
  ['edit', (person) => (ports) => edit(person, 'id', form, ports)],
  ['withdraw', (person) => (ports) => withdraw(person, 'id', ports)],
  ['undo', (person) => (ports) => undo(person, 'id', ports)],
  ['rate', (person) => (ports) => rate(person, 'id', 'good', ports)],
  ['reopen', (person) => (ports) => reopen(asMember(person), 'id', said, ports)],
];

/** What the person is told, who tries it on a ticket that stands so. */
async function told(ticket: Ticket | undefined, tries: Tries, options?: Parameters<typeof raced>[1]): Promise<string> {
  const { ports, woken } = raced([ticket], options);
  const error: unknown = await tries(ports).catch((one: unknown) => one);
  if (!(error instanceof DeskbellError)) throw new Error(`Nobody was told anything: ${String(error)}`);
  expect(woken).toEqual([]);
  return `${error.name}: ${error.message}`;
}

const gone = 'TicketGone: There is no such ticket, or it is not yours. `/ticket list` shows the ones you have.';
const completed =
  'TicketCompleted: Ticket #42 is completed, and nothing was changed. Reopen it first, or send a new one with `/ticket`.';
const withdrawn = 'TicketWithdrawn: Ticket #42 has been withdrawn by its requester. Nothing was changed.';
const notEnded =
  'NotEnded: Ticket #42 is neither completed nor withdrawn, so there is nothing to do. `/ticket 42` shows how it stands.';

describe('an admin who is not the claimer', () => {
  test.each(claimers)('is told by %s whose the ticket is', async (_, tries) => {
    for (const status of ['claimed', 'in_progress', 'waiting'] as const) {
      expect(await told(by('U0DAVE', status), tries(carol))).toBe(
        'NotTheClaimer: Ticket #42 is with <@U0DAVE>: only they can work on it. Ask them to hand it over if it should be yours.',
      );
    }
  });

  test.each(claimers.filter(([action]) => action !== 'close'))(
    'is told by %s that nobody has an open ticket',
    async (_, tries) => {
      expect(await told(ticketThat('open'), tries(carol))).toBe(
        'NotClaimed: Nobody has ticket #42 at the moment: it waits in the queue. Claim it first.',
      );
    },
  );

  test('is told who was quicker with the claim', async () => {
    expect(await told(by('U0DAVE', 'waiting'), claims)).toBe(
      'TicketTaken: Ticket #42 is already claimed by <@U0DAVE>. Nothing was changed.',
    );
  });

  test('cannot take from nobody', async () => {
    expect(await told(ticketThat('open'), (ports) => forceRelease(carol, 'id', ports))).toMatch(/^NotClaimed: /);
  });
});

describe('every admin', () => {
  const all: [string, (admin: Admin) => Tries][] = [
    ...claimers,
    ['claim', (admin) => (ports) => claim(admin, 'id', ports)],
    ['forceRelease', (admin) => (ports) => forceRelease(admin, 'id', ports)],
  ];

  test.each(all)('is told by %s that a ticket is completed', async (_, tries) => {
    for (const admin of [carol, dave]) expect(await told(by('U0CAROL', 'completed'), tries(admin))).toBe(completed);
  });

  test.each(all)('is told by %s that a ticket was withdrawn, also once it is erased', async (_, tries) => {
    for (const admin of [carol, dave]) {
      expect(await told(by('U0CAROL', 'withdrawn'), tries(admin))).toBe(withdrawn);
      expect(await told(erasedTicket(), tries(admin))).toBe(withdrawn);
    }
  });

  test.each(all)('is told by %s nothing of a ticket that does not exist', async (_, tries) => {
    expect(await told(undefined, tries(carol))).toBe(gone);
  });

  test('cannot start twice', async () => {
    expect(await told(by('U0CAROL', 'waiting'), (ports) => start(carol, 'id', ports))).toBe(
      'AlreadyStarted: Ticket #42 is started already. Nothing was changed.',
    );
  });

  test('cannot reopen what has not ended, nor what was withdrawn', async () => {
    for (const status of ['open', 'claimed', 'in_progress', 'waiting'] as const)
      expect(await told(ticketThat(status), reopens)).toBe(notEnded);
    expect(await told(ticketThat('withdrawn'), reopens)).toBe(withdrawn);
  });

  test('is told that a ticket is their own, where another one can look at it', async () => {
    const tries: Tries[] = [(ports) => claim(erin, 'id', ports), (ports) => close(erin, 'id', said, ports)];
    for (const one of tries) {
      expect(await told(own('open'), one)).toBe(
        'OwnTicket: Ticket #42 is your own. Another admin has to pick it up, so that somebody else looks at it.',
      );
    }
  });
});

describe('who gets a ticket that is handed over', () => {
  test.each([
    ['', 'Say who should have the ticket.'],
    ['U0CAROL', 'The ticket is yours already. Choose another admin.'],
    ['U0ERIN', 'This is the person whose ticket it is. Choose an admin who can look at it with other eyes.'],
    ['U0BOB', 'This person is no admin of Deskbell, and could not see the ticket. Choose one of the admins.'],
  ])('is not %j', async (to, words) => {
    expect(await told(own('claimed', 'U0CAROL'), hands(to))).toBe(`InvalidWords: ${words}`);
  });

  test('is not said to be the requester to somebody who may not know whose ticket it is', async () => {
    expect(await told(own('claimed', 'U0DAVE'), hands('U0ERIN'))).toMatch(/^NotTheClaimer: /);
  });
});

describe('the person whose ticket it is', () => {
  test.each(requesters.filter(([action]) => !['undo', 'rate', 'reopen'].includes(action)))(
    'is told by %s that it is completed',
    async (_, tries) => {
      expect(await told(ticketThat('completed'), tries(alice))).toBe(completed);
    },
  );

  test.each(requesters.filter(([action]) => !['withdraw', 'undo'].includes(action)))(
    'is told by %s that they have withdrawn it',
    async (_, tries) => {
      const inTime = ticketThat('withdrawn', { returnUntil: new Date(now.getTime() + 1) });
      expect(await told(inTime, tries(alice))).toBe(
        'TicketWithdrawn: You have withdrawn ticket #42, so nothing was changed. Undo that on its card while there is time, or send a new one with `/ticket`.',
      );
      expect(await told(erasedTicket(), tries(alice))).toBe(
        'TicketWithdrawn: You have withdrawn ticket #42, and its words are erased. Nothing was changed. Send a new one with `/ticket`.',
      );
    },
  );

  test.each(requesters.filter(([action]) => ['undo', 'rate', 'reopen'].includes(action)))(
    'is told by %s that it has not ended',
    async (_, tries) => {
      for (const status of ['open', 'claimed', 'in_progress', 'waiting'] as const)
        expect(await told(ticketThat(status), tries(alice))).toBe(notEnded);
    },
  );

  test('is told when the minute is over in which a withdrawal can be undone', async () => {
    const late = { at: new Date('2026-11-24T10:31:00Z') };
    for (const ticket of [ticketThat('withdrawn'), erasedTicket()]) {
      expect(await told(ticket, undoes, late)).toBe(
        'TooLateToUndo: The minute in which ticket #42 could be brought back is over, and its words are erased. Send a new one with `/ticket`.',
      );
    }
  });

  test('is told when the week is over in which they can reopen a ticket', async () => {
    const late = { at: new Date('2026-12-01T10:30:00Z') };
    expect(await told(ticketThat('completed'), (ports) => reopen(asMember(alice), 'id', said, ports), late)).toBe(
      'TooLateToReopen: Ticket #42 was completed more than 7 days ago, and cannot be reopened any more. Send a new one with `/ticket`, and name #42 in it.',
    );
  });

  test('is told that the words were changed while they wrote, and gets what stands there', async () => {
    const { ports } = raced([ticketThat('claimed')]);
    await expect(edit(alice, 'id', { ...form, isBegunFrom: () => false }, ports)).rejects.toMatchObject({
      name: 'WordsChanged',
      ticket: { title: 'Printer on fire' },
    });
  });

  test('is told when no more edits fit, and when no more comments do', async () => {
    expect(await told(ticketThat('open'), (ports) => edit(alice, 'id', form, ports), { edits: editsMost })).toBe(
      'EditsFull: Ticket #42 has been changed 50 times, and that is the most. Say what is new in a reply; nothing was changed.',
    );
    expect(await told(ticketThat('open'), (ports) => reply(alice, 'id', said, ports), { comments: commentsMost })).toBe(
      'CommentsFull: Ticket #42 has 500 comments, and that is the most a ticket holds. Go on in a new ticket that names this one.',
    );
  });
});

describe('somebody whose ticket it is not', () => {
  test.each(requesters)('is told by %s the same as if there were none', async (_, tries) => {
    for (const status of ['open', 'claimed', 'in_progress', 'waiting', 'completed', 'withdrawn'] as const) {
      for (const person of [bob, carol, dave, { ...alice, teamId: 'T0OTHER' }])
        expect(await told(ticketThat(status), tries(person))).toBe(gone);
    }
    expect(await told(undefined, tries(bob))).toBe(gone);
  });

  test('opens no form about it', async () => {
    for (const action of ['edit', 'reply', 'reopen'] as const)
      expect(await told(ticketThat('completed'), (ports) => readyFor(action, asMember(bob), 'id', ports))).toBe(gone);
  });
});

test('no refusal tells an admin a word of a ticket that is not theirs to read, nor whose it is', async () => {
  const ticket = ticketThat('in_progress', { title: 'Divorce papers', description: 'Court', claimer: 'U0DAVE' });
  const tries: Tries[] = [
    ...claimers.map(([, one]) => one(carol)),
    ...requesters.map(([, one]) => one(carol)),
    (ports) => claim(carol, 'id', ports),
    (ports) => reopen(asAdmin(carol), 'id', said, ports),
  ];
  for (const one of tries) {
    const { ports } = raced([ticket]);
    const error = await one(ports).catch((thrown: unknown) => thrown);
    const { message } = error as Error; // what told() has seen above
    expect(`${message} ${JSON.stringify(error)}`).not.toMatch(/Divorce|Court|U0ALICE/);
  }
});

test('a form opens where the table lets it be sent, also for an admin who is alone with their own ticket', async () => {
  const { ports } = raced([own('open')], { hasOther: false });
  expect(await readyFor('close', asAdmin(erin), 'id', ports)).toMatchObject({ number: 42 });
  expect(await readyFor('comment', asAdmin(carol), 'id', raced([by('U0CAROL')]).ports)).toMatchObject({ number: 42 });
});
