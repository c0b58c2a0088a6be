import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { type Message, startWorkspace, type Workspace, wordsOf } from '../src';
import { basket, manifest, type Stage, startStage } from './support';

const quiet = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  setName() {},
  getLevel: () => 'error' as never,
};
const csv = 'number,title\n42,Küche\n';
const file = { filename: 'audit.csv', title: 'Audit, November', content: csv };
const size = Buffer.byteLength(csv);

const events = basket<Record<string, unknown>>();
let stage: Stage;
let client: WebClient;
beforeAll(async () => {
  stage = await startStage((app) => {
    app.event('message', async ({ event }) => {
      // Bolt types events by what they may be; the tests look at them as they came.
      events.put(event as unknown as Record<string, unknown>);
    });
  });
  client = clientOf(stage.workspace);
});
afterAll(() => stage.stop());

function clientOf(workspace: Workspace): WebClient {
  const options = { slackApiUrl: workspace.apiUrl, retryConfig: { retries: 0 }, logger: quiet };
  return new WebClient(workspace.tokens.bot, options);
}

async function refusal(call: Promise<unknown>): Promise<unknown> {
  return await call.then(
    () => 'none',
    (thrown: { data?: unknown; message: string }) => thrown.data ?? thrown.message,
  );
}

/** Announces a file; gives what Slack answers. */
async function announced(length = size): Promise<{ id: string; url: string }> {
  const { file_id: id = '', upload_url: url = '' } = await client.files.getUploadURLExternal({
    filename: 'audit.csv',
    length,
  });
  return { id, url };
}

async function send(url: string, body: string): Promise<[number, string]> {
  const response = await fetch(url, { method: 'POST', body });
  return [response.status, await response.text()];
}

const alice = () => stage.workspace.as('alice');
const complete = (id: string, channel: string) =>
  client.files.completeUploadExternal({ files: [{ id }], channel_id: channel });

async function download(person: string, { files }: Message): Promise<Response> {
  return await fetch(`${stage.workspace.url}/practice/${person}/files/${files[0]?.id}`);
}

test('a file that the app shares is a message that its readers can download from', async () => {
  const shared = await client.filesUploadV2({ ...file, channel_id: 'D0ALICE', initial_comment: 'As you asked' });
  expect(shared).toMatchObject({ ok: true, files: [{ files: [{ name: 'audit.csv', title: 'Audit, November' }] }] });

  const message = await alice().sees('As you asked');
  const shown = { name: 'audit.csv', title: 'Audit, November', mimetype: 'text/csv', size };
  expect(message).toMatchObject({ user: stage.workspace.botUserId, channel: 'D0ALICE', files: [shown] });
  expect(wordsOf(message)).toBe('As you asked\nAudit, November');
  expect(await alice().downloads(message)).toBe(csv);
  await expect(alice().downloads(message, 'other.csv')).rejects.toThrow('Alice Meyer cannot download other.csv.');
  expect(await events.next()).toMatchObject({ subtype: 'file_share', bot_id: 'B0DESKBELL', files: [shown] });
  const { messages } = await client.conversations.history({ channel: 'D0ALICE' });
  expect(messages).toMatchObject([{ subtype: 'file_share', text: 'As you asked', files: [shown] }]);

  const [announcing, sending, sharing] = stage.workspace.calls.slice(-4);
  expect(announcing).toMatchObject({ method: 'files.getUploadURLExternal', outcome: 'ok' });
  const id = message.files[0]?.id;
  expect(sending).toMatchObject({ method: 'upload', args: { file: id, length: size }, outcome: 'ok' });
  expect(sharing).toMatchObject({ method: 'files.completeUploadExternal', args: { files: [{ id }] }, outcome: 'ok' });
  expect(JSON.stringify(stage.workspace.calls)).not.toContain('Küche');
});

