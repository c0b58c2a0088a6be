import mongoose, { type QueryFilter, type UpdateQuery } from 'mongoose';
import type { Deed } from '../domain/audit';
import { SearchTooBroad } from '../domain/errors';
import { ticketFilesMost } from '../domain/files';
import { followersMost, type Shared } from '../domain/following';
import { grams } from '../domain/grams';
import { audienceOf } from '../domain/sight';
import {
  type Edit,
  type Follower,
  type HistoryEntry,
  isLive,
  liveStatuses,
  type Right,
  returnUntilAfter,
  type Start,
  type Status,
  startsOf,
  stepsOf,
  type Ticket,
  type TicketWithComments,
} from '../domain/ticket';
import {
  type Change,
  type Created,
  commentsMost,
  editsMost,
  type ListQuery,
  type LiveThreads,
  type NewTicket,
  type Tickets,
} from '../services/ports';
import { isDuplicate, isTimeUp } from './connection';
import type { Models, TicketDocument } from './models';

/** Older history falls away, so that a ticket cannot outgrow a document. */
const historyMost = 1000;

/** What a list or a change returns: everything but what only grows. */
const listed = { comments: 0, edits: 0, files: 0, history: 0, entries: 0, grams: 0, records: 0 } as const;
/** What is read where everything that was said is wanted. */
const whole = { history: 0, entries: 0, grams: 0 } as const;

/** More would keep what others wait for from being delivered. */
const hiddenAtOnce = 20;

type Filter = QueryFilter<TicketDocument>;

/** How long the database may look for a list, in milliseconds. */
const listTimes = {
  /** A search through words that nearly every ticket has ends then. */
  listMs: 1_500,
  /** So long it may take to see which of its words is the rarest. */
  countMs: 300,
};

