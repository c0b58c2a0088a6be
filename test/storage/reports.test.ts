import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Status } from '../../src/domain/ticket';
import type { Change, Reports, Tickets } from '../../src/services/ports';
import { connect } from '../../src/storage/connection';
import { createIndexes } from '../../src/storage/indexes';
import { type Models, modelsOf } from '../../src/storage/models';
import { reportsIn } from '../../src/storage/reports';
import { ticketsIn } from '../../src/storage/tickets';
import { startTestDatabase } from '../support/database';

let database: Awaited<ReturnType<typeof startTestDatabase>>;
let connection: Connection;
let models: Models;
let tickets: Tickets;
let reports: Reports;
let teamId: string;

beforeAll(async () => {
  database = await startTestDatabase();
  connection = await connect(database.uri).asPromise();
  models = modelsOf(connection);
  await createIndexes(models);
  tickets = ticketsIn(models);
  reports = reportsIn(models);
});

beforeEach(() => {
  teamId = `T${randomUUID()}`;
});

afterAll(async () => {
  await connection.close();
  await database.stop();
});

const since = new Date('2026-11-02T00:00:00Z');
const minutes = (count: number): Date => new Date(since.getTime() + count * 60_000);

/** A ticket of Alice's that came so many minutes after the report begins. */
async function comes(at: number, team = teamId): Promise<string> {
  const requester = { teamId: team, userId: 'U0ALICE' };
  const made = { requester, key: randomUUID(), title: 'Printer on fire', description: '', at: minutes(at), wanted: [] };
  return (await tickets.create(made)).ticket.id;
}

async function changes(id: string, action: Change['action'], at: number, changed: Partial<Change> = {}): Promise<void> {
  const { userId = 'U0CAROL', ...rest } = { ...changed, userId: changed.actor?.userId };
  const actor = { teamId, userId, isAdmin: userId !== 'U0ALICE' };
  const done = await tickets.change(id, { action, at: minutes(at), wanted: [], ...rest, actor });
  expect(done).toBeDefined();
}

const byAlice = { actor: { teamId: '', userId: 'U0ALICE', isAdmin: false } };
const byDave = { actor: { teamId: '', userId: 'U0DAVE', isAdmin: true } };

function comment(text: string, at: number): Partial<Change> {
  return { comment: { key: text, author: 'U0CAROL', kind: 'comment', text, at: minutes(at) } };
}

test('what came since then is read with its first answer, the first moment with it, whatever became of it', async () => {
  await comes(-0.001);
  const [open, answered, closed, withdrawn] = [await comes(0), await comes(1), await comes(2), await comes(3)];
  await changes(answered, 'claim', 5);
  await changes(answered, 'comment', 6, comment('one', 6));
  await changes(answered, 'comment', 9, comment('two', 9));
  await changes(closed, 'close', 7);
  await changes(withdrawn, 'withdraw', 8, byAlice);
  expect(open).not.toBe('');
  expect(byTime(await reports.came(teamId, since))).toEqual([
    { createdAt: minutes(0), answeredAt: undefined },
    { createdAt: minutes(1), answeredAt: minutes(6) },
    { createdAt: minutes(2), answeredAt: minutes(7) },
    { createdAt: minutes(3), answeredAt: undefined },
  ]);
});

function byTime<T extends { readonly createdAt: Date }>(found: readonly T[] | undefined): T[] {
  return (found ?? []).toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime());
}

test('the first answer stays the first, through a hand-over, a release, the end and a reopening', async () => {
  const id = await comes(0);
  await changes(id, 'claim', 1);
  await changes(id, 'comment', 2, comment('one', 2));
  await changes(id, 'handOver', 3, { to: 'U0DAVE' });
  await changes(id, 'release', 4, byDave);
  await changes(id, 'close', 5, byDave);
  await changes(id, 'reopen', 6, byAlice);
  await changes(id, 'claim', 7);
  await changes(id, 'comment', 8, comment('two', 8));
  expect(await reports.came(teamId, since)).toEqual([{ createdAt: minutes(0), answeredAt: minutes(2) }]);
});

