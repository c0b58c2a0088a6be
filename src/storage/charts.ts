import mongoose, { Types } from 'mongoose';
import { liveStatuses, type Status } from '../domain/ticket';
import type { ChartStore } from '../services/delivery-ports';
import { toChart } from './deliveries';
import type { Models, TicketDocument } from './models';

export function chartsIn({ tickets, admins, events, gatherings }: Models): ChartStore {
  return {
    /** Index { teamId, status, number }. */
    async live(teamId) {
      const status = mongoose.trusted({ $in: liveStatuses });
      return idsOf(await tickets.find({ teamId, live: true, status }, { _id: 1 }).sort({ number: 1 }).lean());
    },

    /** Index { teamId, status, closedAt, number }. */
    async ended(teamId, since) {
      const status = mongoose.trusted({ $in: ['completed', 'withdrawn'] satisfies Status[] });
      const closedAt = mongoose.trusted({ $gt: since });
      return idsOf(await tickets.find({ teamId, live: false, status, closedAt }, { _id: 1 }).lean());
    },

    /** Index { dueAt }. */
    async endedDue(teamId) {
      const dueAt = mongoose.trusted({ $lt: dueBefore });
      return idsOf(await tickets.find({ teamId, live: false, dueAt }, { _id: 1 }).lean());
    },

    /** By _id. */
    async read(ids) {
      const found = await tickets
        .find({ _id: mongoose.trusted({ $in: [...ids] }) }, { history: 0, grams: 0, records: 0 })
        .lean<TicketDocument[]>();
      return found.map(toChart).toSorted((one, other) => one.ticket.number - other.ticket.number);
    },

    /** By _id. */
    async known(ids) {
      // What stands in Slack may have been made up by another app.
      const which = { _id: mongoose.trusted({ $in: ids.filter((id) => Types.ObjectId.isValid(id)) }) };
      const found = await Promise.all([
        tickets.find(which, { _id: 1 }).lean(),
        admins.find(which, { _id: 1 }).lean(),
        gatherings.find({ _id: mongoose.trusted({ $in: [...ids] }) }, { _id: 1 }).lean(),
      ]);
      return new Set(found.flat().map(({ _id }: { _id: unknown }) => String(_id)));
    },

    /** Indexes { dueAt } of each collection, { fetch.dueAt } and { archive.dueAt }. */
    async backlog(teamId, before) {
      const since = mongoose.trusted({ $lt: before });
      const [waiting, news, fetches, archive] = await Promise.all([
        // An event that fails is due again and again.
        events.countDocuments({ dueAt: mongoose.trusted({ $lt: dueBefore }), receivedAt: since }),
        admins.countDocuments({ teamId, dueAt: since }),
        tickets.countDocuments({ teamId, 'fetch.dueAt': since }),
        tickets.countDocuments({ teamId, 'archive.dueAt': since }),
      ]);
      return { events: waiting, news, fetches, archive };
    },

    /** By _id. A change like any other, so that whoever holds the lease now does not take the doubt away, and what Slack refused is tried again. */
    async mend(id, since, now) {
      await tickets.updateOne(
        { _id: id },
        {
          $set: { tries: 0 },
          $unset: { parkedAt: '', 'entries.$[far].retryAt': '' },
          $max: { doubtUntil: now },
          $min: { doubtSince: since, dueAt: now },
          $inc: { version: 1 },
        },
        { arrayFilters: [{ 'far.retryAt': { $gt: new Date(now.getTime() + nearMs) } }] },
      );
    },
  };
}

function idsOf(found: readonly { _id: Types.ObjectId }[]): string[] {
  return found.map(({ _id }) => String(_id));
}

/** Longer than Slack asks anybody to wait: what is tried again later was refused. */
const nearMs = 60_000;
/** Later than anything is due: so an index of what is due at all is used. */
const dueBefore = new Date('9999-01-01');
