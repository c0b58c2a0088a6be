import { randomUUID } from 'node:crypto';
import mongoose from 'mongoose';
import type { ArchiveStore } from '../services/delivery-ports';
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
  };
}

function pathOf({ teamId, number, closedAt }: TicketDocument, now: Date): string {
  const [year, month] = (closedAt ?? now).toISOString().split('-');
  return `${teamId}/${year}/${month}/${number}`;
}
