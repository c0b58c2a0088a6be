import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import type { Connection } from 'mongoose';
import { NotAnAdmin } from '../../src/domain/errors';
import { decided, type Step, type Wish } from '../../src/domain/roster';
import { carryOut, demote, promote } from '../../src/services/admins';
import type { Ports } from '../../src/services/ports';
import { connect } from '../../src/storage/connection';
import { createIndexes } from '../../src/storage/indexes';
import { type AdminDocument, type Models, modelsOf } from '../../src/storage/models';
import { startTestDatabase } from '../support/database';
import { admit, portsOn } from '../support/ports';

const at = new Date('2026-11-24T12:00:00Z');
const after = (minutes: number): Date => new Date(at.getTime() + minutes * 60_000);
const invite = (id: string) => ({ id, until: after(24 * 60) });

let database: { uri: string; stop(): Promise<void> };
let connections: Connection[];
let models: Models;
/** Of each process: all have the same database. */
let processes: [Ports, Ports, Ports];
/** A team of its own for each test. */
let teamId: string;

beforeAll(async () => {
  database = await startTestDatabase();
  connections = await Promise.all([1, 2, 3].map(() => connect(database.uri).asPromise()));
  const [first, second, third] = await Promise.all(
    connections.map((one) => portsOn(modelsOf(one), { clock: { now: () => at } })),
  );
  if (first === undefined || second === undefined || third === undefined) throw new Error('There are three.');
  processes = [first, second, third];
  models = modelsOf(connections[0] as Connection); // the first of three
  await createIndexes(models);
});

beforeEach(() => {
  teamId = `T${randomUUID()}`;
});

afterAll(async () => {
  await Promise.all(connections.map((one) => one.close()));
  await database.stop();
});

const person = (userId: string, team = teamId) => ({ teamId: team, userId });

async function stored(userId: string, team = teamId): Promise<AdminDocument> {
  const found = await models.admins.findOne(person(userId, team)).lean<AdminDocument>();
  if (found === null) throw new Error(`${userId} was never an admin.`);
  return found;
}

/** Who is an admin as the roster has it, and as the admins' own documents do. */
async function standing(team = teamId): Promise<{ decided: readonly string[]; carriedOut: string[]; steps: number }> {
  const [{ rosters, admins }] = processes;
  const { admins: known, steps } = await rosters.read(team);
  const active = await admins.list(team);
  return { decided: known.toSorted(), carriedOut: active.map(({ userId }) => userId), steps: steps.length };
}

/** Decides, and dies before it is carried out. */
async function decides(wish: Wish, { rosters }: Ports = processes[0]): Promise<Step> {
  const next = decided(await rosters.read(teamId), wish, at);
  if (next === undefined || !(await rosters.replace(next.roster, next.step))) throw new Error('It was not decided.');
  return next.step;
}

test('a team that nobody has looked at yet has no admins, whoever looks first', async () => {
  const read = await Promise.all(processes.flatMap(({ rosters }) => [rosters.read(teamId), rosters.read(teamId)]));
  for (const roster of read) expect(roster).toEqual({ teamId, seq: 0, admins: [], steps: [], codes: [] });
  expect(await models.teams.countDocuments({ _id: teamId })).toBe(1);
});

test('of many who decide at once one has decided, and the steps of the others are nowhere', async () => {
  const [{ rosters }] = processes;
  const roster = await rosters.read(teamId);
  const wishes = ['U0ALICE', 'U0BOB', 'U0CAROL'].map(
    (userId): Wish => ({ what: 'promoted', userId, by: 'machine', key: userId, invite: invite(userId) }),
  );
  const done = await Promise.all(
    processes.map(async (one, index) => {
      const next = decided(roster, wishes[index] as Wish, at); // as many as there are processes
      return next !== undefined && (await one.rosters.replace(next.roster, next.step));
    }),
  );
  expect(done.filter(Boolean)).toEqual([true]);
  const { seq, admins, steps } = await rosters.read(teamId);
  expect([seq, admins.length, steps.map(({ userId }) => userId)]).toEqual([1, 1, admins]);
});

describe('admins who demote one another at once', () => {
  const rounds = Array.from({ length: 50 }, (_, round) => round);

  test('leave one of two: exactly one is quicker, and the other is told that they are none any more', async () => {
    for (const _ of rounds) {
      const team = `T${randomUUID()}`;
      const [carol, dave] = [person('U0CAROL', team), person('U0DAVE', team)];
      await admit(models, [carol, dave], processes[0]);
      const tries = await Promise.allSettled([
        demote(dave, carol.userId, processes[0]),
        demote(carol, dave.userId, processes[1]),
      ]);
      expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      const lost = tries.find((one) => one.status === 'rejected');
      expect(lost?.reason).toBeInstanceOf(NotAnAdmin);
      const winner = tries[0].status === 'fulfilled' ? carol : dave;
      const loser = winner === carol ? dave : carol;
      expect(await standing(team)).toEqual({ decided: [winner.userId], carriedOut: [winner.userId], steps: 0 });
      expect(await stored(loser.userId, team)).not.toHaveProperty('session');
      expect(await stored(loser.userId, team)).not.toHaveProperty('hash');
    }
  });

  test('in a circle of three leave at least one, and nothing undone', async () => {
    for (const _ of rounds) {
      const team = `T${randomUUID()}`;
      const circle = ['U0CAROL', 'U0DAVE', 'U0ERIN'].map((userId) => person(userId, team));
      await admit(models, circle, processes[0]);
      const tries = await Promise.allSettled(
        processes.map((ports, index) =>
          demote(circle[(index + 1) % 3] as (typeof circle)[0], circle[index]?.userId ?? '', ports),
        ),
      );
      const done = tries.filter(({ status }) => status === 'fulfilled').length;
      const now = await standing(team);
      expect(now).toEqual({ decided: now.carriedOut, carriedOut: now.carriedOut, steps: 0 });
      expect(now.decided).toHaveLength(3 - done);
      expect(now.decided).not.toEqual([]);
    }
  });
});