/** The tickets of this database. Its functions throw what the driver throws where it cannot be reached. */
export function ticketsIn({ tickets }: Models, { listMs, countMs } = listTimes): Tickets {
  const numbers = new Map<string, number>();
  let creating: Promise<unknown> = Promise.resolve();

  return {
    /** Unique indexes { teamId, number } and { teamId, key }. One at a time in a process; across processes the index decides. */
    create(ticket) {
      const created = creating.then(() => insert(ticket));
      creating = created.catch(() => undefined); // the caller of this one hears of it
      return created;
    },

    /** By _id. One write for each start of the change, the usual one first, so that its history knows what the ticket was. */
    async change(id, change) {
      for (const start of startsOf(change.action)) {
        const precondition = preconditionOf(id, change, start);
        if (precondition === undefined) continue;
        const changed = await tickets
          .findOneAndUpdate(precondition, updateOf(id, change, start), {
            returnDocument: 'after',
            projection: listed,
            ...(change.action === 'reword' && { arrayFilters: [{ 'comment.key': change.said?.key }] }),
          })
          .lean<TicketDocument>();
        if (changed !== null) return toTicket(changed);
      }
      return undefined;
    },

    /** By _id. */
    async find(teamId, id) {
      const found = await tickets.findOne({ _id: id, teamId }, listed).lean<TicketDocument>();
      return found === null ? undefined : toTicket(found);
    },

    /** Unique index { teamId, key }. */
    async ofKey(teamId, key) {
      const found = await tickets.findOne({ teamId, key }, listed).lean<TicketDocument>();
      return found === null ? undefined : toTicket(found);
    },

    /** By _id. */
    async done(teamId, id, key) {
      const found = await tickets
        .findOne({ _id: id, teamId, 'history.key': key }, { comments: mongoose.trusted({ $elemMatch: { key } }) })
        .lean<TicketDocument>();
      return { done: found !== null, comment: found?.comments?.[0] };
    },

    /** By _id. */
    async counts(teamId, id) {
      const found = await tickets
        .findOne({ _id: id, teamId }, { 'comments.key': 1, 'edits.key': 1, 'files.key': 1 })
        .lean<TicketDocument>();
      return {
        comments: found?.comments.length ?? 0,
        edits: found?.edits.length ?? 0,
        files: found?.files?.length ?? 0,
      };
    },

    /** By _id, or index { teamId, number }. */
    async read(teamId, which) {
      const filter: Filter = 'id' in which ? { _id: which.id, teamId } : { teamId, number: which.number };
      const found = await tickets.findOne(filter, whole).lean<TicketDocument>();
      return found === null ? undefined : toWholeTicket(found);
    },

    /** Index { teamId, threads }. */
    async ofThread(teamId, { channel, ts }) {
      const found = await tickets
        .findOne({ teamId, threads: `${channel}:${ts}` }, { comments: 0, edits: 0, files: 0, history: 0, grams: 0 })
        .lean<TicketDocument>();
      if (found === null) return undefined;
      const card = found.entries.find((entry) => entry.channel === channel && entry.ts === ts);
      return { ticket: toTicket(found), card };
    },

    /**
     * Of live tickets index { teamId, status, number }, { teamId, claimer, number } or { teamId, requester, number }; of archived ones
     * { teamId, status, closedAt, number }, { teamId, requester, closedAt, number } or { teamId, grams, closedAt, number }. What else is
     * asked for filters on the way.
     */
    async listed(asked) {
      const query = findable(asked);
      if (query.statuses.length === 0) return [];
      try {
        const filter = listFilter(await rarestFirst(query));
        const found = await tickets
          .find(filter, listed)
          .sort({ ...listOrder(query) }) // spread, so that the linter takes it for no array's sort
          .limit(query.limit)
          .maxTimeMS(listMs)
          .lean<TicketDocument[]>();
        return found.map(toTicket);
      } catch (error) {
        throw isSearch(query) && isTimeUp(error) ? new SearchTooBroad() : error;
      }
    },

    /** Index { teamId, status, number }. */
    async openBelow(teamId, number) {
      return await tickets.countDocuments({
        teamId,
        live: true,
        status: 'open',
        number: mongoose.trusted({ $lt: number }),
      });
    },

    /** Index { teamId, status, closedAt: -1, number: -1 }. */
    async lastWaits(teamId, limit) {
      const found = await tickets
        .find({ teamId, live: false, status: 'completed' }, { createdAt: 1, claimedAt: 1 })
        .sort({ closedAt: -1, number: -1 })
        .limit(limit)
        .lean<TicketDocument[]>();
      return found.flatMap(({ createdAt, claimedAt }) =>
        claimedAt ? [claimedAt.getTime() - createdAt.getTime()] : [],
      );
    },

    /** Index { wakeAt }. */
    async toErase(now) {
      const found = await tickets
        .findOne({ wakeAt: mongoose.trusted({ $lte: now }) }, listed)
        .sort({ wakeAt: 1 })
        .lean<TicketDocument>();
      return found === null ? undefined : toTicket(found);
    },

    /** Index { teamId, requester }. */
    async hasLeft({ teamId, userId }) {
      return (await tickets.exists({ teamId, requester: userId, requesterLeft: true })) !== null;
    },

    /** Indexes { teamId, requester, number }, and { teamId, requester }: one that ended meanwhile may be reopened. */
    async left({ teamId, userId }, isGone, at) {
      const own = { teamId, requester: userId };
      const shown = { $inc: { version: 1 }, $min: { dueAt: at } };
      if (isGone) {
        const others = { ...own, live: true, requesterLeft: mongoose.trusted({ $ne: true }) };
        await tickets.updateMany(others, { $set: { requesterLeft: true }, ...shown });
        return;
      }
      const back = { ...own, requesterLeft: true };
      await tickets.updateMany({ ...back, live: true }, { $unset: { requesterLeft: '' }, ...shown });
      await tickets.updateMany(back, { $unset: { requesterLeft: '' }, $inc: { version: 1 } });
    },

    /** Index { teamId, status, number }. */
    async liveThreads(teamId, after, limit) {
      const found = await tickets
        .find(
          {
            teamId,
            live: true,
            status: mongoose.trusted({ $in: liveStatuses }),
            number: mongoose.trusted({ $gt: after }),
          },
          { number: 1, threads: 1, 'comments.key': 1, 'entries.channel': 1, 'entries.ts': 1, 'entries.under': 1 },
        )
        .sort({ number: 1 })
        .limit(limit)
        .lean<TicketDocument[]>();
      return found.map(({ number, ...document }) => ({ number, threads: threadsOf(document) }));
    },

    /** Index { teamId, claimer, number }. */
    async heldBy({ teamId, userId }, before) {
      const found = await tickets
        .findOne({ teamId, claimer: userId, live: true, ...claimedBefore(before) }, listed)
        .sort({ number: 1 })
        .lean<TicketDocument>();
      return found === null ? undefined : toTicket(found);
    },

    /** Index { teamId, claimer, number: -1 }. */
    async hideFrom({ teamId, userId }, at, before) {
      const card = { surface: 'claimer', to: userId, over: { $exists: false } };
      const found = await tickets
        .find(
          {
            teamId,
            claimer: userId,
            live: false,
            entries: mongoose.trusted({ $elemMatch: card }),
            ...claimedBefore(before),
          },
          { _id: 1 },
        )
        .sort({ number: -1 })
        .limit(hiddenAtOnce)
        .lean();
      if (found.length === 0) return false;
      await tickets.updateMany(
        { _id: mongoose.trusted({ $in: found.map(({ _id }) => _id) }) },
        { $set: { 'entries.$[lost].over': true }, $inc: { version: 1 }, $min: { dueAt: at } },
        { arrayFilters: [{ 'lost.surface': 'claimer', 'lost.to': userId }] },
      );
      return true;
    },

    /** Index { teamId, followers.userId, number: -1 }; those that have ended are passed over: what a person follows is little. */
    async followedBy({ teamId, userId }, limit) {
      const found = await tickets
        .find({ teamId, 'followers.userId': userId, live: true }, listed)
        .sort({ number: -1 })
        .limit(limit)
        .lean<TicketDocument[]>();
      return found.map(toTicket);
    },

    /** Index { teamId, followers.userId, number: -1 }. */
    async unfollowAll({ teamId, userId }, at, before) {
      const byThemselves = { userId, by: userId, ...(before && { at: { $lt: before } }) };
      const found = await tickets
        .find(
          {
            teamId,
            'followers.userId': userId,
            followers: mongoose.trusted({ $elemMatch: byThemselves }),
          },
          { _id: 1 },
        )
        .sort({ number: -1 })
        .limit(hiddenAtOnce)
        .lean();
      if (found.length === 0) return false;
      await tickets.updateMany(
        { _id: mongoose.trusted({ $in: found.map(({ _id }) => _id) }) },
        {
          $pull: { followers: mongoose.trusted(byThemselves) },
          $push: { history: atEnd([{ at, who: 'deskbell', what: 'unfollow', whom: userId }]) },
          $inc: { version: 1 },
          $min: { dueAt: at },
        },
      );
      return true;
    },

    /** Index { teamId, requester, number }. */
    async liveOf({ teamId, userId }, limit) {
      const found = await tickets
        .find({ teamId, requester: userId, live: true }, listed)
        .sort({ number: -1 })
        .limit(limit)
        .lean<TicketDocument[]>();
      return found.map(toTicket);
    },

    /** Index { teamId, requester, number: -1 }. */
    async ofRequester({ teamId, userId }, { limit, before, grams: sought }) {
      const own: Filter = {
        teamId,
        requester: userId,
        ...(sought && { grams: mongoose.trusted({ $all: sought }) }),
      };
      const page: Filter = before === undefined ? own : { ...own, number: mongoose.trusted({ $lt: before }) };
      const [found, total] = await Promise.all([
        tickets
          .find(page, listed)
          .sort({ number: -1 })
          .limit(limit + 1)
          .lean<TicketDocument[]>(),
        tickets.countDocuments(own),
      ]);
      return { tickets: found.slice(0, limit).map(toTicket), total, more: found.length > limit };
    },
  };

  async function insert(ticket: NewTicket): Promise<Created> {
    const { teamId } = ticket.requester;
    for (;;) {
      const number = numbers.get(teamId) ?? (await highest(teamId)) + 1;
      try {
        // The driver's own insert: every field is ours and typed, and a person waits for it.
        const made = { _id: new mongoose.Types.ObjectId(), ...documentOf(ticket, number) };
        await tickets.collection.insertOne(made);
        numbers.set(teamId, number + 1);
        return { ticket: toTicket(made), fresh: true };
      } catch (error) {
        numbers.delete(teamId);
        if (isDuplicate(error, 'number')) continue;
        if (!isDuplicate(error, 'key')) throw error;
        const earlier = await tickets.findOne({ teamId, key: ticket.key }, listed).lean<TicketDocument>();
        if (earlier === null) throw error;
        return { ticket: toTicket(earlier), fresh: false };
      }
    }
  }

  async function highest(teamId: string): Promise<number> {
    const last = await tickets.findOne({ teamId }, { number: 1 }).sort({ number: -1 }).lean<TicketDocument>();
    return last?.number ?? 0;
  }

  /** The query with its words in another order: the index leads to the tickets that have the first one. Index { teamId, grams, closedAt, number }. */
  async function rarestFirst(query: ListQuery): Promise<ListQuery> {
    const { teamId, live, grams: sought = [] } = query;
    // Live tickets are few, and are looked through by other indexes.
    if (live || sought.length < 2) return query;
    const days = rangeOf({ ...query, after: undefined });
    const counted = await Promise.all(
      sought.map(async (gram) => ({ gram, count: await countedTo(rareMost, { teamId, live, grams: gram, ...days }) })),
    );
    const rarest = counted.toSorted((one, other) => one.count - other.count || other.gram.length - one.gram.length);
    return { ...query, grams: rarest.map(({ gram }) => gram) };
  }

  /** How many there are, and no more than `most`; `most` where that takes too long. */
  async function countedTo(most: number, filter: Filter): Promise<number> {
    try {
      return await tickets.countDocuments(filter, { limit: most, maxTimeMS: countMs });
    } catch (error) {
      if (isTimeUp(error)) return most;
      throw error;
    }
  }
}

