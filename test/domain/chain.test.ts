import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import {
  type Before,
  beforeFirst,
  type ChainEntry,
  type ChainFault,
  chainLine,
  checked,
  entryAfter,
  entryIn,
  placesOf,
  says,
  type Written,
} from '../../src/domain/chain';

const digest = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');
const start = Date.parse('2026-11-24T12:00:00Z');

/** What was written of a ticket at its nth time. */
function written(number: number, nth: number): Written {
  const of = (what: string): string => digest(`${what} ${number} ${nth}`);
  return { teamId: 'T0DESK', number, path: `T0DESK/2026/11/${number}`, md: of('md'), json: of('json'), row: of('row') };
}

/** A chain about these tickets, in their order. */
function chainOf(numbers: readonly number[]): ChainEntry[] {
  const entries: ChainEntry[] = [];
  for (const [index, number] of numbers.entries()) {
    entries.push(entryAfter(entries.at(-1), written(number, index), new Date(start + index * 1000), digest));
  }
  return entries;
}

async function* each<T>(all: readonly T[]): AsyncGenerator<T> {
  yield* all;
}

/** All that is wrong with the two copies. */
async function faultsOf(stored: readonly ChainEntry[], noted: readonly ChainEntry[]): Promise<ChainFault[]> {
  const faults: ChainFault[] = [];
  let before: Before = beforeFirst;
  for await (const place of placesOf(each(stored), each(noted))) {
    const { fault, next } = checked(place, before, digest);
    if (fault) faults.push(fault);
    before = next;
  }
  return faults;
}

const numbers = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 12 });
const anyChain = numbers.map(chainOf);
/** A chain, and a place in it. */
const placed = anyChain.chain((chain) => fc.tuple(fc.constant(chain), fc.nat(chain.length - 1)));
const copies = fc.constantFrom('database', 'file', 'both');

/** The chain with one copy, or both, as somebody has left it. */
async function faultsWhere(copy: 'database' | 'file' | 'both', chain: ChainEntry[], left: ChainEntry[]) {
  return await faultsOf(copy === 'file' ? chain : left, copy === 'database' ? chain : left);
}

/** Changes one field of an entry; its hash too, where `isResealed`. */
const changes: readonly ((entry: ChainEntry) => Partial<ChainEntry>)[] = [
  ({ number }) => ({ number: number + 1 }),
  ({ path }) => ({ path: `${path}0` }),
  ({ at }) => ({ at: new Date(at.getTime() + 1) }),
  ({ md }) => ({ md: digest(md) }),
  ({ json }) => ({ json: digest(json) }),
  ({ row }) => ({ row: digest(row) }),
  ({ prev }) => ({ prev: digest(prev) }),
  ({ hash }) => ({ hash: digest(hash) }),
  () => ({ teamId: 'T0OTHER' }),
];

/** Gives an entry the hash that belongs to what it says, as somebody would who knows how it is made. */
function resealed({ seq, prev, ...rest }: ChainEntry): ChainEntry {
  return entryAfter({ seq: seq - 1, hash: prev }, rest, rest.at, digest);
}

test('what nobody has touched has no fault', async () => {
  await fc.assert(
    fc.asyncProperty(anyChain, async (chain) => {
      expect(await faultsOf(chain, chain)).toEqual([]);
      expect(chain.map(({ seq }) => seq)).toEqual(chain.map((_, index) => index + 1));
    }),
  );
  expect(await faultsOf([], [])).toEqual([]);
});

test('an entry that was changed is named, in whichever copy', async () => {
  await fc.assert(
    fc.asyncProperty(placed, copies, fc.constantFrom(...changes), async ([chain, at], copy, change) => {
      const left = chain.map((entry, index) => (index === at ? { ...entry, ...change(entry) } : entry));
      const [first, ...more] = await faultsWhere(copy, chain, left);
      expect(first).toEqual({ what: 'changed', seq: at + 1, in: copy });
      // A hash that was changed in both copies is no longer the one that the next entry follows.
      expect(more.every(({ seq }) => seq === at + 2)).toBe(true);
    }),
  );
});

