import type { HomeView, ModalView } from '@slack/types';
import { type ConversationsHistoryResponse, type ConversationsMembersResponse, WebClient } from '@slack/web-api';
import { startWorkspace, type Workspace } from '../src';
import { manifest } from './support';

let workspace: Workspace;
let client: WebClient;
beforeAll(async () => {
  workspace = await startWorkspace({ manifest });
  client = clientWith(workspace.tokens.bot);
});
afterAll(() => workspace.stop());

const { triage, general } = { triage: 'C0TRIAGE', general: 'C0GENERAL' };

function clientWith(token: string | undefined): WebClient {
  const quiet = {
    debug() {},
    info() {},
    warn() {},
    error() {},
    setLevel() {},
    setName() {},
    getLevel: () => 'error' as never,
  };
  const options = { slackApiUrl: workspace.apiUrl, retryConfig: { retries: 0 }, logger: quiet };
  return new WebClient(token, options);
}

/** What Slack answers to a call that it refuses. */
async function refusal(call: Promise<unknown>): Promise<Record<string, unknown>> {
  const error = await call.then(
    () => undefined,
    (thrown: { data?: Record<string, unknown> }) => thrown,
  );
  return error?.data ?? { error: 'none' };
}

async function post(channel: string, text: string, more: object = {}): Promise<string> {
  const { ts } = await client.chat.postMessage({ channel, text, ...more });
  return ts ?? '';
}

describe('who may call', () => {
  test('a call without a token, or with a wrong one, is refused', async () => {
    expect(await refusal(clientWith(undefined).auth.test())).toMatchObject({ error: 'not_authed' });
    expect(await refusal(clientWith('xoxb-wrong').auth.test())).toMatchObject({ error: 'invalid_auth' });
    expect(await refusal(client.apps.connections.open())).toMatchObject({ error: 'not_allowed_token_type' });
    const open = client.apps.connections.open({ token: workspace.tokens.app });
    expect(await open).toMatchObject({ ok: true, url: expect.stringContaining('ws://127.0.0.1') });
  });

  test('a call that the manifest has no scope for is refused, and says which', async () => {
    const listing = client.conversations.list({ types: 'mpim' });
    expect(await refusal(listing)).toMatchObject({ error: 'missing_scope', needed: 'mpim:read' });
  });

  test('every answer says which scopes there are', async () => {
    const { response_metadata: told } = await client.auth.test();
    expect(told?.scopes).toContain('chat:write');
  });

  test('a method that is not there is refused by name, loudly', async () => {
    const complaints = jest.spyOn(console, 'error').mockImplementation(() => {});
    expect(await refusal(client.apiCall('pins.add'))).toMatchObject({ error: 'unknown_method' });
    expect(await refusal(client.apiCall('constructor'))).toMatchObject({ error: 'unknown_method' });
    expect(complaints.mock.calls[0]?.[0]).toContain('"pins.add"');
    complaints.mockRestore();
  });

  test('an argument that is none is refused', async () => {
    const call = client.apiCall('chat.postMessage', { channel: triage, text: 'x', colour: 'red' });
    expect(await refusal(call)).toMatchObject({ error: 'invalid_arguments' });
  });
});

