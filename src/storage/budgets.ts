import type { Budgets, Wish } from '../services/delivery-ports';
import type { BudgetDocument, Models } from './models';

/** Slots that are further back stand in nobody's way. Longer than any rate looks back. */
const keptMs = 60_000;
const never = new Date(0);

/** One document a team, so that one write takes of several buckets at once. */
export function budgetsIn({ budgets }: Models): Budgets {
  return {
    /** By _id: one write, whose answer is what was given. */
    async reserve(teamId, wishes, now) {
      const kept = new Date(now.getTime() - keptMs);
      const found = await budgets
        .findOneAndUpdate(
          { _id: teamId },
          [
            { $set: { given: [] } },
            // One after the other: several may be for the same bucket.
            ...wishes.flatMap((wish, at) => [
              { $set: { given: { $concatArrays: ['$given', [givenTo(wish, now)]] } } },
              { $set: { [`slots.${wish.bucket}`]: takenBy(wish, at, now) } },
            ]),
            {
              $set: {
                slots: those('$slots', { $gt: [{ $max: '$$this.v' }, kept] }),
                closed: those('$closed', { $gt: ['$$this.v', now] }),
              },
            },
          ],
          { upsert: true, returnDocument: 'after', updatePipeline: true },
        )
        .lean<BudgetDocument>();
      const { given = [], closed = {} } = found ?? {};
      const isNear = (slot: Date, { bucket, aheadMs, gate }: Wish): boolean => {
        const from = Math.max(now.getTime(), gate === undefined ? 0 : Number(closed[bucket] ?? 0));
        return slot.getTime() - from <= aheadMs;
      };
      return {
        // Where several processes make the first reservation at once, the stand-in gives some of them nothing back.
        granted: wishes.map((wish, at) => {
          const slots = given[at] ?? Array.from({ length: wish.count }, () => now);
          return { slots, isTaken: slots.every((slot) => isNear(slot, wish)) };
        }),
        closed: new Map(Object.entries(closed)),
      };
    },

    /** By _id. What was taken before begins anew then. */
    async close(teamId, bucket, until) {
      await budgets.updateOne({ _id: teamId }, { $max: { [`closed.${bucket}`]: until } }, { upsert: true });
    },
  };
}

/** Each slot is as long after the one that is so many before it as the rate says; not in the past, and not before Slack opens again. */
function givenTo({ bucket, rate: { most, withinMs }, count, gate }: Wish, now: Date): object {
  const before = { $ifNull: [{ $arrayElemAt: ['$$value', -most] }, never] };
  const opened = [bucket, ...(gate === undefined ? [] : [gate])].map((one) => `$closed.${one}`);
  const next = { $max: [now, ...opened, { $add: [before, withinMs] }] };
  const all = {
    $reduce: {
      input: { $range: [0, count] },
      initialValue: { $ifNull: [`$slots.${bucket}`, []] },
      in: { $concatArrays: ['$$value', [next]] },
    },
  };
  return { $slice: [all, -count] };
}

function takenBy({ bucket, rate: { most }, aheadMs, gate }: Wish, at: number, now: Date): object {
  const before = { $ifNull: [`$slots.${bucket}`, []] };
  const given = { $arrayElemAt: ['$given', at] };
  const from = gate === undefined ? now : { $max: [now, `$closed.${bucket}`] };
  const isTooFar = { $gt: [{ $max: given }, { $add: [from, aheadMs] }] };
  return { $cond: [isTooFar, before, { $slice: [{ $concatArrays: [before, given] }, -most] }] };
}

/** The fields of a subdocument that a condition holds for. */
function those(field: string, cond: object): object {
  return { $arrayToObject: { $filter: { input: { $objectToArray: { $ifNull: [field, {}] } }, cond } } };
}
