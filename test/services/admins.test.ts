import { randomUUID } from 'node:crypto';
import {
  AlreadyAdmin,
  CannotBeAdmin,
  LastAdmin,
  NoSuchAdmin,
  NotAnAdmin,
  NotYourself,
  WrongPassword,
} from '../../src/domain/errors';
import type { Person, Profile, Standing } from '../../src/domain/people';
import {
  allAdmins,
  carryOut,
  demote,
  leave,
  offerSetup,
  outsiders,
  promote,
  reset,
  sweep,
} from '../../src/services/admins';
import type { People, Ports } from '../../src/services/ports';
import { loggedIn, login, setPassword } from '../../src/services/sessions';
import type { AdminDocument } from '../../src/storage/models';
import { admit, password, portsOn, startStore, type TestStore } from '../support/ports';

const now = new Date('2026-11-24T12:00:00Z');
const dayMs = 24 * 60 * 60_000;

let store: TestStore;
let ports: Ports;
let woken: number;
let keys: number;
/** Of a team of its own for each test; Bob is no admin. */
let teamId: string;
let bob: Person;
let carol: Person;
let dave: Person;

beforeAll(async () => {
  store = await startStore();
});

beforeEach(async () => {
  teamId = `T${randomUUID()}`;
  [bob, carol, dave] = ['U0BOB', 'U0CAROL', 'U0DAVE'].map((userId) => ({ teamId, userId })) as [Person, Person, Person]; // as many as there are names
  woken = 0;
  keys = 0;
  ports = await portsOn(store.models, {
    clock: { now: () => now },
    newKey: () => `key ${(keys += 1)} of ${teamId}`,
    wakeMessenger: () => {
      woken += 1;
    },
  });
  await admit(store.models, [carol, dave], ports);
});

afterAll(() => store.stop());

async function stored({ userId }: Person): Promise<AdminDocument> {
  const found = await store.models.admins.findOne({ teamId, userId }).lean<AdminDocument>();
  if (found === null) throw new Error(`${userId} was never an admin.`);
  return found;
}

async function admins(): Promise<string[]> {
  const { admins: decided, steps } = await ports.rosters.read(teamId);
  const carriedOut = (await ports.admins.list(teamId)).map(({ userId }) => userId);
  expect([steps, carriedOut]).toEqual([[], decided.toSorted()]);
  return carriedOut;
}

const member: Profile = { name: 'Somebody', handle: 'somebody', standing: 'member' };

/** Slack, as it knows people. */
function slack(find: People['find'], members: readonly string[] = []): Ports {
  return { ...ports, people: { find, membersOf: async () => members } };
}

