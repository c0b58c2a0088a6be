import { AlertDialog } from '@base-ui/react/alert-dialog';
import { Menu } from '@base-ui/react/menu';
import { EllipsisVertical, Eye, MessageCircleReply, SmilePlus } from 'lucide-react';
import { memo, type ReactNode, useId, useState } from 'react';
import type { Conversation, Message } from '../src/protocol';
import { Blocks } from './blocks/blocks';
import { Composer } from './composer';
import { EmojiPicker } from './emoji-picker';
import { Avatar, IconButton, Tip } from './parts';
import { writeAddress } from './state/address';
import { personOf, useTab } from './state/tab';
import { ago, timeOf } from './state/times';
import { emojiOf } from './text/emoji';
import { Mrkdwn } from './text/mrkdwn';

interface MessageRowProps {
  message: Message;
  /** Whether the author stands above it; not where they just said something else. */
  head: boolean;
  conversation: Conversation;
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
  const { message, head, conversation, inThread, current, pointedOut, editing, onEdit, onFocus } = props;
  const { state, me, call, openThread } = useTab();
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  const [menuOpen, setMenuOpen] = useState(false);
  const textId = useId();
  const sender = personOf(state.people, message.user);
  const time = timeOf(message.ts, me.timeZone);
  const { channel, ts } = message;
  const hasBlocks = message.blocks !== undefined && message.blocks.length > 0;

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
        <button type="button" className="small muted above" onClick={() => openThread(message.threadTs)}>
          replied to a thread
        </button>
      ) : null}
      {head ? <Avatar person={sender} size={36} /> : <time>{time.replace(/ .M$/, '')}</time>}
      <div>
        {head ? (
          <p className="line message-head">
            <strong>{sender.name}</strong>
            {sender.isApp ? <span className="app-tag">APP</span> : null}
            <time>{time}</time>
          </p>
        ) : null}
        {editing ? (
          <Composer conversation={conversation} edited={message} label="Edit message" onEnd={() => onEdit(undefined)} />
        ) : null}
        {hasBlocks && message.blocks ? (
          <>
            <div id={textId} hidden>
              <Mrkdwn text={message.text} />
            </div>
            <Blocks
              blocks={message.blocks}
              surface="message"
              onAct={async (blockId, actionId, value) => {
                const container = { type: 'message', channel, ts } as const;
                const answer = await call('act', { container, blockId, actionId, ...(value ? { value } : {}) });
                return answer.ok ? undefined : answer.refusal;
              }}
            />
          </>
        ) : (
          <div id={textId} hidden={editing} data-edited={message.edited}>
            <Mrkdwn text={message.text} />
            {message.edited ? <small> (edited)</small> : null}
          </div>
        )}
        <Reactions message={message} />
        {message.replyCount > 0 && !inThread ? <ThreadBar message={message} /> : null}
      </div>
      {(hovered || focused || menuOpen) && !editing ? (
        <Toolbar {...props} menuOpen={menuOpen} onMenu={setMenuOpen} />
      ) : null}
    </article>
  );
});

