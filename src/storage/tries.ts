import mongoose from 'mongoose';
import type { Person } from '../domain/people';
import { afterTry, isLocked, noTries } from '../domain/tries';
import type { TryCounter } from '../services/ports';
import { isDuplicate } from './connection';
import type { Models, TriesDocument } from './models';

export function triesIn({ tries }: Models): TryCounter {
  return {
    /** By _id: one read and one write, whatever comes of it. Somebody else's try in between is seen, and counted first. */
    async count(person, key, at) {
      const _id = idOf(person);
      for (;;) {
        const found = await tries.findOne({ _id }).lean<TriesDocument>();
        const isAgain = found?.lastKey === key;
        const next = isAgain ? undefined : afterTry(found ?? noTries, at);
        if (found !== null && next === undefined) {
          // Slack has delivered it twice: it counts as it did.
          const counts = isAgain && found.lastCounted === true;
          await tries.updateOne(
            { _id },
            { $inc: { refused: 1 }, $set: { lastKey: key, lastCounted: counts, lastAt: at } },
          );
          return { counts, lockedUntil: found.lockedUntil };
        }
        if (next === undefined) continue;
        const { wrong, locks, lockedUntil } = next;
        if (found === null) {
          const last = { lastKey: key, lastCounted: true, lastAt: at };
          if (await isFirst({ _id, wrong, locks, version: 1, refused: 0, ...last })) return { counts: true };
          continue;
        }
        const { matchedCount } = await tries.updateOne(
          { _id, version: found.version },
          {
            $set: { wrong, locks, lastKey: key, lastCounted: true, lastAt: at, ...(lockedUntil && { lockedUntil }) },
            ...(!lockedUntil && { $unset: { lockedUntil: '' } }),
            $inc: { version: 1 },
          },
        );
        if (matchedCount === 1) return { counts: true };
      }
    },

    /** By _id. */
    async lockedUntil(people, at) {
      const found = await tries.find({ _id: mongoose.trusted({ $in: people.map(idOf) }) }).lean<TriesDocument[]>();
      const locked = found.filter((one) => isLocked(one, at));
      return new Map(locked.flatMap(({ _id, lockedUntil }) => (lockedUntil ? [[userOf(_id), lockedUntil]] : [])));
    },

    /** By _id. */
    async forget(person) {
      await tries.deleteOne({ _id: idOf(person) });
    },
  };

  async function isFirst(made: TriesDocument): Promise<boolean> {
    try {
      await tries.create(made);
      return true;
    } catch (error) {
      if (isDuplicate(error, '_id')) return false;
      throw error;
    }
  }
}

function idOf({ teamId, userId }: Person): string {
  return `${teamId}:${userId}`;
}

function userOf(id: string): string {
  return id.slice(id.indexOf(':') + 1);
}
