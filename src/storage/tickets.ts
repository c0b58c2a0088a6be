import mongoose, { type QueryFilter, type UpdateQuery } from 'mongoose';
import { grams } from '../domain/grams';
import {
  audienceOf,
  type HistoryEntry,
  isLive,
  makesClaimer,
  type Right,
  type Start,
  type Status,
  startsOf,
  statusAfter,
  stepsOf,
  type Ticket,
} from '../domain/ticket';
import { type Change, type Created, commentsMost, type NewTicket, type Tickets } from '../services/ports';
import { isDuplicate } from './connection';
import type { Models, TicketDocument } from './models';

/** Older history falls away, so that a ticket cannot outgrow a document. */
const historyMost = 1000;

/** What a list or a change returns: everything but what only grows. */
const listed = { comments: 0, history: 0, entries: 0, grams: 0 } as const;

type Filter = QueryFilter<TicketDocument>;

/** The tickets of this database. Its functions throw what the driver throws where it cannot be reached. */
export function ticketsIn({ tickets }: Models): Tickets {
  const numbers = new Map<string, number>();
  let creating: Promise<unknown> = Promise.resolve();

  return {
    /** Unique indexes { teamId, number } and { teamId, key }. One at a time in a process; across processes the index decides. */
    create(ticket) {
      const created = creating.then(() => insert(ticket));
      creating = created.catch(() => undefined); // the caller of this one hears of it
      return created;
    },

    /** By _id. One write for each status that the change may start from, the usual one first, so that history knows which it was. */
    async change(id, change) {
      for (const start of startsOf(change.action)) {
        const changed = await tickets
          .findOneAndUpdate(preconditionOf(id, change, start), updateOf(change, start.status), {
            returnDocument: 'after',
            projection: listed,
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

    /** By _id. */
    async done(teamId, id, key) {
      const found = await tickets
        .findOne({ _id: id, teamId, 'history.key': key }, { comments: mongoose.trusted({ $elemMatch: { key } }) })
        .lean<TicketDocument>();
      return { done: found !== null, comment: found?.comments?.[0] };
    },

    /** By _id; the file of a ticket that is archived already is due again. */
    async reword({ teamId, userId }, id, { key, text }, at) {
      const own = { _id: id, teamId, comments: mongoose.trusted({ $elemMatch: { key, author: userId } }) };
      const reworded = {
        $set: { 'comments.$[comment].text': text, tries: 0 },
        $unset: { parkedAt: '' },
        $inc: { version: 1 },
        $min: { dueAt: at },
        $push: { history: atEnd([{ at, who: userId, what: 'reword', key }]) },
      };
      const arrayFilters = [{ 'comment.key': key }];
      const { matchedCount } = await tickets.updateOne({ ...own, live: true }, reworded, { arrayFilters });
      if (matchedCount === 1) return;
      const archived = { ...reworded, $set: { ...reworded.$set, 'archive.dueAt': at } };
      await tickets.updateOne({ ...own, live: false }, archived, { arrayFilters });
    },

    /** By _id. */
    async commentCount(teamId, id) {
      const found = await tickets.findOne({ _id: id, teamId }, { 'comments.key': 1 }).lean<TicketDocument>();
      return found?.comments.length ?? 0;
    },

    /** Index { teamId, requester, number: -1 }. */
    async ofRequester({ teamId, userId }, { limit, before }) {
      const own: Filter = { teamId, requester: userId };
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
}

/** The ticket's plain words: what the layers above see of a document. */
export function toTicket(document: TicketDocument): Ticket {
  const { _id, teamId, number, requester, title, description, status, claimer } = document;
  const { createdAt, claimedAt, closedAt, version } = document;
  return {
    id: String(_id),
    teamId,
    number,
    requester,
    title,
    description,
    status,
    claimer,
    createdAt,
    claimedAt,
    closedAt,
    version,
  };
}

function documentOf(
  { requester, key, title, description, at, wanted }: NewTicket,
  number: number,
): Omit<TicketDocument, '_id'> {
  return {
    teamId: requester.teamId,
    number,
    key,
    requester: requester.userId,
    title,
    description,
    status: 'open',
    live: true,
    audience: audienceOf({ status: 'open' }),
    grams: grams(title, description),
    createdAt: at,
    version: 1,
    comments: [],
    history: [{ at, who: requester.userId, what: 'submit', key, to: 'open' }],
    entries: [...wanted],
    threads: [],
    dueAt: at,
    tries: 0,
  };
}

/** The transition table's row as a filter: where it does not match, nothing is changed. */
function preconditionOf(id: string, { actor, key, comment, alone = false }: Change, { status, right }: Start): Filter {
  return {
    _id: id,
    teamId: actor.teamId,
    status,
    ...rightFilter(right, actor.userId, alone),
    ...(key !== undefined && { 'history.key': mongoose.trusted({ $ne: key }) }),
    ...(comment && {
      'comments.key': mongoose.trusted({ $ne: comment.key }),
      [`comments.${commentsMost - 1}`]: mongoose.trusted({ $exists: false }),
    }),
  };
}

function rightFilter(right: Right, userId: string, alone: boolean): Filter {
  switch (right) {
    case 'admin':
      return alone ? {} : { requester: mongoose.trusted({ $ne: userId }) };
    case 'claimer':
      return { claimer: userId };
    case 'requester':
      return { requester: userId };
  }
}

function updateOf(
  { action, actor, at, key, words, comment, wanted }: Change,
  from: Status,
): UpdateQuery<TicketDocument> {
  const status = statusAfter(action);
  const claims = makesClaimer(action);
  const ends = status !== undefined && !isLive(status);
  return {
    $inc: { version: 1 },
    $set: {
      tries: 0,
      ...(words && { ...words, grams: grams(words.title, words.description) }),
      ...(status && {
        status,
        live: isLive(status),
        audience: audienceOf({ status, claimer: actor.userId }),
      }),
      ...(claims && { claimer: actor.userId }),
      ...(ends && { closedAt: at, 'archive.dueAt': at }),
    },
    $unset: { parkedAt: '' },
    $min: { dueAt: at, ...(claims && { claimedAt: at }) },
    $push: {
      history: atEnd(stepsOf(action, from).map((step) => ({ at, who: actor.userId, ...(key && { key }), ...step }))),
      ...(comment && { comments: comment }),
      ...(wanted.length > 0 && { entries: { $each: wanted } }),
    },
  };
}

function atEnd(entries: readonly HistoryEntry[]): { $each: readonly HistoryEntry[]; $slice: number } {
  return { $each: entries, $slice: -historyMost };
}
