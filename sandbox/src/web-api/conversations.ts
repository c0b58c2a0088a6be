import type {
  ConversationsHistoryResponse,
  ConversationsInfoResponse,
  ConversationsListResponse,
  ConversationsMembersResponse,
  ConversationsOpenResponse,
  ConversationsRepliesResponse,
  UsersConversationsResponse,
} from '@slack/web-api';
import { bot, type Channel, directChannel, mainMessages, repliesTo, type StoredMessage } from '../store';
import { wireChannel, wireMessage } from '../wire';
import { ApiError, type Args, type Context, flag, page, reachable, text } from './call';

/** https://docs.slack.dev/reference/methods/conversations.history: the newest first; no replies, save broadcasts. */
export function history(args: Args, context: Context): ConversationsHistoryResponse {
  const channel = readable(args, context);
  const all = within(mainMessages(context.core.store, channel.id), args, context).toReversed();
  const { items, next } = page(all, args, 100);
  return {
    ok: true,
    messages: items.map((message) => shown(message, args, context)),
    has_more: next !== '',
    ...(next !== '' && { response_metadata: { next_cursor: next } }),
  };
}

/** https://docs.slack.dev/reference/methods/conversations.replies: the parent first, then the oldest reply; of a reply's `ts`, it alone (bolt-python#783). */
export function replies(args: Args, context: Context): ConversationsRepliesResponse {
  const { store } = context.core;
  const channel = readable(args, context);
  const parent = store.messages(channel.id).get(text(args, 'ts') ?? '');
  if (!parent) throw new ApiError('thread_not_found');
  const all = within(repliesTo(store, channel.id, parent.ts), args, context);
  const { items, next } = page(all, args, 100);
  const messages = [parent, ...items].map((message) => shown(message, args, context));
  return {
    ok: true,
    messages,
    has_more: next !== '',
    ...(next !== '' && { response_metadata: { next_cursor: next } }),
  };
}

/** https://docs.slack.dev/reference/methods/conversations.open: here, the conversation of one person with the app. */
export function open(args: Args, { core }: Context): ConversationsOpenResponse {
  const id = text(args, 'channel');
  const users = (text(args, 'users') ?? '').split(',').filter(Boolean);
  if (users.length > 1)
    throw new ApiError('not_supported', { message: 'The practice workspace has no group messages.' });
  const channel = id === undefined ? directChannel(core.store, users[0] ?? '') : core.store.channels.get(id);
  if (!channel || channel.kind !== 'im') throw new ApiError(id === undefined ? 'user_not_found' : 'channel_not_found');
  const { id: found } = channel;
  return {
    ok: true,
    no_op: true,
    already_open: true,
    channel: flag(args, 'return_im') ? wireChannel(channel) : { id: found },
  };
}

export function info(args: Args, { core }: Context): ConversationsInfoResponse {
  return { ok: true, channel: wireChannel(reachable(core, text(args, 'channel'), bot.userId)) };
}

export function members(args: Args, { core }: Context): ConversationsMembersResponse {
  const { items, next } = page(reachable(core, text(args, 'channel'), bot.userId).members, args, 100);
  return { ok: true, members: items, response_metadata: { next_cursor: next } };
}

/** https://docs.slack.dev/reference/methods/conversations.list: public ones, and the private ones that the bot is in. */
export function list(args: Args, { core }: Context): ConversationsListResponse {
  const seen = core.store.channels
    .values()
    .filter(({ kind, members: all }) => kind === 'channel' || all.includes(bot.userId));
  const { items, next } = page(ofTypes(seen, args), args, 100);
  return { ok: true, channels: items.map(wireChannel), response_metadata: { next_cursor: next } };
}

/** https://docs.slack.dev/reference/methods/users.conversations: without `user`, the bot's own. */
export function ofUser(args: Args, { core }: Context): UsersConversationsResponse {
  const user = text(args, 'user') ?? bot.userId;
  if (!core.store.people.get(user)) throw new ApiError('user_not_found');
  const shared = core.store.channels
    .values()
    .filter(({ kind, members: all }) => all.includes(user) && (kind === 'channel' || all.includes(bot.userId)));
  const { items, next } = page(ofTypes(shared, args), args, 100);
  return { ok: true, channels: items.map(wireChannel), response_metadata: { next_cursor: next } };
}

const typeNames = { channel: 'public_channel', private: 'private_channel', im: 'im' };

function ofTypes(channels: Channel[], args: Args): Channel[] {
  const types = new Set((text(args, 'types') ?? 'public_channel').split(',').map((type) => type.trim()));
  return channels.filter(
    ({ kind, archived }) => types.has(typeNames[kind]) && !(archived && flag(args, 'exclude_archived')),
  );
}

function readable(args: Args, { core }: Context): Channel {
  const channel = reachable(core, text(args, 'channel'), bot.userId);
  if (!channel.members.includes(bot.userId)) throw new ApiError('not_in_channel');
  return channel;
}

function within(messages: StoredMessage[], args: Args, { faults }: Context): StoredMessage[] {
  const [oldest, latest, inclusive] = [text(args, 'oldest'), text(args, 'latest'), flag(args, 'inclusive')];
  const lagging = Date.now() < faults.hidden.until;
  return messages.filter(({ ts }) => {
    if (lagging && ts > faults.hidden.from) return false;
    if (inclusive && (ts === oldest || ts === latest)) return true;
    return (!oldest || Number(ts) > Number(oldest)) && (!latest || Number(ts) < Number(latest));
  });
}

function shown(message: StoredMessage, args: Args, { core }: Context) {
  const { metadata } = message;
  if (!metadata) return wireMessage(core, message);
  // Without the flag the payload is stripped (platform facts, Slack: behaviour).
  const said = flag(args, 'include_all_metadata') ? metadata : { event_type: metadata.event_type };
  return { ...wireMessage(core, message), metadata: said };
}
