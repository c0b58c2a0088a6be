import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { TryCounter } from '../../src/services/ports';
import { connect } from '../../src/storage/connection';
import { type Models, modelsOf } from '../../src/storage/models';
import { triesIn } from '../../src/storage/tries';
import { startTestDatabase } from '../support/database';

const at = new Date('2026-11-24T12:00:00Z');
const after = (minutes: number): Date => new Date(at.getTime() + minutes * 60_000);

let database: { uri: string; stop(): Promise<void> };
let connections: Connection[];
let models: Models;
/** Of each process: all have the same database. */
let counters: TryCounter[];
let tries: TryCounter;

beforeAll(async () => {
  database = await startTestDatabase();
  connections = await Promise.all([1, 2, 3, 4].map(() => connect(database.uri).asPromise()));
  models = modelsOf(connections[0] as Connection); // the first of four
  counters = connections.map((one) => triesIn(modelsOf(one)));
  tries = triesIn(models);
});

afterAll(async () => {
  await Promise.all(connections.map((one) => one.close()));
  await database.stop();
});

function somebody() {
  return { teamId: 'T0DESK', userId: `U${randomUUID()}` };
}

async function counted(count: number, person: ReturnType<typeof somebody>, when: Date): Promise<number> {
  const all = await Promise.all(
    Array.from(
      { length: count },
      async (_, one) => await counters[one % counters.length]?.count(person, randomUUID(), when),
    ),
  );
  return all.filter((one) => one?.counts).length;
}

async function stored({ teamId, userId }: ReturnType<typeof somebody>) {
  return await models.tries.findById(`${teamId}:${userId}`).lean();
}

test('of a hundred tries at once, in several processes, five count; the others are refused', async () => {
  const mallory = somebody();
  expect(await counted(100, mallory, at)).toBe(5);
  expect(await stored(mallory)).toMatchObject({ wrong: 0, locks: 1, lockedUntil: after(15), refused: 95, version: 5 });
  expect(await counted(20, mallory, after(14))).toBe(0);
});

test('after the lock five more count at once, and the next lock is twice as long', async () => {
  const mallory = somebody();
  await counted(5, mallory, at);
  expect(await counted(40, mallory, after(15))).toBe(5);
  expect(await stored(mallory)).toMatchObject({ locks: 2, lockedUntil: after(45) });
});

test('what counts one by one is known to all processes, and no lock is told before it is one', async () => {
  const mallory = somebody();
  for (const [index, counter] of counters.entries()) {
    expect(await counter.count(mallory, randomUUID(), after(index))).toEqual({ counts: true });
    expect(await tries.lockedUntil([mallory], after(index))).toEqual(new Map());
  }
  expect(await tries.count(mallory, randomUUID(), after(4))).toEqual({ counts: true });
  expect(await tries.count(mallory, randomUUID(), after(4))).toEqual({ counts: false, lockedUntil: after(19) });
  expect(await tries.lockedUntil([mallory], after(4))).toEqual(new Map([[mallory.userId, after(19)]]));
});

test('a try after the lock takes the lock away, and not what is known of it', async () => {
  const mallory = somebody();
  await counted(5, mallory, at);
  expect(await tries.count(mallory, randomUUID(), after(15))).toEqual({ counts: true });
  const known = await stored(mallory);
  expect(known).toMatchObject({ wrong: 1, locks: 1, lastAt: after(15) });
  expect(known).not.toHaveProperty('lockedUntil');
});

describe('a try that Slack delivers twice', () => {
  test('counts once, also where several processes have it at once, and each is told the same', async () => {
    const mallory = somebody();
    for (const typed of ['first', 'second', 'third', 'fourth', 'fifth']) {
      const told = await Promise.all(counters.map((one) => one.count(mallory, typed, at)));
      expect(told.map(({ counts }) => counts)).toEqual([true, true, true, true]);
    }
    expect(await stored(mallory)).toMatchObject({ wrong: 0, locks: 1, lockedUntil: after(15), version: 5 });
    const told = await Promise.all(counters.map((one) => one.count(mallory, 'sixth', at)));
    expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(told[0]).toEqual({ counts: false, lockedUntil: after(15) });
  });

  test('and that was made while it was locked, is none after the lock either', async () => {
    const mallory = somebody();
    await counted(5, mallory, at);
    await tries.count(mallory, 'typed', after(14));
    expect((await tries.count(mallory, 'typed', after(15))).counts).toBe(false);
    expect(await stored(mallory)).toMatchObject({ locks: 1, wrong: 0 });
    expect((await tries.count(mallory, 'typed anew', after(15))).counts).toBe(true);
  });
});

test('of many people those are told who are locked at that time', async () => {
  const [early, late, other] = [somebody(), somebody(), somebody()];
  await counted(5, early, at);
  await counted(5, late, after(10));
  await counted(4, other, after(10));
  expect(await tries.lockedUntil([early, late, other, somebody()], after(16))).toEqual(
    new Map([[late.userId, after(25)]]),
  );
  expect(await tries.lockedUntil([], at)).toEqual(new Map());
});

test('who is forgotten begins anew; others, and the same id in another team, are not touched', async () => {
  const [mallory, bob] = [somebody(), somebody()];
  const elsewhere = { ...mallory, teamId: 'T0OTHER' };
  for (const one of [mallory, bob, elsewhere]) await counted(5, one, at);
  await tries.forget(mallory);
  expect(await counted(1, mallory, at)).toBe(1);
  expect(await counted(1, bob, at)).toBe(0);
  expect(await counted(1, elsewhere, at)).toBe(0);
});
