import type { State } from '../src/protocol';
import { isSlackbot } from './parts';
import { nameOf } from './state/tab';
import { emojiOf, searchEmoji } from './text/emoji';

export interface Suggestion {
  /** What stands for it in the text. */
  key: string;
  sign: string;
  /** Where it is not its key. */
  title?: string;
  usage?: string;
  description?: string;
  /** Of a command: whose it is. */
  app?: string;
}

const most = 8;

/** What could be meant by the word before the caret, and the part of it that a choice replaces. */
export function suggestionsFor(before: string, state: State): { part: string; found: Suggestion[] } {
  const part = /^\/[^\s/]*$|(?<=^|\s)(?:[@#][\w.-]*|:[\w+-]{2,})$/.exec(before)?.[0] ?? '';
  return { part, found: allFor(part, state).slice(0, most) };
}

function allFor(part: string, { app, people, conversations }: State): Suggestion[] {
  const wanted = part.slice(1).toLowerCase();
  const fits = (...names: string[]): boolean => names.some((name) => name.toLowerCase().startsWith(wanted));
  switch (part[0]) {
    case '/':
      return app.commands
        .filter(({ command }) => fits(command.slice(1)))
        .map(({ command, ...words }) => ({ key: command, sign: '/', app: app.name, ...words }));
    case '@':
      return people
        .filter(
          (person) => !isSlackbot(person) && !person.deactivated && fits(person.handle, ...person.name.split(' ')),
        )
        .map(({ handle, name, title, isApp }) => ({
          key: `@${handle}`,
          sign: '@',
          title: name,
          usage: handle,
          description: isApp ? 'App' : title,
        }));
    case '#':
      return conversations
        .filter((each) => (each.kind === 'channel' || each.kind === 'private') && fits(each.name))
        .map((each) => ({ key: nameOf(each), sign: '#', title: each.name, description: each.topic }));
    case ':':
      return searchEmoji(wanted, most).map((name) => ({ key: `:${name}:`, sign: emojiOf(name) ?? '' }));
    default:
      return [];
  }
}
