import { commentWords, cut, textMost, ticketWords, titleMost } from '../../src/domain/words';
import { hostile } from './examples';

/** What people wrote, for one look at everything. */
export interface Words {
  readonly title: string;
  readonly description: string;
  readonly reply: string;
  readonly question: string;
  readonly comment: string;
  /** Of the ticket. */
  readonly number: number;
  /** Of comments on it, and of tickets in a list, where there are many. */
  readonly many: number;
}

const story =
  'The printer by the window on the third floor has been on fire since nine o’clock, everybody has left the room, and the sprinklers have reached the server cupboard. ';

/** The words that the gallery shows. */
export const wordSets: Readonly<Record<'short' | 'long' | 'hostile', Words>> = {
  short: {
    title: 'Printer on fire',
    description: 'Third floor, by the window.',
    reply: 'It smokes now.',
    question: 'Which of the two printers is it?',
    comment: 'I am on my way.',
    number: 42,
    many: 3,
  },
  long: taken(story.repeat(20), { number: 1_234_567, many: 500 }),
  hostile: taken(Object.values(hostile).join('\n'), { number: 42, many: 3 }),
};

/** One text as title, description and comment, as far as the forms take it. */
export function taken(text: string, { number = 42, many = 3 }: Partial<Words> = {}): Words {
  const whole = cut(text, textMost);
  const comment = commentWords(whole);
  return {
    ...ticketWords({ title: cut(text.replaceAll(/\s+/g, ' ').trim(), titleMost), description: whole }),
    reply: comment,
    question: comment,
    comment,
    number,
    many,
  };
}