/** A word that more tickets have is as common as any: two of them soon meet. */
const rareMost = 1_000;

/** The order of a list: that of its index, forward or backward. */
export function listOrder({ live, order }: Pick<ListQuery, 'live' | 'order'>): Record<string, 1 | -1> {
  const way = order === 'oldest' ? 1 : -1;
  return live ? { number: way } : { closedAt: way, number: way };
}

/** What a list looks for: what its index leads by as equality, then ranges of what it is ordered by; the rest filters on the way. */
export function listFilter(query: ListQuery): Filter {
  const { teamId, live, statuses, claimer, author, reader } = query;
  return {
    teamId,
    live,
    status: statuses.length === 1 ? (statuses[0] as Status) : mongoose.trusted({ $in: statuses }), // there is one
    ...(claimer !== undefined && { claimer }),
    ...(author !== undefined && { requester: author }),
    ...wordsFilter(query),
    ...(isSearch(query) && { audience: mongoose.trusted({ $in: ['admins', reader] }) }),
    ...rangeOf(query),
  };
}

/** The query without the statuses in which nobody finds a ticket: all others would be looked through for nothing. */
function findable(query: ListQuery): ListQuery {
  if (!isSearch(query)) return query;
  const statuses = query.statuses.filter((status) => audienceOf({ status, claimer: query.reader }) !== 'nobody');
  return { ...query, statuses };
}

