import { createContext, useCallback, useContext, useEffect, useMemo, useReducer, useState } from 'react';
import type { Conversation, Message, Person, State } from '../../src/protocol';
import { type Address, go, useAddress } from './address';
import { type Call, callAs, listen } from './connection';
import { changed, nothing, type Workspace } from './workspace';

interface Notice {
  text: string;
  failed: boolean;
}

/** What every part of the page can see and do: one browser tab, one person. */
export interface Tab extends Workspace {
  state: State;
  address: Address;
  me: Person;
  now: Date;
  notice: Notice | undefined;
  /** A person or bot by id; unknown ones are named by it. */
  person: (id: string) => Person;
  call: Call;
  /** Takes away a message that only this person sees. */
  dismiss: (message: Message) => void;
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

/**
 * Connects this browser tab as `person`, or the one that its address names. Without a `tab` until the server has answered;
 * where nobody is called so, or was signed out, with who is here.
 */
export function useConnectedTab(person?: string): { tab?: Tab | undefined; nobody?: Workspace['nobody'] } {
  const address = useAddress();
  const handle = person ?? address.handle;
  const [workspace, hear] = useReducer(changed, nothing);
  const [notice, setNotice] = useState<Notice>();
  const [now, setNow] = useState(() => new Date());
  const call = useMemo(() => callAs(handle), [handle]);
  const tell = useCallback((text: string, failed = false) => setNotice({ text, failed }), []);

  useEffect(() => listen(handle, hear), [handle]);
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 30_000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (!notice) return undefined;
    const timer = setTimeout(() => setNotice(undefined), noticeSeconds * 1000);
    return () => clearTimeout(timer);
  }, [notice]);

  const tab = useMemo(() => {
    const { state } = workspace;
    const me = state?.people.find(({ id }) => id === state.me);
    if (!state || !me) return undefined;
    const unknown = { title: '', timeZone: 'UTC', isApp: false, deactivated: false };
    const connected: Tab = {
      ...workspace,
      state,
      address,
      me,
      now,
      notice,
      call,
      tell,
      dismiss: ({ channel, ts }) => hear({ type: 'message_deleted', channel, ts }),
      person: (id) => state.people.find((each) => each.id === id) ?? { ...unknown, id, handle: id, name: id },
      async ask(verb, takes) {
        const answer = await call(verb, takes);
        if (!answer.ok) tell(answer.refusal.message, true);
        return answer.ok;
      },
      openConversation: (id) => go({ handle, channel: id }),
      openThread: (ts) => {
        const { channel } = address;
        if (channel) go({ handle, channel, ...(ts && { thread: ts }) });
      },
    };
    return connected;
  }, [workspace, address, handle, now, notice, call, tell]);
  return { tab, nobody: workspace.nobody };
}

/** A conversation as its heading says it: `#general`, `Alice`. */
export function nameOf({ kind, name }: Conversation): string {
  return kind === 'dm' || kind === 'app' ? name : `#${name}`;
}
