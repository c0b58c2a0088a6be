import type { Actor, Message } from '@deskbell/sandbox';
import { barsOf } from '../support/charts';
import { claims, closes, comments, holds } from '../support/delivery';
import { startDesk, stopDesks, submits, type TestDesk } from '../support/desk';
import { asks, logsIn, logsOut } from '../support/sessions';

afterEach(stopDesks);

const minute = 60_000;
const week = 7 * 24 * 60 * minute;

/** Every story begins on a Wednesday at noon: nothing happens at the edge of a week. */
async function startOnWednesday(options: Parameters<typeof startDesk>[0] = {}): Promise<TestDesk> {
  const desk = await startDesk(options);
  const wednesday = Date.UTC(2026, 10, 25, 12);
  const now = desk.now().getTime();
  desk.passes(wednesday - now + Math.ceil((now - wednesday) / week) * week);
  return desk;
}

/** The Monday of so many weeks ago, as it is told: "Nov 23". */
function monday({ now }: TestDesk, weeksAgo: number): string {
  const date = new Date(now().getTime() - weeksAgo * week);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(date);
}

/** Closes a ticket at once, from the triage channel. */
async function closesAtOnce(admin: Actor, title: string): Promise<void> {
  await admin.presses('Close', await admin.sees(title, { in: 'triage' }));
  await (await admin.modal()).submits();
  await admin.noModal();
}

/** Time goes by once all that was done is shown. */
async function later(desk: TestDesk, ms: number): Promise<void> {
  await desk.settled();
  desk.passes(ms);
}

/** Two tickets of three weeks ago that were closed, one of two weeks ago that was withdrawn, and two of today. */
async function threeWeeks(desk: TestDesk): Promise<void> {
  const { alice, bob, dave } = desk;
  await submits(alice, 'Printer on fire');
  await submits(bob, 'No coffee');
  const card = await claims(desk);
  await later(desk, 10 * minute);
  await closesAtOnce(dave, 'No coffee');
  await later(desk, 20 * minute);
  await comments(desk, card, 'I am on my way.');
  await later(desk, 150 * minute);
  await closes(desk, card);
  await alice.presses('It helped', await alice.sees(/It helped/));
  await desk.settled();
  await later(desk, week);
  await submits(alice, 'Mouse is slow');
  await alice.presses('Withdraw', await alice.sees('Mouse is slow'));
  await alice.sees('withdrawn');
  await later(desk, 2 * week);
  await submits(bob, 'Coffee is cold');
  await submits(bob, 'Coffee is gone');
  await claims(desk, 'Coffee is cold');
  await desk.settled();
}

function linesOf({ text }: Message): string[] {
  return text.split('\n');
}

test('an admin reads what came and was closed, how long it took, by admin and by week, and sees it drawn', async () => {
  const desk = await startOnWednesday();
  await threeWeeks(desk);
  const report = await asks(desk.carol, '/ticket-admin report 4');
  expect(report.ephemeral).toBe(true);
  const [first, second, third, last] = [3, 2, 1, 0].map((weeksAgo) => monday(desk, weeksAgo));
  expect(linesOf(report).slice(0, -1)).toEqual([
    'Report: 4 weeks',
    `Since Monday, ${first}. Weeks begin on Monday at midnight UTC, and this one is not over.`,
    '*In all*',
    '•  5 tickets came; 2 had an answer.',
    '•  2 tickets were closed.',
    '•  To the first answer: half within 10 minutes, nine in ten within 30 minutes.',
    '•  To the end: half within 10 minutes, nine in ten within 3 hours.',
    '•  Thumbs, of 2 closed: 1 up, 0 down.',
    '*Now*, 2 tickets are open: 1 that nobody has, 1 in hand, 0 waiting for the requester.',
    '*By the admin who had it at the end*',
    '•  <@U0CAROL>: 1 closed  ·  first answer 30 / 30 minutes  ·  to the end 3 / 3 hours  ·  thumbs 1 up, 0 down',
    '•  <@U0DAVE>: 1 closed  ·  first answer 10 / 10 minutes  ·  to the end 10 / 10 minutes',
    '*By week, from Monday*',
    `•  ${first}: 2 came, 2 closed  ·  first answer 10 / 30 minutes  ·  to the end 10 minutes / 3 hours`,
    `•  ${second}: 1 came, 0 closed`,
    `•  ${third}: nothing`,
    `•  ${last}: 2 came, 0 closed`,
  ]);
  expect(barsOf(report)).toEqual([
    {
      title: 'Tickets by week',
      categories: [first, second, third, last],
      series: { Came: [2, 1, 0, 2], Closed: [2, 0, 0, 0] },
    },
    { title: 'Closed by admin', categories: ['Carol Lindqvist', 'Dave Romero'], series: { Closed: [1, 1] } },
  ]);
  expect(JSON.stringify(report.blocks)).not.toMatch(/Printer|coffee|U0ALICE|U0BOB/i);
  expect(desk.logged).toEqual([]);
});

