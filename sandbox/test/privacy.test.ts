import { once } from 'node:events';
import { WebClient } from '@slack/web-api';
import { WebSocket } from 'ws';
import { startWorkspace, type Workspace } from '../src';
import type { News, State } from '../src/protocol';
import { basket, manifest } from './support';

let workspace: Workspace;
let client: WebClient;
beforeAll(async () => {
  workspace = await startWorkspace({ manifest });
  client = new WebClient(workspace.tokens.bot, { slackApiUrl: workspace.apiUrl });
});
afterAll(() => workspace.stop());

/** What a browser tab of a person does: listens, and asks. */
async function openTab(person: string) {
  const news = basket<News>();
  const socket = new WebSocket(`${workspace.url.replace('http', 'ws')}/practice/${person}/live`);
  socket.on('message', (data: Buffer) => news.put(JSON.parse(data.toString()) as News));
  await once(socket, 'open');
  const first = await news.next();
  if (first.type !== 'state') throw new Error('A tab starts with the state.');
  return { news, state: first.state, close: () => socket.close() };
}

async function ask(person: string, verb: string, takes: object): Promise<{ status: number; body: unknown }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${workspace.url}/practice/${person}/${verb}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(takes),
  });
  return { status: response.status, body: await response.json() };
}

async function history(takes: object) {
  const { body } = await ask('U0ALICE', 'history', { channel: 'C0GENERAL', ...takes });
  // The answer of the verb, as its type says.
  return body as { result: { messages: { text: string; ts: string }[]; hasMore: boolean } };
}

const names = ({ conversations }: State) => conversations.map(({ name }) => name);

test('a tab starts with its own conversations, people and app', async () => {
  const [alice, carol] = [await openTab('U0ALICE'), await openTab('U0CAROL')];
  expect(names(alice.state)).toEqual(['Tester', 'general']);
  expect(alice.state.conversations[1]?.topic).toBe('Try /ticket the printer is on fire');
  expect(names(carol.state)).toEqual(['Tester', 'general', 'support-triage']);
  expect(alice.state).toMatchObject({
    me: 'U0ALICE',
    workspace: 'Practice workspace',
    modals: [],
    app: { name: 'Tester', homeTab: true },
  });
  expect(alice.state.app.commands.map(({ command }) => command)).toEqual(['/try', '/raw']);
  alice.close();
  carol.close();
});

test('an address that names nobody leads to the people, and to nothing of theirs', async () => {
  for (const name of ['nobody', 'slackbot', 'tester', 'USLACKBOT', 'U0DESKBELL', '%C3%A9mile']) {
    const socket = new WebSocket(`${workspace.url.replace('http', 'ws')}/practice/${name}/live`);
    const [data] = await once(socket, 'message');
    // The server sends news and nothing else.
    const news = JSON.parse(String(data)) as News;
    expect(Object.keys(news)).toEqual(['type', 'people']);
    expect(news).toMatchObject({
      type: 'nobody',
      people: [{ handle: 'alice' }, { handle: 'bob' }, { handle: 'carol' }, { handle: 'dave' }],
    });
    socket.close();
  }
});

test('a reply that also stands in the conversation says what it answers, by its blocks where it has no text', async () => {
  const carol = workspace.as('carol');
  const plain = await carol.types('Who has the *key*?', { in: 'triage' });
  const blocks = [{ type: 'header' as const, text: { type: 'plain_text' as const, text: 'Ticket 7' } }];
  const { ts: card = '' } = await client.chat.postMessage({ channel: 'C0TRIAGE', blocks, text: ' ' });
  await carol.types('I do', { in: 'triage', thread: plain, broadcast: true });
  await carol.types('Mine', { in: 'triage', thread: card, broadcast: true });
  await carol.types('Only here', { in: 'triage', thread: plain });
  expect((await carol.sees('I do', { in: 'triage' })).parentText).toBe('Who has the *key*?');
  expect((await carol.sees('Mine', { in: 'triage' })).parentText).toBe('Ticket 7');
  expect(await carol.sees('Only here', { in: 'triage', thread: plain })).not.toHaveProperty('parentText');
  await carol.verbs.edit({ channel: 'C0TRIAGE', ts: plain, text: 'Who had it?' });
  expect((await carol.sees('I do', { in: 'triage' })).parentText).toBe('Who had it?');
});

