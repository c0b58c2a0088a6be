import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { DeliveryStore, Due, Outcome } from '../../src/services/delivery-ports';
import type { Tickets } from '../../src/services/ports';
import { connect } from '../../src/storage/connection';
import { deliveriesIn } from '../../src/storage/deliveries';
import { createIndexes } from '../../src/storage/indexes';
import { type Models, modelsOf, type TicketDocument } from '../../src/storage/models';
import { ticketsIn } from '../../src/storage/tickets';
import { startTestDatabase } from '../support/database';

const timing = { leaseMs: 60_000, doubtMs: 90_000 };
const start = new Date('2026-11-24T09:00:00Z');
const at = (seconds: number): Date => new Date(start.getTime() + seconds * 1_000);
const alice = { teamId: 'T0TEAM', userId: 'U0ALICE' };
const carol = { teamId: 'T0TEAM', userId: 'U0CAROL', isAdmin: true };
const nothing: Outcome = { learnt: [], doubt: undefined, dueAt: undefined };

let database: { uri: string; stop(): Promise<void> };
let connection: Connection;
let models: Models;
let tickets: Tickets;
let deliveries: DeliveryStore;
/** Each write that the database was asked for, and how surely. */
let writes: { name: string; concern: unknown }[];

beforeAll(async () => {
  database = await startTestDatabase();
  connection = await connect(`${database.uri}?monitorCommands=true`).asPromise();
  connection.getClient().on('commandStarted', ({ commandName: name, command }) => {
    if (['insert', 'update', 'delete', 'findAndModify'].includes(name))
      writes.push({ name, concern: command.writeConcern });
  });
  writes = [];
  models = modelsOf(connection);
  await createIndexes(models);
  tickets = ticketsIn(models);
  deliveries = deliveriesIn(models);
});

beforeEach(async () => {
  await models.tickets.collection.deleteMany({});
  writes = [];
});

afterAll(async () => {
  await connection.close();
  await database.stop();
});

async function submitted(): Promise<string> {
  const { ticket } = await tickets.create({
    title: 'Printer on fire',
    description: '',
    requester: alice,
    key: randomUUID(),
    at: start,
    wanted: [{ key: 'card', surface: 'triage', to: 'C0TRIAGE' }],
  });
  return ticket.id;
}

async function taken(seconds: number): Promise<Due> {
  const due = await deliveries.take(at(seconds), timing);
  if (due === undefined) throw new Error(`Nothing is due after ${seconds} s.`);
  return due;
}

async function stored(): Promise<TicketDocument> {
  const found = await models.tickets.findOne().lean<TicketDocument>();
  if (found === null) throw new Error('There is no ticket.');
  return found;
}

async function claim(id: string, seconds: number): Promise<void> {
  await tickets.change(id, { action: 'claim', actor: carol, at: at(seconds), wanted: [] });
}

test('of many who ask at once, one gets the ticket; the others get it when the lease has run out', async () => {
  await submitted();
  const asked = await Promise.all(Array.from({ length: 10 }, () => deliveries.take(start, timing)));
  expect(asked.filter((due) => due !== undefined)).toHaveLength(1);
  expect(await deliveries.take(at(59), timing)).toBeUndefined();
  expect(await deliveries.take(at(60), timing)).toBeDefined();
});

test('a first delivery is in no doubt; one after a lease that ran out is, from its beginning until a while after its end', async () => {
  await submitted();
  expect((await taken(0)).doubt).toBeUndefined();
  expect(Object.keys(await stored())).not.toContain('doubtSince');
  expect((await taken(600)).doubt).toEqual({ since: at(0), until: at(150) });
  expect((await taken(700)).doubt).toEqual({ since: at(0), until: at(750) });
});

test('a lease that was given back leaves no doubt, and nothing due', async () => {
  await submitted();
  expect(await deliveries.release(await taken(0), nothing)).toBe(true);
  expect(await stored()).toMatchObject({ tries: 0, version: 1 });
  for (const field of ['dueAt', 'leaseUntil', 'leaseToken', 'doubtUntil', 'doubtSince']) {
    expect(Object.keys(await stored())).not.toContain(field);
  }
});

test('a change during a delivery stays due when the delivery ends', async () => {
  const id = await submitted();
  const due = await taken(0);
  await claim(id, 1);
  expect(await deliveries.release(due, nothing)).toBe(true);
  expect((await taken(2)).ticket.status).toBe('claimed');
});

