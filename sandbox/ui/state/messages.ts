import { useEffect, useMemo, useState } from 'react';
import type { Message } from '../../src/protocol';
import { useTab } from './tab';

const pageSize = 50;

interface Page {
  /** The oldest first. */
  messages: Message[];
  /** Which state of the server it shows; 0 before it is loaded. */
  version: number;
  /** There are older ones on the server. */
  hasMore: boolean;
  /** It begins with older ones than the page before it did. */
  prepended: boolean;
}

export type Messages = Page & { loadOlder: () => void };

/** The messages of a conversation or thread, kept as the server has them; around one message where that is named. */
export function useMessages(channel: string, thread: string | undefined, around: string | undefined): Messages {
  const { version, ephemeral, call, tell } = useTab();
  const [limit, setLimit] = useState(pageSize);
  const [page, setPage] = useState<Page>({ messages: [], version: 0, hasMore: false, prepended: false });

  useEffect(() => {
    let over = false;
    async function load(): Promise<void> {
      const answer = thread
        ? await call('replies', { channel, ts: thread })
        : await call('history', { channel, limit, ...(around && { around }) });
      if (over) return;
      if (!answer.ok) return tell(answer.refusal.message, true);
      const { messages } = answer.result;
      const hasMore = 'hasMore' in answer.result && answer.result.hasMore === true;
      const first = messages[0]?.ts ?? '';
      setPage((before) => ({ messages, version, hasMore, prepended: first < (before.messages[0]?.ts ?? '') }));
    }
    void load();
    return () => {
      over = true;
    };
  }, [channel, thread, around, limit, version, call, tell]);

  const messages = useMemo(() => {
    const whispered = ephemeral.filter((each) => each.channel === channel && each.threadTs === thread);
    return [...page.messages, ...whispered].toSorted((one, other) => (one.ts < other.ts ? -1 : 1));
  }, [page, ephemeral, channel, thread]);
  return { ...page, messages, loadOlder: () => setLimit(page.messages.length + pageSize) };
}
