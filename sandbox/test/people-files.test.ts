import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { WebClient } from '@slack/web-api';
import { type Message, wordsOf } from '../src';
import { basket, type Stage, startStage } from './support';

type Thing = Record<string, unknown>;
interface WireFile {
  id: string;
  url_private: string;
  url_private_download: string;
}

const photo = { name: 'broken screen.png', content: new Uint8Array([137, 80, 78, 71, 0, 255]) };
const log = { name: 'error.txt', content: 'Küche: out of paper\n' };

const form: ModalView = {
  type: 'modal',
  title: { type: 'plain_text', text: 'Form' },
  submit: { type: 'plain_text', text: 'Send' },
  blocks: [
    {
      type: 'input',
      block_id: 'files',
      optional: true,
      label: { type: 'plain_text', text: 'Files' },
      element: { type: 'file_input', action_id: 'picked', filetypes: ['png', 'txt'], max_files: 2 },
    },
    {
      type: 'input',
      block_id: 'proof',
      label: { type: 'plain_text', text: 'Proof' },
      element: { type: 'file_input', action_id: 'picked' },
    },
    {
      type: 'actions',
      elements: [{ type: 'button', action_id: 'push', text: { type: 'plain_text', text: 'Push' } }],
    },
  ],
};

const events = basket<Thing>();
const submissions = basket<Thing>();
const shortcuts = basket<Thing>();
let answer: () => Thing | undefined;
let stage: Stage;
let client: WebClient;

function prepare(app: App): void {
  app.event('message', async ({ event }) => {
    // Bolt types events by what they may be; the tests look at them as they came.
    events.put(event as unknown as Thing);
  });
  app.shortcut('try.anywhere', async ({ ack, body, client: own }) => {
    await ack();
    await own.views.open({ trigger_id: body.trigger_id, view: form });
  });
  app.shortcut('try.this', async ({ ack, body }) => {
    await ack();
    shortcuts.put({ ...body });
  });
  app.action('push', async ({ ack, body, client: own }) => {
    await ack();
    const pushed: ModalView = { ...form, title: { type: 'plain_text', text: 'Pushed' } };
    if ('trigger_id' in body) await own.views.push({ trigger_id: body.trigger_id, view: pushed });
  });
  app.view(/.*/, async ({ ack, body }) => {
    submissions.put({ ...body.view.state.values });
    const said = answer();
    // Bolt's own type for what it says is `void` and something at once.
    await (said ? ack(said as never) : ack());
  });
}

beforeAll(async () => {
  stage = await startStage(prepare);
  const { apiUrl, tokens } = stage.workspace;
  client = new WebClient(tokens.bot, { slackApiUrl: apiUrl, retryConfig: { retries: 0 } });
});
beforeEach(() => {
  answer = () => undefined;
});
afterAll(() => stage.stop());

const alice = () => stage.workspace.as('alice');

async function openForm() {
  await alice().shortcut('Try anywhere');
  return await alice().modal('Form');
}

function filesOf(thing: unknown): WireFile[] {
  // What the workspace sends has been looked at before.
  return (thing as { files: WireFile[] }).files;
}

function firstOf(thing: unknown): WireFile {
  const [file] = filesOf(thing);
  if (!file) throw new Error('There is no file.');
  return file;
}

function fileIn({ files }: Message): { file: string } {
  return { file: files[0]?.id ?? '' };
}

async function error(call: Promise<unknown>): Promise<string> {
  return await call.then(
    () => 'none',
    (thrown: { data: { error: string } }) => thrown.data.error,
  );
}

async function fetched(address: string, token = stage.workspace.tokens.bot): Promise<Response> {
  return await fetch(address, { headers: { authorization: `Bearer ${token}` }, redirect: 'manual' });
}