describe('who is promoted', () => {
  test('is an admin without a password, and has a button that sets one, for 24 hours', async () => {
    await promote(bob, 'U0CAROL', ports);
    expect(await admins()).toEqual(['U0BOB', 'U0CAROL', 'U0DAVE']);
    const invite = { id: expect.stringContaining(teamId), until: new Date(now.getTime() + dayMs) };
    const made = { promotedBy: 'U0CAROL', promotedAt: now, hasPassword: false };
    expect(await ports.admins.find(bob)).toEqual({ ...bob, ...made, invite, session: undefined });
    const { news, homeDue, dueAt } = await stored(bob);
    expect(news).toMatchObject([{ what: 'promoted', who: 'U0CAROL', at: now, invite: invite.id }]);
    expect([homeDue, dueAt, woken]).toEqual([true, now, 1]);
  });

  test('may be promoted on the machine, by nobody in particular', async () => {
    await promote(bob, 'machine', ports);
    expect(await ports.admins.find(bob)).toMatchObject({ promotedBy: 'machine' });
  });

  test.each<[Standing, string]>([
    ['bot', '<@U0BOB> is an app'],
    ['guest', '<@U0BOB> is a guest here'],
    ['deactivated', '<@U0BOB> is deactivated'],
    ['stranger', '<@U0BOB> belongs to another workspace'],
  ])('cannot be a %s', async (standing, words) => {
    const tries = promote(
      bob,
      'U0CAROL',
      slack(async () => ({ ...member, standing })),
    );
    await expect(tries).rejects.toThrow(words);
    await expect(tries).rejects.toThrow(CannotBeAdmin);
    expect(await admins()).toEqual(['U0CAROL', 'U0DAVE']);
  });

  test('cannot be somebody whom Slack does not know', async () => {
    await expect(
      promote(
        bob,
        'machine',
        slack(async () => undefined),
      ),
    ).rejects.toThrow('Slack knows nobody');
  });

  test('cannot be an admin already, nor oneself', async () => {
    await expect(promote(dave, 'U0CAROL', ports)).rejects.toThrow(AlreadyAdmin);
    await expect(promote(carol, 'U0CAROL', ports)).rejects.toThrow(NotYourself);
    await expect(promote(bob, 'U0BOB', ports)).rejects.toThrow(NotYourself);
    expect([await admins(), woken]).toEqual([['U0CAROL', 'U0DAVE'], 0]);
  });

  test('is none where the one who promotes them was demoted meanwhile', async () => {
    const slow = slack(async () => {
      await demote(carol, 'U0DAVE', ports);
      return member;
    });
    await expect(promote(bob, 'U0CAROL', slow)).rejects.toThrow(NotAnAdmin);
    expect(await admins()).toEqual(['U0DAVE']);
  });

  test('once, where two admins do it at once', async () => {
    const tries = await Promise.allSettled([promote(bob, 'U0CAROL', ports), promote(bob, 'U0DAVE', ports)]);
    expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(tries.find((one) => one.status === 'rejected')?.reason).toBeInstanceOf(AlreadyAdmin);
    expect((await stored(bob)).news).toHaveLength(1);
  });

  test('for the second time has another button, and the password of the first time is nothing any more', async () => {
    await demote(dave, 'U0CAROL', ports);
    await promote(dave, 'U0CAROL', ports);
    expect(await ports.admins.find(dave)).toMatchObject({ hasPassword: false, invite: { id: expect.any(String) } });
    await expect(login(dave, password, ports)).rejects.toThrow(WrongPassword);
  });
});

describe('who is demoted', () => {
  test('is logged out, has no password and no button, and is told', async () => {
    await demote(dave, 'U0CAROL', ports);
    expect(await admins()).toEqual(['U0CAROL']);
    const found = await stored(dave);
    expect(found).toMatchObject({ active: false, homeDue: true, news: [{ what: 'demoted', who: 'U0CAROL' }] });
    expect([found.session, found.hash, found.invite]).toEqual([undefined, undefined, undefined]);
    expect(found.vacateUntil?.getTime()).toBeGreaterThan(now.getTime());
    expect(woken).toBe(1);
    await expect(login(dave, password, ports)).rejects.toThrow(WrongPassword);
  });

  test('before they set a password, cannot set one any more', async () => {
    await promote(bob, 'U0CAROL', ports);
    const { invite } = await stored(bob);
    await demote(bob, 'U0CAROL', ports);
    const typed = { password: 'a whole new sentence', again: 'a whole new sentence' };
    await expect(setPassword(bob, invite?.id ?? '', typed, ports)).rejects.toThrow('This button was used already');
  });

  test('cannot be oneself, nor somebody who is no admin, nor the last one', async () => {
    await expect(demote(carol, 'U0CAROL', ports)).rejects.toThrow(NotYourself);
    await expect(demote(bob, 'U0CAROL', ports)).rejects.toThrow(NoSuchAdmin);
    await demote(dave, 'machine', ports);
    await expect(demote(carol, 'machine', ports)).rejects.toThrow(LastAdmin);
    expect(await admins()).toEqual(['U0CAROL']);
  });

  test('demotes nobody any more', async () => {
    await demote(dave, 'U0CAROL', ports);
    await expect(demote(carol, 'U0DAVE', ports)).rejects.toThrow(NotAnAdmin);
  });
});

