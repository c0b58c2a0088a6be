import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

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
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
