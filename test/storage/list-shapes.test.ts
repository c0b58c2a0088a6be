import * as fc from 'fast-check';
import { listStatuses } from '../../src/domain/lists';
import { isLive, type Status } from '../../src/domain/ticket';
import type { ListQuery } from '../../src/services/ports';
import { indexes } from '../../src/storage/indexes';
import { listFilter, listOrder } from '../../src/storage/tickets';

/** An index that has a list in its order, and what it leaves to be looked for in the tickets that it leads to. */
interface Serving {
  /** What it leads by, beside the team: the last field before those that the list is ordered by. */
  readonly by: string;
  /** Parts of the index that are read side by side and merged; MongoDB calls that SORT_MERGE, and reads no more than the page of each. */
  readonly parts: number;
  readonly onTheWay: readonly string[];
}

/** The statuses that are live. MongoDB merges the parts of an index up to a number far above that, and sorts in memory beyond it. */
const partsMost = 4;

/** How many values a condition is equal to; undefined where it is a range. */
function equals(condition: unknown): number | undefined {
  if (typeof condition !== 'object' || condition === null) return 1;
  const { $in: values } = condition as { $in?: readonly unknown[] }; // an operator, or none
  return values?.length;
}

/**
 * The indexes that have the list in its order, those first that leave the least to be looked for on the way: what is equal comes first,
 * then exactly what the list is ordered by, forward or backward.
 */
function servings(query: ListQuery): Serving[] {
  return servingsOf({ ...listFilter(query) }, listOrder(query));
}

function servingsOf(filter: Record<string, unknown>, sort: Record<string, 1 | -1>): Serving[] {
  const ordered = Object.keys(sort);
  const found = indexes.tickets.flatMap((index): Serving[] => {
    const fields: Record<string, unknown> = index.fields;
    const partial: Record<string, unknown> = 'partialFilterExpression' in index ? index.partialFilterExpression : {};
    const names = Object.keys(fields);
    const lead = names.slice(0, -ordered.length);
    const tail = names.slice(-ordered.length);
    const counts = lead.map((name) => equals(filter[name] ?? {}));
    const isCarried = Object.entries(partial).every(([name, literal]) => filter[name] === literal);
    const isLed = lead.length > 0 && counts.every((count) => count !== undefined);
    const turns = new Set(tail.map((name) => fields[name] === sort[name]));
    if (!isCarried || !isLed || turns.size !== 1 || tail.join() !== ordered.join()) return [];
    const known = new Set([...lead, ...Object.keys(partial), ...tail.slice(0, 1)]);
    return [
      {
        by: lead.at(-1) ?? '',
        parts: counts.reduce<number>((product, count) => product * (count ?? 1), 1),
        onTheWay: Object.keys(filter).filter((name) => !known.has(name)),
      },
    ];
  });
  return found.toSorted((one, other) => one.onTheWay.length - other.onTheWay.length);
}

const [earlier, later] = [new Date('2026-11-20'), new Date('2026-11-24')];
const first = { teamId: 'T1', reader: 'U1', limit: 16 } as const;
const lists = {
  open: { ...first, live: true, statuses: ['open'] },
  mine: { ...first, live: true, statuses: listStatuses.mine, claimer: 'U1' },
  archive: { ...first, live: false, statuses: listStatuses.archive },
} as const;

const days = { from: earlier, to: later };
const words = { grams: ['printer'] };
const allTogether = { ...days, ...words, author: 'U2' };

/** Each list with each filter, alone and all together; by which index it is answered, and what is looked for on the way. */
const asked: readonly [name: string, query: Omit<ListQuery, 'order'>, by: string, onTheWay: readonly string[]][] = [
  // Some hundred live tickets are the most that is looked through.
  ['open', lists.open, 'status', []],
  ['open, of a status', { ...lists.open, statuses: ['waiting'] }, 'status', []],
  ['open, of some days', { ...lists.open, ...days }, 'status', ['createdAt']],
  ['open, with words', { ...lists.open, ...words }, 'status', ['grams', 'audience']],
  ['open, by an author', { ...lists.open, author: 'U2' }, 'requester', ['status', 'audience']],
  ['open, all', { ...lists.open, ...allTogether }, 'requester', ['status', 'grams', 'audience', 'createdAt']],
  // Of one admin's live tickets, or of one requester's.
  ['mine', lists.mine, 'claimer', ['status']],
  ['mine, of a status', { ...lists.mine, statuses: ['waiting'] }, 'claimer', ['status']],
  ['mine, of some days', { ...lists.mine, ...days }, 'claimer', ['status', 'createdAt']],
  ['mine, with words', { ...lists.mine, ...words }, 'claimer', ['status', 'grams', 'audience']],
  ['mine, by an author', { ...lists.mine, author: 'U2' }, 'claimer', ['status', 'requester', 'audience']],
  [
    'mine, all',
    { ...lists.mine, ...allTogether },
    'claimer',
    ['status', 'requester', 'grams', 'audience', 'createdAt'],
  ],
  // Nothing but what was withdrawn is passed over, where it is not words and an author together: then the fewer of both are looked through.
  ['archive', lists.archive, 'status', []],
  ['archive, of a status', { ...lists.archive, statuses: ['completed'] }, 'status', []],
  ['archive, of some days', { ...lists.archive, ...days }, 'status', []],
  ['archive, with a word', { ...lists.archive, ...words }, 'grams', ['status', 'audience']],
  // The rarest word leads, so that the others are looked for in the fewest tickets.
  ['archive, with words', { ...lists.archive, grams: ['lt48', 'printer'] }, 'grams', ['status', '$expr', 'audience']],
  ['archive, by an author', { ...lists.archive, author: 'U2' }, 'requester', ['status', 'audience']],
  ['archive, all, by words', { ...lists.archive, ...allTogether }, 'grams', ['status', 'requester', 'audience']],
  ['archive, all, by author', { ...lists.archive, ...allTogether }, 'requester', ['status', 'grams', 'audience']],
];