function isSearch({ author, grams: sought = [] }: ListQuery): boolean {
  return author !== undefined || sought.length > 0;
}

/**
 * Of a list in a document an index is asked for one value only, and with `$all` MongoDB does not promise for which: so the first word
 * alone is asked of it. https://www.mongodb.com/docs/manual/core/multikey-index-bounds/
 */
function wordsFilter({ grams: [first, ...others] = [] }: ListQuery): Filter {
  if (first === undefined) return {};
  if (others.length === 0) return { grams: first };
  const hasOthers = { $setIsSubset: [{ $literal: others }, { $ifNull: ['$grams', []] }] };
  return { grams: first, $expr: mongoose.trusted(hasOthers) };
}

/** From then on; dates have no parts of a millisecond, and SecantusDB misses what is equal to `$gte` in a falling index. */
export function since(date: Date): { $gt: Date } {
  return { $gt: new Date(date.getTime() - 1) };
}

/** The days that are asked for, and where the page begins. */
function rangeOf({ live, order, from, to, after }: ListQuery): Filter {
  const beyond = order === 'oldest' ? '$gt' : '$lt';
  const days = { ...(from && since(from)), ...(to && { $lt: to }) };
  if (live) {
    return {
      ...(Object.keys(days).length > 0 && { createdAt: mongoose.trusted(days) }),
      ...(after && { number: mongoose.trusted({ [beyond]: after.number }) }),
    };
  }
  // The outer bound is what the index seeks by; without it a page reads all that comes before.
  const bound = after?.closedAt && (order === 'oldest' ? since(after.closedAt) : { $lte: after.closedAt });
  const closedAt = { ...days, ...bound };
  return {
    ...(Object.keys(closedAt).length > 0 && { closedAt: mongoose.trusted(closedAt) }),
    ...(after && {
      $or: [
        { closedAt: mongoose.trusted({ [beyond]: after.closedAt }) },
        { number: mongoose.trusted({ [beyond]: after.number }) },
      ],
    }),
  };
}