describe('messages', () => {
  test('a post answers with the message, and a person’s id leads to their conversation with the app', async () => {
    const metadata = { event_type: 'ticket', event_payload: { id: '42' } };
    const posted = await client.chat.postMessage({ channel: 'U0ALICE', text: 'Hello', metadata });
    expect(posted).toMatchObject({
      channel: 'D0ALICE',
      message: {
        type: 'message',
        text: 'Hello',
        user: 'U0DESKBELL',
        bot_id: 'B0DESKBELL',
        app_id: 'A0DESKBELL',
        metadata,
      },
    });
    expect(posted.ts).toMatch(/^\d{10}\.\d{6}$/);
  });

  test('a reply to a thread that is not there becomes a message of its own', async () => {
    const { message } = await client.chat.postMessage({
      channel: triage,
      text: 'Lost',
      thread_ts: '1700000000.000000',
    });
    expect(message).not.toHaveProperty('thread_ts');
  });

  test.each([
    ['channel_not_found', { channel: 'C0NOWHERE', text: 'x' }],
    ['channel_not_found', { channel: 'U0NOBODY', text: 'x' }],
    ['not_in_channel', { channel: general, text: 'x' }],
    ['no_text', { channel: triage }],
    ['msg_too_long', { channel: triage, text: 'x'.repeat(40_001) }],
    ['invalid_blocks', { channel: triage, text: 'x', blocks: [{ type: 'section' }] }],
  ])('a post is refused with %s', async (error, args) => {
    expect(await refusal(client.apiCall('chat.postMessage', args))).toMatchObject({ error });
  });

  test('an update without blocks takes them away, keeps the metadata, and is refused for what is not the app’s', async () => {
    const blocks = [{ type: 'section', text: { type: 'plain_text', text: 'Card' } }];
    const ts = await post(triage, 'Card', { blocks, metadata: { event_type: 'ticket', event_payload: { id: '1' } } });
    const updated = await client.chat.update({ channel: triage, ts, text: 'Plain' });
    expect(updated.message).toMatchObject({ text: 'Plain', metadata: { event_type: 'ticket' } });
    expect(updated.message).not.toHaveProperty('blocks');

    const theirs = await workspace.as('carol').types('Mine', { in: 'triage' });
    expect(await refusal(client.chat.update({ channel: triage, ts: theirs, text: 'x' }))).toMatchObject({
      error: 'cant_update_message',
    });
    expect(await refusal(client.chat.delete({ channel: triage, ts: theirs }))).toMatchObject({
      error: 'cant_delete_message',
    });
    expect(await refusal(client.chat.update({ channel: triage, ts: '1.000000', text: 'x' }))).toMatchObject({
      error: 'message_not_found',
    });
    expect(await refusal(client.chat.update({ channel: 'U0ALICE', ts, text: 'x' }))).toMatchObject({
      error: 'channel_not_found',
    });
  });

  test('a deleted parent with replies leaves a stone, one without leaves nothing', async () => {
    const [parent, alone] = [await post(triage, 'Parent'), await post(triage, 'Alone')];
    await post(triage, 'Reply', { thread_ts: parent });
    await client.chat.delete({ channel: triage, ts: parent });
    await client.chat.delete({ channel: triage, ts: alone });
    expect(await refusal(client.chat.update({ channel: triage, ts: parent, text: 'x' }))).toMatchObject({
      error: 'message_not_found',
    });
    const { messages = [] } = await client.conversations.history({ channel: triage });
    expect(messages.find(({ ts }) => ts === parent)).toMatchObject({ subtype: 'tombstone', reply_count: 1 });
    expect(messages.find(({ ts }) => ts === alone)).toBeUndefined();
  });

  test('an ephemeral message goes to one person who is in the channel', async () => {
    await client.chat.postEphemeral({ channel: triage, user: 'U0CAROL', text: 'Psst' });
    expect(workspace.as('carol').ephemerals('triage')).toMatchObject([{ text: 'Psst', ephemeral: true }]);
    expect(workspace.as('dave').ephemerals('triage')).toEqual([]);
    const toAlice = client.chat.postEphemeral({ channel: triage, user: 'U0ALICE', text: 'x' });
    expect(await refusal(toAlice)).toMatchObject({ error: 'user_not_in_channel' });
  });

  test('an ephemeral message may stand in a conversation with the app, and in a thread', async () => {
    const parent = await post('D0ALICE', 'Parent');
    await client.chat.postEphemeral({ channel: 'D0ALICE', user: 'U0ALICE', text: 'Here' });
    await client.chat.postEphemeral({ channel: 'D0ALICE', user: 'U0ALICE', text: 'In there', thread_ts: parent });
    const alice = workspace.as('alice');
    expect(await alice.sees('Here')).toMatchObject({ ephemeral: true });
    expect(alice.seesNot('In there')).toBe(true);
    expect(await alice.sees('In there', { thread: parent })).toMatchObject({ ephemeral: true, threadTs: parent });
    const carol = workspace.as('carol');
    const said = await carol.types('Said', { in: 'triage' });
    await client.chat.postEphemeral({ channel: triage, user: 'U0CAROL', text: 'Beneath', thread_ts: said });
    expect(carol.seesNot('Beneath', { in: 'triage' })).toBe(true);
    expect(await carol.sees('Beneath', { in: 'triage', thread: said })).toMatchObject({ threadTs: said });
  });

  test('a reply of the app’s own is deleted from its thread', async () => {
    const parent = await post(triage, 'Parent');
    const reply = await post(triage, 'Reply', { thread_ts: parent, reply_broadcast: true });
    await client.chat.delete({ channel: triage, ts: reply });
    expect(workspace.as('carol').thread('triage', parent)).toMatchObject([{ text: 'Parent', replyCount: 0 }]);
    const gone = client.chat.delete({ channel: triage, ts: reply });
    expect(await refusal(gone)).toMatchObject({ error: 'message_not_found' });
  });

  test('a permalink leads to the message', async () => {
    const ts = await post(triage, 'Here');
    const { permalink = '' } = await client.chat.getPermalink({ channel: triage, message_ts: ts });
    const response = await fetch(permalink, {
      redirect: 'manual',
      headers: { referer: `${workspace.url}/carol/${triage}` },
    });
    expect(response.headers.get('location')).toBe(`/carol/${triage}/p${ts.replace('.', '')}`);
    const { url } = await client.auth.test();
    expect(permalink).toBe(`${url}archives/${triage}/p${ts.replace('.', '')}`);
    const reply = await post(triage, 'Beneath', { thread_ts: ts });
    const { permalink: toReply } = await client.chat.getPermalink({ channel: triage, message_ts: reply });
    expect(toReply).toBe(`${url}archives/${triage}/p${reply.replace('.', '')}?thread_ts=${ts}&cid=${triage}`);
    const nowhere = client.chat.getPermalink({ channel: triage, message_ts: '1.000000' });
    expect(await refusal(nowhere)).toMatchObject({ error: 'message_not_found' });
  });

  test('the same reaction twice is refused', async () => {
    const timestamp = await post(triage, 'React');
    const reaction = { channel: triage, timestamp, name: 'tada' };
    await client.reactions.add(reaction);
    expect(await refusal(client.reactions.add(reaction))).toMatchObject({ error: 'already_reacted' });
  });
});

