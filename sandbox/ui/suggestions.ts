import type { State } from '../src/protocol';
import { isSlackbot } from './parts';
import { nameOf } from './state/tab';
import { searchEmoji } from './text/emoji';

export interface Suggestion {
  key: string;
  /** What stands for it in the text. */
  insert: string;
  sign: string;
  title: string;
  usage: string;
  description: string;
  /** Of a command: whose it is. */
  app: string;
}

export interface Suggestions {
  /** The typed part that a choice replaces, which ends at the caret. */
  part: string;
  found: Suggestion[];
}

const most = 8;

/** What could be meant by the word before the caret: a command, a person, a channel or an emoji. */
export function suggestionsFor(before: string, state: State): Suggestions {
  const part = /^\/[^\s/]*$|(?<=^|\s)(?:[@#][\w.-]*|:[\w+-]{2,})$/.exec(before)?.[0] ?? '';
  const wanted = part.slice(1).toLowerCase();
  const fits = (...names: string[]): boolean => names.some((name) => name.toLowerCase().startsWith(wanted));
  return { part, found: all().slice(0, most) };

  function all(): Suggestion[] {
    switch (part[0]) {
      case '/':
        return state.app.commands
          .filter(({ command }) => fits(command.slice(1)))
          .map(({ command, usage, description }) =>
            suggestion({ key: command, usage, description, app: state.app.name }),
          );
      case '@':
        return state.people
          .filter((person) => !isSlackbot(person) && fits(person.handle, ...person.name.split(' ')))
          .map(({ handle, name, title, isApp }) =>
            suggestion({
              key: `@${handle}`,
              sign: '@',
              title: name,
              usage: handle,
              description: isApp ? 'App' : title,
            }),
          );
      case '#':
        return state.conversations
          .filter((each) => (each.kind === 'channel' || each.kind === 'private') && fits(each.name))
          .map((each) => suggestion({ key: nameOf(each), sign: '#', title: each.name, description: each.topic }));
      case ':':
        return searchEmoji(wanted, most).map(({ name, char }) => suggestion({ key: `:${name}:`, sign: char }));
      default:
        return [];
    }
  }
}

function suggestion(known: Partial<Suggestion> & { key: string }): Suggestion {
  return { insert: `${known.key} `, sign: '/', title: known.key, usage: '', description: '', app: '', ...known };
}