test('a delivery that lost its lease cannot end the one that has it now, nor give the ticket up', async () => {
  await submitted();
  const slow = await taken(0);
  const quick = await taken(61);
  expect(await deliveries.release(slow, nothing)).toBe(false);
  expect(await deliveries.park(slow, at(62))).toBe(false);
  expect((await stored()).leaseToken).toBe(quick.token);
});

test('what a slow delivery says about its doubt outlives the end of the one that has the lease now', async () => {
  const id = await submitted();
  await taken(0);
  const quick = await taken(61);
  await deliveries.doubt(id, { since: at(0), until: at(400) }, at(310));
  expect(await deliveries.release(quick, nothing)).toBe(true);
  expect((await taken(311)).doubt).toEqual({ since: at(0), until: at(400) });
});

test('an older doubt is where the search begins, a newer one where it ends', async () => {
  await submitted();
  await deliveries.release(await taken(0), { ...nothing, doubt: { since: at(0), until: at(90) }, dueAt: at(90) });
  const second = await taken(1_000);
  expect(second.doubt).toEqual({ since: at(0), until: at(90) });
  expect((await taken(1_100)).doubt).toEqual({ since: at(0), until: at(1_150) });
});

test('tries are counted by the taking, and from the third on the next one waits longer and longer', async () => {
  await submitted();
  const tries: number[] = [];
  const waits: number[] = [];
  for (let seconds = 0; seconds < 600; seconds += 100) {
    tries.push((await taken(seconds)).tries);
    waits.push((Number((await stored()).dueAt) - at(seconds).getTime()) / 1_000);
  }
  expect(tries).toEqual([0, 1, 2, 3, 4, 5]);
  expect(waits.map((wait) => Math.max(0, wait))).toEqual([0, 0, 10, 20, 40, 80]);
});

test('a place is noted once: the same one again is fine, another one or one for an old key is not', async () => {
  const id = await submitted();
  const entry = { key: 'card' };
  const place = { channel: 'C0TRIAGE', ts: '1.000001' };
  expect(await deliveries.noteTs(id, entry, place, 'digest')).toBe(true);
  expect(await deliveries.noteTs(id, entry, place, 'older')).toBe(true);
  expect(await deliveries.noteTs(id, entry, { ...place, ts: '1.000002' }, 'digest')).toBe(false);
  expect((await stored()).entries[0]).toMatchObject({ ...place, shown: 'digest' });
  expect((await stored()).threads).toEqual(['C0TRIAGE:1.000001']);

  await deliveries.renew(id, { key: 'card', ts: place.ts, newKey: 'fresh' }, at(1));
  expect(await deliveries.noteTs(id, entry, place, 'digest')).toBe(false);
  expect((await stored()).entries[0]).toMatchObject({ key: 'fresh' });
  expect((await stored()).entries[0]?.ts).toBeUndefined();
});

test('a post in a thread is no thread of its own', async () => {
  const id = await submitted();
  await deliveries.noteTs(id, { key: 'card', under: 'requester' }, { channel: 'D0ALICE', ts: '1.000001' }, 'digest');
  expect((await stored()).threads).toEqual([]);
});

test('what is said under a message of somebody else heads no thread either', async () => {
  const id = await submitted();
  await deliveries.noteTs(id, { key: 'card', thread: '1.000000' }, { channel: 'C0GENERAL', ts: '1.000001' }, 'digest');
  expect((await stored()).threads).toEqual([]);
  expect((await stored()).entries[0]).toMatchObject({ channel: 'C0GENERAL', ts: '1.000001' });
});

test('what nobody should see any more is gone for good: a post that comes home late finds no place, its thread stays known', async () => {
  const id = await submitted();
  const place = { channel: 'C0TRIAGE', ts: '1.000001' };
  await deliveries.noteTs(id, { key: 'card' }, place, 'digest');
  await deliveries.release(await taken(0), { ...nothing, learnt: [{ key: 'card', gone: true }] });
  expect((await stored()).entries).toEqual([
    { key: 'card', surface: 'triage', to: 'C0TRIAGE', channel: 'C0TRIAGE', gone: true },
  ]);
  expect(await deliveries.noteTs(id, { key: 'card' }, { ...place, ts: '1.000002' }, 'digest')).toBe(false);
  await deliveries.renew(id, { key: 'card', ts: place.ts, newKey: 'fresh' }, at(1));
  expect(await stored()).toMatchObject({ version: 1, entries: [{ key: 'card', gone: true }] });
  expect((await stored()).threads).toEqual(['C0TRIAGE:1.000001']);
});

