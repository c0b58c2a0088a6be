import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GalleryItem } from '@deskbell/sandbox';
import * as fc from 'fast-check';
import { mentions } from '../../../sandbox/src/checks';
import { catalogue } from '../../../scripts/gallery/catalogue';
import { errorsAbout } from '../../../scripts/gallery/errors';
import { filledTo, hostile, ticketThat } from '../../../scripts/gallery/examples';
import { taken, type Words, wordSets } from '../../../scripts/gallery/words';
import * as errors from '../../../src/domain/errors';
import { closingWords, textMost } from '../../../src/domain/words';
import { fillings, isFine, isFineView, saysAllOf } from './looks';

const root = join(__dirname, '../../..');
const now = new Date('2026-11-24T12:00:00Z');

interface Named {
  readonly where: string;
  readonly item: GalleryItem;
}

function itemsWith(words: Words): Named[] {
  return catalogue(words, now).flatMap(({ title, items }) =>
    items.map((item) => ({ where: `${title}: ${item.name}`, item })),
  );
}

/** Whom Deskbell itself names in an item, or in one of several errors of a kind: what people write must not add to them. */
const named = new Map<string, readonly string[]>();
for (const { where, item } of itemsWith(wordSets.short)) {
  named.set(where, [...(named.get(where) ?? []), ...namedIn(item)]);
}

function namedIn({ shows, content }: GalleryItem): string[] {
  if (shows === 'error') return mentions(content.text);
  return shows === 'confirm' ? [] : mentions('', content.blocks);
}

/** Slack takes it, and a message's `text` says what its blocks say. */
function isTaken({ name, shows, content }: GalleryItem): void {
  switch (shows) {
    case 'message':
      // A conversation or a list comes last, and may be cut before its last name.
      isFine(content, { cutNames: /said before|^\/ticket/.test(name) });
      saysAllOf(content);
      return;
    case 'modal':
    case 'home':
      isFineView(content);
      return;
    case 'confirm':
      // Its limits are checked with the button that it belongs to.
      expect(content.text.text).toMatch(/\.$/);
      return;
    case 'error':
      expect(content.text).toMatch(/^(?:[A-Z]|<@\w+> ).*\.$/);
      expect(content.underField).not.toMatch(/[`<>*]/);
  }
}

/** All of it is taken, names nobody more than the people of the ticket, and has no holes. */
function isAllTaken(words: Words): void {
  for (const { where, item } of itemsWith(words)) {
    try {
      isTaken(item);
      expect(namedIn(item).filter((who) => named.get(where)?.includes(who) !== true)).toEqual([]);
      expect(JSON.stringify(item)).not.toMatch(/undefined|<@>|\[object|NaN/);
    } catch (error) {
      throw new Error(`${where}: ${String(error)}`, { cause: error });
    }
  }
}

const allWords: [string, Words][] = [
  ...Object.entries(wordSets).map(([name, words]): [string, Words] => [`${name} words`, words]),
  ['no description', { ...wordSets.short, description: '' }],
  ['a title of emoji alone', { ...wordSets.short, title: '🔥🖨️' }],
  ['the highest number', { ...wordSets.short, number: 999_999_999_999 }],
  ...Object.entries(hostile).map(([name, words]): [string, Words] => [name, taken(words)]),
  ...fillings.map(([name, words]): [string, Words] => [
    `as long as may be, of ${name}`,
    taken(filledTo(textMost, words), { many: 500 }),
  ]),
];

test.each(allWords)(
  'with %s, Slack takes all that Deskbell says, and nobody is pinged who should not be',
  (_, words) => {
    isAllTaken(words);
  },
);

test('whatever people write, the same holds', () => {
  const piece = fc.oneof(fc.constantFrom(...Object.values(hostile)), fc.string({ unit: 'binary', minLength: 1 }));
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 3 }), (pieces) => {
      const text = pieces.join(' ');
      // What the form itself refuses is never shown.
      fc.pre(isNotBlank(text));
      isAllTaken(taken(text));
    }),
    { numRuns: 25 },
  );
});

function isNotBlank(text: string): boolean {
  return closingWords(text) !== undefined;
}

test('no two of a section have the same name', () => {
  for (const { title, items } of catalogue(wordSets.short, now)) {
    const names = items.filter(({ shows }) => shows !== 'error').map(({ name }) => name);
    expect({ title, names }).toEqual({ title, names: [...new Set(names)] });
  }
});

describe('nothing is missing in scripts/gallery', () => {
  const gallery = join(root, 'scripts/gallery');
  const source = readdirSync(gallery)
    .map((file) => readFileSync(join(gallery, file), 'utf8'))
    .join('\n');
  const folder = join(root, 'src/slack/views');
  const views = readdirSync(folder).flatMap((file) => viewsIn(readFileSync(join(folder, file), 'utf8')));

  test.each(views)('the view %s is in the catalogue', (view) => {
    expect(source).toMatch(new RegExp(`\\b${view}\\(`));
  });

  test('every view is known to this test', () => {
    expect(views).toEqual(expect.arrayContaining(['triageCard', 'home', 'ticketForm', 'noticePost', 'ticketHelp']));
  });

  const kinds = Object.values(errors).filter((kind) => kind.prototype instanceof errors.DeskbellError);

  test.each(kinds.map((kind) => [kind.name, kind] as const))('the error %s is in the catalogue', (_, kind) => {
    expect(errorsAbout(ticketThat('claimed')).filter((error) => error instanceof kind)).not.toEqual([]);
  });
});

/** The exported functions that give a whole message, modal or Home. */
function viewsIn(source: string): string[] {
  const functions = source.split(/^export function /m).slice(1);
  return functions.flatMap((one) => {
    const [, gives = ''] = /\): (.*) \{$/m.exec(one) ?? [];
    return /\b(?:MessageContent|ModalView|HomeView)\b/.test(gives) ? (/^\w+/.exec(one) ?? []) : [];
  });
}
