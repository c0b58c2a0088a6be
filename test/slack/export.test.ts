import type { Actor } from '@deskbell/sandbox';
import { queuePageSize } from '../../src/slack/views/queue';
import { callsOf, holds } from '../support/delivery';
import { startDesk, stopDesks, type TestDesk } from '../support/desk';
import { logsOut, opens } from '../support/sessions';
import { type Kept, kept } from '../support/tickets';

afterEach(stopDesks);

const day = (date: string): Date => new Date(`${date}T12:00:00Z`);

/** The files of this name that somebody has in their messages with Deskbell, once there is one. */
async function file(person: Actor, name: string): Promise<string> {
  return await person.downloads(await person.sees(({ files }) => files.some((one) => one.name === name)), name);
}

async function narrows(person: Actor, at: 'home' | 'modal', fields: Record<string, string>): Promise<void> {
  await person.presses('Filter', at);
  const form = await person.modal('Filter');
  form.fills(fields);
  expect(await form.submits()).toEqual({ became: 'closed' });
}

/** More than a page of Bob's, and some of Alice's among them. */
const many: readonly Kept[] = Array.from({ length: 2 * queuePageSize + 10 }, (_, index) => ({
  title: `Ticket ${index + 1}`,
  requester: index % 4 === 3 ? 'U0ALICE' : 'U0BOB',
}));
const ofBob = many.flatMap(({ requester }, index) => (requester === 'U0BOB' ? [index + 1] : []));

