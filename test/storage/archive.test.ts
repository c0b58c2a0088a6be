import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mongoose';
import pino from 'pino';
import { writeDueFiles } from '../../src/jobs/archive';
import { asAdmin, reword } from '../../src/services/change';
import { claim, close, handOver } from '../../src/services/claims';
import { note } from '../../src/services/conversation';
import type { ArchiveStore } from '../../src/services/delivery-ports';
import type { Ports } from '../../src/services/ports';
import { eraseWithdrawn, rate, reopen, submit, undo, withdraw } from '../../src/services/tickets';
import { archiveIn } from '../../src/storage/archive';
import { archiveFilesIn, sha256 } from '../../src/storage/archive-files';
import { chainIn } from '../../src/storage/chain';
import { chainFileIn } from '../../src/storage/chain-file';
import { connect } from '../../src/storage/connection';
import { createIndexes } from '../../src/storage/indexes';
import { type Models, modelsOf } from '../../src/storage/models';
import { ticketsIn } from '../../src/storage/tickets';
import { startTestDatabase } from '../support/database';
import { admit, portsOn } from '../support/ports';

const person = (userId: string) => ({ teamId: 'T0DESK', userId });
const alice = person('U0ALICE');
const carol = { ...person('U0CAROL'), promotedBy: 'test', promotedAt: new Date(0), hasPassword: true };
const dave = { ...carol, ...person('U0DAVE') };
const names = new Map([
  ['U0ALICE', 'Alice'],
  ['U0CAROL', 'Carol'],
  ['U0DAVE', 'Dave'],
]);

let folder: string;
let database: { uri: string; stop(): Promise<void> };
let connection: Connection;
let models: Models;
let store: ArchiveStore;
let ports: Ports;
const start = new Date('2026-11-24T12:00:00Z');
let now = start;
/** Whether each wake-up was one for the archive too. */
let woken: boolean[];

beforeAll(async () => {
  database = await startTestDatabase();
  connection = await connect(database.uri).asPromise();
  models = modelsOf(connection);
  await createIndexes(models);
  store = archiveIn(models);
  ports = await portsOn(models, { clock: { now: () => now }, wake: (hasEnded) => woken.push(hasEnded) });
  await admit(models, [carol, dave], ports);
});

