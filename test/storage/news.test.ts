import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { DueAdmin, NewsStore, Told } from '../../src/services/delivery-ports';
import type { Admins } from '../../src/services/ports';
import { adminsIn } from '../../src/storage/admins';
import { connect } from '../../src/storage/connection';
import { createIndexes } from '../../src/storage/indexes';
import { type AdminDocument, type Models, modelsOf } from '../../src/storage/models';
import { newsIn } from '../../src/storage/news';
import { startTestDatabase } from '../support/database';

const lease = { leaseMs: 60_000, doubtMs: 90_000 };
const start = new Date('2026-11-24T12:00:00Z');
const at = (seconds: number): Date => new Date(start.getTime() + seconds * 1_000);
const dave = { teamId: 'T0DESK', userId: 'U0DAVE' };
const done: Told = { keys: [], isHomeShown: true, isVacated: true, doubt: undefined, dueAt: undefined };

let database: { uri: string; stop(): Promise<void> };
let connection: Connection;
let models: Models;
let admins: Admins;
let news: NewsStore;

beforeAll(async () => {
  database = await startTestDatabase();
  connection = await connect(database.uri).asPromise();
  models = modelsOf(connection);
  await createIndexes(models);
  admins = adminsIn(models);
  news = newsIn(models);
});

beforeEach(async () => {
  await models.admins.collection.deleteMany({});
});

afterAll(async () => {
  await connection.close();
  await database.stop();
});

async function promoted(userId = dave.userId, seconds = 0): Promise<void> {
  const invite = { id: `button of ${userId}`, until: at(24 * 60 * 60) };
  const step = { what: 'promoted', userId, by: 'U0CAROL', key: randomUUID(), invite, seq: 1, at: at(seconds) } as const;
  await admins.carryOut('T0DESK', step, at(seconds));
}

/** Carried out late, where `now` is later than that. */
async function demoted(seconds: number, now = seconds): Promise<void> {
  const { userId } = dave;
  const step = { what: 'demoted', userId, by: 'U0CAROL', key: randomUUID(), seq: 2, at: at(seconds) } as const;
  await admins.carryOut('T0DESK', step, at(now));
}

async function reset(seconds: number): Promise<void> {
  const invite = { id: 'new button', until: at(seconds + 24 * 60 * 60) };
  await admins.change(dave, { what: 'reset', by: 'U0CAROL', at: at(seconds), key: randomUUID(), invite });
}

async function taken(seconds: number): Promise<DueAdmin> {
  const due = await news.take(at(seconds), lease);
  if (due === undefined) throw new Error(`Nobody is due after ${seconds} s.`);
  return due;
}

async function stored(): Promise<AdminDocument> {
  const found = await models.admins.findOne().lean<AdminDocument>();
  if (found === null) throw new Error('There is no admin.');
  return found;
}

function keysOf({ news: all }: DueAdmin): string[] {
  return all.map(({ key }) => key);
}

test('who was promoted is due, with what there is to tell and to show', async () => {
  expect(await news.take(at(0), lease)).toBeUndefined();
  await promoted();
  expect(await taken(0)).toEqual({
    ...dave,
    id: expect.any(String),
    token: expect.any(String),
    version: 1,
    news: [{ key: 'T0DESK:U0DAVE:1', at: at(0), what: 'promoted', who: 'U0CAROL', invite: 'button of U0DAVE' }],
    homeDue: true,
    vacateUntil: undefined,
    isAgainSince: at(0),
    leaseUntil: at(60),
    doubt: undefined,
  });
});

test('whose time as an admin ends has tickets to be looked for, for two minutes', async () => {
  await promoted();
  await demoted(10);
  const { news: all, vacateUntil, isAgainSince, homeDue } = await taken(10);
  expect([all.map(({ what }) => what), vacateUntil, homeDue]).toEqual([['promoted', 'demoted'], at(130), true]);
  expect(isAgainSince).toBeUndefined();
});

test('whose time ends in a decision that was carried out late has as long from then on', async () => {
  await promoted();
  await demoted(10, 600);
  expect((await taken(600)).vacateUntil).toEqual(at(720));
});

test('who is an admin again before their tickets were looked for: they are looked for still, up to the new promotion', async () => {
  await promoted();
  await demoted(10);
  const invite = { id: 'new button', until: at(24 * 60 * 60) };
  const again = { what: 'promoted', userId: dave.userId, by: 'U0CAROL', key: randomUUID(), invite, seq: 3 } as const;
  await admins.carryOut('T0DESK', { ...again, at: at(20) }, at(20));
  expect(await taken(20)).toMatchObject({ vacateUntil: at(130), isAgainSince: at(20) });
});

