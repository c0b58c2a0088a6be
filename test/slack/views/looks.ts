import type { AnyBlock, KnownBlock } from '@slack/types';
import { checkBlocks, checkView, mentions, messageTooLong, viewTooLarge } from '../../../sandbox/src/checks';
import type { Status } from '../../../src/domain/ticket';
import { type MessageContent, unescaped } from '../../../src/slack/views/blocks';

export const statuses = [
  'open',
  'claimed',
  'in_progress',
  'waiting',
  'completed',
  'withdrawn',
] as const satisfies Status[];
export const heldStatuses = ['claimed', 'in_progress', 'waiting'] as const satisfies Status[];

/** Words of which a text as long as it may be is filled. */
export const fillings: readonly [string, string][] = [
  ['plain words', 'x'],
  ['markup', '<!channel>&amp;<@U0DAVE>*x*😀'],
  ['entities alone', '&'],
  ['letters of three bytes', '字'],
  ['emoji', '😀'],
  ['line breaks', 'a\n'],
  ['addresses', 'https://a.example/b?c=d&e '],
];

/** A message or a view. */
interface Shown {
  readonly blocks: readonly AnyBlock[];
}

/** A message that Slack takes, and whose `text` names whom its blocks name; where much is shown, the text may be cut before the last of them. */
export function isFine(message: MessageContent, { cutNames = false } = {}): void {
  expect(checkBlocks(message.blocks, 'message')).toEqual([]);
  expect(messageTooLong(message.blocks)).toBe(false);
  expect(Buffer.byteLength(message.text)).toBeLessThanOrEqual(4000);
  expect(message.text).not.toBe('');
  const inBlocks = mentions('', message.blocks);
  if (cutNames && isCut(message)) expect(inBlocks).toEqual(expect.arrayContaining(mentions(message.text)));
  else expect(new Set(mentions(message.text))).toEqual(new Set(inBlocks));
}

/** A modal or a Home that Slack takes. */
export function isFineView(view: Shown & { readonly type: 'modal' | 'home' }): void {
  expect(checkView(view, view.type)).toEqual([]);
  expect(viewTooLarge(view)).toBe(false);
}

/** What people wrote, as it stands in the blocks: a heading, or rich text. */
export function typedIn(shown: Shown): string[] {
  return knownBlocks(shown).flatMap((block) => {
    if (block.type === 'header') return [block.text.text];
    // A line of a list, with its number before it.
    if (block.type === 'section' && block.text?.type === 'plain_text') return [block.text.text.replace(/^#\d+ */, '')];
    if (block.type !== 'rich_text') return [];
    return block.elements.map(({ elements }) =>
      elements
        .map((element) => (element.type === 'link' ? element.url : 'text' in element ? element.text : ''))
        .join(''),
    );
  });
}

/** The links in what people wrote, with all that they carry. */
export function linksIn(shown: Shown) {
  return knownBlocks(shown).flatMap((block) =>
    block.type === 'rich_text'
      ? block.elements.flatMap(({ elements }) => elements.filter((element) => element.type === 'link'))
      : [],
  );
}

function isCut({ text }: MessageContent): boolean {
  return text.endsWith('…') && Buffer.byteLength(text) > 3900;
}

/** The text says what people wrote, as far as there is room. */
export function saysAllOf(message: MessageContent): void {
  if (isCut(message)) return;
  for (const words of typedIn(message)) expect(unescaped(message.text)).toContain(words);
}

function pressed(shown: Shown) {
  return knownBlocks(shown).flatMap((block) => {
    const elements =
      block.type === 'actions' ? block.elements : block.type === 'section' && block.accessory ? [block.accessory] : [];
    return elements.flatMap((element) => (element.type === 'button' ? [element] : []));
  });
}

/** The labels of the buttons. */
export function buttons(shown: Shown): string[] {
  return pressed(shown).map(({ text }) => text.text);
}

/** The label of the button that stands out, where one does. */
export function primary(shown: Shown): string | undefined {
  return pressed(shown).find(({ style }) => style === 'primary')?.text.text;
}

/** A button, with all that it carries. */
export function buttonOf(shown: Shown, label: string) {
  return pressed(shown).find(({ text }) => text.text === label);
}

/** All that a person can read in the blocks. */
export function wordsIn({ blocks }: Shown): string {
  return JSON.stringify(blocks);
}

function knownBlocks({ blocks }: Shown): readonly KnownBlock[] {
  // Ours are of kinds that Slack's types know: `checkBlocks` and `checkView` refuse others.
  return blocks as readonly KnownBlock[];
}
