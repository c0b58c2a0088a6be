import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Conversation } from '../src/protocol';
import { Talk } from './conversation-pane';
import { IconButton } from './layers';
import { nameOf, useTab } from './state/tab';

/** A message and its replies, beside the conversation. */
export function ThreadPane({ conversation, thread }: { conversation: Conversation; thread: string }): ReactNode {
  const { openThread } = useTab();

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
        <IconButton label="Close thread" onClick={close} Icon={X} size={20} />
      </header>
      <Talk conversation={conversation} thread={thread} />
    </aside>
  );
}
