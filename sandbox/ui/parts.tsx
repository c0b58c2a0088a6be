import { Bot, ConciergeBell, Hash, Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Conversation, Person } from '../src/protocol';
import { useTab } from './state/tab';

const colours = ['#8a5a00', '#1264a3', '#7c3085', '#b0304f', '#00687a', '#4a5a9e', '#2f6b3f', '#9a4a1c'];

/** The square picture of a person: their initial, in a colour of their own. */
export function Avatar({ id, size }: { id: string; size: number }): ReactNode {
  const person = useTab().person(id);
  const sum = Array.from(id).reduce((total, letter) => total * 7 + (letter.codePointAt(0) ?? 0), 0);
  const background = person.isApp ? '#0b6e4f' : isSlackbot(person) ? '#4a154b' : colours[sum % colours.length];
  const Icon = person.isApp ? ConciergeBell : isSlackbot(person) ? Bot : undefined;
  const borderRadius = Math.max(4, Math.round(size / 4.5));
  return (
    <span
      className="avatar"
      aria-hidden="true"
      style={{ width: size, height: size, background, fontSize: size * 0.5, borderRadius }}
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
export function ConversationSign({ conversation, size }: { conversation: Conversation; size: number }): ReactNode {
  const { kind, with: other } = conversation;
  if (kind === 'channel') return <Hash size={size} aria-hidden="true" />;
  if (kind === 'private') return <Lock size={size} aria-hidden="true" />;
  if (other === undefined) return null;
  return (
    <span className="with-presence">
      <Avatar id={other} size={size + 4} />
      {kind === 'dm' ? <i className="presence" /> : null}
    </span>
  );
}
