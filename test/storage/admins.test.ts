import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { AdminChange, Admins } from '../../src/services/ports';
import { adminsIn } from '../../src/storage/admins';
import { connect } from '../../src/storage/connection';
import { createIndexes } from '../../src/storage/indexes';
import { type AdminDocument, type Models, modelsOf } from '../../src/storage/models';
import { startTestDatabase } from '../support/database';

const at = new Date('2026-11-24T12:00:00Z');
const after = (ms: number): Date => new Date(at.getTime() + ms);
const hourMs = 60 * 60_000;

let database: { uri: string; stop(): Promise<void> };
let connection: Connection;
let models: Models;
let admins: Admins;
/** A team of its own for each test. */
let teamId: string;
let carol: { teamId: string; userId: string };

beforeAll(async () => {
  database = await startTestDatabase();
  connection = await connect(database.uri).asPromise();
  models = modelsOf(connection);
  await createIndexes(models);
  admins = adminsIn(models);
});

beforeEach(async () => {
  teamId = `T${randomUUID()}`;
  carol = { teamId, userId: 'U0CAROL' };
  await models.admins.collection.deleteMany({});
});

afterAll(async () => {
  await connection.close();
  await database.stop();
});

const session = { since: at, until: after(12 * hourMs) };
const invite = { id: 'button', until: after(24 * hourMs) };

/** Makes Carol an admin of whom this is stored. */
async function stands(changed: Partial<AdminDocument> = {}, userId = 'U0CAROL'): Promise<void> {
  const made = { active: true, promotedBy: 'U0DAVE', promotedAt: at, seq: 3, version: 4, news: [] };
  await models.admins.create({ teamId, userId, ...made, ...changed });
}

async function stored(): Promise<AdminDocument> {
  const found = await models.admins.findOne(carol).lean<AdminDocument>();
  if (found === null) throw new Error('She was never an admin.');
  return found;
}

type Distributive<T> = T extends unknown ? Omit<T, 'key' | 'at'> : never;
const change = (what: Distributive<AdminChange>, when = at): AdminChange => ({ ...what, at: when, key: 'key' });

const setsPassword = change({ what: 'setPassword', invite: 'button', hash: 'new hash' });
const changesPassword = change({ what: 'changedPassword', oldHash: 'hash', hash: 'new hash' });
const logsIn = change({ what: 'loggedIn', oldHash: 'hash', until: after(hourMs) });
const logsOut = change({ what: 'loggedOut' });
const expires = change({ what: 'expired' });
const resets = change({ what: 'reset', by: 'U0DAVE', invite: { id: 'new button', until: after(hourMs) } });

