import { randomUUID } from 'node:crypto';
import { DeskbellError, LoginNeeded, WrongPassword } from '../../src/domain/errors';
import type { Person, Profile } from '../../src/domain/people';
import { passwordsWith } from '../../src/passwords';
import { reset } from '../../src/services/admins';
import type { Ports } from '../../src/services/ports';
import { endSessions, loggedIn, login, logout } from '../../src/services/sessions';
import type { AdminDocument } from '../../src/storage/models';
import { admit, password, portsOn, startStore, type TestStore } from '../support/ports';

const start = new Date('2026-11-24T12:00:00Z');
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let store: TestStore;
let ports: Ports;
let now: Date;
let woken: number;
/** Of a team of its own for each test; Alice is no admin. */
let alice: Person;
let carol: Person;
let dave: Person;

beforeAll(async () => {
  store = await startStore();
});

beforeEach(async () => {
  await store.models.admins.deleteMany({});
  const teamId = `T${randomUUID()}`;
  [alice, carol, dave] = [
    { teamId, userId: 'U0ALICE' },
    { teamId, userId: 'U0CAROL' },
    { teamId, userId: 'U0DAVE' },
  ];
  now = start;
  woken = 0;
  ports = await portsOn(store.models, {
    clock: { now: () => now },
    wakeMessenger: () => {
      woken += 1;
    },
  });
  await admit(store.models, [carol, dave], ports);
  await store.models.admins.updateMany({ teamId }, { $unset: { session: '' } });
});

afterAll(() => store.stop());

function passes(ms: number): void {
  now = new Date(now.getTime() + ms);
}

async function stored(person = carol): Promise<AdminDocument> {
  const { teamId, userId } = person;
  const found = await store.models.admins.findOne({ teamId, userId }).lean<AdminDocument>();
  if (found === null) throw new Error(`${userId} was never an admin.`);
  return found;
}

/** What is on record of the team, oldest first. */
async function record(): Promise<[string, string][]> {
  const found = await ports.audit.list(carol.teamId, {}, { limit: 1_000 });
  return found.toReversed().map(({ what, who }) => [what, who]);
}

/** What the person is told. */
async function told(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((one: unknown) => one);
  if (!(error instanceof DeskbellError)) throw new Error(`Nobody was told anything: ${String(error)}`);
  return `${error.name}: ${error.message}`;
}

async function wrong(times: number, person = carol): Promise<void> {
  for (let one = 0; one < times; one += 1) await told(login(person, 'wrong', ports));
}

const profile: Profile = { name: 'Carol Lindqvist', handle: 'carol', standing: 'member' };

/** Slack, as it says something else of people. */
function slackSays(find: Ports['people']['find']): Ports {
  return { ...ports, people: { ...ports.people, find } };
}

describe('with the right password', () => {
  test('an admin is logged in for twelve hours', async () => {
    const admin = await login(carol, password, ports);
    expect(admin).toMatchObject({ ...carol, session: { since: now, until: new Date('2026-11-25T00:00:00Z') } });
    expect((await stored()).news).toMatchObject([{ what: 'loggedIn', who: 'U0CAROL', at: now }]);
    expect(woken).toBe(1);
    passes(12 * hourMs - 1);
    expect(await loggedIn(carol, ports)).toMatchObject(carol);
    passes(1);
    await expect(loggedIn(carol, ports)).rejects.toThrow(LoginNeeded);
  });

  test.each([
    ['one after the other', async (deed: () => Promise<unknown>) => [await deed(), await deed()]],
    ['at once', async (deed: () => Promise<unknown>) => await Promise.all([deed(), deed()])],
  ])('that Slack delivers twice, %s: is one login, and no wrong password', async (_, twice) => {
    const both = await twice(() => login(carol, password, ports, 'form'));
    expect(both).toMatchObject([carol, carol]);
    expect((await stored()).news.map(({ what }) => what)).toEqual(['loggedIn']);
    expect(await record()).toEqual([]);
  });

  test('for as long as is configured', async () => {
    const { session } = await login(carol, password, { ...ports, sessionHours: 0.5 });
    expect(session).toEqual({ since: now, until: new Date('2026-11-24T12:30:00Z') });
  });

  test('however the keyboard makes its letters', async () => {
    const hash = await ports.passwords.hash('crème brûlée à la carte');
    await store.models.admins.updateOne({ ...carol }, { $set: { hash } });
    expect(await login(carol, 'crème brûlée à la carte'.normalize('NFD'), ports)).toMatchObject(carol);
  });

  test('the wrong ones that came before are forgotten', async () => {
    await wrong(4);
    await login(carol, password, ports);
    await wrong(4);
    expect(await login(carol, password, ports)).toMatchObject(carol);
  });

  test('and a hash of another cost, it gets one of the present cost, and is the same password still', async () => {
    const costlier = { ...ports, passwords: await passwordsWith(5) };
    await login(carol, password, costlier);
    const { hash } = await stored();
    expect(hash).toMatch(/^\$2b\$05\$/);
    await login(carol, password, costlier);
    expect((await stored()).hash).toBe(hash);
  });

  test('that was reset in the same moment, nobody is logged in, and the reset stands', async () => {
    const late = slackSays(async () => {
      await reset(carol, 'U0DAVE', ports);
      return profile;
    });
    await expect(login(carol, password, late)).rejects.toThrow(WrongPassword);
    const { session, hash } = await stored();
    expect([session, hash]).toEqual([undefined, undefined]);
  });
});

