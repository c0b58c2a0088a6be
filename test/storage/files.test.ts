import type { Connection } from 'mongoose';
import type { FileStore } from '../../src/services/delivery-ports';
import type { Tickets } from '../../src/services/ports';
import { connect } from '../../src/storage/connection';
import { filesIn } from '../../src/storage/files';
import { createIndexes } from '../../src/storage/indexes';
import { type Models, modelsOf } from '../../src/storage/models';
import { ticketsIn } from '../../src/storage/tickets';
import { startTestDatabase } from '../support/database';

const at = new Date('2026-11-24T09:00:00Z');
const later = (ms: number): Date => new Date(at.getTime() + ms);
const alice = { teamId: 'T0TEAM', userId: 'U0ALICE' };
const desk = { teamId: 'T0TEAM', userId: 'deskbell', isAdmin: false };
const photo = { key: 'F1', by: 'U0ALICE', at, name: 'photo.png', size: 1, state: 'coming' } as const;
const leaseMs = 60_000;

let database: { uri: string; stop(): Promise<void> };
let connection: Connection;
let models: Models;
let tickets: Tickets;
let files: FileStore;

beforeAll(async () => {
  database = await startTestDatabase();
  connection = await connect(database.uri).asPromise();
  models = modelsOf(connection);
  await createIndexes(models);
  tickets = ticketsIn(models);
  files = filesIn(models);
});

beforeEach(async () => {
  await models.tickets.deleteMany({});
  await connection.collection('files.files').deleteMany({});
});

afterAll(async () => {
  await connection.close();
  await database.stop();
});

/** A ticket that waits for a file; gives its id. */
async function withPhoto(): Promise<string> {
  const words = { title: 'Printer', description: '', key: 'V1' };
  const made = await tickets.create({ ...words, requester: alice, files: [photo], at, wanted: [] });
  return made.ticket.id;
}

async function kept(): Promise<number> {
  return await connection.collection('files.files').countDocuments();
}

/** Takes a ticket back, and lets the time pass in which it could be brought back. */
async function erased(id: string): Promise<void> {
  await tickets.change(id, { action: 'withdraw', actor: { ...alice, isAdmin: false }, at, wanted: [] });
  expect(await tickets.change(id, { action: 'erase', actor: desk, at: later(61_000), wanted: [] })).toBeDefined();
}

test('two jobs that fetch the same file at once keep it once, and it is there at every moment after', async () => {
  const id = await withPhoto();
  for (let round = 0; round < 5; round += 1) {
    await Promise.all([files.keep(id, 'F1', Buffer.from('a'), at), files.keep(id, 'F1', Buffer.from('b'), at)]);
    expect(await kept()).toBe(1);
    expect(['a', 'b']).toContain(Buffer.from((await files.contentOf(id, 'F1')) ?? '').toString());
  }
});

test('a ticket that was erased is due for its files to be deleted, whoever had them in hand meanwhile', async () => {
  const id = await withPhoto();
  const due = await files.take(at, leaseMs);
  if (due === undefined) throw new Error('Nothing is due.');
  await files.keep(id, 'F1', Buffer.from('a'), at);
  await erased(id);
  await files.release(due, undefined);
  expect(await kept()).toBe(1);
  const next = await files.take(later(61_000), leaseMs);
  if (next === undefined) throw new Error('Nothing is due.');
  await files.prune(id);
  await files.release(next, undefined);
  expect(await kept()).toBe(0);
  expect(await files.take(later(200_000), leaseMs)).toBeUndefined();
});

test('a file that comes after its ticket was erased is not kept', async () => {
  const id = await withPhoto();
  await erased(id);
  await files.keep(id, 'F1', Buffer.from('a'), later(62_000));
  expect(await kept()).toBe(0);
});
