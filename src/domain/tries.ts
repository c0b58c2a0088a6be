/** The passwords that somebody tried in a row that were wrong. */
export interface Tries {
  /** Since the last lock. */
  readonly wrong: number;
  /** How many locks there were. */
  readonly locks: number;
  readonly lockedUntil?: Date | undefined;
}

export const noTries: Tries = { wrong: 0, locks: 0 };

/** So many wrong passwords lock. */
export const triesMost = 5;
/** The first lock, in minutes; each one after it is twice as long, up to a day. */
export const firstLockMinutes = 15;
const longestLockMinutes = 24 * 60;

export function isLocked({ lockedUntil }: Pick<Tries, 'lockedUntil'>, at: Date): boolean {
  return lockedUntil !== undefined && lockedUntil > at;
}

/**
 * What is known after one more try, counted before the password is looked at: many at once count as many. Undefined where it does not
 * count, because it is locked: then not even the right password helps.
 */
export function afterTry(tries: Tries, at: Date): Tries | undefined {
  if (isLocked(tries, at)) return undefined;
  const wrong = tries.wrong + 1;
  if (wrong < triesMost) return { wrong, locks: tries.locks };
  return { wrong: 0, locks: tries.locks + 1, lockedUntil: new Date(at.getTime() + lockMinutes(tries.locks) * 60_000) };
}

function lockMinutes(locksBefore: number): number {
  return Math.min(longestLockMinutes, firstLockMinutes * 2 ** Math.min(locksBefore, 10));
}
