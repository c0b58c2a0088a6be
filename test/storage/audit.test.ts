import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { AuditEntry, AuditFilter, AuditPlace } from '../../src/domain/audit';
import { auditPage, wholeAudit } from '../../src/services/audit';
import type { Audit } from '../../src/services/ports';
import { auditIn } from '../../src/storage/audit';
import { connect } from '../../src/storage/connection';
import { createIndexes } from '../../src/storage/indexes';
import { type Models, modelsOf } from '../../src/storage/models';
import { startTestDatabase } from '../support/database';

const start = new Date('2026-11-24T12:00:00Z');
const after = (minutes: number): Date => new Date(start.getTime() + minutes * 60_000);

let database: { uri: string; stop(): Promise<void> };
let connection: Connection;
let models: Models;
let audit: Audit;
let teamId: string;

beforeAll(async () => {
  database = await startTestDatabase();
  connection = await connect(database.uri).asPromise();
  models = modelsOf(connection);
  await createIndexes(models);
  audit = auditIn(models);
});

beforeEach(() => {
  teamId = `T${randomUUID()}`;
});

afterAll(async () => {
  await connection.close();
  await database.stop();
});

/** An entry by name: the keys of one team are no other's. */
function entry(name: string, changed: Partial<AuditEntry> = {}): AuditEntry {
  return { key: `${teamId} ${name}`, teamId, at: start, what: 'loggedIn', who: 'U0CAROL', ...changed };
}

async function names(filter: AuditFilter = {}, limit = 100, from?: AuditPlace): Promise<string[]> {
  const found = await audit.list(teamId, filter, { limit, after: from });
  return found.map(({ key }) => key.slice(teamId.length + 1));
}

test('what is on record is read as it was put there', async () => {
  const all = [
    entry('b', { what: 'forceReleased', whom: 'U0DAVE', ticket: 42, at: after(1) }),
    entry('a', { what: 'setUp', who: 'machine' }),
  ];
  await audit.append(all);
  expect(await audit.list(teamId, {}, { limit: 10 })).toEqual(all);
});

test('the same deed is on record once, as it was first, also where it is put there by several at once', async () => {
  const first = entry('a');
  await audit.append([first]);
  const again = [entry('a', { what: 'demoted', who: 'U0DAVE', at: after(5) }), entry('b')];
  await Promise.all([audit.append(again), audit.append(again), audit.append([first])]);
  expect(await names()).toEqual(['b', 'a']);
  expect((await audit.list(teamId, {}, { limit: 10 }))[1]).toEqual(first);
});

test('nothing that reads or adds can change or take away', () => {
  expect(Object.keys(audit).toSorted()).toEqual(['append', 'list']);
});

