import type { AnyBlock } from '@slack/types';
import type {
  ChatDeleteResponse,
  ChatGetPermalinkResponse,
  ChatPostEphemeralResponse,
  ChatPostMessageResponse,
  ChatUpdateResponse,
} from '@slack/web-api';
import { checkBlocks, messageTooLong } from '../checks';
import type { Core } from '../core';
import { blocksWithIds } from '../elements';
import { change, post, remove, whisper } from '../posts';
import { bot, type Channel, directChannel, type Metadata, type StoredMessage } from '../store';
import { wireMessage } from '../wire';
import { ApiError, type Args, type Context, flag, reachable, text, writable } from './call';

/** https://docs.slack.dev/reference/methods/chat.postMessage; a person's id leads to their conversation with the app. */
export function postMessage(args: Args, { core }: Context): ChatPostMessageResponse {
  const channel = toPostIn(core, text(args, 'channel'));
  const threadTs = text(args, 'thread_ts');
  const { metadata } = args;
  const message = post(core, channel, {
    user: bot.userId,
    ...wordsIn(args),
    broadcast: flag(args, 'reply_broadcast'),
    ...(threadTs !== undefined && { threadTs }),
    // Its form has been checked.
    ...(metadata !== undefined && { metadata: metadata as Metadata }),
  });
  const shown = { ...wireMessage(core, message), ...(message.metadata && { metadata: message.metadata }) };
  return {
    ok: true,
    channel: channel.id,
    ts: message.ts,
    message: shown,
  };
}

/** https://docs.slack.dev/reference/methods/chat.postEphemeral */
export function postEphemeral(args: Args, { core }: Context): ChatPostEphemeralResponse {
  const channel = toPostIn(core, text(args, 'channel'));
  const person = text(args, 'user') ?? '';
  if (!core.store.people.get(person)) throw new ApiError('user_not_found');
  if (!channel.members.includes(person)) throw new ApiError('user_not_in_channel');
  const threadTs = text(args, 'thread_ts');
  const thread = threadTs === undefined ? {} : { threadTs };
  const message = whisper(core, channel, person, { user: bot.userId, ...wordsIn(args), ...thread });
  return { ok: true, message_ts: message.ts };
}

/** https://docs.slack.dev/reference/methods/chat.update: without `blocks` the old ones go, without `metadata` the old one stays. */
export function update(args: Args, { core }: Context): ChatUpdateResponse {
  if (core.store.channels.get(text(args, 'channel') ?? '')?.archived) throw new ApiError('is_inactive');
  const message = ownMessage(core, args, 'cant_update_message');
  const { blocks: _, edited: __, ...kept } = message;
  const { text: words, blocks } = wordsIn(args);
  const { metadata } = args;
  const changed: StoredMessage = {
    ...kept,
    text: words,
    // What is shown by blocks does not say "(edited)" [from memory].
    ...(blocks ? { blocks: blocksWithIds(blocks) } : { edited: { user: bot.id, ts: core.store.nextTs() } }),
    // Its form has been checked.
    ...(metadata !== undefined && { metadata: metadata as Metadata }),
  };
  change(core, changed);
  const shown = { ...wireMessage(core, changed), ...(changed.metadata && { metadata: changed.metadata }) };
  // The answers of different methods name one and the same message by types of their own.
  return {
    ok: true,
    channel: changed.channel,
    ts: changed.ts,
    text: changed.text,
    message: shown as unknown as NonNullable<ChatUpdateResponse['message']>,
  };
}

/** https://docs.slack.dev/reference/methods/chat.delete */
function deleteMessage(args: Args, { core }: Context): ChatDeleteResponse {
  const message = ownMessage(core, args, 'cant_delete_message');
  remove(core, message);
  return { ok: true, channel: message.channel, ts: message.ts };
}

export { deleteMessage as delete };

/** https://docs.slack.dev/reference/methods/chat.getPermalink: a path of Slack's form that leads to this workspace's own pages. */
export function getPermalink(args: Args, { core }: Context): ChatGetPermalinkResponse {
  const channel = reachable(core, text(args, 'channel'), bot.userId);
  const message = core.store.messages(channel.id).get(text(args, 'message_ts') ?? '');
  if (!message) throw new ApiError('message_not_found');
  const thread = message.threadTs === undefined ? '' : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
  return {
    ok: true,
    channel: channel.id,
    permalink: `${core.url}/archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`,
  };
}

function toPostIn(core: Core, id: string | undefined): Channel {
  if (core.store.people.get(id ?? '')?.isApp) throw new ApiError('cannot_dm_bot');
  const named = core.store.channels.values().find(({ kind, name }) => kind !== 'im' && name === id?.replace('#', ''));
  return writable(core, (directChannel(core.store, id ?? '') ?? named)?.id ?? id, bot.userId);
}

function ownMessage(core: Core, args: Args, otherwise: string): StoredMessage {
  const channel = reachable(core, text(args, 'channel'), bot.userId);
  const message = core.store.messages(channel.id).get(text(args, 'ts') ?? '');
  if (!message || message.tombstone) throw new ApiError('message_not_found');
  if (message.user !== bot.userId) throw new ApiError(otherwise);
  return message;
}

/** Text and blocks; that there are some, and that the text is not too long, has been checked with the arguments. */
function wordsIn(args: Args): { text: string; blocks?: AnyBlock[] } {
  const words = text(args, 'text') ?? '';
  const { blocks } = args;
  if (!Array.isArray(blocks) || blocks.length === 0) return { text: words };
  const errors = checkBlocks(blocks, 'message');
  if (errors.length > 0) throw new ApiError('invalid_blocks', { errors, response_metadata: { messages: errors } });
  if (messageTooLong(blocks)) throw new ApiError('msg_blocks_too_long');
  // They have just been checked.
  return { text: words, blocks: blocks as AnyBlock[] };
}