/** The ticket's plain words: what the layers above see of a document. */
export function toTicket(document: TicketDocument): Ticket {
  const { _id, teamId, number, requester, by, title, description, source, status, claimer } = document;
  const { createdAt, claimedAt, answeredAt, claimerSince, closedAt, returnUntil, rating, followers, version } =
    document;
  const { requesterLeft } = document;
  return {
    id: String(_id),
    teamId,
    number,
    requester,
    by,
    title,
    description,
    source,
    status,
    claimer,
    createdAt,
    claimedAt,
    answeredAt,
    claimerSince,
    closedAt,
    returnUntil,
    rating,
    requesterLeft,
    followers: followers ?? [],
    version,
  };
}

/** The same, with all that was said. */
export function toWholeTicket(document: TicketDocument): TicketWithComments {
  return { ...toTicket(document), comments: document.comments, edits: document.edits, files: document.files ?? [] };
}

/** The threads of a ticket in people's DMs, and what is known of them. */
function threadsOf({
  threads,
  comments,
  entries,
}: Pick<TicketDocument, 'threads' | 'comments' | 'entries'>): LiveThreads[] {
  const places = threads.map((thread) => thread.split(':')).filter(([channel = '']) => channel.startsWith('D'));
  const written = comments.map(({ key }) => key.split(':'));
  return [...new Set(places.map(([channel = '']) => channel))].map((channel) => ({
    channel,
    roots: places.flatMap(([at, ts = '']) => (at === channel ? [ts] : [])),
    heard: written.flatMap(([at, ts = '']) => (at === channel ? [ts] : [])),
    posted: entries.filter((entry) => entry.channel === channel && entry.ts !== undefined && entry.under !== undefined)
      .length,
  }));
}

function documentOf(
  { requester, by, key, formKey, title, description, source, files = [], at, wanted }: NewTicket,
  number: number,
): Omit<TicketDocument, '_id'> {
  return {
    teamId: requester.teamId,
    number,
    key,
    requester: requester.userId,
    ...(by !== undefined && { by }),
    title,
    description,
    ...(source !== undefined && { source }),
    status: 'open',
    live: true,
    audience: audienceOf({ status: 'open' }),
    grams: grams(title, description, source?.text ?? ''),
    createdAt: at,
    version: 1,
    comments: [],
    edits: [],
    ...(files.length > 0 && { files: [...files], fetch: { dueAt: at } }),
    history: [{ at, who: by ?? requester.userId, what: 'submit', key: formKey ?? key, to: 'open' }],
    entries: [...wanted],
    threads: [],
    dueAt: at,
    tries: 0,
  };
}

/** The transition table's row as a filter: where it does not match, nothing is changed. Undefined where the actor cannot have the right. */
function preconditionOf(id: string, change: Change, { statuses, right, was }: Start): Filter | undefined {
  const { action, actor, key, comment, before, rating, files = [], shared } = change;
  const rights = rightFilter(right, change);
  if (rights === undefined) return undefined;
  return {
    _id: id,
    teamId: actor.teamId,
    status: mongoose.trusted({ $in: statuses }),
    // Who had it is who finds it again: that must not have changed since it was read.
    ...(was && { was, claimer: change.to ?? mongoose.trusted({ $exists: false }) }),
    ...rights,
    ...(rating && { rating: mongoose.trusted({ $ne: rating }) }),
    ...(shared && { version: shared.version }),
    ...(action === 'follow' && {
      'followers.userId': mongoose.trusted({ $ne: actor.userId }),
      [`followers.${followersMost - 1}`]: mongoose.trusted({ $exists: false }),
    }),
    ...(key !== undefined && { 'history.key': mongoose.trusted({ $ne: key }) }),
    ...(files.length > 0 && { [`files.${ticketFilesMost - files.length}`]: mongoose.trusted({ $exists: false }) }),
    ...(before && { ...before, [`edits.${editsMost - 1}`]: mongoose.trusted({ $exists: false }) }),
    ...(comment && {
      'comments.key': mongoose.trusted({ $ne: comment.key }),
      [`comments.${commentsMost - 1}`]: mongoose.trusted({ $exists: false }),
    }),
  };
}

