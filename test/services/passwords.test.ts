import { randomUUID } from 'node:crypto';
import { InvalidWords, InviteOver, LoginNeeded, WrongPassword } from '../../src/domain/errors';
import type { Person } from '../../src/domain/people';
import { promote, reset } from '../../src/services/admins';
import type { Ports } from '../../src/services/ports';
import { changePassword, invited, loggedIn, login, setPassword } from '../../src/services/sessions';
import type { AdminDocument } from '../../src/storage/models';
import { admit, password, portsOn, startStore, type TestStore } from '../support/ports';

const start = new Date('2026-11-24T12:00:00Z');
const hourMs = 60 * 60_000;
const next = 'a whole new sentence';
const typed = { password: next, again: next };

let store: TestStore;
let ports: Ports;
let now: Date;
/** How many hashes were made. */
let hashed: number;
/** Of a team of its own for each test. */
let carol: Person;
let dave: Person;

beforeAll(async () => {
  store = await startStore();
});

beforeEach(async () => {
  const teamId = `T${randomUUID()}`;
  [carol, dave] = [
    { teamId, userId: 'U0CAROL' },
    { teamId, userId: 'U0DAVE' },
  ];
  now = start;
  hashed = 0;
  const made = await portsOn(store.models, { clock: { now: () => now } });
  await admit(store.models, [carol, dave], made);
  ports = {
    ...made,
    passwords: {
      ...made.passwords,
      async hash(one) {
        hashed += 1;
        return await made.passwords.hash(one);
      },
    },
  };
});

afterAll(() => store.stop());

function passes(ms: number): void {
  now = new Date(now.getTime() + ms);
}

async function stored({ teamId, userId }: Person): Promise<AdminDocument> {
  const found = await store.models.admins.findOne({ teamId, userId }).lean<AdminDocument>();
  if (found === null) throw new Error(`${userId} was never an admin.`);
  return found;
}

async function buttonOf(person: Person): Promise<string> {
  return (await stored(person)).invite?.id ?? '';
}

/** How many wrong passwords are on record. */
async function failures(): Promise<number> {
  return (await ports.audit.list(carol.teamId, { what: 'failedLogin' }, { limit: 100 })).length;
}

async function outcomes(...tries: Promise<unknown>[]): Promise<string[]> {
  const all = await Promise.allSettled(tries);
  return all.map((one) => (one.status === 'fulfilled' ? 'done' : String(one.reason.name))).toSorted();
}

