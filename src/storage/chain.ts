import mongoose from 'mongoose';
import type { ChainEntry } from '../domain/chain';
import type { Chain } from '../services/delivery-ports';
import { isDuplicate } from './connection';
import type { Models } from './models';

export function chainIn({ chain }: Models): Chain {
  return {
    /** Index { teamId, seq }. */
    async head(teamId) {
      const found = await chain.findOne({ teamId }).sort({ seq: -1 }).lean<ChainEntry>();
      return found === null ? undefined : toEntry(found);
    },

    /** Index { teamId, number, seq: -1 }. */
    async lastOf(teamId, number) {
      const found = await chain.findOne({ teamId, number }).sort({ seq: -1 }).lean<ChainEntry>();
      return found === null ? undefined : toEntry(found);
    },

    /** Unique index { teamId, seq }. */
    async add(entry) {
      try {
        await chain.create(entry);
        return true;
      } catch (error) {
        if (isDuplicate(error, 'seq')) return false;
        throw error;
      }
    },

    /** Index { teamId, seq }. */
    async after(teamId, seq, limit) {
      const found = await chain
        .find({ teamId, seq: mongoose.trusted({ $gt: seq }) })
        .sort({ seq: 1 })
        .limit(limit)
        .lean<ChainEntry[]>();
      return found.map(toEntry);
    },

    /** Index { teamId, number, seq: -1 }. */
    async latest(teamId, number, limit) {
      const found = await chain
        .find({ teamId, number: mongoose.trusted({ $gt: number }) })
        .sort({ number: 1, seq: -1 })
        .limit(limit)
        .lean<ChainEntry[]>();
      return found.filter((entry, index) => entry.number !== found[index - 1]?.number).map(toEntry);
    },

    /** Index { teamId, number, seq: -1 }. */
    async pathsOf(teamId, numbers) {
      const found = await chain
        .find({ teamId, number: mongoose.trusted({ $in: numbers }) }, { path: 1 })
        .lean<Pick<ChainEntry, 'path'>[]>();
      return new Set(found.map(({ path }) => path));
    },
  };
}

function toEntry({ teamId, seq, number, path, at, md, json, row, prev, hash }: ChainEntry): ChainEntry {
  return { teamId, seq, number, path, at, md, json, row, prev, hash };
}