describe('whose password is reset', () => {
  test('cannot log in with the old one, is logged out, and sets a new one by the button', async () => {
    await reset(dave, 'U0CAROL', ports);
    await expect(login(dave, password, ports)).rejects.toThrow(WrongPassword);
    const { session, news, invite } = await stored(dave);
    expect(session).toBeUndefined();
    expect(news).toMatchObject([{ what: 'reset', who: 'U0CAROL', invite: invite?.id }]);
    expect(woken).toBe(1);
    const typed = { password: 'a whole new sentence', again: 'a whole new sentence' };
    await setPassword(dave, invite?.id ?? '', typed, ports);
    expect(await login(dave, typed.password, ports)).toMatchObject(dave);
  });

  test('cannot be oneself, nor somebody who is no admin', async () => {
    await expect(reset(carol, 'U0CAROL', ports)).rejects.toThrow(NotYourself);
    await expect(reset(bob, 'U0CAROL', ports)).rejects.toThrow(NoSuchAdmin);
    await demote(dave, 'U0CAROL', ports);
    await expect(reset(dave, 'U0CAROL', ports)).rejects.toThrow(NoSuchAdmin);
  });

  test('keeps it where the one who resets it was demoted meanwhile', async () => {
    await demote(dave, 'U0CAROL', ports);
    await expect(reset(carol, 'U0DAVE', ports)).rejects.toThrow(NotAnAdmin);
    expect(await login(carol, password, ports)).toMatchObject(carol);
  });
});

describe('a form or a click that Slack delivers twice', () => {
  test.each([
    ['one after the other', async (deed: () => Promise<void>) => [await deed(), await deed()]],
    ['at once', async (deed: () => Promise<void>) => await Promise.all([deed(), deed()])],
  ])('%s: is done once, and nobody is told that it cannot be', async (_, twice) => {
    await twice(() => promote(bob, 'U0CAROL', ports, 'promotion'));
    expect((await stored(bob)).news.map(({ what }) => what)).toEqual(['promoted']);
    await twice(() => reset(bob, 'U0CAROL', ports, 'reset'));
    const { news, invite } = await stored(bob);
    expect(news).toMatchObject([{ what: 'promoted' }, { what: 'reset', invite: invite?.id }]);
    await twice(() => demote(bob, 'U0CAROL', ports, 'demotion'));
    expect((await stored(bob)).news.map(({ what }) => what)).toEqual(['promoted', 'reset', 'demoted']);
    expect(await admins()).toEqual(['U0CAROL', 'U0DAVE']);
  });

  test('is told as it is where the second one is another: somebody is an admin already, or none any more', async () => {
    await promote(bob, 'U0CAROL', ports, 'promotion');
    await expect(promote(bob, 'U0DAVE', ports, 'another promotion')).rejects.toThrow(AlreadyAdmin);
    await demote(bob, 'U0CAROL', ports, 'demotion');
    await expect(demote(bob, 'U0DAVE', ports, 'another demotion')).rejects.toThrow(NoSuchAdmin);
    await expect(reset(bob, 'U0DAVE', ports, 'reset')).rejects.toThrow(NoSuchAdmin);
  });

  test('is done a second time where it means somebody else', async () => {
    await promote(bob, 'U0CAROL', ports, 'form');
    await promote({ teamId, userId: 'U0ERIN' }, 'U0CAROL', ports, 'form');
    expect(await admins()).toEqual(['U0BOB', 'U0CAROL', 'U0DAVE', 'U0ERIN']);
  });
});

/** A process that dies after it has decided. */
function dying(): Ports {
  return {
    ...ports,
    admins: {
      ...ports.admins,
      carryOut: async () => {
        throw new Error('The process has died.');
      },
    },
  };
}

describe('a demotion by a process that died before it was carried out', () => {
  test('is carried out later, and the tickets are looked for from then on: until then the guard let them in', async () => {
    await expect(demote(dave, 'U0CAROL', dying())).rejects.toThrow('The process has died.');
    expect(await loggedIn(dave, ports)).toMatchObject(dave);
    const later = new Date(now.getTime() + 5 * 60_000);
    await carryOut(teamId, { ...ports, clock: { now: () => later } });
    expect(await stored(dave)).toMatchObject({ active: false, vacateUntil: new Date(later.getTime() + 2 * 60_000) });
  });

  test('is carried out by the same form, sent again', async () => {
    await expect(demote(dave, 'U0CAROL', dying(), 'form')).rejects.toThrow('The process has died.');
    await demote(dave, 'U0CAROL', ports, 'form');
    expect(await admins()).toEqual(['U0CAROL']);
    expect((await stored(dave)).news).toHaveLength(1);
  });
});

