import * as fc from 'fast-check';
import { type Connection, Types } from 'mongoose';
import { grams } from '../../src/domain/grams';
import { gramsSought, type ListAsked, listNames, listStatuses, placeOf, statusesOf } from '../../src/domain/lists';
import { audienceOf } from '../../src/domain/sight';
import { isHeld, isLive, type Status, type Ticket } from '../../src/domain/ticket';
import type { ListQuery, Tickets } from '../../src/services/ports';
import { connect } from '../../src/storage/connection';
import { createIndexes } from '../../src/storage/indexes';
import { type Models, modelsOf } from '../../src/storage/models';
import { ticketsIn } from '../../src/storage/tickets';
import { startTestDatabase } from '../support/database';

let database: Awaited<ReturnType<typeof startTestDatabase>>;
let connection: Connection;
let models: Models;
let tickets: Tickets;

beforeAll(async () => {
  database = await startTestDatabase();
  connection = await connect(database.uri).asPromise();
  models = modelsOf(connection);
  await createIndexes(models);
  tickets = ticketsIn(models);
});

afterAll(async () => {
  await connection.close();
  await database.stop();
});

const [teamId, carol, dave] = ['T0DESK', 'U0CAROL', 'U0DAVE'];
const authors = ['U0ALICE', 'U0BOB', 'U0EVE'];
const titles = ['Printer on fire', 'Crème brûlée', 'Feuer im Drucker', 'No coffee', 'Fire drill', '印刷 does not work'];
const statuses: readonly Status[] = ['open', 'claimed', 'in_progress', 'waiting', 'completed', 'withdrawn'];
const days = ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'];
const dayMs = 24 * 3_600_000;

interface Made {
  readonly status: Status;
  readonly requester: string;
  readonly claimer: string;
  readonly title: string;
  readonly createdAt: Date;
  readonly closedAt: Date;
}

/** Few different times, at the edges of days too: many tickets end at the same moment. */
const moment = fc
  .tuple(fc.constantFrom(...days), fc.constantFrom('00:00:00.000', '09:00:00.000', '23:59:59.999'))
  .map(([day, time]) => new Date(`${day}T${time}Z`));
const anyTicket: fc.Arbitrary<Made> = fc.record({
  status: fc.constantFrom(...statuses),
  requester: fc.constantFrom(...authors),
  claimer: fc.constantFrom(carol, dave),
  title: fc.constantFrom(...titles),
  createdAt: moment,
  closedAt: moment,
});

function documentOf({ status, requester, claimer, title, createdAt, closedAt }: Made, number: number) {
  const hasClaimer = isHeld(status) || status === 'completed';
  return {
    _id: new Types.ObjectId(),
    teamId,
    number,
    key: `made ${number}`,
    requester,
    title,
    description: '',
    status,
    live: isLive(status),
    audience: audienceOf({ status, claimer }),
    grams: grams(title, ''),
    createdAt,
    ...(hasClaimer && { claimer, claimedAt: createdAt, claimerSince: createdAt }),
    ...(!isLive(status) && { closedAt }),
    version: 1,
    comments: [],
    edits: [],
    history: [],
    entries: [],
    threads: [],
    tries: 0,
  };
}

async function stored(made: readonly Made[]): Promise<void> {
  await models.tickets.deleteMany({});
  const documents = made.map((one, index) => documentOf(one, index + 1));
  const elsewhere = { ...documentOf({ ...made[0], status: 'open' } as Made, 1), teamId: 'T0OTHER', key: 'other' };
  await models.tickets.insertMany([...documents, elsewhere]);
}

/** The question as the service asks it, of Carol. */
function queryOf(asked: ListAsked): Omit<ListQuery, 'limit'> {
  return {
    teamId,
    live: asked.list !== 'archive',
    statuses: statusesOf(asked),
    claimer: asked.list === 'mine' ? carol : undefined,
    author: asked.author,
    grams: asked.words === undefined ? undefined : gramsSought(asked.words),
    reader: carol,
    from: asked.from === undefined ? undefined : new Date(asked.from),
    to: asked.until === undefined ? undefined : new Date(new Date(asked.until).getTime() + dayMs),
    order: asked.order,
  };
}

