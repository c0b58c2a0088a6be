import mongoose, { type QueryFilter } from 'mongoose';
import { type LiveStatus, liveStatuses } from '../domain/ticket';
import type { Reports } from '../services/ports';
import { isTimeUp } from './connection';
import type { Models, TicketDocument } from './models';
import { since } from './tickets';

/** An admin waits two seconds for an answer of the database. */
const countMs = 1_500;
/** Of documents that are a few dates each, the more at once the quicker. */
const pageSize = 5_000;

/** What reports count in the tickets of this database; what takes longer than `withinMs` is given up. */
export function reportsIn({ tickets }: Models, withinMs = countMs): Reports {
  return {
    /** Index { teamId, createdAt: -1 }. */
    async came(teamId, from) {
      const filter = { teamId, createdAt: mongoose.trusted(since(from)) };
      return await inTime(filter, { createdAt: 1, answeredAt: 1 }, ({ createdAt, answeredAt }) => ({
        createdAt,
        answeredAt,
      }));
    },

    /** Index { teamId, status, closedAt: -1, number: -1 }. */
    async closed(teamId, from) {
      const filter = { teamId, live: false, status: 'completed', closedAt: mongoose.trusted(since(from)) } as const;
      const read = { createdAt: 1, answeredAt: 1, closedAt: 1, claimer: 1, rating: 1 } as const;
      return await inTime(filter, read, ({ createdAt, answeredAt, closedAt, claimer, rating }) =>
        // A completed ticket has both.
        closedAt && claimer !== undefined ? { createdAt, answeredAt, closedAt, claimer, rating } : undefined,
      );
    },

    /** Index { teamId, status, number }. */
    async live(teamId) {
      const count = async (status: LiveStatus) =>
        [status, await tickets.countDocuments({ teamId, live: true, status })] as const;
      const counts = new Map(await Promise.all(liveStatuses.map(count)));
      const of = (status: LiveStatus): number => counts.get(status) ?? 0;
      return { open: of('open'), claimed: of('claimed'), in_progress: of('in_progress'), waiting: of('waiting') };
    },
  };

  /** All that is found, a page at a time; undefined where that takes too long. */
  async function inTime<T>(
    filter: QueryFilter<TicketDocument>,
    read: Readonly<Record<string, 1>>,
    take: (document: TicketDocument) => T | undefined,
  ): Promise<T[] | undefined> {
    const end = performance.now() + withinMs;
    const all: T[] = [];
    const cursor = tickets
      .find(filter, { _id: 0, ...read })
      .lean<TicketDocument>()
      .maxTimeMS(Math.max(1, withinMs))
      .cursor({ batchSize: pageSize });
    try {
      for await (const document of cursor) {
        const taken = take(document);
        if (taken !== undefined) all.push(taken);
        if (performance.now() > end) return undefined;
      }
      return all;
    } catch (error) {
      if (isTimeUp(error)) return undefined;
      throw error;
    } finally {
      await cursor.close();
    }
  }
}
