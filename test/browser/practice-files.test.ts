import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Browser, Locator, Page } from 'playwright-core';
import { basket, type Stage, startStage } from '../../sandbox/test/support';
import { messageWith, startBrowser, violationsOn } from './browser';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const view: ModalView = {
  type: 'modal',
  callback_id: 'form',
  title: plain('Form'),
  submit: plain('Send'),
  blocks: [
    {
      type: 'input',
      block_id: 'files',
      label: plain('Files'),
      hint: plain('Up to two pictures.'),
      element: { type: 'file_input', action_id: 'a', filetypes: ['png'], max_files: 2 },
    },
    {
      type: 'input',
      block_id: 'people',
      label: plain('Followers'),
      optional: true,
      element: {
        type: 'multi_users_select',
        action_id: 'a',
        initial_users: ['U0CAROL'],
        max_selected_items: 2,
        placeholder: plain('Choose people'),
      },
    },
    {
      type: 'input',
      block_id: 'words',
      label: plain('Words'),
      optional: true,
      element: { type: 'plain_text_input', action_id: 'a' },
    },
  ],
};

const sent = basket<object>();
let refuses = false;

function prepare(app: App): void {
  app.command('/try', async ({ ack, client, body }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view });
  });
  app.view('form', async ({ ack, view: { state } }) => {
    sent.put(state.values);
    await (refuses ? ack({ response_action: 'errors', errors: { words: 'Say more.' } }) : ack());
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

async function openPage(handle: string, place = 'C0GENERAL', colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => {
    throw error;
  });
  await page.goto(`${stage.workspace.url}/${handle}/${place}`);
  return page;
}

function file(name: string, content = name): { name: string; mimeType: string; buffer: Buffer } {
  return { name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) };
}

async function picks(page: Page, button: Locator, ...files: ReturnType<typeof file>[]): Promise<void> {
  const choosing = page.waitForEvent('filechooser');
  await button.click();
  await (await choosing).setFiles(files);
}

test.each(['light', 'dark'] as const)(
  'files are attached, taken back, kept while one looks elsewhere, and sent without words (%s)',
  async (scheme) => {
    const third = `three, ${scheme}.txt`;
    await stage.workspace.as('bob').types('Hello', { in: 'general' });
    const page = await openPage('alice', 'C0GENERAL', scheme);
    const attach = page.getByRole('button', { name: 'Attach file' });
    await picks(page, attach, file('one.txt', scheme), file('<b>two</b>.txt'));
    await page.getByRole('button', { name: 'Remove <b>two</b>.txt' }).click();
    await picks(page, attach, file(third), file('empty.txt', ''));
    await page.getByRole('alert').getByText('empty.txt is empty.').waitFor();
    await page.getByRole('button', { name: `Remove ${third}` }).waitFor();
    expect(await violationsOn(page)).toEqual([]);

    await page.getByRole('link', { name: /^Tester/ }).click();
    await page.getByRole('tab', { name: 'Messages' }).waitFor();
    await page.getByRole('link', { name: 'general' }).click();
    await page.getByRole('button', { name: 'Remove one.txt' }).waitFor();
    await page.getByRole('button', { name: 'Send' }).click();
    const message = page.getByRole('article').filter({ hasText: third }).last();
    await message.waitFor();
    expect(await page.getByRole('button', { name: /^Remove / }).count()).toBe(0);
    const alice = stage.workspace.as('alice');
    const seen = await alice.sees(third, { in: 'general' });
    expect(seen.files.map(({ name }) => name)).toEqual(['one.txt', third]);
    expect(await alice.downloads(seen)).toBe(scheme);
    await page.context().close();
  },
);

test('a file is attached to a reply, with words', async () => {
  const ts = await stage.workspace.as('bob').types('A thread', { in: 'general' });
  const page = await openPage('alice', `C0GENERAL?thread=${ts}`);
  const thread = page.getByRole('complementary', { name: 'Thread' });
  await picks(page, thread.getByRole('button', { name: 'Attach file' }), file('reply.txt'));
  await thread.getByRole('button', { name: 'Remove reply.txt' }).waitFor();
  await page.keyboard.type('As asked');
  await page.keyboard.press('Enter');
  await thread
    .getByRole('article')
    .filter({ hasText: 'As asked' })
    .getByRole('link', { name: /reply\.txt/ })
    .waitFor();
  await page.context().close();
});

