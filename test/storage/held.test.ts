import { randomUUID } from 'node:crypto';
import mongoose, { type Connection } from 'mongoose';
import type { Admin } from '../../src/domain/people';
import { standingOf } from '../../src/domain/surfaces';
import { asAdmin } from '../../src/services/change';
import { claim, close, forceRelease, handOver, release, start as starts, vacate } from '../../src/services/claims';
import type { Ports } from '../../src/services/ports';
import { reopen, submit, withdraw } from '../../src/services/tickets';
import { connect } from '../../src/storage/connection';
import { createIndexes } from '../../src/storage/indexes';
import { type Models, modelsOf, type TicketDocument } from '../../src/storage/models';
import { startTestDatabase } from '../support/database';
import { admit, portsOn } from '../support/ports';

const start = new Date('2026-11-24T12:00:00Z');
const minuteMs = 60_000;

let database: { uri: string; stop(): Promise<void> };
let connection: Connection;
let models: Models;
let ports: Ports;
let woken: boolean[];
let now: Date;
/** Of a team of its own for each test. */
let alice: { teamId: string; userId: string };
let carol: Admin;
let dave: Admin;

beforeAll(async () => {
  database = await startTestDatabase();
  connection = await connect(database.uri).asPromise();
  models = modelsOf(connection);
  await createIndexes(models);
});

beforeEach(async () => {
  const teamId = `T${randomUUID()}`;
  now = start;
  const made = { teamId, promotedBy: 'test', promotedAt: start, hasPassword: true };
  alice = { teamId, userId: 'U0ALICE' };
  carol = { ...made, userId: 'U0CAROL' };
  dave = { ...made, userId: 'U0DAVE' };
  woken = [];
  ports = await portsOn(models, { clock: { now: () => now }, wake: (hasEnded) => woken.push(hasEnded) });
  await admit(models, [carol, dave], ports);
});

afterAll(async () => {
  await connection.close();
  await database.stop();
});

const said = () => ({ key: randomUUID(), text: '', patience: new AbortController().signal });

async function submitted(title = 'Printer on fire'): Promise<string> {
  return (await submit(alice, { ...said(), title, description: '' }, ports)).id;
}

async function stored(id: string): Promise<TicketDocument> {
  const found = await models.tickets.findById(id).lean<TicketDocument>();
  if (found === null) throw new Error('There is no such ticket.');
  return found;
}

/** Whose cards of a ticket there are, and whether nothing of them should be left. */
async function cards(id: string): Promise<[string | undefined, boolean][]> {
  const ticket = await stored(id);
  return standingOf(ticket.entries, { claimer: ticket.claimer, followers: [] })
    .filter(({ entry }) => entry.surface === 'claimer')
    .map(({ entry, isOver }) => [entry.to, isOver]);
}

/** So many more tickets that are as this one is. */
async function more(count: number, id: string): Promise<void> {
  const { _id, ...one } = await stored(id);
  const made = Array.from({ length: count }, (_, index) => ({ ...one, number: 1_000 + index, key: randomUUID() }));
  await models.tickets.insertMany(made);
}

/** How many tickets of this team the delivery has to look at. */
async function dueCount(): Promise<number> {
  return await models.tickets.countDocuments({ teamId: alice.teamId, dueAt: mongoose.trusted({ $exists: true }) });
}

/** All of the delivery's work on the tickets is done. */
async function delivered(): Promise<void> {
  await models.tickets.updateMany({}, { $unset: { dueAt: '' } });
}

test('what somebody has in hand comes oldest first, and nothing that has ended or is another’s', async () => {
  const [first, second, third, fourth] = [await submitted(), await submitted(), await submitted(), await submitted()];
  expect(await ports.tickets.heldBy(carol)).toBeUndefined();
  await claim(dave, first, ports);
  await claim(carol, third, ports);
  await starts(carol, third, ports);
  await claim(carol, fourth, ports);
  await close(carol, second, said(), ports);
  expect(await ports.tickets.heldBy(carol)).toMatchObject({ id: third, status: 'in_progress' });
  expect(await ports.tickets.heldBy({ ...carol, teamId: 'T0OTHER' })).toBeUndefined();
  await release(carol, third, ports);
  expect(await ports.tickets.heldBy(carol)).toMatchObject({ id: fourth });
});

