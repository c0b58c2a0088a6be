import type { ConversationsHistoryResponse, ConversationsInfoResponse, UsersInfoResponse } from '@slack/web-api';
import type { Core } from './core';
import type { SharedFile } from './protocol';
import {
  bot,
  type Channel,
  repliesTo,
  type Store,
  type StoredMessage,
  type StoredPerson,
  slackbotId,
  team,
} from './store';
import { filetypeOf } from './uploads';

type HistoryMessage = NonNullable<ConversationsHistoryResponse['messages']>[number];
/** Of a message from another workspace Slack also says from which. */
export type WireMessage = HistoryMessage & { user_team?: string; source_team?: string };
export type WireUser = NonNullable<UsersInfoResponse['user']>;
/** Of a direct message Slack also says with whom. */
export type WireChannel = NonNullable<ConversationsInfoResponse['channel']> & { user?: string };

/** A message as Slack's Web API and events show it. Metadata is left out: only some answers carry it. */
export function wireMessage(core: Core, message: StoredMessage): WireMessage {
  const { store } = core;
  const replies = message.threadTs === undefined ? repliesTo(store, message.channel, message.ts) : [];
  if (message.tombstone) {
    return {
      type: 'message',
      subtype: 'tombstone',
      text: 'This message was deleted.',
      user: slackbotId,
      hidden: true,
      ts: message.ts,
      ...threadOfParent(message, replies),
    };
  }
  const byApp = message.user === bot.userId;
  const home = store.people.get(message.user)?.homeTeam?.id;
  const parent = message.threadTs === undefined ? undefined : store.messages(message.channel).get(message.threadTs);
  return {
    type: 'message',
    ...(message.broadcast && { subtype: 'thread_broadcast' }),
    // https://docs.slack.dev/reference/events/message/file_share
    ...(message.files && {
      subtype: 'file_share',
      files: message.files.map((file) => wireFile(core, file)),
      upload: false,
      display_as_bot: false,
    }),
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: home ?? team.id,
    ...(home !== undefined && { user_team: home, source_team: home }),
    ...(byApp && { bot_id: bot.id, app_id: bot.appId, bot_profile: botProfile(store) }),
    // The API's answers type blocks by what Slack was seen to answer; these are the very blocks that were sent.
    ...(message.blocks && { blocks: message.blocks as NonNullable<WireMessage['blocks']> }),
    ...(message.edited && { edited: message.edited }),
    ...(message.threadTs !== undefined && {
      thread_ts: message.threadTs,
      parent_user_id: parent?.user ?? slackbotId,
    }),
    // What was sent to the channel too says what it answers (https://docs.slack.dev/reference/events/message/thread_broadcast).
    ...(message.broadcast && parent && { root: wireMessage(core, parent) }),
    ...threadOfParent(message, replies),
    ...(message.reactions.length > 0 && {
      reactions: message.reactions.map(({ name, users }) => ({ name, users, count: users.length })),
    }),
  };
}

function threadOfParent(message: StoredMessage, replies: StoredMessage[]): Partial<WireMessage> {
  const latest = replies.at(-1)?.ts;
  if (latest === undefined) return {};
  const users = [...new Set(replies.map(({ user }) => user))];
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users: users,
    reply_users_count: users.length,
    latest_reply: latest,
    is_locked: false,
    subscribed: false,
  };
}

function botProfile(store: Store): NonNullable<WireMessage['bot_profile']> {
  const name = store.people.get(bot.userId)?.name ?? '';
  return { id: bot.id, app_id: bot.appId, user_id: bot.userId, name, deleted: false, updated: 0, team_id: team.id };
}

/**
 * https://docs.slack.dev/reference/objects/file-object, without pictures and pages of it.
 * The private addresses have the form of Slack's (java-slack-sdk#1349); of a deleted file hardly anything is left (wee-slack#641, slackdump#270).
 */
export function wireFile({ store, url }: Core, { id, deleted }: SharedFile) {
  const file = store.files.get(id);
  if (!file || deleted) return { id, mode: 'tombstone' };
  const { name, title, mimetype, size, user, created, channel } = file;
  const address = `${url}/files-pri/${team.id}-${id}`;
  return {
    id,
    created,
    timestamp: created,
    name,
    title,
    mimetype,
    filetype: filetypeOf(name),
    user,
    user_team: store.people.get(user)?.homeTeam?.id ?? team.id,
    size,
    mode: 'hosted',
    editable: false,
    is_external: false,
    external_type: '',
    is_public: store.channels.get(channel ?? '')?.kind === 'channel',
    public_url_shared: false,
    display_as_bot: false,
    username: '',
    file_access: 'visible',
    url_private: `${address}/${encodeURIComponent(name)}`,
    url_private_download: `${address}/download/${encodeURIComponent(name)}`,
  };
}

export function wireUser(store: Store, person: StoredPerson): WireUser {
  const home = person.homeTeam?.id ?? team.id;
  const together = [person.id, bot.userId];
  const shared = store.channels.values().filter(({ kind }) => kind !== 'im');

  return {
    id: person.id,
    team_id: home,
    name: person.handle,
    real_name: person.name,
    deleted: person.deactivated,
    tz: person.timeZone,
    profile: {
      real_name: person.name,
      display_name: person.handle,
      title: person.title,
      team: home,
      ...(person.isApp && { api_app_id: bot.appId, bot_id: bot.id }),
    },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: person.guest ?? false,
    is_ultra_restricted: false,
    // Not who comes from elsewhere, but who also shares no channel with the app (https://docs.slack.dev/reference/objects/user-object).
    ...(person.homeTeam && {
      is_stranger: !shared.some(({ members }) => together.every((id) => members.includes(id))),
    }),
    is_bot: person.isApp,
    is_app_user: false,
    updated: 0,
  };
}

export function wireChannel(channel: Channel): WireChannel {
  if (channel.kind === 'im') {
    const other = channel.members.find((member) => member !== bot.userId);
    return { id: channel.id, is_im: true, is_archived: channel.archived, user: other ?? '', created: 0, is_open: true };
  }
  const isPrivate = channel.kind === 'private';
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    context_team_id: team.id,
    created: 0,
    is_channel: !isPrivate,
    is_group: isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: isPrivate,
    is_archived: channel.archived,
    is_general: channel.name === 'general',
    is_ext_shared: false,
    is_shared: false,
    is_member: channel.members.includes(bot.userId),
    num_members: channel.members.length,
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}