describe('who changes their password', () => {
  test('is logged out everywhere, and logs in with the new one alone', async () => {
    await changePassword(carol, { old: password, ...typed }, ports);
    await expect(loggedIn(carol, ports)).rejects.toThrow(LoginNeeded);
    await expect(login(carol, password, ports)).rejects.toThrow(WrongPassword);
    expect(await login(carol, next, ports)).toMatchObject(carol);
    expect((await stored(carol)).news.map(({ what }) => what)).toEqual(['changedPassword', 'loggedIn']);
  });

  test('and sends the same form again, because the answer came late, has changed it once, and tried nothing', async () => {
    await changePassword(carol, { old: password, ...typed }, ports, { key: 'form', request: 'first' });
    await login(carol, next, ports);
    for (const request of ['second', 'third', 'fourth', 'fifth', 'sixth'])
      await changePassword(carol, { old: password, ...typed }, ports, { key: 'form', request });
    expect((await stored(carol)).news.map(({ what }) => what)).toEqual(['changedPassword', 'loggedIn']);
    expect(await loggedIn(carol, ports)).toMatchObject(carol);
    expect([await failures(), await login(carol, next, ports)]).toMatchObject([0, carol]);
  });

  test('and sends the same form again with another password, is told which one is theirs', async () => {
    await changePassword(carol, { old: password, ...typed }, ports, { key: 'form', request: 'first' });
    const other = { old: password, password: 'another new sentence', again: 'another new sentence' };
    const again = changePassword(carol, other, ports, { key: 'form', request: 'second' });
    await expect(again).rejects.toMatchObject({ fields: { password: expect.stringContaining('What you sent first') } });
    expect([await failures(), await login(carol, next, ports)]).toMatchObject([0, carol]);
  });

  test('and sends the same form while the first one is still looked at, is told of no wrong password', async () => {
    const first = changePassword(carol, { old: password, ...typed }, ports, { key: 'form', request: 'first' });
    const second = changePassword(carol, { old: password, ...typed }, ports, { key: 'form', request: 'second' });
    expect(await outcomes(first, second)).toEqual(['done', 'done']);
    expect((await stored(carol)).news.map(({ what }) => what)).toEqual(['changedPassword']);
    expect([await failures(), await login(carol, next, ports)]).toMatchObject([0, carol]);
  });

  test('and sends the same form in the moment in which the first one comes to its end, is told of no wrong password', async () => {
    const late: Ports = {
      ...ports,
      tries: {
        ...ports.tries,
        async count(...one) {
          await changePassword(carol, { old: password, ...typed }, ports, { key: 'form', request: 'first' });
          return await ports.tries.count(...one);
        },
      },
    };
    await changePassword(carol, { old: password, ...typed }, late, { key: 'form', request: 'second' });
    expect((await stored(carol)).news.map(({ what }) => what)).toEqual(['changedPassword']);
    expect([await failures(), await login(carol, next, ports)]).toMatchObject([0, carol]);
  });

  test('may correct a wrong old one in the same form; the same wrong one that Slack delivers twice is one try', async () => {
    for (const request of ['one', 'one', 'two', 'three', 'four', 'four'])
      await expect(changePassword(carol, { old: 'wrong', ...typed }, ports, { key: 'form', request })).rejects.toThrow(
        WrongPassword,
      );
    expect(await failures()).toBe(4);
    await changePassword(carol, { old: password, ...typed }, ports, { key: 'form', request: 'five' });
  });

  test('has to know the old one: a wrong one counts like any other', async () => {
    for (let one = 0; one < 5; one += 1)
      await expect(changePassword(carol, { old: 'wrong', ...typed }, ports)).rejects.toThrow(WrongPassword);
    await expect(changePassword(carol, { old: password, ...typed }, ports)).rejects.toThrow(WrongPassword);
    await expect(login(carol, password, ports)).rejects.toThrow(WrongPassword);
    expect(await loggedIn(carol, ports)).toMatchObject(carol);
  });

  test('has forgotten their tries, where the old one was right', async () => {
    for (let one = 0; one < 4; one += 1) await outcomes(login(carol, 'wrong', ports));
    await changePassword(carol, { old: password, ...typed }, ports);
    for (let one = 0; one < 4; one += 1) await outcomes(login(carol, 'wrong', ports));
    expect(await login(carol, next, ports)).toMatchObject(carol);
  });

  test.each([
    ['too short', { password: 'short', again: 'short' }],
    ['typed in two ways', { password: next, again: 'something else' }],
    ['their name', { password: 'Somebody Somebody', again: 'Somebody Somebody' }],
    ['a common one', { password: 'passwordpassword', again: 'passwordpassword' }],
  ])('to one that is %s is told so, and it is no try', async (_, words) => {
    for (let one = 0; one < 6; one += 1)
      await expect(changePassword(carol, { old: 'wrong', ...words }, ports)).rejects.toThrow(InvalidWords);
    expect(await login(carol, password, ports)).toMatchObject(carol);
  });

  test('twice at once has one of both, and the other is told that the old one is none any more', async () => {
    const [one, other] = ['one of two sentences', 'the other of two'].map((words) =>
      changePassword(carol, { old: password, password: words, again: words }, ports),
    );
    expect(await outcomes(one ?? Promise.reject(), other ?? Promise.reject())).toEqual(['WrongPassword', 'done']);
  });

  test('has not changed it where it was reset in the same moment', async () => {
    const late: Ports = {
      ...ports,
      passwords: {
        ...ports.passwords,
        async hash(words) {
          await reset(carol, 'U0DAVE', ports);
          return await ports.passwords.hash(words);
        },
      },
    };
    await expect(changePassword(carol, { old: password, ...typed }, late)).rejects.toThrow(WrongPassword);
    expect((await stored(carol)).hash).toBeUndefined();
  });

  test('is told what Slack says where it does not tell whose it is', async () => {
    const away: Ports = {
      ...ports,
      people: {
        ...ports.people,
        find: async () => {
          throw new Error('Slack is away.');
        },
      },
    };
    await expect(changePassword(carol, { old: password, ...typed }, away)).rejects.toThrow('Slack is away.');
  });
});

