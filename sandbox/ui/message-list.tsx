import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import type { Conversation } from '../src/protocol';
import { MessageRow } from './message';
import { moveFocus } from './move-focus';
import type { Messages } from './state/messages';
import { type Row, rowsOf } from './state/rows';
import { nameOf, useTab } from './state/tab';

interface MessageListProps {
  conversation: Conversation;
  inThread: boolean;
  list: Messages;
  /** A message to show and point out. */
  around: string | undefined;
  editing: string | undefined;
  onEdit: (ts: string | undefined) => void;
}

const nearTopPixels = 200;
const nearBottomPixels = 4;
/** The room under the last message, as in messages.css. */
const bottomPixels = 12;

/** The messages of a conversation or thread: stays at the newest, loads older ones when they are scrolled to. */
export function MessageList({ conversation, inThread, list, around, editing, onEdit }: MessageListProps): ReactNode {
  const { me, now, openConversation } = useTab();
  const { messages, hasMore, prepended, loadOlder } = list;
  const loaded = list.version > 0;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useRef<VirtualizerHandle>(null);
  const atBottom = useRef(true);
  const lastOffset = useRef(0);
  const shownAround = useRef<string>(undefined);
  const [active, setActive] = useState<string>();

  const last = messages.at(-1)?.ts;
  /** It stands around an old message: newer ones are on the server. */
  const detached = around !== undefined && !inThread && last !== undefined && last < conversation.latest;
  const lastOwn = messages.at(-1)?.user === me.id ? last : undefined;
  const newAfter = useReading(conversation, loaded && !detached && !inThread ? last : undefined);
  const rows = useMemo(
    () => rowsOf(messages, { me, now, hasMore, newAfter: inThread ? undefined : newAfter, inThread }),
    [messages, me, now, hasMore, newAfter, inThread],
  );
  const current = active ?? last;
  const currentIndex = rows.findIndex((row) => row.key === current);

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

  function onScroll(offset: number): void {
    const handle = virtual.current;
    if (!handle) return;
    const isAtBottom = handle.scrollSize - offset - handle.viewportSize < nearBottomPixels;
    // Rows that grow leave the bottom too; only who scrolls up wants to stay there.
    if (isAtBottom || offset < lastOffset.current) atBottom.current = isAtBottom;
    lastOffset.current = offset;
    if (offset < nearTopPixels && hasMore) loadOlder();
  }

  function drawn(row: Row): ReactNode {
    if (row.type === 'beginning') return <Beginning conversation={conversation} />;
    if (row.type === 'divider') {
      return (
        <div className={`line divide ${row.kind}`}>
          <span>{row.words}</span>
        </div>
      );
    }
    return (
      <MessageRow
        message={row.message}
        head={row.head}
        inThread={inThread}
        current={row.key === current}
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
        aria-label={inThread ? 'Messages in thread' : `Messages in ${nameOf(conversation)}`}
        aria-busy={!loaded}
        onKeyDown={(event) => moveFocus(event, 'article')}
      >
        <div className="spring" />
        <Virtualizer
          ref={virtual}
          scrollRef={scroller}
          data={rows}
          shift={prepended}
          keepMounted={currentIndex < 0 ? [] : [currentIndex]}
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
    <div className="muted beginning">
      <p>{name}</p>
      This is the beginning of {name.startsWith('#') ? name : `your conversation with ${name}`}.
      {conversation.topic && ` ${conversation.topic}.`}
    </div>
  );
}

/**
 * Tells the server what has been seen, while the tab is in front. Answers behind which message the red line stands: what
 * was read when the conversation was opened, or the tab was last left.
 */
function useReading({ id, unread, lastRead }: Conversation, last: string | undefined): string | undefined {
  const { call } = useTab();
  const [line, setLine] = useState(unread > 0 ? lastRead : undefined);
  useEffect(() => {
    const look = (): void => {
      if (document.hidden) setLine(lastRead);
      else if (last !== undefined && unread > 0) void call('read', { channel: id, ts: last });
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [call, id, unread, lastRead, last]);
  return line;
}