test('of many messengers who ask at once one has it, until the lease has run out', async () => {
  await promoted();
  const asked = await Promise.all(Array.from({ length: 10 }, () => news.take(at(0), lease)));
  expect(asked.filter((due) => due !== undefined)).toHaveLength(1);
  expect(await news.take(at(59), lease)).toBeUndefined();
  expect(await news.take(at(60), lease)).toBeDefined();
});

test('who is due the longest comes first, and nobody before their time', async () => {
  await promoted('U0DAVE', 20);
  await promoted('U0ERIN', 10);
  expect(await news.take(at(9), lease)).toBeUndefined();
  expect([(await taken(30)).userId, (await taken(30)).userId]).toEqual(['U0ERIN', 'U0DAVE']);
});

describe('a lease that is given back', () => {
  test('leaves nothing due where all was done', async () => {
    await promoted();
    await demoted(0);
    const due = await taken(0);
    await news.release(due, { ...done, keys: keysOf(due) }, at(0));
    expect(await news.take(at(100_000), lease)).toBeUndefined();
    const left = await stored();
    expect(left.news).toEqual([]);
    for (const field of ['dueAt', 'homeDue', 'vacateUntil', 'leaseToken', 'leaseUntil', 'doubtSince', 'doubtUntil'])
      expect(Object.keys(left)).not.toContain(field);
  });

  test('keeps what was not done, and when it is tried again', async () => {
    await promoted();
    await demoted(0);
    const [first = '', ...rest] = keysOf(await taken(0));
    const due = await taken(61);
    await news.release(due, { ...done, keys: [first], isHomeShown: false, isVacated: false, dueAt: at(90) }, at(61));
    expect(await news.take(at(89), lease)).toBeUndefined();
    const again = await taken(90);
    expect([keysOf(again), again.homeDue, again.vacateUntil, again.doubt]).toEqual([rest, true, at(120), undefined]);
  });

  test('stays due where something has happened meanwhile, and what was shown then is shown again', async () => {
    await promoted();
    const due = await taken(0);
    await reset(1);
    await news.release(due, { ...done, keys: keysOf(due) }, at(1));
    const again = await taken(2);
    expect([again.news.map(({ what }) => what), again.homeDue]).toEqual([['reset'], true]);
  });

  test('by one who was so slow that another has it now, changes nothing', async () => {
    await promoted();
    const slow = await taken(0);
    const quick = await taken(61);
    await news.release(slow, { ...done, keys: keysOf(slow) }, at(62));
    const left = await stored();
    expect([left.leaseToken, left.news.length, left.homeDue, left.dueAt]).toEqual([quick.token, 1, true, at(0)]);
  });

  test('by one who was so slow that another has done it: the Home is shown once more, as it is then', async () => {
    await promoted();
    const slow = await taken(0);
    const quick = await taken(61);
    await news.release(quick, { ...done, keys: keysOf(quick) }, at(62));
    expect(await news.take(at(100), lease)).toBeUndefined();
    await news.release(slow, { ...done, keys: keysOf(slow) }, at(101));
    expect(await news.take(at(100), lease)).toBeUndefined();
    expect(await taken(101)).toMatchObject({ news: [], homeDue: true });
  });
});

describe('what a messenger posted that did not come back', () => {
  test('is in doubt from the beginning of its lease until a while after its end', async () => {
    await promoted();
    await taken(0);
    expect((await taken(600)).doubt).toEqual({ since: at(0), until: at(150) });
  });

  test('is in doubt for the next one, where it said so itself', async () => {
    await promoted();
    const doubt = { since: at(0), until: at(95) };
    await news.release(await taken(0), { ...done, isHomeShown: false, doubt, dueAt: at(95) }, at(5));
    const second = await taken(95);
    expect(second.doubt).toEqual(doubt);
    await news.release(second, { ...done, keys: keysOf(second) }, at(95));
    await reset(200);
    expect((await taken(200)).doubt).toBeUndefined();
  });

  test('is in doubt from where the older doubt began, where the next one does not come back either', async () => {
    await promoted();
    await news.release(await taken(0), { ...done, doubt: { since: at(0), until: at(95) }, dueAt: at(95) }, at(5));
    await taken(1_000);
    expect((await taken(1_100)).doubt).toEqual({ since: at(0), until: at(1_150) });
  });

  test('two leases that ran out one after the other: the doubt begins where the first one began', async () => {
    await promoted();
    await taken(0);
    await taken(3_600);
    expect((await taken(3_700)).doubt).toEqual({ since: at(0), until: at(3_750) });
  });

  test('stays in doubt where something has happened meanwhile', async () => {
    await promoted();
    const due = await taken(0);
    await reset(1);
    await news.release(due, { ...done, doubt: { since: at(0), until: at(91) }, dueAt: at(91) }, at(1));
    expect((await taken(2)).doubt).toEqual({ since: at(0), until: at(91) });
  });
});
