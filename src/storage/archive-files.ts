import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, opendir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ArchiveFiles } from '../services/delivery-ports';

/** The SHA-256 of a text or of bytes, in hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The archive directory. */
export function archiveFilesIn(directory: string): ArchiveFiles {
  return {
    write: (path, content, token) => writeWhole(directory, path, content, token),

    async read(path) {
      return await unlessGone(async () => await readFile(join(directory, path), 'utf8'));
    },

    async digest(path) {
      return await unlessGone(async () => {
        const hash = createHash('sha256');
        await pipeline(createReadStream(join(directory, path)), hash);
        return hash.digest('hex');
      });
    },

    async list(path) {
      return (await unlessGone(async () => await readdir(join(directory, path)))) ?? [];
    },

    async remove(path) {
      await rm(join(directory, path), { force: true });
    },

    async *ofTickets(teamId) {
      for await (const path of below(directory, teamId)) {
        const number = ticketsFile.exec(path)?.[1];
        if (number !== undefined) yield { path, number: Number(number) };
      }
    },
  };
}

/** All that is no folder, however many there are. */
async function* below(directory: string, path: string): AsyncGenerator<string> {
  const folder = await unlessGone(async () => await opendir(join(directory, path)));
  if (folder === undefined) return;
  for await (const one of folder) {
    if (one.isDirectory()) yield* below(directory, `${path}/${one.name}`);
    else yield `${path}/${one.name}`;
  }
}

/** `T0DESK/2026/11/42.md`; what has another name, or stands elsewhere, is no ticket's file. */
const ticketsFile = /^[^/]+\/\d{4}\/\d{2}\/(\d{1,15})\.(?:md|json)$/;

/** True for the error of a path where no file is. https://nodejs.org/api/errors.html#common-system-errors */
export function isNotThere(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown }; // an error of the file system, by its documented shape
  return ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(String(code));
}

async function unlessGone<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
}

/** Writes a file so that it is there whole or not at all: beside its place, then renamed. `token` keeps two writers apart. */
async function writeWhole(directory: string, path: string, content: string | Uint8Array, token: string): Promise<void> {
  const place = join(directory, path);
  const beside = `${place}.${token}.tmp`;
  await mkdir(dirname(place), { recursive: true });
  try {
    const file = await open(beside, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, place);
    await removeLeftovers(place);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** Removes what writers left of this file that were killed before the renaming. */
async function removeLeftovers(place: string): Promise<void> {
  const isLeftover = (name: string): boolean => name.startsWith(`${basename(place)}.`) && name.endsWith('.tmp');
  const names = await readdir(dirname(place));
  await Promise.all(names.filter(isLeftover).map((name) => rm(join(dirname(place), name), { force: true })));
}
