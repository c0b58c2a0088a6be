import { randomBytes } from 'node:crypto';

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** A new id in Slack's form (`V0A1B2C3D4E`): random, so a restart never gives one out twice. */
export function freshId(prefix: string): string {
  return prefix + [...randomBytes(10)].map((byte) => letters[byte % letters.length]).join('');
}

/** A new secret that nobody guesses: for tickets, response URLs, trigger ids. */
export function freshSecret(): string {
  return randomBytes(16).toString('hex');
}

/** A view's hash: seconds and a random word, as Slack's look. */
export function freshHash(): string {
  return `${Math.floor(Date.now() / 1000)}.${freshId('')}`;
}
