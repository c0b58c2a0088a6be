import type { KnownBlock } from '@slack/types';
import type { Comment, TicketFile } from '../../domain/ticket';
import { ago, escaped, quoted, smallPrint } from './blocks';
import { filesPart } from './files';
import { saidBy } from './words';

/** What was said, as far as there was room for it. */
export interface Told {
  readonly blocks: KnownBlock[];
  readonly lines: string[];
  /** How many older ones had no room. */
  readonly leftOut: number;
}

/** The room for a conversation in a message that has a ticket's own words in it too, as `sizeInMessage` counts. */
export const roomInMessage = 8000;

/** The newest of the comments, oldest first, in at most `size` and twice `count` blocks, with their files; `reader` reads their own as "You wrote". */
export function told(
  comments: readonly Comment[],
  {
    count,
    size,
    sizeOf,
    reader,
    files,
  }: { count: number; size: number; sizeOf(comment: Comment): number; reader?: string; files: readonly TicketFile[] },
): Told {
  let room = size;
  // Each is two blocks, or three with files.
  let blocks = 2 * count;
  let first = comments.length;
  for (const comment of comments.slice(-count).toReversed()) {
    const attached = filesPart(files, comment.key).blocks;
    room -= sizeOf(comment) + sizeOfBlocks(attached);
    blocks -= 2 + attached.length;
    if (room < 0 || blocks < 0) break;
    first -= 1;
  }
  const shown = comments.slice(first);
  return {
    blocks: shown.flatMap((comment) => commentBlocks(comment, { reader, files })),
    lines: shown.map((comment) => commentLine(comment, { reader, files })),
    leftOut: first,
  };
}

/** What a comment takes of a message: its words, and what stands around them. */
export function sizeInMessage({ text }: Comment): number {
  return text.length + 200;
}

/** What a comment takes of a view, in bytes. */
export function sizeInView(comment: Comment): number {
  return sizeOfBlocks(commentBlocks(comment, { files: [] }));
}

/** In bytes; of a message, where characters count, that is a little too much. */
export function sizeOfBlocks(blocks: readonly KnownBlock[]): number {
  return Buffer.byteLength(JSON.stringify(blocks));
}

interface Read {
  readonly reader?: string | undefined;
  /** Those of the ticket. */
  readonly files: readonly TicketFile[];
}

/** A comment with its author, its age and its files. */
export function commentBlocks(comment: Comment, { reader, files }: Read, after = ''): KnownBlock[] {
  return [
    smallPrint(`${saidBy(comment, reader)}${ago(comment.at, ', ')}${after}`),
    quoted(comment.text),
    ...filesPart(files, comment.key).blocks,
  ];
}

/** A comment as a line of a message's `text`. */
export function commentLine(comment: Comment, { reader, files }: Read): string {
  return [`${saidBy(comment, reader)}: ${escaped(comment.text)}`, ...filesPart(files, comment.key).lines].join('\n');
}

/** "The oldest one is …", "The 3 oldest are …"; nothing where nothing is left out. */
export function leftOutWords(leftOut: number): string[] {
  if (leftOut === 0) return [];
  return [leftOut === 1 ? 'The oldest comment is left out here.' : `The ${leftOut} oldest comments are left out here.`];
}