describe('whose Slack account is none of a member any more', () => {
  test.each(['deactivated', 'guest', 'stranger', 'bot'] as const)(
    'as %s, is told the same, and is no admin',
    async (standing) => {
      const gone = slackSays(async () => ({ ...profile, standing }));
      expect(await told(login(carol, password, gone))).toBe(await told(login(carol, 'wrong', ports)));
      expect((await ports.rosters.read(carol.teamId)).admins).toEqual(['U0DAVE']);
      expect(await ports.admins.find(carol)).toBeUndefined();
      expect((await stored()).news).toMatchObject([{ what: 'deactivated', who: 'deskbell' }]);
    },
  );

  test('where Slack does not say, or knows nobody, the password counts', async () => {
    const silent = slackSays(async () => {
      throw new Error('Slack is away.');
    });
    expect(await login(carol, password, silent)).toMatchObject(carol);
    expect(
      await login(
        dave,
        password,
        slackSays(async () => undefined),
      ),
    ).toMatchObject(dave);
  });
});

describe('with a wrong password', () => {
  test('nobody is logged in, and it is on record who tried', async () => {
    await expect(login(carol, 'wrong', ports)).rejects.toThrow(WrongPassword);
    passes(1);
    await expect(login(alice, 'wrong', ports)).rejects.toThrow(WrongPassword);
    expect(await record()).toEqual([
      ['failedLogin', 'U0CAROL'],
      ['failedLogin', 'U0ALICE'],
    ]);
    expect((await stored()).session).toBeUndefined();
  });

  test('the answer is the same as while it is locked, to an admin without one, to a former one, and to nobody', async () => {
    const answer = await told(login(carol, 'wrong', ports));
    await wrong(4);
    expect(await told(login(carol, password, ports))).toBe(answer);
    expect(await told(login(alice, password, ports))).toBe(answer);
    expect(await told(login({ ...dave, teamId: 'T0OTHER' }, password, ports))).toBe(answer);
    await store.models.admins.updateOne({ ...dave }, { $unset: { hash: '' } });
    expect(await told(login(dave, password, ports))).toBe(answer);
    await store.models.admins.updateOne({ ...dave }, { $set: { active: false, hash: (await stored()).hash } });
    expect(await told(login(dave, password, ports))).toBe(answer);
  });

  test('the same is done in each of these cases: one comparison, and the same reads and writes', async () => {
    let compared = 0;
    const counting: Ports = {
      ...ports,
      passwords: {
        ...ports.passwords,
        async matches(typed, hash) {
          compared += 1;
          return await ports.passwords.matches(typed, hash);
        },
      },
    };
    const workOf = async (person: Person, typed: string): Promise<[number, string[]]> => {
      compared = 0;
      store.asked.length = 0;
      await told(login(person, typed, counting));
      return [compared, [...store.asked]];
    };
    await wrong(1);
    await wrong(1, alice);
    const ofWrong = await workOf(carol, 'wrong');
    const ofNobody = await workOf(alice, 'wrong');
    await wrong(3);
    const ofLocked = await workOf(carol, 'wrong');
    const ofLockedButRight = await workOf(carol, password);
    await store.models.admins.updateOne({ ...dave }, { $unset: { hash: '' } });
    await wrong(1, dave);
    const ofNoPassword = await workOf(dave, 'wrong');
    expect(ofWrong).toEqual([1, ['find tries', 'update tries', 'find admins', 'insert audit']]);
    expect([ofNobody, ofLocked, ofLockedButRight, ofNoPassword]).toEqual([ofWrong, ofWrong, ofWrong, ofWrong]);
  });

  test('while it is locked, all are one on record for each lock, and before it each is one', async () => {
    await wrong(9);
    await wrong(9, alice);
    expect(await record()).toHaveLength(2 * (5 + 1));
    passes(15 * minuteMs);
    await wrong(9);
    const hers = (await record()).filter(([, who]) => who === 'U0CAROL');
    expect(hers).toHaveLength(2 * (5 + 1));
  });

  test.each([
    ['one after the other', async (deed: () => Promise<string>) => [await deed(), await deed()]],
    ['at once', async (deed: () => Promise<string>) => await Promise.all([deed(), deed()])],
  ])('that Slack delivers twice, %s: is one try and one on record, with the same answer', async (_, twice) => {
    for (const request of ['one', 'two', 'three', 'four']) {
      const answers = await twice(() => told(login(carol, 'wrong', ports, request)));
      expect(new Set(answers).size).toBe(1);
    }
    expect(await record()).toHaveLength(4);
    expect(await login(carol, password, ports, 'five')).toMatchObject(carol);
  });

  test('five times, even the right one is refused for a quarter of an hour, and then not', async () => {
    await wrong(5);
    passes(15 * minuteMs - 1);
    await expect(login(carol, password, ports)).rejects.toThrow(WrongPassword);
    passes(1);
    expect(await login(carol, password, ports)).toMatchObject(carol);
  });

  test('four times and then the right one, the fifth counts', async () => {
    await wrong(4);
    expect(await login(carol, password, ports)).toMatchObject(carol);
  });

  test('many times at once, no more are looked at than one after the other', async () => {
    let looked = 0;
    const counting: Ports = {
      ...ports,
      passwords: {
        ...ports.passwords,
        async matches(typed, hash) {
          if (hash !== undefined) looked += 1;
          return await ports.passwords.matches(typed, hash);
        },
      },
    };
    await Promise.all(Array.from({ length: 30 }, (_, one) => told(login(carol, `wrong ${one}`, counting))));
    expect(looked).toBe(5);
    await expect(login(carol, password, ports)).rejects.toThrow(WrongPassword);
  });

  test('one person locks nobody else', async () => {
    await wrong(5);
    expect(await login(dave, password, ports)).toMatchObject(dave);
  });
});

