/** Gives the SHA-256 of a text, in hexadecimal. */
export type Digest = (content: string | Uint8Array) => string;

/** What was written of a ticket, by the digests of its two files and of what the database has of it. */
export interface Written {
  readonly teamId: string;
  readonly number: number;
  /** Of its files, below the archive directory, without an ending. */
  readonly path: string;
  readonly md: string;
  readonly json: string;
  readonly row: string;
}

/** A link of the chain: its hash holds that of the entry before, and so all that were written until then. */
export interface ChainEntry extends Written {
  /** 1, 2, 3, … without holes. */
  readonly seq: number;
  readonly at: Date;
  /** The hash of the entry before. */
  readonly prev: string;
  readonly hash: string;
}

/** Stands in the place of the hash before the first entry. */
const beginning = '0'.repeat(64);

/** The entry for what was written, right behind the head of the chain. */
export function entryAfter(
  head: Pick<ChainEntry, 'seq' | 'hash'> | undefined,
  written: Written,
  at: Date,
  digest: Digest,
): ChainEntry {
  const entry = { ...written, seq: (head?.seq ?? 0) + 1, at, prev: head?.hash ?? beginning };
  return { ...entry, hash: hashOf(entry, digest) };
}

/** The hash that belongs to what an entry says. */
function hashOf(entry: Omit<ChainEntry, 'hash'>, digest: Digest): string {
  const { teamId, seq, number, path, at, md, json, row, prev } = entry;
  return digest(JSON.stringify([teamId, seq, number, path, at.toISOString(), md, json, row, prev]));
}

/** True where an entry says already what was written. */
export function says(entry: Written | undefined, { path, md, json, row }: Written): boolean {
  return entry?.path === path && entry.md === md && entry.json === json && entry.row === row;
}

/** An entry as a line of text, without its end. */
export function chainLine({ teamId, seq, number, path, at, md, json, row, prev, hash }: ChainEntry): string {
  return JSON.stringify({ teamId, seq, number, path, at: at.toISOString(), md, json, row, prev, hash });
}

/** The entry that a line says, where it is one just as `chainLine` writes it. */
export function entryIn(line: string): ChainEntry | undefined {
  try {
    const { at, ...rest } = JSON.parse(line);
    const entry: ChainEntry = { ...rest, at: new Date(at) };
    return Number.isSafeInteger(entry.seq) && chainLine(entry) === line ? entry : undefined;
  } catch {
    return undefined;
  }
}

/** What stands at one place of the chain: in the database (`stored`), and in the file beside the archive (`noted`). */
export interface ChainPlace {
  readonly seq: number;
  /** Where neither has anything from `seq` on: the last place of that hole. */
  readonly to?: number;
  readonly stored?: ChainEntry | undefined;
  readonly noted?: ChainEntry | undefined;
  /** True for one that stands where another one of its number, or a later one, came before. */
  readonly isExtra?: true;
}

/** The database, or the file. */
export type Copy = 'database' | 'file';

/**
 * What is wrong at a place of the chain.
 * - `changed`: its hash was not made of what it says, or it does not follow the one before
 * - `different`: each copy is sound by itself, and they are not the same
 * - `missing`: it is there no more
 * - `extra`: it does not belong there
 */
export type ChainFault =
  | { readonly what: 'changed'; readonly seq: number; readonly in: Copy | 'both' }
  | { readonly what: 'different'; readonly seq: number }
  | { readonly what: 'missing'; readonly seq: number; readonly to: number; readonly in: Copy | 'both' }
  | { readonly what: 'extra'; readonly seq: number; readonly in: Copy };

/** The hashes that the next entry may follow; undefined where that cannot be told, because one is missing. */
export type Before = ReadonlySet<string> | undefined;

/** Before the first entry. */
export const beforeFirst: Before = new Set([beginning]);

/** What is wrong at a place, if anything is, and what the next entry has to follow. */
export function checked(
  { seq, to = seq, stored, noted, isExtra }: ChainPlace,
  before: Before,
  digest: Digest,
): { fault: ChainFault | undefined; next: Before } {
  if (isExtra) return { fault: { what: 'extra', seq, in: stored ? 'database' : 'file' }, next: before };
  const copies = [stored, noted].filter((copy) => copy !== undefined);
  return { fault: fault(), next: copies.length === 0 ? undefined : new Set(copies.map(({ hash }) => hash)) };

  function fault(): ChainFault | undefined {
    if (stored === undefined) return { what: 'missing', seq, to, in: noted === undefined ? 'both' : 'database' };
    if (noted === undefined) {
      return isSound(stored) ? { what: 'missing', seq, to, in: 'file' } : { what: 'changed', seq, in: 'database' };
    }
    if (chainLine(stored) === chainLine(noted))
      return isSound(stored) ? undefined : { what: 'changed', seq, in: 'both' };
    if (isSound(stored) === isSound(noted)) return { what: 'different', seq };
    return { what: 'changed', seq, in: isSound(stored) ? 'file' : 'database' };
  }

  function isSound(entry: ChainEntry): boolean {
    return entry.hash === hashOf(entry, digest) && (before?.has(entry.prev) ?? true);
  }
}

/** The places of the chain one after the other, from both copies as they stand there. */
export async function* placesOf(
  stored: AsyncIterable<ChainEntry>,
  noted: AsyncIterable<ChainEntry>,
): AsyncGenerator<ChainPlace> {
  const [ours, theirs] = [stored[Symbol.asyncIterator](), noted[Symbol.asyncIterator]()];
  let [left, right] = [await ours.next(), await theirs.next()];
  let seq = 1;
  while (!left.done || !right.done) {
    const [a, b] = [left.done ? undefined : left.value, right.done ? undefined : right.value];
    if (a && isBefore(a, seq)) {
      yield { seq: a.seq, stored: a, isExtra: true };
      left = await ours.next();
    } else if (b && isBefore(b, seq)) {
      yield { seq: b.seq, noted: b, isExtra: true };
      right = await theirs.next();
    } else {
      const nearest = Math.min(a?.seq ?? Infinity, b?.seq ?? Infinity);
      if (nearest > seq) yield { seq, to: nearest - 1 };
      seq = nearest + 1;
      const [hasLeft, hasRight] = [a?.seq === nearest, b?.seq === nearest];
      yield { seq: nearest, stored: hasLeft ? a : undefined, noted: hasRight ? b : undefined };
      if (hasLeft) left = await ours.next();
      if (hasRight) right = await theirs.next();
    }
  }
}

/** True for what cannot stand at this place or later. */
function isBefore(entry: ChainEntry, seq: number): boolean {
  return !Number.isSafeInteger(entry.seq) || entry.seq < seq;
}
