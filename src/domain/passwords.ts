import { InvalidWords } from './errors';
import type { Profile } from './people';

/** The fewest characters of a password. */
export const passwordLeast = 12;
/** The most bytes of a password in UTF-8: bcrypt reads no more. https://github.com/kelektiv/node.bcrypt.js#security-issues-and-concerns */
export const passwordMostBytes = 72;

/** A password as it is compared: the same characters, however the keyboard makes them. https://www.rfc-editor.org/rfc/rfc8265#section-4.2 */
export function asPassword(typed: string): string {
  return typed.normalize('NFC');
}

/** How many characters a person sees. */
function lengthOf(password: string): number {
  return [...new Intl.Segmenter().segment(password)].length;
}

interface Rules {
  /** Whose password it is going to be. */
  readonly owner: Pick<Profile, 'name' | 'handle'>;
  isCommon(password: string): boolean;
}

/** The new password, where it may be one; `again` is the same typed once more. Throws InvalidWords, which never repeats it. */
export function newPassword(typed: string, again: string, { owner, isCommon }: Rules): string {
  const password = asPassword(typed);
  const wrong = wrongWith(password, owner, isCommon);
  if (wrong !== undefined) throw new InvalidWords({ password: wrong });
  if (asPassword(again) !== password)
    throw new InvalidWords({ again: 'This is not the same as above. Type the password once more.' });
  return password;
}

function wrongWith(
  password: string,
  owner: Pick<Profile, 'name' | 'handle'>,
  isCommon: (password: string) => boolean,
): string | undefined {
  if (password === '') return 'Type a password.';
  if (password.trim() === '') return 'Spaces alone are no password. Use a few words.';
  const length = lengthOf(password);
  if (length < passwordLeast)
    return `A password has at least ${passwordLeast} characters, and this has ${length}. Use a few words.`;
  const bytes = new TextEncoder().encode(password).length;
  if (bytes > passwordMostBytes)
    return `A password has at most ${passwordMostBytes} bytes, and this has ${bytes}: letters with accents take two, and emoji more. Use a shorter one.`;
  if (namesOf(owner).has(bare(password))) return 'Your name is no password: it is the first thing that people try.';
  if (isCommon(password)) return 'This is among the passwords that people try first. Choose another one.';
  return undefined;
}

/** A person's names in each way in which they could make a password: as they are, and twice. */
function namesOf({ name, handle }: Pick<Profile, 'name' | 'handle'>): Set<string> {
  const once = [name, handle].map(bare).filter((one) => one !== '');
  const pairs = once.flatMap((first) => once.map((second) => first + second));
  return new Set([...once, ...pairs]);
}

/** Letters alone: `Carol.Lindqvist-2026!` is a name, too. */
function bare(text: string): string {
  return asPassword(text)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}]/gu, '');
}
