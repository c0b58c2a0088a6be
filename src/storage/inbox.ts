import mongoose from 'mongoose';
import type { Inbox } from '../services/delivery-ports';
import { isDuplicate } from './connection';
import type { EventDocument, Models } from './models';

/** As long as an event is being worked on, nobody else takes it up. */
const leaseMs = 60_000;

export function inboxIn({ events }: Models): Inbox {
  return {
    /** By _id, which is Slack's event id. */
    async store(id, body, now) {
      try {
        await events.create({ _id: id, body, receivedAt: now, dueAt: leaseEnd(now), tries: 1 });
        return true;
      } catch (error) {
        if (isDuplicate(error, '_id')) return false;
        throw error;
      }
    },

    /** By _id. What people wrote is not kept for nothing. */
    async done(id, now) {
      const before = await events
        .findOneAndUpdate({ _id: id }, ended(now), { projection: { forgotten: 1 } })
        .lean<EventDocument>();
      return before?.forgotten === true;
    },

    /** By _id. */
    async forget(id, now) {
      const { $set, ...rest } = ended(now);
      await events.updateOne(
        { _id: id },
        { $set: { ...$set, forgotten: true }, ...rest, $setOnInsert: { receivedAt: now, tries: 0 } },
        { upsert: true },
      );
    },

    /** Index { dueAt }. */
    async take(now) {
      const taken = await events
        .findOneAndUpdate(
          { dueAt: mongoose.trusted({ $lte: now }) },
          { $set: { dueAt: leaseEnd(now) }, $inc: { tries: 1 } },
          { sort: { dueAt: 1 } },
        )
        .lean<EventDocument>();
      if (taken === null) return undefined;
      return { id: taken._id, body: taken.body as Record<string, unknown>, tries: taken.tries }; // stored by store() above
    },

    /** By _id. */
    async giveBack(ids, now) {
      await events.updateMany(
        { _id: mongoose.trusted({ $in: ids }), dueAt: mongoose.trusted({ $exists: true }) },
        { $set: { dueAt: now } },
      );
    },
  };
}

function ended(now: Date) {
  return { $set: { doneAt: now }, $unset: { dueAt: '', body: '' } } as const;
}

function leaseEnd(now: Date): Date {
  return new Date(now.getTime() + leaseMs);
}
