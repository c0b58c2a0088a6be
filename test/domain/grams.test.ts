import * as fc from 'fast-check';
import { foldedWords, grams } from '../../src/domain/grams';

test.each([
  ['Drucker Größe', ['drucker', 'grosse']],
  ['Café NAÏVE', ['cafe', 'naive']],
  ['e\u0301te\u0301', ['ete']],
  ['ﬁle Ⅻ', ['file', 'xii']],
  ['İstanbul', ['istanbul']],
  ['printer-3, (2nd floor)!', ['printer', '3', '2nd', 'floor']],
  ['принтер', ['принтер']],
  ['🖨️ 😀', []],
  ['', []],
])('%j is looked for as %j', (text, words) => {
  expect(foldedWords(text)).toEqual(words);
});

test('a word is found by its first two to ten letters', () => {
  expect(grams('Printers')).toEqual(['pr', 'pri', 'prin', 'print', 'printe', 'printer', 'printers']);
  expect(grams('internationalisation').at(-1)).toBe('internatio');
});

test('a word of one letter is found by it', () => {
  expect(grams('a 字')).toEqual(['a', '字']);
});

test('letters outside the basic plane are whole letters', () => {
  expect(grams('𠀀𠀁𠀂')).toEqual(['𠀀𠀁', '𠀀𠀁𠀂']);
});

test('a ticket has at most 400, each once, those of its title first', () => {
  const words = Array.from({ length: 200 }, (_, index) => `word${index}end`).join(' ');
  const found = grams('Printer', words);
  expect(found).toHaveLength(400);
  expect(found[0]).toBe('pr');
  expect(new Set(found).size).toBe(400);
});

const texts = fc.string({ unit: 'grapheme', maxLength: 80 });

test('folding what is folded changes nothing, whatever the text', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const folded = foldedWords(text);
      expect(foldedWords(folded.join(' '))).toEqual(folded);
    }),
  );
});

test('every start of a word that a person looks for is there, however they write it', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 2, max: 10 }), (text, letters) => {
      const found = new Set(grams(text));
      for (const word of foldedWords(text)) {
        const start = Array.from(word).slice(0, letters).join('');
        expect(found.has(start)).toBe(true);
      }
      expect(new Set(grams(text.normalize('NFD')))).toEqual(found);
      expect(new Set(grams(text.normalize('NFC')))).toEqual(found);
    }),
  );
});
