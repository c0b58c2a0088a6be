import { randomUUID } from 'node:crypto';
import mongoose from 'mongoose';
import type { DeliveryStore, Due, Entry, Learnt } from '../services/delivery-ports';
import type { Models, TicketDocument } from './models';
import { toTicket } from './tickets';

/** From the third try on, a ticket waits longer and longer before the next. */
const patientTries = 2;
const firstBackoffMs = 10_000;

export function deliveriesIn({ tickets }: Models): DeliveryStore {
  return {
    /** Index { dueAt }. Tries are counted, and the due time is moved, in the lease's own write: a delivery that kills its process cannot escape it. */
    async take(now, { leaseMs, doubtMs }) {
      const token = randomUUID();
      const leaseUntil = new Date(now.getTime() + leaseMs);
      const backoff = { $multiply: [firstBackoffMs, { $pow: [2, { $subtract: ['$tries', patientTries] }] }] };
      const before = await tickets
        .findOneAndUpdate(
          {
            dueAt: mongoose.trusted({ $lte: now }),
            $or: [
              { leaseUntil: mongoose.trusted({ $exists: false }) },
              { leaseUntil: mongoose.trusted({ $lte: now }) },
            ],
          },
          [
            {
              $set: {
                leaseToken: token,
                leaseUntil,
                tries: { $add: ['$tries', 1] },
                dueAt: { $cond: [{ $gte: ['$tries', patientTries] }, { $add: [now, backoff] }, '$dueAt'] },
              },
            },
          ],
          { sort: { dueAt: 1 }, returnDocument: 'before', updatePipeline: true },
        )
        .lean<TicketDocument>();
      return before === null ? undefined : toDue(before, token, leaseUntil, doubtMs);
    },

    /** By _id. */
    async noteTs(id, key, { channel, ts }, shown) {
      const { matchedCount } = await tickets.updateOne(
        { _id: id, entries: mongoose.trusted({ $elemMatch: { key, ts: { $exists: false } } }) },
        {
          $set: {
            'entries.$[entry].channel': channel,
            'entries.$[entry].ts': ts,
            ...(shown !== undefined && { 'entries.$[entry].shown': shown }),
          },
          $addToSet: { threads: `${channel}:${ts}` },
        },
        { arrayFilters: [{ 'entry.key': key }] },
      );
      return matchedCount === 1;
    },

    /** By _id. The old key is forgotten: a post that still comes home under it is a stray, and is deleted. */
    async renew(id, { key, ts, newKey }, now) {
      await tickets.updateOne(
        { _id: id },
        {
          $set: { 'entries.$[entry].key': newKey },
          $unset: { 'entries.$[entry].ts': '', 'entries.$[entry].shown': '' },
          $inc: { version: 1 },
          $min: { dueAt: now },
        },
        { arrayFilters: [{ 'entry.key': key, 'entry.ts': ts }] },
      );
    },

    /** By _id, fenced by the token. The due time is taken away only where the ticket has not changed meanwhile. */
    async release({ ticket, token }, { learnt, doubtUntil, dueAt }) {
      const set: Record<string, unknown> = { tries: 0 };
      const unset: Record<string, ''> = { leaseToken: '', leaseUntil: '' };
      for (const [index, news] of learnt.entries()) noteLearnt(`entries.$[e${index}]`, news, set, unset);
      if (doubtUntil === undefined) unset['doubtUntil'] = '';
      else set['doubtUntil'] = doubtUntil;
      const arrayFilters = learnt.map(({ key }, index) => ({ [`e${index}.key`]: key }));
      const held = { _id: ticket.id, leaseToken: token };

      const still = await tickets.updateOne(
        { ...held, version: ticket.version },
        dueAt === undefined
          ? { $set: set, $unset: { ...unset, dueAt: '' } }
          : { $set: { ...set, dueAt }, $unset: unset },
        { arrayFilters },
      );
      if (still.matchedCount === 1) return true;
      const moved = await tickets.updateOne(
        held,
        { $set: set, $unset: unset, ...(dueAt !== undefined && { $min: { dueAt } }) },
        { arrayFilters },
      );
      return moved.matchedCount === 1;
    },

    /** By _id. */
    async doubt(id, doubtUntil, now) {
      await tickets.updateOne({ _id: id }, { $max: { doubtUntil }, $min: { dueAt: now } });
    },

    /** By _id, fenced by the token. */
    async park({ ticket, token }, now) {
      await tickets.updateOne(
        { _id: ticket.id, leaseToken: token },
        { $set: { parkedAt: now }, $unset: { dueAt: '', leaseToken: '', leaseUntil: '' } },
      );
    },

    /** Index { teamId, threads }: a card by its own place, a post in a thread by its parent's. */
    async findEntry(teamId, channel, ts, threadTs) {
      const found = await tickets
        .findOne({ teamId, threads: `${channel}:${threadTs ?? ts}` }, { entries: 1 })
        .lean<TicketDocument>();
      const entry = found?.entries.find((one) => one.channel === channel && one.ts === ts);
      return found && entry ? { id: String(found._id), key: entry.key } : undefined;
    },
  };
}

function noteLearnt(at: string, news: Learnt, set: Record<string, unknown>, unset: Record<string, ''>): void {
  if ('shown' in news) set[`${at}.shown`] = news.shown;
  if ('parked' in news) set[`${at}.parked`] = news.parked;
  else unset[`${at}.parked`] = '';
  if ('retryAt' in news) set[`${at}.retryAt`] = news.retryAt;
  else unset[`${at}.retryAt`] = '';
}

function toDue(before: TicketDocument, token: string, leaseUntil: Date, doubtMs: number): Due {
  return {
    ticket: { ...toTicket(before), comments: before.comments },
    entries: before.entries satisfies Entry[],
    token,
    leaseUntil,
    tries: before.tries,
    doubtUntil: latest(before.doubtUntil, before.leaseUntil && new Date(before.leaseUntil.getTime() + doubtMs)),
  };
}

/** A lease that was still there had run out: what its holder did to Slack is in doubt until a while after its end. */
function latest(first: Date | undefined, second: Date | undefined): Date | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return first > second ? first : second;
}
