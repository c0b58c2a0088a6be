import * as fc from 'fast-check';
import { commandText, typedText } from '../../../sandbox/src/checks';
import { asTyped, escaped, fitted, quoted, textField, unescaped } from '../../../src/slack/views/blocks';
import { hostile } from '../../support/hostile';
import { linksIn, typedIn } from './looks';

const world = {
  people: [{ id: 'U0BOB', handle: 'bob' }],
  channels: [{ id: 'C0GENERAL', name: 'general' }],
};

test.each([
  "@bob's laptop",
  'see #general',
  'http://a.example?b=1&c=2.',
  '@channel is loud',
  'a < b && c > d',
  'R&amp;D',
  'ask help@example.com, or see example.com/a?b=1&c=2.',
  'Example.COM (or help@desk.example) mailto:a@b.example',
])('a command typed as %j reads as it was typed', (typed) => {
  expect(unescaped(commandText(typed, world, true))).toBe(typed);
  expect(unescaped(commandText(typed, world, false))).toBe(typed);
});

test('whatever people type into a command or a message comes back as they typed it', () => {
  const piece = fc.oneof(fc.constantFrom(...Object.values(hostile)), fc.string());
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 3 }), (pieces) => {
      const typed = pieces.join(' ');
      expect(unescaped(commandText(typed, world, true))).toBe(typed);
      expect(unescaped(escaped(typed))).toBe(typed);
    }),
  );
});

test('a message says whom it names by id, where Slack tells no name', () => {
  expect(unescaped(typedText('@bob and @here, see #general', world))).toBe('<@U0BOB> and @here, see #general');
  expect(unescaped('<!subteam^S1|@helpers> <!date^0^{date}|today>')).toBe('@helpers today');
});

test.each([
  ['<mailto:a@b.example|a@b.example>', 'a@b.example'],
  ['<http://example.com|example.com>', 'example.com'],
  ['<http://example.com/|example.com>', 'example.com'],
  ['<https://example.com/|https://example.com>', 'https://example.com'],
  ['<tel:+441632960000|+441632960000>', '+441632960000'],
  ['<https://wiki.example/?a=1&amp;b=2>', 'https://wiki.example/?a=1&b=2'],
  ['<https://wiki.example/?a=1&amp;b=2|the &lt;manual&gt;>', 'the <manual> (https://wiki.example/?a=1&b=2)'],
  ['<https://evil.example|https://bank.example>', 'https://bank.example (https://evil.example)'],
])('the link %s reads as it was typed, or says where it leads', (link, words) => {
  expect(unescaped(`see ${link}.`)).toBe(`see ${words}.`);
});

describe('the addresses in what people write', () => {
  test.each([
    ['see https://wiki.example/x_(y)?a=1&b=2#c.', ['https://wiki.example/x_(y)?a=1&b=2#c']],
    ['(http://printer3:8080/status), *https://a.example*', ['http://printer3:8080/status', 'https://a.example']],
    ['https://köln.example/Straße/日本', ['https://köln.example/Straße/日本']],
    ['<https://evil.example|https://bank.example>', ['https://evil.example', 'https://bank.example']],
    ['https://bank.example@evil.example https://bank.example\\@evil.example', []],
    ['mailto:a@b.example ftp://a.example javascript:alert(1) www.a.example xhttps://a.example', []],
    ['https:// http://. https://a..b https://:80 https://a.example:99999/', []],
    ['https://a.example/\u202Egpj.exe https://a\u200Bb.example', []],
    [`https://a.example/${'x'.repeat(3000)}`, []],
  ])('lead where they say, and nothing else is a link: %j', (text, urls) => {
    for (const block of [asTyped(text), quoted(text)]) {
      expect(linksIn({ blocks: [block] })).toEqual(urls.map((url) => ({ type: 'link', url })));
      expect(typedIn({ blocks: [block] })).toEqual([text]);
    }
  });

  test('change nothing in what was typed', () => {
    const piece = fc.oneof(
      fc.constantFrom('http://', 'https://', '.', '(', ')', '@', '/', ' ', '\\', '<', '|', ...Object.values(hostile)),
      fc.webUrl(),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 9 }), (pieces) => {
        const text = pieces.join('');
        expect(typedIn({ blocks: [quoted(text)] })).toEqual([text]);
      }),
    );
  });
});

describe('a text that is too long for Slack', () => {
  const bytes = fc.constantFrom('&', '<', 'a', 'é', '字', '😀', '\uD83D');

  test('is cut between characters, entities and mentions', () => {
    fc.assert(
      fc.property(fc.array(bytes, { minLength: 1, maxLength: 8 }), fc.nat(9), (letters, ahead) => {
        const whole = `${'x'.repeat(ahead)}<@U0CAROL>${escaped(letters.join('').repeat(4000))}`;
        const text = fitted(whole);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4000);
        expect(Buffer.byteLength(text)).toBeGreaterThan(3980);
        expect(text.endsWith('…')).toBe(true);
        expect(whole.startsWith(text.slice(0, -1))).toBe(true);
        expect(text.slice(0, -1)).not.toMatch(/&[a-z]*$|[\uD800-\uDBFF]$(?<!\uD83D)/);
      }),
      { numRuns: 30 },
    );
    expect(fitted(`${'x'.repeat(3990)}<@U0CAROL> wrote`)).toBe(`${'x'.repeat(3990)}…`);
  });

  test('is left alone where it fits', () => {
    expect(fitted('x'.repeat(4000))).toBe('x'.repeat(4000));
    expect(fitted('字'.repeat(1333))).toBe('字'.repeat(1333));
    expect(fitted('字'.repeat(1334))).toBe(`${'字'.repeat(1332)}…`);
  });
});

test('a field says no more than it was told', () => {
  expect(textField('title', 'Title')).toEqual({
    type: 'input',
    block_id: 'title',
    label: { type: 'plain_text', text: 'Title', emoji: false },
    optional: false,
    element: { type: 'plain_text_input', action_id: 'title', multiline: false },
  });
});
