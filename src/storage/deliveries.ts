import { randomUUID } from 'node:crypto';
import mongoose, { type QueryFilter, type UpdateQuery } from 'mongoose';
import { isCard, standingOf } from '../domain/surfaces';
import { isRefused } from '../domain/troubles';
import type { Chart, DeliveryStore, Doubt, Due, Entry, Learnt } from '../services/delivery-ports';
import { dueAndFree } from './lease';
import type { Models, TicketDocument } from './models';
import { toWholeTicket } from './tickets';

/** From the third try on, a ticket waits longer and longer before the next. */
const patientTries = 2;
const firstBackoffMs = 10_000;

export function deliveriesIn({ tickets }: Models): DeliveryStore {
  return {
    /**
     * Index { dueAt }. Tries are counted, the due time is moved and the doubt is set in the lease's own write: a delivery that
     * kills its process cannot escape it. A lease that is still there ran out, so what its holder did to Slack is in doubt.
     */
    async take(now, { leaseMs, doubtMs }) {
      const token = randomUUID();
      const leaseUntil = new Date(now.getTime() + leaseMs);
      const backoff = { $multiply: [firstBackoffMs, { $pow: [2, { $subtract: ['$tries', patientTries] }] }] };
      const lostSince = { $ifNull: [{ $subtract: ['$leaseUntil', leaseMs] }, '$$REMOVE'] };
      const lostUntil = { $max: ['$doubtUntil', { $add: ['$leaseUntil', doubtMs] }] };
      const taken = await tickets
        .findOneAndUpdate(
          dueAndFree(now),
          [
            {
              $set: {
                leaseToken: token,
                leaseUntil,
                tries: { $add: ['$tries', 1] },
                dueSince: { $ifNull: ['$dueSince', '$dueAt'] },
                dueAt: { $cond: [{ $gte: ['$tries', patientTries] }, { $add: [now, backoff] }, '$dueAt'] },
                doubtSince: { $ifNull: ['$doubtSince', lostSince] },
                doubtUntil: { $ifNull: [lostUntil, '$$REMOVE'] },
              },
            },
          ],
          { sort: { dueAt: 1 }, returnDocument: 'after', updatePipeline: true },
        )
        .lean<TicketDocument>();
      return taken === null ? undefined : toDue(taken, token, leaseUntil);
    },

    /** By _id, fenced by the token, and by the version: under a card that came meanwhile they would be news of another time. */
    async want({ ticket, token }, entries) {
      const { matchedCount } = await tickets.updateOne(
        { _id: ticket.id, leaseToken: token, version: ticket.version },
        { $push: { entries: { $each: entries } } },
      );
      return matchedCount === 1;
    },

    /** By _id. */
    async noteUpload(id, key, fileId) {
      const { matchedCount } = await tickets.updateOne(
        {
          _id: id,
          entries: mongoose.trusted({ $elemMatch: { key, ts: { $exists: false }, gone: { $exists: false } } }),
        },
        fileId === undefined
          ? { $unset: { 'entries.$[entry].fileId': '' } }
          : { $set: { 'entries.$[entry].fileId': fileId } },
        { arrayFilters: [{ 'entry.key': key }] },
      );
      return matchedCount === 1;
    },

    /** By _id. It is noted already where a search has found the same message. */
    async noteTs(id, entry, { channel, ts }, shown) {
      const { key } = entry;
      const { matchedCount } = await tickets.updateOne(
        {
          _id: id,
          entries: mongoose.trusted({ $elemMatch: { key, ts: { $exists: false }, gone: { $exists: false } } }),
        },
        {
          $set: {
            'entries.$[entry].channel': channel,
            'entries.$[entry].ts': ts,
            ...(shown !== undefined && { 'entries.$[entry].shown': shown }),
          },
          $unset: { 'entries.$[entry].parked': '', 'entries.$[entry].retryAt': '', 'entries.$[entry].waits': '' },
          ...(isCard(entry) && { $addToSet: { threads: `${channel}:${ts}` } }),
        },
        { arrayFilters: [{ 'entry.key': key }] },
      );
      if (matchedCount === 1) return true;
      const noted = { _id: id, entries: mongoose.trusted({ $elemMatch: { key, channel, ts } }) };
      return (await tickets.exists(noted)) !== null;
    },

    /** By _id. The old key is forgotten: a post that still comes home under it is a stray, and is deleted. */
    async renew(id, { key, ts, newKey, to }, now) {
      await tickets.updateOne(
        { _id: id, entries: mongoose.trusted({ $elemMatch: { key, ts } }) },
        {
          $set: { 'entries.$.key': newKey, tries: 0, ...(to !== undefined && { 'entries.$.to': to }) },
          $unset: {
            'entries.$.ts': '',
            'entries.$.shown': '',
            'entries.$.fileId': '',
            ...(to !== undefined && { 'entries.$.channel': '' }),
            parkedAt: '',
          },
          $inc: { version: 1 },
          $min: { dueAt: now },
        },
      );
    },

    /** By _id. Nothing else has to be shown for it. */
    async forget(id, { key, ts }) {
      await tickets.updateOne(
        { _id: id, entries: mongoose.trusted({ $elemMatch: { key, ts } }) },
        { $set: { 'entries.$.gone': true }, $unset: { 'entries.$.ts': '', 'entries.$.shown': '' } },
      );
    },

    /** By _id, fenced by the token. What was to be put on record is on record by now. The due time and a doubt are taken away only where the ticket has not changed meanwhile. */
    async release({ ticket, token, records }, { learnt, doubt, dueAt, gathering }) {
      const set: Record<string, unknown> = { tries: 0, ...(gathering !== undefined && { gathering }) };
      const unset: Record<string, ''> = { leaseToken: '', leaseUntil: '' };
      for (const [index, news] of learnt.entries()) noteLearnt(`entries.$[e${index}]`, news, set, unset);
      const arrayFilters = learnt.map((news, index) => ({
        [`e${index}.key`]: news.key,
        // A message that somebody deleted meanwhile shows nothing.
        ...('shown' in news && { [`e${index}.gone`]: { $exists: false } }),
      }));
      const held = { _id: ticket.id, leaseToken: token };
      const recorded = records.length > 0 && {
        $pull: { records: { key: mongoose.trusted({ $in: records.map(({ key }) => key) }) } },
      };

      const still = await tickets.updateOne(
        { ...held, version: ticket.version },
        {
          $set: { ...set, ...fieldsOf(doubt), ...(dueAt && { dueAt }) },
          $unset: {
            ...unset,
            ...(!doubt && { doubtSince: '', doubtUntil: '' }),
            ...(!dueAt && { dueAt: '', dueSince: '' }),
          },
          ...recorded,
        },
        { arrayFilters },
      );
      if (still.matchedCount === 1) return true;
      const moved = await tickets.updateOne(
        held,
        {
          $set: set,
          $unset: unset,
          ...recorded,
          ...(doubt && { $max: { doubtUntil: doubt.until } }),
          $min: { ...(doubt && { doubtSince: doubt.since }), ...(dueAt && { dueAt }) },
        },
        { arrayFilters },
      );
      return moved.matchedCount === 1;
    },

    /** By _id. A change like any other, so that whoever holds the lease now does not take the doubt away. */
    async doubt(id, { since, until }, now) {
      await tickets.updateOne(
        { _id: id },
        { $max: { doubtUntil: until }, $min: { doubtSince: since, dueAt: now }, $inc: { version: 1 } },
      );
    },

    /** By _id, fenced by the token. */
    async park({ ticket, token }, now) {
      const held = { _id: ticket.id, leaseToken: token };
      const lease = { leaseToken: '', leaseUntil: '' } as const;
      const parked = await tickets.updateOne(
        { ...held, version: ticket.version },
        { $set: { parkedAt: now }, $unset: { ...lease, dueAt: '', dueSince: '' } },
      );
      if (parked.matchedCount === 1) return true;
      await tickets.updateOne(held, { $unset: lease });
      return false;
    },

    /** Index { dueAt }: what waits looks once in a while by itself. A change like any other, so that whoever holds a lease now does not make it wait again. */
    async letGo(teamId, where, now) {
      const { modifiedCount } = await tickets.updateMany(waitingFor(teamId, where), nowDue(now));
      return modifiedCount;
    },

    /** Index { dueAt }. */
    async letGoOthers(teamId, known, now) {
      await tickets.updateMany(waitingFor(teamId, mongoose.trusted({ $exists: true, $nin: known })), nowDue(now));
    },

    /** Index { dueAt }. */
    async letGoOldest(teamId, where, now) {
      const all = await tickets.find(waitingFor(teamId, where), { number: 1 }).lean<TicketDocument[]>();
      const [oldest] = all.toSorted((a, b) => a.number - b.number);
      if (oldest !== undefined) await tickets.updateOne({ _id: oldest._id }, nowDue(now));
      return oldest !== undefined;
    },

    /** Index { dueAt }. What stood in the old channel stays known as a thread. */
    async moveWaiting(teamId, where, channel, now) {
      const at = 'entries.$[entry]';
      await tickets.updateMany(
        waitingFor(teamId, where),
        {
          ...nowDue(now),
          $set: { [`${at}.to`]: channel },
          $unset: { [`${at}.channel`]: '', [`${at}.ts`]: '', [`${at}.shown`]: '' },
        },
        { arrayFilters: [{ 'entry.waits': where, 'entry.surface': 'triage' }] },
      );
    },

    /** Index { teamId, number }. */
    async unshown(teamId, numbers) {
      const which = { teamId, live: true, number: mongoose.trusted({ $in: [...numbers] }) };
      const found = await tickets
        .find(which, { number: 1, version: 1, parkedAt: 1, entries: 1 })
        .lean<Pick<TicketDocument, 'number' | 'version' | 'parkedAt' | 'entries'>[]>();
      return found
        .filter(({ version, parkedAt, entries }) => parkedAt ?? entries.some((entry) => isRefused(entry, version)))
        .map(({ number }) => number);
    },

    /** Index { teamId, threads }: a card by its own place, a post in a thread by its parent's. */
    async findEntry(teamId, channel, ts, threadTs) {
      const found = await tickets
        .findOne({ teamId, threads: `${channel}:${threadTs ?? ts}` }, { entries: 1, claimer: 1, followers: 1 })
        .lean<TicketDocument>();
      const entry = found?.entries.find((one) => one.channel === channel && one.ts === ts);
      if (found === null || entry === undefined) return undefined;
      const { entries, claimer, followers = [] } = found;
      const standing = standingOf(entries, { claimer, followers }).find((one) => one.entry === entry);
      const isFormer = standing?.isCurrent === false && entry.surface !== 'notice';
      return { id: String(found._id), key: entry.key, isPast: isFormer || standing?.isOver === true };
    },
  };
}