describe('the button that sets a password', () => {
  let erin: Person;
  let button: string;

  beforeEach(async () => {
    erin = { ...carol, userId: 'U0ERIN' };
    await promote(erin, 'U0CAROL', ports);
    button = await buttonOf(erin);
  });

  test('sets it once, and does not log in', async () => {
    await invited(erin, button, ports);
    await setPassword(erin, button, typed, ports);
    await expect(loggedIn(erin, ports)).rejects.toThrow(LoginNeeded);
    expect(await login(erin, next, ports)).toMatchObject(erin);
    await expect(invited(erin, button, ports)).rejects.toThrow(InviteOver);
    await expect(setPassword(erin, button, typed, ports)).rejects.toThrow(InviteOver);
  });

  test('in a form that is sent again, because the answer came late, has set it once; another password is told of', async () => {
    await setPassword(erin, button, typed, ports, 'form');
    await setPassword(erin, button, typed, ports, 'form');
    expect((await stored(erin)).news.map(({ what }) => what)).toEqual(['promoted', 'setPassword']);
    const other = { password: 'another new sentence', again: 'another new sentence' };
    await expect(setPassword(erin, button, other, ports, 'form')).rejects.toMatchObject({
      fields: { password: expect.stringContaining('What you sent first') },
    });
    expect(hashed).toBe(1);
    expect(await login(erin, next, ports)).toMatchObject(erin);
  });

  test('in a form that is sent again while the first one is still looked at, has set it', async () => {
    const both = [1, 2].map(() => setPassword(erin, button, typed, ports, 'form'));
    expect(await outcomes(...both)).toEqual(['done', 'done']);
    expect((await stored(erin)).news.map(({ what }) => what)).toEqual(['promoted', 'setPassword']);
  });

  test('in a form that is sent again in the moment in which the first one comes to its end, has set it', async () => {
    const late: Ports = {
      ...ports,
      admins: {
        ...ports.admins,
        async did(...one) {
          const known = await ports.admins.did(...one);
          await setPassword(erin, button, typed, ports, 'form');
          return known;
        },
      },
    };
    await setPassword(erin, button, typed, late, 'form');
    expect((await stored(erin)).news.map(({ what }) => what)).toEqual(['promoted', 'setPassword']);
  });

  test('pressed twice at once sets one of both', async () => {
    const passwords = ['one of two sentences', 'the other of two'];
    const tries = passwords.map((words) => setPassword(erin, button, { password: words, again: words }, ports));
    expect(await outcomes(...tries)).toEqual(['InviteOver', 'done']);
    const works = await Promise.all(passwords.map((words) => outcomes(login(erin, words, ports))));
    expect(works.flat().toSorted()).toEqual(['WrongPassword', 'done']);
  });

  test('is nobody else’s, and costs them no work of ours', async () => {
    const others: [Person, string][] = [
      [dave, button],
      [{ ...erin, userId: 'U0ALICE' }, button],
      [{ ...erin, teamId: 'T0OTHER' }, button],
      [erin, 'another button'],
      [erin, ''],
    ];
    for (const [person, id] of others) await expect(setPassword(person, id, typed, ports)).rejects.toThrow(InviteOver);
    expect(hashed).toBe(0);
    expect((await stored(erin)).invite?.id).toBe(button);
  });

  test('works for 24 hours, and not in that moment', async () => {
    passes(24 * hourMs);
    await expect(setPassword(erin, button, typed, ports)).rejects.toThrow(InviteOver);
    passes(-1);
    await setPassword(erin, button, typed, ports);
  });

  test('whose time ends while the form is looked at, sets nothing', async () => {
    const slow: Ports = {
      ...ports,
      passwords: {
        ...ports.passwords,
        async hash(words) {
          passes(24 * hourMs);
          return await ports.passwords.hash(words);
        },
      },
    };
    await expect(setPassword(erin, button, typed, slow)).rejects.toThrow(InviteOver);
    expect((await stored(erin)).hash).toBeUndefined();
  });

  test('still works after a password that cannot be one', async () => {
    for (const words of ['short', 'x'.repeat(73), ' '.repeat(12), 'Somebody Somebody'])
      await expect(setPassword(erin, button, { password: words, again: words }, ports)).rejects.toThrow(InvalidWords);
    await setPassword(erin, button, { password: 'x\0'.repeat(8), again: 'x\0'.repeat(8) }, ports);
    expect(await login(erin, 'x\0'.repeat(8), ports)).toMatchObject(erin);
    await expect(login(erin, 'xx'.repeat(8), ports)).rejects.toThrow(WrongPassword);
  });

  test('of a promotion that was taken back, or was replaced by a newer one, does nothing', async () => {
    await reset(erin, 'U0CAROL', ports);
    await expect(setPassword(erin, button, typed, ports)).rejects.toThrow(InviteOver);
    await setPassword(erin, await buttonOf(erin), typed, ports);
  });

  test('ends the lock of somebody who forgot the old one', async () => {
    for (let one = 0; one < 5; one += 1) await outcomes(login(dave, 'wrong', ports));
    await reset(dave, 'U0CAROL', ports);
    await setPassword(dave, await buttonOf(dave), typed, ports);
    expect(await login(dave, next, ports)).toMatchObject(dave);
  });
});

test('no password that anybody typed is stored anywhere', async () => {
  const secrets = ['a secret that is long', 'another secret, as long', 'wrong secret of somebody'];
  const [first = '', second = '', third = ''] = secrets;
  await changePassword(carol, { old: password, password: first, again: first }, ports);
  await login(carol, first, ports);
  await reset(dave, 'U0CAROL', ports);
  await setPassword(dave, await buttonOf(dave), { password: second, again: second }, ports);
  await outcomes(login(dave, third, ports), login({ ...dave, userId: 'U0ALICE' }, third, ports));
  const all = await Promise.all(Object.values(store.models).map((model) => model.collection.find().toArray()));
  const text = JSON.stringify(all);
  expect(text).toContain('U0ALICE');
  for (const secret of [...secrets, password]) expect(text).not.toContain(secret);
});
