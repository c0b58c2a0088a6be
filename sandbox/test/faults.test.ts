import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { WebClient } from '@slack/web-api';
import { startWorkspace, type Workspace } from '../src';
import { basket, manifest, startStage } from './support';

/** Says something to a `response_url`; gives the status of the answer. */
async function say(url: string, words: object): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(url, { method: 'POST', body: JSON.stringify(words), headers })).status;
}

let workspace: Workspace;
beforeEach(async () => {
  workspace = await startWorkspace({ manifest });
});
afterEach(() => workspace.stop());

function post(text: string, channel = 'U0ALICE'): Promise<unknown> {
  const options = {
    slackApiUrl: workspace.apiUrl,
    retryConfig: { retries: 0 },
    timeout: 150,
    rejectRateLimitedCalls: true,
  };
  const quiet = {
    debug() {},
    info() {},
    warn() {},
    error() {},
    setLevel() {},
    setName() {},
    getLevel: () => 'error' as never,
  };
  return new WebClient(workspace.tokens.bot, { ...options, logger: quiet }).chat.postMessage({ channel, text });
}
const texts = () =>
  workspace
    .as('alice')
    .messages()
    .map(({ text }) => text);
const outcomes = () => workspace.calls.map(({ outcome }) => outcome);

test('the next call, or one further on, fails as it is told to, and the others go well', async () => {
  workspace.faults.next('chat.postMessage', { fails: 'internal_error' });
  workspace.faults.next('chat.postMessage', { http: 500 }, { nth: 3 });
  workspace.faults.next('chat.postMessage', { rateLimited: 7 }, { where: ({ text }) => text === 'limited' });
  await expect(post('one')).rejects.toThrow('internal_error');
  await post('two');
  await expect(post('three')).rejects.toThrow('500');
  await expect(post('limited')).rejects.toMatchObject({ retryAfter: 7 });
  await post('five');
  expect(texts()).toEqual(['two', 'five']);
  expect(outcomes()).toEqual(['internal_error', 'ok', 'http 500', 'http 429', 'ok']);
});

test('a call hangs or is cut off, before or after it has taken effect', async () => {
  for (const moment of ['before', 'after'] as const) {
    workspace.faults.next('chat.postMessage', { hangs: moment });
    await expect(post(`hung ${moment}`)).rejects.toThrow();
    workspace.faults.next('chat.postMessage', { resets: moment });
    await expect(post(`reset ${moment}`)).rejects.toThrow();
  }
  expect(texts()).toEqual(['hung after', 'reset after']);
  expect(outcomes()).toEqual(['hung', 'reset', 'hung', 'reset']);
});

test('a hook is awaited before and after a call takes effect', async () => {
  const seen: unknown[] = [];
  workspace.faults.onCall(async ({ method }, moment) => {
    await Promise.resolve();
    seen.push([method, moment, texts().length]);
  });
  await post('hooked');
  workspace.faults.onCall(undefined);
  expect(seen).toEqual([
    ['chat.postMessage', 'before', 0],
    ['chat.postMessage', 'after', 1],
  ]);
});

test('a message deleted by the workspace’s owner is gone, and fresh posts can hide for a while', async () => {
  await post('Deleted');
  const [message] = workspace.as('alice').messages();
  workspace.faults.deleteMessage('D0ALICE', message?.ts ?? '');
  expect(texts()).toEqual([]);

  const client = new WebClient(workspace.tokens.bot, { slackApiUrl: workspace.apiUrl });
  const count = async () => (await client.conversations.history({ channel: 'D0ALICE' })).messages?.length;
  await post('Old');
  workspace.faults.hideFreshPosts(10_000);
  await post('Fresh');
  expect(await count()).toBe(1);
  workspace.faults.heal();
  expect(await count()).toBe(2);
});

test('an envelope can arrive twice with the same ids, and the app keeps its connection through a refresh', async () => {
  const bodies = basket<{ trigger_id: string }>();
  const stage = await startStage(
    (app: App) => {
      app.command('/try', async ({ ack, body }) => {
        await ack();
        bodies.put(body);
      });
    },
    { pongWithinMs: 1_000 },
  );
  const bob = stage.workspace.as('bob');
  stage.workspace.faults.deliverTwice();
  await bob.types('/try');
  expect((await bodies.next()).trigger_id).toBe((await bodies.next()).trigger_id);

  const reconnected = new Promise<void>((resolve) => {
    stage.workspace.faults.onCall(({ method }, moment) => {
      if (method === 'apps.connections.open' && moment === 'after') resolve();
    });
  });
  stage.workspace.faults.refreshSockets();
  await reconnected;
  await stage.workspace.connected();
  await bob.types('/try');
  expect(await bodies.next()).toBeDefined();
  await stage.stop();
});

