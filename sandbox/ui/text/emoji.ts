import iamcal from 'emojibase-data/en/shortcodes/iamcal.json';

export interface Emoji {
  name: string;
  char: string;
}

const byName = new Map<string, string>();
for (const [hexcode, names] of Object.entries(iamcal)) {
  for (const name of [names].flat()) byName.set(name, characterOf(hexcode));
}

function characterOf(hexcode: string): string {
  const character = String.fromCodePoint(...hexcode.split('-').map((point) => Number.parseInt(point, 16)));
  // The table leaves the variation selector out, without which `heart` is a black-and-white letter.
  return hexcode.includes('-') || /^\p{Emoji_Presentation}/u.test(character) ? character : `${character}\ufe0f`;
}

/** The character of a Slack emoji name, `tada` or `+1::skin-tone-3`; undefined where Slack has none. */
export function emojiOf(name: string): string | undefined {
  const [base = '', tone] = name.split('::');
  const character = byName.get(base);
  if (character === undefined || tone === undefined) return character;
  const [first = '', ...rest] = character.replace('\ufe0f', '');
  return first + (byName.get(tone) ?? '') + rest.join('');
}

/** Emoji whose names hold `part`, names that start with it first, shorter ones before longer. */
export function searchEmoji(part: string, limit: number): Emoji[] {
  const wanted = part.toLowerCase();
  return [...byName]
    .filter(([name]) => name.includes(wanted))
    .map(([name, char]) => ({ name, char }))
    .toSorted((a, b) => rank(a.name, wanted) - rank(b.name, wanted) || a.name.length - b.name.length)
    .slice(0, limit);
}

function rank(name: string, wanted: string): number {
  return name.startsWith(wanted) ? 0 : 1;
}

/** Plain words with each known `:name:` as its character; an unknown one stays as it is. */
export function withEmoji(text: string): string {
  return text.replace(/:([\w+'-]+(?:::skin-tone-[2-6])?):/g, (whole, name: string) => emojiOf(name) ?? whole);
}
