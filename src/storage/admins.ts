import mongoose from 'mongoose';
import type { Admin } from '../domain/people';
import type { Admins } from '../services/ports';
import { isDuplicate } from './connection';
import type { AdminDocument, Models } from './models';

export function adminsIn({ admins }: Models): Admins {
  return {
    /** Index { teamId, userId }. */
    async find({ teamId, userId }) {
      const found = await admins.findOne({ teamId, userId }).lean<AdminDocument>();
      return found === null ? undefined : toAdmin(found);
    },

    /** Index { teamId, userId }. */
    async hasOther({ teamId, userId }) {
      return (await admins.exists({ teamId, userId: mongoose.trusted({ $ne: userId }) })) !== null;
    },

    /** Index { teamId, userId }. */
    async list(teamId) {
      const found = await admins.find({ teamId }).sort({ userId: 1 }).lean<AdminDocument[]>();
      return found.map(toAdmin);
    },

    async add(admin) {
      try {
        await admins.create({ ...admin });
        return true;
      } catch (error) {
        if (isDuplicate(error, 'userId')) return false;
        throw error;
      }
    },
  };
}

function toAdmin({ teamId, userId, promotedBy, promotedAt }: AdminDocument): Admin {
  return { teamId, userId, promotedBy, promotedAt };
}