test('a trigger opens one view, and only in time', async () => {
  const errors = basket<unknown>();
  const view: ModalView = { type: 'modal', title: { type: 'plain_text', text: 'Hi' }, blocks: [] };
  const stage = await startStage(
    (app: App) => {
      app.command('/try', async ({ ack, client, body }) => {
        await ack();
        if (body.text === 'late') await new Promise((resolve) => setTimeout(resolve, 250));
        const open = () => client.views.open({ trigger_id: body.trigger_id, view });
        const tries = body.text === 'late' ? [open] : [open, open];
        for (const attempt of tries)
          await attempt().then(
            () => errors.put('ok'),
            (error: { data: { error: string } }) => errors.put(error.data.error),
          );
      });
    },
    { patienceMs: 200 },
  );
  const bob = stage.workspace.as('bob');
  await bob.types('/try');
  expect([await errors.next(), await errors.next()]).toEqual(['ok', 'exchanged_trigger_id']);
  await bob.types('/try late');
  expect(await errors.next()).toBe('expired_trigger_id');
  await stage.stop();
});

test('a response_url answers in the conversation, replaces and deletes, five times', async () => {
  const urls = basket<string>();
  const stage = await startStage((app: App) => {
    app.command('/raw', async ({ ack, body }) => {
      await ack();
      urls.put(body.response_url);
    });
    app.action('go', async ({ ack, body }) => {
      await ack();
      if (body.type === 'block_actions') urls.put(body.response_url);
    });
  });
  const alice = stage.workspace.as('alice');
  await alice.types('/raw @bob', { in: 'general' });
  const url = await urls.next();
  const blocks = [
    { type: 'actions', elements: [{ type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } }] },
  ];
  expect(await say(url, { text: 'For you', blocks })).toBe(200);
  expect(await say(url, { text: 'For all', response_type: 'in_channel' })).toBe(200);
  await stage.workspace.as('bob').sees('For all', { in: 'general' });

  await alice.presses('Go', await alice.sees('For you', { in: 'general' }));
  const touched = await urls.next();
  expect(await say(touched, { text: 'Replaced', replace_original: true })).toBe(200);
  expect(alice.ephemerals('general').map(({ text }) => text)).toEqual(['Replaced']);
  expect(await say(touched, { delete_original: true })).toBe(200);
  expect(alice.ephemerals('general')).toEqual([]);

  // The same for a message that everybody sees, and for one in a thread.
  const { client } = stage.app;
  const { ts: card = '' } = await client.chat.postMessage({ channel: 'U0ALICE', text: 'Card', blocks });
  await client.chat.postMessage({ channel: 'U0ALICE', text: 'In its thread', thread_ts: card, blocks });
  for (const where of [{}, { thread: card }]) {
    const touchedAt = await alice.sees(/Card|In its thread/, where);
    await alice.presses('Go', touchedAt);
    const again = await urls.next();
    expect(await say(again, { text: 'Only for you' })).toBe(200);
    expect(await alice.sees('Only for you', where)).toMatchObject({ ephemeral: true });
    expect(await say(again, { text: 'Changed', replace_original: true })).toBe(200);
    expect(await alice.sees('Changed', where)).toMatchObject({ ts: touchedAt.ts, ephemeral: false });
    expect(await say(again, { delete_original: true })).toBe(200);
  }

  // A reply that stands in both is answered where it was clicked.
  const { ts: parent = '' } = await client.chat.postMessage({ channel: 'U0ALICE', text: 'Parent' });
  const named = blocks.map((block) => ({ ...block, block_id: 'row' }));
  const both = {
    channel: 'U0ALICE',
    text: 'In both',
    thread_ts: parent,
    reply_broadcast: true,
    blocks: named,
  } as const;
  await client.chat.postMessage(both);
  const { channel, ts } = await alice.sees('In both');
  for (const inThread of [false, true]) {
    const container = { type: 'message', channel, ts, inThread } as const;
    await alice.verbs.act({ container, blockId: 'row', actionId: 'go' });
    const words = inThread ? 'Said beside' : 'Said in the middle';
    expect(await say(await urls.next(), { text: words })).toBe(200);
    expect(await alice.sees(words, inThread ? { thread: parent } : {})).toMatchObject({ ephemeral: true });
    expect(alice.seesNot(words, inThread ? {} : { thread: parent })).toBe(true);
  }

  expect([
    await say(url, {}),
    await say(url, { text: '3' }),
    await say(url, { text: '4' }),
    await say(url, { text: '5' }),
  ]).toEqual([400, 200, 200, 404]);
  await stage.stop();
});
