import { dictionary } from '@zxcvbn-ts/language-common';
import { passwordsWith } from '../src/passwords';
import type { Passwords } from '../src/services/ports';

let passwords: Passwords;

beforeAll(async () => {
  passwords = await passwordsWith(4);
});

describe('a password', () => {
  test('is told by its hash, and by none of another', async () => {
    const hash = await passwords.hash('correct horse');
    expect(hash).toMatch(/^\$2b\$04\$/);
    expect(hash).not.toContain('correct');
    expect(await passwords.matches('correct horse', hash)).toBe(true);
    expect(await passwords.matches('correct house', hash)).toBe(false);
    expect(await passwords.matches('', hash)).toBe(false);
    expect(await passwords.hash('correct horse')).not.toBe(hash);
  });

  test.each([
    ['after a NUL', 'correct\0horse', 'correct\0house'],
    ['which is a NUL', 'correct horse', 'correct horse\0'],
    ['at the 72nd byte', `${'x'.repeat(71)}a`, `${'x'.repeat(71)}b`],
    ['of an emoji at the end of 72 bytes', `${'x'.repeat(68)}🔥`, `${'x'.repeat(68)}🔦`],
  ])('counts to its last byte: %s', async (_, one, other) => {
    const hash = await passwords.hash(one);
    expect(await passwords.matches(one, hash)).toBe(true);
    expect(await passwords.matches(other, hash)).toBe(false);
  });

  test('that is longer than bcrypt reads is never the right one, though it begins like it', async () => {
    const hash = await passwords.hash('x'.repeat(72));
    expect(await passwords.matches('x'.repeat(73), hash)).toBe(false);
    expect(await passwords.matches(`${'x'.repeat(72)}🔥 and more`, hash)).toBe(false);
  });

  test('of nobody is never right, also where it is the one that is compared with', async () => {
    expect(await passwords.matches('correct horse', undefined)).toBe(false);
    expect(await passwords.matches('', undefined)).toBe(false);
  });

  test('of nobody takes the work of one: a hash of the same cost is compared', async () => {
    const slow = await passwordsWith(10);
    const hash = await slow.hash('correct horse');
    const msOf = async (wanted: string | undefined): Promise<number> => {
      const before = performance.now();
      await slow.matches('correct house', wanted);
      return performance.now() - before;
    };
    const [known, nobody]: [number[], number[]] = [[], []];
    for (let round = 0; round < 5; round += 1) {
      known.push(await msOf(hash));
      nobody.push(await msOf(undefined));
    }
    // A hash of the least cost would take a 64th of it.
    expect(Math.min(...nobody)).toBeGreaterThan(Math.min(...known) / 4);
  });

  test('hashed at another cost is outdated, also at a higher one', async () => {
    const five = await (await passwordsWith(5)).hash('correct horse');
    expect(passwords.isOutdated(five)).toBe(true);
    expect(passwords.isOutdated(await passwords.hash('correct horse'))).toBe(false);
    expect(await passwords.matches('correct horse', five)).toBe(true);
  });
});

test('the common passwords are those of the package that could be one at all, in small and capital letters', () => {
  const long = dictionary['passwords-common'].map(String).filter((one) => one.length >= 12);
  expect(long.length).toBeGreaterThan(100);
  for (const one of long)
    expect([one, passwords.isCommon(one), passwords.isCommon(one.toUpperCase())]).toEqual([one, true, true]);
  expect(passwords.isCommon('correct horse battery staple')).toBe(false);
});

describe('a code', () => {
  test('has four groups of four letters and numbers, none of which looks like another', () => {
    const codes = Array.from({ length: 200 }, passwords.newCode);
    for (const code of codes) expect(code).toMatch(/^([A-HJKMNP-Z2-9]{4}-){3}[A-HJKMNP-Z2-9]{4}$/);
    expect(new Set(codes).size).toBe(200);
    const used = new Set(codes.join('').replaceAll('-', ''));
    expect(used.size).toBe(31);
  });

  test('is the same in whatever way it is typed, and another one is not', () => {
    const digest = passwords.digestOf('ABCD-EFGH-JKMN-PQ23');
    for (const typed of ['abcd-efgh-jkmn-pq23', 'ABCDEFGHJKMNPQ23', ' abcd efgh jkmn pq23 ', 'ABCD–EFGH–JKMN–PQ23'])
      expect(passwords.digestOf(typed)).toBe(digest);
    for (const other of ['ABCD-EFGH-JKMN-PQ24', 'ABCD-EFGH-JKMN', ''])
      expect(passwords.digestOf(other)).not.toBe(digest);
    expect(digest).not.toContain('ABCD');
  });
});
