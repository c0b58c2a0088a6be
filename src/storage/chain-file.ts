import { constants } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ChainEntry, chainLine, entryIn } from '../domain/chain';
import type { ChainFile } from '../services/delivery-ports';
import { isNotThere } from './archive-files';

/**
 * Bytes of a line, with its end: shorter ones are filled with spaces. So each entry has its place, and what is written there is the same
 * whoever writes it and however often: several processes need no lock, and what a crash left half is written again.
 */
const width = 640;
const lineEnd = 0x0a;

/** The chain as a file below the archive directory: one line an entry, as JSON. */
export function chainFileIn(directory: string): ChainFile {
  const placeOf = (teamId: string): string => join(directory, teamId, 'chain.jsonl');

  return {
    async missingFrom(teamId, seq) {
      const file = await openedAt(placeOf(teamId));
      if (file === undefined) return 1;
      try {
        const { size } = await file.stat();
        const whole = Math.floor(size / width);
        let from = Math.min(seq, whole);
        while (from > 0 && !isWhole(await lineAt(file, from, 1))) from -= 1;
        return from === seq ? undefined : from + 1;
      } finally {
        await file.close();
      }
    },

    async fill(entries) {
      const [first] = entries;
      if (first === undefined) return;
      await mkdir(dirname(placeOf(first.teamId)), { recursive: true });
      const file = await open(placeOf(first.teamId), constants.O_RDWR | constants.O_CREAT);
      try {
        const there = await lineAt(file, first.seq, entries.length);
        for (const [index, entry] of entries.entries()) {
          if (isWhole(there.subarray(index * width, (index + 1) * width))) continue;
          await file.write(bytesOf(entry), 0, width, (entry.seq - 1) * width);
        }
        await file.sync();
      } finally {
        await file.close();
      }
    },

    async *lines(teamId) {
      const file = await openedAt(placeOf(teamId));
      if (file === undefined) return;
      // Closes the file at the end, also where nobody reads to the end.
      for await (const line of file.readLines()) {
        // A hole that is not filled yet reads as zeros.
        yield entryIn(line.replaceAll('\0', '').trimEnd());
      }
    },
  };
}

/** Throws where it does not fit: an entry has a length of its own kind, far below. */
function bytesOf(entry: ChainEntry): Buffer {
  const line = chainLine(entry);
  if (Buffer.byteLength(line) >= width) throw new Error(`Entry ${entry.seq} is longer than a line of the chain.`);
  return Buffer.from(`${line.padEnd(width - 1 - (Buffer.byteLength(line) - line.length))}\n`);
}

/** What stands in the place of some lines, as far as the file goes. */
async function lineAt(file: FileHandle, seq: number, count: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(count * width), 0, count * width, (seq - 1) * width);
  return buffer.subarray(0, bytesRead);
}

/** False for a line that was never written, or of which a crash kept some only. What somebody has changed is whole. */
function isWhole(line: Buffer): boolean {
  return line.length === width && line.at(-1) === lineEnd && !line.includes(0);
}

async function openedAt(place: string): Promise<FileHandle | undefined> {
  try {
    return await open(place, 'r');
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
}
