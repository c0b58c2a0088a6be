import type {
  ActionsBlock,
  Button,
  ContextActionsBlock,
  ContextBlock,
  HeaderBlock,
  InputBlock,
  KnownBlock,
  PlainTextElement,
  PlainTextOption,
  RichTextBlock,
  RichTextElement,
  SectionBlock,
} from '@slack/types';
import type { FileLimits } from '../../domain/files';

/** A message to post or update. `text` says the same as the blocks, for notifications and screen readers. */
export interface MessageContent {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** A text of which Slack takes nothing as markup. */
export function plain(text: string): PlainTextElement {
  return { type: 'plain_text', text, emoji: false };
}

/** A heading in a person's own words, shown as they wrote them. */
export function heading(words: string): HeaderBlock {
  return { type: 'header', text: plain(words) };
}

/** A paragraph of ours in mrkdwn; what people wrote never goes in here. */
export function paragraph(text: string): SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

/** A small grey line of ours in mrkdwn. */
export function smallPrint(text: string): ContextBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text, verbatim: true }] };
}

/** What a person wrote, as they wrote it: its addresses lead where they say, nothing else in it is markup, and nobody is pinged. */
export function asTyped(text: string): RichTextBlock {
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: linked(text) }] };
}

/** What a person wrote, with a bar beside it. */
export function quoted(text: string): RichTextBlock {
  return { type: 'rich_text', elements: [{ type: 'rich_text_quote', elements: linked(text) }] };
}