test('a tab hears of what its person may see, and of nothing else', async () => {
  const alice = await openTab('U0ALICE');
  await workspace.as('carol').types('Secret', { in: 'triage' });
  await client.chat.postMessage({ channel: 'U0BOB', text: 'Bob’s own' });
  await client.chat.postEphemeral({ channel: 'C0TRIAGE', user: 'U0DAVE', text: 'Dave’s own' });
  await client.views.publish({ user_id: 'U0BOB', view: { type: 'home', blocks: [] } });
  await ask('U0BOB', 'send', { channel: 'C0GENERAL', text: 'For all, <b>' });
  expect(await alice.news.next()).toMatchObject({
    type: 'message',
    message: { text: 'For all, &lt;b&gt;', user: 'U0BOB' },
  });
  expect(await alice.news.next()).toMatchObject({ type: 'conversation', conversation: { name: 'general', unread: 1 } });
  expect(alice.news.all).toHaveLength(3);
  alice.close();
});

test('who is not in a conversation cannot read, write, react or learn that it is there', async () => {
  const ts = await workspace.as('carol').types('Secret', { in: 'triage' });
  const place = { channel: 'C0TRIAGE', ts };
  const attempts: [string, object][] = [
    ['history', place],
    ['replies', place],
    ['send', { ...place, text: 'x' }],
    ['edit', { ...place, text: 'x' }],
    ['delete', place],
    ['react', { ...place, name: 'wave', on: true }],
    ['read', place],
    ['command', { ...place, command: '/try', text: '' }],
    ['act', { container: { type: 'message', ...place }, blockId: 'a', actionId: 'b' }],
    ['shortcut', { callbackId: 'try.this', message: place }],
  ];
  for (const [verb, takes] of attempts) {
    const { body } = await ask('U0ALICE', verb, takes);
    expect([verb, body]).toMatchObject([verb, { ok: false, refusal: { code: 'not_allowed' } }]);
  }
  expect((await ask('U0ALICE', 'history', { channel: 'D0BOB' })).body).toMatchObject({ ok: false });
  expect((await ask('U0NOBODY', 'history', { channel: 'C0GENERAL' })).status).toBe(404);
  expect((await ask('USLACKBOT', 'history', { channel: 'C0GENERAL' })).status).toBe(404);
  expect((await ask('U0ALICE', 'constructor', {})).body).toMatchObject({ ok: false });
});

test('unread counts what others wrote since the person last read, and says when it wants them', async () => {
  const { verbs, conversation } = workspace.as('dave');
  const [latest] = workspace.as('dave').messages('triage').slice(-1);
  await verbs.read({ channel: 'C0TRIAGE', ts: latest?.ts ?? '' });
  await workspace.as('carol').types('Plain', { in: 'triage' });
  expect(conversation('triage')).toMatchObject({ unread: 1, unreadMentions: false });
  const ts = await workspace.as('carol').types('Look, @dave', { in: 'triage' });
  expect(conversation('triage')).toMatchObject({ unread: 2, unreadMentions: true, latest: ts });
  expect(workspace.as('carol').conversation('triage').unreadMentions).toBe(false);
  await verbs.read({ channel: 'C0TRIAGE', ts });
  expect(conversation('triage')).toMatchObject({ unread: 0, unreadMentions: false, lastRead: ts });
});

test('old messages come page by page, and around one that is named', async () => {
  for (let n = 1; n <= 9; n += 1) await workspace.as('bob').types(`Page ${n}`, { in: 'general' });
  const newest = (await history({ limit: 2 })).result;
  expect(newest).toMatchObject({ hasMore: true, messages: [{ text: 'Page 8' }, { text: 'Page 9' }] });
  const older = (await history({ limit: 2, before: newest.messages[0]?.ts })).result;
  expect(older.messages.map(({ text }) => text)).toEqual(['Page 6', 'Page 7']);
  const around = (await history({ limit: 4, around: older.messages[0]?.ts })).result;
  expect(around.messages.map(({ text }) => text)).toEqual(['Page 4', 'Page 5', 'Page 6', 'Page 7']);
});

test('without the built pages, the address says what to do', async () => {
  const bare = await startWorkspace({ manifest, uiDir: '/nowhere' });
  const response = await fetch(`${bare.url}/alice/C0GENERAL`);
  expect([response.status, await response.text()]).toEqual([503, expect.stringContaining('npm run build')]);
  expect((await fetch(bare.url, { redirect: 'manual' })).headers.get('location')).toBe('/alice');
  await bare.stop();
});