function claimedBefore(before: Date | undefined): Filter {
  return before === undefined ? {} : { claimerSince: mongoose.trusted({ $lt: before }) };
}

function rightFilter(right: Right, { action, actor, at, alone = false, said, from }: Change): Filter | undefined {
  const { userId, isAdmin } = actor;
  switch (right) {
    case 'admin':
      if (!isAdmin) return undefined;
      return alone ? {} : { requester: mongoose.trusted({ $ne: userId }) };
    case 'any admin':
      return isAdmin ? {} : undefined;
    case 'another admin':
      // Whom it is taken from is on record, so it must not have changed since it was read.
      return isAdmin && from !== userId && from !== undefined ? { claimer: from } : undefined;
    case 'claimer':
      return isAdmin ? { claimer: userId } : undefined;
    case 'requester':
      return { requester: userId };
    case 'requester in time':
      return { requester: userId, returnUntil: mongoose.trusted({ $gt: at }) };
    case 'bystander':
      return isAdmin
        ? { requester: mongoose.trusted({ $ne: userId }), claimer: mongoose.trusted({ $ne: userId }) }
        : undefined;
    case 'follower':
      return { 'followers.userId': userId };
    case 'author':
      return said && { comments: mongoose.trusted({ $elemMatch: ownComment(action, userId, said) }) };
    case 'clock':
      return { wakeAt: mongoose.trusted({ $lte: at }) };
    case 'desk':
      return from === undefined ? undefined : { claimer: from };
  }
}

/** The comment that its author changes or takes back: not where it has these words already, or newer ones. */
function ownComment(
  action: Change['action'],
  author: string,
  said: NonNullable<Change['said']>,
): Record<string, unknown> {
  const { key, text, editedTs } = said;
  return {
    key,
    author,
    // Of two edits that come in the wrong order the newer one counts, also where it brings the first words back.
    ...(action === 'reword' && editedTs === undefined && { text: { $ne: text } }),
    ...(editedTs !== undefined && { $or: [{ editedTs: { $exists: false } }, { editedTs: { $lt: editedTs } }] }),
  };
}

function updateOf(id: string, change: Change, start: Start): UpdateQuery<TicketDocument> {
  const {
    action,
    actor,
    at,
    key,
    words,
    before,
    quoted = '',
    comment,
    said,
    rating,
    files = [],
    shared,
    wanted,
  } = change;
  const whom = action === 'handOver' ? change.to : change.from;
  const to = start.to;
  const claimer = claimerAfter(change, start);
  const leaves = action === 'unfollow' ? actor.userId : claimer;
  const historyKey = key ?? said?.key;
  const deed = onRecord.get(action);
  const set = {
    tries: 0,
    ...(words && { ...words, grams: grams(words.title, words.description, quoted) }),
    ...(to && { status: to, live: isLive(to) }),
    ...(claimer && { claimer, claimerSince: at }),
    ...(rating && { rating }),
    ...(shared && { followers: [...shared.followers] }),
    ...endOf(to, at),
    ...(action === 'withdraw' && { was: start.statuses[0] }),
    ...(action === 'reword' && {
      'comments.$[comment].text': said?.text,
      ...(said?.editedTs !== undefined && { 'comments.$[comment].editedTs': said.editedTs }),
    }),
    ...(action === 'erase' && { title: '', description: '', comments: [], edits: [], files: [], grams: [] }),
    ...audienceAfter(change, start),
    // What came with words that are gone is not kept any more, and nothing else would lead to it.
    ...((action === 'erase' || action === 'retract') && { 'fetch.dueAt': at }),
    // The file of an archived ticket shows what it shows; a withdrawn one has none before it is erased.
    ...(isFileDue(change, start) && { 'archive.dueAt': at }),
  };
  return {
    $inc: { version: 1 },
    $set: set,
    $unset: { parkedAt: '', ...goneAfter(change) },
    $min: {
      dueAt: at,
      ...(claimer && { claimedAt: at }),
      ...(isAnswer(change) && { answeredAt: at }),
      ...(files.length > 0 && { 'fetch.dueAt': at }),
    },
    $push: {
      history: atEnd(
        (shared ? sharedSteps(shared) : stepsOf(action, start)).map((step) => ({
          at,
          who: actor.userId,
          ...(historyKey !== undefined && { key: historyKey }),
          ...(whom && { whom }),
          ...step,
        })),
      ),
      ...(comment && { comments: { $each: [comment], $sort: { at: 1 } } }),
      ...(before && key && { edits: { key, at, before } satisfies Edit }),
      ...(files.length > 0 && { files: { $each: files } }),
      ...(wanted.length > 0 && { entries: { $each: wanted } }),
      ...(action === 'follow' && { followers: { userId: actor.userId, by: actor.userId, at } satisfies Follower }),
      ...(deed &&
        whom && {
          records: {
            key: `${id}:${at.getTime()}:${deed}`,
            teamId: actor.teamId,
            at,
            what: deed,
            who: actor.userId,
            whom,
          },
        }),
    },
    ...(action === 'retract' && { $pull: { comments: { key: said?.key }, files: { comment: said?.key } } }),
    // Whoever has a ticket reads all of it on their own card.
    ...(leaves !== undefined && { $pull: { followers: { userId: leaves } } }),
  };
}