describe('in messages', () => {
  test('a file that a person sends reaches the app with its addresses, in the conversation and in its history', async () => {
    const ts = await alice().types('It looks so', { files: [photo] });
    const shown = {
      name: 'broken screen.png',
      title: 'broken screen.png',
      mimetype: 'image/png',
      filetype: 'png',
      size: 6,
      user: 'U0ALICE',
      mode: 'hosted',
      file_access: 'visible',
      created: expect.any(Number),
      url_private: expect.stringMatching(/^http.*\/files-pri\/T0PRACTICE-F\w+\/broken%20screen\.png$/),
      url_private_download: expect.stringMatching(/\/files-pri\/T0PRACTICE-F\w+\/download\/broken%20screen\.png$/),
    };
    const whole = { subtype: 'file_share', text: 'It looks so', user: 'U0ALICE', ts, upload: false, files: [shown] };
    expect(await events.next()).toMatchObject({ ...whole, channel: 'D0ALICE', channel_type: 'im' });
    expect((await client.conversations.history({ channel: 'D0ALICE', limit: 1 })).messages).toMatchObject([whole]);
    const message = await alice().sees('It looks so');
    expect(message.files).toMatchObject([{ name: 'broken screen.png', size: 6 }]);
    expect(JSON.stringify(message)).not.toContain('base64');
  });

  test('files come without words, several at once, and in a thread', async () => {
    const parent = await alice().types('Look');
    await events.next();
    const ts = await alice().types('', { thread: parent, files: [log, photo] });
    const files = [{ name: 'error.txt', filetype: 'text' }, { name: 'broken screen.png' }];
    expect(await events.next()).toMatchObject({ subtype: 'file_share', text: '', ts, thread_ts: parent, files });
    const { messages = [] } = await client.conversations.replies({ channel: 'D0ALICE', ts: parent });
    expect(messages[1]).toMatchObject({ ts, files });
    expect(await alice().downloads(await alice().sees('error.txt', { thread: parent }))).toBe(log.content);
  });

  test('a file that begins with a slash is no command', async () => {
    await alice().types('/try this', { files: [log] });
    expect(await events.next()).toMatchObject({ text: '/try this', files: [{ name: 'error.txt' }] });
  });

  test('nothing, an empty file, one of more than 10 MB, and one that was sent already are not sent', async () => {
    await expect(alice().types('', { files: [] })).rejects.toThrow('There is nothing to send.');
    await expect(alice().types('', { files: [{ name: 'none.txt', content: '' }] })).rejects.toThrow(
      'none.txt is empty.',
    );
    const large = { name: 'large.txt', content: 'x'.repeat(10_000_001) };
    await expect(alice().types('', { files: [large] })).rejects.toThrow('large.txt is larger than 10 MB.');
    await alice().types('Once', { files: [log] });
    await events.next();
    const id = (await alice().sees('Once')).files[0]?.id ?? '';
    const again = await alice().verbs.send({ channel: 'D0ALICE', text: '', files: [id] });
    expect(again).toMatchObject({ ok: false, refusal: { message: 'This file is no longer there.' } });
  });

  test('a file of up to 10 MB comes from a browser, too', async () => {
    const address = `${stage.workspace.url}/practice/alice`;
    const asked = async (verb: string, body: object): Promise<{ result?: { file: { id: string } } }> => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${address}/${verb}`, { method: 'POST', headers, body: JSON.stringify(body) });
      // An answer of our own, looked at below.
      return (await response.json()) as { result?: { file: { id: string } } };
    };
    const base64 = Buffer.alloc(10_000_000, 'x').toString('base64');
    const { result } = await asked('attach', { name: 'whole.txt', base64 });
    expect(await asked('send', { channel: 'C0GENERAL', text: '', files: [result?.file.id] })).toMatchObject({
      ok: true,
    });
    expect((await alice().sees('whole.txt', { in: 'general' })).files).toMatchObject([{ size: 10_000_000 }]);
    expect(await asked('attach', { name: 'more.txt', base64: base64.replace('==', 'eHh4') })).toMatchObject({
      refusal: { message: 'more.txt is larger than 10 MB.' },
    });
  });

  test('a message shortcut carries the files, also where the app is not: then it cannot read them', async () => {
    await stage.workspace.as('bob').types('For the desk', { in: 'general', files: [log] });
    await alice().shortcut('Try this', await alice().sees('For the desk', { in: 'general' }));
    const body = await shortcuts.next();
    expect(body).toMatchObject({
      type: 'message_action',
      channel: { id: 'C0GENERAL', name: 'general' },
      team: { id: 'T0PRACTICE', domain: 'practice' },
      message: { user: 'U0BOB', text: 'For the desk', files: [{ name: 'error.txt', user: 'U0BOB' }] },
      message_ts: expect.any(String),
      response_url: expect.any(String),
      trigger_id: expect.any(String),
    });
    const file = firstOf(body['message']);
    expect(await error(client.files.info({ file: file.id }))).toBe('file_not_found');
    expect((await fetched(file.url_private_download)).status).toBe(302);
    stage.workspace.owner.invites('app', 'C0GENERAL');
    expect(await client.files.info({ file: file.id })).toMatchObject({ file: { id: file.id } });
    expect(await (await fetched(file.url_private_download)).text()).toBe(log.content);
    stage.workspace.owner.removes('app', 'C0GENERAL');
  });
});

describe('in forms', () => {
  test('files that a person puts into a form come with it, and the app reads them', async () => {
    const modal = await openForm();
    modal.fills({ Files: [log, photo], Proof: [log] });
    expect(await modal.submits()).toEqual({ became: 'closed' });
    const values = await submissions.next();
    expect(values).toMatchObject({
      files: { picked: { type: 'file_input', files: [{ name: 'error.txt', user: 'U0ALICE' }, { name: photo.name }] } },
      proof: { picked: { type: 'file_input', files: [{ name: 'error.txt', mode: 'hosted', filetype: 'text' }] } },
    });
    // It has just been looked at.
    const file = firstOf((values['proof'] as Thing)['picked']);
    expect(await client.files.info({ file: file.id })).toMatchObject({ file: { size: 21, shares: {}, ims: [] } });
    const response = await fetched(file.url_private);
    expect([response.status, await response.text()]).toEqual([200, log.content]);
    expect(response.headers.get('content-type')).toContain('text/plain');
    const [picture] = filesOf((values['files'] as Thing)['picked']).slice(1);
    expect(new Uint8Array(await (await fetched(picture?.url_private ?? '')).arrayBuffer())).toEqual(photo.content);
    expect(await error(client.files.delete({ file: file.id }))).toBe('cant_delete_file');
  });

  test('Slack itself refuses a missing, a wrong and one file too many, under the field', async () => {
    const modal = await openForm();
    expect(await modal.submits()).toMatchObject({ became: 'errors' });
    expect(modal.errors).toEqual({ Proof: 'Please complete this required field.' });
    modal.fills({ Files: [log, log, photo], Proof: [log] });
    await modal.submits();
    expect(modal.errors).toEqual({ Files: 'Must be no more than 2 files.' });
    modal.fills({ Files: [{ name: 'Virus.EXE', content: 'x' }] });
    await modal.submits();
    expect(modal.errors).toEqual({ Files: 'Virus.EXE is none of the allowed types: png, txt.' });
    modal.fills({ Files: [{ name: 'SCREEN.PNG', content: 'x' }] });
    expect(await modal.submits()).toEqual({ became: 'closed' });
    expect(await submissions.next()).toMatchObject({ files: { picked: { files: [{ name: 'SCREEN.PNG' }] } } });
    expect(() => modal.fills({ Files: [log] })).toThrow('modal has closed');
  });

  test('files stay in the form through an answer with errors and a view pushed over it', async () => {
    const modal = await openForm();
    modal.fills({ Files: null, Proof: [log] });
    answer = () => ({ response_action: 'errors', errors: { proof: 'Not this one.' } });
    await modal.submits();
    expect(modal.errors).toEqual({ Proof: 'Not this one.' });
    await submissions.next();
    await modal.presses('Push');
    await (await alice().modal('Pushed')).closes();
    answer = () => undefined;
    expect(await modal.submits()).toEqual({ became: 'closed' });
    expect(await submissions.next()).toMatchObject({
      files: { picked: { type: 'file_input', files: [] } },
      proof: { picked: { files: [{ name: 'error.txt' }] } },
    });
  });

  test('only fields for files take files, and they take nothing else', async () => {
    const modal = await openForm();
    expect(() => modal.fills({ Files: 'error.txt' })).toThrow('A field for files takes files');
    await modal.closes();
  });
});

describe('for the app', () => {
  test('where a file is shared is told: in public, in private, in a thread', async () => {
    const parent = await alice().types('Thread');
    const ts = await alice().types('', { thread: parent, files: [log] });
    const [own] = (await alice().sees('error.txt', { thread: parent })).files;
    const share = { ts, thread_ts: parent, team_id: 'T0PRACTICE' };
    expect((await client.files.info({ file: own?.id ?? '' })).file).toMatchObject({
      ims: ['D0ALICE'],
      channels: [],
      shares: { private: { D0ALICE: [share] } },
    });

    stage.workspace.owner.invites('app', 'C0GENERAL');
    const publicly = await alice().types('Public', { in: 'general', files: [log] });
    const { files } = await alice().sees('Public', { in: 'general' });
    expect((await client.files.info({ file: files[0]?.id ?? '' })).file).toMatchObject({
      channels: ['C0GENERAL'],
      is_public: true,
      shares: { public: { C0GENERAL: [{ ts: publicly, channel_name: 'general' }] } },
    });
    stage.workspace.owner.removes('app', 'C0GENERAL');
  });

  test('whether an upload was shared can be learnt after its answer was lost, in its thread too, a little later', async () => {
    const parent = await alice().types('The export, please');
    const announced = await client.files.getUploadURLExternal({ filename: 'export.csv', length: 3 });
    const [file, url] = [announced.file_id ?? '', announced.upload_url ?? ''];
    expect(await error(client.files.info({ file }))).toBe('file_not_found');
    await fetch(url, { method: 'POST', body: 'a,b' });
    expect(await error(client.files.info({ file }))).toBe('file_not_found');
    stage.workspace.faults.next('files.completeUploadExternal', { resets: 'after' });
    stage.workspace.faults.hideFreshPosts(60_000);
    const sharing = client.files.completeUploadExternal({
      files: [{ id: file }],
      channel_id: 'D0ALICE',
      thread_ts: parent,
    });
    await expect(sharing).rejects.toThrow();
    expect((await client.files.info({ file })).file).toMatchObject({ shares: {}, ims: [] });
    stage.workspace.faults.heal();
    const { ts } = await alice().sees('export.csv', { thread: parent });
    expect((await client.files.info({ file })).file?.shares).toMatchObject({
      private: { D0ALICE: [{ ts, thread_ts: parent }] },
    });
    expect(
      await (await fetched(firstOf({ files: [(await client.files.info({ file })).file] }).url_private)).text(),
    ).toBe('a,b');
  });

  test('it deletes its own files: the message says so, or goes where it says nothing else', async () => {
    const upload = async (comment: string) => {
      const content = { filename: 'export.csv', content: 'a,b' };
      await client.filesUploadV2({ ...content, channel_id: 'D0ALICE', ...(comment && { initial_comment: comment }) });
      return await alice().sees('export.csv');
    };
    const spoken = await upload('Here it is');
    await client.files.delete(fileIn(spoken));
    const left = await alice().sees('Here it is');
    expect(wordsOf(left)).toBe('Here it is\nThis file was deleted.');
    await expect(alice().downloads(left)).rejects.toThrow('cannot download');
    const { messages } = await client.conversations.history({ channel: 'D0ALICE', limit: 1 });
    expect(messages).toMatchObject([{ files: [{ id: spoken.files[0]?.id, mode: 'tombstone' }] }]);
    expect(messages?.[0]?.files?.[0]).not.toHaveProperty('url_private');
    expect(await error(client.files.delete(fileIn(spoken)))).toBe('file_deleted');
    expect(await error(client.files.info(fileIn(spoken)))).toBe('file_deleted');

    const silent = await upload('');
    await client.files.delete(fileIn(silent));
    expect(
      alice()
        .messages()
        .map(({ ts }) => ts),
    ).not.toContain(silent.ts);
    await alice().types('Mine', { files: [log] });
    expect(await error(client.files.delete(fileIn(await alice().sees('Mine'))))).toBe('cant_delete_file');
    expect(await error(client.files.delete({ file: 'F0NOWHERE' }))).toBe('file_not_found');
  });

  test('without a right token the address of a file leads to a page to sign in, with 200', async () => {
    await alice().types('Private', { files: [log] });
    const { messages } = await client.conversations.history({ channel: 'D0ALICE', limit: 1 });
    const { url_private_download: address, id } = firstOf(messages?.[0]);
    expect((await fetched(address, 'xoxb-other')).status).toBe(302);
    expect((await fetched(address, stage.workspace.tokens.app)).status).toBe(302);
    const response = await fetch(address);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await response.text()).toMatch(/^<!DOCTYPE html>.*Sign in/);
    expect((await fetched(address.replace(id, 'F0NOWHERE'))).status).toBe(302);
  });

  test('a fetch can fail as every call can, and is counted', async () => {
    await alice().types('To fetch', { files: [log] });
    const { messages } = await client.conversations.history({ channel: 'D0ALICE', limit: 1 });
    const { url_private: address, id } = firstOf(messages?.[0]);
    stage.workspace.faults.next('download', { http: 503 });
    expect((await fetched(address)).status).toBe(503);
    stage.workspace.faults.next('download', { rateLimited: 7 });
    expect((await fetched(address)).headers.get('retry-after')).toBe('7');
    stage.workspace.faults.next('download', { resets: 'after' });
    await expect(fetched(address)).rejects.toThrow();
    expect((await fetched(address)).status).toBe(200);
    expect(stage.workspace.calls.slice(-4)).toMatchObject([
      { method: 'download', args: { file: id }, outcome: 'http 503' },
      { outcome: 'http 429' },
      { outcome: 'reset' },
      { outcome: 'ok' },
    ]);
    stage.workspace.faults.next('files.info', { fails: 'internal_error' });
    expect(await error(client.files.info({ file: id }))).toBe('internal_error');
  });
});
