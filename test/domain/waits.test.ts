import * as fc from 'fast-check';
import { timeInWords, usualWait, waitInWords } from '../../src/domain/waits';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

describe('the usual wait', () => {
  test('is not told where too few have waited yet', () => {
    expect(usualWait([])).toBeUndefined();
    expect(usualWait([1, 2, 3, 4])).toBeUndefined();
  });

  test('is the middle one, or between the two in the middle, in whatever order they come', () => {
    expect(usualWait([50, 10, 30, 20, 40])).toBe(30);
    expect(usualWait([60, 10, 40, 20, 30, 50])).toBe(35);
  });

  test('one that waited for weeks does not make it long', () => {
    expect(usualWait([minute, minute, 2 * minute, 3 * minute, 30 * day])).toBe(2 * minute);
  });

  test('as many have waited less as have waited more', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 5, maxLength: 60 }), (waits) => {
        const usual = usualWait(waits) ?? Number.NaN;
        expect(waits.filter((wait) => wait < usual).length).toBeLessThanOrEqual(waits.length / 2);
        expect(waits.filter((wait) => wait > usual).length).toBeLessThanOrEqual(waits.length / 2);
      }),
    );
  });
});

test.each([
  [0, 'a few minutes'],
  [4.9 * minute, 'a few minutes'],
  [5 * minute, 'about 5 minutes'],
  [18 * minute, 'about 20 minutes'],
  [54.9 * minute, 'about 55 minutes'],
  [55 * minute, 'about an hour'],
  [89 * minute, 'about an hour'],
  [91 * minute, 'about 2 hours'],
  [23.4 * hour, 'about 23 hours'],
  [23.6 * hour, 'about a day'],
  [35 * hour, 'about a day'],
  [37 * hour, 'about 2 days'],
  [14 * day, 'about 14 days'],
])('%d ms is said as "%s"', (ms, words) => {
  expect(waitInWords(ms)).toBe(words);
});

test('a longer wait never sounds shorter', () => {
  const size = (words: string): number => {
    const number = Number(/\d+/.exec(words)?.[0] ?? 1);
    if (words === 'a few minutes') return 0;
    return number * (words.includes('day') ? day : words.includes('hour') ? hour : minute);
  };
  fc.assert(
    fc.property(fc.nat(30 * day), fc.nat(30 * day), (one, other) => {
      const [short, long] = [Math.min(one, other), Math.max(one, other)];
      expect(size(waitInWords(short))).toBeLessThanOrEqual(size(waitInWords(long)));
    }),
  );
});

test.each([
  [0, '1 minute'],
  [89_999, '1 minute'],
  [90_000, '2 minutes'],
  [25 * minute, '25 minutes'],
  [119.4 * minute, '119 minutes'],
  [119.6 * minute, '2 hours'],
  [47.4 * hour, '47 hours'],
  [47.6 * hour, '2 days'],
  [60 * hour, '3 days'],
  [400 * day, '400 days'],
])('a time of %d ms is told as "%s"', (ms, words) => {
  expect(timeInWords(ms)).toBe(words);
});