describe('reading', () => {
  test('history leaves replies out, pages from the newest, and shows metadata when asked', async () => {
    const metadata = { event_type: 'ticket', event_payload: { id: '7' } };
    const first = await post('D0BOB', 'first', { metadata });
    await post('D0BOB', 'hidden reply', { thread_ts: first });
    await post('D0BOB', 'shown reply', { thread_ts: first, reply_broadcast: true });
    await post('D0BOB', 'last');

    const texts: unknown[] = [];
    for await (const page of client.paginate('conversations.history', {
      channel: 'D0BOB',
      limit: 2,
      include_all_metadata: true,
    })) {
      // `paginate` knows no method's answer.
      texts.push(...((page as ConversationsHistoryResponse).messages ?? []).map(({ text }) => text));
    }
    expect(texts).toEqual(['last', 'shown reply', 'first']);

    const [withFlag] =
      (
        await client.conversations.history({
          channel: 'D0BOB',
          latest: first,
          inclusive: true,
          include_all_metadata: true,
        })
      ).messages ?? [];
    expect(withFlag).toMatchObject({ text: 'first', reply_count: 2, metadata });
    const [without] =
      (await client.conversations.history({ channel: 'D0BOB', latest: first, inclusive: true })).messages ?? [];
    expect(without?.metadata).toEqual({ event_type: 'ticket' });
    expect((await client.conversations.history({ channel: 'D0BOB', oldest: first })).messages).toHaveLength(2);
  });

  test('a thread comes parent first, and again with each page', async () => {
    const ts = await post('D0CAROL', 'parent');
    for (const text of ['one', 'two', 'three']) await post('D0CAROL', text, { thread_ts: ts });
    const all = await client.conversations.replies({ channel: 'D0CAROL', ts });
    expect(all.messages?.map(({ text }) => text)).toEqual(['parent', 'one', 'two', 'three']);
    const page = await client.conversations.replies({ channel: 'D0CAROL', ts, limit: 2 });
    expect(page).toMatchObject({ has_more: true, response_metadata: { next_cursor: expect.any(String) } });
    const last = all.messages?.at(-1);
    const one = await client.conversations.replies({ channel: 'D0CAROL', ts: last?.ts ?? '' });
    expect(one).toMatchObject({ has_more: false, messages: [{ text: 'three', thread_ts: ts }] });
    expect(one.messages).toHaveLength(1);
    const lost = client.conversations.replies({ channel: 'D0CAROL', ts: '1.000000' });
    expect(await refusal(lost)).toMatchObject({ error: 'thread_not_found' });
  });

  test('a message is read alone, and says who wrote it, what became of it and what was answered', async () => {
    const dave = workspace.as('dave');
    const parent = await post('D0DAVE', 'parent');
    const reply = await dave.types('one', { thread: parent });
    const shown = await dave.types('two', { thread: parent, broadcast: true });
    await dave.edits({ channel: 'D0DAVE', ts: shown }, 'two and a half');
    const alone = async (ts: string) =>
      (await client.conversations.history({ channel: 'D0DAVE', latest: ts, inclusive: true, limit: 1 })).messages;
    expect(await alone(parent)).toMatchObject([
      { text: 'parent', user: 'U0DESKBELL', reply_count: 2, latest_reply: shown, reply_users: ['U0DAVE'] },
    ]);
    const broadcast = { subtype: 'thread_broadcast', thread_ts: parent, root: { ts: parent, reply_count: 2 } };
    const edited = { user: 'U0DAVE', text: 'two and a half', edited: { user: 'U0DAVE' } };
    expect(await alone(shown)).toMatchObject([{ ...broadcast, ...edited }]);

    const thread = { channel: 'D0DAVE', ts: parent };
    const later = await client.conversations.replies({ ...thread, oldest: reply });
    expect(later.messages).toMatchObject([{ ts: parent }, { ts: shown, ...edited }]);
    const same = await client.conversations.replies({ ...thread, oldest: reply, inclusive: true, limit: 1 });
    expect(same.messages?.map(({ ts }) => ts)).toEqual([parent, reply]);
  });

  test('the members of a private channel that the app is in come page by page', async () => {
    const pages: string[][] = [];
    for await (const page of client.paginate('conversations.members', { channel: triage, limit: 2 })) {
      // `paginate` knows no method's answer.
      pages.push((page as ConversationsMembersResponse).members ?? []);
    }
    expect(pages).toEqual([['U0CAROL', 'U0DAVE'], ['U0DESKBELL']]);
    workspace.owner.removes('app', triage);
    expect(await refusal(client.conversations.members({ channel: triage }))).toMatchObject({
      error: 'channel_not_found',
    });
    workspace.owner.invites('app', triage);
  });

  test('people and conversations answer for themselves', async () => {
    expect(await client.users.info({ user: 'U0BOB' })).toMatchObject({
      user: { real_name: 'Bob Okafor', tz: 'Africa/Lagos', deleted: false },
    });
    expect(await refusal(client.users.info({ user: 'U0NOBODY' }))).toMatchObject({ error: 'user_not_found' });
    expect(await client.conversations.open({ users: 'U0BOB' })).toMatchObject({ channel: { id: 'D0BOB' } });
    expect(await refusal(client.conversations.open({ users: 'U0NOBODY' }))).toMatchObject({ error: 'user_not_found' });
    expect(await client.conversations.members({ channel: triage })).toMatchObject({
      members: ['U0CAROL', 'U0DAVE', 'U0DESKBELL'],
    });
    const own = await client.users.conversations({ types: 'public_channel,private_channel' });
    expect(own.channels?.map(({ name }) => name)).toEqual(['support-triage']);
    expect(await client.conversations.info({ channel: general })).toMatchObject({
      channel: { is_member: false, name: 'general' },
    });
    expect(await refusal(client.conversations.history({ channel: general }))).toMatchObject({
      error: 'not_in_channel',
    });
    expect((await client.users.list({})).members?.map(({ id }) => id)).toContain('USLACKBOT');
  });
});

