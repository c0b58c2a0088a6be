import { Tooltip } from '@base-ui/react/tooltip';
import { Bot, ConciergeBell, Hash, Lock } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import type { Conversation, Person } from '../src/protocol';

const colours = ['#8a5a00', '#1264a3', '#7c3085', '#b0304f', '#00687a', '#4a5a9e', '#2f6b3f', '#9a4a1c'];

/** The square picture of a person: their initial, in a colour of their own. */
export function Avatar({ person, size }: { person: Person; size: number }): ReactNode {
  const sum = Array.from(person.id).reduce((total, letter) => total * 7 + (letter.codePointAt(0) ?? 0), 0);
  const background = person.isApp ? '#0b6e4f' : isSlackbot(person) ? '#4a154b' : colours[sum % colours.length];
  const Icon = person.isApp ? ConciergeBell : isSlackbot(person) ? Bot : undefined;
  return (
    <span
      className="avatar"
      aria-hidden="true"
      style={{
        width: size,
        height: size,
        background,
        fontSize: size * 0.5,
        borderRadius: Math.max(4, Math.round(size / 4.5)),
      }}
    >
      {Icon ? <Icon size={size * 0.6} /> : person.name.slice(0, 1).toUpperCase()}
    </span>
  );
}

/** Slackbot is nobody to talk to: it only brings Slack's own words. */
export function isSlackbot(person: Person): boolean {
  return person.id === 'USLACKBOT';
}

/** The sign before a conversation's name. */
export function ConversationSign({
  conversation,
  people,
  size,
}: {
  conversation: Conversation;
  people: Person[];
  size: number;
}): ReactNode {
  if (conversation.kind === 'channel') return <Hash size={size} aria-hidden="true" />;
  if (conversation.kind === 'private') return <Lock size={size} aria-hidden="true" />;
  const other = people.find((person) => person.id === conversation.with);
  if (!other) return null;
  return (
    <span className="with-presence">
      <Avatar person={other} size={size + 4} />
      {other.isApp ? null : <i className="presence" />}
    </span>
  );
}

/** Shows words in a dark bubble while the mouse or the focus is on its child. */
export function Tip({
  label,
  children,
}: {
  label: string;
  children: ComponentProps<typeof Tooltip.Trigger>['render'];
}): ReactNode {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className="layer">
          <Tooltip.Popup className="tip">{label}</Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

/** A button that is only an icon: its name is also its tip. */
export function IconButton({
  label,
  className = '',
  ...button
}: ComponentProps<'button'> & { label: string }): ReactNode {
  return (
    <Tip label={label}>
      <button type="button" {...button} aria-label={label} className={`icon-button ${className}`} />
    </Tip>
  );
}
