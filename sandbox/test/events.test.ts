import type { App } from '@slack/bolt';
import { startWorkspace } from '../src';
import { basket, manifest, type Stage, startApp, startStage, type TransportName } from './support';

interface Body {
  event_id: string;
  event: { type: string; subtype?: string } & Record<string, unknown>;
}

/** An app that keeps every event that arrives, its own too. */
function keeping() {
  const events = basket<Body>();
  const retries: unknown[] = [];
  const prepare = (app: App) => {
    app.use(async ({ body, context, next }) => {
      // Bolt types bodies by what they may be; these tests only ask of events.
      if ('event_id' in body) events.put(body as unknown as Body);
      if (context.retryNum) retries.push([context.retryNum, context.retryReason]);
      await next();
    });
  };
  return { events, retries, prepare };
}

describe.each<TransportName>(['Socket Mode', 'signed HTTP'])('by %s', (transport) => {
  let stage: Stage;
  const { events, prepare } = keeping();
  beforeAll(async () => {
    stage = await startStage(prepare, { transport });
  });
  afterAll(() => stage.stop());

  test('a direct message, its edit and its deletion arrive, escaped, with Slack’s wrapper', async () => {
    const alice = stage.workspace.as('alice');
    const ts = await alice.types('<b> & @bob');
    const body = await events.next();
    expect(body).toMatchObject({
      type: 'event_callback',
      team_id: 'T0PRACTICE',
      api_app_id: 'A0DESKBELL',
      authorizations: [{ user_id: 'U0DESKBELL', is_bot: true }],
    });
    expect(body.event_id).toMatch(/^Ev[A-Z0-9]{10}$/);
    const text = '&lt;b&gt; &amp; <@U0BOB>';
    expect(body.event).toMatchObject({
      type: 'message',
      channel: 'D0ALICE',
      channel_type: 'im',
      user: 'U0ALICE',
      ts,
      event_ts: ts,
      text,
    });

    await alice.verbs.edit({ channel: 'D0ALICE', ts, text: 'Better' });
    const changed = {
      subtype: 'message_changed',
      hidden: true,
      message: { text: 'Better', ts, edited: { user: 'U0ALICE' } },
      previous_message: { text },
    };
    expect((await events.next()).event).toMatchObject(changed);
    await alice.verbs.delete({ channel: 'D0ALICE', ts });
    expect((await events.next()).event).toMatchObject({
      subtype: 'message_deleted',
      deleted_ts: ts,
      previous_message: { text: 'Better' },
    });
  });

  test('a reply, the opened Home and a reaction arrive', async () => {
    const bob = stage.workspace.as('bob');
    const { ts = '' } = await stage.app.client.chat.postMessage({ channel: 'U0BOB', text: 'Card' });
    expect((await events.next()).event).toMatchObject({ bot_id: 'B0DESKBELL', text: 'Card' });
    const reply = await bob.types('A reply', { thread: ts });
    expect((await events.next()).event).toMatchObject({
      ts: reply,
      thread_ts: ts,
      parent_user_id: 'U0DESKBELL',
      text: 'A reply',
    });
    await bob.opensHome();
    expect((await events.next()).event).toMatchObject({
      type: 'app_home_opened',
      user: 'U0BOB',
      channel: 'D0BOB',
      tab: 'home',
    });
    await bob.reacts('bellhop_bell', await bob.sees('Card'));
    const item = { type: 'message', channel: 'D0BOB', ts };
    expect((await events.next()).event).toMatchObject({
      type: 'reaction_added',
      reaction: 'bellhop_bell',
      user: 'U0BOB',
      item,
      item_user: 'U0DESKBELL',
    });
  });

  test('a reaction in a channel arrives only where the app is in it', async () => {
    const carol = stage.workspace.as('carol');
    await carol.types('Here', { in: 'general' });
    await carol.reacts('bellhop_bell', await carol.sees('Here', { in: 'general' }));
    const ts = await carol.types('There', { in: 'triage' });
    await events.next();
    await carol.reacts('bellhop_bell', await carol.sees('There', { in: 'triage' }));
    expect((await events.next()).event).toMatchObject({ type: 'reaction_added', item: { channel: 'C0TRIAGE', ts } });
  });

  test('a reply that also went to the conversation says so, when it is written, edited and deleted', async () => {
    const alice = stage.workspace.as('alice');
    const { ts: parent = '' } = await stage.app.client.chat.postMessage({ channel: 'U0ALICE', text: 'Card' });
    await events.next();
    const root = { text: 'Card', ts: parent, reply_count: 1, latest_reply: expect.any(String) };
    const place = { channel: 'D0ALICE', channel_type: 'im' };
    const reply = { user: 'U0ALICE', subtype: 'thread_broadcast', thread_ts: parent, root };

    const ts = await alice.types('For all', { thread: parent, broadcast: true });
    expect((await events.next()).event).toMatchObject({ ...place, ...reply, type: 'message', text: 'For all', ts });
    const said = await alice.sees('For all');
    expect(said).toMatchObject({ broadcast: true, threadTs: parent });

    await alice.edits(said, 'For everybody');
    const edited = { ...reply, ts, text: 'For everybody', edited: { user: 'U0ALICE', ts: expect.any(String) } };
    expect((await events.next()).event).toMatchObject({
      ...place,
      subtype: 'message_changed',
      message: edited,
      previous_message: { ...reply, ts, text: 'For all' },
    });

    await alice.deletes(said);
    expect((await events.next()).event).toMatchObject({
      ...place,
      subtype: 'message_deleted',
      deleted_ts: ts,
      previous_message: edited,
    });
    expect(alice.thread('app', parent)).toHaveLength(1);
  });

  test('a reply in a thread alone is edited and deleted with its thread named', async () => {
    const bob = stage.workspace.as('bob');
    const { ts: parent = '' } = await stage.app.client.chat.postMessage({ channel: 'U0BOB', text: 'Card' });
    await bob.types('One', { thread: parent });
    const one = await bob.sees('One', { thread: parent });
    await bob.edits(one, 'Two');
    await bob.deletes(one);
    for (const text of ['Card', 'One']) expect((await events.next()).event).toMatchObject({ text });
    const thread = { thread_ts: parent, user: 'U0BOB' };
    const { event: changed } = await events.next();
    expect(changed).toMatchObject({
      message: { ...thread, text: 'Two' },
      previous_message: { ...thread, text: 'One' },
    });
    expect(changed['message']).not.toHaveProperty('subtype');
    expect((await events.next()).event).toMatchObject({ previous_message: { ...thread, text: 'Two' } });
  });

  test('who deletes words that were answered leaves a stone that nobody changes any more', async () => {
    const alice = stage.workspace.as('alice');
    const parent = await alice.types('Help');
    await stage.app.client.chat.postMessage({ channel: 'U0ALICE', text: 'How?', thread_ts: parent });
    const help = { channel: 'D0ALICE', ts: parent };
    await alice.edits(help, 'Help me');
    await alice.deletes(help);
    for (const _ of ['Help', 'How?', 'Help me']) await events.next();
    expect((await events.next()).event).toMatchObject({
      subtype: 'message_changed',
      message: { subtype: 'tombstone', ts: parent, user: 'USLACKBOT', reply_count: 1 },
      previous_message: { text: 'Help me', user: 'U0ALICE' },
    });
    expect(await alice.sees('This message was deleted.')).toMatchObject({ edited: false });
    await expect(alice.edits(help, 'Back')).rejects.toThrow('not_allowed');
  });

  test('who joins and who leaves the company is told; what the app cannot see or has not asked for is not', async () => {
    const { owner } = stage.workspace;
    await stage.workspace.as('alice').types('Not for the app', { in: 'general' });
    owner.invites('bob', 'C0TRIAGE');
    expect((await events.next()).event).toMatchObject({
      type: 'member_joined_channel',
      user: 'U0BOB',
      channel: 'C0TRIAGE',
      channel_type: 'G',
    });
    owner.removes('bob', 'C0TRIAGE');
    owner.deactivates('bob');
    expect((await events.next()).event).toMatchObject({ type: 'user_change', user: { id: 'U0BOB', deleted: true } });
  });
});