describe('a change of an admin', () => {
  test('to set a password takes the button and a session away', async () => {
    await stands({ invite, session });
    expect(await admins.change(carol, setsPassword)).toMatchObject({ hasPassword: true });
    const found = await stored();
    expect(found).toMatchObject({ hash: 'new hash', news: [{ what: 'setPassword', who: 'U0CAROL' }] });
    expect([found.invite, found.session]).toEqual([undefined, undefined]);
  });

  test('to change it ends the session', async () => {
    await stands({ hash: 'hash', session });
    await admins.change(carol, changesPassword);
    const found = await stored();
    expect(found).toMatchObject({ hash: 'new hash', news: [{ what: 'changedPassword', who: 'U0CAROL' }] });
    expect(found.session).toBeUndefined();
  });

  test('to log in begins a session, and keeps the hash', async () => {
    await stands({ hash: 'hash' });
    const until = after(hourMs);
    expect(await admins.change(carol, logsIn)).toMatchObject({ session: { since: at, until } });
    expect(await stored()).toMatchObject({ hash: 'hash', news: [{ what: 'loggedIn', who: 'U0CAROL' }] });
  });

  test('to log in with an outdated hash replaces it in the same write', async () => {
    await stands({ hash: 'hash' });
    await admins.change(carol, { ...logsIn, hash: 'costlier hash' } as AdminChange); // a login that has a new hash
    expect(await stored()).toMatchObject({ hash: 'costlier hash', version: 5 });
  });

  test('to log out ends the session, and that it ran out is no news', async () => {
    await stands({ hash: 'hash', session });
    await admins.change(carol, logsOut);
    expect(await stored()).toMatchObject({ hash: 'hash', news: [{ what: 'loggedOut', who: 'U0CAROL' }] });
    await models.admins.updateOne(carol, { $set: { session, news: [] } });
    await admins.change(carol, { ...expires, key: 'another', at: session.until });
    expect(await stored()).toMatchObject({ hash: 'hash', news: [], homeDue: true });
    expect((await stored()).session).toBeUndefined();
  });

  test('to reset takes password and session away, and gives another button', async () => {
    await stands({ hash: 'hash', session, invite });
    expect(await admins.change(carol, resets)).toMatchObject({ hasPassword: false, invite: { id: 'new button' } });
    const found = await stored();
    expect(found.news).toMatchObject([{ what: 'reset', who: 'U0DAVE', invite: 'new button' }]);
    expect([found.hash, found.session]).toEqual([undefined, undefined]);
  });

  test.each<[string, AdminChange]>([
    ['setPassword', setsPassword],
    ['changedPassword', changesPassword],
    ['loggedIn', logsIn],
    ['loggedOut', logsOut],
    ['expired', { ...expires, at: session.until }],
    ['reset', resets],
  ])('makes her due for the messenger in the same write: %s', async (_, one) => {
    await stands({ hash: 'hash', session, invite });
    await admins.change(carol, one);
    expect(await stored()).toMatchObject({ version: 5, homeDue: true, dueAt: one.at });
  });

  test.each<[string, Partial<AdminDocument>, AdminChange]>([
    ['a password by another button', { invite }, { ...setsPassword, invite: 'older' } as AdminChange],
    ['a password by a button whose time is over', { invite }, { ...setsPassword, at: invite.until }],
    ['a password without a button', {}, setsPassword],
    ['a password in place of one that is not the one any more', { hash: 'newer' }, changesPassword],
    ['a password in place of none', {}, changesPassword],
    ['a login with a hash that is not the one any more', { hash: 'newer' }, logsIn],
    ['a login after a reset', {}, logsIn],
    ['a logout of nobody', { hash: 'hash' }, logsOut],
    ['a logout of somebody whose session has run out', { session }, { ...logsOut, at: session.until }],
    ['the end of a session that is not over', { session }, { ...expires, at: new Date(session.until.getTime() - 1) }],
    ['the end of no session', {}, expires],
  ])('changes nothing where it cannot be: %s', async (_, given, one) => {
    await stands(given);
    const before = await stored();
    expect(await admins.change(carol, one)).toBeUndefined();
    expect(await stored()).toEqual(before);
  });

  test.each([setsPassword, changesPassword, logsIn, logsOut, { ...expires, at: session.until }, resets])(
    'is none of somebody who is no admin any more, or of another team: $what',
    async (one) => {
      await stands({ active: false, hash: 'hash', session, invite });
      const before = await stored();
      expect(await admins.change(carol, one)).toBeUndefined();
      await models.admins.updateOne(carol, { $set: { active: true } });
      expect(await admins.change({ ...carol, teamId: 'T0OTHER' }, one)).toBeUndefined();
      expect(await stored()).toEqual({ ...before, active: true });
    },
  );

  test.each<[string, AdminChange]>([
    ['setPassword', setsPassword],
    ['changedPassword', changesPassword],
    ['loggedIn', logsIn],
    ['loggedOut', logsOut],
    ['reset', resets],
  ])('by the same form or click is made once, also where it could be made again: %s', async (_, one) => {
    await stands({ hash: 'hash', session, invite });
    expect(await admins.did(carol, one.key)).toBe(false);
    const both = await Promise.all([admins.change(carol, one), admins.change(carol, one)]);
    expect(both.filter((made) => made !== undefined)).toHaveLength(1);
    expect(await admins.did(carol, one.key)).toBe(true);
    await models.admins.updateOne(carol, { $set: { hash: 'hash', session, invite } });
    const before = await stored();
    expect(await admins.change(carol, one)).toBeUndefined();
    expect(await stored()).toEqual(before);
    expect(await admins.change(carol, { ...one, key: 'another' })).toBeDefined();
  });

  test('is known by its form, of hers and of no other person or team, for as long as twenty later ones', async () => {
    await stands();
    await stands({}, 'U0DAVE');
    for (let count = 0; count <= 20; count += 1) await admins.change(carol, { ...resets, key: `form ${count}` });
    const known = await Promise.all([0, 1, 20].map((count) => admins.did(carol, `form ${count}`)));
    expect(known).toEqual([false, true, true]);
    expect(await admins.did({ teamId, userId: 'U0DAVE' }, 'form 20')).toBe(false);
    expect(await admins.did({ ...carol, teamId: 'T0OTHER' }, 'form 20')).toBe(false);
  });

  test('by a button that two press at once is made once', async () => {
    await stands({ invite });
    const both = await Promise.all([1, 2].map((one) => admins.change(carol, { ...setsPassword, key: String(one) })));
    expect(both.filter((one) => one !== undefined)).toHaveLength(1);
    expect((await stored()).news).toHaveLength(1);
  });
});