test('who is in the conversation gets the file by its address, nobody else, and nobody once its message is gone', async () => {
  await client.filesUploadV2({ ...file, channel_id: 'C0TRIAGE', initial_comment: 'For two' });
  const message = await stage.workspace.as('carol').sees('For two', { in: 'triage' });
  const given = await download('U0DAVE', message);
  expect([given.status, await given.text()]).toEqual([200, csv]);
  expect(given.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(given.headers.get('content-disposition')).toBe('attachment; filename=audit.csv');
  for (const person of ['U0ALICE', 'alice', 'U0DESKBELL', 'nobody']) {
    expect((await download(person, message)).status).toBe(404);
  }
  expect((await download('U0CAROL', { ...message, files: [] })).status).toBe(404);
  await expect(alice().downloads(message)).rejects.toThrow('Alice Meyer cannot download audit.csv.');
  stage.workspace.owner.deactivates('dave');
  expect((await download('U0DAVE', message)).status).toBe(404);
  stage.workspace.owner.reactivates('dave');
  expect((await download('U0DAVE', message)).status).toBe(200);

  await client.chat.postMessage({ channel: 'C0TRIAGE', text: 'Thanks', thread_ts: message.ts });
  await client.chat.delete({ channel: 'C0TRIAGE', ts: message.ts });
  expect((await download('U0DAVE', message)).status).toBe(404);
  const stone = await stage.workspace.as('dave').sees('This message was deleted.', { in: 'triage' });
  expect(stone.files).toEqual([]);
});

test('a file is answered into a thread, several come as one message, and a title is not needed', async () => {
  const parent = await alice().types('The audit, please');
  const both = [
    { filename: 'one.json', content: '{}' },
    { filename: 'two', content: 'two' },
  ];
  await client.filesUploadV2({ channel_id: 'D0ALICE', thread_ts: parent, file_uploads: both });
  const message = await alice().sees('one.json', { thread: parent });
  expect(message).toMatchObject({
    text: '',
    threadTs: parent,
    files: [
      { title: 'one.json', mimetype: 'application/json', size: 2 },
      { title: 'two', mimetype: 'application/octet-stream', size: 3 },
    ],
  });
  expect(await alice().downloads(message, 'two')).toBe('two');
});

test('bytes are taken as they are, too, and only as many as were announced', async () => {
  const { id, url } = await announced();
  expect(await send(url, csv.slice(1))).toEqual([400, 'Not the file that was announced.']);
  expect(await send(`${url}0`, csv)).toEqual([400, 'Not the file that was announced.']);
  expect(await send(url, csv)).toEqual([200, `OK - ${size}`]);
  await complete(id, 'D0BOB');
  expect(await stage.workspace.as('bob').downloads(await stage.workspace.as('bob').sees('audit.csv'))).toBe(csv);
});

test('a file goes to a conversation that the app is in, not to a person', async () => {
  const { id, url } = await announced();
  await send(url, csv);
  expect(await refusal(complete(id, 'U0ALICE'))).toMatchObject({
    error: 'invalid_arguments',
    response_metadata: { messages: [expect.stringMatching(/must match regex pattern.*json-pointer:\/channel_id/)] },
  });
  expect(await refusal(complete(id, 'C0NOWHERE'))).toMatchObject({ error: 'channel_not_found' });
  expect(await refusal(complete(id, 'C0GENERAL'))).toMatchObject({ error: 'not_in_channel' });
  await complete(id, 'D0ALICE');
});

test('a file that was not announced, has no bytes yet or is shared already is not found', async () => {
  expect(await refusal(complete('F0NOWHERE', 'D0ALICE'))).toMatchObject({ error: 'file_not_found' });
  const { id, url } = await announced();
  expect(await refusal(complete(id, 'D0ALICE'))).toMatchObject({ error: 'file_not_found' });
  await send(url, csv);
  await complete(id, 'D0ALICE');
  expect(await refusal(complete(id, 'D0ALICE'))).toMatchObject({ error: 'file_not_found' });
});

test('an empty file, and one of more than 10 MB, is refused before it is sent', async () => {
  expect(await refusal(announced(0))).toMatchObject({ error: 'missing_argument' });
  expect(await refusal(announced(10_000_001))).toMatchObject({ error: 'file_upload_size_restricted' });
  const { url } = await announced(10_000_000);
  expect(await send(url, 'x'.repeat(10_000_000))).toEqual([200, 'OK - 10000000']);
});

test('a file that is shared with nobody is seen by nobody', async () => {
  const { id, url } = await announced();
  await send(url, csv);
  const before = alice().messages().length;
  expect(await client.files.completeUploadExternal({ files: [{ id }] })).toMatchObject({ files: [{ id }] });
  expect(alice().messages()).toHaveLength(before);
  expect((await fetch(`${stage.workspace.url}/practice/U0ALICE/files/${id}`)).status).toBe(404);
});

test('sending the bytes can fail as every call can', async () => {
  stage.workspace.faults.next('upload', { http: 503 });
  expect(await refusal(client.filesUploadV2({ ...file, channel_id: 'D0ALICE' }))).toContain('503');
  expect(stage.workspace.calls.at(-1)).toMatchObject({ method: 'upload', outcome: 'http 503' });
});

test('a restart keeps the files', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'practice-'));
  const open = () => startWorkspace({ manifest, stateFile: join(folder, 'workspace.jsonl') });
  const first = await open();
  await clientOf(first).filesUploadV2({ ...file, channel_id: 'D0ALICE' });
  await first.stop();
  const second = await open();
  const message = await second.as('alice').sees('Audit, November');
  expect(await second.as('alice').downloads(message)).toBe(csv);
  await second.stop();
  rmSync(folder, { recursive: true });
});