describe('pages', () => {
  test('come newest first, and those of one moment by their keys, none twice and none left out', async () => {
    const keys = Array.from({ length: 23 }, (_, index) => String(index + 1).padStart(2, '0'));
    // Many of one moment, with others before and after it.
    await audit.append(keys.map((key) => entry(key, { at: key < '04' ? after(-1) : key > '20' ? after(1) : start })));
    const seen: string[] = [];
    let place: AuditPlace | undefined;
    let pages = 0;
    do {
      const { entries, next } = await auditPage(teamId, {}, { limit: 5, after: place }, { audit });
      seen.push(...entries.map(({ key }) => key.slice(teamId.length + 1)));
      place = next;
      pages += 1;
    } while (place !== undefined);
    expect(seen).toEqual(keys.toReversed());
    expect(pages).toBe(5);
  });

  test('end where a page is just full', async () => {
    await audit.append(['a', 'b', 'c', 'd'].map((name) => entry(name)));
    const first = await auditPage(teamId, {}, { limit: 2 }, { audit });
    const second = await auditPage(teamId, {}, { limit: 2, after: first.next }, { audit });
    expect([first.entries.length, second.entries.length, second.next]).toEqual([2, 2, undefined]);
  });

  test('go on where they were, also where something was put on record meanwhile', async () => {
    await audit.append(['a', 'c', 'e'].map((name) => entry(name)));
    const { next } = await auditPage(teamId, {}, { limit: 2 }, { audit });
    await audit.append([entry('f', { at: after(1) }), entry('d')]);
    expect(await names({}, 10, next)).toEqual(['a']);
  });

  test('are filtered, each of them', async () => {
    await audit.append(
      Array.from({ length: 9 }, (_, index) =>
        entry(String(index), {
          who: index % 3 === 0 ? 'U0DAVE' : 'U0CAROL',
          what: index % 2 ? 'loggedOut' : 'loggedIn',
        }),
      ),
    );
    const { entries, next } = await auditPage(teamId, { person: 'U0CAROL' }, { limit: 4 }, { audit });
    expect(entries.map(({ key }) => key.at(-1))).toEqual(['8', '7', '5', '4']);
    expect(await names({ person: 'U0CAROL' }, 4, next)).toEqual(['2', '1']);
    expect(await names({ person: 'U0CAROL', what: 'loggedOut' }, 4, next)).toEqual(['1']);
  });

  test('of the whole record are read one after the other', async () => {
    const made = Array.from({ length: 1_203 }, (_, index) => {
      const { key, ...rest } = entry(String(index), { at: after(Math.floor(index / 7)) });
      return { _id: key, ...rest, people: ['U0CAROL'] };
    });
    await models.audit.insertMany(made);
    const limits: number[] = [];
    const counting: Audit = {
      ...audit,
      async list(team, filter, page) {
        limits.push(page.limit);
        return await audit.list(team, filter, page);
      },
    };
    const seen = new Set<string>();
    for await (const { key } of wholeAudit(teamId, {}, { audit: counting })) seen.add(key);
    expect(seen.size).toBe(1_203);
    expect(limits).toEqual([501, 501, 501]);
  });
});

describe('what is asked for', () => {
  beforeEach(async () => {
    await audit.append([
      entry('did', { who: 'U0DAVE', whom: 'U0ERIN', what: 'demoted', at: after(1) }),
      entry('suffered', { who: 'U0CAROL', whom: 'U0DAVE', what: 'reset', at: after(2) }),
      entry('other', { who: 'U0CAROL', whom: 'U0ERIN', what: 'reset', at: after(3) }),
      entry('alone', { who: 'U0DAVE', what: 'loggedIn', at: after(4) }),
    ]);
    await audit.append([{ ...entry('elsewhere', { who: 'U0DAVE' }), teamId: `${teamId} other` }]);
  });

  test.each<[string, AuditFilter, string[]]>([
    ['everything', {}, ['alone', 'other', 'suffered', 'did']],
    ['of a person, who did it or to whom it happened', { person: 'U0DAVE' }, ['alone', 'suffered', 'did']],
    ['of a deed', { what: 'reset' }, ['other', 'suffered']],
    ['of a deed and a person', { what: 'reset', person: 'U0DAVE' }, ['suffered']],
    ['from a time, with it', { from: after(3) }, ['alone', 'other']],
    ['up to a time, without it', { to: after(3) }, ['suffered', 'did']],
    ['of a time', { from: after(2), to: after(4) }, ['other', 'suffered']],
    ['of a person and a time', { from: after(2), to: after(4), person: 'U0DAVE' }, ['suffered']],
    ['of nobody', { person: 'U0NOBODY' }, []],
  ])('%s', async (_, filter, expected) => {
    expect(await names(filter)).toEqual(expected);
  });

  test('a time and a page bound one another', async () => {
    const place = { at: after(3), key: `${teamId} other` };
    expect(await names({ from: after(2) }, 10, place)).toEqual(['suffered']);
    expect(await names({ to: after(2) }, 10, place)).toEqual(['did']);
  });
});