describe.each(['home', 'modal'] as const)('a list in the %s', (at) => {
  test('is sent as CSV with all its pages, as it is filtered and in its order; the list stays, and says so', async () => {
    const desk = await startDesk();
    await kept(desk, many);
    const { carol } = desk;
    const said = async (words: string): Promise<string> => {
      if (at === 'home') return (await carol.home(words)).words;
      const list = await carol.modal('Tickets');
      return await carol.waitsFor(words, () => (list.words().includes(words) ? list.words() : undefined));
    };
    if (at === 'home') await carol.opensHome();
    else await carol.types('/ticket-admin', { in: 'general' });
    await said('Open tickets');
    await narrows(carol, at, { Author: 'bob' });
    await said('from <@U0BOB>');
    await carol.presses('Newest first', at);
    await said('#39');
    await carol.presses('Next page', at);
    const second = await said('First page');
    await carol.presses('Export CSV', at);
    const lines = (await file(carol, 'deskbell-open.csv')).split('\n');
    expect(lines[0]).toBe(
      '\uFEFFnumber,status,title,description,requester,claimer,created,claimed,answered,closed,rating',
    );
    expect(lines.slice(1, -1).map((line) => Number(line.split(',')[0]))).toEqual(ofBob.toReversed());
    expect(lines[1]).toMatch(/^39,open,Ticket 39,,U0BOB,,2026-[^,]+Z,,,,$/);
    const after = await said(`${ofBob.length} tickets are in your messages with Deskbell, as a file.`);
    expect([...after.matchAll(/#\d+/g)]).toHaveLength([...second.matchAll(/#\d+/g)].length);
    expect(desk.logged).toEqual([]);
  });
});

test('the archive is sent as JSON with what there is to know of each ticket, and what others have stays theirs', async () => {
  const desk = await startDesk();
  const { carol } = desk;
  await kept(desk, [
    {
      title: '=HYPERLINK("x")',
      status: 'completed',
      claimer: 'U0DAVE',
      createdAt: day('2026-11-20'),
      closedAt: day('2026-11-21'),
    },
    { title: 'Secret of Dave', status: 'claimed', claimer: 'U0DAVE' },
    { title: 'Withdrawn, and not erased yet', status: 'withdrawn', closedAt: day('2026-11-22') },
  ]);
  const list = await opens(carol, '/ticket-admin export archive json', 'Tickets');
  expect(list.words()).toContain('*Export CSV* is for spreadsheets, *Export JSON* for programs.');
  await list.presses('Export JSON');
  const [withdrawn, completed, ...others] = JSON.parse(await file(carol, 'deskbell-archive.json'));
  expect(others).toEqual([]);
  expect(completed).toEqual({
    number: 1,
    status: 'completed',
    title: '=HYPERLINK("x")',
    description: '',
    requester: 'U0ALICE',
    claimer: 'U0DAVE',
    created: '2026-11-20T12:00:00.000Z',
    claimed: expect.stringMatching(/Z$/),
    answered: null,
    closed: '2026-11-21T12:00:00.000Z',
    rating: null,
  });
  expect(withdrawn).toMatchObject({ number: 3, status: 'withdrawn', title: null, requester: null, claimed: null });
  await carol.waitsFor('the note', () => list.words().includes('Other admins have 1 of them') || undefined);
  await list.closes();

  const open = await opens(carol, '/ticket-admin', 'Tickets');
  await narrows(carol, 'modal', { Status: 'Claimed' });
  await carol.waitsFor('the filter', () => open.words().includes('claimed') || undefined);
  await open.presses('Export CSV');
  const csv = await file(carol, 'deskbell-open.csv');
  expect(csv.split('\n')[1]).toMatch(/^2,claimed,,,,U0DAVE,2026-[^,]+Z,,,,$/);
  expect(csv).not.toMatch(/Secret|U0ALICE/);
});

describe('/ticket-admin export', () => {
  test.each([
    ['', 'Open tickets', ['#1', '#2']],
    ['mine', 'Yours to answer', ['#3']],
    ['CSV Archive', 'Archive', ['#4']],
    ['archive csv', 'Archive', ['#4']],
    ['printer', 'Open tickets', ['#1']],
    ['open json printer archive', 'Open tickets', []],
  ])('“%s” shows that list, with the buttons and what they do', async (words, heading, numbers) => {
    const desk = await startDesk();
    await kept(desk, [
      { title: 'Printer on fire' },
      { title: 'No coffee' },
      { title: 'Mine', status: 'claimed', claimer: 'U0CAROL' },
      { title: 'Fire door', status: 'completed' },
    ]);
    const list = await opens(desk.carol, `/ticket-admin export ${words}`, 'Tickets');
    expect(list.words()).toContain(heading);
    expect(list.words()).toContain('comes to your messages with Deskbell.');
    expect([...list.words().matchAll(/#\d+/g)].map(([number]) => number)).toEqual(numbers);
    if (numbers.length === 0) await expect(list.presses('Export CSV')).rejects.toThrow('sees no button');
  });
});

/** Carol's list, in which she has asked for a file; nothing is sent before `open`. */
async function asked(at: 'home' | 'modal'): Promise<{ desk: TestDesk; open(): void }> {
  const desk = await startDesk();
  await kept(desk, many);
  const { carol } = desk;
  if (at === 'home') {
    await carol.opensHome();
    await carol.home('Open tickets');
  } else await opens(carol, '/ticket-admin', 'Tickets');
  const gate = holds(desk, 'after', at === 'home' ? 'views.publish' : 'views.update');
  await carol.presses('Export JSON', at);
  await gate.reached;
  return { desk, open: () => gate.open() };
}

describe('a file that is being made', () => {
  test('is told as such, and comes also where the list is closed meanwhile', async () => {
    const { desk, open } = await asked('modal');
    const list = await desk.carol.modal('Tickets');
    expect(list.words()).toContain('The file is being made…');
    await list.closes();
    open();
    expect(JSON.parse(await file(desk.carol, 'deskbell-open.json'))).toHaveLength(many.length);
    await desk.stopDeskbell();
    expect(desk.logged).toEqual([]);
  });

  test('does not come to somebody who has logged out meanwhile, and their Home stays as it is then', async () => {
    const { desk, open } = await asked('home');
    const { carol } = desk;
    await logsOut(carol);
    await carol.home('logged out');
    open();
    // What comes after it has come: then nothing of it comes any more.
    await opens(carol, '/ticket-admin', 'Log in');
    await desk.stopDeskbell();
    expect(callsOf(desk, 'files.completeUploadExternal')).toEqual([]);
    expect((await carol.home()).words).not.toMatch(/Open tickets|being made/);
  });

  test('leaves alone what somebody has turned to meanwhile', async () => {
    const { desk, open } = await asked('home');
    const { carol } = desk;
    await carol.presses('Archive', 'home');
    await carol.home('Nothing has been completed yet.');
    open();
    await file(carol, 'deskbell-open.json');
    await desk.stopDeskbell();
    expect((await carol.home()).words).toContain('Nothing has been completed yet.');
  });
});

test('where Slack does not take the file, that is said in the list, and nothing is left half done', async () => {
  const desk = await startDesk();
  await kept(desk, many);
  const { carol, workspace } = desk;
  const list = await opens(carol, '/ticket-admin', 'Tickets');
  workspace.faults.next('files.completeUploadExternal', { fails: 'internal_error' }, { times: 9 });
  await list.presses('Export CSV');
  await carol.waitsFor(
    'what went wrong',
    () => /Something went wrong in Deskbell|Slack did not/.test(list.words()) || undefined,
  );
  expect(carol.messages()).toEqual([]);
});

test('where the list has become empty meanwhile, that is said, and no file comes', async () => {
  const desk = await startDesk();
  await kept(desk, [{ title: 'Printer on fire' }]);
  const { carol } = desk;
  const list = await opens(carol, '/ticket-admin', 'Tickets');
  await desk.inDatabase(({ tickets }) => tickets.deleteMany({}));
  await list.presses('Export CSV');
  await carol.waitsFor('the note', () => list.words().includes('no file was sent') || undefined);
  expect(carol.messages()).toEqual([]);
});
