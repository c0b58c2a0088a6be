import { randomUUID } from 'node:crypto';
import mongoose from 'mongoose';
import type { AdminNews, NewsStore } from '../services/delivery-ports';
import { dueAndFree } from './lease';
import type { AdminDocument, Models, NewsDocument } from './models';

export function newsIn({ admins }: Models): NewsStore {
  return {
    /** Index { dueAt }. A lease that is still there ran out, so what its holder posted is in doubt. */
    async take(now, { leaseMs, doubtMs }) {
      const token = randomUUID();
      const until = new Date(now.getTime() + leaseMs);
      const before = await admins
        .findOneAndUpdate(
          dueAndFree(now),
          [
            {
              $set: {
                leaseToken: token,
                leaseUntil: until,
                // Where this lease runs out too, the next one has to look as far back.
                doubtSince: {
                  $ifNull: ['$doubtSince', { $ifNull: [{ $subtract: ['$leaseUntil', leaseMs] }, '$$REMOVE'] }],
                },
              },
            },
          ],
          { sort: { dueAt: 1 }, returnDocument: 'before', updatePipeline: true },
        )
        .lean<AdminDocument>();
      if (before === null) return undefined;
      const { _id, teamId, userId, news, homeDue = false, vacateUntil, version, leaseUntil } = before;
      const { doubtSince: since, doubtUntil, active, promotedAt } = before;
      const lost = leaseUntil && {
        since: new Date((since ?? leaseUntil).getTime() - (since ? 0 : leaseMs)),
        until: new Date(leaseUntil.getTime() + doubtMs),
      };
      const doubt = lost ?? (since && doubtUntil && { since, until: doubtUntil });
      return {
        id: String(_id),
        teamId,
        userId,
        news: news.map(toNews),
        homeDue,
        vacateUntil,
        isAgainSince: active ? promotedAt : undefined,
        token,
        leaseUntil: until,
        version,
        doubt,
      };
    },

    /** By _id, fenced by the token. It stays due where something else has happened meanwhile, and is due again where the lease was lost. */
    async release({ id, token, version }, { keys, isHomeShown, isVacated, doubt, dueAt }, now) {
      const held = { _id: id, leaseToken: token };
      const done = {
        ...(keys.length > 0 && { $pull: { news: { key: mongoose.trusted({ $in: keys }) } } }),
        ...(doubt && { $set: { doubtSince: doubt.since, doubtUntil: doubt.until } }),
      };
      const gone = {
        leaseToken: '',
        leaseUntil: '',
        ...(!doubt && { doubtSince: '', doubtUntil: '' }),
      } as const;
      const { matchedCount } = await admins.updateOne(
        { ...held, version },
        {
          ...done,
          $set: { ...done.$set, ...(dueAt && { dueAt }) },
          $unset: {
            ...gone,
            ...(isHomeShown && { homeDue: '' }),
            ...(isVacated && { vacateUntil: '' }),
            ...(!dueAt && { dueAt: '' }),
          },
        },
      );
      if (matchedCount === 1) return;
      const moved = await admins.updateOne(held, { ...done, $unset: gone });
      // Somebody else has had it since the lease ran out: what was shown late may have replaced what is newer.
      if (moved.matchedCount === 0)
        await admins.updateOne({ _id: id }, { $set: { homeDue: true }, $min: { dueAt: now } });
    },
  };
}

function toNews({ key, at, what, who, invite, words = '' }: NewsDocument): AdminNews {
  return what === 'told' ? { key, at, what, words } : { key, at, what, who, invite };
}
