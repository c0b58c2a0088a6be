import iamcal from 'emojibase-data/en/shortcodes/iamcal.json';

const byName = new Map<string, string>();
for (const [hexcode, names] of Object.entries(iamcal)) {
  for (const name of [names].flat()) byName.set(name, characterOf(hexcode));
}

function characterOf(hexcode: string): string {
  const character = String.fromCodePoint(...hexcode.split('-').map((point) => Number.parseInt(point, 16)));
  // The table leaves the variation selector out, without which `heart` is a black-and-white letter.
  return hexcode.includes('-') || /^\p{Emoji_Presentation}/u.test(character) ? character : `${character}\ufe0f`;
}

const usual = ['+1', 'white_check_mark', 'eyes', 'tada', 'heart', 'pray', 'raised_hands', 'joy', 'thinking_face'];

/** All of Slack's names, the usual ones first. */
export const emojiNames = [...new Set([...usual, ...byName.keys()])];

/** The character of a Slack emoji name, `tada` or `+1::skin-tone-3`; undefined where Slack has none. */
export function emojiOf(name: string): string | undefined {
  const [base = '', tone] = name.split('::');
  const character = byName.get(base);
  if (character === undefined || tone === undefined) return character;
  const [first = '', ...rest] = character.replace('\ufe0f', '');
  return first + (byName.get(tone) ?? '') + rest.join('');
}

/** Names that hold `part`: those that start with it first, shorter ones before longer. */
export function searchEmoji(part: string, limit: number): string[] {
  const rank = (name: string): number => (name.startsWith(part) ? 0 : 1000) + name.length;
  return emojiNames
    .filter((name) => name.includes(part))
    .toSorted((one, other) => rank(one) - rank(other))
    .slice(0, limit);
}

/** Plain words with each known `:name:` as its character; an unknown one stays as it is. */
export function withEmoji(text: string): string {
  return text.replace(/:([\w+'-]+(?:::skin-tone-[2-6])?):/g, (whole, name: string) => emojiOf(name) ?? whole);
}
