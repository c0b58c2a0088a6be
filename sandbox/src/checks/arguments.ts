/** What each method takes. The names are those that `@slack/web-api` knows: one more or one less does not compile. */
import type { MessageMetadata } from '@slack/types';
import type {
  APITestArguments,
  ChatDeleteArguments,
  ChatGetPermalinkArguments,
  ChatPostEphemeralArguments,
  ChatPostMessageArguments,
  ChatUpdateArguments,
  ConversationsHistoryArguments,
  ConversationsInfoArguments,
  ConversationsListArguments,
  ConversationsMembersArguments,
  ConversationsOpenArguments,
  ConversationsRepliesArguments,
  FilesCompleteUploadExternalArguments,
  FilesDeleteArguments,
  FilesGetUploadURLExternalArguments,
  FilesInfoArguments,
  ReactionsAddArguments,
  UsersConversationsArguments,
  UsersInfoArguments,
  UsersListArguments,
  ViewsOpenArguments,
  ViewsPublishArguments,
  ViewsPushArguments,
  ViewsUpdateArguments,
} from '@slack/web-api';
import {
  boolean,
  type Field,
  integer,
  isObject,
  type KeysOf,
  list,
  oneOf,
  problem,
  type Rule,
  record,
  required,
  string,
  undrawn,
} from './schema';

type UploadedFile = FilesCompleteUploadExternalArguments['files'][number];
type Table<T> = { [K in Exclude<KeysOf<NonNullable<T>>, 'token'>]-?: Field };

const id = string(1, 255);
const ts = string(1, 32, /^\d+(\.\d+)?$/);
const json: Rule = (value, at) => (isObject(value) ? [] : [problem('must provide an object', at)]);
const blockList: Rule = (value, at) => (Array.isArray(value) ? [] : [problem('must provide an array', at)]);
const metadata = record<MessageMetadata>({ event_type: required(string(1, 255)), event_payload: required(json) });
// docs.slack.dev/apis/web-api/pagination
const page = { limit: integer(1, 999), cursor: string(0, 3000) };
const span = { oldest: ts, latest: ts, inclusive: boolean };

const message = {
  channel: required(id),
  text: string(0),
  blocks: blockList,
  attachments: undrawn,
  markdown_text: undrawn,
  // Slack links bare names with `full`, which nobody should want (docs.slack.dev/messaging/formatting-message-text).
  parse: oneOf('none'),
  link_names: undrawn,
  as_user: undrawn,
};
const posted = { ...message, thread_ts: ts, icon_emoji: undrawn, icon_url: undrawn, username: undrawn };