test('one that was changed together with its hash is named, or the one that followed it', async () => {
  await fc.assert(
    fc.asyncProperty(placed, copies, fc.constantFrom(...changes.slice(0, 6)), async ([chain, at], copy, change) => {
      const left = chain.map((entry, index) => (index === at ? resealed({ ...entry, ...change(entry) }) : entry));
      const faults = await faultsWhere(copy, chain, left);
      const isLast = at === chain.length - 1;
      if (copy !== 'both') expect(faults).toEqual([{ what: 'different', seq: at + 1 }]);
      // Who changes the last one of both copies leaves another head, and nothing else.
      else expect(faults).toEqual(isLast ? [] : [{ what: 'changed', seq: at + 2, in: 'both' }]);
    }),
  );
});

test('one that was taken out is named; the last one of both copies is missed by who has noted the head', async () => {
  await fc.assert(
    fc.asyncProperty(placed, copies, async ([chain, at], copy) => {
      const left = chain.filter((_, index) => index !== at);
      const isCut = copy === 'both' && at === chain.length - 1;
      const named = { what: 'missing', seq: at + 1, to: at + 1, in: copy };
      expect(await faultsWhere(copy, chain, left)).toEqual(isCut ? [] : [named]);
    }),
  );
});

test('one that was put in is named, wherever and whatever it says it is', async () => {
  const seqs = fc.oneof(fc.integer({ min: -2, max: 20 }), fc.constantFrom(1.5, 1e15, Number.NaN));
  await fc.assert(
    fc.asyncProperty(placed, copies, seqs, async ([chain, at], copy, seq) => {
      const forged = resealed({ ...entryAfter(chain[at], written(9, 9), new Date(start), digest), seq });
      const left = chain.toSpliced(at + 1, 0, forged);
      const faults = await faultsWhere(copy, chain, left);
      // At the end of both copies it can be told from others by the files alone.
      const isNext = copy === 'both' && at === chain.length - 1 && seq === chain.length + 1;
      if (isNext) expect(faults).toEqual([]);
      else expect(faults).not.toEqual([]);
    }),
  );
});

test('two that were swapped are named', async () => {
  await fc.assert(
    fc.asyncProperty(placed, fc.nat(10), copies, async ([chain, at], other, copy) => {
      const with_ = other % chain.length;
      fc.pre(at !== with_);
      const [one, two] = [chain[at], chain[with_]];
      if (one === undefined || two === undefined) throw new Error('Both are in the chain.');
      const moved = chain.with(at, two).with(with_, one);
      expect(await faultsWhere(copy, chain, moved)).not.toEqual([]);
      // The same, with their numbers swapped too.
      const renumbered = chain.with(at, { ...two, seq: one.seq }).with(with_, { ...one, seq: two.seq });
      const named = (await faultsWhere(copy, chain, renumbered)).map(({ seq }) => seq);
      expect(named).toEqual(expect.arrayContaining([one.seq, two.seq]));
    }),
  );
});

test('a hole is named from where to where', async () => {
  const chain = chainOf([1, 2, 3, 4, 5, 6]);
  const left = chain.filter(({ seq }) => seq < 3 || seq > 5);
  expect(await faultsOf(left, left)).toEqual([{ what: 'missing', seq: 3, to: 5, in: 'both' }]);
});

describe('a line', () => {
  test('says its entry again, and whatever was changed in it is another entry or none', () => {
    fc.assert(
      fc.property(placed, fc.nat(), fc.string({ maxLength: 1 }), ([chain, at], place, typed) => {
        const entry = chain[at];
        if (entry === undefined) throw new Error('It is in the chain.');
        const line = chainLine(entry);
        expect(entryIn(line)).toEqual(entry);
        const index = place % (line.length + 1);
        const changed = `${line.slice(0, index)}${typed}${line.slice(index + 1)}`;
        if (changed !== line) expect(entryIn(changed)).not.toEqual(entry);
      }),
    );
  });

  test.each(['', 'x', '{}', 'null', '[]', '{"seq":1}', '"seq"'])('%j is none', (line) => {
    expect(entryIn(line)).toBeUndefined();
  });
});

test('an entry says what was written as long as nothing of it is another', () => {
  const [entry] = chainOf([7]);
  expect(says(entry, written(7, 0))).toBe(true);
  expect(says(undefined, written(7, 0))).toBe(false);
  for (const field of ['path', 'md', 'json', 'row'])
    expect(says(entry, { ...written(7, 0), [field]: 'x' })).toBe(false);
});
