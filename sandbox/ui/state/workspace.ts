import type { Message, News, State } from '../../src/protocol';

/** The loaded messages of a conversation or a thread, oldest first. */
export interface MessageList {
  messages: Message[];
  loaded: boolean;
  /** There are older ones on the server. */
  hasMore: boolean;
  /** It stands around an old message: newer ones than its last are on the server. */
  detached: boolean;
  /** The last change put older ones before the rest. */
  prepended: boolean;
}

export interface Workspace {
  state?: State;
  connected: boolean;
  lists: Record<string, MessageList>;
}

export type Change =
  | News
  | { type: 'connected'; up: boolean }
  | { type: 'loading'; key: string; empty: boolean }
  | {
      type: 'page';
      key: string;
      messages: Message[];
      hasMore: boolean;
      place: 'newest' | 'older' | 'around';
    }
  | { type: 'dismissed'; channel: string; ts: string };

export const nothing: Workspace = { connected: true, lists: {} };
const noMessages: MessageList = { messages: [], loaded: false, hasMore: false, detached: false, prepended: false };

/** Under which key a list is kept. */
export function listKey(channel: string, thread?: string): string {
  return thread ? `${channel}/${thread}` : channel;
}

/** The workspace after a change. */
export function changed(workspace: Workspace, change: Change): Workspace {
  switch (change.type) {
    case 'connected':
      return { ...workspace, connected: change.up };
    case 'state':
      // What was said while the socket was away is not known, so every list is asked for again.
      return { ...workspace, state: change.state, lists: mapLists(workspace.lists, onlyEphemeral) };
    case 'conversation':
      return withState(workspace, (state) => ({
        ...state,
        conversations: state.conversations.some((each) => each.id === change.conversation.id)
          ? state.conversations.map((each) => (each.id === change.conversation.id ? change.conversation : each))
          : [...state.conversations, change.conversation],
      }));
    case 'modals':
      return withState(workspace, (state) => ({ ...state, modals: change.modals }));
    case 'home':
      return withState(workspace, (state) => ({ ...state, home: change.home }));
    case 'message':
      return { ...workspace, lists: withMessage(workspace.lists, change.message) };
    case 'message_deleted':
    case 'dismissed':
      return {
        ...workspace,
        lists: mapLists(workspace.lists, (list, key) =>
          key === change.channel || key.startsWith(`${change.channel}/`) ? without(list, change.ts) : list,
        ),
      };
    case 'loading': {
      const list = workspace.lists[change.key] ?? noMessages;
      return withList(workspace, change.key, change.empty ? onlyEphemeral(list) : list);
    }
  }
  const latest = workspace.state?.conversations.find((each) => each.id === change.key)?.latest ?? '';
  return withList(workspace, change.key, withPage(workspace.lists[change.key] ?? noMessages, change, latest));
}

function withState(workspace: Workspace, change: (state: State) => State): Workspace {
  return workspace.state ? { ...workspace, state: change(workspace.state) } : workspace;
}

function withList(workspace: Workspace, key: string, list: MessageList): Workspace {
  return { ...workspace, lists: { ...workspace.lists, [key]: list } };
}

function mapLists(
  lists: Workspace['lists'],
  change: (list: MessageList, key: string) => MessageList,
): Workspace['lists'] {
  return Object.fromEntries(Object.entries(lists).map(([key, list]) => [key, change(list, key)]));
}

function onlyEphemeral(list: MessageList): MessageList {
  return { ...noMessages, messages: list.messages.filter((message) => message.ephemeral) };
}

function without(list: MessageList, ts: string): MessageList {
  return list.messages.some((each) => each.ts === ts)
    ? { ...list, messages: list.messages.filter((each) => each.ts !== ts), prepended: false }
    : list;
}

function withMessage(lists: Workspace['lists'], message: Message): Workspace['lists'] {
  const isReply = message.threadTs !== undefined && message.threadTs !== message.ts;
  const keys = isReply
    ? [listKey(message.channel, message.threadTs), ...(message.broadcast ? [message.channel] : [])]
    : [message.channel, listKey(message.channel, message.ts)];
  const next = { ...lists };
  for (const [index, key] of keys.entries()) {
    // A list that nobody has opened is loaded when somebody does; an ephemeral message cannot be, so it is kept.
    const list = lists[key] ?? (message.ephemeral && index === 0 ? noMessages : undefined);
    if (list) next[key] = withOne(list, message);
  }
  return next;
}

function withOne(list: MessageList, message: Message): MessageList {
  const at = list.messages.findIndex((each) => each.ts >= message.ts);
  const known = list.messages[at];
  if (known?.ts === message.ts) return { ...list, messages: list.messages.with(at, message), prepended: false };
  if (list.detached && at < 0 && !message.ephemeral) return list;
  return {
    ...list,
    messages: list.messages.toSpliced(at < 0 ? list.messages.length : at, 0, message),
    prepended: false,
  };
}

function withPage(list: MessageList, page: Extract<Change, { type: 'page' }>, latest: string): MessageList {
  const last = page.messages.at(-1)?.ts ?? '';
  const kept = list.messages.filter(
    (each) => page.place === 'older' || each.ephemeral || (page.place === 'newest' && each.ts > last),
  );
  const byTs = new Map([...kept, ...page.messages].map((each) => [each.ts, each]));
  return {
    messages: [...byTs.values()].toSorted((one, other) => (one.ts < other.ts ? -1 : 1)),
    loaded: true,
    hasMore: page.hasMore,
    detached: page.place === 'older' ? list.detached : page.place === 'around' && last < latest,
    prepended: page.place === 'older',
  };
}
