import { Popover } from '@base-ui/react/popover';
import { Users } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Conversation } from '../src/protocol';
import { Composer } from './composer';
import { MessageList } from './message-list';
import { Avatar, ConversationSign } from './parts';
import { nameOf, personOf, useTab } from './state/tab';

/** A channel or a conversation with a person. */
export function ConversationPane({ conversation }: { conversation: Conversation }): ReactNode {
  const { state } = useTab();
  return (
    <main className="pane" aria-label={nameOf(conversation)}>
      <header className="line pane-head">
        <ConversationSign conversation={conversation} people={state.people} size={18} />
        <h1>{conversation.name}</h1>
        {conversation.topic ? <p className="small muted ellipsis">{conversation.topic}</p> : null}
        {conversation.kind === 'dm' ? null : <Members conversation={conversation} />}
      </header>
      <Talk conversation={conversation} />
    </main>
  );
}

/** The messages of a conversation and the box to write in. */
export function Talk({
  conversation,
  readOnly = false,
}: {
  conversation: Conversation;
  readOnly?: boolean;
}): ReactNode {
  const { address, lists, me } = useTab();
  const [editing, setEditing] = useState<string>();
  const own = lists[conversation.id]?.messages.findLast((message) => message.user === me.id && !message.ephemeral);
  return (
    <>
      <MessageList
        conversation={conversation}
        around={address.thread ? undefined : address.message}
        editing={editing}
        onEdit={setEditing}
      />
      {readOnly ? (
        <p className="muted read-only">Sending messages to this app has been turned off.</p>
      ) : (
        <Composer
          conversation={conversation}
          label={`Message ${nameOf(conversation)}`}
          onEditLast={() => setEditing(own?.ts)}
        />
      )}
    </>
  );
}

function Members({ conversation }: { conversation: Conversation }): ReactNode {
  const { state } = useTab();
  const people = conversation.members.map((id) => personOf(state.people, id));
  const count = people.length === 1 ? '1 member' : `${people.length} members`;
  return (
    <Popover.Root>
      <Popover.Trigger className="line small muted members" aria-label={count}>
        <Users size={16} aria-hidden="true" /> {people.length}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner align="end" sideOffset={6} className="layer">
          <Popover.Popup className="popover members-list">
            <Popover.Title className="menu-label">Members</Popover.Title>
            <ul>
              {people.map((person) => (
                <li key={person.id} className="line">
                  <Avatar person={person} size={28} />
                  <strong>{person.name}</strong>
                  {person.isApp ? <span className="app-tag">APP</span> : <span className="muted">{person.title}</span>}
                </li>
              ))}
            </ul>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