const tables = {
  'api.test': { error: string(1, 255) } satisfies Table<APITestArguments>,
  'auth.test': {},
  'apps.connections.open': {},
  'chat.postMessage': {
    ...posted,
    reply_broadcast: boolean,
    metadata,
    unfurl_links: boolean,
    unfurl_media: boolean,
    mrkdwn: undrawn,
  } satisfies Table<ChatPostMessageArguments>,
  'chat.update': {
    ...message,
    ts: required(ts),
    metadata,
    file_ids: undrawn,
    reply_broadcast: boolean,
  } satisfies Table<ChatUpdateArguments>,
  'chat.delete': { channel: required(id), ts: required(ts), as_user: undrawn } satisfies Table<ChatDeleteArguments>,
  'chat.postEphemeral': { ...posted, user: required(id) } satisfies Table<ChatPostEphemeralArguments>,
  'chat.getPermalink': {
    channel: required(id),
    message_ts: required(ts),
  } satisfies Table<ChatGetPermalinkArguments>,
  'views.open': {
    trigger_id: required(id),
    view: required(json),
    interactivity_pointer: undrawn,
  } satisfies Table<ViewsOpenArguments>,
  'views.push': {
    trigger_id: required(id),
    view: required(json),
    interactivity_pointer: undrawn,
  } satisfies Table<ViewsPushArguments>,
  'views.update': {
    view_id: id,
    external_id: id,
    hash: id,
    view: required(json),
  } satisfies Table<ViewsUpdateArguments>,
  'views.publish': { user_id: required(id), view: required(json), hash: id } satisfies Table<ViewsPublishArguments>,
  'conversations.history': {
    channel: required(id),
    include_all_metadata: boolean,
    ...page,
    ...span,
  } satisfies Table<ConversationsHistoryArguments>,
  'conversations.replies': {
    channel: required(id),
    ts: required(ts),
    include_all_metadata: boolean,
    ...page,
    ...span,
  } satisfies Table<ConversationsRepliesArguments>,
  'conversations.open': {
    channel: id,
    users: string(1, 10_000),
    prevent_creation: boolean,
    return_im: boolean,
  } satisfies Table<ConversationsOpenArguments>,
  'conversations.info': {
    channel: required(id),
    include_locale: boolean,
    include_num_members: boolean,
  } satisfies Table<ConversationsInfoArguments>,
  'conversations.members': { channel: required(id), ...page } satisfies Table<ConversationsMembersArguments>,
  'conversations.list': {
    ...page,
    types: string(1, 255),
    exclude_archived: boolean,
    team_id: id,
  } satisfies Table<ConversationsListArguments>,
  'users.conversations': {
    ...page,
    user: id,
    types: string(1, 255),
    exclude_archived: boolean,
    team_id: id,
  } satisfies Table<UsersConversationsArguments>,
  'users.info': { user: required(id), include_locale: boolean } satisfies Table<UsersInfoArguments>,
  'users.list': { ...page, include_locale: boolean, team_id: id } satisfies Table<UsersListArguments>,
  'reactions.add': {
    channel: required(id),
    timestamp: required(ts),
    name: required(id),
  } satisfies Table<ReactionsAddArguments>,
  'files.info': {
    file: required(id),
    count: undrawn,
    page: undrawn,
    limit: undrawn,
    cursor: undrawn,
  } satisfies Table<FilesInfoArguments>,
  'files.delete': { file: required(id) } satisfies Table<FilesDeleteArguments>,
  'files.getUploadURLExternal': {
    filename: required(string(1, 255)),
    length: required(integer(0)),
    alt_text: undrawn,
    snippet_type: undrawn,
  } satisfies Table<FilesGetUploadURLExternalArguments>,
  'files.completeUploadExternal': {
    files: required(
      list(record<UploadedFile>({ id: required(id), title: string(1, 255), highlight_type: undrawn }), 1),
    ),
    // No person's id (node-slack-sdk#1653, bolt-js#2115). Slack wants eight signs or more after the letter; ids are shorter here.
    channel_id: string(1, 255, /^[CGDZ][A-Z0-9]{4,}$/),
    thread_ts: ts,
    initial_comment: string(0),
    blocks: undrawn,
  } satisfies Table<FilesCompleteUploadExternalArguments>,
};

export type ImplementedMethod = keyof typeof tables;

const methods = new Map<string, Record<string, Field>>(Object.entries(tables));

/** The methods of Slack's Web API that the practice workspace has. */
export const implementedMethods: readonly string[] = [...methods.keys()];

export interface Refused {
  error: string;
  messages: string[];
}

/** What a method says about several arguments at once, with its own error code (its page under docs.slack.dev/reference/methods). */
const together: Readonly<Record<string, (args: Record<string, unknown>) => Refused | undefined>> = {
  'chat.postMessage': (args) => wantsText(args) ?? tooLong(args, 40_000, (text) => text.length),
  'chat.postEphemeral': (args) => wantsText(args) ?? tooLong(args, 40_000, (text) => text.length),
  // 4,000 bytes rather than characters, as people measured.
  'chat.update': (args) => wantsText(args) ?? tooLong(args, 4000, (text) => Buffer.byteLength(text)),
  'views.update': wantsOne('view_id', 'external_id'),
  'conversations.open': (args) =>
    'channel' in args || 'users' in args ? undefined : { error: 'users_list_not_supplied', messages: [] },
  'files.getUploadURLExternal': wantsBytes,
  'conversations.list': wantsKnownTypes,
  'users.conversations': wantsKnownTypes,
};

function wantsText({ text, blocks }: Record<string, unknown>): Refused | undefined {
  return text || (Array.isArray(blocks) && blocks.length > 0) ? undefined : { error: 'no_text', messages: [] };
}