test('a withdrawn ticket that was erased still came', async () => {
  const id = await comes(0);
  await changes(id, 'withdraw', 1, byAlice);
  await changes(id, 'erase', 3, { actor: { teamId: '', userId: 'deskbell', isAdmin: false } });
  expect(await reports.came(teamId, since)).toHaveLength(1);
  expect(await reports.closed(teamId, since)).toEqual([]);
});

test('of a closed ticket who had it at the end, its last end and its thumb are read; a reopened one is not closed', async () => {
  const [again, open] = [await comes(0), await comes(1)];
  await changes(again, 'close', 2);
  await changes(again, 'rate', 3, { ...byAlice, rating: 'bad' });
  await changes(again, 'reopen', 4, byAlice);
  await changes(open, 'close', 5);
  await changes(open, 'reopen', 6, byAlice);
  expect(await reports.closed(teamId, since)).toEqual([]);
  await changes(again, 'close', 30, byDave);
  const end = { createdAt: minutes(0), answeredAt: minutes(2), closedAt: minutes(30), claimer: 'U0DAVE' };
  expect(await reports.closed(teamId, since)).toEqual([{ ...end, rating: undefined }]);
  await changes(again, 'rate', 31, { ...byAlice, rating: 'good' });
  expect(await reports.closed(teamId, since)).toEqual([{ ...end, rating: 'good' }]);
});

test('what was closed counts by its end: a ticket from long before the report, and the first moment of it', async () => {
  const [before, first] = [await comes(-90_000), await comes(-80_000)];
  await changes(before, 'close', -0.001);
  await changes(first, 'close', 0);
  expect((await reports.closed(teamId, since))?.map(({ closedAt }) => closedAt)).toEqual([since]);
  expect(await reports.came(teamId, since)).toEqual([]);
});

test('live tickets are counted by their status, those that have ended are not', async () => {
  const all: [Status, number][] = [
    ['open', 4],
    ['claimed', 3],
    ['in_progress', 2],
    ['waiting', 1],
    ['completed', 5],
    ['withdrawn', 6],
  ];
  for (const [status, count] of all) {
    for (let nth = 0; nth < count; nth += 1) {
      const id = await comes(0);
      const live = status !== 'completed' && status !== 'withdrawn';
      await models.tickets.updateOne({ _id: id }, { $set: { status, live } });
    }
  }
  expect(await reports.live(teamId)).toEqual({ open: 4, claimed: 3, in_progress: 2, waiting: 1 });
});

test('a team has its own numbers alone', async () => {
  const others = await comes(0, `T${randomUUID()}`);
  await models.tickets.updateOne(
    { _id: others },
    { $set: { status: 'completed', live: false, closedAt: minutes(1), claimer: 'U0CAROL' } },
  );
  expect(await reports.came(teamId, since)).toEqual([]);
  expect(await reports.closed(teamId, since)).toEqual([]);
  expect(await reports.live(teamId)).toEqual({ open: 0, claimed: 0, in_progress: 0, waiting: 0 });
});

test('not a word of a ticket is read', async () => {
  await changes(await comes(0), 'close', 1);
  const read = [await reports.came(teamId, since), await reports.closed(teamId, since)];
  expect(JSON.stringify(read)).not.toMatch(/Printer|U0ALICE/);
});

test('what takes longer than somebody waits is given up, and leaves the connection as it was', async () => {
  await changes(await comes(0), 'close', 1);
  await comes(2);
  const hasty = reportsIn(models, 0);
  expect(await hasty.came(teamId, since)).toBeUndefined();
  expect(await hasty.closed(teamId, since)).toBeUndefined();
  expect(await reports.came(teamId, since)).toHaveLength(2);
});
