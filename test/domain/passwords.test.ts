import * as fc from 'fast-check';
import { InvalidWords } from '../../src/domain/errors';
import { asPassword, newPassword } from '../../src/domain/passwords';
import { passwordsWith } from '../../src/passwords';

const carol = { name: 'Carol Lindqvist', handle: 'carol' };
const nothingIsCommon: Parameters<typeof newPassword>[2] = { owner: carol, isCommon: () => false };

/** What the person is told by field, who types this as a new password; undefined where it may be one. */
function wrongWith(
  typed: string,
  rules = nothingIsCommon,
  again = typed,
): Readonly<Record<string, string>> | undefined {
  try {
    newPassword(typed, again, rules);
  } catch (error) {
    if (error instanceof InvalidWords) return error.fields;
    throw error;
  }
  return undefined;
}

describe('how long a password is', () => {
  test.each([
    ['eleven letters', 'x'.repeat(11), 'at least 12 characters, and this has 11'],
    ['eleven emoji, of four bytes each', '🔥'.repeat(11), 'at least 12 characters, and this has 11'],
    ['eleven letters with accents that were typed by two keys each', 'e\u0301'.repeat(11), 'and this has 11'],
    ['three families, of 25 bytes each', '👩‍👩‍👧‍👦'.repeat(3), 'and this has 3'],
    ['73 letters', 'x'.repeat(73), 'at most 72 bytes, and this has 73'],
    ['71 letters and one with an accent', `${'x'.repeat(71)}é`, 'at most 72 bytes, and this has 73'],
    ['nineteen emoji', '🔥'.repeat(19), 'at most 72 bytes, and this has 76'],
    ['nothing', '', 'Type a password.'],
    ['a dozen spaces', ' '.repeat(12), 'Spaces alone are no password.'],
    ['spaces of all kinds', ' \t\u00a0\u2003\u3000'.repeat(4), 'Spaces alone are no password.'],
  ])('%s', (_, typed, words) => {
    expect(wrongWith(typed)).toEqual({ password: expect.stringContaining(words) });
  });

  test.each([
    ['twelve letters', 'x'.repeat(12)],
    ['twelve emoji', '🔥'.repeat(12)],
    ['72 letters', 'x'.repeat(72)],
    ['eighteen emoji, which are 72 bytes', '🔥'.repeat(18)],
    ['70 letters and one with an accent', `${'x'.repeat(70)}é`],
    ['what has spaces around it, which are a part of it', '  correct horse  '],
    ['a dozen NULs', '\0'.repeat(12)],
    ['a word with a NUL in it', 'correct\0horse'],
    ['line breaks', 'correct\nhorse\r\n'],
  ])('%s may be one, as it is', (_, typed) => {
    expect(newPassword(typed, typed, nothingIsCommon)).toBe(typed);
  });

  test('is counted as it is stored, however the keyboard made it', () => {
    const composed = `${'x'.repeat(70)}é`;
    expect(newPassword(composed.normalize('NFD'), composed, nothingIsCommon)).toBe(composed);
    expect(asPassword(composed.normalize('NFD'))).toBe(composed);
  });

  const characters = fc.array(
    fc.constantFrom('a', 'Z', '7', ' ', '\0', 'é', 'e\u0301', 'ß', '字', '🔥', '🇨🇭', '👩‍👩‍👧‍👦'),
    {
      maxLength: 80,
      size: 'max',
    },
  );

  test('is a matter of what a person sees at the least, and of bytes at the most', () => {
    fc.assert(
      fc.property(characters, (seen) => {
        const typed = seen.join('');
        const stored = typed.normalize('NFC');
        const isLong = seen.length >= 12 && Buffer.byteLength(stored) <= 72;
        const isOne = isLong && seen.some((one) => one !== ' ');
        expect([seen, wrongWith(typed) === undefined]).toEqual([seen, isOne]);
        if (isOne) expect(newPassword(typed, typed, nothingIsCommon)).toBe(stored);
      }),
      { numRuns: 500 },
    );
  });

  test('no answer repeats what was typed', () => {
    const mark = 'Xq7';
    const rules = fc.record({
      owner: fc.constantFrom(carol, { name: mark.repeat(5), handle: '' }),
      isCommon: fc.constantFrom(
        () => true,
        () => false,
      ),
    });
    fc.assert(
      fc.property(characters, characters, rules, (first, second, rule) => {
        const [typed, again] = [first.join(mark), second.join(mark)];
        expect(JSON.stringify(wrongWith(`${typed}${mark}`, rule, `${again}${mark}`) ?? '')).not.toContain(mark);
      }),
    );
    try {
      newPassword(mark.repeat(5), 'other', nothingIsCommon);
      throw new Error('It should have been refused.');
    } catch (error) {
      const { message, stack = '' } = error as Error; // what `newPassword` throws
      expect(`${message} ${stack} ${JSON.stringify(error)}`).not.toContain(mark);
      expect(error).toBeInstanceOf(InvalidWords);
    }
  });
});

test('typed once more in another way, the second field says so', () => {
  expect(wrongWith('correct horse', nothingIsCommon, 'correct house')).toEqual({
    again: expect.stringContaining('not the same as above'),
  });
  expect(wrongWith('correct\0horse', nothingIsCommon, 'correct\0house')).toEqual({ again: expect.any(String) });
});

describe('the name of its owner is no password', () => {
  test.each([
    'Carol Lindqvist',
    'carollindqvist',
    'Carol.Lindqvist-2026!',
    'CAROL LINDQVIST',
    'carol carol 123',
    'carolcarollindqvist',
    '2026 Carol 2026',
  ])('%j', (typed) => {
    expect(wrongWith(typed)).toEqual({ password: expect.stringContaining('Your name is no password') });
  });

  test.each(['Carol likes horses', 'lindqvist family', '123456789012!', 'Carolina Lindqvist'])(
    'but %j is not it',
    (typed) => {
      expect(wrongWith(typed)).toBeUndefined();
    },
  );

  test.each([
    ['José Núñez Díaz', 'José Núñez Díaz'],
    ['José Núñez Díaz'.normalize('NFD'), 'José Núñez Díaz'],
    ['José Núñez Díaz', 'José Núñez Díaz'.normalize('NFD')],
    ['山田太郎山田太郎山田太郎', '山田太郎山田太郎山田太郎'],
  ])('however its accents are made: %j', (name, typed) => {
    const rules = { ...nothingIsCommon, owner: { name, handle: 'jose' } };
    expect(wrongWith(typed, rules)).toEqual({ password: expect.stringContaining('Your name is no password') });
  });

  test('of somebody without a name every word may be one', () => {
    const rules = { ...nothingIsCommon, owner: { name: '', handle: '---' } };
    expect(wrongWith('123456789012', rules)).toBeUndefined();
  });
});

describe('what many people use is no password', () => {
  test.each(['123456789012', 'passwordpassword', 'PasswordPassword', 'unbelievable', 'qwertyuiop123'])(
    '%j',
    async (typed) => {
      const rules = { owner: carol, isCommon: (await passwordsWith(4)).isCommon };
      expect(wrongWith(typed, rules)).toEqual({ password: expect.stringContaining('try first') });
    },
  );

  test('a few words of one’s own are one', async () => {
    const rules = { owner: carol, isCommon: (await passwordsWith(4)).isCommon };
    expect(wrongWith('correct horse battery staple', rules)).toBeUndefined();
  });
});
