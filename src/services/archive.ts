import { archiveRow, attachedIn } from '../domain/archive';
import {
  type Before,
  beforeFirst,
  type ChainEntry,
  type ChainFault,
  type ChainPlace,
  type Copy,
  checked,
  placesOf,
} from '../domain/chain';
import { type ChainPorts, entriesAtOnce } from './chain';
import type { ArchiveFiles, ArchiveRow, ArchiveStore } from './delivery-ports';

interface VerifyPorts extends ChainPorts {
  readonly store: ArchiveStore;
  readonly files: ArchiveFiles;
}

/**
 * Something that does not fit.
 * - `unchained`: the ticket has to have a file, and no entry says that one was written
 * - `row changed`, `row gone`: the database says something else of it than when the file was written, or nothing
 * - `file unknown`: no entry says that it was written
 * - `damaged`: the entry's line cannot be read, and `line`: a line that cannot be read stands where none should
 * - `head`: no entry has the hash that somebody has noted
 */
export type Difference =
  | ChainFault
  | { readonly what: 'unchained' | 'row changed' | 'row gone'; readonly number: number }
  | { readonly what: 'file missing' | 'file changed' | 'file unknown'; readonly path: string }
  | { readonly what: 'damaged'; readonly seq: number }
  | { readonly what: 'line'; readonly line: number }
  | { readonly what: 'head' };

/** What was compared. */
export interface Verified {
  readonly tickets: number;
  /** Tickets whose files have still to be written: nothing of them is wrong yet. */
  readonly due: number;
  readonly entries: number;
  /** The hash of the last entry. */
  readonly head: string | undefined;
  /** Which entry has the hash that somebody has noted. */
  readonly notedAt: number | undefined;
}

/** Tickets that are read at once, with all that was said on them. */
const rowsAtOnce = 100;

/** Of clocks that are not quite the same. What is due later than that was made so by nobody of us. */
const dueToleranceMs = 60_000;

/** A ticket that changes while it is looked at is looked at again. */
const looksMost = 5;

/**
 * Compares the chain, its file, the archive's files and the database, one ticket after the other, and gives each difference; also while
 * Deskbell writes: what is due, or changes meanwhile, is no difference. `noted` is a hash that was the head of the chain once.
 */
