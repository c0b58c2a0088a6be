import { randomUUID } from 'node:crypto';
import mongoose, { type QueryFilter } from 'mongoose';
import { floodMs, lingerMs } from '../domain/gathering';
import type { GatheringStore } from '../services/delivery-ports';
import { isDuplicate } from './connection';
import { dueAndFree } from './lease';
import type { GatheringDocument, Models, TicketDocument } from './models';

export function gatheringsIn({ gatherings, tickets }: Models): GatheringStore {
  return {
    /** By _id. */
    async join(id, now) {
      const since = new Date(now.getTime() - lingerMs);
      const { matchedCount } = await gatherings.updateOne(
        { _id: id, lastAt: mongoose.trusted({ $gt: since }) },
        taken(now),
      );
      return matchedCount === 1;
    },

    /** By _id. */
    async open({ id, teamId, channel }, now) {
      const { matchedCount } = await gatherings.updateOne({ _id: id }, taken(now));
      if (matchedCount === 1) return;
      try {
        await gatherings.create({ _id: id, teamId, channel, key: randomUUID(), lastAt: now, dueAt: now });
      } catch (error) {
        if (!isDuplicate(error, '_id')) throw error;
      }
    },

    /** Index { dueAt }. A lease that is still there ran out, so what its holder posted is in doubt. */
    async take(now, { leaseMs, doubtMs }) {
      const token = randomUUID();
      const leaseUntil = new Date(now.getTime() + leaseMs);
      const lostSince = { $ifNull: [{ $subtract: ['$leaseUntil', leaseMs] }, '$$REMOVE'] };
      const lostUntil = { $max: ['$doubtUntil', { $add: ['$leaseUntil', doubtMs] }] };
      const leased = await gatherings
        .findOneAndUpdate(
          dueAndFree(now) as QueryFilter<GatheringDocument>, // it asks for no _id, whose type differs
          [
            {
              $set: {
                leaseToken: token,
                leaseUntil,
                doubtSince: { $ifNull: ['$doubtSince', lostSince] },
                doubtUntil: { $ifNull: [lostUntil, '$$REMOVE'] },
              },
            },
          ],
          { sort: { dueAt: 1 }, returnDocument: 'after', updatePipeline: true },
        )
        .lean<GatheringDocument>();
      if (leased === null) return undefined;
      const { _id, channel, key, lastAt, ts, shown, doubtSince: since, doubtUntil: until } = leased;
      const doubt = since && until && { since, until };
      return { id: _id, channel, key, lastAt, ts, shown, token, leaseUntil, doubt };
    },

    /** Index { gathering, status }. */
    async count(id) {
      const [came, wait] = await Promise.all([
        tickets.countDocuments({ gathering: id }),
        tickets.countDocuments(waitingIn(id)),
      ]);
      return { came, wait };
    },

    /** Index { gathering, status }. A change like any other, so that whoever holds a lease now does not take the due time away. */
    async move(id, channel, now) {
      const card = 'entries.$[card]';
      await tickets.updateMany(
        waitingIn(id),
        {
          $set: { [`${card}.to`]: channel },
          $unset: { [`${card}.gathered`]: '', gathering: '' },
          $min: { dueAt: now },
          $inc: { version: 1 },
        },
        { arrayFilters: [{ 'card.surface': 'triage', 'card.ts': { $exists: false } }] },
      );
    },

    /** By _id. */
    async noteTs(id, ts) {
      const fresh = { _id: id, ts: mongoose.trusted({ $exists: false }) };
      if ((await gatherings.updateOne(fresh, { $set: { ts } })).matchedCount === 1) return true;
      return (await gatherings.exists({ _id: id, ts })) !== null;
    },

    /** By _id. */
    async forgetTs(id, ts) {
      await gatherings.updateOne({ _id: id, ts }, { $unset: { ts: '', shown: '' } });
    },

    /** By _id, fenced by the token. Where more tickets have come meanwhile, it stays due. */
    async release({ id, token, lastAt }, { shown, doubt, dueAt }) {
      const held = { _id: id, leaseToken: token };
      const set = {
        ...(shown !== undefined && { shown }),
        ...(doubt && { doubtSince: doubt.since, doubtUntil: doubt.until }),
      };
      const unset = {
        leaseToken: '',
        leaseUntil: '',
        ...(shown === undefined && { shown: '' }),
        ...(!doubt && { doubtSince: '', doubtUntil: '' }),
      } as const;
      const { matchedCount } = await gatherings.updateOne(
        { ...held, lastAt },
        { $set: { ...set, ...(dueAt && { dueAt }) }, $unset: { ...unset, ...(!dueAt && { dueAt: '' }) } },
      );
      if (matchedCount === 0)
        await gatherings.updateOne(held, { $set: { ...set, ...(dueAt && { dueAt }) }, $unset: unset });
    },
  };
}

function waitingIn(id: string): QueryFilter<TicketDocument> {
  return { gathering: id, status: 'open', claimedAt: mongoose.trusted({ $exists: false }) };
}

/** It has one ticket more, and is counted again in a minute. */
function taken(now: Date) {
  return { $set: { lastAt: now }, $min: { dueAt: new Date(now.getTime() + floodMs) } } as const;
}