function tooLong({ text }: Record<string, unknown>, max: number, size: (text: string) => number): Refused | undefined {
  return typeof text === 'string' && size(text) > max ? { error: 'msg_too_long', messages: [] } : undefined;
}

function wantsOne(one: string, other: string): (args: Record<string, unknown>) => Refused | undefined {
  return (args) =>
    one in args || other in args
      ? undefined
      : { error: 'invalid_arguments', messages: [`[ERROR] must provide one of \`${one}\` or \`${other}\``] };
}

/** The largest file that the practice workspace keeps; Slack's plans differ. */
export const largestFile = 10_000_000;

function wantsBytes({ length }: Record<string, unknown>): Refused | undefined {
  if (length === 0) return { error: 'missing_argument', messages: [] };
  return Number(length) > largestFile ? { error: 'file_upload_size_restricted', messages: [] } : undefined;
}

const channelTypes = new Set(['public_channel', 'private_channel', 'mpim', 'im']);

function wantsKnownTypes(args: Record<string, unknown>): Refused | undefined {
  return typesOf(args).every((type) => channelTypes.has(type)) ? undefined : { error: 'invalid_types', messages: [] };
}

/** The conversation types that a listing asks for; public channels when it does not say. */
export function typesOf(args: Record<string, unknown>): string[] {
  return typeof args['types'] === 'string' ? args['types'].split(',').map((type) => type.trim()) : ['public_channel'];
}

/** Codes that Slack has for one wrong argument, in place of `invalid_arguments`. */
const codes = new Map([
  ['blocks', 'invalid_blocks_format'],
  ['metadata', 'invalid_metadata_format'],
  ['limit', 'invalid_limit'],
  ['cursor', 'invalid_cursor'],
  ['oldest', 'invalid_ts_oldest'],
  ['latest', 'invalid_ts_latest'],
]);

/**
 * Says which of a method's arguments Slack would refuse. Slack ignores arguments that it does not know; here they are
 * refused, since they are always somebody's mistake. Blocks and views are looked into by `checkBlocks` and `checkView`.
 */
export function checkArguments(method: string, args: Record<string, unknown>): Refused | undefined {
  const table = methods.get(method);
  if (!table) return { error: 'unknown_method', messages: [`[ERROR] ${method} is not in the practice workspace`] };
  const given = Object.fromEntries(
    Object.entries(args).filter(([name, value]) => name !== 'token' && value !== undefined),
  );
  const missing = Object.entries(table).flatMap(([name, field]) =>
    typeof field === 'function' || Object.hasOwn(given, name) ? [] : [`[ERROR] missing required field: ${name}`],
  );
  const wrong = Object.entries(given).flatMap(([name, value]) => {
    const field = Object.hasOwn(table, name) ? table[name] : undefined;
    if (!field) return [{ name, messages: [problem(`unknown argument here: ${name}`, `/${name}`)] }];
    const messages = (typeof field === 'function' ? field : field.required)(value, `/${name}`);
    return messages.length > 0 ? [{ name, messages }] : [];
  });
  if (missing.length + wrong.length > 0) {
    const only = missing.length === 0 && wrong.length === 1 ? wrong[0]?.name : undefined;
    return {
      error: (only && codes.get(only)) ?? 'invalid_arguments',
      messages: [...missing, ...wrong.flatMap(({ messages }) => messages)],
    };
  }
  return together[method]?.(given);
}

/** Reads the arguments of a form or a query, where everything is a string: JSON, booleans and numbers become what the method's table takes. */
export function readArguments(method: string, form: Readonly<Record<string, string>>): Record<string, unknown> {
  const table = methods.get(method) ?? {};
  return Object.fromEntries(
    Object.entries(form).map(([name, text]) => [name, Object.hasOwn(table, name) ? read(table[name], text) : text]),
  );
}

/** The first reading that the argument's rule has nothing against, else the text as it came. */
function read(field: Field | undefined, text: string): unknown {
  const rule = typeof field === 'function' ? field : field?.required;
  const readings = [text, parsed(text), text === '1' ? true : text === '0' ? false : text];
  return readings.find((reading) => rule?.(reading, '').length === 0) ?? text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
