import { randomUUID } from 'node:crypto';
import mongoose from 'mongoose';
import type { Asked } from '../services/ports';
import { askedSeconds } from './indexes';
import type { AskedDocument, Models } from './models';

export function askedIn({ asked }: Models): Asked {
  return {
    async put({ teamId, userId }, what, at) {
      const _id = randomUUID();
      await asked.create({ _id, teamId, userId, asked: JSON.stringify(what), at });
      return _id;
    },

    /** By _id. The server sweeps now and then, so its age is asked for too. */
    async find({ teamId, userId }, id, at) {
      const since = new Date(at.getTime() - askedSeconds * 1000);
      const found = await asked
        .findOne({ _id: id, teamId, userId, at: mongoose.trusted({ $gt: since }) })
        .lean<AskedDocument>();
      return found === null ? undefined : JSON.parse(found.asked);
    },

    /** By _id. */
    async done({ teamId, userId }, id) {
      await asked.deleteOne({ _id: id, teamId, userId });
    },
  };
}
