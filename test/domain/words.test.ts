import * as fc from 'fast-check';
import { InvalidWords } from '../../src/domain/errors';
import {
  closingWords,
  commentWords,
  cut,
  described,
  noteIn,
  prefilled,
  textMost,
  ticketWords,
  titleMost,
} from '../../src/domain/words';

/** Texts in which there is nothing to see, though most of them are not white space to JavaScript. */
const blanks: readonly [string, string][] = [
  ['nothing', ''],
  ['spaces and tabs', ' \t  '],
  ['line breaks', '\n\r\n\u2028\u2029'],
  ['a no-break and a zero-width no-break space', '\u00A0\uFEFF'],
  ['typographic spaces', '\u2003\u2009\u205F\u3000'],
  ['a zero-width space and joiners', '\u200B\u200C\u200D\u2060'],
  ['marks of direction', '\u200E\u200F\u202E\u2066\u2069'],
  ['a soft hyphen', '\u00AD'],
  ['control characters', '\u0000\u0007\u001B\u007F\u0085'],
  ['an empty Braille cell', '\u2800'],
  ['Hangul fillers', '\u3164\u115F\u1160\uFFA0'],
  ['variation selectors and a grapheme joiner', '\uFE0F\u034F\u180B'],
  ['tag characters', '\u{E0020}\u{E007F}'],
];

function wrongIn(action: () => unknown): Readonly<Record<string, string>> {
  try {
    action();
  } catch (error) {
    if (error instanceof InvalidWords) return error.fields;
    throw error;
  }
  return {};
}

describe.each(blanks)('a text of %s', (_, blank) => {
  test('is no title', () => {
    expect(wrongIn(() => ticketWords({ title: blank, description: 'Third floor.' }))).toEqual({
      title: 'Say in a few words what is wrong.',
    });
  });

  test('is no comment', () => {
    expect(wrongIn(() => commentWords(blank))).toEqual({ comment: 'Write a few words first.' });
  });

  test('is a description that was not given, and last words that were not said', () => {
    expect(ticketWords({ title: 'Printer', description: blank }).description).toBe('');
    expect(closingWords(blank)).toBeUndefined();
  });
});

test.each(['.', '!', '?', '0', '😀', '🖨️', 'é', 'e\u0301', 'ش', '字', '<!channel>', '\u200Ba'])(
  '%j is a title and a comment',
  (text) => {
    expect(ticketWords({ title: text, description: '' }).title).toBe(text);
    expect(commentWords(text)).toBe(text);
  },
);

test('words are taken without the white space around them, a title in one line', () => {
  expect(
    ticketWords({ title: '  Printer \n on\u00A0 fire ', description: '\n Third floor.\n\nBy the window. ' }),
  ).toEqual({
    title: 'Printer on fire',
    description: 'Third floor.\n\nBy the window.',
  });
});

test.each([
  ['a', titleMost],
  ['😀', titleMost / 2],
])('a title of %s as long as it may be is taken, and one character more is not', (letter, times) => {
  const title = letter.repeat(times);
  expect(ticketWords({ title: ` ${title} `, description: '' }).title).toBe(title);
  expect(wrongIn(() => ticketWords({ title: `${title}b`, description: '' }))).toEqual({
    title: 'A title has at most 150 characters, and this one has 151. Move the rest into the description.',
  });
});

test('3,000 characters are a description and a comment, and 3,001 are not', () => {
  const most = 'b'.repeat(textMost);
  expect(ticketWords({ title: 'a', description: most }).description).toBe(most);
  expect(commentWords(most)).toBe(most);
  expect(closingWords(most)).toBe(most);
  expect(wrongIn(() => ticketWords({ title: 'a', description: `${most}b` }))).toEqual({
    description: 'A description has at most 3000 characters, and this one has 3001.',
  });
  for (const said of [commentWords, closingWords]) {
    expect(wrongIn(() => said(`${most}b`))).toEqual({
      comment: 'A comment has at most 3000 characters, and this one has 3001.',
    });
  }
});

