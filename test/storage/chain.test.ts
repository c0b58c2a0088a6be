import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mongoose';
import { pino } from 'pino';
import { type ArchivePorts, exportFiles, type Progress, writeDueFiles } from '../../src/jobs/archive';
import { archivePorts } from '../../src/main';
import { type Difference, type Verified, verify } from '../../src/services/archive';
import { asAdmin } from '../../src/services/change';
import { close } from '../../src/services/claims';
import type { Ports } from '../../src/services/ports';
import { eraseWithdrawn, rate, reopen, submit, withdraw } from '../../src/services/tickets';
import { archiveIn } from '../../src/storage/archive';
import { sha256 } from '../../src/storage/archive-files';
import { chainIn } from '../../src/storage/chain';
import { connect } from '../../src/storage/connection';
import { filesIn } from '../../src/storage/files';
import { createIndexes } from '../../src/storage/indexes';
import { type Models, modelsOf } from '../../src/storage/models';
import { ticketsIn } from '../../src/storage/tickets';
import { startTestDatabase } from '../support/database';
import { admit, portsOn } from '../support/ports';

const person = (userId: string) => ({ teamId: 'T0DESK', userId });
const alice = person('U0ALICE');
const carol = { ...person('U0CAROL'), promotedBy: 'test', promotedAt: new Date(0), hasPassword: true };
const allNames: ReadonlyMap<string, string> = new Map([
  ['U0ALICE', 'Alice'],
  ['U0CAROL', 'Carol'],
]);

let folder: string;
let database: { uri: string; stop(): Promise<void> };
let connection: Connection;
let models: Models;
let ports: Ports;
/** What Slack tells. */
let names: ReadonlyMap<string, string>;
let askedFor: string[];
const start = new Date('2026-11-24T12:00:00Z');
let now = start;

beforeAll(async () => {
  database = await startTestDatabase();
  connection = await connect(database.uri).asPromise();
  models = modelsOf(connection);
  await createIndexes(models);
  ports = await portsOn(models, { clock: { now: () => now } });
  await admit(models, [carol], ports);
});

