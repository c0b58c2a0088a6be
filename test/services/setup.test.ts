import { randomUUID } from 'node:crypto';
import { AlreadySetUp, CannotBeAdmin, InvalidWords, WrongSetupCode } from '../../src/domain/errors';
import type { Person } from '../../src/domain/people';
import { leave, offerSetup, promote, setUp } from '../../src/services/admins';
import type { Ports } from '../../src/services/ports';
import { login } from '../../src/services/sessions';
import { portsOn, startStore, type TestStore } from '../support/ports';

const start = new Date('2026-11-24T12:00:00Z');
const minuteMs = 60_000;
const password = 'a whole new sentence';

let store: TestStore;
let ports: Ports;
let now: Date;
let woken: number;
/** Of a team of its own for each test. */
let teamId: string;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  store = await startStore();
});

beforeEach(async () => {
  teamId = `T${randomUUID()}`;
  alice = { teamId, userId: 'U0ALICE' };
  bob = { teamId, userId: 'U0BOB' };
  now = start;
  woken = 0;
  ports = await portsOn(store.models, {
    clock: { now: () => now },
    wakeMessenger: () => {
      woken += 1;
    },
  });
});

afterAll(() => store.stop());

async function offered(): Promise<string> {
  const code = await offerSetup(teamId, ports);
  if (code === undefined) throw new Error('There is an admin already.');
  return code;
}

const by = (code: string, typed = password) => ({ code, password: typed, again: typed });

async function admins(): Promise<string[]> {
  return (await ports.admins.list(teamId)).map(({ userId }) => userId);
}

test('whoever has the code from the log is the first admin, and logs in with the password that they typed', async () => {
  const code = await offered();
  await setUp(bob, by(` ${code.toLowerCase().replaceAll('-', ' ')} `), ports);
  expect(await ports.admins.find(bob)).toMatchObject({ promotedBy: 'setup', hasPassword: true, session: undefined });
  expect((await store.models.admins.findOne({ ...bob }).lean())?.news).toMatchObject([{ what: 'setUp', who: 'U0BOB' }]);
  expect(woken).toBe(1);
  expect(await login(bob, password, ports)).toMatchObject(bob);
  expect(await offerSetup(teamId, ports)).toBeUndefined();
});

describe('whoever sends the form again, because the answer came late', () => {
  test('is the first admin, once', async () => {
    const code = await offered();
    await setUp(bob, by(code), ports, 'form');
    await setUp(bob, by(code), ports, 'form');
    await expect(setUp(bob, by(code), ports, 'another form')).rejects.toThrow(AlreadySetUp);
    expect((await store.models.admins.findOne({ ...bob }).lean())?.news).toMatchObject([{ what: 'setUp' }]);
    expect(await login(bob, password, ports)).toMatchObject(bob);
  });

  test('with another password, is told which one is theirs', async () => {
    const code = await offered();
    await setUp(bob, by(code), ports, 'form');
    await expect(setUp(bob, by(code, 'another new sentence'), ports, 'form')).rejects.toMatchObject({
      fields: { password: expect.stringContaining('What you sent first') },
    });
    expect(await login(bob, password, ports)).toMatchObject(bob);
  });

  test('while the first one is still looked at, is the first admin', async () => {
    const code = await offered();
    await Promise.all([setUp(bob, by(code), ports, 'form'), setUp(bob, by(code), ports, 'form')]);
    expect(await admins()).toEqual(['U0BOB']);
  });
});

describe('a code', () => {
  test('works once', async () => {
    const code = await offered();
    await setUp(bob, by(code), ports);
    await expect(setUp(alice, by(code), ports)).rejects.toThrow(AlreadySetUp);
    await leave(bob, ports);
    await expect(setUp(alice, by(code), ports)).rejects.toThrow(WrongSetupCode);
    expect(await admins()).toEqual([]);
  });

  test('that two use at once makes one of them the admin', async () => {
    const code = await offered();
    const tries = await Promise.allSettled([setUp(bob, by(code), ports), setUp(alice, by(code), ports)]);
    expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(tries.find((one) => one.status === 'rejected')?.reason).toBeInstanceOf(AlreadySetUp);
    expect(await admins()).toEqual([tries[0].status === 'fulfilled' ? 'U0BOB' : 'U0ALICE']);
  });

  test('works for an hour, and not in that moment', async () => {
    const code = await offered();
    now = new Date(start.getTime() + 60 * minuteMs);
    await expect(setUp(bob, by(code), ports)).rejects.toThrow(WrongSetupCode);
    now = new Date(start.getTime() + 60 * minuteMs - 1);
    await setUp(bob, by(code), ports);
  });

  test('of each of several processes works, and all end with the first that is used', async () => {
    const codes = await Promise.all([offered(), offered(), offered()]);
    expect(new Set(codes).size).toBe(3);
    await setUp(bob, by(codes[1] ?? ''), ports);
    for (const code of codes) await expect(setUp(alice, by(code), ports)).rejects.toThrow(AlreadySetUp);
  });

  test('ends where somebody is promoted on the machine', async () => {
    const code = await offered();
    await promote(alice, 'machine', ports);
    await leave(alice, ports);
    await expect(setUp(bob, by(code), ports)).rejects.toThrow(WrongSetupCode);
  });

  test('that is wrong, or of another team, makes nobody an admin', async () => {
    const code = await offered();
    for (const wrong of [code.slice(1), `${code}A`, '', 'AAAA-AAAA-AAAA-AAAA', '{"$ne":""}'])
      await expect(setUp(bob, by(wrong), ports)).rejects.toThrow(WrongSetupCode);
    const elsewhere = { ...bob, teamId: `${teamId} other` };
    await expect(setUp(elsewhere, by(code), ports)).rejects.toThrow(WrongSetupCode);
    expect(await admins()).toEqual([]);
    await setUp(bob, by(code), ports);
  });

  test('is nowhere in the database', async () => {
    const code = await offered();
    const all = await Promise.all(Object.values(store.models).map((model) => model.collection.find().toArray()));
    expect(JSON.stringify(all)).toContain(ports.passwords.digestOf(code));
    expect(JSON.stringify(all)).not.toMatch(new RegExp(`${code}|${code.replaceAll('-', '')}`, 'i'));
  });
});

test.each([
  ['is too short', 'short', 'short', /at least 12/],
  ['is typed in two ways', password, 'something else', /not the same/],
  ['is their name', 'Somebody Somebody', 'Somebody Somebody', /Your name/],
])('where the password %s, the code still works', async (_, typed, again, words) => {
  const code = await offered();
  await expect(setUp(bob, { code, password: typed, again }, ports)).rejects.toThrow(InvalidWords);
  await expect(setUp(bob, { code, password: typed, again }, ports)).rejects.toThrow(words);
  await setUp(bob, by(code), ports);
});

test.each(['guest', 'bot', 'stranger', 'deactivated'] as const)(
  'a %s sets nothing up, whatever code they have',
  async (standing) => {
    const code = await offered();
    const slack = { ...ports.people, find: async () => ({ name: 'X', handle: 'x', standing }) };
    await expect(setUp(bob, by(code), { ...ports, people: slack })).rejects.toThrow(CannotBeAdmin);
    expect(await admins()).toEqual([]);
  },
);

test('who tried passwords before they were an admin can log in all the same', async () => {
  for (let one = 0; one < 5; one += 1) await ports.tries.count(bob, randomUUID(), now);
  await setUp(bob, by(await offered()), ports);
  expect(await login(bob, password, ports)).toMatchObject(bob);
});