function Reactions({ message: { channel, ts, reactions } }: { message: Message }): ReactNode {
  const { state, ask } = useTab();
  if (reactions.length === 0) return null;
  return (
    <div className="line reactions">
      {reactions.map(({ name, users }) => {
        const own = users.includes(state.me);
        const who = users.map((id) => (id === state.me ? 'You' : personOf(state.people, id).name));
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
  const { state, now, openThread } = useTab();
  return (
    <div className="line thread-bar">
      {message.replyUsers.slice(0, 5).map((id) => (
        <Avatar key={id} person={personOf(state.people, id)} size={24} />
      ))}
      <button type="button" onClick={() => openThread(message.ts)}>
        {message.replyCount === 1 ? '1 reply' : `${message.replyCount} replies`}
      </button>
      {message.latestReply ? <small>Last reply {ago(message.latestReply, now)}</small> : null}
    </div>
  );
}

function Toolbar(props: MessageRowProps & { menuOpen: boolean; onMenu: (open: boolean) => void }): ReactNode {
  const { message, conversation, inThread, onEdit, onMenu } = props;
  const { state, address, ask, change, tell, openThread } = useTab();
  const [deleting, setDeleting] = useState(false);
  const { channel, ts } = message;
  const isReply = message.threadTs !== undefined && message.threadTs !== ts;
  const own = message.user === state.me;
  const shortcuts = state.app.shortcuts.filter((shortcut) => shortcut.kind === 'message');

  async function copyLink(): Promise<void> {
    const thread = isReply && message.threadTs ? { thread: message.threadTs } : {};
    await navigator.clipboard.writeText(
      location.origin + writeAddress({ handle: address.handle, channel, message: ts, ...thread }),
    );
    tell('Link copied to clipboard');
  }

  if (message.ephemeral) {
    return (
      <div className="toolbar" role="toolbar" aria-label="Message actions">
        <button type="button" className="dismiss" onClick={() => change({ type: 'dismissed', channel, ts })}>
          Dismiss
        </button>
      </div>
    );
  }
  return (
    <div className="toolbar" role="toolbar" aria-label="Message actions">
      <EmojiPicker
        trigger={
          <IconButton label="Add reaction">
            <SmilePlus size={18} />
          </IconButton>
        }
        onOpen={onMenu}
        onPick={(name) => void ask('react', { channel, ts, name, on: true })}
      />
      {inThread ? null : (
        <IconButton label="Reply in thread" onClick={() => openThread(isReply ? message.threadTs : ts)}>
          <MessageCircleReply size={18} />
        </IconButton>
      )}
      <Menu.Root modal={false} onOpenChange={onMenu}>
        <Menu.Trigger
          render={
            <IconButton label="More actions">
              <EllipsisVertical size={18} />
            </IconButton>
          }
        />
        <Menu.Portal>
          <Menu.Positioner side="bottom" align="end" sideOffset={4} className="layer">
            <Menu.Popup className="menu" finalFocus={() => document.activeElement?.tagName !== 'TEXTAREA'}>
              <Menu.Item className="line menu-item" onClick={() => void copyLink()}>
                Copy link
              </Menu.Item>
              {shortcuts.length > 0 ? <Menu.Separator className="menu-line" /> : null}
              {shortcuts.map(({ callbackId, name }) => (
                <Menu.Item
                  key={callbackId}
                  className="line menu-item"
                  aria-label={name}
                  data-more={state.app.name}
                  onClick={() => void ask('shortcut', { callbackId, message: { channel, ts } })}
                >
                  {name}
                </Menu.Item>
              ))}
              {own ? (
                <>
                  <Menu.Separator className="menu-line" />
                  <Menu.Item className="line menu-item" onClick={() => onEdit(ts)}>
                    Edit message
                  </Menu.Item>
                  <Menu.Item className="line menu-item danger" onClick={() => setDeleting(true)}>
                    Delete message
                  </Menu.Item>
                </>
              ) : null}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <DeleteDialog
        open={deleting}
        onEnd={(sure) => {
          setDeleting(false);
          if (sure) void ask('delete', { channel: conversation.id, ts });
        }}
      />
    </div>
  );
}

function DeleteDialog({ open, onEnd }: { open: boolean; onEnd: (sure: boolean) => void }): ReactNode {
  return (
    <AlertDialog.Root open={open} onOpenChange={() => onEnd(false)}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="modal">
          <div className="line modal-head">
            <AlertDialog.Title className="ellipsis modal-title">Delete message</AlertDialog.Title>
          </div>
          <AlertDialog.Description className="modal-body">
            Are you sure you want to delete this message? This cannot be undone.
          </AlertDialog.Description>
          <div className="line modal-foot">
            <AlertDialog.Close className="foot-button">Cancel</AlertDialog.Close>
            <button type="button" className="foot-button danger" onClick={() => onEnd(true)}>
              Delete
            </button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
