import type { Roster } from '../domain/roster';
import type { Rosters } from '../services/ports';
import { isDuplicate } from './connection';
import type { Models, TeamDocument } from './models';

export function rostersIn({ teams }: Models): Rosters {
  return {
    /** By _id. The first one is made here: an upsert that others make too may find nothing on some servers. */
    async read(teamId) {
      const found = await teams.findOne({ _id: teamId }).lean<TeamDocument>();
      if (found !== null) return toRoster(found);
      try {
        await teams.create({ _id: teamId, seq: 0, admins: [], steps: [], codes: [] });
      } catch (error) {
        if (!isDuplicate(error, '_id')) throw error;
      }
      return await this.read(teamId);
    },

    /** By _id, where nothing was decided since it was read. */
    async replace({ teamId, seq, admins, codes }, step) {
      const { matchedCount } = await teams.updateOne(
        { _id: teamId, seq: seq - 1 },
        { $set: { seq, admins, codes }, ...(step && { $push: { steps: step } }) },
      );
      return matchedCount === 1;
    },

    /** By _id. */
    async done(teamId, seq) {
      await teams.updateOne({ _id: teamId }, { $pull: { steps: { seq } } });
    },
  };
}

function toRoster({ _id, seq, admins, steps, codes }: TeamDocument): Roster {
  return { teamId: _id, seq, admins, steps, codes };
}
