/** The shortest and the longest prefix of a word that a search can match by equality. */
const shortest = 2;
const longest = 10;
/** Caps the size of a ticket's index entries. */
const most = 400;

/** A text folded for searching: lower case, without accents, ß as ss, split into words. */
export function foldedWords(text: string): string[] {
  return (
    text
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .toLowerCase()
      .replaceAll('ß', 'ss')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** The prefixes of a text's words, 2 to 10 letters, which a search for parts of words matches by equality. */
export function grams(...texts: readonly string[]): string[] {
  const found = new Set<string>();
  for (const word of texts.flatMap(foldedWords)) {
    const letters = Array.from(word);
    for (let length = Math.min(shortest, letters.length); length <= Math.min(longest, letters.length); length += 1) {
      found.add(letters.slice(0, length).join(''));
      if (found.size === most) return [...found];
    }
  }
  return [...found];
}
