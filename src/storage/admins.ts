import mongoose, { type QueryFilter, type UpdateQuery } from 'mongoose';
import type { Admin, Person } from '../domain/people';
import type { Step } from '../domain/roster';
import type { AdminChange, Admins } from '../services/ports';
import { isDuplicate } from './connection';
import type { AdminDocument, Models, NewsDocument } from './models';

/** So long after the end of somebody's time as an admin, what they had asked for before is surely over, and so is the time to undo a withdrawal. */
const vacateMs = 2 * 60_000;

type Filter = QueryFilter<AdminDocument>;
type Update = UpdateQuery<AdminDocument>;

/** The admins of this database. A hash leaves it by `hashOf` alone. */
export function adminsIn({ admins }: Models): Admins {
  return {
    /** Index { teamId, userId }. */
    async find({ teamId, userId }) {
      const found = await admins.findOne({ teamId, userId, active: true }, known).lean<AdminDocument>();
      return found === null ? undefined : toAdmin(found);
    },

    /** Index { teamId, userId }. */
    async hasOther({ teamId, userId }) {
      return (await admins.exists({ teamId, userId: mongoose.trusted({ $ne: userId }), active: true })) !== null;
    },

    /** Index { teamId, userId }. */
    async list(teamId) {
      const found = await admins.find({ teamId, active: true }, known).sort({ userId: 1 }).lean<AdminDocument[]>();
      return found.map(toAdmin);
    },

    /** Index { teamId, userId }. */
    async hashOf({ teamId, userId }) {
      const found = await admins.findOne({ teamId, userId, active: true }, { hash: 1 }).lean<AdminDocument>();
      return found?.hash;
    },

    /** Index { teamId, userId }. */
    async change({ teamId, userId }, change) {
      const changed = await admins
        .findOneAndUpdate(
          { teamId, userId, active: true, forms: mongoose.trusted({ $ne: change.key }), ...preconditionOf(change) },
          updateOf({ teamId, userId }, change),
          {
            returnDocument: 'after',
            projection: known,
          },
        )
        .lean<AdminDocument>();
      return changed === null ? undefined : toAdmin(changed);
    },

    /** Index { teamId, userId }. */
    async did({ teamId, userId }, key) {
      return (await admins.exists({ teamId, userId, forms: key })) !== null;
    },

    /** Index { teamId, userId }. A later decision that was carried out is not taken back by an earlier one that comes late. */
    async carryOut(teamId, step, now) {
      const { userId, seq } = step;
      const earlier: Filter = { teamId, userId, seq: mongoose.trusted({ $not: { $gte: seq } }) };
      const { matchedCount } = await admins.updateOne(earlier, stepUpdate(teamId, step, now));
      if (matchedCount === 1 || (step.what !== 'promoted' && step.what !== 'setUp')) return;
      try {
        await admins.create(newAdmin(teamId, step));
      } catch (error) {
        // It is carried out already.
        if (!isDuplicate(error, 'userId')) throw error;
      }
    },

    /** Index { teamId, userId }. */
    async looksAt({ teamId, userId }) {
      const found = await admins.findOne({ teamId, userId, active: true }, { looksAt: 1 }).lean<AdminDocument>();
      return found?.looksAt;
    },

    /** Index { teamId, userId }. */
    async look({ teamId, userId }, at) {
      await admins.updateOne({ teamId, userId, active: true }, { $set: { looksAt: at } });
    },

    /** Index { teamId, userId }. */
    async tell(teamId, { key, at, words }) {
      await admins.updateMany(
        { teamId, active: true, forms: mongoose.trusted({ $ne: key }) },
        due(at, key, { key, at, what: 'told', who: 'deskbell', words }),
      );
    },

    /** Index { session.until }. */
    async expired(now, limit) {
      const found = await admins
        .find({ 'session.until': mongoose.trusted({ $lte: now }) }, known)
        .sort({ 'session.until': 1 })
        .limit(limit)
        .lean<AdminDocument[]>();
      return found.map(toAdmin);
    },
  };
}

/** What the layers above see of an admin, and whether there is a hash. */
const known = { teamId: 1, userId: 1, promotedBy: 1, promotedAt: 1, invite: 1, session: 1, hash: 1 } as const;