test('other weeks are a click away, in the same message', async () => {
  const desk = await startOnWednesday();
  await threeWeeks(desk);
  const { carol } = desk;
  const report = await asks(carol, '/ticket-admin report');
  expect(linesOf(report)[0]).toBe('Report: 12 weeks');
  for (const [weeks, bars, last] of [
    [52, 13, 5],
    [26, 13, 2],
    [4, 4, 2],
    [12, 12, 2],
  ] as const) {
    await carol.presses(`${weeks} weeks`, report);
    const turned = await carol.sees(`Report: ${weeks} weeks`, { in: 'general' });
    expect(turned.ts).toBe(report.ts);
    expect(turned.text).toContain('5 tickets came; 2 had an answer.');
    const [byTime] = barsOf(turned);
    expect(byTime?.categories).toHaveLength(bars);
    // More weeks are told of together.
    expect(byTime?.series['Came']?.at(-1)).toBe(last);
  }
  expect(carol.ephemerals('general')).toHaveLength(1);
});

test.each(['7', '-4', '4.0', '52 weeks ago', 'all', '1e1', '४'])(
  'there is no report of %s weeks, and it says which there are',
  async (typed) => {
    const desk = await startDesk();
    expect((await asks(desk.carol, `/ticket-admin report ${typed}`)).text).toBe(
      'A report covers 4, 12, 26 or 52 weeks. Type `/ticket-admin report 52`, or `/ticket-admin report` alone, and choose there.',
    );
  },
);

test('the weeks can be named with the word', async () => {
  const desk = await startDesk();
  expect(linesOf(await asks(desk.carol, '/ticket-admin report 26 weeks'))[0]).toBe('Report: 26 weeks');
});

test('where there is nothing to tell, it says so, and draws nothing', async () => {
  const desk = await startDesk();
  const report = await asks(desk.carol, '/ticket-admin report');
  expect(report.text).toContain('Nothing came in these weeks, and nothing was closed.');
  expect(report.text).toContain('*Now*, no ticket is open.');
  expect(barsOf(report)).toEqual([]);
});

test('after a login the report stands in its place, in words alone, and its buttons turn it there', async () => {
  const desk = await startOnWednesday();
  await threeWeeks(desk);
  const { carol } = desk;
  await logsOut(carol);
  await carol.types('/ticket-admin report 4', { in: 'general' });
  await logsIn(carol);
  const modal = await carol.modal('Deskbell');
  expect(modal.words()).toContain('5 tickets came; 2 had an answer.');
  expect(barsOf(modal.view())).toEqual([]);
  await carol.presses('52 weeks', 'modal');
  await carol.waitsFor('the report of 52 weeks', () => modal.words().includes('Report: 52 weeks') || undefined);
  expect(barsOf(modal.view())).toEqual([]);
});

test('a click on an old report asks for the login first, and the report comes in its place', async () => {
  const desk = await startDesk();
  const { carol } = desk;
  const report = await asks(carol, '/ticket-admin report');
  await logsOut(carol);
  await carol.presses('52 weeks', report);
  await logsIn(carol);
  expect((await carol.modal('Deskbell')).words()).toContain('Report: 52 weeks');
});

test('nobody but an admin gets one', async () => {
  const desk = await startDesk();
  expect((await asks(desk.alice, '/ticket-admin report')).text).not.toContain('Report:');
});

test('an admin who is demoted since stays named with what they closed', async () => {
  const desk = await startOnWednesday();
  const { alice, carol, dave } = desk;
  await submits(alice, 'Printer on fire');
  await closesAtOnce(dave, 'Printer on fire');
  await asks(carol, '/ticket-admin demote @dave');
  const report = await asks(carol, '/ticket-admin report 4');
  expect(report.text).toContain('•  <@U0DAVE>: 1 closed');
  expect(barsOf(report)[1]).toMatchObject({ categories: ['Dave Romero'] });
});

test('a report does not wait for names that Slack does not tell', async () => {
  const desk = await startDesk();
  await submits(desk.alice, 'Printer on fire');
  await closesAtOnce(desk.dave, 'Printer on fire');
  await desk.settled();
  const gate = holds(desk, 'before', 'users.info', { user: 'U0DAVE' });
  expect(barsOf(await asks(desk.carol, '/ticket-admin report 4'))[1]).toMatchObject({ categories: ['U0DAVE'] });
  gate.open();
});
