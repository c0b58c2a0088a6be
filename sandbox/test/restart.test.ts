import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { startWorkspace, type Workspace } from '../src';
import { manifest } from './support';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'practice-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => startWorkspace({ manifest, stateFile: join(folder, 'deep', 'workspace.jsonl') });
const lines = () => readFileSync(join(folder, 'deep', 'workspace.jsonl'), 'utf8').split('\n').length - 1;

function clientOf(workspace: Workspace): WebClient {
  return new WebClient(workspace.tokens.bot, { slackApiUrl: workspace.apiUrl });
}

test('a restart shows the messages, edits, reactions, threads, reads, members and Homes of before', async () => {
  const first = await open();
  const [carol, dave] = [first.as('carol'), first.as('dave')];
  const ts = await carol.types('Hello', { in: 'triage' });
  await carol.verbs.edit({ channel: 'C0TRIAGE', ts, text: 'Hello again' });
  const gone = await carol.types('Gone', { in: 'triage' });
  await carol.verbs.delete({ channel: 'C0TRIAGE', ts: gone });
  await dave.types('A reply', { in: 'triage', thread: ts });
  await dave.reacts('wave', await dave.sees('Hello again', { in: 'triage' }));
  await dave.verbs.read({ channel: 'C0TRIAGE', ts });
  const blocks = [{ type: 'section' as const, text: { type: 'plain_text' as const, text: 'Welcome' } }];
  const metadata = { event_type: 'ticket', event_payload: { id: '1' } };
  await clientOf(first).views.publish({ user_id: 'U0CAROL', view: { type: 'home', blocks } });
  await clientOf(first).chat.postMessage({ channel: 'U0ALICE', text: 'Card', blocks, metadata });
  first.owner.invites('bob', 'C0TRIAGE');
  const before = [dave.messages('triage'), dave.conversation('triage'), first.as('alice').messages()];
  await first.stop();

  const second = await open();
  const again = second.as('dave');
  expect([again.messages('triage'), again.conversation('triage'), second.as('alice').messages()]).toEqual(before);
  expect(again.conversation('triage').unread).toBe(0);
  expect(again.conversation('triage').members).toContain('U0BOB');
  expect(again.thread('triage', ts).map(({ text }) => text)).toEqual(['Hello again', 'A reply']);
  expect((await second.as('carol').home()).words).toBe('Welcome');
  const { messages = [] } = await clientOf(second).conversations.history({
    channel: 'D0ALICE',
    include_all_metadata: true,
  });
  expect(messages[0]).toMatchObject({ metadata });
  await second.stop();
});

test('a message after a restart is later than all before it', async () => {
  const first = await open();
  const before = await first.as('alice').types('Before', { in: 'general' });
  await first.stop();
  const second = await open();
  expect((await second.as('alice').types('After', { in: 'general' })) > before).toBe(true);
  await second.stop();
});

test('a line that a crash tore is dropped, and what came before it stands', async () => {
  const first = await open();
  await first.as('alice').types('Whole', { in: 'general' });
  await first.stop();
  appendFileSync(join(folder, 'deep', 'workspace.jsonl'), '["messages C0GENERAL","17');
  const second = await open();
  expect(
    second
      .as('alice')
      .messages('general')
      .map(({ text }) => text),
  ).toEqual(['Whole']);
  await second.as('alice').types('And on', { in: 'general' });
  await second.stop();
  const third = await open();
  expect(
    third
      .as('bob')
      .messages('general')
      .map(({ text }) => text),
  ).toEqual(['Whole', 'And on']);
  await third.stop();
});

test('a start forgets what was overtaken', async () => {
  const first = await open();
  const ts = await first.as('alice').types('0', { in: 'general' });
  for (let n = 1; n <= 20; n += 1) await first.as('alice').verbs.edit({ channel: 'C0GENERAL', ts, text: `${n}` });
  await first.stop();
  const before = lines();
  await (await open()).stop();
  expect(lines()).toBe(before - 20);
});

test('a line that is damaged in the middle is refused', async () => {
  await (await open()).stop();
  appendFileSync(join(folder, 'deep', 'workspace.jsonl'), 'damaged\n');
  await expect(open()).rejects.toThrow(/workspace.jsonl, line \d+, is damaged: put the file aside/);
});