beforeEach(async () => {
  await models.tickets.collection.deleteMany({});
  await models.chain.collection.deleteMany({});
  folder = await mkdtemp(join(tmpdir(), 'deskbell-test-'));
  now = start;
  woken = [];
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

function passes(seconds: number): void {
  now = new Date(now.getTime() + seconds * 1_000);
}

async function submitted(): Promise<string> {
  const words = { title: 'Printer on fire', description: 'Third floor.' };
  return (await submit(alice, { ...words, ...said('') }, ports)).id;
}

/** Writes what is due, and gives the names of all files there are. */
async function written(): Promise<string[]> {
  await writeDueFiles({
    store,
    chain: chainIn(models),
    chainFile: chainFileIn(folder),
    files: archiveFilesIn(folder),
    clock: ports.clock,
    digest: sha256,
    log: pino({ enabled: false }),
    contentOf: async () => undefined,
    namesOf: async () => names,
  });
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((one) => one.isFile() && one.name !== 'chain.jsonl')
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
}

async function file(ending: 'md' | 'json'): Promise<string> {
  return await readFile(join(folder, `T0DESK/2026/11/1.${ending}`), 'utf8');
}

const both = ['T0DESK/2026/11/1.json', 'T0DESK/2026/11/1.md'];

test('the file follows its ticket from its end to its reopening and its next end, in one place', async () => {
  const id = await submitted();
  expect(await written()).toEqual([]);
  await close(carol, id, said('Put out.'), ports);
  expect(woken.at(-1)).toBe(true);
  expect((await written()).toSorted()).toEqual(both);
  expect(await file('md')).toContain('Printer on fire');

  passes(8 * 24 * 60 * 60);
  await reopen(asAdmin(dave), id, said('It burns again.'), ports);
  expect(woken.at(-1)).toBe(true);
  await claim(dave, id, ports);
  expect((await written()).toSorted()).toEqual(both);
  for (const ending of ['md', 'json'] as const) {
    expect(await file(ending)).not.toMatch(/Printer|floor|Put out|burns/);
    expect(await file(ending)).toMatch(/Dave/);
  }
  expect(await file('md')).toContain('Reopened 2026-12-02 12:00 UTC by Dave, and in work again.');

  await note(dave, id, said('Ask the janitor.'), ports);
  await handOver(dave, id, { ...said(''), to: 'U0CAROL' }, ports);
  await close(carol, id, said(''), ports);
  await rate(alice, id, 'good', ports);
  expect((await written()).toSorted()).toEqual(both);
  expect(await file('md')).toMatch(/Handed over: .* by Dave to Carol/);
  expect(await file('md')).toMatch(/### Dave, .* \(internal note\)\n\n {4}Ask the janitor\./);
  expect(JSON.parse(await file('json'))).toMatchObject({
    status: 'completed',
    rating: 'good',
    claimer: { name: 'Carol' },
  });
});

test('what is changed in a completed ticket is changed in its file', async () => {
  const id = await submitted();
  const last = said('Put out.');
  await close(carol, id, last, ports);
  await written();
  await reword(carol, id, { key: last.key, text: 'Put out for good.' }, ports);
  await written();
  expect(await file('md')).toContain('Put out for good.');
});

describe('a withdrawn ticket', () => {
  test('has a file when its words are erased, and not before', async () => {
    const id = await submitted();
    await claim(carol, id, ports);
    await withdraw(alice, id, ports);
    expect(await written()).toEqual([]);
    passes(60);
    await eraseWithdrawn(ports);
    expect(woken.at(-1)).toBe(true);
    expect((await written()).toSorted()).toEqual(both);
    expect(await file('md')).toContain(
      'Withdrawn: 2026-11-24 12:00 UTC\n\nWithdrawn by its requester; its words are erased.',
    );
    for (const ending of ['md', 'json'] as const) expect(await file(ending)).not.toMatch(/Printer|floor|Carol/);
  });

  test('that was archived before loses its words in the file too, and none where it is brought back', async () => {
    const id = await submitted();
    await close(carol, id, said(''), ports);
    await reopen({ ...alice, isAdmin: false }, id, said(''), ports);
    await withdraw(alice, id, ports);
    await written();
    expect(await file('md')).toContain('in work again');
    expect(await file('md')).not.toContain('Printer');
    await undo(alice, id, ports);
    await written();
    expect(await file('md')).toContain('in work again');
    await withdraw(alice, id, ports);
    passes(60);
    await eraseWithdrawn(ports);
    await written();
    expect(await file('md')).toContain('its words are erased');
  });
});

describe('a writer that was so slow that another one took over makes the file due again', () => {
  test.each([
    ['of a completed ticket', false],
    ['of a ticket that was reopened meanwhile, whose words it may have written over the others', true],
  ])('%s', async (_, isReopened) => {
    const id = await submitted();
    await close(carol, id, said(''), ports);
    const slow = await store.take(now, 1_000);
    if (isReopened) await reopen(asAdmin(dave), id, said(''), ports);
    passes(1);
    const quick = await store.take(now, 60_000);
    if (slow === undefined || quick === undefined) throw new Error('Both should have had the file.');
    expect(await store.take(now, 60_000)).toBeUndefined();
    expect(quick.path).toBe(slow.path);
    await store.release(quick, now);
    expect(await store.take(now, 60_000)).toBeUndefined();
    await store.release(slow, now);
    const again = await store.take(now, 60_000);
    expect(again?.ticket.status).toBe(isReopened ? 'open' : 'completed');
    expect(again?.ticket.history.at(-1)?.what).toBe(isReopened ? 'reopen' : 'close');
  });
});

test('a file whose ticket changed while it was written is due again', async () => {
  const id = await submitted();
  await close(carol, id, said(''), ports);
  const due = await store.take(now, 60_000);
  if (due === undefined) throw new Error('The file should be due.');
  await rate(alice, id, 'bad', ports);
  await store.release(due, now);
  expect((await store.take(now, 60_000))?.ticket.rating).toBe('bad');
});
