import type { KnownBlock } from '@slack/types';
import type { Source, Ticket } from '../../domain/ticket';
import { escaped, type MessageContent, mention, paragraph, quoted, smallPrint } from './blocks';

/** The message that a ticket is about, for `reader`: whose it is, a link to it, and what it said. The words are the caller's, for a message's `text`. */
export function sourcePart(
  { source }: Pick<Ticket, 'source'>,
  reader?: string,
): { blocks: KnownBlock[]; lines: string[] } {
  if (source === undefined) return { blocks: [], lines: [] };
  const line = sourceLine(source, reader);
  return { blocks: [smallPrint(line), ...(source.text === '' ? [] : [quoted(source.text)])], lines: [line] };
}

function sourceLine({ link, author, channel, text, leftOut = 0 }: Source, reader: string | undefined): string {
  const message = `<${escaped(link)}|${text === '' ? 'a message without words' : 'a message'}>`;
  const whose = author === undefined ? 'an app' : author === reader ? 'yours' : mention(author);
  const where = /^[CG]/.test(channel) ? ` in <#${channel}>` : '';
  const rest = leftOut === 0 ? [] : [`its last ${leftOut} characters are left out here`];
  return [`:link:  About ${message} of ${whose}${where}`, ...rest].join('  ·  ');
}

/** Who has sent a ticket, where that is not the one whose it is, for admins. */
export function sentForAdmins({ by }: Pick<Ticket, 'by'>): string[] {
  return by === undefined ? [] : [`sent by ${mention(by)}`];
}

/** The same for the one whose ticket it is. */
export function sentForRequester({ by, source, requester }: Pick<Ticket, 'by' | 'source' | 'requester'>): string[] {
  if (by === undefined) return [];
  return [source?.author === requester ? `sent by ${mention(by)} from your message` : `sent for you by ${mention(by)}`];
}

/** Tells whoever wrote a message, in its thread, that it is a ticket: its number, and not a word of it. */
export function originPost({
  number,
  requester,
  source,
}: Pick<Ticket, 'number' | 'requester' | 'source'>): MessageContent {
  const isAuthors = source?.author === requester;
  const text = isAuthors
    ? `:bellhop_bell:  ${mention(requester)}, this message is ticket *#${number}* now. You read the answer in your messages with Deskbell.`
    : `:bellhop_bell:  This message is ticket *#${number}* now.`;
  return { text, blocks: [paragraph(text)] };
}

/** Tells an admin that a message is a ticket, where a login came between. */
export function reactedAnswer({ number }: Pick<Ticket, 'number'>): MessageContent {
  const text = `:bellhop_bell:  The message is ticket *#${number}* now.`;
  return { text, blocks: [paragraph(text)] };
}
