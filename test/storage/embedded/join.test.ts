import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Database, joinDatabase, openDatabase } from '../../../src/storage/embedded';
import { prepareSecantus } from '../../../src/storage/embedded/secantusdb';
import { onlyPython, removeTemporaryFolders, temporaryFolder, unreachable, writeAndRead } from './support';

const opened: Database[] = [];

function options(dataDir: string) {
  return { dataDir, say: () => undefined, env: { PATH: onlyPython(), ...unreachable } };
}

async function kept(database: Database): Promise<Database> {
  opened.push(database);
  return database;
}

beforeAll(async () => {
  // The first start of all fetches SecantusDB, which no test's time should include.
  await prepareSecantus({ env: process.env, say: () => {} });
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.stop()));
  removeTemporaryFolders();
});

test('beside a Deskbell that runs, its database is used, and goes on when the other one is done', async () => {
  const dataDir = temporaryFolder();
  const running = await kept(await openDatabase(options(dataDir)));
  const joined = await joinDatabase(options(dataDir));
  expect(joined).toMatchObject({ uri: running.uri, description: 'the database of the Deskbell that runs' });
  await writeAndRead(joined.uri, 'one');
  await joined.stop();
  expect(await writeAndRead(running.uri, 'two')).toEqual(['one', 'two']);
});

test('where none runs, one is started with the data that is there, and ended', async () => {
  const dataDir = temporaryFolder();
  const first = await openDatabase(options(dataDir));
  await writeAndRead(first.uri, 'one');
  await first.stop();
  expect(existsSync(join(dataDir, 'address.txt'))).toBe(false);

  const alone = await joinDatabase(options(dataDir));
  expect(alone.description).toBe('SecantusDB 0.7.0b3 (stand-in)');
  expect(await writeAndRead(alone.uri, 'two')).toEqual(['one', 'two']);
  await alone.stop();
  expect(existsSync(join(dataDir, 'address.txt'))).toBe(false);
  const again = await kept(await openDatabase(options(dataDir)));
  expect((await writeAndRead(again.uri, 'three')).toSorted()).toEqual(['one', 'three', 'two']);
});

test.each([
  ['of one that was killed', async () => `mongodb://127.0.0.1:${await freePort()}/`],
  ['that is none', async () => 'somewhere else'],
  ['that was written half', async () => 'mongodb://'],
  ['without anything in it', async () => ''],
])('an address %s is nobody’s, and one is started', async (_, address) => {
  const dataDir = temporaryFolder();
  writeFileSync(join(dataDir, 'address.txt'), await address());
  const alone = await kept(await joinDatabase(options(dataDir)));
  expect(alone.description).toBe('SecantusDB 0.7.0b3 (stand-in)');
  expect(readFileSync(join(dataDir, 'address.txt'), 'utf8')).toBe(`${alone.uri}\n${process.pid}\n`);
});

test('MONGODB_URI is used as it is, whatever runs here', async () => {
  const dataDir = temporaryFolder();
  await kept(await openDatabase(options(dataDir)));
  const uri = 'mongodb://db.example/desk';
  expect(await joinDatabase({ ...options(dataDir), uri })).toMatchObject({
    uri,
    description: 'the MongoDB that MONGODB_URI names',
  });
});

test('data that is thrown away is nobody else’s', async () => {
  const { say, env } = options('');
  const [one, other] = [await kept(await joinDatabase({ say, env })), await kept(await joinDatabase({ say, env }))];
  expect(one.uri).not.toBe(other.uri);
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
