import type { KnownBlock } from '@slack/types';
import { mentions } from './checks';
import type { Core } from './core';
import type { Conversation, Message, News, State } from './protocol';
import {
  bot,
  type Channel,
  directChannel,
  human,
  mainMessages,
  repliesTo,
  type Store,
  type StoredMessage,
  team,
} from './store';
import { wordsOf } from './words';

/** A message as a person's tab shows it. */
export function seenMessage(store: Store, message: StoredMessage): Message {
  const replies = message.threadTs === undefined ? repliesTo(store, message.channel, message.ts) : [];
  const latestReply = replies.at(-1)?.ts;
  const threadTs = message.threadTs ?? (latestReply === undefined ? undefined : message.ts);
  const parent =
    message.broadcast && threadTs !== undefined ? store.messages(message.channel).get(threadTs) : undefined;
  return {
    channel: message.channel,
    ts: message.ts,
    user: message.user,
    text: message.text,
    // `checkBlocks` lets through only the kinds that the UI can draw.
    ...(message.blocks && { blocks: message.blocks as KnownBlock[] }),
    edited: message.edited !== undefined,
    broadcast: message.broadcast,
    ...(parent && { parentText: parent.text.trim() || wordsOf({ ...parent, text: '' }) }),
    ...(threadTs !== undefined && { threadTs }),
    replyCount: replies.length,
    replyUsers: [...new Set(replies.map(({ user }) => user))],
    ...(latestReply !== undefined && { latestReply }),
    reactions: message.reactions,
    files: message.files ?? [],
    ephemeral: message.onlyFor !== undefined,
  };
}

/** A conversation as `person`'s sidebar shows it: what is unread, and whether it wants them. */
export function seenConversation(store: Store, person: string, channel: Channel): Conversation {
  const lastRead = store.lastRead(person, channel.id);
  const main = mainMessages(store, channel.id);
  const unread = main.filter(({ ts, user }) => ts > lastRead && user !== person);
  const direct = channel.kind === 'im';
  const wanted = unread.some(({ text, blocks }) =>
    mentions(text, blocks).some((who) => [person, 'here', 'channel', 'everyone'].includes(who)),
  );
  return {
    id: channel.id,
    kind: channel.kind === 'im' ? 'app' : channel.kind,
    name: direct ? (store.people.get(bot.userId)?.name ?? '') : channel.name,
    topic: channel.topic,
    members: channel.members,
    ...(direct && { with: bot.userId }),
    unread: unread.length,
    unreadMentions: (direct && unread.length > 0) || wanted,
    lastRead,
    latest: main.at(-1)?.ts ?? '',
  };
}

/** All that `person`'s tab starts with; nothing that only others may see. */
export function seenState(core: Core, person: string): State {
  const { store, manifest } = core;
  const home = store.homes.get(person);
  return {
    workspace: team.name,
    url: core.url,
    me: person,
    people: store.people.values(),
    conversations: store.channels
      .values()
      .filter(({ members }) => members.includes(person))
      .map((channel) => seenConversation(store, person, channel)),
    app: {
      userId: bot.userId,
      name: manifest.botName,
      description: manifest.description,
      longDescription: manifest.longDescription,
      shortcuts: manifest.shortcuts,
      homeTab: manifest.homeTab,
      messagesTab: manifest.messagesTab,
      messagesReadOnly: manifest.messagesReadOnly,
      commands: manifest.commands.map(({ command, description, usage }) => ({ command, description, usage })),
    },
    modals: core.modals.of(person),
    ...(home && { home }),
  };
}

/** What a tab of whom an address names is told first: all that is theirs, or else who is here. */
export function greeting(core: Core, idOrHandle: string): News {
  const person = human(core.store, idOrHandle);
  if (person && !person.deactivated) return { type: 'state', state: seenState(core, person.id) };
  const people = core.store.people.values().filter(({ id, deactivated }) => !deactivated && human(core.store, id));
  return { type: 'nobody', people, ...(person && { deactivated: person.name }) };
}

/** Tells everybody in the conversation of a message, of its parent's new count of replies, and of what is unread now. */
export function tellMessage(core: Core, message: StoredMessage): void {
  const { store, newsroom } = core;
  const channel = store.channels.get(message.channel);
  const parent = message.threadTs === undefined ? undefined : store.messages(message.channel).get(message.threadTs);
  for (const person of channel?.members ?? []) {
    newsroom.tell(person, () => ({ type: 'message', message: seenMessage(store, message) }));
    if (parent) newsroom.tell(person, () => ({ type: 'message', message: seenMessage(store, parent) }));
  }
  if (channel) tellConversation(core, channel);
}

export function tellConversation({ store, newsroom }: Core, channel: Channel): void {
  for (const person of channel.members) {
    newsroom.tell(person, () => ({ type: 'conversation', conversation: seenConversation(store, person, channel) }));
  }
}

export function tellHome({ store, newsroom }: Core, person: string): void {
  const home = store.homes.get(person);
  if (home) newsroom.tell(person, () => ({ type: 'home', home }));
}

/** The conversation with the app, which every person has. Throws when it is missing: the journal is not of this workspace. */
export function appChannel(store: Store, person: string): Channel {
  const channel = directChannel(store, person);
  if (!channel) throw new Error(`${person} has no conversation with the app.`);
  return channel;
}