function toAdmin({ teamId, userId, promotedBy, promotedAt, hash, invite, session }: AdminDocument): Admin {
  return { teamId, userId, promotedBy, promotedAt, hasPassword: hash !== undefined, invite, session };
}

function preconditionOf(change: AdminChange): Filter {
  switch (change.what) {
    case 'setPassword':
      return { 'invite.id': change.invite, 'invite.until': mongoose.trusted({ $gt: change.at }) };
    case 'changedPassword':
    case 'loggedIn':
      return { hash: change.oldHash };
    case 'loggedOut':
      return { 'session.until': mongoose.trusted({ $gt: change.at }) };
    case 'expired':
      return { 'session.until': mongoose.trusted({ $lte: change.at }) };
    case 'reset':
      return {};
  }
}

function updateOf({ teamId, userId }: Person, change: AdminChange): Update {
  const { at, key, what } = change;
  const news = (who: string, invite?: string): Update =>
    due(at, key, { key: `${teamId}:${userId}:${key}`, at, what: deedOf(what), who, ...(invite && { invite }) });
  switch (change.what) {
    case 'setPassword':
    case 'changedPassword':
      return { ...news(userId), $set: { hash: change.hash, homeDue: true }, $unset: { invite: '', session: '' } };
    case 'loggedIn':
      return {
        ...news(userId),
        $set: { session: { since: at, until: change.until }, homeDue: true, ...(change.hash && { hash: change.hash }) },
      };
    case 'loggedOut':
      return { ...news(userId), $set: { homeDue: true }, $unset: { session: '' } };
    case 'expired':
      return { ...due(at, key), $set: { homeDue: true }, $unset: { session: '' } };
    case 'reset':
      return {
        ...news(change.by, change.invite.id),
        $set: { invite: change.invite, homeDue: true },
        $unset: { hash: '', session: '' },
      };
  }
}

/** The end of a session by itself is no deed of anybody's, and has no news. */
function deedOf(what: AdminChange['what']): NewsDocument['what'] {
  return what === 'expired' ? 'loggedOut' : what;
}

/** Of so many forms and clicks is known that they were here before. */
const formsMost = 20;

/** Every change makes the admin due for the messenger in the same write, and is known by its key from then on. */
function due(at: Date, key: string, news?: NewsDocument): Update {
  const forms = { $each: [key], $slice: -formsMost };
  return { $inc: { version: 1 }, $min: { dueAt: at }, $push: { forms, ...(news && { news }) } };
}

function stepUpdate(teamId: string, step: Step, now: Date): Update {
  const { at, by, seq, what, key } = step;
  const begins = { active: true, promotedBy: by, promotedAt: at, seq, homeDue: true };
  switch (what) {
    case 'promoted':
      return {
        ...due(at, key, newsOf(teamId, step)),
        // What they had before is looked for all the same.
        $set: { ...begins, invite: step.invite },
        $unset: { hash: '', session: '' },
      };
    case 'setUp':
      return {
        ...due(at, key, newsOf(teamId, step)),
        $set: { ...begins, hash: step.hash },
        $unset: { invite: '', session: '' },
      };
    case 'demoted':
    case 'deactivated':
      return {
        ...due(at, key, newsOf(teamId, step)),
        // From now on, and not from the decision on, the guard lets them in no more.
        $set: { active: false, seq, homeDue: true, vacateUntil: new Date(now.getTime() + vacateMs) },
        $unset: { hash: '', session: '', invite: '' },
      };
  }
}

function newsOf(teamId: string, { seq, at, what, by, userId, ...rest }: Step): NewsDocument {
  const invite = 'invite' in rest ? rest.invite.id : undefined;
  return {
    key: `${teamId}:${userId}:${seq}`,
    at,
    what,
    who: what === 'setUp' ? userId : by,
    ...(invite && { invite }),
  };
}

function newAdmin(teamId: string, step: Step): Omit<AdminDocument, '_id'> {
  const { at, by, seq, userId } = step;
  return {
    teamId,
    userId,
    active: true,
    promotedBy: by,
    promotedAt: at,
    seq,
    version: 1,
    forms: [step.key],
    news: [newsOf(teamId, step)],
    homeDue: true,
    dueAt: at,
    ...(step.what === 'promoted' && { invite: step.invite }),
    ...(step.what === 'setUp' && { hash: step.hash }),
  };
}
