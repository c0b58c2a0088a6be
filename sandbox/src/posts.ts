import type { Core } from './core';
import { blocksWithIds } from './elements';
import type { SharedFile } from './protocol';
import { seenMessage, tellConversation, tellMessage } from './seen';
import {
  bot,
  type Channel,
  type Metadata,
  messageWithFile,
  repliesTo,
  type Store,
  type StoredFile,
  type StoredMessage,
  sharedFile,
  slackbotId,
  team,
} from './store';
import { wireMessage } from './wire';

export interface Draft {
  user: string;
  text: string;
  blocks?: StoredMessage['blocks'];
  metadata?: Metadata;
  files?: SharedFile[];
  threadTs?: string;
  broadcast?: boolean;
}

/** Posts a message: stored first, then shown, then told to the app. */
export function post(core: Core, channel: Channel, draft: Draft): StoredMessage {
  const { store } = core;
  const message = write(core, channel, draft);
  store.messages(channel.id).set(message.ts, message);
  for (const { id } of message.files ?? []) {
    const file = store.files.get(id);
    if (file) store.files.set(id, { ...file, channel: channel.id });
  }
  if (message.user !== bot.userId) store.markRead(message.user, channel.id, message.ts);
  tellMessage(core, message);
  const client = message.user === bot.userId ? {} : { client_msg_id: message.ts };
  sendMessageEvent(core, channel, { ...wireMessage(core, message), ...client }, message.ts);
  return message;
}

/** Shows a message to one person alone. */
export function whisper(core: Core, channel: Channel, person: string, draft: Draft): StoredMessage {
  const message = { ...write(core, channel, draft), onlyFor: person };
  core.ephemerals.set(message.ts, message);
  core.newsroom.tell(person, () => ({ type: 'message', message: seenMessage(core.store, message) }));
  return message;
}

/** Replaces a message, ephemeral ones too. */
export function change(core: Core, message: StoredMessage): void {
  const { store, newsroom } = core;
  if (message.onlyFor !== undefined) {
    core.ephemerals.set(message.ts, message);
    newsroom.tell(message.onlyFor, () => ({ type: 'message', message: seenMessage(store, message) }));
    return;
  }
  const channel = store.channels.get(message.channel);
  const before = store.messages(message.channel).get(message.ts);
  if (!channel || !before) return;
  const previous = wireMessage(core, before);
  store.messages(message.channel).set(message.ts, message);
  tellMessage(core, message);
  const event = { type: 'message', subtype: 'message_changed', message: wireMessage(core, message), hidden: true };
  sendMessageEvent(core, channel, { ...event, previous_message: previous }, store.nextTs());
}

/** Deletes a message. A parent with replies leaves a stone in its place, as in Slack. */
export function remove(core: Core, message: StoredMessage): void {
  const { store, newsroom } = core;
  const { channel: id, ts } = message;
  const gone = { type: 'message_deleted', channel: id, ts } as const;
  if (message.onlyFor !== undefined) {
    core.ephemerals.delete(ts);
    newsroom.tell(message.onlyFor, () => gone);
    return;
  }
  const channel = store.channels.get(id);
  if (!channel) return;
  if (repliesTo(store, id, ts).length > 0) {
    const { blocks: _, metadata: __, edited: ___, files: ____, ...stone } = message;
    const words = { user: slackbotId, text: 'This message was deleted.' };
    change(core, { ...stone, ...words, reactions: [], tombstone: true });
  } else {
    const previous = wireMessage(core, message);
    store.messages(id).delete(ts);
    for (const person of channel.members) newsroom.tell(person, () => gone);
    const parent = message.threadTs === undefined ? undefined : store.messages(id).get(message.threadTs);
    if (parent) tellMessage(core, parent);
    else tellConversation(core, channel);
    const event = { type: 'message', subtype: 'message_deleted', deleted_ts: ts, hidden: true };
    sendMessageEvent(core, channel, { ...event, previous_message: previous }, store.nextTs());
  }
  // Here a file goes with its message: nothing else shows it.
  for (const file of message.files ?? []) forget(store, file.id);
}

/** Deletes a file: its message says so, or goes with it where it says nothing else (localslackirc#87). */
export function removeFile(core: Core, file: StoredFile): void {
  const { store } = core;
  const message = messageWithFile(store, file);
  const gone = { ...sharedFile(file), name: '', title: 'This file was deleted.', deleted: true };
  const files = message?.files?.map((one) => (one.id === file.id ? gone : one)) ?? [];
  const stays = message && (message.text || message.blocks || files.some(({ deleted }) => !deleted));
  if (message && (stays || repliesTo(store, message.channel, message.ts).length > 0)) {
    change(core, { ...message, files });
  } else if (message) remove(core, message);
  forget(store, file.id);
}

function forget(store: Store, id: string): void {
  const file = store.files.get(id);
  if (file) store.files.set(id, { ...file, base64: '', deleted: true });
}

/** Adds or takes away a reaction; false where nothing changes. */
export function react(core: Core, message: StoredMessage, user: string, name: string, on: boolean): boolean {
  const { store, events } = core;
  const users = message.reactions.find((reaction) => reaction.name === name)?.users ?? [];
  if (users.includes(user) === on) return false;
  const others = users.filter((other) => other !== user);
  const now = { name, users: on ? [...others, user] : others };
  const kept = message.reactions.some((reaction) => reaction.name === name)
    ? message.reactions.map((reaction) => (reaction.name === name ? now : reaction))
    : [...message.reactions, now];
  const changed = { ...message, reactions: kept.filter((reaction) => reaction.users.length > 0) };
  store.messages(message.channel).set(message.ts, changed);
  tellMessage(core, changed);
  if (!store.channels.get(message.channel)?.members.includes(bot.userId)) return true;
  const type = on ? 'reaction_added' : 'reaction_removed';
  const item = { type: 'message', channel: message.channel, ts: message.ts };
  events.send(type, { type, user, reaction: name, item, item_user: message.user });
  return true;
}

function write({ store }: Core, channel: Channel, draft: Draft): StoredMessage {
  // Slack posts a reply to a thread that is not there as a message of its own.
  const parent = draft.threadTs === undefined ? undefined : store.messages(channel.id).get(draft.threadTs);
  const threadTs = parent && (parent.threadTs ?? parent.ts);
  return {
    channel: channel.id,
    ts: store.nextTs(),
    user: draft.user,
    text: draft.text,
    ...(draft.blocks && { blocks: blocksWithIds(draft.blocks) }),
    ...(draft.metadata && { metadata: draft.metadata }),
    ...(draft.files && { files: draft.files }),
    ...(threadTs !== undefined && { threadTs }),
    broadcast: threadTs !== undefined && (draft.broadcast ?? false),
    reactions: [],
  };
}

const channelTypes = {
  im: ['im', 'message.im'],
  channel: ['channel', 'message.channels'],
  private: ['group', 'message.groups'],
} as const;

function sendMessageEvent({ events }: Core, channel: Channel, message: object, ts: string): void {
  if (!channel.members.includes(bot.userId)) return;
  const [channelType, subscription] = channelTypes[channel.kind];
  const place = { channel: channel.id, channel_type: channelType };
  events.send(subscription, { type: 'message', team: team.id, ...message, ts, event_ts: ts, ...place });
}
