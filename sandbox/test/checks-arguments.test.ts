import {
  checkArguments,
  createRates,
  implementedMethods,
  missingScope,
  neededScopes,
  readArguments,
} from '../src/checks';

const post = { channel: 'C0GENERAL', text: 'hello' };
const view = { type: 'modal' };

test('every method of the practice workspace takes what Deskbell sends', () => {
  const calls: Record<string, Record<string, unknown>> = {
    'api.test': {},
    'auth.test': { token: 'xoxb-1' },
    'apps.connections.open': {},
    'chat.postMessage': {
      ...post,
      blocks: [],
      thread_ts: '1764000000.000100',
      reply_broadcast: true,
      metadata: { event_type: 'ticket', event_payload: { id: 1 } },
      parse: 'none',
      unfurl_links: false,
      unfurl_media: false,
    },
    'chat.update': { ...post, ts: '1764000000.000100', parse: 'none' },
    'chat.delete': { channel: 'C0GENERAL', ts: '1764000000.000100' },
    'chat.postEphemeral': { ...post, user: 'U0ALICE' },
    'chat.getPermalink': { channel: 'C0GENERAL', message_ts: '1764000000.000100' },
    'views.open': { trigger_id: '1.2.3', view },
    'views.push': { trigger_id: '1.2.3', view },
    'views.update': { view_id: 'V1', hash: 'h', view },
    'views.publish': { user_id: 'U0ALICE', view },
    'conversations.history': {
      channel: 'C0GENERAL',
      limit: 999,
      oldest: '0',
      inclusive: true,
      include_all_metadata: true,
    },
    'conversations.replies': { channel: 'C0GENERAL', ts: '1764000000.000100', cursor: '' },
    'conversations.open': { users: 'U0ALICE' },
    'conversations.info': { channel: 'C0GENERAL', include_num_members: true },
    'conversations.members': { channel: 'C0GENERAL', limit: 200 },
    'conversations.list': { types: 'public_channel,private_channel', exclude_archived: true },
    'users.conversations': { types: 'public_channel, private_channel', user: 'U0ALICE' },
    'users.info': { user: 'U0ALICE', include_locale: true },
    'users.list': { limit: 1 },
    'reactions.add': { channel: 'C0GENERAL', timestamp: '1764000000.000100', name: 'eyes' },
    'files.info': { file: 'F1' },
    'files.delete': { file: 'F1' },
    'files.getUploadURLExternal': { filename: 'report.csv', length: 12 },
    'files.completeUploadExternal': {
      files: [{ id: 'F1', title: 'Report' }, { id: 'F2' }],
      channel_id: 'D0ALICE',
      thread_ts: '1764000000.000100',
      initial_comment: 'As you asked',
    },
  };
  expect(Object.keys(calls).toSorted()).toEqual([...implementedMethods].toSorted());
  for (const [method, args] of Object.entries(calls))
    expect([method, checkArguments(method, args)]).toEqual([method, undefined]);
});

const elsewhere = (name: string): string =>
  `[ERROR] unsupported here: Slack has it, the practice workspace does not [json-pointer:/${name}]`;