/** What the list has, by the numbers of its tickets, without a database. */
function expected(made: readonly Made[], { list, words, author, status, from, until, order }: ListAsked): number[] {
  const own: readonly Status[] = listStatuses[list];
  const wanted = status !== undefined && own.includes(status) ? [status] : list === 'open' ? ['open'] : own;
  const begun = (words ?? '')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((one) => one !== '');
  const numbered = made.map((one, index) => ({ ...one, number: index + 1 }));
  const found = numbered.filter((one) => {
    const day = (list === 'archive' ? one.closedAt : one.createdAt).toISOString().slice(0, 10);
    const inTitle = one.title.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().split(' ');
    const isSecret = isHeld(one.status) ? one.claimer !== carol : one.status === 'withdrawn';
    return (
      wanted.includes(one.status) &&
      (list !== 'mine' || one.claimer === carol) &&
      (author === undefined || one.requester === author) &&
      begun.every((part) => inTitle.some((word) => word.startsWith(part))) &&
      ((author === undefined && words === undefined) || !isSecret) &&
      (from === undefined || day >= from) &&
      (until === undefined || day <= until)
    );
  });
  const way = order === 'oldest' ? 1 : -1;
  return found
    .toSorted((one, other) => {
      const byEnd = list === 'archive' ? one.closedAt.getTime() - other.closedAt.getTime() : 0;
      return way * (byEnd || one.number - other.number);
    })
    .map(({ number }) => number);
}

/** All pages of a list, one after the other. */
async function paged(asked: ListAsked, limit: number): Promise<Ticket[]> {
  const found: Ticket[] = [];
  for (;;) {
    const last = found.at(-1);
    const page = await tickets.listed({ ...queryOf(asked), limit, after: last && placeOf(last) });
    expect(page.length).toBeLessThanOrEqual(limit);
    found.push(...page);
    if (page.length < limit) return found;
  }
}

const numbersOf = (found: readonly Ticket[]): number[] => found.map(({ number }) => number);
const someWords = fc.constantFrom(
  'fi',
  'FIRE',
  'fire prin',
  'on fire printer',
  'creme',
  'brûlée cre',
  'dru',
  '印刷',
  'zz',
);
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const anyAsked: fc.Arbitrary<ListAsked> = fc.record({
  list: fc.constantFrom(...listNames),
  words: maybe(someWords),
  author: maybe(fc.constantFrom(...authors)),
  status: maybe(fc.constantFrom(...statuses)),
  from: maybe(fc.constantFrom(...days)),
  until: maybe(fc.constantFrom(...days)),
  order: fc.constantFrom('oldest', 'newest'),
});

describe('a list, against all tickets looked through one by one', () => {
  const alone: readonly Partial<ListAsked>[] = [
    {},
    { words: 'prin FIR' },
    { words: 'creme' },
    { author: 'U0ALICE' },
    { from: '2026-11-21' },
    { until: '2026-11-21' },
    { from: '2026-11-21', until: '2026-11-21' },
    { from: '2026-11-22', until: '2026-11-21' },
    ...statuses.map((status) => ({ status })),
  ];
  const all = { words: 'fire', author: 'U0ALICE', from: '2026-11-20', until: '2026-11-22' } as const;

  test('is right with each filter alone and with all together, in every list and in both orders, page after page', async () => {
    const made = fc.sample(anyTicket, { numRuns: 90, seed: 8 });
    await stored(made);
    let found = 0;
    for (const list of listNames) {
      for (const order of ['oldest', 'newest'] as const) {
        const together = listStatuses[list].map((status) => ({ ...all, status }));
        for (const filter of [...alone, ...together]) {
          const asked: ListAsked = { list, order, ...filter };
          const numbers = numbersOf(await paged(asked, 7));
          expect({ asked, numbers }).toEqual({ asked, numbers: expected(made, asked) });
          found += numbers.length;
        }
      }
    }
    expect(found).toBeGreaterThan(300);
  });

  test('is right whatever is asked of whatever there is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyTicket, { minLength: 1, maxLength: 40 }),
        fc.array(anyAsked, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 7 }),
        async (made, questions, limit) => {
          await stored(made);
          for (const asked of questions) expect(numbersOf(await paged(asked, limit))).toEqual(expected(made, asked));
        },
      ),
      { numRuns: 25 },
    );
  });

  test('whose tickets all ended at one moment has each of them once, in both directions', async () => {
    const closedAt = new Date('2026-11-22T09:00:00Z');
    const made = fc.sample(anyTicket, { numRuns: 20, seed: 1 }).map(
      (one, index): Made => ({
        ...one,
        closedAt,
        status: index % 2 === 0 ? 'completed' : 'withdrawn',
      }),
    );
    await stored(made);
    const numbers = made.map((_, index) => index + 1);
    expect(numbersOf(await paged({ list: 'archive', order: 'oldest' }, 4))).toEqual(numbers);
    expect(numbersOf(await paged({ list: 'archive', order: 'newest' }, 4))).toEqual(numbers.toReversed());
  });
});