/** The text in pieces, its web addresses as links without a label: Slack shows the address itself. https://docs.slack.dev/reference/block-kit/block-elements/link-element */
function linked(text: string): RichTextElement[] {
  const pieces: RichTextElement[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(/(?<![\p{L}\p{N}])https?:\/\/[^\s<>|"`]+/giu)) {
    const url = withoutEnd(found);
    if (!isAddress(url)) continue;
    if (index > from) pieces.push({ type: 'text', text: text.slice(from, index) });
    pieces.push({ type: 'link', url });
    from = index + url.length;
  }
  if (from < text.length) pieces.push({ type: 'text', text: text.slice(from) });
  return pieces;
}

/** An address without what ends the sentence, the bracket or the bold words around it. */
function withoutEnd(found: string): string {
  const ends = found.includes('(') ? sentenceEnds : `${sentenceEnds})]}`;
  let end = found.length;
  while (ends.includes(found.charAt(end - 1))) end -= 1;
  return found.slice(0, end);
}

const sentenceEnds = ".,;:!?'*_~…’”»";

/** One that reads as it leads: a host right behind the slashes, and nothing in it that cannot be seen. */
function isAddress(url: string): boolean {
  return url.length <= urlMost && plainAddress.test(url) && URL.canParse(url);
}

const plainAddress =
  /^https?:\/\/[\p{L}\p{N}\p{M}_-]+(?:\.[\p{L}\p{N}\p{M}_-]+)*(?::\d+)?(?:[/?#][\p{L}\p{N}\p{M}\p{P}\p{S}]*)?$/iu;
/** Of a button's address; for a link's no limit is known. https://docs.slack.dev/reference/block-kit/block-elements/button-element */
const urlMost = 3000;

/** A button that carries `value`; Slack takes at most 75 characters of label and 2,000 of value. */
export function button(label: string, actionId: string, value: string, style?: 'primary' | 'danger'): Button {
  return { type: 'button', text: plain(label), action_id: actionId, value, ...(style && { style }) };
}

/** A row of buttons; Slack takes at most 25. */
export function actions(...elements: Button[]): ActionsBlock {
  return { type: 'actions', elements };
}

/** The same button, asking first; Slack takes at most 100 characters of title, 300 of text and 30 of each answer. */
export function asking(
  asked: Button,
  { title, text, yes, no, style }: { title: string; text: string; yes: string; no: string; style?: 'danger' },
): Button {
  const confirm = { title: plain(title), text: plain(text), confirm: plain(yes), deny: plain(no) };
  return { ...asked, confirm: { ...confirm, ...(style && { style }) } };
}

interface Thumb {
  readonly label: string;
  readonly value: string;
}

/** Two thumbs, in messages only. https://docs.slack.dev/reference/block-kit/block-elements/feedback-buttons-element */
export function thumbs(actionId: string, up: Thumb, down: Thumb): ContextActionsBlock {
  const thumb = ({ label, value }: Thumb) => ({ text: plain(label), accessibility_label: label, value });
  return {
    type: 'context_actions',
    elements: [
      { type: 'feedback_buttons', action_id: actionId, positive_button: thumb(up), negative_button: thumb(down) },
    ],
  };
}

/** A field of a form in which one of `options` is chosen; Slack takes at most 100 of them, and 75 characters of each label. */
export function choiceField(
  id: string,
  label: string,
  {
    options,
    initial,
    placeholder,
    optional = false,
  }: { options: readonly Option[]; initial?: Option | undefined; placeholder: string; optional?: boolean },
): InputBlock {
  return {
    type: 'input',
    block_id: id,
    label: plain(label),
    ...(optional && { optional }),
    element: {
      type: 'static_select',
      action_id: id,
      options: options.map(optionOf),
      placeholder: plain(placeholder),
      ...(initial && { initial_option: optionOf(initial) }),
    },
  };
}

/** A field of a form in which a day is chosen, as `2026-11-24`. */
export function dayField(id: string, label: string, initial: string | undefined): InputBlock {
  return {
    type: 'input',
    block_id: id,
    label: plain(label),
    optional: true,
    element: {
      type: 'datepicker',
      action_id: id,
      placeholder: plain('Any day'),
      ...(initial !== undefined && { initial_date: initial }),
    },
  };
}

export interface Option {
  readonly label: string;
  readonly value: string;
}

function optionOf({ label, value }: Option): PlainTextOption {
  return { text: plain(label), value };
}

/** A field of a form in which a person is chosen. */
export function personField(
  id: string,
  label: string,
  {
    placeholder,
    hint,
    initial,
    optional = false,
  }: { placeholder: string; hint?: string; initial?: string | undefined; optional?: boolean },
): InputBlock {
  return {
    type: 'input',
    block_id: id,
    label: plain(label),
    ...(optional && { optional }),
    ...(hint !== undefined && { hint: plain(hint) }),
    element: {
      type: 'users_select',
      action_id: id,
      placeholder: plain(placeholder),
      ...(initial !== undefined && { initial_user: initial }),
    },
  };
}

/** A field of a form for files, of which Slack takes one to ten; nothing where none are taken. https://docs.slack.dev/reference/block-kit/block-elements/file-input-element */
export function fileField(id: string, limits: FileLimits | undefined): InputBlock[] {
  if (limits === undefined || limits.most === 0) return [];
  const { most, megabytes } = limits;
  return [
    {
      type: 'input',
      block_id: id,
      label: plain('Files'),
      optional: true,
      hint: plain(`At most ${most === 1 ? 'one' : most}, of ${megabytes} MB${most === 1 ? '' : ' each'}.`),
      element: { type: 'file_input', action_id: id, max_files: most },
    },
  ];
}

/** A field of a form in which people are chosen, at most `most` of them. https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element#users_multi_select */
export function peopleField(
  id: string,
  label: string,
  { placeholder, hint, initial, most }: { placeholder: string; hint: string; initial: readonly string[]; most: number },
): InputBlock {
  return {
    type: 'input',
    block_id: id,
    label: plain(label),
    optional: true,
    hint: plain(hint),
    element: {
      type: 'multi_users_select',
      action_id: id,
      placeholder: plain(placeholder),
      max_selected_items: most,
      ...(initial.length > 0 && { initial_users: [...initial] }),
    },
  };
}

/** A text field of a form; its block and its action have the field's id. */
export function textField(
  id: string,
  label: string,
  options: { multiline?: boolean; optional?: boolean; initial?: string; placeholder?: string; hint?: string } = {},
): InputBlock {
  const { multiline = false, optional = false, initial = '', placeholder, hint } = options;
  return {
    type: 'input',
    block_id: id,
    label: plain(label),
    optional,
    ...(hint && { hint: plain(hint) }),
    element: {
      type: 'plain_text_input',
      action_id: id,
      multiline,
      ...(initial && { initial_value: initial }),
      ...(placeholder && { placeholder: plain(placeholder) }),
    },
  };
}

/** Escapes what a person wrote for a `text` that Slack reads as mrkdwn. https://docs.slack.dev/messaging/formatting-message-text#escaping */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * What the person wrote, from a command, an event or a message shortcut, whose texts arrive escaped, with people, channels
 * and links marked. A mention without a name stays as it is. https://docs.slack.dev/messaging/formatting-message-text#parsing
 */
export function unescaped(text: string): string {
  return text
    .replaceAll(/<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>/g, (mark, sign: string, target: string, label?: string) => {
      if (sign === '') return linkAsTyped(target, label);
      if (sign === '!' && broadcasts.has(target)) return `@${target}`;
      if (!label) return mark;
      return sign === '!' || label.startsWith(sign) ? label : `${sign}${label}`;
    })
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** Slack gives what it made a link of (`a@b.c`, `example.com`) as the label; any other label was put over its target. */
function linkAsTyped(target: string, label: string | undefined): string {
  if (!label) return target;
  const withoutScheme = target.replace(/^[a-z][a-z\d+.-]*:(?:\/\/)?/i, '');
  const isTyped = [target, withoutScheme].some((one) => one === label || one === `${label}/`);
  return isTyped ? label : `${label} (${target})`;
}

const broadcasts = new Set(['here', 'channel', 'everyone']);

/** A message's `text`, cut where it is longer than Slack takes: an update has room for 4,000 bytes, and the blocks say all of it. */
export function fitted(text: string): string {
  if (Buffer.byteLength(text) <= textBytesMost) return text;
  let bytes = Buffer.byteLength('…');
  let end = 0;
  for (const [piece] of text.matchAll(/&(?:amp|lt|gt);|<[^<>]*>|./gsu)) {
    bytes += Buffer.byteLength(piece);
    if (bytes > textBytesMost) break;
    end += piece.length;
  }
  return `${text.slice(0, end)}…`;
}

/** Of chat.update, as people measured; chat.postMessage takes more. https://docs.slack.dev/reference/methods/chat.update#errors */
const textBytesMost = 4000;

/** A person by name, as mrkdwn; it pings them where the message is new. */
export function mention(userId: string): string {
  return `<@${userId}>`;
}

/** "4 minutes ago", kept up to date by Slack itself; `before` goes before it, as Slack begins a date with a capital letter. https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
export function ago(date: Date, before = ''): string {
  return slackDate(date, `${before}{ago}`, before);
}

/** "today at 9:41 AM", "Nov 20 at 9:41 AM", in the reader's own time zone, with `before` before it. */
export function day(date: Date, before = ''): string {
  return slackDate(date, `${before}{date_short_pretty} at {time}`, before);
}

/** "9:41:30 AM", in the reader's own time zone, with `before` before it. */
export function clockTime(date: Date, before = ''): string {
  return slackDate(date, `${before}{time_secs}`, before);
}

function slackDate(date: Date, format: string, before: string): string {
  const fallback = `${before}${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `<!date^${Math.floor(date.getTime() / 1000)}^${format}|${fallback}>`;
}
