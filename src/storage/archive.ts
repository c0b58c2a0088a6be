import { randomUUID } from 'node:crypto';
import mongoose, { type QueryFilter } from 'mongoose';
import type { ArchiveRow, ArchiveStore } from '../services/delivery-ports';
import type { Models, TicketDocument } from './models';
import { toWholeTicket } from './tickets';

export function archiveIn({ tickets }: Models): ArchiveStore {
  return {
    /** Index { archive.dueAt }. The path is fixed by the first taking. */
    async take(now, leaseMs) {
      const token = randomUUID();
      const taken = await tickets
        .findOneAndUpdate(
          {
            'archive.dueAt': mongoose.trusted({ $lte: now }),
            $or: [
              { 'archive.leaseUntil': mongoose.trusted({ $exists: false }) },
              { 'archive.leaseUntil': mongoose.trusted({ $lte: now }) },
            ],
          },
          { $set: { 'archive.leaseToken': token, 'archive.leaseUntil': new Date(now.getTime() + leaseMs) } },
          { sort: { 'archive.dueAt': 1 }, returnDocument: 'after' },
        )
        .lean<TicketDocument>();
      if (taken === null) return undefined;
      const path = taken.archive?.path ?? pathOf(taken, now);
      await tickets.updateOne({ _id: taken._id }, { $set: { 'archive.path': path } });
      return { ticket: { ...toWholeTicket(taken), history: taken.history }, token, path };
    },

    /** By _id, fenced by the token. It stays due where the ticket has changed meanwhile, and is due again where the lease was lost. */
    async release({ ticket, token }, now) {
      const held = { _id: ticket.id, 'archive.leaseToken': token };
      const lease = { 'archive.leaseToken': '', 'archive.leaseUntil': '' };
      const { matchedCount } = await tickets.updateOne(
        { ...held, version: ticket.version },
        { $unset: { ...lease, 'archive.dueAt': '' } },
      );
      if (matchedCount === 1) return;
      const changed = await tickets.updateOne(held, { $unset: lease });
      if (changed.matchedCount === 1) return;
      await tickets.updateOne({ _id: ticket.id }, { $min: { 'archive.dueAt': now } });
    },

    /** By _id, fenced by the token. */
    async giveBack({ ticket, token }) {
      await tickets.updateOne(
        { _id: ticket.id, 'archive.leaseToken': token },
        { $unset: { 'archive.leaseToken': '', 'archive.leaseUntil': '' } },
      );
    },

    /** Index { teamId, number }. */
    async count(teamId, upTo) {
      const number = upTo === undefined ? {} : { number: mongoose.trusted({ $lte: upTo }) };
      return await tickets.countDocuments({ teamId, ...number, ...withFile() });
    },

    /** Index { teamId, number }, then by _id. */
    async renew(teamId, after, limit, now) {
      const found = await tickets
        .find({ teamId, number: mongoose.trusted({ $gt: after }), ...withFile() }, { number: 1 })
        .sort({ number: 1 })
        .limit(limit)
        .lean<Pick<TicketDocument, '_id' | 'number'>[]>();
      const last = found.at(-1);
      if (last === undefined) return undefined;
      const ids = found.map(({ _id }) => _id);
      await tickets.updateMany({ _id: mongoose.trusted({ $in: ids }) }, { $min: { 'archive.dueAt': now } });
      return { ids: ids.map(String), upTo: last.number };
    },

    /** By _id. */
    async countDue(ids) {
      return await tickets.countDocuments({
        _id: mongoose.trusted({ $in: ids }),
        'archive.dueAt': mongoose.trusted({ $exists: true }),
      });
    },

    /** Index { teamId, number }. */
    async rows(teamId, after, limit) {
      const found = await tickets
        .find({ teamId, number: mongoose.trusted({ $gt: after }), ...withFile() }, asRow)
        .sort({ number: 1 })
        .limit(limit)
        .lean<TicketDocument[]>();
      return found.map(toRow);
    },

    /** Index { teamId, number }. */
    async row(teamId, number) {
      const found = await tickets.findOne({ teamId, number, ...withFile() }, asRow).lean<TicketDocument>();
      return found === null ? undefined : toRow(found);
    },
  };
}

/** What has ended for good, or had once. */
function withFile(): QueryFilter<TicketDocument> {
  return {
    $or: [
      { status: 'completed' },
      { status: 'withdrawn', returnUntil: mongoose.trusted({ $exists: false }) },
      { 'archive.path': mongoose.trusted({ $exists: true }) },
    ],
  };
}

const asRow = { entries: 0, grams: 0, records: 0 } as const;

function toRow(document: TicketDocument): ArchiveRow {
  const { history, archive } = document;
  return { ticket: { ...toWholeTicket(document), history }, path: archive?.path, dueAt: archive?.dueAt };
}

function pathOf({ teamId, number, closedAt }: TicketDocument, now: Date): string {
  const [year, month] = (closedAt ?? now).toISOString().split('-');
  return `${teamId}/${year}/${month}/${number}`;
}
