import { randomUUID } from 'node:crypto';
import mongoose, { type Connection } from 'mongoose';
import { followersMost } from '../../src/domain/following';
import type { Admin } from '../../src/domain/people';
import { claim, close, handOver, release, vacate } from '../../src/services/claims';
import { follow, followed, share, unfollow } from '../../src/services/following';
import type { Ports } from '../../src/services/ports';
import { eraseWithdrawn, submit, withdraw } from '../../src/services/tickets';
import { connect } from '../../src/storage/connection';
import { createIndexes } from '../../src/storage/indexes';
import { type Models, modelsOf, type TicketDocument } from '../../src/storage/models';
import { startTestDatabase } from '../support/database';
import { admit, portsOn } from '../support/ports';

const start = new Date('2026-11-24T12:00:00Z');
const minuteMs = 60_000;
const patience = new AbortController().signal;

let database: { uri: string; stop(): Promise<void> };
let connection: Connection;
let models: Models;
let ports: Ports;
let now: Date;
/** Of a team of its own for each test. */
let teamId: string;
let alice: { teamId: string; userId: string };
let bob: { teamId: string; userId: string };
let carol: Admin;
let dave: Admin;

beforeAll(async () => {
  database = await startTestDatabase();
  connection = await connect(database.uri).asPromise();
  models = modelsOf(connection);
  await createIndexes(models);
});

beforeEach(async () => {
  teamId = `T${randomUUID()}`;
  now = start;
  const made = { teamId, promotedBy: 'test', promotedAt: start, hasPassword: true };
  const session = { since: start, until: new Date(start.getTime() + 24 * 60 * minuteMs) };
  alice = { teamId, userId: 'U0ALICE' };
  bob = { teamId, userId: 'U0BOB' };
  carol = { ...made, userId: 'U0CAROL', session };
  dave = { ...made, userId: 'U0DAVE', session };
  ports = await portsOn(models, { clock: { now: () => now } });
  await admit(models, [carol, dave], ports);
});

afterAll(async () => {
  await connection.close();
  await database.stop();
});

const said = () => ({ key: randomUUID(), text: '', patience });

async function submitted(title = 'Printer on fire'): Promise<string> {
  return (await submit(alice, { ...said(), title, description: '' }, ports)).id;
}

async function shares(id: string, ...people: string[]): Promise<void> {
  await share(alice, id, { people, patience }, ports);
}

async function stored(id: string): Promise<TicketDocument> {
  const found = await models.tickets.findById(id).lean<TicketDocument>();
  if (found === null) throw new Error('There is no such ticket.');
  return found;
}

/** Who follows, and because of whom. */
async function following(id: string): Promise<string[]> {
  return ((await stored(id)).followers ?? []).map(({ userId, by }) => `${userId} by ${by}`);
}

test('whoever is added is in the history, person by person, and so is who is taken out, and who stops', async () => {
  const id = await submitted();
  await shares(id, 'U0BOB', 'U0DAVE');
  await shares(id, 'U0DAVE', 'U0ERIN');
  await unfollow(dave, id, ports);
  await follow(dave, id, ports);
  const { history, entries, version } = await stored(id);
  expect(history.slice(1).map(({ who, what, whom }) => [who, what, whom])).toEqual([
    ['U0ALICE', 'follow', 'U0BOB'],
    ['U0ALICE', 'follow', 'U0DAVE'],
    ['U0ALICE', 'follow', 'U0ERIN'],
    ['U0ALICE', 'unfollow', 'U0BOB'],
    ['U0DAVE', 'unfollow', undefined],
    ['U0DAVE', 'follow', undefined],
  ]);
  expect(entries.filter(({ surface }) => surface === 'follower').map(({ to }) => to)).toEqual([
    'U0BOB',
    'U0DAVE',
    'U0ERIN',
    'U0DAVE',
  ]);
  expect(version).toBe(5);
  expect(await following(id)).toEqual(['U0ERIN by U0ALICE', 'U0DAVE by U0DAVE']);
});

test('forms of two windows at once: in the end it is as one of them says, and each change is one write', async () => {
  const id = await submitted();
  await Promise.all([shares(id, 'U0BOB'), shares(id, 'U0DAVE', 'U0ERIN'), follow(carol, id, ports)]);
  const all = await following(id);
  expect(all).toContain('U0CAROL by U0CAROL');
  const others = all.filter((one) => one.endsWith('U0ALICE')).toSorted();
  expect([['U0BOB by U0ALICE'], ['U0DAVE by U0ALICE', 'U0ERIN by U0ALICE']]).toContainEqual(others);
});

test('no more follow than can, however many press at once', async () => {
  const id = await submitted();
  await shares(id, ...Array.from({ length: followersMost - 1 }, (_, index) => `U${index}`));
  const came = await Promise.allSettled([follow(carol, id, ports), follow(dave, id, ports)]);
  expect(came.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await following(id)).toHaveLength(followersMost);
});