/** What is wrong, the method, its arguments, Slack's code, and what it says. */
test.each<[string, string, Record<string, unknown>, string, string[]]>([
  [
    'a method that is not here',
    'chat.scheduleMessage',
    {},
    'unknown_method',
    ['[ERROR] chat.scheduleMessage is not in the practice workspace'],
  ],
  [
    'a method named like a property of every object',
    'constructor',
    {},
    'unknown_method',
    ['[ERROR] constructor is not in the practice workspace'],
  ],
  [
    'a missing channel',
    'chat.postMessage',
    { text: 'a' },
    'invalid_arguments',
    ['[ERROR] missing required field: channel'],
  ],
  [
    'an argument that is there but undefined',
    'users.info',
    { user: undefined },
    'invalid_arguments',
    ['[ERROR] missing required field: user'],
  ],
  [
    'a channel that is a number',
    'chat.postMessage',
    { ...post, channel: 5 },
    'invalid_arguments',
    ['[ERROR] must provide a string [json-pointer:/channel]'],
  ],
  [
    'a mistyped name',
    'chat.postMessage',
    { ...post, thread: '1.2' },
    'invalid_arguments',
    ['[ERROR] unknown argument here: thread [json-pointer:/thread]'],
  ],
  [
    'a name of every object',
    'chat.postMessage',
    { ...post, toString: 'x' },
    'invalid_arguments',
    ['[ERROR] unknown argument here: toString [json-pointer:/toString]'],
  ],
  ['attachments', 'chat.postMessage', { ...post, attachments: [] }, 'invalid_arguments', [elsewhere('attachments')]],
  [
    'another name for the bot',
    'chat.postMessage',
    { ...post, username: 'Bob' },
    'invalid_arguments',
    [elsewhere('username')],
  ],
  [
    'names that Slack shall link',
    'chat.update',
    { ...post, ts: '1.2', parse: 'full' },
    'invalid_arguments',
    ['[ERROR] must be a valid enum value [json-pointer:/parse]'],
  ],
  ['a message of nothing', 'chat.postMessage', { channel: 'C1' }, 'no_text', []],
  ['a message of no blocks and no text', 'chat.postMessage', { channel: 'C1', text: '', blocks: [] }, 'no_text', []],
  [
    'blocks that are no list',
    'chat.postMessage',
    { ...post, blocks: '[{' },
    'invalid_blocks_format',
    ['[ERROR] must provide an array [json-pointer:/blocks]'],
  ],
  [
    'metadata without a type',
    'chat.postMessage',
    { ...post, metadata: { event_payload: {} } },
    'invalid_metadata_format',
    ['[ERROR] missing required field: event_type [json-pointer:/metadata]'],
  ],
  [
    'a text of more than 40,000 characters',
    'chat.postMessage',
    { ...post, text: 'x'.repeat(40_001) },
    'msg_too_long',
    [],
  ],
  [
    'an update of more than 4,000 bytes',
    'chat.update',
    { ...post, ts: '1.2', text: '\u00e9'.repeat(2001) },
    'msg_too_long',
    [],
  ],
  [
    'a time that is none',
    'chat.update',
    { ...post, ts: 'now' },
    'invalid_arguments',
    ['[ERROR] input must match regex pattern: ^\\d+(\\.\\d+)?$ [json-pointer:/ts]'],
  ],
  [
    'a view without a trigger',
    'views.open',
    { view },
    'invalid_arguments',
    ['[ERROR] missing required field: trigger_id'],
  ],
  [
    'a view that is not even JSON',
    'views.open',
    { trigger_id: '1', view: '{' },
    'invalid_arguments',
    ['[ERROR] must provide an object [json-pointer:/view]'],
  ],
  [
    'an update of no view',
    'views.update',
    { view },
    'invalid_arguments',
    ['[ERROR] must provide one of `view_id` or `external_id`'],
  ],
  [
    'a page of none',
    'conversations.history',
    { channel: 'C1', limit: 0 },
    'invalid_limit',
    ['[ERROR] must be greater than 0 [json-pointer:/limit]'],
  ],
  [
    'a page of a thousand',
    'conversations.list',
    { limit: 1000 },
    'invalid_limit',
    ['[ERROR] must be less than 1000 [json-pointer:/limit]'],
  ],
  [
    'a beginning that is no time',
    'conversations.history',
    { channel: 'C1', oldest: 'x' },
    'invalid_ts_oldest',
    ['[ERROR] input must match regex pattern: ^\\d+(\\.\\d+)?$ [json-pointer:/oldest]'],
  ],
  ['a conversation with nobody', 'conversations.open', {}, 'users_list_not_supplied', []],
  ['conversations of no known type', 'users.conversations', { types: 'public' }, 'invalid_types', []],
  [
    'two faults at once',
    'reactions.add',
    { channel: 'C1', name: 5 },
    'invalid_arguments',
    ['[ERROR] missing required field: timestamp', '[ERROR] must provide a string [json-pointer:/name]'],
  ],
])('%s is refused', (_name, method, args, error, messages) => {
  expect(checkArguments(method, args)).toEqual({ error, messages });
});

test('the longest texts pass: 40,000 characters when posted, 4,000 bytes when changed', () => {
  expect(checkArguments('chat.postMessage', { ...post, text: '\u00e9'.repeat(40_000) })).toBeUndefined();
  expect(checkArguments('chat.update', { ...post, ts: '1.2', text: '\u00e9'.repeat(2000) })).toBeUndefined();
});

test('a form is read into what the method takes, and words that look like JSON stay words', () => {
  const form = {
    channel: 'C1',
    text: '5',
    blocks: '[{"type":"divider"}]',
    unfurl_links: 'false',
    reply_broadcast: '1',
    other: 'true',
  };
  expect(readArguments('chat.postMessage', form)).toEqual({
    channel: 'C1',
    text: '5',
    blocks: [{ type: 'divider' }],
    unfurl_links: false,
    reply_broadcast: true,
    other: 'true',
  });
  expect(
    readArguments('conversations.history', { channel: 'C1', limit: '20', oldest: '1764000000.000100', inclusive: '0' }),
  ).toEqual({
    channel: 'C1',
    limit: 20,
    oldest: '1764000000.000100',
    inclusive: false,
  });
  expect(readArguments('views.open', { view: '{broken' })).toEqual({ view: '{broken' });
  expect(readArguments('nothing.here', { a: '1' })).toEqual({ a: '1' });
});

