import * as fc from 'fast-check';
import { foldedWords, grams } from '../../src/domain/grams';
import { gramsSought, listNames, listStatuses, placeOf, statusesOf } from '../../src/domain/lists';
import { isLive, type Status } from '../../src/domain/ticket';

const everyStatus: readonly Status[] = ['open', 'claimed', 'in_progress', 'waiting', 'completed', 'withdrawn'];
const anyList = fc.constantFrom(...listNames);
const anyStatus = fc.constantFrom(...everyStatus);

describe('the statuses of a list', () => {
  test('are those that it has, whatever is asked for, and never none', () => {
    fc.assert(
      fc.property(anyList, fc.option(anyStatus, { nil: undefined }), (list, status) => {
        const found = statusesOf({ list, status });
        const own: readonly Status[] = listStatuses[list];
        expect(found.length).toBeGreaterThan(0);
        expect(found.filter((one) => !own.includes(one))).toEqual([]);
        if (status !== undefined && own.includes(status)) expect(found).toEqual([status]);
      }),
    );
  });

  test('are all live or all archived, so that one index has them', () => {
    for (const list of listNames) {
      for (const status of everyStatus)
        expect(new Set(statusesOf({ list, status }).map(isLive))).toEqual(new Set([list !== 'archive']));
    }
  });

  test('of the open list are those that nobody has yet, until another is asked for', () => {
    expect(statusesOf({ list: 'open' })).toEqual(['open']);
    expect(statusesOf({ list: 'open', status: 'waiting' })).toEqual(['waiting']);
    expect(statusesOf({ list: 'mine' })).toEqual(['claimed', 'in_progress', 'waiting']);
    expect(statusesOf({ list: 'archive', status: 'open' })).toEqual(['completed', 'withdrawn']);
  });
});

describe('what is looked for', () => {
  const letters = Array.from('abcXYZéÜñ字ф7');
  const word = fc.array(fc.constantFrom(...letters), { minLength: 2, maxLength: 14 }).map((all) => all.join(''));

  test('finds every text by the beginnings of its words, of two letters and more, in any order and any case', () => {
    const asked = fc.uniqueArray(word, { minLength: 1, maxLength: 8, selector: (one) => foldedWords(one).join(' ') });
    fc.assert(
      fc.property(asked, fc.integer({ min: 2, max: 14 }), (words, length) => {
        const known = new Set(grams(words.join(' '), ''));
        const begun = words.map((one) => Array.from(one).slice(0, length).join('').toUpperCase()).toReversed();
        const sought = gramsSought(begun.join(', ')) ?? [];
        expect(sought.length).toBeGreaterThan(0);
        expect(sought.filter((one) => !known.has(one))).toEqual([]);
      }),
    );
  });

  test('is short, whatever is typed, and has nothing in it but folded letters and numbers', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (typed) => {
        const sought = gramsSought(typed);
        if (sought === undefined) {
          expect(foldedWords(typed)).toEqual([]);
          return;
        }
        expect(sought.length).toBeLessThanOrEqual(8);
        expect(new Set(sought).size).toBe(sought.length);
        for (const one of sought) expect(one).toMatch(/^[\p{L}\p{N}]{1,10}$/u);
      }),
    );
  });

  test('is nothing where there is no letter', () => {
    for (const typed of ['', '   ', '.*', '🔥', '"\'"', '$', '—']) expect(gramsSought(typed)).toBeUndefined();
  });

  test('is the words alone, whatever stands around them', () => {
    expect(gramsSought('.*fire$ne"')).toEqual(['fire', 'ne']);
    expect(gramsSought('Crème BRÛLÉE crème')).toEqual(['creme', 'brulee']);
    expect(gramsSought('incomprehensibilities')).toEqual(['incomprehe']);
    expect(gramsSought(Array.from({ length: 1000 }, (_, index) => `word${index}`).join(' '))).toHaveLength(8);
  });
});

test('a page begins after a number in the queue, and after an end and a number in the archive', () => {
  const closedAt = new Date('2026-11-24T09:00:00Z');
  fc.assert(
    fc.property(anyStatus, fc.integer({ min: 1 }), (status, number) => {
      const place = placeOf({ number, status, closedAt });
      expect(place).toEqual(isLive(status) ? { number } : { number, closedAt });
      expect(JSON.parse(JSON.stringify(place))).toEqual(
        isLive(status) ? { number } : { number, closedAt: closedAt.toISOString() },
      );
    }),
  );
});
