import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import type { Conversation } from '../src/protocol';
import { MessageRow } from './message';
import { type Row, rowsOf } from './state/rows';
import { nameOf, useMessages, useTab } from './state/tab';

interface MessageListProps {
  conversation: Conversation;
  thread?: string;
  /** A message to show and point out. */
  around?: string | undefined;
  editing: string | undefined;
  onEdit: (ts: string | undefined) => void;
}

const nearTopPixels = 200;
const nearBottomPixels = 4;
/** The room under the last message, as in messages.css. */
const bottomPixels = 12;

/** The messages of a conversation or thread: stays at the newest, loads older ones when they are scrolled to. */
export function MessageList({ conversation, thread, around, editing, onEdit }: MessageListProps): ReactNode {
  const { me, now, call, change, openConversation } = useTab();
  const list = useMessages(conversation, thread, around);
  const newAfter = useNewLine(conversation, thread !== undefined);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useRef<VirtualizerHandle>(null);
  const atBottom = useRef(true);
  const lastOffset = useRef(0);
  const asking = useRef(false);
  const shownAround = useRef<string>(undefined);
  const [active, setActive] = useState<string>();

  const { messages = [], hasMore = false, loaded = false, detached = false, prepended = false } = list ?? {};
  const rows = useMemo(
    () =>
      rowsOf(messages, { me: me.id, now, timeZone: me.timeZone, hasMore, newAfter, inThread: thread !== undefined }),
    [messages, me, now, hasMore, newAfter, thread],
  );
  const last = messages.at(-1)?.ts;
  const lastOwn = messages.at(-1)?.user === me.id ? last : undefined;
  const activeIndex = rows.findIndex((row) => row.key === (active ?? last));

  const stickToBottom = useCallback(() => {
    if (atBottom.current) virtual.current?.scrollToIndex(rows.length - 1, { align: 'end', offset: bottomPixels });
  }, [rows.length]);

  useLayoutEffect(() => {
    // Who says something sees it.
    if (lastOwn) atBottom.current = true;
  }, [lastOwn]);
  useLayoutEffect(() => {
    const index = around === undefined ? -1 : rows.findIndex((row) => row.key === around);
    if (around !== shownAround.current && index >= 0) {
      shownAround.current = around;
      atBottom.current = false;
      virtual.current?.scrollToIndex(index, { align: 'center' });
    } else if (loaded) stickToBottom();
  }, [rows, loaded, around, stickToBottom]);
  useMarkRead(conversation, thread === undefined && loaded && !detached ? last : undefined);

  async function loadOlder(): Promise<void> {
    const before = messages.find((message) => !message.ephemeral)?.ts;
    if (asking.current || !before) return;
    asking.current = true;
    const answer = await call('history', { channel: conversation.id, before });
    asking.current = false;
    if (answer.ok) change({ type: 'page', key: conversation.id, ...answer.result, place: 'older' });
  }

  function onScroll(offset: number): void {
    const handle = virtual.current;
    if (!handle) return;
    const isAtBottom = handle.scrollSize - offset - handle.viewportSize < nearBottomPixels;
    // Rows that grow leave the bottom too; only who scrolls up wants to stay there.
    if (isAtBottom || offset < lastOffset.current) atBottom.current = isAtBottom;
    lastOffset.current = offset;
    if (offset < nearTopPixels && hasMore && thread === undefined && loaded) void loadOlder();
  }

  function drawn(row: Row): ReactNode {
    switch (row.type) {
      case 'beginning':
        return <Beginning conversation={conversation} />;
      case 'day':
        return (
          <div className="line divide">
            <span>{row.name}</span>
          </div>
        );
      case 'new':
        return (
          <div className="line divide new">
            <span>New</span>
          </div>
        );
      case 'replies':
        return (
          <div className="line divide replies">
            <span>{row.count === 1 ? '1 reply' : `${row.count} replies`}</span>
          </div>
        );
    }
    return (
      <MessageRow
        message={row.message}
        head={row.head}
        conversation={conversation}
        inThread={thread !== undefined}
        current={row.key === (active ?? last)}
        pointedOut={row.key === around}
        editing={row.key === editing}
        onEdit={onEdit}
        onFocus={setActive}
      />
    );
  }

  return (
    <div className="list">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- ARIA's feed moves by arrows between its articles. */}
      <div
        className="scroller"
        ref={scroller}
        role="feed"
        aria-label={thread === undefined ? `Messages in ${nameOf(conversation)}` : 'Messages in thread'}
        aria-busy={!loaded}
        onKeyDown={moveBetweenMessages}
      >
        <div className="spring" />
        <Virtualizer
          ref={virtual}
          scrollRef={scroller}
          data={rows}
          shift={prepended}
          keepMounted={activeIndex < 0 ? [] : [activeIndex]}
          onScroll={onScroll}
          onResize={stickToBottom}
        >
          {(row) => <div key={row.key}>{drawn(row)}</div>}
        </Virtualizer>
      </div>
      {detached ? (
        <button
          type="button"
          className="newest"
          onClick={() => {
            atBottom.current = true;
            openConversation(conversation.id);
          }}
        >
          Jump to the newest message
        </button>
      ) : null}
    </div>
  );
}

function Beginning({ conversation }: { conversation: Conversation }): ReactNode {
  const name = nameOf(conversation);
  return (
    <div className="beginning">
      <p className="beginning-title">{name}</p>
      <p>
        This is the beginning of {name.startsWith('#') ? name : `your conversation with ${name}`}. {conversation.topic}
      </p>
    </div>
  );
}

/** Behind which message the red line stands: what was read when the conversation was opened, or the tab was last left. */
function useNewLine(conversation: Conversation, inThread: boolean): string | undefined {
  const [line, setLine] = useState(conversation.unread > 0 ? conversation.lastRead : undefined);
  const lastRead = useRef(conversation.lastRead);
  useEffect(() => {
    lastRead.current = conversation.lastRead;
  });
  useEffect(() => {
    const left = (): void => {
      if (document.hidden) setLine(lastRead.current);
    };
    document.addEventListener('visibilitychange', left);
    return () => document.removeEventListener('visibilitychange', left);
  }, []);
  return inThread ? undefined : line;
}

/** Tells the server what has been seen, while the tab is in front. */
function useMarkRead({ id, unread }: Conversation, last: string | undefined): void {
  const { call } = useTab();
  useEffect(() => {
    const read = (): void => {
      if (last !== undefined && unread > 0 && !document.hidden) void call('read', { channel: id, ts: last });
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [call, id, unread, last]);
}

function moveBetweenMessages(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || !(event.target instanceof HTMLElement) || event.target.tagName !== 'ARTICLE') return;
  event.preventDefault();
  const articles = [...event.currentTarget.querySelectorAll<HTMLElement>('article')];
  articles[articles.indexOf(event.target) + step]?.focus();
}
