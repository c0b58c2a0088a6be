import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import mongoose, { type QueryFilter } from 'mongoose';
import type { FileStore } from '../services/delivery-ports';
import type { Models, TicketDocument } from './models';
import { toWholeTicket } from './tickets';

/** What came with tickets, in GridFS; a ticket says what there is. https://www.mongodb.com/docs/manual/core/gridfs/ */
export function filesIn({ tickets }: Models): FileStore {
  const { db } = tickets;
  const bucket = new mongoose.mongo.GridFSBucket(db.getClient().db(db.name), { bucketName: 'files' });

  return {
    /** Index { fetch.dueAt }. */
    async take(now, leaseMs) {
      const token = randomUUID();
      const taken = await tickets
        .findOneAndUpdate(
          {
            'fetch.dueAt': mongoose.trusted({ $lte: now }),
            $or: [
              { 'fetch.leaseUntil': mongoose.trusted({ $exists: false }) },
              { 'fetch.leaseUntil': mongoose.trusted({ $lte: now }) },
            ],
          },
          {
            $set: { 'fetch.leaseToken': token, 'fetch.leaseUntil': new Date(now.getTime() + leaseMs) },
            $inc: { 'fetch.tries': 1 },
          },
          { sort: { 'fetch.dueAt': 1 }, returnDocument: 'after' },
        )
        .lean<TicketDocument>();
      return taken === null ? undefined : { ticket: toWholeTicket(taken), token, tries: taken.fetch?.tries ?? 1 };
    },

    /** The bytes first: what the ticket says to be there is there. Where it does not want them any more, they go. */
    async keep(ticketId, key, content, now) {
      await erase(ticketId, key);
      const upload = bucket.openUploadStreamWithId(new mongoose.mongo.ObjectId(), nameOf(ticketId, key));
      upload.end(content);
      await once(upload, 'finish');
      if (!(await settle(ticketId, key, 'kept', now))) await erase(ticketId, key);
    },

    async lose(ticketId, key, now) {
      await settle(ticketId, key, 'lost', now);
    },

    /** By _id, fenced by the token. What came meanwhile has made it due anew. */
    async release({ ticket, token }, dueAt) {
      const lease = { 'fetch.leaseToken': '', 'fetch.leaseUntil': '' } as const;
      const held = { _id: ticket.id, 'fetch.leaseToken': token };
      if (dueAt !== undefined) {
        await tickets.updateOne(held, { $set: { 'fetch.dueAt': dueAt }, $unset: lease });
        return;
      }
      const seenAll = { ...held, [`files.${ticket.files.length}`]: mongoose.trusted({ $exists: false }) };
      const { matchedCount } = await tickets.updateOne(seenAll, { $unset: { fetch: '' } });
      if (matchedCount === 0) await tickets.updateOne(held, { $unset: lease });
    },

    /** Index { filename, uploadDate } of GridFS. */
    async contentOf(ticketId, key) {
      const [found] = await bucket
        .find({ filename: nameOf(ticketId, key) })
        .sort({ uploadDate: -1 })
        .limit(1)
        .toArray();
      if (found === undefined) return undefined;
      const chunks: Uint8Array[] = [];
      for await (const chunk of bucket.openDownloadStream(found._id)) chunks.push(chunk as Buffer); // what a GridFS stream gives
      return Buffer.concat(chunks);
    },

    async erase(ticketId) {
      const ticket = await tickets.findOne({ _id: ticketId }, { 'files.key': 1 }).lean<TicketDocument>();
      for (const { key } of ticket?.files ?? []) await erase(ticketId, key);
    },
  };

  /** By _id. A file that was fetched twice counts once. */
  async function settle(ticketId: string, key: string, state: 'kept' | 'lost', now: Date): Promise<boolean> {
    const set = async (status: QueryFilter<TicketDocument>, due: Record<string, Date>): Promise<boolean> => {
      const { matchedCount } = await tickets.updateOne(
        { _id: ticketId, ...status, files: mongoose.trusted({ $elemMatch: { key } }) },
        { $set: { 'files.$[file].state': state }, $inc: { version: 1 }, $min: due },
        { arrayFilters: [{ 'file.key': key }] },
      );
      return matchedCount === 1;
    };
    // A completed ticket has them beside its archive file.
    return (
      (await set({ status: 'completed' }, { dueAt: now, 'archive.dueAt': now })) ||
      (await set({ status: mongoose.trusted({ $ne: 'completed' }) }, { dueAt: now }))
    );
  }

  async function erase(ticketId: string, key: string): Promise<void> {
    for (const { _id } of await bucket.find({ filename: nameOf(ticketId, key) }).toArray()) await bucket.delete(_id);
  }
}

function nameOf(ticketId: string, key: string): string {
  return `${ticketId}/${key}`;
}
