import { InvalidWords } from './errors';

export const titleMost = 150;
/** Slack's own limit of a text field. https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element */
export const textMost = 3000;

export interface TicketWords {
  readonly title: string;
  readonly description: string;
}

/** The trimmed words of a ticket. Throws InvalidWords, with a sentence for each field that cannot be taken. */
export function ticketWords(typed: TicketWords): TicketWords {
  const title = oneLine(typed.title);
  const description = isBlank(typed.description) ? '' : typed.description.trim();
  const wrong: Record<string, string> = {};
  if (isBlank(title)) wrong['title'] = 'Say in a few words what is wrong.';
  else if (title.length > titleMost) {
    wrong['title'] =
      `A title has at most ${titleMost} characters, and this one has ${title.length}. Move the rest into the description.`;
  }
  if (description.length > textMost) wrong['description'] = tooLong('A description', description);
  if (Object.keys(wrong).length > 0) throw new InvalidWords(wrong);
  return { title, description };
}

/** The trimmed words of a comment. Throws InvalidWords where there are none, or too many. */
export function commentWords(typed: string): string {
  const text = typed.trim();
  if (isBlank(text)) throw new InvalidWords({ comment: 'Write a few words first.' });
  if (text.length > textMost) throw new InvalidWords({ comment: tooLong('A comment', text) });
  return text;
}

/** The last words when a ticket is closed, or undefined where none were written. Throws InvalidWords where there are too many. */
export function closingWords(typed: string): string | undefined {
  return isBlank(typed) ? undefined : commentWords(typed);
}

/** What stands behind `note:` at the beginning of what an admin typed; undefined where it does not begin so. */
export function noteIn(typed: string): string | undefined {
  return /^[\s>*_~`]*note[\s*_~`]*:[*_~`]*([\s\S]*)$/i.exec(typed)?.[1];
}

/** What stands in a form at first, and how many characters of it found no room there. */
export interface Prefilled extends TicketWords {
  readonly leftOut: number;
}

/** What `/ticket <words>` fills into the form: the words as title, or, where they are too long for one, all of them as description too. */
export function prefilled(typed: string): Prefilled {
  const words = oneLine(typed);
  if (words.length <= titleMost) return { title: words, description: '', leftOut: 0 };
  return { title: titleOf(words), ...described(typed) };
}

/** A text as the description of a form, as far as there is room. */
export function described(typed: string): Omit<Prefilled, 'title'> {
  const text = typed.trim();
  const description = cut(text, textMost);
  return { description, leftOut: text.length - description.length };
}

/** What a ticket keeps of a message, and how many characters of it found no room; nothing of one that has no words. */
export function quotation(message: string): { text: string; leftOut: number } {
  if (isBlank(message)) return { text: '', leftOut: 0 };
  const { description, leftOut } = described(message);
  return { text: description, leftOut };
}

/** The first line of a message as a title, as far as there is room; empty where it has no words. */
export function titleOf(message: string): string {
  const words = oneLine(message.split('\n').find((line) => !isBlank(line)) ?? '');
  return words.length <= titleMost ? words : `${cut(words, titleMost - 1).trimEnd()}…`;
}

/** At most `most` characters of `text`, never half a surrogate pair. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = /[\uD800-\uDBFF]/.test(text.charAt(most - 1)) ? most - 1 : most;
  return text.slice(0, end);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function tooLong(what: string, text: string): string {
  return `${what} has at most ${textMost} characters, and this one has ${text.length}.`;
}

/** True where nothing of the text can be seen: white space, control and format characters, and letters that draw nothing. */
function isBlank(text: string): boolean {
  return !/[^\s\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text);
}