test('a form takes files and several people, says what is wrong under the field, and keeps them', async () => {
  const page = await openPage('alice');
  const composer = page.getByRole('textbox', { name: 'Message #general' });
  await composer.fill('/try');
  await composer.press('Escape');
  await composer.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Form' });
  const files = dialog.getByRole('group', { name: 'Files' });
  const add = files.getByRole('button', { name: 'Add files' });
  await add.waitFor();
  expect(await page.evaluate('document.activeElement?.textContent')).toBe('Add files');
  expect(await violationsOn(page)).toEqual([]);
  const send = dialog.getByRole('button', { name: 'Send' });
  await send.click();
  await dialog.getByRole('alert').getByText('Please complete this required field.').waitFor();

  await picks(page, add, file('one.png'), file('two.png'), file('three.png'));
  await files.getByRole('button', { name: 'Remove three.png' }).waitFor();
  await send.click();
  await dialog.getByRole('alert').getByText('Must be no more than 2 files.').waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await files.getByRole('button', { name: 'Remove two.png' }).click();
  await files.getByRole('button', { name: 'Remove three.png' }).click();
  await picks(page, add, file('four.exe'));
  await files.getByRole('button', { name: 'Remove four.exe' }).waitFor();
  await send.click();
  await dialog.getByRole('alert').getByText('four.exe is none of the allowed types: png.').waitFor();
  await files.getByRole('button', { name: 'Remove four.exe' }).click();

  const people = dialog.getByRole('combobox', { name: 'Followers' });
  await people.fill('bo');
  await page.getByRole('option', { name: /Bob Okafor/ }).click();
  expect(await violationsOn(page)).toEqual([]);
  await people.fill('da');
  await page.getByText('No more than 2 can be selected').waitFor();
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Remove Carol Lindqvist' }).click();
  await people.fill('dave');
  await page.getByRole('option', { name: /Dave Romero/ }).waitFor();
  await people.press('Enter');
  await dialog.getByRole('button', { name: 'Remove Dave Romero' }).waitFor();

  refuses = true;
  await send.click();
  await dialog.getByRole('alert').getByText('Say more.').waitFor();
  await sent.next();
  refuses = false;
  await dialog.getByRole('textbox', { name: 'Words' }).fill('more');
  await send.click();
  await dialog.waitFor({ state: 'detached' });
  expect(await sent.next()).toMatchObject({
    files: { a: { files: [{ name: 'one.png', user: 'U0ALICE' }] } },
    people: { a: { selected_users: ['U0BOB', 'U0DAVE'] } },
    words: { a: { value: 'more' } },
  });
  await page.context().close();
});

test('a file that the app has deleted says so, in place of its card', async () => {
  const { client } = stage.app;
  await client.filesUploadV2({ channel_id: 'D0ALICE', initial_comment: 'Gone soon', filename: 'a.csv', content: 'a' });
  const { files } = await stage.workspace.as('alice').sees('Gone soon');
  const page = await openPage('alice', 'D0ALICE');
  await page.getByRole('tab', { name: 'Messages' }).click();
  const message = messageWith(page, 'Gone soon');
  await message.getByRole('link').waitFor();
  await client.files.delete({ file: files[0]?.id ?? '' });
  await message.getByText('This file was deleted.').waitFor();
  expect(await message.getByRole('link').count()).toBe(0);
  expect(await violationsOn(page)).toEqual([]);
  await page.context().close();
});

test('a permalink leads to its message right here: in a text, on a button, of a reply to its thread', async () => {
  const carol = stage.workspace.as('carol');
  const parent = await carol.types('The first of them', { in: 'general' });
  const reply = await carol.types('The answer', { in: 'general', thread: parent });
  for (let n = 0; n < 60; n += 1) await carol.types(`Later ${n}`, { in: 'general' });
  const { client } = stage.app;
  const link = async (ts: string) =>
    (await client.chat.getPermalink({ channel: 'C0GENERAL', message_ts: ts })).permalink ?? '';
  const [first, second] = [await link(parent), await link(reply)];
  const blocks = [
    { type: 'section' as const, text: { type: 'mrkdwn' as const, text: `From <${first}|this message>` } },
    {
      type: 'actions' as const,
      elements: [{ type: 'button' as const, action_id: 'b', text: plain('Open'), url: second }],
    },
  ];
  await client.chat.postMessage({ channel: 'D0CAROL', text: 'Linked', blocks });
  const page = await openPage('carol', 'D0CAROL');
  await page.getByRole('tab', { name: 'Messages' }).click();
  await page.getByRole('link', { name: 'this message' }).click();
  const feed = page.getByRole('main', { name: '#general' });
  await feed.getByRole('article').filter({ hasText: 'The first of them' }).waitFor();
  expect(page.url()).toBe(`${stage.workspace.url}/carol/C0GENERAL/p${parent.replace('.', '')}`);

  await page.goBack();
  await page.getByRole('tab', { name: 'Messages' }).click();
  await page.getByRole('button', { name: 'Open' }).click();
  const thread = page.getByRole('complementary', { name: 'Thread' });
  await thread.getByRole('article').filter({ hasText: 'The answer' }).waitFor();
  expect(page.context().pages()).toHaveLength(1);
  await page.context().close();
});

test('the bellhop bell is found among the reactions', async () => {
  await stage.workspace.as('bob').types('Ring for this', { in: 'general' });
  const page = await openPage('alice');
  const message = messageWith(page, 'Ring for this');
  await message.hover();
  await message.getByRole('button', { name: 'Add reaction' }).click();
  await page.getByRole('combobox', { name: 'Filter options' }).fill('bellhop');
  await page.getByRole('option', { name: /:bellhop_bell:/ }).click();
  await message.getByRole('button', { name: ':bellhop_bell:, 1', pressed: true }).waitFor();
  await page.context().close();
});
