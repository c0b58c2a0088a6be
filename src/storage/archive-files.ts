import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Writes a file so that it is there whole or not at all: beside its place, then renamed. `token` keeps two writers apart. */
export async function writeWhole(directory: string, path: string, content: string, token: string): Promise<void> {
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
