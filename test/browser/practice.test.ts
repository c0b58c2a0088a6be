import type { App } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/types';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { basket, type Stage, startStage } from '../../sandbox/test/support';
import { startBrowser, violationsOn } from './browser';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
type Element = Extract<KnownBlock, { type: 'input' }>['element'];

function input(label: string, element: Element, optional = true): KnownBlock {
  return { type: 'input', block_id: label, label: plain(label), optional, element };
}

function view(title: string, blocks: KnownBlock[]): ModalView {
  return { type: 'modal', callback_id: title, title: plain(title), submit: plain('Send'), blocks };
}

const options = ['Open', 'Archived'].map((text) => ({ text: plain(text), value: text }));
const filters = view('Filters', [
  input('From', { type: 'datepicker', action_id: 'a', initial_date: '2026-10-31' }),
  input('Until', { type: 'datepicker', action_id: 'a', placeholder: plain('Pick the last day') }),
  input('Status', {
    type: 'static_select',
    action_id: 'a',
    options,
    initial_option: { text: plain('Open'), value: 'Open' },
  }),
  input('Who', { type: 'users_select', action_id: 'a' }),
]);
const form = view('Form', [
  input('Words', { type: 'plain_text_input', action_id: 'a', multiline: true }),
  {
    type: 'section',
    block_id: 'menu',
    text: plain('More'),
    accessory: { type: 'overflow', action_id: 'push', options: [{ text: plain('Log in first'), value: 'x' }] },
  },
]);
const login = view('Login', [input('Password', { type: 'plain_text_input', action_id: 'a' })]);

const sent = basket<object>();

function prepare(app: App): void {
  app.command('/try', async ({ ack, client, body }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: body.text === 'form' ? form : filters });
  });
  app.action('push', async ({ ack, client, body }) => {
    await ack();
    if ('trigger_id' in body) await client.views.push({ trigger_id: body.trigger_id, view: login });
  });
  app.view('Filters', async ({ ack, view: { state } }) => {
    sent.put(state.values);
    await ack();
  });
  app.view('Form', ({ ack }) => ack({ response_action: 'push', view: login }));
  app.view('Login', async ({ ack, view: { state } }) => {
    const clears = state.values['Password']?.['a']?.value === 'clear';
    await (clears ? ack({ response_action: 'clear' }) : ack());
  });
}

let browser: Browser;
let stage: Stage;

beforeAll(async () => {
  stage = await startStage(prepare);
  browser = await startBrowser();
});

afterAll(async () => {
  await browser.close();
  await stage.stop();
});

async function openPage(handle: string, how: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...how });
  const page = await context.newPage();
  page.on('pageerror', (error) => {
    throw error;
  });
  await page.goto(`${stage.workspace.url}/${handle}/C0GENERAL`);
  return page;
}

async function runs(page: Page, command: string): Promise<void> {
  const composer = page.getByRole('textbox', { name: 'Message #general' });
  await composer.fill(command);
  await composer.press('Enter');
}

