import type { HomeView, KnownBlock, ModalView } from '@slack/types';
import { createContext, useCallback, useContext, useEffect, useMemo, useReducer, useState } from 'react';
import type { Conversation, Person, State } from '../../src/protocol';
import { type Address, go, readAddress, useLocation } from './address';
import { type Call, callAs, listen } from './connection';
import { type Change, changed, listKey, type MessageList, nothing, type Workspace } from './workspace';

export interface Notice {
  text: string;
  failed: boolean;
}

/** What every part of the page can see and do: one browser tab, one person. */
export interface Tab {
  state: State;
  lists: Workspace['lists'];
  connected: boolean;
  address: Address;
  me: Person;
  now: Date;
  notice: Notice | undefined;
  call: Call;
  change: (change: Change) => void;
  /** Calls, and tells the person when it did not work. */
  ask: (...request: Parameters<Call>) => Promise<boolean>;
  tell: (text: string, failed?: boolean) => void;
  openConversation: (id: string) => void;
  openThread: (ts: string | undefined) => void;
}

export const TabContext = createContext<Tab | undefined>(undefined);

/** The tab around this part. Throws outside of one. */
export function useTab(): Tab {
  const tab = useContext(TabContext);
  if (!tab) throw new Error('Not inside of a tab.');
  return tab;
}

const noticeSeconds = 5;

/** Connects this browser tab as the person that its address names; `undefined` until the server has answered. */
export function useConnectedTab(): Tab | undefined {
  const location = useLocation();
  const address = useMemo(() => readAddress(...splitLocation(location)), [location]);
  const { handle } = address;
  const [workspace, change] = useReducer(changed, nothing);
  const [notice, setNotice] = useState<Notice>();
  const [now, setNow] = useState(() => new Date());
  const call = useMemo(() => callAs(handle), [handle]);

  useEffect(() => listen(handle, change, (up) => change({ type: 'connected', up })), [handle]);
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 30_000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (!notice) return undefined;
    const timer = setTimeout(() => setNotice(undefined), noticeSeconds * 1000);
    return () => clearTimeout(timer);
  }, [notice]);

  const tell = useCallback((text: string, failed = false) => setNotice({ text, failed }), []);

  return useMemo(() => {
    const { state, lists, connected } = workspace;
    const me = state?.people.find((person) => person.id === state.me);
    if (!state || !me) return undefined;
    return {
      state,
      lists,
      connected,
      address,
      me,
      now,
      notice,
      call,
      change,
      tell,
      async ask(verb, takes) {
        const answer = await call(verb, takes);
        if (!answer.ok) tell(answer.refusal.message, true);
        return answer.ok;
      },
      openConversation: (id) => go({ handle, channel: id }),
      openThread: (ts) => {
        const { channel } = address;
        if (channel) go({ handle, channel, ...(ts ? { thread: ts } : {}) });
      },
    };
  }, [workspace, address, handle, now, notice, call, tell]);
}

function splitLocation(location: string): [path: string, query: string] {
  const at = location.indexOf('?');
  return at < 0 ? [location, ''] : [location.slice(0, at), location.slice(at)];
}

/** The list of a conversation or thread, asked for when it is not there; around a message where one is named. */
export function useMessages({ id }: Conversation, thread?: string, around?: string): MessageList | undefined {
  const { lists, call, change, tell } = useTab();
  const key = listKey(id, thread);
  const list = lists[key];
  const loaded = list?.loaded ?? false;
  const [shown, setShown] = useState<string>();
  const stale = around === undefined && list?.detached === true;
  const away = around !== undefined && around !== shown && !list?.messages.some((message) => message.ts === around);

  useEffect(() => {
    let over = false;
    async function load(): Promise<void> {
      change({ type: 'loading', key, empty: away || stale });
      const answer = thread
        ? await call('replies', { channel: id, ts: thread })
        : await call('history', { channel: id, ...(around ? { around } : {}) });
      if (over) return;
      if (!answer.ok) return tell(answer.refusal.message, true);
      const hasMore = 'hasMore' in answer.result && answer.result.hasMore === true;
      setShown(around);
      change({
        type: 'page',
        key,
        messages: answer.result.messages,
        hasMore,
        place: around && !thread ? 'around' : 'newest',
      });
    }
    if (!loaded || away || stale) void load();
    return () => {
      over = true;
    };
  }, [id, thread, key, loaded, away, stale, around, call, change, tell]);
  return list;
}

/** The blocks of a view. */
export function blocksOf(view: ModalView | HomeView): KnownBlock[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The server refuses a view with any other block.
  return view.blocks as KnownBlock[];
}

/** A person or bot by id; unknown ones are named by it. */
export function personOf(people: Person[], id: string): Person {
  return (
    people.find((person) => person.id === id) ?? { id, handle: id, name: id, title: '', timeZone: 'UTC', isApp: false }
  );
}

/** A conversation as its heading says it: `#general`, `Alice`. */
export function nameOf({ kind, name }: Conversation): string {
  return kind === 'dm' || kind === 'app' ? name : `#${name}`;
}
