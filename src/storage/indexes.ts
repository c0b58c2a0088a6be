import type { IndexDirection, mongo } from 'mongoose';
import type { Models } from './models';

type Fields = Record<string, IndexDirection>;

interface Index {
  /** What asks for it. */
  readonly for: string;
  readonly fields: Fields;
  readonly unique?: true;
  /** A query must carry the same literal to use a partial index. */
  readonly partialFilterExpression?: Record<string, unknown>;
  readonly expireAfterSeconds?: number;
}

const live = { partialFilterExpression: { live: true } };
const archived = { partialFilterExpression: { live: false } };
const present = (field: string) => ({ partialFilterExpression: { [field]: { $exists: true } } });

/** What somebody asked for waits as long for their login. */
export const askedSeconds = 60 * 60;
const dayInSeconds = 24 * 60 * 60;

/** Every index there is. A query that people wait for has its index here, with equality first, then order. */
export const indexes = {
  tickets: [
    { for: 'a number, and the next one', fields: { teamId: 1, number: 1 }, unique: true },
    { for: 'a form that was sent before', fields: { teamId: 1, key: 1 }, unique: true },
    { for: "a requester's list", fields: { teamId: 1, requester: 1, number: -1 } },
    { for: 'whose account was gone', fields: { teamId: 1, requester: 1 }, ...present('requesterLeft') },
    { for: 'the queue, oldest first', fields: { teamId: 1, status: 1, number: 1 }, ...live },
    { for: "an admin's own", fields: { teamId: 1, claimer: 1, number: 1 }, ...live },
    { for: 'the queue by author', fields: { teamId: 1, requester: 1, number: 1 }, ...live },
    { for: 'the archive by date', fields: { teamId: 1, status: 1, closedAt: -1, number: -1 }, ...archived },
    { for: 'the archive by author', fields: { teamId: 1, requester: 1, closedAt: -1, number: -1 }, ...archived },
    { for: "a former admin's cards", fields: { teamId: 1, claimer: 1, number: -1 }, ...archived },
    { for: 'what somebody follows', fields: { teamId: 1, 'followers.userId': 1, number: -1 } },
    { for: 'the archive by words', fields: { teamId: 1, grams: 1, closedAt: -1, number: -1 }, ...archived },
    { for: 'what came in a time', fields: { teamId: 1, createdAt: -1 } },
    { for: 'a thread', fields: { teamId: 1, threads: 1 } },
    { for: 'the delivery', fields: { dueAt: 1 }, ...present('dueAt') },
    { for: 'how long something waits', fields: { dueSince: 1 }, ...present('dueSince') },
    { for: 'the clock', fields: { wakeAt: 1 }, ...present('wakeAt') },
    { for: 'files to fetch', fields: { 'fetch.dueAt': 1 }, ...present('fetch.dueAt') },
    { for: 'what one message stands for', fields: { gathering: 1, status: 1 }, ...present('gathering') },
    { for: 'the archive files', fields: { 'archive.dueAt': 1 }, ...present('archive.dueAt') },
  ],
  admins: [
    { for: 'the guard', fields: { teamId: 1, userId: 1 }, unique: true },
    { for: 'the messenger', fields: { dueAt: 1 }, ...present('dueAt') },
    { for: 'the end of sessions', fields: { 'session.until': 1 }, ...present('session.until') },
  ],
  // By _id alone.
  teams: [],
  budgets: [],
  gatherings: [
    { for: 'the messages that stand for many cards', fields: { dueAt: 1 }, ...present('dueAt') },
    { for: 'forgetting', fields: { lastAt: 1 }, expireAfterSeconds: 30 * dayInSeconds },
  ],
  tries: [{ for: 'forgetting', fields: { lastAt: 1 }, expireAfterSeconds: 7 * dayInSeconds }],
  audit: [
    { for: 'the record', fields: { teamId: 1, at: -1, _id: -1 } },
    { for: 'the record of a person', fields: { teamId: 1, people: 1, at: -1, _id: -1 } },
    { for: 'the record of a deed', fields: { teamId: 1, what: 1, at: -1, _id: -1 } },
  ],
  asked: [{ for: 'forgetting', fields: { at: 1 }, expireAfterSeconds: askedSeconds }],
  events: [
    { for: 'the inbox', fields: { dueAt: 1 }, ...present('dueAt') },
    { for: 'forgetting', fields: { doneAt: 1 }, expireAfterSeconds: 7 * dayInSeconds },
  ],
  chain: [
    { for: 'the chain, and its next entry', fields: { teamId: 1, seq: 1 }, unique: true },
    { for: 'what it says of a ticket', fields: { teamId: 1, number: 1, seq: -1 } },
  ],
  troubles: [{ for: 'what is in the way', fields: { teamId: 1, since: 1 } }],
} as const satisfies Record<keyof Models, readonly Index[]>;

/** Creates what is missing of the indexes; does nothing where all are there. */
export async function createIndexes(models: Models): Promise<void> {
  for (const [name, wanted] of Object.entries(indexes)) {
    const { collection } = models[name as keyof Models]; // keys of the table above
    const all: mongo.IndexDescription[] = [];
    for (const { fields, for: _, ...options } of wanted) all.push({ key: { ...fields }, ...options });
    if (all.length > 0) await collection.createIndexes(all);
  }
}
