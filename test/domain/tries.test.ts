import * as fc from 'fast-check';
import { afterTry, isLocked, noTries, type Tries } from '../../src/domain/tries';

const start = new Date('2026-11-24T12:00:00Z');
const after = (minutes: number): Date => new Date(start.getTime() + minutes * 60_000);

/** So many tries at once. */
function tried(count: number, tries: Tries = noTries, at = start): { tries: Tries; counted: number } {
  let state = tries;
  let counted = 0;
  for (let one = 0; one < count; one += 1) {
    const next = afterTry(state, at);
    if (next === undefined) continue;
    counted += 1;
    state = next;
  }
  return { tries: state, counted };
}

test('the fifth wrong password locks for a quarter of an hour, and not the fourth', () => {
  expect(tried(4)).toEqual({ tries: { wrong: 4, locks: 0 }, counted: 4 });
  expect(tried(5)).toEqual({ tries: { wrong: 0, locks: 1, lockedUntil: after(15) }, counted: 5 });
});

test('of a hundred at once five count', () => {
  expect(tried(100).counted).toBe(5);
});

test('while it is locked nothing counts, and in the moment in which that is over it counts again', () => {
  const { tries } = tried(5);
  const last = new Date(after(15).getTime() - 1);
  expect([isLocked(tries, last), afterTry(tries, last)]).toEqual([true, undefined]);
  expect([isLocked(tries, after(15)), afterTry(tries, after(15))]).toEqual([false, { wrong: 1, locks: 1 }]);
});

test('each lock is twice as long as the one before it, up to a day', () => {
  let state = noTries;
  let now = start;
  const minutes: number[] = [];
  for (let lock = 0; lock < 12; lock += 1) {
    state = tried(5, state, now).tries;
    const until = state.lockedUntil ?? now;
    minutes.push((until.getTime() - now.getTime()) / 60_000);
    now = until;
  }
  expect(minutes).toEqual([15, 30, 60, 120, 240, 480, 960, 1440, 1440, 1440, 1440, 1440]);
});

test('however somebody times their tries, never more than some forty count in a day', () => {
  const pause = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 2_000 }));
  fc.assert(
    fc.property(fc.array(pause, { maxLength: 300, size: 'max' }), (pauses) => {
      let state = noTries;
      let now = start;
      const counted: Date[] = [];
      for (const minutes of pauses) {
        now = new Date(now.getTime() + minutes * 60_000);
        const before = state;
        const next = afterTry(before, now);
        expect(next === undefined).toBe(isLocked(before, now));
        if (next === undefined) continue;
        counted.push(now);
        state = next;
        // Never both: five in a row have become a lock.
        expect(state.wrong).toBeLessThan(5);
        expect(state.locks - before.locks).toBe(state.lockedUntil === undefined ? 0 : 1);
        if (state.lockedUntil !== undefined) {
          const lock = state.lockedUntil.getTime() - now.getTime();
          expect(lock).toBe(Math.min(1440, 15 * 2 ** before.locks) * 60_000);
        }
      }
      for (const first of counted) {
        const day = counted.filter((one) => one >= first && one.getTime() < first.getTime() + 24 * 60 * 60_000);
        // 15 + 30 + … + 480 minutes are less than a day, and 960 more are not.
        expect(day.length).toBeLessThanOrEqual(5 * 8);
      }
    }),
  );
});
