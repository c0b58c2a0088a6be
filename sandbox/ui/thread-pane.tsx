import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Conversation } from '../src/protocol';
import { Composer } from './composer';
import { MessageList } from './message-list';
import { IconButton } from './parts';
import { nameOf, useTab } from './state/tab';
import { type MessageList as List, listKey } from './state/workspace';

/** A message and its replies, beside the conversation. */
export function ThreadPane({ conversation, thread }: { conversation: Conversation; thread: string }): ReactNode {
  const { address, lists, me, state, openThread } = useTab();
  const [editing, setEditing] = useState<string>();
  const list: List | undefined = lists[listKey(conversation.id, thread)];
  const own = list?.messages.findLast((message) => message.user === me.id && !message.ephemeral);
  const readOnly = conversation.kind === 'app' && state.app.messagesReadOnly;

  function close(): void {
    openThread(undefined);
    document.querySelector<HTMLElement>('main .composer textarea')?.focus();
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes the layer from anywhere in it.
    <aside
      className="thread"
      aria-label="Thread"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) close();
      }}
    >
      <header className="line pane-head">
        <h2>Thread</h2>
        <p className="small muted ellipsis">{nameOf(conversation)}</p>
        <IconButton label="Close thread" onClick={close}>
          <X size={20} />
        </IconButton>
      </header>
      <MessageList
        conversation={conversation}
        thread={thread}
        around={address.message}
        editing={editing}
        onEdit={setEditing}
      />
      {readOnly ? null : (
        <Composer
          conversation={conversation}
          thread={thread}
          label="Reply in thread"
          onEditLast={() => setEditing(own?.ts)}
        />
      )}
    </aside>
  );
}