test.each<[string, string, Record<string, unknown>, 'channel' | 'private' | 'dm' | undefined, string[]]>([
  ['posting', 'chat.postMessage', {}, 'channel', ['chat:write']],
  ['opening a view', 'views.open', {}, undefined, []],
  ['linking to a message', 'chat.getPermalink', {}, 'channel', []],
  ['reading a public channel', 'conversations.history', {}, 'channel', ['channels:history']],
  ['reading a private channel', 'conversations.replies', {}, 'private', ['groups:history']],
  ['reading a DM', 'conversations.history', {}, 'dm', ['im:history']],
  [
    'looking at a channel that is not known yet',
    'conversations.info',
    {},
    undefined,
    ['channels:read', 'groups:read', 'im:read', 'mpim:read'],
  ],
  ['opening a DM', 'conversations.open', { users: 'U1' }, undefined, ['im:write']],
  ['opening a DM of several', 'conversations.open', { users: 'U1,U2' }, undefined, ['mpim:write']],
  ['listing channels', 'conversations.list', {}, undefined, ['channels:read']],
  ['looking at people', 'users.info', {}, undefined, ['users:read']],
  ['reacting', 'reactions.add', {}, 'channel', ['reactions:write']],
  ['announcing a file', 'files.getUploadURLExternal', {}, undefined, ['files:write']],
  ['looking at a file', 'files.info', {}, undefined, ['files:read']],
  ['deleting a file', 'files.delete', {}, undefined, ['files:write']],
  [
    'asking for files',
    'views.open',
    { view: { blocks: [{ element: { type: 'file_input' } }] } },
    undefined,
    ['files:read'],
  ],
  ['sharing a file', 'files.completeUploadExternal', {}, undefined, ['files:write']],
  ['connecting', 'apps.connections.open', {}, undefined, ['connections:write']],
])('%s wants its scope', (_name, method, args, kind, scopes) => {
  expect(neededScopes(method, args, kind)).toEqual(scopes);
});

test('one scope of several suffices, but a listing wants one for each type', () => {
  const granted = new Set(['channels:read']);
  expect(missingScope('conversations.info', {}, granted)).toBeUndefined();
  expect(missingScope('conversations.info', {}, granted, 'private')).toBe('groups:read');
  expect(missingScope('users.conversations', { types: 'public_channel,private_channel' }, granted)).toBe('groups:read');
  expect(missingScope('auth.test', {}, new Set())).toBeUndefined();
});

test.each<[string, number]>([
  ['users.list', 20],
  ['conversations.list', 20],
  ['chat.update', 50],
  ['conversations.history', 50],
  ['views.open', 100],
  ['chat.postEphemeral', 100],
])('%s goes %d times a minute', (method, limit) => {
  const rates = createRates();
  for (let n = 0; n < limit; n += 1) expect(rates.take(method, 'C1', n * 100)).toBe(0);
  expect(rates.take(method, 'C2', limit * 100)).toBe(60 - Math.floor((limit * 100) / 1000));
  expect(rates.take('auth.test', undefined, limit * 100)).toBe(0);
  expect(rates.take(method, 'C1', 60_000)).toBe(0);
  expect(rates.take(method, 'C1', 60_000)).toBe(1);
});

test('a channel takes a short burst, then a post a second; other channels do not wait for it', () => {
  const rates = createRates();
  const posts = (nowMs: number): number => rates.take('chat.postMessage', 'C1', nowMs);
  expect([0, 0, 0, 0, 0].map(posts)).toEqual([0, 0, 0, 0, 1]);
  expect(rates.take('chat.postMessage', 'C2', 0)).toBe(0);
  expect([999, 1000, 1001, 2000].map(posts)).toEqual([1, 0, 1, 0]);
  expect([60_000, 60_000, 60_000, 60_000, 60_000].map(posts)).toEqual([0, 0, 0, 0, 1]);
});

test('who waits as long as Slack says gets through', () => {
  const rates = createRates();
  let now = 0;
  for (let n = 0; n < 40; n += 1) {
    const wait = rates.take('chat.postMessage', 'C1', now);
    now += wait * 1000;
    if (wait > 0) expect(rates.take('chat.postMessage', 'C1', now)).toBe(0);
  }
  expect(now).toBeLessThanOrEqual(80_000);
});