/** What its requester has changed in who follows, person by person. */
function sharedSteps({ added, removed }: Shared): Omit<HistoryEntry, 'at' | 'who'>[] {
  return [
    ...added.map((whom) => ({ what: 'follow' as const, whom })),
    ...removed.map((whom) => ({ what: 'unfollow' as const, whom })),
  ];
}

/** True for what its requester hears from an admin. */
function isAnswer({ action }: Change): boolean {
  return action === 'ask' || action === 'comment' || action === 'close';
}

/** What one admin does to another is on record, beside the ticket's history; the delivery takes it there. */
const onRecord: ReadonlyMap<Change['action'], Deed> = new Map([
  ['forceRelease', 'forceReleased'],
  ['handOver', 'handedOver'],
  ['vacate', 'vacated'],
]);

/** Who gets the ticket by the change, where somebody does. */
function claimerAfter({ action, actor, to }: Change, { statuses }: Start): string | undefined {
  if (action === 'handOver') return to;
  const claims = action === 'claim' || (action === 'close' && statuses.includes('open'));
  return claims ? actor.userId : undefined;
}

/** The audience, where it is another one after the change. */
function audienceAfter(change: Change, { to }: Start): Pick<TicketDocument, 'audience'> | undefined {
  const { action, actor } = change;
  if (action === 'handOver' || action === 'undo') {
    return { audience: audienceOf({ status: to ?? 'claimed', claimer: change.to }) };
  }
  if (to === undefined || to === 'in_progress' || to === 'waiting') return undefined;
  return { audience: audienceOf({ status: to, claimer: actor.userId }) };
}

/** What stands in the document of a ticket that has ended; the clock erases a withdrawn one. */
function endOf(to: Status | undefined, at: Date): Partial<TicketDocument> {
  const returnUntil = returnUntilAfter(to, at);
  if (returnUntil === undefined) return {};
  return { closedAt: at, returnUntil, ...(to === 'withdrawn' && { wakeAt: returnUntil }) };
}

/** The fields that the change takes away. */
function goneAfter({ action }: Change): Partial<Record<keyof TicketDocument, ''>> {
  const noClaimer = { claimer: '', claimerSince: '' } as const;
  switch (action) {
    case 'release':
    case 'forceRelease':
    case 'vacate':
      return noClaimer;
    case 'reopen':
      return { ...noClaimer, closedAt: '', returnUntil: '', rating: '' };
    case 'undo':
      return { closedAt: '', returnUntil: '', was: '', wakeAt: '' };
    case 'erase':
      return { returnUntil: '', was: '', wakeAt: '', rating: '', source: '' };
    default:
      return {};
  }
}

/** True where the ticket's file is not right any more. A ticket that was never archived has none, and a withdrawn one gets its own when it is erased. */
function isFileDue({ action }: Change, { statuses, to }: Start): boolean {
  return to === 'completed' || action === 'erase' || statuses[0] === 'completed';
}

function atEnd(entries: readonly HistoryEntry[]): { $each: readonly HistoryEntry[]; $slice: number } {
  return { $each: entries, $slice: -historyMost };
}
