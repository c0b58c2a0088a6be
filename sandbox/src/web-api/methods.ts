import type {
  ApiTestResponse,
  AppsConnectionsOpenResponse,
  AuthTestResponse,
  ReactionsAddResponse,
  UsersInfoResponse,
  UsersListResponse,
} from '@slack/web-api';
import { react } from '../posts';
import { bot, team } from '../store';
import { wireUser } from '../wire';
import { ApiError, type Args, type Context, type Method, page, reachable, text } from './call';
import * as chat from './chat';
import * as conversations from './conversations';
import * as files from './files';
import * as views from './views';

/** Every Web API method of the practice workspace; what is not here is refused by name. */
export const methods: Record<string, Method> = {
  'api.test': apiTest,
  'apps.connections.open': openConnection,
  'auth.test': authTest,
  'chat.delete': chat.delete,
  'chat.getPermalink': chat.getPermalink,
  'chat.postEphemeral': chat.postEphemeral,
  'chat.postMessage': chat.postMessage,
  'chat.update': chat.update,
  'conversations.history': conversations.history,
  'conversations.info': conversations.info,
  'conversations.list': conversations.list,
  'conversations.members': conversations.members,
  'conversations.open': conversations.open,
  'conversations.replies': conversations.replies,
  'files.completeUploadExternal': files.completeUploadExternal,
  'files.delete': files.delete,
  'files.getUploadURLExternal': files.getUploadURLExternal,
  'files.info': files.info,
  'reactions.add': addReaction,
  'users.conversations': conversations.ofUser,
  'users.info': userInfo,
  'users.list': userList,
  'views.open': views.open,
  'views.publish': views.publish,
  'views.push': views.push,
  'views.update': views.update,
};

function apiTest(args: Args): ApiTestResponse {
  return { ok: true, args };
}

function openConnection(_: Args, { openSocket }: Context): AppsConnectionsOpenResponse {
  return { ok: true, url: openSocket() };
}

function authTest(_: Args, { core }: Context): AuthTestResponse {
  const person = core.store.people.get(bot.userId);
  return {
    ok: true,
    url: `${core.url}/`,
    team: team.name,
    user: person?.handle ?? '',
    team_id: team.id,
    user_id: bot.userId,
    bot_id: bot.id,
    is_enterprise_install: false,
  };
}

/** https://docs.slack.dev/reference/methods/reactions.add */
function addReaction(args: Args, { core }: Context): ReactionsAddResponse {
  const channel = reachable(core, text(args, 'channel'), bot.userId);
  const message = core.store.messages(channel.id).get(text(args, 'timestamp') ?? '');
  if (!message) throw new ApiError('message_not_found');
  if (!react(core, message, bot.userId, text(args, 'name') ?? '', true)) throw new ApiError('already_reacted');
  return { ok: true };
}

function userInfo(args: Args, { core }: Context): UsersInfoResponse {
  const person = core.store.people.get(text(args, 'user') ?? '');
  if (!person) throw new ApiError('user_not_found');
  return { ok: true, user: wireUser(core.store, person) };
}

function userList(args: Args, { core }: Context): UsersListResponse {
  const { items, next } = page(core.store.people.values(), args, 100);
  return {
    ok: true,
    members: items.map((person) => wireUser(core.store, person)),
    cache_ts: 0,
    response_metadata: { next_cursor: next },
  };
}
