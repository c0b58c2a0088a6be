import * as fc from 'fast-check';
import {
  countAgainAt,
  floodLeast,
  floodMs,
  gatheringId,
  hourBefore,
  isFlood,
  mayBeGathered,
} from '../../src/domain/gathering';
import { isSlot } from '../../src/domain/rates';

const start = new Date('2026-11-24T12:00:00Z').getTime();
const at = (ms: number): Date => new Date(start + ms);

test('only the card of a ticket that nobody has had yet is gathered', () => {
  const triage = { surface: 'triage' } as const;
  expect(mayBeGathered(triage, { status: 'open' })).toBe(true);
  // It is back in the queue: a card tells the admins so.
  expect(mayBeGathered(triage, { status: 'open', claimedAt: at(0) })).toBe(false);
  expect(mayBeGathered(triage, { status: 'claimed', claimedAt: at(0) })).toBe(false);
  expect(mayBeGathered({ surface: 'requester' }, { status: 'open' })).toBe(false);
  expect(mayBeGathered({ surface: 'notice', under: 'triage' }, { status: 'open' })).toBe(false);
});

test('there is one message an hour, for each team and channel', () => {
  const ids = [
    gatheringId('T1', 'C1', at(0)),
    gatheringId('T1', 'C1', at(60 * 60_000)),
    gatheringId('T1', 'C2', at(0)),
    gatheringId('T2', 'C1', at(0)),
  ];
  expect(new Set(ids).size).toBe(4);
  expect(gatheringId('T1', 'C1', at(59 * 60_000))).toBe(ids[0]);
  expect(gatheringId('T1', 'C1', hourBefore(at(60 * 60_000)))).toBe(ids[0]);
});

test('it is counted once a minute for as long as somebody waits or more may come, and then no more', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.nat(500), fc.nat(10 * floodMs), (came, wait, ageMs) => {
      const again = countAgainAt({ came: came + wait, wait }, at(0), at(ageMs));
      const isOver = wait === 0 && ageMs > 2 * floodMs;
      expect(again).toEqual(isOver ? undefined : at(ageMs + floodMs));
    }),
  );
});

test('a flood goes on while so many tickets came in the last minute, and for no fewer, however long they go on', () => {
  const gaps = fc.array(fc.nat(floodMs / 10), { maxLength: 3 * floodLeast });
  fc.assert(
    fc.property(gaps, fc.nat(2 * floodMs), (all, afterMs) => {
      let last = 0;
      const came = all.map((gap) => at((last += gap)));
      const now = at(last + afterMs);
      const lately = came.filter((one) => now.getTime() - one.getTime() < floodMs).length;
      expect(isFlood(came, now)).toBe(lately >= floodLeast);
    }),
  );
});

test('a slot can be used from its time on, and a little later', () => {
  const rate = { most: 3, withinMs: 3_000, lateMs: 1_000 };
  expect([-1, 0, 1_000, 1_001].map((late) => isSlot(at(0), rate, at(late)))).toEqual([false, true, true, false]);
});
