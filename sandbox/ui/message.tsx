import { Menu } from '@base-ui/react/menu';
import { EllipsisVertical, Eye, MessageCircleReply, SmilePlus } from 'lucide-react';
import { memo, type ReactNode, useId, useRef, useState } from 'react';
import type { Message } from '../src/protocol';
import { Blocks } from './blocks/blocks';
import { Composer } from './composer';
import { Files } from './files';
import { ConfirmDialog, EmojiPicker, IconButton, MenuButton, MenuItem, Tip } from './layers';
import { Avatar } from './parts';
import { writeAddress } from './state/address';
import { useTab } from './state/tab';
import { counted } from './text/counted';
import { timeOf } from './text/dates';
import { emojiOf } from './text/emoji';
import { Mrkdwn } from './text/mrkdwn';
import { shortWords } from './text/short-words';

interface MessageRowProps {
  message: Message;
  /** Whether the author stands above it; not where they just said something else. */
  head: boolean;
  inThread: boolean;
  /** The one that Tab reaches. */
  current: boolean;
  pointedOut: boolean;
  editing: boolean;
  onEdit: (ts: string | undefined) => void;
  onFocus: (ts: string) => void;
}

/** One message, with its reactions, its thread, and the toolbar while the mouse or the focus is on it. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps): ReactNode {
  const { message, head, inThread, current, pointedOut, editing, onEdit, onFocus } = props;
  const tab = useTab();
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  const [menuOpen, setMenuOpen] = useState(false);
  const textId = useId();
  const { channel, ts, blocks = [] } = message;
  const sender = tab.person(message.user);
  const time = timeOf(ts, '{time}', tab);

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Hover and focus only show its toolbar.
    <article
      className="message"
      aria-label={`${sender.name}, ${time}`}
      aria-describedby={textId}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- ARIA's feed: its articles take the focus.
      tabIndex={current ? 0 : -1}
      data-head={head}
      data-lit={menuOpen}
      data-pointed={pointedOut}
      data-editing={editing}
      onMouseEnter={() => setHovered(true)}
      onMouseLeave={() => setHovered(false)}
      onFocus={(event) => {
        // After a click the mouse alone decides which message has the toolbar.
        setFocused(event.target.matches(':focus-visible'));
        onFocus(ts);
      }}
      onBlur={(event) => setFocused(focused && event.currentTarget.contains(event.relatedTarget))}
    >
      {message.ephemeral ? (
        <p className="line small muted above">
          <Eye size={14} aria-hidden="true" /> Only visible to you
        </p>
      ) : null}
      {message.broadcast && !inThread ? (
        <p className="line small muted above">
          replied to a thread:
          <button type="button" className="ellipsis" dir="auto" onClick={() => tab.openThread(message.threadTs)}>
            {shortWords(message.parentText ?? '', tab.state) || 'open it'}
          </button>
        </p>
      ) : null}
      {head ? <Avatar id={sender.id} size={36} /> : <time>{time.replace(/ .M$/, '')}</time>}
      <div>
        {head ? (
          <p className="line message-head">
            <strong>{sender.name}</strong>
            {sender.isApp ? <span className="app-tag">APP</span> : null}
            <time>{time}</time>
          </p>
        ) : null}
        {editing ? (
          <Composer channel={channel} edited={message} label="Edit message" onEnd={() => onEdit(undefined)} />
        ) : null}
        <div id={textId} hidden={editing || blocks.length > 0} data-edited={message.edited}>
          <Mrkdwn text={message.text} />
          {message.edited ? <small> (edited)</small> : null}
        </div>
        {blocks.length > 0 ? <Blocks blocks={blocks} container={{ type: 'message', channel, ts, inThread }} /> : null}
        <Files files={message.files} />
        <Reactions message={message} />
        {message.replyCount > 0 && !inThread ? <ThreadBar message={message} /> : null}
      </div>
      {(hovered || focused || menuOpen) && !editing ? <Toolbar {...props} onOpen={setMenuOpen} /> : null}
    </article>
  );
});

function Reactions({ message: { channel, ts, reactions } }: { message: Message }): ReactNode {
  const { me, person, ask } = useTab();
  if (reactions.length === 0) return null;
  return (
    <div className="line reactions">
      {reactions.map(({ name, users }) => {
        const own = users.includes(me.id);
        const who = users.map((id) => (id === me.id ? 'You' : person(id).name));
        return (
          <Tip key={name} label={`${new Intl.ListFormat('en-US').format(who)} reacted with :${name}:`}>
            <button
              type="button"
              className="line reaction"
              aria-label={`:${name}:, ${users.length}`}
              aria-pressed={own}
              onClick={() => void ask('react', { channel, ts, name, on: !own })}
            >
              <span>{emojiOf(name) ?? `:${name}:`}</span> {users.length}
            </button>
          </Tip>
        );
      })}
    </div>
  );
}

function ThreadBar({ message }: { message: Message }): ReactNode {
  const tab = useTab();
  return (
    <div className="line thread-bar">
      {message.replyUsers.slice(0, 5).map((id) => (
        <Avatar key={id} id={id} size={24} />
      ))}
      <button type="button" onClick={() => tab.openThread(message.ts)}>
        {counted(message.replyCount, 'reply', 'replies')}
      </button>
      {message.latestReply ? <small>{timeOf(message.latestReply, 'Last reply {ago}', tab)}</small> : null}
    </div>
  );
}

function Toolbar(props: MessageRowProps & { onOpen: (open: boolean) => void }): ReactNode {
  const { message, inThread, onEdit, onOpen } = props;
  const { state, address, ask, dismiss, tell, openThread } = useTab();
  const [deleting, setDeleting] = useState(false);
  const bar = useRef<HTMLDivElement>(null);
  const { channel, ts, threadTs = ts } = message;
  const shortcuts = state.app.shortcuts.filter((shortcut) => shortcut.kind === 'message');

  async function copyLink(): Promise<void> {
    const place = { handle: address.handle, channel, message: ts, ...(threadTs !== ts && { thread: threadTs }) };
    await navigator.clipboard.writeText(location.origin + writeAddress(place));
    tell('Link copied to clipboard');
  }

  /** The toolbar goes with the mouse, so the focus goes to the message, unless its editor has it already. */
  function finalFocus(closedBy: string): HTMLElement | boolean | null {
    const article = bar.current?.closest('article') ?? null;
    if (article?.contains(document.activeElement?.closest('textarea') ?? null)) return false;
    return closedBy === 'keyboard' || article;
  }

  if (message.ephemeral) {
    return (
      <div className="toolbar" role="toolbar" aria-label="Message actions">
        <button type="button" className="dismiss" onClick={() => dismiss(message)}>
          Dismiss
        </button>
      </div>
    );
  }
  return (
    <div className="toolbar" role="toolbar" aria-label="Message actions" ref={bar}>
      <EmojiPicker
        label="Add reaction"
        Icon={SmilePlus}
        onOpen={onOpen}
        finalFocus={finalFocus}
        onPick={(name) => void ask('react', { channel, ts, name, on: true })}
      />
      {inThread ? null : (
        <IconButton label="Reply in thread" onClick={() => openThread(threadTs)} Icon={MessageCircleReply} />
      )}
      <MenuButton
        trigger={<IconButton label="More actions" Icon={EllipsisVertical} />}
        onOpen={onOpen}
        finalFocus={finalFocus}
      >
        <MenuItem name="Copy link" onClick={() => void copyLink()} />
        {shortcuts.length > 0 ? <Menu.Separator className="menu-line" /> : null}
        {shortcuts.map(({ callbackId, name }) => (
          <MenuItem
            key={callbackId}
            name={name}
            more={state.app.name}
            onClick={() => void ask('shortcut', { callbackId, message: { channel, ts } })}
          />
        ))}
        {message.user === state.me ? (
          <>
            <Menu.Separator className="menu-line" />
            <MenuItem name="Edit message" onClick={() => onEdit(ts)} />
            <MenuItem name="Delete message" danger onClick={() => setDeleting(true)} />
          </>
        ) : null}
      </MenuButton>
      <ConfirmDialog
        open={deleting}
        title="Delete message"
        yes="Delete"
        look="danger"
        onSure={() => void ask('delete', { channel, ts })}
        onClose={() => setDeleting(false)}
      >
        Are you sure you want to delete this message? This cannot be undone.
      </ConfirmDialog>
    </div>
  );
}