function waitingFor(teamId: string, waits: string | Record<string, unknown>): QueryFilter<TicketDocument> {
  const waiting = mongoose.trusted({ $elemMatch: { waits, gone: { $exists: false } } });
  return { teamId, dueAt: mongoose.trusted({ $gt: new Date(0) }), entries: waiting };
}

function nowDue(now: Date): UpdateQuery<TicketDocument> {
  return { $min: { dueAt: now }, $inc: { version: 1 } };
}

function noteLearnt(at: string, news: Learnt, set: Record<string, unknown>, unset: Record<string, ''>): void {
  if ('shown' in news) {
    set[`${at}.shown`] = news.shown;
    set[`${at}.shownAt`] = news.at;
  }
  if ('gone' in news) {
    set[`${at}.gone`] = true;
    unset[`${at}.ts`] = '';
    unset[`${at}.shown`] = '';
  }
  if ('gathered' in news) set[`${at}.gathered`] = true;
  if ('parked' in news) set[`${at}.parked`] = news.parked;
  else unset[`${at}.parked`] = '';
  if ('retryAt' in news) set[`${at}.retryAt`] = news.retryAt;
  else unset[`${at}.retryAt`] = '';
  if ('waits' in news) set[`${at}.waits`] = news.waits;
  else unset[`${at}.waits`] = '';
  if ('slot' in news) set[`${at}.slot`] = true;
  else unset[`${at}.slot`] = '';
}

function toDue(taken: TicketDocument, token: string, leaseUntil: Date): Due {
  const { entries, threads, tries, doubtSince: since, doubtUntil: until, dueSince, records = [] } = taken;
  return {
    ticket: toWholeTicket(taken),
    entries: entries satisfies Entry[],
    roots: threads.map(rootOf),
    token,
    leaseUntil,
    tries: tries - 1,
    doubt: since && until && { since, until },
    records,
    since: dueSince ?? leaseUntil,
  };
}

/** The same of a ticket that nobody has in hand. */
export function toChart(document: TicketDocument): Chart {
  const { entries, threads, doubtUntil, dueAt, leaseUntil, parkedAt } = document;
  const roots = threads.map(rootOf);
  return { ticket: toWholeTicket(document), entries, roots, doubtUntil, dueAt, leaseUntil, parkedAt };
}

function fieldsOf(doubt: Doubt | undefined): Pick<TicketDocument, 'doubtSince' | 'doubtUntil'> {
  return doubt === undefined ? {} : { doubtSince: doubt.since, doubtUntil: doubt.until };
}

function rootOf(thread: string): { channel: string; ts: string } {
  const [channel = '', ts = ''] = thread.split(':');
  return { channel, ts };
}