describe.each(['oldest', 'newest'] as const)('%s first', (order) => {
  test.each(asked)('%s: an index has it in its order, and this filters on the way', (_, query, by, onTheWay) => {
    const served = servings({ ...query, order }).find((one) => one.by === by);
    expect(served?.onTheWay).toEqual(onTheWay);
  });

  test.each(asked)('%s, the next page: it begins in the index where the last one ended', (_, query, by, onTheWay) => {
    const after = query.live ? { number: 7 } : { number: 7, closedAt: later };
    const served = servings({ ...query, order, after }).find((one) => one.by === by);
    // Of those that ended in the same moment, the ones that stood on the page before are passed over.
    expect(served?.onTheWay).toEqual([...onTheWay, ...(query.live ? [] : ['$or'])]);
    const { number, closedAt } = listFilter({ ...query, order, after });
    expect(Object.keys((query.live ? number : closedAt) ?? {})).toContain(
      order === 'oldest' ? '$gt' : query.live ? '$lt' : '$lte',
    );
  });
});

test('only an archive of every status is merged, of two parts of its index', () => {
  for (const [name, query, by] of asked) {
    const parts = servings({ ...query, order: 'oldest' }).find((one) => one.by === by)?.parts;
    const isMerged = by === 'status' && query.statuses.length > 1;
    expect({ name, parts }).toEqual({ name, parts: isMerged ? listStatuses.archive.length : 1 });
  }
});

const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const moment = fc.date({ min: earlier, max: later, noInvalidDate: true });
const all: readonly Status[] = [...listStatuses.open, ...listStatuses.archive];
const anyQuery: fc.Arbitrary<ListQuery> = fc.boolean().chain((live) =>
  fc.record({
    teamId: fc.string(),
    live: fc.constant(live),
    statuses: fc.subarray(
      all.filter((status) => isLive(status) === live),
      { minLength: 1 },
    ),
    claimer: live ? maybe(fc.string()) : fc.constant(undefined),
    author: maybe(fc.string()),
    grams: maybe(fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 8 })),
    reader: fc.string(),
    from: maybe(moment),
    to: maybe(moment),
    order: fc.constantFrom('oldest', 'newest'),
    after: maybe(fc.record({ number: fc.nat(), ...(!live && { closedAt: moment }) })),
    limit: fc.integer({ min: 1, max: 100 }),
  }),
);

test('whatever is asked for, an index has it in its order, and no more than a few parts of one are merged', () => {
  fc.assert(
    fc.property(anyQuery, (query) => {
      const { live, claimer, author, grams } = query;
      const served = servings(query);
      expect(served.length).toBeGreaterThan(0);
      expect(Math.max(...served.map(({ parts }) => parts))).toBeLessThanOrEqual(partsMost);
      // Whatever narrows a list down leads to it, too; live tickets alone are looked through for words.
      const leads = new Set(served.map(({ by }) => by));
      expect(leads.has('status')).toBe(true);
      expect(leads.has('claimer')).toBe(live && claimer !== undefined);
      expect(leads.has('requester')).toBe(author !== undefined);
      expect(leads.has('grams')).toBe(!live && grams !== undefined);
    }),
  );
});

test('a list without an index would be found out', () => {
  const query: ListQuery = { ...lists.archive, order: 'newest' };
  const [filter, sort] = [listFilter(query), listOrder(query)];
  const { live: _, ...unsaid } = filter;
  const homeless = [
    servingsOf(unsaid, sort),
    servingsOf({ ...filter, status: { $ne: 'open' } }, sort),
    servingsOf({ ...filter }, { claimedAt: -1 }),
    servingsOf({ ...filter }, { closedAt: -1 }),
    servingsOf({ ...filter }, { closedAt: -1, number: 1 }),
    servingsOf({ ...filter, live: true }, sort),
  ];
  expect(homeless).toEqual(homeless.map(() => []));
  expect(servingsOf({ ...filter }, sort).map(({ by }) => by)).toEqual(['status']);
});