describe('who leaves the workspace', () => {
  test('is no admin any more; who is none, nothing happens to', async () => {
    await leave(dave, ports);
    expect(await stored(dave)).toMatchObject({ active: false, news: [{ what: 'deactivated', who: 'deskbell' }] });
    await leave(dave, ports);
    await leave(bob, ports);
    expect([await admins(), (await stored(dave)).news.length]).toEqual([['U0CAROL'], 1]);
  });

  test('as the last one leaves none, and a code makes the first one anew', async () => {
    expect(await offerSetup(teamId, ports)).toBeUndefined();
    await leave(dave, ports);
    await leave(carol, ports);
    expect(await admins()).toEqual([]);
    expect(await offerSetup(teamId, ports)).toMatch(/^\w{4}-\w{4}-\w{4}-\w{4}$/);
  });

  test('is found by the daily look, and nobody whom Slack does not know or says nothing of', async () => {
    await promote(bob, 'U0CAROL', ports);
    const known: Record<string, Profile> = {
      U0BOB: { ...member, standing: 'deactivated' },
      U0CAROL: member,
    };
    await sweep(
      teamId,
      slack(async (userId) => known[userId]),
    );
    expect(await admins()).toEqual(['U0CAROL', 'U0DAVE']);
    const away = slack(async () => {
      throw new Error('Slack is away.');
    });
    const error: unknown = await sweep(teamId, away).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(AggregateError);
    expect(error).toMatchObject({ errors: [{ message: 'Slack is away.' }, { message: 'Slack is away.' }] });
    expect(await admins()).toEqual(['U0CAROL', 'U0DAVE']);
  });

  test('is found by the daily look behind somebody of whom Slack says nothing, and that is told at its end', async () => {
    await promote(bob, 'U0CAROL', ports);
    const halting = slack(async (userId) => {
      if (userId === 'U0CAROL') throw new Error('Slack asks to wait.');
      return { ...member, standing: userId === 'U0DAVE' ? 'deactivated' : 'member' };
    });
    await expect(sweep(teamId, halting)).rejects.toMatchObject({ errors: [{ message: 'Slack asks to wait.' }] });
    expect(await admins()).toEqual(['U0BOB', 'U0CAROL']);
  });
});

describe('who reads the triage channel and is no admin', () => {
  const people: Record<string, Profile> = { B0BOT: { ...member, standing: 'bot' }, U0ALICE: member };

  test('is named; apps are not, and somebody whom Slack does not know is', async () => {
    const asked: string[] = [];
    const all = ['U0CAROL', 'U0ALICE', 'B0BOT', 'U0UNKNOWN'];
    const known: Ports = {
      ...ports,
      people: {
        find: async (userId) => people[userId],
        async membersOf(channel) {
          asked.push(channel);
          return all;
        },
      },
    };
    expect(await outsiders(teamId, known)).toEqual({ userIds: ['U0ALICE', 'U0UNKNOWN'], more: 0 });
    expect(asked).toEqual(['C0TRIAGE']);
  });

  test('of many, twenty are looked at, and how many more there are is told', async () => {
    const looked: string[] = [];
    const all = Array.from({ length: 33 }, (_, index) => `U0READER${index}`);
    const find = async (userId: string) => {
      looked.push(userId);
      return member;
    };
    const { userIds, more } = await outsiders(teamId, slack(find, ['U0DAVE', ...all]));
    expect([userIds, more, looked]).toEqual([all.slice(0, 20), 13, all.slice(0, 20)]);
  });
});

test('the list of admins tells who promoted whom, who has no password yet, and who is locked', async () => {
  await promote(bob, 'U0CAROL', ports);
  for (let one = 0; one < 5; one += 1) await ports.tries.count(dave, randomUUID(), now);
  const elsewhere = { ...carol, teamId: 'T0OTHER' };
  for (let one = 0; one < 5; one += 1) await ports.tries.count(elsewhere, randomUUID(), now);
  expect(await allAdmins(teamId, ports)).toMatchObject([
    { userId: 'U0BOB', promotedBy: 'U0CAROL', hasPassword: false, lockedUntil: undefined },
    { userId: 'U0CAROL', promotedBy: 'test', hasPassword: true, lockedUntil: undefined },
    { userId: 'U0DAVE', hasPassword: true, lockedUntil: new Date('2026-11-24T12:15:00Z') },
  ]);
});
