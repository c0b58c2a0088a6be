import { InvalidWords } from './errors';
import type { TicketFile } from './ticket';
import { cut } from './words';

/** A file that somebody sent with their words, as Slack tells of it. */
export interface FileSent {
  /** Slack's id of it. */
  readonly key: string;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** User id of whose it is, where that is not whoever sends the words. */
  readonly by?: string | undefined;
}

/** What files are taken. */
export interface FileLimits {
  /** With one form or message; 0: none are. */
  readonly most: number;
  /** Of each. */
  readonly megabytes: number;
}

/** A file that cannot be taken, and why. */
export interface FileRefused {
  readonly name: string;
  readonly why: string;
}

/** The most files that a ticket holds. */
export const ticketFilesMost = 100;

/** The files that can be taken, and for each other one why not. */
export function sorted(
  files: readonly FileSent[],
  limits: FileLimits,
): { taken: readonly FileSent[]; refused: readonly FileRefused[] } {
  const taken: FileSent[] = [];
  const refused: FileRefused[] = [];
  for (const file of files) {
    const why = whyNot(file, taken.length, limits);
    if (why === undefined) taken.push({ ...file, name: safeName(file.name) });
    else refused.push({ name: safeName(file.name), why });
  }
  return { taken, refused };
}

function whyNot({ size }: FileSent, before: number, { most, megabytes }: FileLimits): string | undefined {
  if (most === 0) return 'files are not taken here';
  if (size > megabytes * bytesInMegabyte) return `it has ${sizeInWords(size)}, and at most ${megabytes} MB are taken`;
  return before < most ? undefined : `at most ${most === 1 ? 'one file is' : `${most} files are`} taken at once`;
}

const bytesInMegabyte = 1_000_000;

/** How many bytes a file may have. */
export function bytesMost({ megabytes }: FileLimits): number {
  return megabytes * bytesInMegabyte;
}

/** The files of a form. Throws InvalidWords where not all of them can be taken. */
export function filesOf(files: readonly FileSent[], limits: FileLimits): readonly FileSent[] {
  const { taken, refused } = sorted(files, limits);
  if (refused.length > 0)
    throw new InvalidWords({ files: refused.map(({ name, why }) => `${name}: ${why}.`).join(' ') });
  return taken;
}

/** Files as they stand on a ticket, with the comment that they came with, before Deskbell has them. */
export function filed(
  files: readonly FileSent[],
  { by, at, comment }: Pick<TicketFile, 'by' | 'at' | 'comment'>,
): readonly TicketFile[] {
  return files.map(({ by: owner = by, ...file }) => ({
    ...file,
    ...(comment !== undefined && { comment }),
    by: owner,
    at,
    state: 'coming',
  }));
}

/** What a message of files alone says. */
export function sentWords(files: readonly FileSent[]): string {
  return `Sent ${files.map(({ name }) => name).join(', ')}`;
}

/** A size as people read it. */
export function sizeInWords(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / bytesInMegabyte).toFixed(1).replace(/\.0$/, '')} MB`;
}

/** Characters of a name that are kept; most file systems take 255 bytes. */
const nameMost = 100;
const endMost = 12;

/** A name that is a name everywhere: no path, nothing that cannot be seen or turns the order of what can, and not too long. */
export function safeName(name: string): string {
  const seen = name
    .normalize('NFC')
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replaceAll(/[/\\:*?"<>|]/g, '_')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[. ]+|[. ]+$/g, '');
  if (seen === '' || /^_+$/.test(seen)) return 'file';
  // A name that Windows keeps for itself opens no file there. https://learn.microsoft.com/windows/win32/fileio/naming-a-file
  const free = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(seen) ? `_${seen}` : seen;
  if (free.length <= nameMost) return free;
  const [end = ''] = new RegExp(String.raw`\.[^.]{1,${endMost}}$`, 'u').exec(free) ?? [];
  return `${cut(free, nameMost - end.length).trimEnd()}${end}`;
}
