import mongoose from 'mongoose';
import type { Vitals } from '../services/health-ports';
import type { EventDocument, Models, TicketDocument } from './models';

/** An event that is being worked on is due at the end of its lease, which is sooner. */
const leaseMostMs = 2 * 60_000;
/** Whoever looks at the health of Deskbell waits for it. */
const readMs = 1_500;

export function vitalsIn({ tickets, events }: Models): Vitals {
  return {
    /** Indexes { dueSince }, { dueAt } of tickets, { dueAt } of events. What was never taken up has no `dueSince`. */
    async waits(now) {
      const [tried, fresh, event] = await Promise.all([
        tickets
          .findOne({ dueSince: until(now) }, { dueSince: 1 })
          .sort({ dueSince: 1 })
          .maxTimeMS(readMs)
          .lean<TicketDocument>(),
        tickets
          .findOne({ dueAt: until(now) }, { dueAt: 1 })
          .sort({ dueAt: 1 })
          .maxTimeMS(readMs)
          .lean<TicketDocument>(),
        events.findOne(undone(now), { receivedAt: 1 }).sort({ dueAt: 1 }).maxTimeMS(readMs).lean<EventDocument>(),
      ]);
      const changes = [tried?.dueSince, fresh?.dueAt].filter((at) => at !== undefined);
      return { changeSince: changes.toSorted((a, b) => a.getTime() - b.getTime())[0], eventSince: event?.receivedAt };
    },

    /** Indexes { dueAt }, { archive.dueAt }, { fetch.dueAt } of tickets, { dueAt } of events. */
    async queues(now) {
      const options = { maxTimeMS: readMs };
      const [due, archiveFiles, fetches, waiting] = await Promise.all([
        tickets.countDocuments({ dueAt: until(now) }, options),
        tickets.countDocuments({ 'archive.dueAt': until(now) }, options),
        tickets.countDocuments({ 'fetch.dueAt': until(now) }, options),
        events.countDocuments(undone(now), options),
      ]);
      return { due, archiveFiles, fetches, events: waiting };
    },
  };
}

function until(now: Date) {
  return mongoose.trusted({ $lte: now });
}

function undone(now: Date) {
  return { dueAt: until(new Date(now.getTime() + leaseMostMs)) };
}