test('everything that is wrong in a form is said at once, in the error too', () => {
  const form = { title: ' ', description: 'b'.repeat(textMost + 1) };
  expect(Object.keys(wrongIn(() => ticketWords(form)))).toEqual(['title', 'description']);
  expect(() => ticketWords(form)).toThrow(
    'Say in a few words what is wrong. A description has at most 3000 characters, and this one has 3001.',
  );
});

test('a cut text never ends in half a character', () => {
  expect(cut('a😀', 2)).toBe('a');
  expect(cut('a😀', 3)).toBe('a😀');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, most) => {
      const kept = cut(text, most);
      expect(text.startsWith(kept)).toBe(true);
      expect(kept.length).toBeLessThanOrEqual(most);
      expect(kept.length).toBeGreaterThanOrEqual(Math.min(text.length, most) - 1);
      expect(Array.from(kept).every((letter, index) => letter === Array.from(text)[index])).toBe(true);
    }),
  );
});

describe('what /ticket fills into the form', () => {
  test('short words are the title', () => {
    expect(prefilled('  the printer\n is on  fire ')).toEqual({
      title: 'the printer is on fire',
      description: '',
      leftOut: 0,
    });
  });

  test('words too long for a title begin it, and stand whole in the description', () => {
    const long = `${'printer '.repeat(30)}on fire`;
    const { title, description, leftOut } = prefilled(` ${long}\n`);
    expect(title.length).toBeLessThanOrEqual(titleMost);
    expect(title).toMatch(/^(printer )+.*…$/);
    expect({ description, leftOut }).toEqual({ description: long, leftOut: 0 });
  });

  test('4,000 characters: it says how many of them are left out', () => {
    expect(prefilled('x'.repeat(4000))).toEqual({
      title: `${'x'.repeat(titleMost - 1)}…`,
      description: 'x'.repeat(textMost),
      leftOut: 1000,
    });
  });

  test('nothing that fits is lost, and what stands in the form can be sent', () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 400 });
    fc.assert(
      fc.property(texts, fc.nat(12), (piece, times) => {
        const typed = piece.repeat(times);
        const { title, description, leftOut } = prefilled(typed);
        expect(title.length).toBeLessThanOrEqual(titleMost);
        expect(description.length).toBeLessThanOrEqual(textMost);
        if (description === '') expect(title).toBe(typed.replaceAll(/\s+/g, ' ').trim());
        else expect(typed.trim().startsWith(description)).toBe(true);
        if (description !== '') expect(description.length + leftOut).toBe(typed.trim().length);
        if (leftOut > 0) expect(description.length).toBeGreaterThanOrEqual(textMost - 1);
      }),
    );
  });

  test("a message's words are the description", () => {
    expect(described(' It is on fire.\nReally. ')).toEqual({ description: 'It is on fire.\nReally.', leftOut: 0 });
  });
});

describe('what an admin types in a thread', () => {
  test.each([
    ['note: Ask the janitor.', ' Ask the janitor.'],
    ['Note:Ask the janitor.', 'Ask the janitor.'],
    ['  NOTE: two\nlines', ' two\nlines'],
    ['\nnote:', ''],
    ['note: note: twice', ' note: twice'],
    ['Note : two', ' two'],
    ['`note:` as the card has it', ' as the card has it'],
    ['*note:* in bold', ' in bold'],
    ['_note: all of it_', ' all of it_'],
    ['> note: quoted', ' quoted'],
  ])('is an internal note where it begins so: %j', (typed, words) => {
    expect(noteIn(typed)).toBe(words);
  });

  test.each(['Note that it is hot.', 'A note: ask the janitor.', 'notes: two', 'notable: two', '', ':note:'])(
    'is a comment that the requester reads: %j',
    (typed) => {
      expect(noteIn(typed)).toBeUndefined();
    },
  );
});