test('a card that is gone is due once, however often it is said', async () => {
  const id = await submitted();
  await deliveries.noteTs(id, { key: 'card' }, { channel: 'C0TRIAGE', ts: '1.000001' }, 'digest');
  await deliveries.release(await taken(0), nothing);
  const gone = { key: 'card', ts: '1.000001', newKey: 'fresh' };
  await deliveries.renew(id, gone, at(10));
  await deliveries.renew(id, { ...gone, newKey: 'other' }, at(20));
  expect(await stored()).toMatchObject({ version: 2, dueAt: at(10), entries: [{ key: 'fresh' }] });
  expect((await stored()).threads).toEqual(['C0TRIAGE:1.000001']);
});

test('a ticket that is given up keeps its doubt, and is tried anew when it changes', async () => {
  const id = await submitted();
  await taken(0);
  expect(await deliveries.park(await taken(100), at(100))).toBe(true);
  expect(await deliveries.take(at(10_000), timing)).toBeUndefined();
  await claim(id, 10_000);
  const due = await taken(10_000);
  expect(due).toMatchObject({ tries: 0, doubt: { since: at(0), until: at(150) } });
  expect((await stored()).parkedAt).toBeUndefined();
});

test('a change in the moment of giving up is not given up', async () => {
  const id = await submitted();
  const last = await taken(0);
  await claim(id, 1);
  expect(await deliveries.park(last, at(2))).toBe(false);
  expect((await taken(3)).ticket.status).toBe('claimed');
});

async function forced(id: string, seconds: number): Promise<void> {
  await tickets.change(id, { action: 'claim', actor: { ...carol, userId: 'U0DAVE' }, at: at(seconds), wanted: [] });
  const change = { action: 'forceRelease', actor: carol, at: at(seconds), from: 'U0DAVE', wanted: [] } as const;
  await tickets.change(id, change);
}

describe('what a change puts on record', () => {
  test('comes with the delivery, and waits no more when it has ended', async () => {
    const id = await submitted();
    await forced(id, 0);
    const due = await taken(0);
    expect(due.records).toMatchObject([{ what: 'forceReleased', who: 'U0CAROL', whom: 'U0DAVE', at: at(0) }]);
    await deliveries.release(due, nothing);
    expect((await stored()).records).toEqual([]);
  });

  test('waits for the next delivery where it came meanwhile, and is not lost with a lease', async () => {
    const id = await submitted();
    await forced(id, 0);
    const due = await taken(0);
    await forced(id, 1);
    await deliveries.release(due, nothing);
    expect((await taken(2)).records.map((record) => record.at)).toEqual([at(1)]);
    expect((await taken(63)).records.map((record) => record.at)).toEqual([at(1)]);
  });
});

test('every write waits for the journal of the majority', async () => {
  const id = await submitted();
  const due = await taken(0);
  await claim(id, 1);
  await deliveries.noteTs(id, { key: 'card' }, { channel: 'C0TRIAGE', ts: '1.000001' }, 'digest');
  await deliveries.renew(id, { key: 'card', ts: '1.000001', newKey: 'fresh' }, at(2));
  await deliveries.release(due, nothing);
  expect(writes.map(({ name }) => name)).toEqual(expect.arrayContaining(['insert', 'findAndModify', 'update']));
  for (const { concern } of writes) expect(concern).toEqual({ w: 'majority', j: true });
});

test('what a ticket lacks is not added where it has changed since: it would stand under another card', async () => {
  const id = await submitted();
  const due = await taken(1);
  await claim(id, 2);
  const { length } = (await stored()).entries;
  expect(await deliveries.want(due, [{ key: 'late', surface: 'file', under: 'claimer', about: 'F1' }])).toBe(false);
  expect((await stored()).entries).toHaveLength(length);
  await deliveries.release(due, nothing);
  expect(await deliveries.want(await taken(3), [{ key: 'now', surface: 'file', under: 'claimer', about: 'F1' }])).toBe(
    true,
  );
});
