import type { GatheringStore } from '../../src/services/delivery-ports';
import { gatheringsIn } from '../../src/storage/gatherings';
import { startStore, type TestStore } from '../support/ports';

const timing = { leaseMs: 60_000, doubtMs: 90_000 };
const at = (seconds: number): Date => new Date(Date.parse('2026-11-24T09:00:00Z') + seconds * 1_000);
const id = 'T1:C1:1';

let store: TestStore;
let gatherings: GatheringStore;

beforeAll(async () => {
  store = await startStore();
  gatherings = gatheringsIn(store.models);
});

afterAll(() => store.stop());

test('of two who have posted the message, one after the other lost its lease, the first to say so is right', async () => {
  await gatherings.open({ id, teamId: 'T1', channel: 'C1' }, at(0));
  const slow = await gatherings.take(at(0), timing);
  expect(await gatherings.take(at(1), timing)).toBeUndefined();
  const quick = await gatherings.take(at(61), timing);
  expect(quick?.doubt).toEqual({ since: at(0), until: at(150) });
  expect(await gatherings.noteTs(id, '2.0')).toBe(true);
  expect(await gatherings.noteTs(id, '1.0')).toBe(false);
  expect(await gatherings.noteTs(id, '2.0')).toBe(true);

  if (slow === undefined || quick === undefined) throw new Error('It was not due.');
  await gatherings.release(slow, { shown: 'less', doubt: undefined, dueAt: undefined });
  await gatherings.release(quick, { shown: 'all', doubt: undefined, dueAt: at(200) });
  expect(await gatherings.take(at(200), timing)).toMatchObject({ ts: '2.0', shown: 'all', doubt: undefined });
});

test('a message that is gone is posted anew, but not one that has come in its place', async () => {
  await gatherings.forgetTs(id, '1.0');
  expect(await gatherings.noteTs(id, '3.0')).toBe(false);
  await gatherings.forgetTs(id, '2.0');
  expect(await gatherings.noteTs(id, '3.0')).toBe(true);
});
