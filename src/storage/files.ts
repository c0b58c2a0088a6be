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
      if (taken === null) return undefined;
      return { ticket: toWholeTicket(taken), token, dueAt: taken.fetch?.dueAt ?? now, tries: taken.fetch?.tries ?? 1 };
    },

    /**
     * The bytes first: what the ticket says to be there is there. Where it does not want them any more, they go; and where two jobs have
     * fetched the same, the newer ones stay, whichever of them looks.
     */
    async keep(ticketId, key, content, now) {
      const upload = bucket.openUploadStreamWithId(new mongoose.mongo.ObjectId(), nameOf(ticketId, key));
      upload.end(content);
      await once(upload, 'finish');
      const isWanted = await settle(ticketId, key, 'kept', now);
      const [newest, ...older] = await stored(nameOf(ticketId, key));
      for (const one of isWanted || newest === undefined ? older : [newest, ...older]) await remove(one);
    },

    async lose(ticketId, key, now) {
      await settle(ticketId, key, 'lost', now);
    },

    /** By _id, fenced by the token. What came or went meanwhile has made it due anew. */
    async release({ ticket, token, dueAt: since }, dueAt) {
      const lease = { 'fetch.leaseToken': '', 'fetch.leaseUntil': '' } as const;
      const held = { _id: ticket.id, 'fetch.leaseToken': token };
      const unchanged = { ...held, 'fetch.dueAt': since };
      const { matchedCount } =
        dueAt === undefined
          ? await tickets.updateOne(
              { ...unchanged, 'files.state': mongoose.trusted({ $ne: 'coming' }) },
              { $unset: { fetch: '' } },
            )
          : await tickets.updateOne(unchanged, { $set: { 'fetch.dueAt': dueAt }, $unset: lease });
      if (matchedCount === 0) await tickets.updateOne(held, { $unset: lease });
    },

    /** By _id, fenced by the token. */
    async giveBack({ ticket, token }, dueAt) {
      await tickets.updateOne(
        { _id: ticket.id, 'fetch.leaseToken': token },
        {
          $unset: { 'fetch.leaseToken': '', 'fetch.leaseUntil': '' },
          $inc: { 'fetch.tries': -1 },
          ...(dueAt && { $set: { 'fetch.dueAt': dueAt } }),
        },
      );
    },

    /** Index { filename, uploadDate } of GridFS. */
    async contentOf(ticketId, key) {
      const [newest] = await stored(nameOf(ticketId, key));
      if (newest === undefined) return undefined;
      const chunks: Uint8Array[] = [];
      for await (const chunk of bucket.openDownloadStream(newest)) chunks.push(chunk as Buffer); // what a GridFS stream gives
      return Buffer.concat(chunks);
    },

    /** By _id; index { filename, uploadDate } of GridFS. */
    async prune(ticketId) {
      // What is there before the ticket is read: a file that comes later is not among it.
      const there = await bucket.find({ filename: { $gt: nameOf(ticketId, ''), $lt: `${ticketId}0` } }).toArray();
      if (there.length === 0) return;
      const ticket = await tickets.findOne({ _id: ticketId }, { 'files.key': 1 }).lean<TicketDocument>();
      const wanted = new Set((ticket?.files ?? []).map(({ key }) => nameOf(ticketId, key)));
      for (const { _id, filename } of there) if (!wanted.has(filename)) await remove(_id);
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

  /** The newest first. Index { filename, uploadDate } of GridFS. */
  async function stored(filename: string): Promise<mongoose.mongo.ObjectId[]> {
    const found = await bucket.find({ filename }).sort({ uploadDate: -1, _id: -1 }).toArray();
    return found.map(({ _id }) => _id);
  }

  /** Somebody else may have deleted it already. */
  async function remove(id: mongoose.mongo.ObjectId): Promise<void> {
    try {
      await bucket.delete(id);
    } catch (error) {
      if (!(error instanceof mongoose.mongo.MongoRuntimeError)) throw error;
    }
  }
}

function nameOf(ticketId: string, key: string): string {
  return `${ticketId}/${key}`;
}
