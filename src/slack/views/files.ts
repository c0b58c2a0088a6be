import { sizeInWords } from '../../domain/files';
import type { TicketFile } from '../../domain/ticket';
import { escaped, plain } from './blocks';
import type { Part } from './facts';

/** So many characters the names take: a card has two such lines, beside words that may be long. */
const lineMost = 800;

/** The files that came with a comment, by its key, or with the ticket itself; names are shown as people gave them. */
export function filesPart(files: readonly TicketFile[] = [], comment: string | undefined): Part {
  const these = files.filter((file) => file.comment === comment);
  if (these.length === 0) return { blocks: [], lines: [] };
  const named: string[] = [];
  let room = lineMost;
  for (const { name, size, state } of these) {
    const words = `${name} (${stateWords[state] ?? sizeInWords(size)})`;
    room -= words.length + ', '.length;
    if (room < 0) break;
    named.push(words);
  }
  const more = these.length - named.length;
  const line = `Files: ${[...named, ...(more === 0 ? [] : [`${more} more`])].join(', ')}`;
  return { blocks: [{ type: 'context', elements: [plain(line)] }], lines: [escaped(line)] };
}

const stateWords: Readonly<Partial<Record<TicketFile['state'], string>>> = {
  coming: 'on its way',
  lost: 'Deskbell could not get it: send it again',
};