describe('whose time as an admin is over', () => {
  test('has no ticket any more: each is in the queue again, announced anew, and on record', async () => {
    const ids = [await submitted(), await submitted(), await submitted()];
    for (const id of ids) await claim(carol, id, ports);
    await starts(carol, ids[1] ?? '', ports);
    await handOver(carol, ids[2] ?? '', { ...said(), to: 'U0DAVE' }, ports);
    await delivered();
    woken = [];
    await vacate(carol, undefined, ports);
    const [one, two, three] = await Promise.all(ids.map(stored));
    for (const ticket of [one, two]) {
      expect(ticket).toMatchObject({ status: 'open', live: true, audience: 'admins', dueAt: now });
      expect(ticket?.claimer).toBeUndefined();
      expect(ticket?.records).toMatchObject([{ what: 'vacated', who: 'deskbell', whom: 'U0CAROL' }]);
      expect(ticket?.entries.filter(({ surface }) => surface === 'triage')).toHaveLength(2);
      expect(ticket?.entries.at(-1)).toMatchObject({ surface: 'notice', about: 'released', under: 'requester' });
    }
    expect(one?.history.at(-1)).toMatchObject({ who: 'deskbell', what: 'vacate', from: 'claimed', whom: 'U0CAROL' });
    expect(two?.history.at(-1)).toMatchObject({ from: 'in_progress', to: 'open' });
    expect(three).toMatchObject({ status: 'claimed', claimer: 'U0DAVE' });
    expect(woken.length).toBeGreaterThan(0);
    expect(await cards(ids[0] ?? '')).toEqual([['U0CAROL', true]]);
  });

  test('has no card of a ticket that has ended any more, and others keep theirs', async () => {
    const [hers, his, withdrawn] = [await submitted(), await submitted(), await submitted()];
    for (const id of [hers, withdrawn]) await claim(carol, id, ports);
    await close(carol, hers, said(), ports);
    await claim(dave, his, ports);
    await close(dave, his, said(), ports);
    await withdraw(alice, withdrawn, ports);
    await delivered();
    const before = await stored(hers);
    await vacate(carol, undefined, ports);
    const after = await stored(hers);
    expect(after).toMatchObject({ status: 'completed', claimer: 'U0CAROL', version: before.version + 1, dueAt: now });
    expect(after.history).toEqual(before.history);
    expect([await cards(hers), await cards(his), await cards(withdrawn)]).toEqual([
      [['U0CAROL', true]],
      [['U0DAVE', false]],
      [['U0CAROL', true]],
    ]);
    expect(await stored(his)).not.toHaveProperty('dueAt');
  });

  test('is looked for a second time without doing anything again', async () => {
    const [open, ended] = [await submitted(), await submitted()];
    for (const id of [open, ended]) await claim(carol, id, ports);
    await close(carol, ended, said(), ports);
    await vacate(carol, undefined, ports);
    const before = await Promise.all([stored(open), stored(ended)]);
    const again = await Promise.all([vacate(carol, undefined, ports), vacate(carol, undefined, ports)]);
    expect(again).toEqual([true, true]);
    expect(await Promise.all([stored(open), stored(ended)])).toEqual(before);
  });

  test('loses what they got in the last moment, and each ticket once, however many look for them', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => submitted()));
    for (const id of ids.slice(0, 4)) await claim(carol, id, ports);
    await Promise.all([
      ...ids.slice(4).map((id) => claim(carol, id, ports)),
      ...[1, 2, 3].map(() => vacate(carol, undefined, ports)),
    ]);
    await vacate(carol, undefined, ports);
    expect(await ports.tickets.heldBy(carol)).toBeUndefined();
    for (const ticket of await Promise.all(ids.map(stored))) {
      expect(ticket.status).toBe('open');
      expect(ticket.history.map(({ what }) => what)).toEqual(['submit', 'claim', 'vacate']);
      expect(ticket.records).toHaveLength(1);
    }
  });

  test('has many cards of what has ended: twenty at a time, so that what others wait for is delivered in between', async () => {
    const id = await submitted();
    await claim(carol, id, ports);
    await close(carol, id, said(), ports);
    await more(44, id);
    for (const count of [20, 20, 5]) {
      await delivered();
      expect([await vacate(carol, undefined, ports), await dueCount()]).toEqual([false, count]);
    }
    await delivered();
    expect([await vacate(carol, undefined, ports), await dueCount()]).toEqual([true, 0]);
    expect(await cards(id)).toEqual([['U0CAROL', true]]);
  });

  test('and began anew before their tickets were looked for: those of before go back, and those picked up since stay', async () => {
    const [before, handed, picked, closed] = await Promise.all([1, 2, 3, 4].map(() => submitted()));
    if (!before || !handed || !picked || !closed) throw new Error('There are four.');
    await claim(carol, before, ports);
    await claim(dave, handed, ports);
    now = new Date(start.getTime() + minuteMs);
    const since = now;
    await handOver(dave, handed, { ...said(), to: 'U0CAROL' }, ports);
    for (const id of [picked, closed]) await claim(carol, id, ports);
    await close(carol, closed, said(), ports);
    now = new Date(start.getTime() + 2 * minuteMs);
    while (!(await vacate(carol, since, ports)));
    expect(await Promise.all([before, handed, picked].map(stored))).toMatchObject([
      { status: 'open' },
      { status: 'claimed', claimer: 'U0CAROL' },
      { status: 'claimed', claimer: 'U0CAROL' },
    ]);
    expect(await cards(picked)).toEqual([['U0CAROL', false]]);
    expect(await cards(closed)).toEqual([['U0CAROL', false]]);
  });

  test('and who is an admin again, has a new card of what they pick up then', async () => {
    const id = await submitted();
    await claim(carol, id, ports);
    await vacate(carol, undefined, ports);
    await claim(carol, id, ports);
    expect(await cards(id)).toEqual([
      ['U0CAROL', true],
      ['U0CAROL', false],
    ]);
  });
});

describe('whose ticket goes back into the queue', () => {
  test('has nothing left of it where they gave it back, also after it was reopened and theirs again', async () => {
    const id = await submitted();
    await claim(carol, id, ports);
    await handOver(carol, id, { ...said(), to: 'U0DAVE' }, ports);
    await release(dave, id, ports);
    expect(await cards(id)).toEqual([
      ['U0CAROL', false],
      ['U0DAVE', true],
    ]);
    await claim(dave, id, ports);
    await close(dave, id, said(), ports);
    await reopen(asAdmin(carol), id, said(), ports);
    expect(await cards(id)).toEqual([
      ['U0CAROL', false],
      ['U0DAVE', true],
      ['U0DAVE', false],
    ]);
  });

  test('keeps the line that says who took it from them, and it is on record from whom', async () => {
    const id = await submitted();
    await claim(carol, id, ports);
    await forceRelease(dave, id, ports);
    expect(await cards(id)).toEqual([['U0CAROL', false]]);
    const { history, records } = await stored(id);
    expect(history.at(-1)).toMatchObject({ who: 'U0DAVE', what: 'forceRelease', whom: 'U0CAROL' });
    expect(records).toMatchObject([{ what: 'forceReleased', who: 'U0DAVE', whom: 'U0CAROL' }]);
  });
});
