import type { Browser, Locator, Page } from 'playwright-core';
import { comesToGeneral, writes } from '../support/anywhere';
import { callsOf } from '../support/delivery';
import { password, startDesk, stopDesks, submits, type TestDesk, until } from '../support/desk';
import { type Kept, kept } from '../support/tickets';
import { messageWith, openTab, startBrowser, takePicture, violationsOn } from './browser';

let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(() => browser.close());
afterEach(stopDesks);

test.each(['light', 'dark'] as const)(
  "a day of Carol's: she logs in, claims three, asks, answers, closes two, hands one over, finds last week's, exports them and logs out (%s)",
  async (colorScheme) => {
    const desk = await startDesk({ loggedOut: true });
    await hasWorked(desk);
    comesToGeneral(desk);
    const { channels } = desk.workspace;
    const picture = async (page: Page, name: string): Promise<void> => {
      await readable(page);
      if (colorScheme === 'light') await takePicture(page, `day-${name}`);
    };
    await desk.dave.types('/ticket-admin login', { in: 'general' });
    const davesLogin = await desk.dave.modal('Log in');
    davesLogin.fills({ 'Your password for Deskbell': password });
    await davesLogin.submits();

    // In the morning there are three tickets, and Alice makes one more of what Bob has written.
    await submits(
      desk.alice,
      'The printer on the third floor is on fire',
      'It is the one by the window. Smoke since nine o’clock.',
    );
    await submits(desk.bob, 'My laptop does not wake up after lunch', 'The fan runs, but the screen stays black.');
    await submits(desk.alice, 'Please add me to the design mailing list');
    await writes(desk.bob, 'The coffee machine on the second floor shows error E3, and it has been on all night.', {
      in: 'general',
    });
    const alice = await openTab(browser, desk, 'alice', channels.general, { colorScheme });
    const said = messageWith(alice, 'The coffee machine');
    await said.hover();
    await said.getByRole('button', { name: 'More actions' }).click();
    await alice.getByRole('menuitem', { name: /Make a ticket of it/ }).click();
    const form = alice.getByRole('dialog', { name: 'New ticket' });
    await form.getByRole('textbox', { name: 'Title' }).fill('The coffee machine shows error E3');
    await form.getByRole('button', { name: 'Send' }).click();
    await alice.getByRole('dialog', { name: 'Sent' }).getByRole('button', { name: 'Close', exact: true }).click();
    await desk.settled();

    // Carol reads of it in the triage channel, with the message quoted and linked.
    const carol = await openTab(browser, desk, 'carol', channels.triage, { colorScheme });
    const announced = messageWith(carol, 'The coffee machine shows error E3');
    await announced.getByRole('link', { name: 'a message' }).waitFor();
    await announced.getByText('it has been on all night').last().waitFor();
    await picture(carol, 'triage');

    // She logs in, and her Home has the queue.
    await turnsToHome(carol, desk);
    await carol.getByText('You are an admin, and logged out.').waitFor();
    await readable(carol);
    await carol.getByRole('button', { name: 'Log in' }).click();
    const login = carol.getByRole('dialog', { name: 'Log in' });
    await login.getByRole('textbox', { name: 'Your password for Deskbell' }).fill(password);
    await login.getByRole('button', { name: 'Log in' }).click();
    await login.waitFor({ state: 'detached' });
    await carol.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click();
    await carol.getByText('Open tickets').waitFor();
    await picture(carol, 'queue');

    // With a bell she makes a ticket of what nobody has sent.
    await writes(desk.alice, 'The door of the bicycle cellar does not close any more', { in: 'general' });
    await carol.getByRole('link', { name: /general/ }).click();
    const rung = messageWith(carol, 'The door of the bicycle cellar');
    await rung.hover();
    await rung.getByRole('button', { name: 'Add reaction' }).click();
    await carol.getByRole('combobox', { name: 'Filter options' }).fill('bellhop');
    await carol.getByRole('option', { name: /:bellhop_bell:/ }).click();
    await rung.getByRole('button', { name: '1 reply' }).click();
    const thread = carol.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('this message is ticket').last().waitFor();
    await picture(carol, 'bell');
    await thread.getByRole('button', { name: 'Close thread' }).click();

    // She looks for Bob's laptop by all that there is to look by, and the filter stands in her Home.
    await turnsToHome(carol, desk);
    await carol.getByRole('button', { name: 'Filter', exact: true }).click();
    const filter = carol.getByRole('dialog', { name: 'Filter' });
    await filter.getByRole('textbox', { name: 'Words' }).fill('lap wake');
    await chooses(filter, 'Author', 'Bob Okafor');
    await chooses(filter, 'Status', 'In the queue');
    const today = new Date();
    await picksDay(filter, 'Sent since', today);
    await picksDay(filter, 'Sent until', today);
    await picture(carol, 'filter');
    await filter.getByRole('button', { name: 'Show' }).click();
    await carol.getByText('with “lap wake”').waitFor();
    await carol.getByText('My laptop does not wake up').waitFor();
    expect(await carol.getByRole('button', { name: /^Open #/ }).count()).toBe(1);
    await picture(carol, 'filtered');
    await carol.getByRole('button', { name: 'Clear filter' }).click();
    await carol.getByText('The printer on the third floor').waitFor();

    // She claims three from the list.
    const printer = await claims(carol, 'The printer on the third floor');
    const laptop = await claims(carol, 'My laptop does not wake up');
    const list = await claims(carol, 'design mailing list');
    await carol.getByRole('button', { name: 'Mine', exact: true }).click();
    await carol.getByText('Yours to answer').waitFor();
    await carol.getByText('design mailing list').waitFor();
    await readable(carol);

    // She asks Alice, who answers with a file, and lets Bob read along.
    const opened = await opens(carol, printer);
    await readable(carol);
    await opened.getByRole('button', { name: 'Ask' }).click();
    await says(
      carol,
      `Ask about #${printer}`,
      'Question',
      'Does it still smoke? Please send me a picture of the plug.',
    );
    await opened.getByText('Does it still smoke?').waitFor();
    await opened.getByRole('button', { name: 'Close', exact: true }).click();
    await alice.getByRole('link', { name: /^Deskbell/ }).click();
    await alice.getByRole('tab', { name: 'Messages' }).click();
    const hers = cardOf(alice, 'The printer on the third floor', 'Followers');
    await hers.getByRole('button', { name: /repl(y|ies)$/ }).click();
    const talk = alice.getByRole('complementary', { name: 'Thread' });
    await talk.getByText('asks you about').last().waitFor();
    await attaches(talk, { name: 'plug.png', mimeType: 'image/png', buffer: photo });
    await talk.getByRole('textbox', { name: 'Reply in thread' }).fill('It has stopped. This is the plug.');
    await talk.getByRole('textbox', { name: 'Reply in thread' }).press('Enter');
    await talk.getByRole('link', { name: /plug\.png/ }).waitFor();
    await hers.getByText('Carol Lindqvist is working on it').last().waitFor();
    await picture(alice, 'answer');
    await talk.getByRole('button', { name: 'Close thread' }).click();
    await hers.getByRole('button', { name: 'Followers' }).click();
    const followers = alice.getByRole('dialog', { name: `Followers #${printer}` });
    await followers.getByRole('combobox', { name: 'Who reads along' }).fill('bob');
    await alice.getByRole('option', { name: /Bob Okafor/ }).click();
    await picture(alice, 'followers');
    await followers.getByRole('button', { name: 'Save' }).click();
    await followers.waitFor({ state: 'detached' });
    await hers.getByText('follows this ticket').last().waitFor();

    // Carol answers with a file; Alice and Bob read it.
    await carol.getByRole('tab', { name: 'Messages' }).click();
    const hersToAnswer = cardOf(carol, 'The printer on the third floor', 'Hand over');
    await hersToAnswer.getByText('It has stopped').last().waitFor();
    await hersToAnswer.getByRole('button', { name: 'Comment' }).click();
    const comment = carol.getByRole('dialog', { name: `Comment on #${printer}` });
    await comment
      .getByRole('textbox', { name: 'Comment' })
      .fill('Pull it, and leave the room. A new printer comes on Thursday.');
    await picks(comment.getByRole('button', { name: 'Add files' }), {
      name: 'what-to-do.pdf',
      mimeType: 'application/pdf',
      buffer: advice,
    });
    await comment.getByRole('button', { name: 'Remove what-to-do.pdf' }).waitFor();
    await readable(carol);
    await comment.getByRole('button', { name: 'Send' }).click();
    await comment.waitFor({ state: 'detached' });
    await hersToAnswer.getByRole('button', { name: /repl(y|ies)$/ }).click();
    await thread.getByText('Pull it, and leave the room').last().waitFor();
    await picture(carol, 'conversation');
    await thread.getByRole('button', { name: 'Close thread' }).click();
    await hers.getByRole('button', { name: /repl(y|ies)$/ }).click();
    await talk.getByText('Pull it, and leave the room').last().waitFor();
    await talk.getByRole('link', { name: /what-to-do\.pdf/ }).waitFor();
    const bob = await openTab(browser, desk, 'bob', 'D0BOB', { colorScheme });
    await bob.getByRole('tab', { name: 'Messages' }).click();
    const followed = messageWith(bob, 'has added you, so that you can read along');
    await followed.getByRole('button', { name: /repl(y|ies)$/ }).click();
    const news = bob.getByRole('complementary', { name: 'Thread' });
    await news.getByText('A new printer comes on Thursday').last().waitFor();
    await picture(bob, 'follower');

    // She closes two, and hands one over to Dave.
    await turnsToHome(carol, desk);
    const burning = await opens(carol, printer);
    await picture(carol, 'ticket');
    await burning.getByRole('button', { name: 'Close ticket' }).click();
    await closes(carol, printer, 'The fire is out, and a new printer is ordered.');
    await burning.getByText('completed by').first().waitFor();
    await burning.getByRole('button', { name: 'Close', exact: true }).click();
    const listed = await opens(carol, list);
    await listed.getByRole('button', { name: 'Close ticket' }).click();
    await closes(carol, list, 'You are on the list now.');
    await listed.getByText('completed by').first().waitFor();
    await listed.getByRole('button', { name: 'Close', exact: true }).click();
    const sleeping = await opens(carol, laptop);
    await sleeping.getByRole('button', { name: 'Hand over' }).click();
    const handOver = carol.getByRole('dialog', { name: `Hand over #${laptop}` });
    await chooses(handOver, 'To', 'Dave Romero');
    await picture(carol, 'hand-over');
    await handOver.getByRole('button', { name: 'Hand over' }).click();
    await handOver.waitFor({ state: 'detached' });
    await sleeping.getByText('Only').first().waitFor();
    await sleeping.getByRole('button', { name: 'Close', exact: true }).click();
    await carol.getByText('You have no ticket at the moment.').waitFor();
    const dave = await openTab(browser, desk, 'dave', 'D0DAVE', { colorScheme });
    await dave.getByRole('tab', { name: 'Messages' }).click();
    const handed = messageWith(dave, 'My laptop does not wake up');
    await handed.waitFor();
    await readable(dave);

    // In the archive she finds what Bob had last week, and exports it.
    await carol.getByRole('button', { name: 'Archive', exact: true }).click();
    await carol.getByText('The printer on the third floor').waitFor();
    await carol.getByRole('button', { name: 'Filter', exact: true }).click();
    await chooses(filter, 'Author', 'Bob Okafor');
    await picksDay(filter, 'Ended since', lastMonday());
    await picksDay(filter, 'Ended until', daysAfter(lastMonday(), 6));
    await filter.getByRole('button', { name: 'Show' }).click();
    await filter.waitFor({ state: 'detached' });
    await carol.getByText(/ended \w+ \d/).waitFor();
    await carol.getByText('The VPN drops').waitFor();
    expect(await carol.getByRole('button', { name: /^Open #/ }).count()).toBe(3);
    await readable(carol);
    await carol.getByRole('button', { name: 'Export CSV' }).click();
    await carol.getByText('3 tickets are in your messages with Deskbell').waitFor();
    await picture(carol, 'exported');
    await carol.getByRole('tab', { name: 'Messages' }).click();
    const file = messageWith(carol, 'Archive').getByRole('link', { name: /CSV/ });
    const downloading = carol.waitForEvent('download');
    await file.click();
    expect((await downloading).suggestedFilename()).toBe('deskbell-archive.csv');
    await picture(carol, 'export-file');

    // She asks how the weeks went.
    await types(carol, '/ticket-admin report');
    await carol.getByRole('figure', { name: 'Closed by admin' }).waitFor();
    await readable(carol);
    await carol.getByRole('figure', { name: 'Tickets by week' }).scrollIntoViewIfNeeded();
    await picture(carol, 'report');

    // She logs out, and nothing of the queue is left in her Home.
    await turnsToHome(carol, desk);
    await carol.getByRole('button', { name: 'Log out' }).click();
    await carol.getByText('You are an admin, and logged out.').waitFor();
    const left = await carol.getByRole('main').innerText();
    for (const word of ['Archive', 'Mine', 'coffee', 'VPN', 'Bob']) expect(left).not.toContain(word);
    await picture(carol, 'logged-out');
    expect(desk.logged).toEqual([]);
  },
  300_000,
);

/** A Home is published anew when somebody turns to it: a press on the one before could hit nothing. */
async function turnsToHome(page: Page, desk: TestDesk): Promise<void> {
  const before = callsOf(desk, 'views.publish').length;
  await page.getByRole('link', { name: /^Deskbell/ }).click();
  await page.getByRole('tab', { name: 'Home' }).click();
  await until('the Home to be published', async () => callsOf(desk, 'views.publish').length > before || undefined);
}

/** Nothing of the page is hard to read. */
async function readable(page: Page): Promise<void> {
  expect(await violationsOn(page)).toEqual([]);
}

/** What the team has done in the last twelve weeks. */
async function hasWorked(desk: TestDesk): Promise<void> {
  const past = Array.from({ length: 40 }, (_, index): Kept => {
    const closedAt = hoursAfter(daysAfter(lastMonday(), -2 * index - 1), 9 + (index % 8));
    return {
      title: everyday[index % everyday.length] ?? '',
      requester: index % 3 === 0 ? 'U0BOB' : 'U0ALICE',
      status: 'completed',
      claimer: index % 4 === 0 ? 'U0DAVE' : 'U0CAROL',
      createdAt: hoursAfter(closedAt, -2 - (index % 5) * 7),
      closedAt,
    };
  }).toReversed();
  const lastWeek = lastWeeks.map(({ title, requester, claimer }, index): Kept => {
    const closedAt = hoursAfter(daysAfter(lastMonday(), index), 10 + index);
    return { title, requester, claimer, status: 'completed', createdAt: hoursAfter(closedAt, -3 - index), closedAt };
  });
  await kept(desk, [...past, ...lastWeek]);
  await desk.inDatabase(async ({ tickets }) => {
    for (const { _id, number, createdAt, closedAt } of await tickets.find().lean()) {
      const pickedUp = hoursAfter(createdAt, 0.2 + (number % 5) / 3);
      const rating = number % 3 === 0 ? undefined : number % 7 === 0 ? 'bad' : 'good';
      await tickets.updateOne(
        { _id },
        {
          claimedAt: pickedUp,
          claimerSince: pickedUp,
          answeredAt: pickedUp,
          returnUntil: daysAfter(closedAt ?? pickedUp, 7),
          ...(rating && { rating }),
        },
      );
    }
  });
}

const lastWeeks = [
  { title: 'The projector in room Oslo shows only blue', requester: 'U0ALICE', claimer: 'U0CAROL' },
  { title: 'The VPN drops every few minutes on the train', requester: 'U0BOB', claimer: 'U0CAROL' },
  { title: 'I cannot log in to the travel portal', requester: 'U0BOB', claimer: 'U0DAVE' },
  { title: 'A second monitor for my desk', requester: 'U0ALICE', claimer: 'U0DAVE' },
  { title: 'The space bar of my keyboard sticks', requester: 'U0BOB', claimer: 'U0CAROL' },
] as const;

const everyday = [
  'My badge opens no door',
  'The guest Wi-Fi asks for a code that I do not have',
  'A licence for the drawing program',
  'My calendar shows meetings twice',
  'The phone in room Lima is dead',
];

const hourMs = 3_600_000;

function hoursAfter(date: Date, hours: number): Date {
  return new Date(date.getTime() + hours * hourMs);
}

function daysAfter(date: Date, days: number): Date {
  return hoursAfter(date, days * 24);
}

/** The first day of last week, at midnight UTC. */
function lastMonday(): Date {
  const today = new Date(new Date().toISOString().slice(0, 10));
  return daysAfter(today, -((today.getUTCDay() + 6) % 7) - 7);
}

const photo = Buffer.alloc(184_000, 'x');
const advice = Buffer.alloc(48_000, 'x');

interface Picked {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

async function picks(button: Locator, file: Picked): Promise<void> {
  const choosing = button.page().waitForEvent('filechooser');
  await button.click();
  await (await choosing).setFiles(file);
}

async function attaches(talk: Locator, file: Picked): Promise<void> {
  await picks(talk.getByRole('button', { name: 'Attach file' }), file);
  await talk.getByRole('button', { name: `Remove ${file.name}` }).waitFor();
}

async function chooses(form: Locator, label: string, option: string): Promise<void> {
  await form.getByRole('combobox', { name: label }).click();
  await form.page().getByRole('option', { name: option }).click();
}

async function picksDay(form: Locator, label: string, day: Date): Promise<void> {
  const page = form.page();
  const named = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', ...options }).format(day);
  await form.getByRole('button', { name: label }).click();
  const calendar = page.getByRole('dialog').last();
  await calendar.getByRole('grid').waitFor();
  const month = named({ month: 'long', year: 'numeric' });
  while ((await calendar.getByRole('grid', { name: month }).count()) === 0)
    await calendar.getByRole('button', { name: /previous month/i }).click();
  await calendar.getByRole('button', { name: named({ dateStyle: 'full' }) }).click();
}

/** Claims a ticket of the list by its title; gives its number, once it has left the list. */
async function claims(page: Page, title: string): Promise<number> {
  const main = page.getByRole('main');
  const text = await main.innerText();
  const line = text.split('\n').find((one) => one.includes(title)) ?? '';
  const number = Number(/#(\d+)/.exec(line)?.[1]);
  const claim = main.getByRole('button', { name: `Claim #${number}`, exact: true });
  await claim.click();
  await claim.waitFor({ state: 'detached' });
  return number;
}

/** The card of a ticket in somebody's messages with Deskbell: the post that has such a button. */
function cardOf(page: Page, title: string, button: string): Locator {
  return page
    .getByRole('article')
    .filter({ hasText: title })
    .filter({ has: page.getByRole('button', { name: button }) })
    .last();
}

async function opens(page: Page, number: number): Promise<Locator> {
  await page.getByRole('button', { name: `Open #${number}`, exact: true }).click();
  const dialog = page.getByRole('dialog', { name: `Ticket #${number}` });
  await dialog.getByRole('heading').last().waitFor();
  return dialog;
}

async function says(page: Page, title: string, field: string, words: string): Promise<void> {
  const form = page.getByRole('dialog', { name: title });
  await form.getByRole('textbox', { name: field }).fill(words);
  await form.getByRole('button', { name: 'Send' }).click();
  await form.waitFor({ state: 'detached' });
}

async function closes(page: Page, number: number, words: string): Promise<void> {
  const form = page.getByRole('dialog', { name: `Close #${number}` });
  await form.getByRole('textbox', { name: 'Last comment' }).fill(words);
  await form.getByRole('button', { name: 'Close ticket' }).click();
  await form.waitFor({ state: 'detached' });
}

async function types(page: Page, command: string): Promise<void> {
  const composer = page.getByRole('textbox', { name: /^Message / });
  await composer.fill(command);
  await composer.press('Escape');
  await composer.press('Enter');
}