const plainly: Made = {
  status: 'open',
  requester: 'U0ALICE',
  claimer: dave,
  title: 'Crème brûlée is on fire',
  createdAt: new Date('2026-11-22T09:00:00Z'),
  closedAt: new Date('2026-11-22T10:00:00Z'),
};

async function finds(words: string): Promise<number> {
  return (await paged({ list: 'open', order: 'oldest', words }, 5)).length;
}

test('the beginnings of words find a ticket in any order, without accents and capitals, and not the middle of a word', async () => {
  await stored([plainly]);
  for (const words of ['creme', 'FIRE brul', 'brûlée crème', 'fi on cr', 'is'])
    expect([words, await finds(words)]).toEqual([words, 1]);
  for (const words of ['reme', 'fires', 'creme zz', 'e']) expect([words, await finds(words)]).toEqual([words, 0]);
});

/** The word of a search in the archive that the index is asked for. */
async function leading(asked: Omit<ListAsked, 'list' | 'order'>): Promise<unknown> {
  let leader: unknown;
  connection.set('debug', (_: string, method: string, filter: { grams?: unknown }) => {
    if (method === 'find') leader = filter.grams;
  });
  try {
    await paged({ list: 'archive', order: 'newest', ...asked }, 20);
  } finally {
    connection.set('debug', false);
  }
  return leader;
}

async function inArchive(words: string): Promise<number[]> {
  return numbersOf(await paged({ list: 'archive', order: 'newest', words }, 20));
}

describe('of several words in the archive', () => {
  const ended: Made = { ...plainly, status: 'completed' };
  const made = [
    ...Array.from({ length: 5 }, () => ({ ...ended, title: 'Printer' })),
    { ...ended, title: 'Printer lt48' },
    { ...ended, title: 'Printer lt48 toner', closedAt: new Date('2026-11-23T09:00:00Z') },
  ];

  test('the rarest leads to the tickets, wherever it stands', async () => {
    await stored(made);
    expect(await leading({ words: 'printer lt48' })).toBe('lt48');
    expect(await leading({ words: 'toner printer lt48' })).toBe('toner');
    expect(await leading({ words: 'pr lt zz' })).toBe('zz');
  });

  test('it is the rarest of the days that are asked for, and of two that are as rare, the longer one', async () => {
    await stored(made);
    expect(await leading({ words: 'to printer', until: '2026-11-22' })).toBe('to');
    expect(await leading({ words: 'lt lt48' })).toBe('lt48');
    expect(await leading({ words: 'lt48 printer', from: '2026-11-23' })).toBe('printer');
  });

  test('each of them is in what is found', async () => {
    await stored(made);
    expect(await inArchive('printer lt48')).toEqual([7, 6]);
    expect(await inArchive('lt48 tone printer')).toEqual([7]);
    expect(await inArchive('lt48 zz')).toEqual([]);
  });
});

test("another admin's ticket is in their list, and is found by neither its words nor its author", async () => {
  await stored([{ ...plainly, status: 'claimed' }]);
  const asked = { list: 'open', status: 'claimed', order: 'oldest' } as const;
  expect(await paged(asked, 5)).toHaveLength(1);
  expect(await paged({ ...asked, words: 'fire' }, 5)).toEqual([]);
  expect(await paged({ ...asked, author: 'U0ALICE' }, 5)).toEqual([]);
  const daves = { ...queryOf({ ...asked, words: 'fire', author: 'U0ALICE' }), reader: dave, limit: 5 };
  expect(await tickets.listed(daves)).toHaveLength(1);
});

test('a withdrawn ticket is in the archive, and nobody finds it by its words or its author', async () => {
  await stored([{ ...plainly, status: 'withdrawn' }]);
  const asked = { list: 'archive', order: 'newest' } as const;
  expect(await paged(asked, 5)).toHaveLength(1);
  expect(await paged({ ...asked, words: 'fire' }, 5)).toEqual([]);
  expect(await paged({ ...asked, author: 'U0ALICE' }, 5)).toEqual([]);
  // Nothing could come of it, so that nothing is looked through.
  expect(await leading({ words: 'fire', status: 'withdrawn' })).toBeUndefined();
});

test('a list carries nothing of what was said', async () => {
  await stored([plainly]);
  const [ticket] = await paged({ list: 'open', order: 'oldest' }, 5);
  expect(Object.keys(ticket ?? {})).not.toEqual(expect.arrayContaining(['comments']));
  expect(ticket).not.toHaveProperty('history');
});
