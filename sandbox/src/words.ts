import type { AnyBlock, HomeView, ModalView } from '@slack/types';

/** What has words: a message, or a view. */
type Worded = { text: string; blocks?: readonly AnyBlock[] } | ModalView | HomeView;

/** The keys that hold what a reader sees, in reading order. */
const readKeys = [
  'title',
  'header',
  'text',
  'label',
  'fields',
  'element',
  'elements',
  'accessory',
  'positive_button',
  'negative_button',
  'blocks',
  'files',
  'hint',
  'placeholder',
  'description',
  'options',
  'submit',
  'close',
];

/** The plain words of a message's text and blocks, or of a view, a line for each piece, for tests to look at. */
export function wordsOf(worded: Worded): string {
  return words(worded).join('\n');
}

function words(part: unknown): string[] {
  if (typeof part === 'string') return part === '' ? [] : [part];
  if (Array.isArray(part)) return part.flatMap(words);
  if (typeof part !== 'object' || part === null) return [];
  // It is an object: of its fields only those that are named below are looked at.
  const fields = part as Record<string, unknown>;
  const isText = fields['type'] === 'rich_text_section' || fields['type'] === 'rich_text_quote';
  if (isText) return [richText(fields['elements'])];
  return readKeys.flatMap((key) => words(fields[key]));
}

function richText(elements: unknown): string {
  return Array.isArray(elements) ? elements.map(richWord).join('') : '';
}

/** An element of rich text, whatever its kind: the fields that some kind has. */
interface RichElement {
  type: string;
  text?: string;
  url?: string;
  user_id?: string;
  channel_id?: string;
  range?: string;
  name?: string;
  fallback?: string;
}

function richWord(element: RichElement): string {
  const { type, text, url, user_id: user, channel_id: channel, range, name, fallback } = element;
  if (type === 'user') return `<@${user}>`;
  if (type === 'channel') return `<#${channel}>`;
  if (type === 'broadcast') return `@${range}`;
  if (type === 'emoji') return `:${name}:`;
  return text ?? url ?? fallback ?? '';
}