beforeEach(async () => {
  await models.tickets.collection.deleteMany({});
  await models.chain.collection.deleteMany({});
  folder = await mkdtemp(join(tmpdir(), 'deskbell-test-'));
  now = start;
  names = allNames;
  askedFor = [];
  // Numbers begin anew.
  ports = { ...ports, tickets: ticketsIn(models) };
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

afterAll(async () => {
  await connection.close();
  await database.stop();
});

const said = (text: string) => ({ key: randomUUID(), text, patience: new AbortController().signal });
const log = pino({ enabled: false });
const of = (number: number, ending: 'md' | 'json'): string => `T0DESK/2026/11/${number}.${ending}`;
const placeOfChain = (): string => join(folder, 'T0DESK/chain.jsonl');

function passes(seconds: number): void {
  now = new Date(now.getTime() + seconds * 1_000);
}

/** What a process of its own has in hand to write the archive. */
function writer(changed: Partial<ArchivePorts> = {}): ArchivePorts {
  const stores = { archive: archiveIn(models), chain: chainIn(models), files: filesIn(models) };
  return { ...archivePorts(folder, stores, ports.clock, namesOf), ...changed };
}

async function namesOf(userIds: readonly string[]) {
  askedFor.push(...userIds);
  return new Map([...names].filter(([id]) => userIds.includes(id)));
}

async function closed(title = 'Printer on fire'): Promise<string> {
  const { id } = await submit(alice, { title, description: 'Third floor.', ...said('') }, ports);
  await close(carol, id, said('Put out.'), ports);
  return id;
}

/** That many tickets, sent and closed, with their files. */
async function archived(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let number = 1; number <= count; number += 1) ids.push(await closed(`Ticket ${number}`));
  await writeDueFiles({ ...writer(), log });
  return ids;
}

async function verified(noted?: string): Promise<{ found: Difference[]; summary: Verified }> {
  const looking = verify('T0DESK', noted, writer());
  const found: Difference[] = [];
  for (;;) {
    const { done, value } = await looking.next();
    if (done) return { found, summary: value };
    found.push(value);
  }
}

/** What of the chain there is, in lines. */
async function lines(): Promise<string[]> {
  return (await readFile(placeOfChain(), 'utf8')).split('\n').slice(0, -1);
}

async function changesLines(change: (all: string[]) => string[]): Promise<void> {
  await writeFile(placeOfChain(), `${change(await lines()).join('\n')}\n`);
}

test('each writing leaves an entry, in the database and in the directory, with the digests of the files as they are', async () => {
  const [id = ''] = await archived(2);
  await rate(alice, id, 'good', ports);
  await writeDueFiles({ ...writer(), log });
  const entries = await chainIn(models).after('T0DESK', 0, 10);
  expect(entries.map(({ seq, number }) => [seq, number])).toEqual([
    [1, 1],
    [2, 2],
    [3, 1],
  ]);
  for (const { number, path, md, json } of entries.slice(1)) {
    expect(sha256(await readFile(join(folder, of(number, 'md')), 'utf8'))).toBe(md);
    expect(sha256(await readFile(join(folder, `${path}.json`), 'utf8'))).toBe(json);
  }
  expect(entries.slice(1).map(({ prev }) => prev)).toEqual(entries.slice(0, -1).map(({ hash }) => hash));
  expect((await lines()).map((line) => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(entries)));
  expect(await verified()).toEqual({
    found: [],
    summary: { tickets: 2, due: 0, entries: 3, head: entries[2]?.hash, notedAt: undefined },
  });
});

test('what is written again as it was leaves none, and another name in Slack leaves one that says the same of the row', async () => {
  await archived(1);
  await models.tickets.updateMany({}, { 'archive.dueAt': now });
  await writeDueFiles({ ...writer(), log });
  expect(await lines()).toHaveLength(1);
  names = new Map([...allNames, ['U0ALICE', 'Alice Meyer']]);
  await models.tickets.updateMany({}, { 'archive.dueAt': now });
  await writeDueFiles({ ...writer(), log });
  const [first, second] = await chainIn(models).after('T0DESK', 0, 10);
  expect(second?.row).toBe(first?.row);
  expect(second?.md).not.toBe(first?.md);
});

test('a ticket that comes back, ends again, or is erased has an entry each time, and fits in between', async () => {
  const [id = ''] = await archived(1);
  await reopen(asAdmin(carol), id, said('It burns again.'), ports);
  await writeDueFiles({ ...writer(), log });
  expect((await verified()).found).toEqual([]);
  await withdraw(alice, id, ports);
  expect((await verified()).found).toEqual([]);
  passes(60);
  await eraseWithdrawn(ports);
  await writeDueFiles({ ...writer(), log });
  expect(await verified()).toMatchObject({ found: [], summary: { tickets: 1, entries: 3 } });
});

function die(): never {
  throw new Error('The process is gone.');
}

/** What dies, and when: before it has done something, or after. */
const crashes: readonly [string, (whole: ArchivePorts) => Partial<ArchivePorts>][] = [
  ['before the first file', ({ files }) => ({ files: { ...files, write: async () => die() } })],
  [
    'between the two files',
    ({ files }) => ({
      files: {
        ...files,
        write: async (path, ...rest) => (path.endsWith('.json') ? die() : await files.write(path, ...rest)),
      },
    }),
  ],
  ['after the files', ({ chain }) => ({ chain: { ...chain, lastOf: async () => die() } })],
  ['before the entry', ({ chain }) => ({ chain: { ...chain, add: async () => die() } })],
  [
    'right after the entry',
    ({ chain }) => ({
      chain: {
        ...chain,
        async add(entry) {
          await chain.add(entry);
          return die();
        },
      },
    }),
  ],
  ['before the line', ({ chainFile }) => ({ chainFile: { ...chainFile, fill: async () => die() } })],
  [
    'in the middle of the line',
    ({ chainFile }) => ({
      chainFile: {
        ...chainFile,
        async fill(entries) {
          await chainFile.fill(entries);
          await truncate(placeOfChain(), (await readFile(placeOfChain())).length - 300);
          return die();
        },
      },
    }),
  ],
  ['before the ticket is released', ({ store }) => ({ store: { ...store, release: async () => die() } })],
];

describe.each(crashes)('a process that dies %s', (_, crash) => {
  test('leaves nothing that does not fit, and what it left half is whole after the next run', async () => {
    await archived(2);
    const id = await closed();
    await writeDueFiles({ ...writer(), ...crash(writer()), log });
    expect(await verified()).toMatchObject({ found: [], summary: { due: 1 } });

    // Whatever happens next: another ticket, by another process, or the same one again.
    await closed('Another');
    await writeDueFiles({ ...writer(), log });
    expect((await verified()).found).toEqual([]);
    passes(61);
    await rate(alice, id, 'bad', ports);
    await writeDueFiles({ ...writer(), log });
    const { found, summary } = await verified();
    expect({ found, due: summary.due }).toEqual({ found: [], due: 0 });
    const seqs = (await lines()).map((line) => JSON.parse(line).seq);
    expect(seqs).toEqual(seqs.map((__, index) => index + 1));
    expect(seqs.length).toBe(summary.entries);
  });
});

test('several processes at once leave one chain without a hole, and each line once', async () => {
  for (let number = 1; number <= 12; number += 1) await closed(`Ticket ${number}`);
  await Promise.all([1, 2, 3].map(async () => await writeDueFiles({ ...writer(), log })));
  expect(await verified()).toMatchObject({ found: [], summary: { tickets: 12, entries: 12, due: 0 } });
  expect(await lines()).toHaveLength(12);
});

describe('is told:', () => {
  test.each<[string, () => Promise<unknown>, Difference[]]>([
    ['a file that is missing', () => rm(join(folder, of(2, 'json'))), [{ what: 'file missing', path: of(2, 'json') }]],
    [
      'a file that was changed',
      () => appendFile(join(folder, of(2, 'md')), ' '),
      [{ what: 'file changed', path: of(2, 'md') }],
    ],
    [
      'a folder in the place of a file',
      async () => {
        await rm(join(folder, of(2, 'md')));
        await mkdir(join(folder, of(2, 'md')));
      },
      [{ what: 'file missing', path: of(2, 'md') }],
    ],
    [
      'a row that was changed',
      () => models.tickets.updateOne({ number: 2 }, { title: 'Nothing burns' }),
      [{ what: 'row changed', number: 2 }],
    ],
    [
      'a row that says it stands elsewhere',
      () => models.tickets.updateOne({ number: 2 }, { 'archive.path': 'T0DESK/2026/12/2' }),
      [{ what: 'row changed', number: 2 }],
    ],
    [
      'a row that was changed, and is due in a hundred years',
      () =>
        models.tickets.updateOne({ number: 2 }, { title: 'Nothing burns', 'archive.dueAt': new Date('2126-01-01') }),
      [{ what: 'row changed', number: 2 }],
    ],
    ['a row that is gone', () => models.tickets.deleteOne({ number: 2 }), [{ what: 'row gone', number: 2 }]],
    [
      'a ticket that has ended and has no file',
      () => models.tickets.updateOne({ number: 2 }, { number: 7, $unset: { archive: '' } }),
      [
        { what: 'row gone', number: 2 },
        { what: 'unchained', number: 7 },
      ],
    ],
    [
      'a file that no entry knows',
      () => writeFile(join(folder, of(9, 'md')), 'forged'),
      [{ what: 'file unknown', path: of(9, 'md') }],
    ],
    [
      'the file of a ticket in another month',
      async () => {
        await mkdir(join(folder, 'T0DESK/2026/10'));
        await writeFile(join(folder, 'T0DESK/2026/10/2.md'), 'forged');
      },
      [{ what: 'file unknown', path: 'T0DESK/2026/10/2.md' }],
    ],
    [
      'an entry that was changed in the database',
      () => models.chain.updateOne({ seq: 1 }, { md: sha256('forged') }),
      [
        { what: 'changed', seq: 1, in: 'database' },
        { what: 'file changed', path: of(1, 'md') },
      ],
    ],
    [
      'an entry that was changed in the file',
      () => changesLines((all) => all.map((line) => line.replace(/"seq":2,"number":2/, '"seq":2,"number":3'))),
      [{ what: 'changed', seq: 2, in: 'file' }],
    ],
    [
      'an entry that was taken from the database, and its ticket with it',
      async () => {
        await models.chain.deleteOne({ seq: 3 });
        await models.tickets.deleteOne({ number: 3 });
      },
      [
        { what: 'missing', seq: 3, to: 3, in: 'database' },
        { what: 'file unknown', path: of(3, 'json') },
        { what: 'file unknown', path: of(3, 'md') },
      ],
    ],
    [
      'a line that was taken out',
      () => changesLines((all) => all.toSpliced(1, 1)),
      [{ what: 'missing', seq: 2, to: 2, in: 'file' }],
    ],
    ['the last line', () => changesLines((all) => all.slice(0, -1)), [{ what: 'missing', seq: 3, to: 3, in: 'file' }]],
    [
      'a line that stands there twice',
      () => changesLines(([first = '', ...all]) => [first, first, ...all]),
      [{ what: 'extra', seq: 1, in: 'file' }],
    ],
    [
      'two lines that were swapped',
      () => changesLines(([one = '', two = '', ...all]) => [two, one, ...all]),
      [
        { what: 'missing', seq: 1, to: 1, in: 'file' },
        { what: 'extra', seq: 1, in: 'file' },
      ],
    ],
    ['the file of the chain that is gone', () => rm(placeOfChain()), [{ what: 'missing', seq: 1, to: 3, in: 'file' }]],
    ['a line that is half', async () => await truncate(placeOfChain(), 3 * 640 - 200), [{ what: 'damaged', seq: 3 }]],
    [
      'a line that cannot be read',
      () => changesLines((all) => all.with(1, 'x'.repeat(639))),
      [{ what: 'damaged', seq: 2 }],
    ],
    [
      'a last line that cannot be read',
      () => changesLines((all) => all.with(2, 'x'.repeat(639))),
      [{ what: 'damaged', seq: 3 }],
    ],
    ['a line more', () => appendFile(placeOfChain(), 'hello\n'), [{ what: 'line', line: 4 }]],
  ])('%s', async (_, change, expected) => {
    await archived(3);
    await change();
    const { found } = await verified();
    expect(found).toHaveLength(expected.length);
    expect(found).toEqual(expect.arrayContaining(expected));
  });

  test('a chain that was cut, or made anew, where somebody has noted its head; and it grows without a word', async () => {
    await archived(2);
    const { head } = (await verified()).summary;
    await closed();
    await writeDueFiles({ ...writer(), log });
    expect(await verified(head)).toMatchObject({ found: [], summary: { notedAt: 2, entries: 3 } });
    // Somebody who has both, and leaves no trace in either.
    await models.chain.deleteMany({});
    await rm(placeOfChain());
    await models.tickets.updateMany({}, { 'archive.dueAt': now });
    passes(1);
    await writeDueFiles({ ...writer(), log });
    expect((await verified()).found).toEqual([]);
    expect((await verified(head)).found).toEqual([{ what: 'head' }]);
  });
});

test('what is due is told as such, and is no difference, whatever it is', async () => {
  await archived(2);
  await closed();
  await rm(join(folder, of(1, 'md')));
  await models.tickets.updateOne({ number: 1 }, { 'archive.dueAt': now, title: 'Otherwise' });
  expect(await verified()).toMatchObject({ found: [], summary: { tickets: 3, due: 2 } });
});

test('a ticket that changes while it is looked at is no difference', async () => {
  await archived(1);
  const { store, ...rest } = writer();
  let isChanged = false;
  const changing = {
    ...store,
    async rows(...page: Parameters<typeof store.rows>) {
      const rows = await store.rows(...page);
      if (!isChanged) {
        isChanged = true;
        await models.tickets.updateOne({}, { rating: 'good', $inc: { version: 1 }, 'archive.dueAt': now });
        await writeDueFiles({ ...writer(), log });
      }
      return rows;
    },
  };
  const looking = verify('T0DESK', undefined, { ...rest, store: changing });
  expect(await looking.next()).toMatchObject({ done: true, value: { tickets: 1 } });
  expect(await lines()).toHaveLength(2);
});

/** How far an export comes, up to a number of files. */
async function exported(upTo = Infinity, changed: Partial<ArchivePorts> = {}): Promise<Progress[]> {
  const told: Progress[] = [];
  for await (const progress of exportFiles('T0DESK', writer(changed))) {
    told.push(progress);
    if (progress.done >= upTo) break;
  }
  return told;
}

describe('an export', () => {
  test('writes all files again, also of a ticket that came back, and mends the chain in the directory', async () => {
    const [id = ''] = await archived(3);
    await reopen(asAdmin(carol), id, said('It burns again.'), ports);
    await submit(alice, { title: 'Never closed', description: '', ...said('') }, ports);
    await writeDueFiles({ ...writer(), log });
    await rm(folder, { recursive: true });
    const told = await exported();
    expect(told.map(({ done }) => done)).toEqual([0, 1, 2, 3]);
    expect(told.every(({ total }) => total === 3)).toBe(true);
    expect(await readFile(join(folder, of(1, 'md')), 'utf8')).toContain('in work again');
    expect(await readFile(join(folder, of(2, 'md')), 'utf8')).toContain('Ticket 2');
    expect(await verified()).toMatchObject({ found: [], summary: { entries: 4, due: 0 } });
    expect(await lines()).toHaveLength(4);
    // Slack is asked once for each.
    expect(askedFor.filter((one) => one === 'U0ALICE').length).toBeLessThan(6);
  });

  test('takes up tickets that ended before there was a chain', async () => {
    await archived(2);
    await models.chain.deleteMany({});
    await rm(placeOfChain());
    expect((await verified()).found).toEqual([
      { what: 'unchained', number: 1 },
      { what: 'unchained', number: 2 },
    ]);
    await exported();
    expect((await verified()).found).toEqual([]);
  });

  test('that was interrupted goes on where it was', async () => {
    // More than are made due at once.
    const count = 104;
    const made = Array.from({ length: count }, (_, index) => ({
      teamId: 'T0DESK',
      number: index + 1,
      key: `k${index}`,
      requester: 'U0ALICE',
      title: 'x',
      status: 'completed',
      live: false,
      audience: 'admins',
      createdAt: start,
      closedAt: start,
      version: 1,
      tries: 0,
    }));
    await models.tickets.insertMany(made);
    const first = await exported(102);
    expect(first.at(-1)).toEqual({ done: 102, total: count });
    const second = await exported();
    expect(second[0]).toEqual({ done: 100, total: count });
    expect(second.at(-1)).toEqual({ done: count, total: count });
    const third = await exported(1);
    expect(third[0]).toEqual({ done: 0, total: count });
    expect((await verified()).summary).toMatchObject({ tickets: count, entries: count });
  });

  test('and a job that runs beside it write each file once', async () => {
    await archived(6);
    await models.chain.deleteMany({});
    await rm(placeOfChain());
    let isBeside = true;
    const beside = (async () => {
      while (isBeside) await writeDueFiles({ ...writer(), log });
    })();
    const told = await exported();
    isBeside = false;
    await beside;
    expect(told.at(-1)).toEqual({ done: 6, total: 6 });
    expect(await verified()).toMatchObject({ found: [], summary: { entries: 6, due: 0 } });
  });

  test('keeps the names that files have where Slack does not tell them', async () => {
    await archived(1);
    const before = await readFile(join(folder, of(1, 'md')), 'utf8');
    names = new Map([['U0CAROL', 'Carol Lindqvist']]);
    await exported();
    const after = await readFile(join(folder, of(1, 'md')), 'utf8');
    expect(before).toContain('Requester: Alice\n');
    expect(after).toBe(before.replaceAll('Carol', 'Carol Lindqvist'));
    names = new Map();
    await exported();
    expect(await readFile(join(folder, of(1, 'md')), 'utf8')).toBe(after);
  });

  test('that cannot write says which file, and goes on there', async () => {
    await archived(3);
    await rm(join(folder, of(2, 'json')));
    await mkdir(join(folder, of(2, 'json'), 'in the way'), { recursive: true });
    await expect(exported()).rejects.toThrow('The files of ticket #2 cannot be written.');
    await rm(join(folder, of(2, 'json')), { recursive: true });
    passes(61);
    expect((await exported()).at(-1)).toEqual({ done: 3, total: 3 });
    expect((await verified()).found).toEqual([]);
  });
});
