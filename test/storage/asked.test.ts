import type { Connection } from 'mongoose';
import type { Asked } from '../../src/services/ports';
import { askedIn } from '../../src/storage/asked';
import { connect } from '../../src/storage/connection';
import { modelsOf } from '../../src/storage/models';
import { startTestDatabase } from '../support/database';

const at = new Date('2026-11-24T12:00:00Z');
const after = (ms: number): Date => new Date(at.getTime() + ms);
const hourMs = 60 * 60_000;
const carol = { teamId: 'T0DESK', userId: 'U0CAROL' };
const dave = { teamId: 'T0DESK', userId: 'U0DAVE' };
const click = { kind: 'action', value: '0123456789abcdef01234567' };

let database: { uri: string; stop(): Promise<void> };
let connection: Connection;
let asked: Asked;

beforeAll(async () => {
  database = await startTestDatabase();
  connection = await connect(database.uri).asPromise();
  asked = askedIn(modelsOf(connection));
});

afterAll(async () => {
  await connection.close();
  await database.stop();
});

test('what somebody asked for waits for them, under a name that nobody guesses, until it is done', async () => {
  const id = await asked.put(carol, click, at);
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(await asked.put(carol, click, at)).not.toBe(id);
  expect(await asked.find(carol, id, at)).toEqual(click);
  expect(await asked.find(carol, id, at)).toEqual(click);
  await asked.done(carol, id);
  expect(await asked.find(carol, id, at)).toBeUndefined();
  await asked.done(carol, id);
});

test('nobody else finds it or ends it, nor somebody with the same id elsewhere', async () => {
  const id = await asked.put(carol, click, at);
  const elsewhere = { ...carol, teamId: 'T0OTHER' };
  for (const other of [dave, elsewhere]) {
    expect(await asked.find(other, id, at)).toBeUndefined();
    await asked.done(other, id);
  }
  expect(await asked.find(carol, id, at)).toEqual(click);
  expect(await asked.find(carol, 'another name', at)).toBeUndefined();
});

test('it waits for an hour, and not in that moment, though the server sweeps later', async () => {
  const id = await asked.put(carol, click, at);
  expect(await asked.find(carol, id, after(hourMs - 1))).toEqual(click);
  expect(await asked.find(carol, id, after(hourMs))).toBeUndefined();
});

test('whatever it holds comes back as it was, and is no operator of the database', async () => {
  const hostile: Record<string, unknown> = JSON.parse(
    '{"$set":{"active":true},"$where":"1","a.b":{"$gt":""},"":[null,{"$ne":1}],"__proto__":{"x":1},"_id":"x","teamId":"T0OTHER"}',
  );
  const id = await asked.put(carol, hostile, at);
  const found = await asked.find(carol, id, at);
  expect(JSON.stringify(found)).toBe(JSON.stringify(hostile));
  expect(await asked.find({ ...carol, teamId: 'T0OTHER' }, id, at)).toBeUndefined();
});
