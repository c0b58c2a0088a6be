import type { Actor } from '@deskbell/sandbox';
import { checkView } from '../../sandbox/src/checks';
import { ids } from '../../src/slack/ids';
import { queuePageSize } from '../../src/slack/views/queue';
import { startDesk, stopDesks, submits } from '../support/desk';
import { asks, logsOut, opens } from '../support/sessions';
import { clickBy, signedTo, startListening, triggerOf, watchDoor } from '../support/signed';
import { type Kept, kept } from '../support/tickets';

afterEach(stopDesks);

const day = (date: string): Date => new Date(`${date}T12:00:00Z`);

/** A little of everything. */
const some: readonly Kept[] = [
  { title: 'Printer on fire', requester: 'U0ALICE', createdAt: day('2026-11-20') },
  { title: 'No coffee', requester: 'U0BOB', createdAt: day('2026-11-21') },
  { title: 'Printer out of crème brûlée', requester: 'U0BOB', createdAt: day('2026-11-22') },
  { title: 'Secret of Dave', requester: 'U0ALICE', status: 'claimed', claimer: 'U0DAVE', createdAt: day('2026-11-20') },
  { title: 'Mouse is slow', requester: 'U0BOB', status: 'waiting', claimer: 'U0CAROL', createdAt: day('2026-11-21') },
  { title: 'Fire drill', requester: 'U0ALICE', status: 'completed', closedAt: day('2026-11-20') },
  { title: 'Fire door', requester: 'U0BOB', status: 'completed', closedAt: day('2026-11-22') },
];

/** The lists where an admin finds them: in the Home, and behind the command. */
const places = ['home', 'modal'] as const;
type ListAt = (typeof places)[number];

async function opensList(person: Actor, at: ListAt): Promise<void> {
  if (at === 'home') await person.opensHome();
  else await person.types('/ticket-admin', { in: 'general' });
  await shows(person, at, 'Open tickets');
}

/** What the list says, once it says this. */
async function shows(person: Actor, at: ListAt, words: string | RegExp): Promise<string> {
  if (at === 'home') return (await person.home(words)).words;
  const list = await person.modal('Tickets');
  return await person.waitsFor(`a list with ${String(words)}`, () => {
    const said = list.words();
    return (typeof words === 'string' ? said.includes(words) : words.test(said)) ? said : undefined;
  });
}

async function filters(person: Actor, at: ListAt, fields: Record<string, string | null>): Promise<void> {
  await person.presses('Filter', at);
  const form = await person.modal('Filter');
  form.fills(fields);
  expect(await form.submits()).toEqual({ became: 'closed' });
}

/** What the list says, once it has these tickets in this order and no others, and these words. */
async function lists(person: Actor, at: ListAt, numbers: readonly string[], words = ''): Promise<string> {
  const rows = numbers.map((number) => `${number}\\b[^#]*`).join('');
  return await shows(person, at, new RegExp(`^(?=[^]*${words})[^#]*${rows}$`));
}

