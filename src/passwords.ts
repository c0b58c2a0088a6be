import { createHash, randomInt } from 'node:crypto';
import { dictionary } from '@zxcvbn-ts/language-common';
import { compare, getRounds, hash } from 'bcrypt';
import { passwordLeast, passwordMostBytes } from './domain/passwords';
import type { Passwords } from './services/ports';

/** Without 0, O, 1, I and L, which people mistake for one another. */
const codeLetters = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const codeGroups = 4;
const codeGroupLength = 4;

/**
 * Passwords by bcrypt, at work off the main thread, at a cost of 2^`cost` rounds.
 * https://github.com/kelektiv/node.bcrypt.js#a-note-on-rounds
 */
export async function passwordsWith(cost: number): Promise<Passwords> {
  /** Of nobody's password: what is compared where there is no other. */
  const standIn = await hash(newCode(), cost);
  // Shorter ones are refused before.
  const common = new Set(dictionary['passwords-common'].map(String).filter(({ length }) => length >= passwordLeast));
  return {
    hash: (password) => hash(password, cost),
    async matches(password, wanted) {
      const isRight = await compare(password, wanted ?? standIn);
      // Of a longer one bcrypt would read the beginning alone.
      return isRight && wanted !== undefined && Buffer.byteLength(password) <= passwordMostBytes;
    },
    isOutdated: (made) => getRounds(made) !== cost,
    isCommon: (password) => common.has(password.toLowerCase()),
    newCode,
    digestOf: (code) =>
      createHash('sha256')
        .update(code.toUpperCase().replaceAll(/[^A-Z0-9]/g, ''))
        .digest('base64url'),
  };
}

/** About 79 bits, in groups that can be typed. */
function newCode(): string {
  return Array.from({ length: codeGroups }, newGroup).join('-');
}

function newGroup(): string {
  return Array.from({ length: codeGroupLength }, () => codeLetters[randomInt(codeLetters.length)]).join('');
}