describe('who asks for admins', () => {
  beforeEach(async () => {
    await stands({ hash: 'hash of Dave', session }, 'U0DAVE');
    await stands({ hash: 'hash of Carol', invite });
    await stands({ active: false, hash: 'hash of Bob' }, 'U0BOB');
  });

  test('gets those who are admins, by their ids, and never a hash', async () => {
    const all = await admins.list(teamId);
    const dave = await admins.find({ teamId, userId: 'U0DAVE' });
    expect(all.map(({ userId }) => userId)).toEqual(['U0CAROL', 'U0DAVE']);
    const made = { teamId, promotedBy: 'U0DAVE', promotedAt: at, hasPassword: true };
    expect(all[0]).toEqual({ ...made, userId: 'U0CAROL', invite });
    expect(dave).toEqual({ ...made, userId: 'U0DAVE', session });
    expect(JSON.stringify([all, dave, await admins.change(carol, resets)])).not.toContain('hash of');
    expect(await admins.list('T0OTHER')).toEqual([]);
  });

  test('gets the hash of an admin alone, and of no other', async () => {
    expect(await admins.hashOf(carol)).toBe('hash of Carol');
    for (const userId of ['U0BOB', 'U0NOBODY']) expect(await admins.hashOf({ teamId, userId })).toBeUndefined();
    expect(await admins.hashOf({ ...carol, teamId: 'T0OTHER' })).toBeUndefined();
    expect(await admins.find({ teamId, userId: 'U0BOB' })).toBeUndefined();
  });

  test('is told whether there is another one', async () => {
    expect(await admins.hasOther(carol)).toBe(true);
    expect(await admins.hasOther({ ...carol, teamId: 'T0OTHER' })).toBe(false);
    await models.admins.updateOne({ teamId, userId: 'U0DAVE' }, { $set: { active: false } });
    expect(await admins.hasOther(carol)).toBe(false);
  });
});

async function expired(when: Date, limit: number): Promise<string[]> {
  return (await admins.expired(when, limit)).map(({ userId }) => userId);
}

test('the sessions that ran out come as they ended, a few at a time', async () => {
  await stands({ session }, 'U0DAVE');
  await stands({ session: { since: at, until: after(hourMs) } });
  await stands({ session: { since: at, until: after(13 * hourMs) } }, 'U0ERIN');
  await stands({}, 'U0BOB');
  expect(await expired(session.until, 10)).toEqual(['U0CAROL', 'U0DAVE']);
  expect(await expired(session.until, 1)).toEqual(['U0CAROL']);
  expect(await expired(after(hourMs - 1), 10)).toEqual([]);
});