test('whoever gets a ticket follows it no more, and has it back only where they are added anew', async () => {
  const [claimed, closed, handed] = [await submitted(), await submitted(), await submitted()];
  for (const id of [claimed, closed, handed]) {
    await shares(id, 'U0DAVE', 'U0BOB');
    await follow(carol, id, ports);
  }
  await claim(dave, claimed, ports);
  await release(dave, claimed, ports);
  await close(dave, closed, said(), ports);
  await claim(carol, handed, ports);
  await handOver(carol, handed, { ...said(), to: 'U0DAVE' }, ports);
  expect(await following(claimed)).toEqual(['U0BOB by U0ALICE', 'U0CAROL by U0CAROL']);
  expect(await following(closed)).toEqual(['U0BOB by U0ALICE', 'U0CAROL by U0CAROL']);
  expect(await following(handed)).toEqual(['U0BOB by U0ALICE']);
});

test('a claim while the requester adds the same admin: never both', async () => {
  for (let round = 0; round < 5; round += 1) {
    const id = await submitted();
    await Promise.allSettled([shares(id, 'U0DAVE', 'U0BOB'), claim(dave, id, ports)]);
    const { claimer, followers = [] } = await stored(id);
    expect([claimer, followers.filter(({ userId }) => userId === claimer)]).toEqual(['U0DAVE', []]);
  }
});

test('who follows an erased ticket keeps a line of it, and none of its words', async () => {
  const id = await submitted();
  await shares(id, 'U0BOB');
  await withdraw(alice, id, ports);
  now = new Date(start.getTime() + 2 * minuteMs);
  await eraseWithdrawn(ports);
  expect(await stored(id)).toMatchObject({ title: '', followers: [{ userId: 'U0BOB' }] });
  await unfollow(bob, id, ports);
  expect(await following(id)).toEqual([]);
});

test('what somebody follows comes newest first, and not what has ended or is of another workspace', async () => {
  const ids = [await submitted('One'), await submitted('Two'), await submitted('Three'), await submitted('Four')];
  for (const id of ids.slice(0, 3)) await shares(id, 'U0BOB');
  await close(carol, ids[1] ?? '', said(), ports);
  const titles = async (person: typeof bob): Promise<string[]> =>
    (await followed(person, ports)).map(({ ticket }) => ticket.title);
  expect(await titles(bob)).toEqual(['Three', 'One']);
  expect(await titles({ ...bob, teamId: 'T0OTHER' })).toEqual([]);
  expect(await titles(dave)).toEqual([]);
});

describe('whose time as an admin is over', () => {
  test('follows nothing by themselves any more, live or ended, and all the same what a requester has added them to', async () => {
    const [own, ended, asked, others] = [await submitted(), await submitted(), await submitted(), await submitted()];
    for (const id of [own, ended]) await follow(carol, id, ports);
    await close(dave, ended, said(), ports);
    await shares(asked, 'U0CAROL');
    await follow(dave, others, ports);
    await models.tickets.updateMany({ teamId }, { $unset: { dueAt: '' } });
    while (!(await vacate(carol, undefined, ports)));
    expect(await Promise.all([own, ended, asked, others].map(following))).toEqual([
      [],
      [],
      ['U0CAROL by U0ALICE'],
      ['U0DAVE by U0DAVE'],
    ]);
    for (const id of [own, ended]) {
      const { dueAt, history } = await stored(id);
      expect(dueAt).toEqual(now);
      expect(history.at(-1)).toMatchObject({ who: 'deskbell', what: 'unfollow', whom: 'U0CAROL' });
    }
    for (const id of [asked, others]) expect(await stored(id)).not.toHaveProperty('dueAt');
  });

  test('goes on some at a time, and leaves what they followed since they are one again', async () => {
    const id = await submitted();
    await follow(carol, id, ports);
    const { _id, ...one } = await stored(id);
    const made = Array.from({ length: 24 }, (_, index) => ({ ...one, number: 1_000 + index, key: randomUUID() }));
    await models.tickets.insertMany(made);
    now = new Date(start.getTime() + minuteMs);
    const since = now;
    const later = await submitted();
    await follow(carol, later, ports);
    const left = () =>
      models.tickets.countDocuments({ teamId, followers: mongoose.trusted({ $elemMatch: { userId: 'U0CAROL' } }) });
    const counts: [boolean, number][] = [];
    do counts.push([await vacate(carol, since, ports), await left()]);
    while (counts.at(-1)?.[0] === false);
    expect(counts).toEqual([
      [false, 6],
      [false, 1],
      [true, 1],
    ]);
    expect(await following(later)).toEqual(['U0CAROL by U0CAROL']);
  });
});
