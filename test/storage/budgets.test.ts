import * as fc from 'fast-check';
import type { Rate } from '../../src/domain/rates';
import type { Budgets, Wish } from '../../src/services/delivery-ports';
import { budgetsIn } from '../../src/storage/budgets';
import { startStore, type TestStore } from '../support/ports';

let store: TestStore;
let budgets: Budgets;
let teams = 0;

beforeAll(async () => {
  store = await startStore();
  budgets = budgetsIn(store.models);
});

afterAll(() => store.stop());

const start = new Date('2026-11-24T12:00:00Z').getTime();
const rate: Rate = { most: 3, withinMs: 3_000, lateMs: 1_000 };
const day = 24 * 60 * 60_000;

function team(): string {
  teams += 1;
  return `T${teams}`;
}

function later(ms: number): Date {
  return new Date(start + ms);
}

function wish(changed: Partial<Wish> = {}): Wish {
  return { bucket: 'posts C1', rate, count: 1, aheadMs: day, ...changed };
}

/** The slots that are taken, in milliseconds from the start; undefined where they are too far away. */
async function taken(teamId: string, at: number, changed: Partial<Wish> = {}): Promise<number[] | undefined> {
  const { granted } = await budgets.reserve(teamId, [wish(changed)], later(at));
  const [{ slots, isTaken } = { slots: [], isTaken: false }] = granted;
  return isTaken ? slots.map((slot) => slot.getTime() - start) : undefined;
}

test('a burst passes at once, what is more is spaced, and after a while of quiet there is a burst again', async () => {
  const teamId = team();
  expect(await taken(teamId, 0, { count: 7 })).toEqual([0, 0, 0, 3_000, 3_000, 3_000, 6_000]);
  expect(await taken(teamId, 60_000, { count: 4 })).toEqual([60_000, 60_000, 60_000, 63_000]);
});

test('in no stretch of time there are more slots than the rate says, whoever asks for how many and when', async () => {
  const asks = fc.array(fc.record({ afterMs: fc.nat(4_000), count: fc.integer({ min: 1, max: 5 }) }), {
    minLength: 1,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(asks, fc.integer({ min: 1, max: 4 }), async (all, most) => {
      const teamId = team();
      const slots: number[] = [];
      let at = 0;
      for (const { afterMs, count } of all) {
        at += afterMs;
        const given = (await taken(teamId, at, { count, rate: { ...rate, most } })) ?? [];
        expect(given).toHaveLength(count);
        expect(Math.min(...given)).toBeGreaterThanOrEqual(at);
        slots.push(...given);
      }
      for (const slot of slots)
        expect(slots.filter((one) => one >= slot && one < slot + rate.withinMs).length).toBeLessThanOrEqual(most);
    }),
    { numRuns: 30 },
  );
});

test('what is further away than somebody would wait is not taken, and stands in nobody’s way', async () => {
  const teamId = team();
  await taken(teamId, 0, { count: 6 });
  expect(await taken(teamId, 0, { aheadMs: 2_000 })).toBeUndefined();
  const { granted } = await budgets.reserve(teamId, [wish({ aheadMs: 2_000 })], later(0));
  expect(granted[0]?.slots).toEqual([later(6_000)]);
  expect(await taken(teamId, 4_000, { aheadMs: 2_000 })).toEqual([6_000]);
});

test('several who ask at the same moment get different slots', async () => {
  const teamId = team();
  await taken(teamId, -10_000);
  const all = await Promise.all(Array.from({ length: 9 }, () => taken(teamId, 0)));
  const inOrder = all.flatMap((one) => one ?? []).toSorted((one, other) => one - other);
  expect(inOrder).toEqual([0, 0, 0, 3_000, 3_000, 3_000, 6_000, 6_000, 6_000]);
});

test('one write takes of several buckets, and no bucket of another team', async () => {
  const [one, other] = [team(), team()];
  await taken(one, 0, { count: 3 });
  const { granted } = await budgets.reserve(
    one,
    [wish(), wish({ bucket: 'posts C2' }), wish({ bucket: 'chat/update' })],
    later(0),
  );
  expect(granted.map(({ slots }) => slots)).toEqual([[later(3_000)], [later(0)], [later(0)]]);
  expect(await taken(other, 0)).toEqual([0]);
});

test('who may wait and who may not each get their own slot of the same bucket', async () => {
  const teamId = team();
  await budgets.close(teamId, 'cards', later(60_000));
  const card = wish({ aheadMs: 20_000, gate: 'cards' });
  const { granted } = await budgets.reserve(teamId, [wish({ count: 2 }), card, wish({ count: 2 })], later(0));
  expect(granted.map(({ slots, isTaken }) => (isTaken ? slots : 'too far'))).toEqual([
    [later(0), later(0)],
    'too far',
    [later(0), later(3_000)],
  ]);
});

test('a bucket that Slack has closed opens to the second, for everybody, and earlier for nobody', async () => {
  const teamId = team();
  await budgets.close(teamId, 'posts C1', later(30_000));
  await budgets.close(teamId, 'posts C1', later(10_000));
  const { granted, closed } = await budgets.reserve(teamId, [wish()], later(0));
  expect(granted[0]?.slots).toEqual([later(30_000)]);
  expect(closed).toEqual(new Map([['posts C1', later(30_000)]]));
  expect(await taken(teamId, 0, { bucket: 'posts C2' })).toEqual([0]);
  expect(await taken(teamId, 30_000)).toEqual([30_000]);
});

test('what is long past is forgotten', async () => {
  const teamId = team();
  await taken(teamId, 0);
  await budgets.close(teamId, 'posts C3', later(1_000));
  await taken(teamId, 61_000, { bucket: 'posts C2' });
  const kept = await store.models.budgets.findById(teamId).lean();
  expect(kept).toMatchObject({ slots: { 'posts C2': [later(61_000)] }, closed: {} });
  expect(Object.keys(kept?.slots ?? {})).toEqual(['posts C2']);
});
