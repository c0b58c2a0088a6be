import mongoose, { type QueryFilter } from 'mongoose';
import type { AuditEntry, AuditFilter, AuditPlace } from '../domain/audit';
import type { Audit } from '../services/ports';
import { isDuplicate } from './connection';
import type { AuditDocument, Models } from './models';

/** The record: entries are inserted, and nothing here changes or deletes one. */
export function auditIn({ audit }: Models): Audit {
  return {
    /** By _id. */
    async append(entries) {
      for (const { key, who, whom, ...entry } of entries) {
        const people = whom === undefined ? [who] : [who, whom];
        try {
          await audit.create({ _id: key, ...entry, who, ...(whom !== undefined && { whom }), people });
        } catch (error) {
          if (!isDuplicate(error, '_id')) throw error;
        }
      }
    },

    /** Index { teamId, at, _id }, behind `people` or `what` where they are asked for. */
    async list(teamId, filter, { limit, after }) {
      const found = await audit
        .find({ teamId, ...filterOf(filter, after) })
        .sort({ at: -1, _id: -1 })
        .limit(limit)
        .lean<AuditDocument[]>();
      return found.map(toEntry);
    },
  };
}

function filterOf({ person, what, from, to }: AuditFilter, after: AuditPlace | undefined): QueryFilter<AuditDocument> {
  const at = {
    // The same as `$gte`, which in this index leaves out what is equal on SecantusDB.
    ...(from && { $gt: new Date(from.getTime() - 1) }),
    ...(to && { $lt: to }),
    ...(after && { $lte: after.at }),
  };
  return {
    ...(person !== undefined && { people: person }),
    ...(what !== undefined && { what }),
    ...(Object.keys(at).length > 0 && { at: mongoose.trusted(at) }),
    ...(after && {
      $or: [{ at: mongoose.trusted({ $lt: after.at }) }, { _id: mongoose.trusted({ $lt: after.key }) }],
    }),
  };
}

function toEntry({ _id, teamId, at, what, who, whom, ticket }: AuditDocument): AuditEntry {
  return { key: _id, teamId, at, what, who, whom, ticket };
}