const numbersIn = (words: string): string[] => [...words.matchAll(/#\d+/g)].map(([number]) => number);

describe.each(places)('an admin who looks at the list in the %s', (at) => {
  test.each([
    ['words', { Words: 'BRULEE prin' }, ['#3']],
    ['an author', { Author: 'bob' }, ['#2', '#3']],
    ['a first day', { 'Sent since': '2026-11-21' }, ['#2', '#3']],
    ['a last day', { 'Sent until': '2026-11-21' }, ['#1', '#2']],
    ['a status', { Status: 'Claimed' }, ['#4']],
    [
      'all of that together',
      {
        Words: 'slow',
        Author: 'bob',
        'Sent since': '2026-11-21',
        'Sent until': '2026-11-21',
        Status: 'Waiting for the requester',
      },
      ['#5'],
    ],
  ] as const)('narrows it by %s, and sees all again', async (_, fields, numbers) => {
    const desk = await startDesk();
    await kept(desk, some);
    await opensList(desk.carol, at);
    await lists(desk.carol, at, ['#1', '#2', '#3']);
    await filters(desk.carol, at, fields);
    await lists(desk.carol, at, numbers, 'Clear filter');
    await desk.carol.presses('Clear filter', at);
    expect(await lists(desk.carol, at, ['#1', '#2', '#3'])).not.toContain('Clear filter');
  });

  test('finds in the archive what they look for by author, words and days, newest first, and turns it round', async () => {
    const desk = await startDesk();
    await kept(desk, some);
    const { carol } = desk;
    await opensList(carol, at);
    await carol.presses('Archive', at);
    await lists(carol, at, ['#7', '#6']);
    await carol.presses('Oldest first', at);
    await lists(carol, at, ['#6', '#7']);
    await filters(carol, at, { Words: 'fire', Author: 'alice', 'Ended until': '2026-11-21', Status: 'Completed' });
    await lists(carol, at, ['#6'], 'with “fire”');
  });

  test('claims and closes there, and the list stays where it was, with its filter', async () => {
    const desk = await startDesk();
    const { alice, bob, carol } = desk;
    for (const title of ['Printer on fire', 'Printer is out of ink', 'Printer is loud']) await submits(alice, title);
    await submits(bob, 'No coffee');
    await desk.settled();
    await opensList(carol, at);
    await filters(carol, at, { Words: 'printer' });
    await lists(carol, at, ['#1', '#2', '#3'], 'with “printer”');
    await carol.presses('Claim #1', at);
    await lists(carol, at, ['#2', '#3'], 'with “printer”');
    await carol.presses('Close #2', at);
    const close = await carol.modal('Close #2');
    expect(await close.submits()).toMatchObject({ became: 'closed' });
    await lists(carol, at, ['#3'], 'with “printer”');
    await carol.presses('Mine', at);
    expect(await lists(carol, at, ['#1'], 'with “printer”')).toContain('claimed  ·');
    expect((await desk.stored()).map(({ status }) => status)).toEqual(['claimed', 'completed', 'open', 'open']);
  });

  test('turns page after page, and nothing is there twice or missing', async () => {
    const desk = await startDesk();
    const { carol } = desk;
    const count = 2 * queuePageSize + 3;
    await kept(
      desk,
      Array.from({ length: count }, (_, index) => ({ title: `Printer ${index + 1}` })),
    );
    await opensList(carol, at);
    await filters(carol, at, { Words: 'printer' });
    const first = numbersIn(await shows(carol, at, 'with “printer”'));
    await carol.presses('Next page', at);
    const second = numbersIn(await shows(carol, at, `Printer ${queuePageSize + 1}`));
    await carol.presses('Next page', at);
    const last = await shows(carol, at, `Printer ${count}`);
    expect([...first, ...second, ...numbersIn(last)]).toEqual(
      Array.from({ length: count }, (_, index) => `#${index + 1}`),
    );
    expect(last).toContain('with “printer”');
    await expect(carol.presses('Next page', at)).rejects.toThrow('sees no button');
    await carol.presses('First page', at);
    await lists(carol, at, first);
  });

  test("sees of somebody else's ticket its number and who has it, and not a word", async () => {
    const desk = await startDesk();
    await kept(desk, some);
    await opensList(desk.carol, at);
    await filters(desk.carol, at, { Status: 'Claimed' });
    const list = await shows(desk.carol, at, 'Claimed by <@U0DAVE>');
    expect(list).not.toMatch(/Secret|U0ALICE/);
    await filters(desk.carol, at, { Words: 'secret' });
    expect(await shows(desk.carol, at, 'Nothing fits this filter')).toContain('Clear filter');
    await filters(desk.carol, at, { Words: null, Author: 'alice' });
    await lists(desk.carol, at, [], 'from <@U0ALICE>');
  });

  test('is told beside the field that a range is turned round, and that nothing can be looked for without a letter', async () => {
    const desk = await startDesk();
    await kept(desk, some);
    const { carol } = desk;
    await opensList(carol, at);
    await carol.presses('Filter', at);
    const form = await carol.modal('Filter');
    form.fills({ 'Sent since': '2026-11-22', 'Sent until': '2026-11-20' });
    expect(await form.submits()).toMatchObject({ became: 'errors' });
    expect(form.errors).toEqual({ 'Sent until': 'This day is before the first one.' });
    form.fills({ 'Sent since': null, Words: '🔥' });
    expect(await form.submits()).toMatchObject({ became: 'errors' });
    expect(form.errors).toEqual({ Words: 'Say what to look for, with a letter or a number in it.' });
  });
});

describe('the Home of an admin', () => {
  test('stands as they left it when they come back, and after what they do in the modal behind Open', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    await submits(alice, 'Printer on fire');
    await desk.settled();
    await carol.presses('Claim', await carol.sees('Printer on fire', { in: 'triage' }));
    await desk.settled();
    await carol.opensHome();
    await carol.home('Open tickets');
    await carol.presses('Mine', 'home');
    await carol.home('Yours to answer');
    await filters(carol, 'home', { Author: 'alice' });
    await carol.home('from <@U0ALICE>');
    await carol.presses('Open #1', 'home');
    const ticket = await carol.modal('Ticket #1');
    await ticket.presses('Start');
    await carol.home('in progress  ·');
    await ticket.closes();
    await carol.verbs.openApp({ tab: 'messages' });
    await carol.opensHome();
    expect((await carol.home('Yours to answer')).words).toContain('Clear filter');
  });

  test('shows nothing of the queue once they log out, are logged out by time, or are demoted', async () => {
    const desk = await startDesk();
    await kept(desk, some);
    const { carol, dave } = desk;
    await carol.opensHome();
    await carol.home('Printer on fire');
    await logsOut(carol);
    expect((await carol.home('logged out')).words).not.toMatch(/Printer|Open tickets/);
    await dave.opensHome();
    await dave.home('Printer on fire');
    desk.passes(11 * 365 * 24 * 3_600_000);
    expect((await dave.home('logged out')).words).not.toMatch(/Printer|Open tickets/);
  });

  test('shows nothing of the queue to one who was demoted', async () => {
    const desk = await startDesk();
    await kept(desk, some);
    const { carol, dave } = desk;
    await dave.opensHome();
    await dave.home('Printer on fire');
    await asks(carol, '/ticket-admin demote @dave');
    expect((await dave.home('You have no tickets yet')).words).not.toMatch(/Printer|Open tickets|Mine/);
  });

  test('has the tickets that they sent themselves behind “Sent by me”', async () => {
    const desk = await startDesk();
    const { carol } = desk;
    await submits(carol, 'My own chair');
    await carol.opensHome();
    expect((await carol.home('Open tickets')).words).toContain('My own chair');
    await carol.presses('Sent by me', 'home');
    expect((await carol.home('One ticket')).words).toContain('waiting for somebody to pick it up');
    await carol.presses('Archive', 'home');
    await carol.home('Nothing has been completed yet.');
  });
});

test("a requester's Home is as it was: their own tickets, and no list of anybody else's", async () => {
  const desk = await startDesk();
  await kept(desk, some);
  await desk.alice.opensHome();
  const { words } = await desk.alice.home('newest first');
  expect(words).not.toMatch(/Mine|Filter|No coffee|Open tickets/);
});

test('five hundred open tickets, with titles as long as they may be, break no limit', async () => {
  const desk = await startDesk();
  await kept(
    desk,
    Array.from({ length: 500 }, (_, index) => ({ title: `${index} ${'&<!channel> '.repeat(12)}`.slice(0, 150) })),
  );
  const { carol } = desk;
  await carol.opensHome();
  const { view } = await carol.home('Open tickets');
  expect(checkView(view)).toEqual([]);
  const list = await opens(carol, '/ticket-admin', 'Tickets');
  expect(checkView(list.view())).toEqual([]);
  for (let page = 1; page < 3; page += 1) {
    await list.presses('Next page');
    await shows(carol, 'modal', `#${page * queuePageSize + 1} `);
  }
  expect(desk.logged).toEqual([]);
});

describe('/ticket-admin', () => {
  test('mine and archive open those lists, and a word that it does not know says what there is', async () => {
    const desk = await startDesk();
    await kept(desk, some);
    const { carol } = desk;
    const mine = await opens(carol, '/ticket-admin mine', 'Tickets');
    expect(numbersIn(mine.words())).toEqual(['#5']);
    await mine.closes();
    const archive = await opens(carol, '/ticket-admin ARCHIVE', 'Tickets');
    expect(numbersIn(archive.words())).toEqual(['#7', '#6']);
    await archive.closes();
    await asks(carol, '/ticket-admin achive');
    await carol.noModal();
  });

  test.each([
    ['parts of words, without accents, in any order', 'brul PRINT', ['#3']],
    ['an expression', '.*fire', ['#1']],
    ['an operator', '$ne coffee', []],
    ['a quote', '"coffee', ['#2']],
    ['what Slack has escaped', 'coffee & no', ['#2']],
    ['a word twice', 'fire fire FIRE', ['#1']],
    ['nothing', '', ['#1', '#2', '#3']],
  ] as const)('search looks for %s', async (_, words, numbers) => {
    const desk = await startDesk();
    await kept(desk, some);
    const list = await opens(desk.carol, `/ticket-admin search ${words}`, 'Tickets');
    expect(numbersIn(list.words())).toEqual(numbers);
    expect(desk.logged).toEqual([]);
  });

  test('search for a thousand words looks for the first of them, and the list can be turned and filtered', async () => {
    const desk = await startDesk();
    await kept(desk, some);
    const { carol } = desk;
    const words = Array.from({ length: 1000 }, (_, index) => (index % 2 === 0 ? '"fire"' : '<printer>')).join(' ');
    const list = await opens(carol, `/ticket-admin search ${words}`, 'Tickets');
    expect(numbersIn(list.words())).toEqual(['#1']);
    await list.presses('Newest first');
    await shows(carol, 'modal', 'Oldest first');
    await filters(carol, 'modal', { Words: 'x'.repeat(3000) });
    await shows(carol, 'modal', 'Nothing fits this filter');
    expect(desk.logged).toEqual([]);
  });

  test('search for what has no letter says so', async () => {
    const desk = await startDesk();
    expect((await asks(desk.carol, '/ticket-admin search 🔥')).text).toBe(
      'Say what to look for, with a letter or a number in it.',
    );
    expect((await asks(desk.carol, '/ticket-admin search .*')).text).toBe(
      'Say what to look for, with a letter or a number in it.',
    );
  });

  test('shows the tickets of somebody who has left', async () => {
    const desk = await startDesk();
    await kept(desk, [{ title: 'Printer on fire', requester: 'U0GONE' }]);
    const list = await opens(desk.carol, '/ticket-admin', 'Tickets');
    expect(list.words()).toContain('<@U0GONE>');
    expect(desk.logged).toEqual([]);
  });

  test('is for admins who are logged in', async () => {
    const desk = await startDesk({ loggedOut: true });
    await kept(desk, some);
    await desk.carol.types('/ticket-admin archive', { in: 'general' });
    expect((await desk.carol.modal('Log in')).words()).not.toContain('Fire');
    expect((await asks(desk.alice, '/ticket-admin mine')).text).toContain('Only admins of Deskbell can do that.');
  });
});

describe('what no view of Deskbell carries', () => {
  const asked = { list: 'open', order: 'oldest' };
  const forged: readonly [string, string, string][] = [
    ['no list', '', 'x'],
    ['an operator', JSON.stringify({ asked: { ...asked, words: { $ne: 'x' } } }), 'x'],
    ['another list', JSON.stringify({ asked: { ...asked, list: 'everything' } }), 'x'],
    ['a day that there is not', JSON.stringify({ asked: { ...asked, from: '2026-02-30' } }), 'x'],
    ['an end that is missing', JSON.stringify({ asked: { ...asked, list: 'archive' } }), '{"number":7}'],
    ['a place that is an operator', JSON.stringify({ asked }), '{"number":{"$gt":0}}'],
  ];

  test.each(forged)('shows nothing: %s', async (_, metadata, value) => {
    const desk = await startDesk({ http: true });
    await kept(desk, some);
    const [door, answers] = [watchDoor(), await startListening()];
    try {
      const by = { teamId: desk.workspace.teamId, userId: desk.carol.id };
      const trigger = await triggerOf(desk.carol, door, 'modal');
      const before = desk.workspace.calls.length;
      const place = { in: 'modal', metadata } as const;
      await signedTo(desk).send(clickBy(by, ids.queue.next, value, place, { ...trigger, responseUrl: answers.url }));
      await door.idle();
      const calls = desk.workspace.calls.slice(before).filter((call) => call.method.startsWith('views.'));
      expect(calls.map(({ method }) => method)).toEqual(['views.push']);
      expect(JSON.stringify(calls[0]?.args)).toContain('Deskbell does not know this button or form any more.');
      expect(desk.logged).toEqual([]);
    } finally {
      door.end();
      await answers.stop();
    }
  });
});