test('an event that is not acknowledged comes again at once, then after a minute and five', async () => {
  const { events, retries, prepare } = keeping();
  const { workspace, stop } = await startStage(prepare, { patienceMs: 100 });
  workspace.faults.ignoreAcks(4);
  await workspace.as('alice').types('Once');
  await events.next();
  await events.next();
  await retried(() => workspace.faults.retryNow(), retries, 2);
  await workspace.faults.retryNow();
  expect(retries).toEqual([
    [1, 'http_timeout'],
    [2, 'http_timeout'],
    [3, 'http_timeout'],
  ]);
  expect(new Set(events.all.map(({ event_id: id }) => id)).size).toBe(1);
  await workspace.faults.retryNow();
  expect(events.all).toHaveLength(4);
  await stop();
});

/** Asks for retries until there have been that many: a try that still waits for its acknowledgement is not due. */
async function retried(retryNow: () => Promise<void>, retries: unknown[], count: number): Promise<void> {
  const giveUpAt = Date.now() + 3000;
  while (retries.length < count && Date.now() < giveUpAt) {
    await retryNow();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('what happened while the app was away comes when it is back', async () => {
  const { events, prepare } = keeping();
  const workspace = await startWorkspace({ manifest });
  await workspace.as('alice').types('Is anybody there?');
  const app = await startApp(workspace, prepare);
  await workspace.faults.retryNow();
  expect((await events.next()).event).toMatchObject({ text: 'Is anybody there?' });
  await app.stop();
  await workspace.stop();
});

test('what Slack has given up never comes, and what happens later does', async () => {
  const { events, prepare } = keeping();
  const workspace = await startWorkspace({ manifest });
  const alice = workspace.as('alice');
  await alice.types('Too early');
  workspace.faults.giveUp();
  await alice.types('In time');
  const app = await startApp(workspace, prepare);
  await workspace.faults.retryNow();
  expect((await events.next()).event).toMatchObject({ text: 'In time' });
  await workspace.faults.retryNow();
  expect(events.all).toHaveLength(1);
  await app.stop();
  await workspace.stop();
});

test('what is under way when Slack gives up is not sent again', async () => {
  const { events, prepare } = keeping();
  const { workspace, stop } = await startStage(prepare, { patienceMs: 100 });
  const alice = workspace.as('alice');
  workspace.faults.ignoreAcks();
  await alice.types('Once');
  await events.next();
  workspace.faults.giveUp();
  // Nobody acknowledges this one either: when its time is over, that of the first is too.
  await expect(alice.types('/try')).rejects.toThrow('operation_timeout');
  await alice.types('Later');
  expect((await events.next()).event).toMatchObject({ text: 'Later' });
  await stop();
});