export async function* verify(
  teamId: string,
  noted: string | undefined,
  ports: VerifyPorts,
): AsyncGenerator<Difference, Verified> {
  const { store, chain, chainFile, files, clock, digest } = ports;
  const known: { head?: ChainEntry; notedAt?: number; entries: number } = { entries: 0 };
  yield* inRanges(ofChain());
  if (noted !== undefined && known.notedAt === undefined) yield { what: 'head' };
  const compared = { tickets: 0, due: 0 };
  yield* ofTickets();
  yield* ofFiles();
  return { ...compared, entries: known.entries, head: known.head?.hash, notedAt: known.notedAt };

  async function* ofChain(): AsyncGenerator<Difference> {
    /** Numbers of lines that say no entry. */
    const damaged = new Set<number>();
    let isAtEnd = false;
    let before: Before = beforeFirst;
    for await (const place of placesOf(stored(), lines())) {
      const { seq } = place;
      const whole = await withNews(place);
      const { fault, next } = checked(whole, before, digest);
      before = next;
      if (whole.stored && !whole.isExtra) {
        known.entries += 1;
        known.head = whole.stored;
        if (whole.stored.hash === noted) known.notedAt = seq;
      }
      if (fault === undefined) continue;
      const lacksLine = fault.what === 'missing' && fault.in === 'file';
      const isDamaged = lacksLine && damaged.delete(seq);
      if (lacksLine && isAtEnd && (await isOnItsWay(whole, isDamaged))) continue;
      yield isDamaged ? { what: 'damaged', seq } : fault;
    }
    for (const line of damaged) yield { what: 'line', line };

    async function* lines(): AsyncGenerator<ChainEntry> {
      let line = 0;
      for await (const entry of chainFile.lines(teamId)) {
        line += 1;
        if (entry === undefined) damaged.add(line);
        else yield entry;
      }
      isAtEnd = true;
    }
  }

  async function* stored(): AsyncGenerator<ChainEntry> {
    let page = await chain.after(teamId, -Infinity, entriesAtOnce);
    while (page.length > 0) {
      yield* page;
      page = await chain.after(teamId, page.at(-1)?.seq ?? Infinity, entriesAtOnce);
    }
  }

  /** The place, with what came into the database since its end was read. */
  async function withNews(place: ChainPlace): Promise<ChainPlace> {
    if (place.noted === undefined || place.stored !== undefined || place.isExtra) return place;
    const [entry] = await chain.after(teamId, place.seq - 1, 1);
    return entry?.seq === place.seq ? { ...place, stored: entry } : place;
  }

  /** True where the line will be written, as the ticket's file is still due, or is there by now. */
  async function isOnItsWay({ seq, stored: entry }: ChainPlace, isDamaged: boolean): Promise<boolean> {
    if (isDue(entry && (await store.row(teamId, entry.number)))) return true;
    return !isDamaged && (await chainFile.missingFrom(teamId, seq)) === undefined;
  }

  async function* ofTickets(): AsyncGenerator<Difference> {
    const [rows, entries] = [pages(store.rows, rowsAtOnce, numberOfRow), pages(chain.latest, entriesAtOnce, numberOf)];
    let [row, entry] = [await rows.next(), await entries.next()];
    while (!row.done || !entry.done) {
      const number = Math.min(row.done ? Infinity : numberOfRow(row.value), entry.done ? Infinity : entry.value.number);
      const hasRow = !row.done && numberOfRow(row.value) === number;
      const hasEntry = !entry.done && entry.value.number === number;
      compared.tickets += 1;
      const found = await look(hasRow ? row.value : undefined, hasEntry ? entry.value : undefined);
      if (found.length > 0) yield* await lookAgain(number);
      if (hasRow) row = await rows.next();
      if (hasEntry) entry = await entries.next();
    }
  }

  /** What does not fit of one ticket. */
  async function look(row: ArchiveRow | undefined, entry: ChainEntry | undefined): Promise<Difference[]> {
    if (isDue(row)) {
      compared.due += 1;
      return [];
    }
    if (entry === undefined) return row === undefined ? [] : [{ what: 'unchained', number: numberOfRow(row) }];
    const { number, path } = entry;
    const isSame = row?.path === path && digest(archiveRow(row.ticket)) === entry.row;
    const inDatabase: Difference[] =
      row === undefined ? [{ what: 'row gone', number }] : isSame ? [] : [{ what: 'row changed', number }];
    return [
      ...inDatabase,
      ...(await lookAtFile(`${path}.md`, entry.md)),
      ...(await lookAtFile(`${path}.json`, entry.json)),
      ...(await lookAtAttachments(path)),
    ];
  }

  /** The ticket's file, whose digest is in the chain, names those of what came with it. */
  async function lookAtAttachments(path: string): Promise<Difference[]> {
    const month = path.replace(/[^/]+$/, '');
    const attached = attachedIn(await files.read(`${path}.json`)).filter((one) => isPlain(one.path));
    const found: Difference[] = [];
    for (const one of attached) found.push(...(await lookAtFile(`${month}${one.path}`, one.sha256)));
    const named = new Set(attached.map((one) => one.path));
    const there = (await files.list(`${path}-files`)).map((name) => `${path.slice(month.length)}-files/${name}`);
    const unknown = there.filter((one) => !named.has(one));
    return [...found, ...unknown.map((one): Difference => ({ what: 'file unknown', path: `${month}${one}` }))];
  }

  async function lookAtFile(path: string, wanted: string): Promise<Difference[]> {
    const found = await files.digest(path);
    if (found === wanted) return [];
    return [{ what: found === undefined ? 'file missing' : 'file changed', path }];
  }

  /** The same once nothing changes while it is looked at. */
  async function lookAgain(number: number): Promise<Difference[]> {
    let found: Difference[] = [];
    for (let looks = 0; looks < looksMost; looks += 1) {
      const row = await store.row(teamId, number);
      found = await look(row, await chain.lastOf(teamId, number));
      if (found.length === 0) return [];
      const after = await store.row(teamId, number);
      if (row?.ticket.version === after?.ticket.version && row?.dueAt?.getTime() === after?.dueAt?.getTime()) break;
    }
    return found;
  }

  async function* ofFiles(): AsyncGenerator<Difference> {
    let batch: { path: string; number: number }[] = [];
    for await (const file of files.ofTickets(teamId)) {
      batch.push(file);
      if (batch.length < entriesAtOnce) continue;
      yield* unknownOf(batch);
      batch = [];
    }
    yield* unknownOf(batch);
  }

  async function* unknownOf(batch: readonly { path: string; number: number }[]): AsyncGenerator<Difference> {
    const numbers = [...new Set(batch.map(({ number }) => number))];
    const paths = await chain.pathsOf(teamId, numbers);
    for (const { path, number } of batch) {
      const place = path.replace(/\.\w+$/, '');
      if (paths.has(place)) continue;
      const row = await store.row(teamId, number);
      // It has just been written, or will be, or its ticket is a difference already.
      const entry = await chain.lastOf(teamId, number);
      const isTold = entry === undefined && row?.path === place;
      if (!isDue(row) && !isTold && entry?.path !== place) yield { what: 'file unknown', path };
    }
  }

  /** One after the other, by the tickets' numbers. */
  async function* pages<T>(
    read: (team: string, after: number, limit: number) => Promise<readonly T[]>,
    limit: number,
    numberIn: (one: T) => number,
  ): AsyncGenerator<T> {
    let page = await read(teamId, 0, limit);
    while (page.length > 0) {
      yield* page;
      const last = page.at(-1);
      page = last === undefined ? [] : await read(teamId, numberIn(last), limit);
    }
  }

  function isDue(row: ArchiveRow | undefined): boolean {
    return row?.dueAt !== undefined && row.dueAt.getTime() <= clock.now().getTime() + dueToleranceMs;
  }
}

/** True for a place that leads nowhere else. */
function isPlain(path: string): boolean {
  return !path.split('/').includes('..');
}

/** What is missing side by side is one difference. */
async function* inRanges(differences: AsyncIterable<Difference>): AsyncGenerator<Difference> {
  let hole: { readonly seq: number; to: number; readonly in: Copy | 'both' } | undefined;
  for await (const one of differences) {
    const isMissing = one.what === 'missing';
    if (isMissing && hole?.in === one.in && hole.to + 1 === one.seq) {
      hole.to = one.to;
      continue;
    }
    if (hole) yield { what: 'missing', ...hole };
    hole = isMissing ? { seq: one.seq, to: one.to, in: one.in } : undefined;
    if (!isMissing) yield one;
  }
  if (hole) yield { what: 'missing', ...hole };
}

function numberOfRow({ ticket }: ArchiveRow): number {
  return ticket.number;
}

function numberOf({ number }: ChainEntry): number {
  return number;
}
