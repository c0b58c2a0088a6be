import type { State } from '../../src/protocol';
import { typedText } from '../state/typed';
import { withEmoji } from './emoji';

const longestShown = 80;

/** The first words of wire text in one line, without links and marks, to name a message by. */
export function shortWords(text: string, state: State): string {
  const named = text.replace(/<@(\w+)[^<>]*>/g, (entity, id: string) => {
    const person = state.people.find((each) => each.id === id);
    return person ? `@${person.name}` : entity;
  });
  const labelled = named.replace(/<[^@#<>|][^<>|]*\|([^<>]*)>/g, '$1');
  const unmarked = labelled.replace(/(?<!\w)(```|[*_~`])(?=\S)(.*?\S)\1(?!\w)/gs, '$2');
  const letters = Array.from(withEmoji(typedText(unmarked, state)).replace(/\s+/g, ' ').trim());
  return letters.length > longestShown ? `${letters.slice(0, longestShown).join('').trimEnd()}…` : letters.join('');
}
