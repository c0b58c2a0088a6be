import * as fc from 'fast-check';
import { InvalidWords } from '../../src/domain/errors';
import { bytesMost, filesOf, safeName, sizeInWords, sorted } from '../../src/domain/files';

const limits = { most: 3, megabytes: 10 };
const file = (name: string, size = 10) => ({ key: 'F1', name, size });

const names = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.constantFrom(
    '../../etc/passwd',
    'C:\\Windows\\system32',
    'invoice\u202Efdp.exe',
    '...',
    ' ',
    '',
    'NUL.txt',
    '.bashrc',
  ),
);

test('whatever a file is called, its name is a name everywhere', () => {
  fc.assert(
    fc.property(names, (name) => {
      const safe = safeName(name);
      expect(safe).not.toBe('');
      expect(safe.length).toBeLessThanOrEqual(100);
      expect(safe).not.toMatch(/[/\\:*?"<>|\p{C}\u2028\u2029]/u);
      expect(safe).not.toMatch(/^[. ]|[. ]$/);
      expect(safe).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
      expect(encodeURIComponent(safe)).not.toBe('');
      expect(safeName(safe)).toBe(safe);
    }),
  );
});

test.each([
  ['report.pdf', 'report.pdf'],
  ['Prüfbericht März 2026.pdf', 'Prüfbericht März 2026.pdf'],
  ['📎 photo.png', '📎 photo.png'],
  ['../../etc/passwd', '_.._etc_passwd'],
  ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
  ['a\nb.txt', 'ab.txt'],
  ['NUL.txt', '_NUL.txt'],
  ['.bashrc', 'bashrc'],
  [' ', 'file'],
  [`${'x'.repeat(200)}.pdf`, `${'x'.repeat(96)}.pdf`],
])('%j is shown as %j', (name, safe) => {
  expect(safeName(name)).toBe(safe);
});

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1000, '1 kB'],
  [999_499, '999 kB'],
  [999_500, '1 MB'],
  [10_000_000, '10 MB'],
  [25_300_000, '25.3 MB'],
])('%d is told as %s', (bytes, words) => {
  expect(sizeInWords(bytes)).toBe(words);
});

test('of many files those that fit are taken, in their order, and each other one is named with the reason', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 2 * bytesMost(limits) }), { maxLength: 12 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 0, max: 5 }), (all, most) => {
      const sent = all.map((size, index) => ({ key: `F${index}`, name: `${index}.txt`, size }));
      const { taken, refused } = sorted(sent, { ...limits, most });
      const fitting = sent.filter(({ size }) => size <= bytesMost(limits));
      expect(taken).toEqual(fitting.slice(0, most));
      expect(taken.length + refused.length).toBe(sent.length);
    }),
  );
});

test('a form with a file that cannot be taken says which, and why', () => {
  expect(filesOf([file('a.txt')], limits)).toEqual([file('a.txt')]);
  expect(() => filesOf([file('a.txt'), file('film.mp4', 25_300_000)], limits)).toThrow(
    new InvalidWords({ files: 'film.mp4: it has 25.3 MB, and at most 10 MB are taken.' }),
  );
  const four = ['a', 'b', 'c', 'd'].map((name) => file(name));
  expect(() => filesOf(four, limits)).toThrow('d: at most 3 files are taken at once.');
  expect(() => filesOf(four, { ...limits, most: 1 })).toThrow('at most one file is taken at once.');
  expect(() => filesOf([file('a')], { ...limits, most: 0 })).toThrow('a: files are not taken here.');
});
