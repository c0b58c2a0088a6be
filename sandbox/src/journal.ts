import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** One line of the journal: what stands in a table under a key from now on; without a value, nothing does. */
type Entry = [table: string, key: string, value?: unknown];

/** A map whose changes are in the journal before anybody hears of them. */
export interface Table<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
  delete(key: string): void;
  /** In the order in which the keys first came. */
  values(): T[];
}

export interface Journal {
  table<T>(name: string): Table<T>;
  close(): void;
}

/**
 * Opens the tables kept in `path` (one JSON array a line), or in memory where there is no path.
 * A last line that a crash tore is dropped; the file is rewritten without what was overtaken.
 * Throws when another line is unreadable, or the file cannot be written.
 */
export function openJournal(path: string | undefined): Journal {
  const tables = new Map<string, Map<string, unknown>>();
  const rows = (name: string) => {
    const known = tables.get(name) ?? new Map<string, unknown>();
    tables.set(name, known);
    return known;
  };
  for (const [name, key, ...value] of path ? readEntries(path) : []) {
    if (value.length > 0) rows(name).set(key, value[0]);
    else rows(name).delete(key);
  }
  const file = path ? openCompacted(path, tables) : undefined;
  const append = (entry: Entry) => {
    if (file !== undefined) writeSync(file, `${JSON.stringify(entry)}\n`);
  };

  return {
    table<T>(name: string): Table<T> {
      // A table's values are only ever written through this type.
      const kept = rows(name) as Map<string, T>;
      return {
        get: (key) => kept.get(key),
        set(key, value) {
          append([name, key, value]);
          kept.set(key, value);
        },
        delete(key) {
          append([name, key]);
          kept.delete(key);
        },
        values: () => [...kept.values()],
      };
    },
    close() {
      if (file !== undefined) closeSync(file);
    },
  };
}

function readEntries(path: string): Entry[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  // Each whole line ends with a line break, so what follows the last one is a torn line or nothing.
  lines.pop();
  return lines.map((line, index) => {
    try {
      // The file is ours: written by `append`, one entry a line.
      return JSON.parse(line) as Entry;
    } catch (cause) {
      throw new Error(`${path}, line ${index + 1}, is damaged: put the file aside to start anew.`, { cause });
    }
  });
}

function openCompacted(path: string, tables: Map<string, Map<string, unknown>>): number {
  mkdirSync(dirname(path), { recursive: true });
  const entries = [...tables].flatMap(([name, rows]) => [...rows].map(([key, value]) => [name, key, value]));
  writeFileSync(`${path}.new`, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  renameSync(`${path}.new`, path);
  return openSync(path, 'a');
}