describe('a process that died after it had decided', () => {
  test('is finished by another one, once', async () => {
    const [first, second] = processes;
    await admit(models, [person('U0CAROL'), person('U0DAVE')], first);
    await decides({ what: 'demoted', userId: 'U0DAVE', by: 'U0CAROL', key: 'form' });
    expect(await standing()).toEqual({ decided: ['U0CAROL'], carriedOut: ['U0CAROL', 'U0DAVE'], steps: 1 });
    await Promise.all([carryOut(teamId, second), carryOut(teamId, first), carryOut(teamId, second)]);
    expect(await standing()).toEqual({ decided: ['U0CAROL'], carriedOut: ['U0CAROL'], steps: 0 });
    const { news, version } = await stored('U0DAVE');
    expect([news.map(({ what, who }) => [what, who]), version]).toEqual([[['demoted', 'U0CAROL']], 2]);
  });

  test('after it was carried out too, has nothing left to do but to say so', async () => {
    const [first, second] = processes;
    const step = await decides({
      what: 'promoted',
      userId: 'U0BOB',
      by: 'machine',
      key: 'form',
      invite: invite('button'),
    });
    await first.admins.carryOut(teamId, step, at);
    const before = await stored('U0BOB');
    await carryOut(teamId, second);
    expect(await stored('U0BOB')).toEqual(before);
    expect(await standing()).toEqual({ decided: ['U0BOB'], carriedOut: ['U0BOB'], steps: 0 });
  });

  test('does not hold up the next decision, which carries out both', async () => {
    await decides({ what: 'promoted', userId: 'U0BOB', by: 'machine', key: 'form', invite: invite('button') });
    await promote(person('U0CAROL'), 'machine', processes[1]);
    expect(await standing()).toEqual({
      decided: ['U0BOB', 'U0CAROL'],
      carriedOut: ['U0BOB', 'U0CAROL'],
      steps: 0,
    });
  });
});

describe('a step that comes late', () => {
  const steps: Step[] = [
    { what: 'promoted', userId: 'U0BOB', by: 'machine', key: 'one', invite: invite('first'), seq: 1, at },
    { what: 'demoted', userId: 'U0BOB', by: 'U0CAROL', key: 'two', seq: 2, at: after(1) },
    { what: 'promoted', userId: 'U0BOB', by: 'U0CAROL', key: 'three', invite: invite('second'), seq: 5, at: after(2) },
    { what: 'deactivated', userId: 'U0BOB', by: 'deskbell', key: 'four', seq: 6, at: after(3) },
    { what: 'setUp', userId: 'U0BOB', by: 'setup', key: 'five', hash: 'hash', seq: 8, at: after(4) },
  ];

  test('does not undo a newer one', async () => {
    const [{ admins }] = processes;
    const [promoted, demoted, again] = steps as [Step, Step, Step]; // as above
    for (const step of [promoted, demoted, promoted]) await admins.carryOut(teamId, step, step.at);
    expect(await stored('U0BOB')).toMatchObject({ active: false, seq: 2 });
    expect(await stored('U0BOB')).not.toHaveProperty('invite');
    for (const step of [again, demoted, promoted]) await admins.carryOut(teamId, step, step.at);
    expect(await stored('U0BOB')).toMatchObject({
      active: true,
      seq: 5,
      promotedBy: 'U0CAROL',
      invite: invite('second'),
    });
    expect(await stored('U0BOB')).toMatchObject({ vacateUntil: after(3) });
  });

  test('however often each is tried, and however late, the last one counts, and each is told once', async () => {
    const [{ admins }] = processes;
    const late = fc.array(fc.nat({ max: steps.length - 1 }), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.tuple(late, late, late, late, late), fc.uuid(), async (between, team) => {
        for (const [index, step] of steps.entries()) {
          const earlier = (between[index] ?? []).map((one) => steps[one % (index + 1)] as Step); // one up to here
          await Promise.all([step, ...earlier, step].map((one) => admins.carryOut(team, one, one.at)));
          const isOne = ['promoted', 'setUp'].includes(step.what);
          expect(await stored('U0BOB', team)).toMatchObject({ active: isOne, seq: step.seq, version: index + 1 });
          expect((await admins.find(person('U0BOB', team))) !== undefined).toBe(isOne);
        }
        const { news } = await stored('U0BOB', team);
        expect(news.map(({ what }) => what)).toEqual(steps.map(({ what }) => what));
        expect(new Set(news.map(({ key }) => key)).size).toBe(steps.length);
      }),
      { numRuns: 10 },
    );
  });
});
