import mongoose from 'mongoose';
import type { Trouble } from '../domain/troubles';
import type { Troubles } from '../services/ports';
import { isDuplicate } from './connection';
import type { Models, TroubleDocument } from './models';

/** So many tickets are kept of each trouble. */
const ticketsMost = 100;

export function troublesIn({ troubles }: Models): Troubles {
  return {
    /** By _id. */
    async raise({ teamId, where, kind, error, since, seenAt, tickets }, tryAt) {
      const _id = idOf(teamId, where);
      const now = { kind, error, seenAt, tryAt };
      const counted = { $push: { tickets: { $each: [...tickets], $slice: -ticketsMost } } };
      const isKnown = async (): Promise<boolean> => {
        const other = { _id, ...(tickets.length > 0 && { tickets: mongoose.trusted({ $nin: [...tickets] }) }) };
        const { matchedCount } = await troubles.updateOne(other, { $set: now, ...counted });
        return matchedCount === 1 || (await troubles.updateOne({ _id }, { $set: now })).matchedCount === 1;
      };
      if (await isKnown()) return false;
      try {
        await troubles.create({ _id, teamId, where, since, tickets: [...tickets], ...now });
        return true;
      } catch (cause) {
        if (!isDuplicate(cause, '_id')) throw cause;
        await isKnown();
        return false;
      }
    },

    /** By _id. */
    async find(teamId, where) {
      const found = await troubles.findById(idOf(teamId, where)).lean<TroubleDocument>();
      return found === null ? undefined : toTrouble(found);
    },

    /** By _id. */
    async mayTry(teamId, where, now, next) {
      const _id = idOf(teamId, where);
      const { matchedCount } = await troubles.updateOne(
        { _id, tryAt: mongoose.trusted({ $lte: now }) },
        { $set: { tryAt: next } },
      );
      if (matchedCount === 1) return 'now';
      const found = await troubles.findById(_id).lean<TroubleDocument>();
      return found === null ? 'no trouble' : { error: found.error };
    },

    /** By _id. */
    async allowTry(teamId, where, now) {
      return (await troubles.updateOne({ _id: idOf(teamId, where) }, { $set: { tryAt: now } })).matchedCount === 1;
    },

    /** By _id. */
    async mend(teamId, where, ticket) {
      const left = await troubles
        .findOneAndUpdate(
          { _id: idOf(teamId, where), tickets: ticket },
          { $pull: { tickets: ticket } },
          { returnDocument: 'after' },
        )
        .lean<TroubleDocument>();
      return left?.tickets;
    },

    /** By _id. A trouble that has begun anew meanwhile is another one. */
    async end({ teamId, where, since }) {
      await troubles.deleteOne({ _id: idOf(teamId, where), since });
    },

    /** By _id. */
    async told({ teamId, where, since }) {
      await troubles.updateOne({ _id: idOf(teamId, where), since }, { $set: { told: true } });
    },

    /** Index { teamId, since }. */
    async untold(teamId) {
      const found = await troubles
        .find({ teamId, told: mongoose.trusted({ $exists: false }) })
        .sort({ since: 1 })
        .lean<TroubleDocument[]>();
      return found.map(toTrouble);
    },

    /** Index { teamId, since }. */
    async list(teamId) {
      const found = await troubles.find({ teamId }).sort({ since: 1 }).lean<TroubleDocument[]>();
      return found.map(toTrouble);
    },
  };
}

function idOf(teamId: string, where: string): string {
  return `${teamId}:${where}`;
}

function toTrouble({ teamId, where, kind, error, since, seenAt, tickets }: TroubleDocument): Trouble {
  return { teamId, where, kind, error, since, seenAt, tickets };
}