describe('views', () => {
  const modal: ModalView = { type: 'modal', title: { type: 'plain_text', text: 'Hi' }, blocks: [] };
  const home: HomeView = { type: 'home', blocks: [{ type: 'section', text: { type: 'plain_text', text: 'Welcome' } }] };

  test('a Home is published to one person, and a stale hash is refused', async () => {
    const { view } = await client.views.publish({ user_id: 'U0ALICE', view: home });
    expect((await workspace.as('alice').home()).words).toBe('Welcome');
    expect(view).toMatchObject({ root_view_id: view?.id, hash: expect.any(String), state: { values: {} } });
    await client.views.publish({ user_id: 'U0ALICE', view: home, hash: view?.hash ?? '' });
    const stale = client.views.publish({ user_id: 'U0ALICE', view: home, hash: view?.hash ?? '' });
    expect(await refusal(stale)).toMatchObject({ error: 'hash_conflict' });
    expect(await refusal(client.views.publish({ user_id: 'U0DESKBELL', view: home }))).toMatchObject({
      error: 'user_not_found',
    });
  });

  test('a view that Slack would refuse, or a trigger that is none, is refused', async () => {
    const wrong = client.apiCall('views.open', { trigger_id: 'x', view: { type: 'modal' } });
    expect(await refusal(wrong)).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: { messages: expect.anything() },
    });
    expect(await refusal(client.views.open({ trigger_id: 'x', view: modal }))).toMatchObject({
      error: 'invalid_trigger_id',
    });
    expect(await refusal(client.views.update({ view_id: 'V0', view: modal }))).toMatchObject({ error: 'not_found' });
  });
});

test('with rates on, one call too many in a minute is answered by 429 and when to come back', async () => {
  const strict = await startWorkspace({ manifest, rates: true });
  const call = () => fetch(`${strict.apiUrl}users.list`, { headers: { authorization: `Bearer ${strict.tokens.bot}` } });
  for (let n = 0; n < 20; n += 1) expect((await call()).status).toBe(200);
  const refused = await call();
  expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, expect.any(Number)]);
  expect(strict.calls.at(-1)).toMatchObject({ method: 'users.list', outcome: 'http 429' });
  await strict.stop();
});