test.each([
  ['light', 'America/Los_Angeles'],
  ['dark', 'Pacific/Auckland'],
] as const)('dates are picked from a calendar, by mouse and by keyboard (%s, %s)', async (colorScheme, timezoneId) => {
  const page = await openPage('alice', { colorScheme, timezoneId });
  await runs(page, '/try filters');
  const dialog = page.getByRole('dialog', { name: 'Filters' });
  const from = dialog.getByRole('button', { name: 'From' });
  const until = dialog.getByRole('button', { name: 'Until' });
  await until.waitFor();
  expect([await from.innerText(), await until.innerText()]).toEqual(['October 31, 2026', 'Pick the last day']);
  expect((await until.boundingBox())?.height).toBe(44);
  // The first field has the focus. Enter opens its calendar, and the arrow goes on to the next month.
  await from.and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Enter');
  const calendar = page.getByRole('dialog', { name: 'Select a date' });
  await calendar.getByText('October 2026').waitFor();
  await calendar
    .getByRole('button', { name: /October 31, 2026/ })
    .and(page.locator(':focus'))
    .waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await page.keyboard.press('ArrowRight');
  await calendar.getByText('November 2026').waitFor();
  await page.keyboard.press('Enter');
  await calendar.waitFor({ state: 'detached' });
  expect(await from.innerText()).toBe('November 1, 2026');

  // Escape closes the calendar alone.
  await from.click();
  await calendar.waitFor();
  await page.keyboard.press('Escape');
  await calendar.waitFor({ state: 'detached' });
  await dialog.waitFor();

  // A chosen day, picked again, is taken back.
  await from.click();
  await calendar.getByRole('button', { name: /November 1, 2026/ }).click();
  await calendar.waitFor({ state: 'detached' });
  expect(await from.innerText()).toBe('Select a date');
  await until.click();
  const other = page.getByRole('dialog', { name: 'Pick the last day' });
  await other.getByRole('button', { name: /Today/ }).click();
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' }).format(new Date());
  await dialog.getByRole('combobox', { name: 'Who' }).click();
  await page.getByRole('option', { name: 'Bob Okafor' }).click();
  await dialog.getByRole('button', { name: 'Send' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await sent.next()).toMatchObject({
    From: { a: { selected_date: null } },
    Until: { a: { selected_date: today } },
    Status: { a: { selected_option: { value: 'Open' } } },
    Who: { a: { selected_user: 'U0BOB' } },
  });
  await page.context().close();
});

test('what was typed is there again when a view that was pushed over it goes, however it goes', async () => {
  const page = await openPage('alice');
  await runs(page, '/try form');
  const [below, above] = ['Form', 'Login'].map((name) => page.getByRole('dialog', { name }));
  const words = below?.getByRole('textbox', { name: 'Words' });
  if (!below || !above || !words) throw new Error('There are two.');
  await words.fill('typed before');
  const goes: [string, (page: Page) => Promise<void>][] = [
    ['sent', (dialog) => dialog.getByRole('button', { name: 'Send' }).click()],
    ['Back', (dialog) => dialog.getByRole('button', { name: 'Back' }).click()],
    ['closed', (dialog) => dialog.getByRole('button', { name: 'Cancel' }).click()],
    ['Escape', (dialog) => dialog.keyboard.press('Escape')],
  ];
  for (const [, go] of goes) {
    await below.getByRole('button', { name: 'Send' }).click();
    await above.waitFor();
    await above.getByRole('textbox', { name: 'Password' }).fill('secret');
    await go(page);
    await words.waitFor();
    expect(await words.inputValue()).toBe('typed before');
  }
  // By a line of a menu, too.
  await below.getByRole('button', { name: 'More options' }).click();
  await page.getByRole('menuitem', { name: 'Log in first' }).click();
  await above.getByRole('textbox', { name: 'Password' }).fill('clear');
  await above.getByRole('button', { name: 'Send' }).click();
  await above.waitFor({ state: 'detached' });
  await below.waitFor({ state: 'detached' });
  expect(await page.getByRole('dialog').count()).toBe(0);
  await page.context().close();
});

test('a file is a card in the message, which downloads it', async () => {
  const page = await openPage('alice');
  const content = 'number,title\n42,Küche\n'.repeat(70);
  await stage.app.client.filesUploadV2({
    channel_id: 'D0ALICE',
    initial_comment: 'As you asked',
    filename: 'audit.csv',
    title: 'Audit, November',
    content,
  });
  await page.getByRole('link', { name: /^Tester/ }).click();
  const card = page.getByRole('article').filter({ hasText: 'As you asked' }).getByRole('link');
  expect((await card.innerText()).replaceAll(/\s+/g, ' ')).toBe('Audit, November CSV, 1.6 kilobytes');
  expect(await violationsOn(page)).toEqual([]);
  const downloading = page.waitForEvent('download');
  await card.click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('audit.csv');
  let downloaded = '';
  for await (const piece of await download.createReadStream()) downloaded += String(piece);
  expect(downloaded).toBe(content);
  await page.context().close();
});

test('the page of somebody who is deactivated says so at once, and comes back with them', async () => {
  const page = await openPage('dave');
  const composer = page.getByRole('textbox', { name: 'Message #general' });
  await composer.waitFor();
  stage.workspace.owner.deactivates('dave');
  await page.getByRole('heading', { name: 'Dave Romero’s account has been deactivated.' }).waitFor();
  expect(await page.getByRole('link').allInnerTexts()).toEqual(['Alice Meyer', 'Bob Okafor', 'Carol Lindqvist']);
  stage.workspace.owner.reactivates('dave');
  await composer.waitFor();
  stage.workspace.owner.renames('dave', 'David Romero');
  await page.getByRole('button', { name: 'You are David Romero' }).waitFor();
  await page.context().close();
});
