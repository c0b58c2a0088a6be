import { Popover } from '@base-ui/react/popover';
import { Users } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Conversation } from '../src/protocol';
import { Composer } from './composer';
import { MessageList } from './message-list';
import { Avatar, ConversationSign } from './parts';
import { useMessages } from './state/messages';
import { nameOf, useTab } from './state/tab';
import { counted } from './text/counted';

/** A channel or a conversation with a person. */
export function ConversationPane({ conversation }: { conversation: Conversation }): ReactNode {
  const { kind, name, topic, members } = conversation;
  return (
    <main className="pane" aria-label={nameOf(conversation)}>
      <header className="line pane-head">
        <ConversationSign conversation={conversation} size={18} />
        <h1>{name}</h1>
        {topic ? <p className="small muted ellipsis">{topic}</p> : null}
        {kind === 'dm' ? null : <Members ids={members} />}
      </header>
      <Talk conversation={conversation} />
    </main>
  );
}

/** The messages of a conversation or a thread, and the box to write in. */
export function Talk({ conversation, thread }: { conversation: Conversation; thread?: string }): ReactNode {
  const { state, address, me } = useTab();
  const [editing, setEditing] = useState<string>();
  const { id, kind } = conversation;
  const around = address.thread === thread ? address.message : undefined;
  const list = useMessages(id, thread, around);
  const own = list.messages.findLast((message) => message.user === me.id && !message.ephemeral);
  const isMute = kind === 'app' && state.app.messagesReadOnly;
  return (
    <>
      <MessageList
        conversation={conversation}
        inThread={thread !== undefined}
        list={list}
        around={around}
        editing={editing}
        onEdit={setEditing}
      />
      {isMute && !thread ? <p className="muted read-only">Sending messages to this app has been turned off.</p> : null}
      {isMute ? null : (
        <Composer
          channel={id}
          thread={thread}
          label={thread ? 'Reply in thread' : `Message ${nameOf(conversation)}`}
          onEditLast={() => setEditing(own?.ts)}
        />
      )}
    </>
  );
}

function Members({ ids }: { ids: string[] }): ReactNode {
  const { person } = useTab();
  return (
    <Popover.Root>
      <Popover.Trigger className="line small muted members" aria-label={counted(ids.length, 'member', 'members')}>
        <Users size={16} aria-hidden="true" /> {ids.length}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner align="end" sideOffset={6} className="layer">
          <Popover.Popup className="menu members-list">
            <Popover.Title className="menu-label">Members</Popover.Title>
            <ul>
              {ids.map(person).map(({ id, name, title, isApp }) => (
                <li key={id} className="line">
                  <Avatar id={id} size={28} />
                  <strong>{name}</strong>
                  {isApp ? <span className="app-tag">APP</span> : <span className="muted">{title}</span>}
                </li>
              ))}
            </ul>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