describe('the guard', () => {
  test('knows who is an admin, and who of them has to log in', async () => {
    expect(await loggedIn(alice, ports)).toBeUndefined();
    const error: unknown = await loggedIn(carol, ports).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(LoginNeeded);
    expect(error).toMatchObject({ admin: carol });
    await login(carol, password, ports);
    store.asked.length = 0;
    expect(await loggedIn(carol, ports)).toMatchObject(carol);
    expect(store.asked).toEqual(['find admins']);
  });
});

test('who logs out is logged out, once', async () => {
  await login(carol, password, ports);
  expect(await logout(carol, ports)).toBe(true);
  await expect(loggedIn(carol, ports)).rejects.toThrow(LoginNeeded);
  expect(await logout(carol, ports)).toBe(false);
  expect(await logout(alice, ports)).toBe(false);
  expect((await stored()).news.map(({ what }) => what)).toEqual(['loggedIn', 'loggedOut']);
});

test('sessions that have run out are ended, so that the Home is shown again, and no others', async () => {
  await login(carol, password, ports);
  passes(hourMs);
  await login(dave, password, ports);
  passes(11 * hourMs - 1);
  woken = 0;
  await endSessions(ports);
  expect([woken, (await stored()).session !== undefined]).toEqual([0, true]);
  passes(1);
  await endSessions(ports);
  expect(woken).toBe(1);
  const [hers, his] = [await stored(), await stored(dave)];
  expect([hers.session, hers.homeDue, hers.dueAt]).toEqual([undefined, true, start]);
  expect(hers.news.map(({ what }) => what)).toEqual(['loggedIn']);
  expect(his.session).toBeDefined();
});
