import { existsSync } from 'node:fs';
import { mkdtemp, readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Database, DataFolderInUse, NoDatabase, openDatabase } from '../../../src/storage/embedded';
import { downloadMongod } from '../../../src/storage/embedded/download';
import { prepareSecantus } from '../../../src/storage/embedded/secantusdb';
import {
  mongodScript,
  onlyPython,
  processesOf,
  programs,
  realPython,
  removeTemporaryFolders,
  startMirror,
  startParent,
  temporaryFolder,
  unreachable,
  writeAndRead,
} from './support';

const opened: Database[] = [];
let said: string[] = [];

async function open(options: { env?: NodeJS.ProcessEnv; uri?: string; dataDir?: string }): Promise<Database> {
  const database = await openDatabase({ ...options, say: (line) => said.push(line) });
  opened.push(database);
  return database;
}

/** What openDatabase threw. */
async function refusal(env: NodeJS.ProcessEnv, dataDir?: string): Promise<unknown> {
  return open({ env, ...(dataDir === undefined ? {} : { dataDir }) }).then(
    (database) => `opened ${database.description}`,
    (error: unknown) => error,
  );
}

async function eventually(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries += 1) {
    if (tries > 200) throw new Error('still not so after 10 seconds');
    await wait(50);
  }
}

beforeAll(async () => {
  // The first start of all fetches SecantusDB, which no test's time should include.
  await prepareSecantus({ env: process.env, say: () => {} });
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.stop()));
  removeTemporaryFolders();
  said = [];
});

describe('each way to a database', () => {
  test('MONGODB_URI is used as it is: nothing is tried, started or stopped', async () => {
    const running = await open({ env: { PATH: onlyPython(), ...unreachable } });
    said = [];
    const database = await open({ uri: running.uri, env: {} });
    expect(database).toMatchObject({ uri: running.uri, description: 'the MongoDB that MONGODB_URI names' });
    expect(said).toEqual([]);
    await database.stop();
    expect(await writeAndRead(running.uri, 'still there')).toEqual(['still there']);
  });

  test('MONGOMS_SYSTEM_BINARY names the program', async () => {
    const folder = programs({ 'my-mongod': await mongodScript() });
    const database = await open({ env: { MONGOMS_SYSTEM_BINARY: join(folder, 'my-mongod') } });
    expect(database.description).toBe('mongod 8.2.11, named by MONGOMS_SYSTEM_BINARY');
    expect(await writeAndRead(database.uri, 'one')).toEqual(['one']);
  });

  test('a wrong MONGOMS_SYSTEM_BINARY is told, and the mongod on the PATH is used', async () => {
    const PATH = programs({ mongod: await mongodScript() });
    const database = await open({ env: { MONGOMS_SYSTEM_BINARY: '/nowhere/mongod', PATH } });
    expect(database.description).toBe('mongod 8.2.11, on the PATH');
    expect(said[0]).toMatch(/^MONGOMS_SYSTEM_BINARY \(\/nowhere\/mongod\): .*ENOENT/);
    expect(await writeAndRead(database.uri, 'one')).toEqual(['one']);
  });

  test('a program that does not start says why, and the next way is tried', async () => {
    // As MongoDB's own writes it: the cause in JSON, one line among many that arrive at once.
    const cause = JSON.stringify({
      msg: 'DBException in initAndListen, terminating',
      attr: { error: 'Old: upgrade me' },
    });
    const PATH = programs({
      mongod: `#!/bin/sh\n[ "$1" = --version ] && echo 'db version v4.4.0' && exit\nprintf '{"msg":"Hi"}\\n${cause}\\n'\nexit 100\n`,
      python3: `#!/bin/sh\nexec '${realPython}' "$@"\n`,
    });
    const database = await open({ env: { PATH, ...unreachable } });
    expect(said.join('\n')).toMatch(/mongod on the PATH: .*Old: upgrade me/);
    expect(database.description).toBe('SecantusDB 0.7.0b3 (stand-in)');
  });

  test("MongoDB's download is taken from the mirror, and its progress is told", async () => {
    const mirror = await startMirror({ mongod: await mongodScript() });
    const database = await open({ env: { PATH: programs({}), ...mirror.env } });
    await mirror.stop();
    expect(database.description).toBe('mongod 8.2.11, downloaded');
    expect(said).toContainEqual(expect.stringMatching(/^Downloading MongoDB 8\.9\.9: 100 % of [\d.]+ MB$/));
    expect(await writeAndRead(database.uri, 'one')).toEqual(['one']);
  });

  test('a download that cannot be reached falls through to SecantusDB within seconds', async () => {
    const before = Date.now();
    const database = await open({ env: { PATH: onlyPython(), ...unreachable } });
    expect(Date.now() - before).toBeLessThan(10_000);
    expect(database.description).toBe('SecantusDB 0.7.0b3 (stand-in)');
    expect(said).toEqual([
      'mongod on the PATH: there is none.',
      "Looking for MongoDB's own download…",
      expect.stringMatching(/^MongoDB's download: .*ECONNREFUSED/),
      'Starting SecantusDB 0.7.0b3 (stand-in)…',
    ]);
    expect(await writeAndRead(database.uri, 'one')).toEqual(['one']);
  });
});

test('a download that hangs, as behind some firewalls, is given up', async () => {
  const mirror = await startMirror('silence');
  const download = downloadMongod({ ...process.env, ...mirror.env }, () => {}, { firstSeconds: 1, laterSeconds: 1 });
  await expect(download).rejects.toThrow('no answer for 1 seconds');
  await mirror.stop();
});

describe('when no way works', () => {
  test('one error names each way with its reason, and what helps', async () => {
    const mirror = await startMirror('nothing');
    const error = await refusal({ MONGOMS_SYSTEM_BINARY: '/nowhere/mongod', PATH: programs({}), ...mirror.env });
    await mirror.stop();
    expect(error).toBeInstanceOf(NoDatabase);
    const lines = String(error).split('\n');
    expect(lines).toEqual([
      'NoDatabase: No database could be started. Tried:',
      expect.stringMatching(/^ {2}- MONGOMS_SYSTEM_BINARY \(\/nowhere\/mongod\): .*ENOENT/),
      '  - mongod on the PATH: there is none',
      expect.stringMatching(/^ {2}- MongoDB's download: .*404/),
      '  - SecantusDB 0.7.0b3: it needs Python 3.10 or newer with pip, and there is no Python',
      'Any one of these helps:',
      expect.stringContaining('MONGODB_URI'),
      expect.stringContaining('MONGOMS_SYSTEM_BINARY'),
      expect.stringContaining('MONGOMS_DOWNLOAD_MIRROR'),
      expect.stringContaining('Python'),
    ]);
  });

  test('it says that Python is too old', async () => {
    const PATH = programs({ python3: `#!/bin/sh\necho '["/usr/bin/python3", "3.9.2", false, "cpython-39"]'\n` });
    expect(String(await refusal({ PATH, ...unreachable }))).toContain('3.10 or newer with pip, and python3 is 3.9.2');
  });

  test('it says that Python has neither pip nor venv', async () => {
    const folder = programs({
      python3:
        '#!/bin/sh\n[ "$1" = -c ] && echo "[\\"$0\\", \\"3.12.1\\", true, \\"cpython-none\\"]" || { echo "No module named $2" >&2; exit 1; }\n',
    });
    expect(String(await refusal({ PATH: folder, ...unreachable }))).toContain(
      'python3 (3.12.1): it has neither pip nor venv (No module named venv)',
    );
  });
});

describe('the first start of SecantusDB', () => {
  test('a Python registry that cannot be reached is told, and nothing is left behind', async () => {
    const cacheDir = temporaryFolder();
    const env = { ...process.env, PATH: onlyPython(), PIP_INDEX_URL: 'http://127.0.0.1:1/simple', PIP_FIND_LINKS: '' };
    await expect(prepareSecantus({ env, say: () => {}, cacheDir })).rejects.toThrow(
      /python3 \([\d.]+\): pip failed, is the Python registry reachable from here\? ERROR: No matching distribution/,
    );
    expect(await readdir(cacheDir)).toEqual([]);
  });

  test('two first starts at once, with a Python that has no pip of its own, both work and leave one copy', async () => {
    // The virtual environment's pip is acted: it waits until both are at it, and then puts the package in its place.
    const both = temporaryFolder();
    const pip = `#!/bin/sh
      for target; do [ "$last" = --target ] && break; last="$target"; done
      mkdir -p "$target/secantus" && touch "$target/secantus/server.py" "${both}/$$"
      while [ "$(ls ${both} | wc -l)" -lt 2 ]; do sleep 0.05; done\n`;
    const python3 = `#!/bin/sh
      case "$1 $2" in
        "-c "*) echo '["'$0'", "3.12.1", true, "cpython-312"]' ;;
        "-m venv") mkdir -p "$3/bin" && cp '${programs({ pip })}/pip' "$3/bin/python3" ;;
        *) exit 1 ;;
      esac\n`;
    const cacheDir = temporaryFolder();
    const leftover = await mkdtemp(join(cacheDir, 'unfinished-secantusdb-'));
    await utimes(leftover, 0, 0);
    const env = { ...process.env, PATH: `${programs({ python3 })}:/usr/bin:/bin` };
    const say = (line: string) => said.push(line);
    const [one, two] = await Promise.all([
      prepareSecantus({ env, say, cacheDir }),
      prepareSecantus({ env, say, cacheDir }),
    ]);
    expect(one).toEqual(two);
    expect(said.filter((line) => line.startsWith('Fetching SecantusDB 0.7.0b3'))).toHaveLength(2);
    expect(await readdir(cacheDir)).toEqual([expect.stringMatching(/^secantusdb-0\.7\.0b3-cpython-312$/)]);
    expect(existsSync(join(String(one.environment['PYTHONPATH']), 'secantus/server.py'))).toBe(true);
  });
});

describe('data', () => {
  test('in a data folder it survives a restart', async () => {
    const dataDir = join(temporaryFolder(), 'data/mongo');
    const env = { PATH: onlyPython(), ...unreachable };
    const first = await open({ env, dataDir });
    await writeAndRead(first.uri, 'one');
    await first.stop();
    const second = await open({ env, dataDir });
    expect(await writeAndRead(second.uri, 'two')).toEqual(['one', 'two']);
  });

  test('without a data folder it is gone, folder and all', async () => {
    const env = { PATH: onlyPython(), ...unreachable };
    const first = await open({ env });
    await writeAndRead(first.uri, 'one');
    const folder = String(/--dbpath (\S+)/.exec(processesOf(first.uri).join('\n'))?.[1]);
    expect(existsSync(folder)).toBe(true);
    await first.stop();
    expect(existsSync(folder)).toBe(false);
  });

  test('what SecantusDB wrote stays with it when a mongod appears, and is not handed to that', async () => {
    const dataDir = temporaryFolder();
    const env = { PATH: onlyPython(), ...unreachable };
    const first = await open({ env, dataDir });
    await writeAndRead(first.uri, 'one');
    await first.stop();
    const PATH = `${programs({ mongod: await mongodScript() })}:${env.PATH}`;
    const second = await open({ env: { ...env, PATH }, dataDir });
    expect(second.description).toBe('SecantusDB 0.7.0b3 (stand-in)');
    expect(said).toContain(`The data in ${dataDir} was written by SecantusDB: going on with that.`);
    expect(await writeAndRead(second.uri, 'two')).toEqual(['one', 'two']);
  });

  test('what a mongod wrote is not handed to SecantusDB: the error says how to start empty', async () => {
    const dataDir = temporaryFolder();
    const first = await open({ env: { PATH: programs({ mongod: await mongodScript() }) }, dataDir });
    await first.stop();
    const error = await refusal({ PATH: onlyPython(), ...unreachable }, dataDir);
    expect(error).toBeInstanceOf(NoDatabase);
    expect(String(error)).toContain(`move ${dataDir} away to start empty: only mongod reads what is in it`);
    expect(String(error)).not.toContain('- SecantusDB');
  });

  test('a second Deskbell on the same data folder is refused, and the first does not notice', async () => {
    const dataDir = temporaryFolder();
    const env = { PATH: onlyPython(), ...unreachable };
    const first = await open({ env, dataDir });
    const error = await refusal(env, dataDir);
    expect(error).toBeInstanceOf(DataFolderInUse);
    expect(said).toContainEqual(expect.stringMatching(/is in use: waiting 5 seconds/));
    expect(String(error)).toContain(`Another Deskbell is using the data in ${dataDir}`);
    expect(await writeAndRead(first.uri, 'one')).toEqual(['one']);
  });
});

describe('the end', () => {
  test('a Deskbell that is killed leaves no process behind, and the next one starts at once on its data', async () => {
    const dataDir = temporaryFolder();
    const parent = await startParent(dataDir);
    await writeAndRead(parent.uri, 'one');
    expect(processesOf(parent.uri)).toHaveLength(2);
    process.kill(parent.pid, 'SIGKILL');
    await parent.ended;
    const next = await open({ env: { PATH: onlyPython(), ...unreachable }, dataDir });
    expect(await writeAndRead(next.uri, 'two')).toEqual(['one', 'two']);
    await eventually(() => processesOf(parent.uri).length === 0);
  });

  test('Ctrl-C reaches the whole process group, but the database serves until Deskbell has stopped it', async () => {
    const parent = await startParent(temporaryFolder());
    process.kill(-parent.pid, 'SIGINT');
    expect(await parent.nextLine()).toBe('wrote 100');
    expect(await parent.nextLine()).toBe('stopped');
    expect(await parent.ended).toEqual([0, null]);
    expect(processesOf(parent.uri)).toEqual([]);
  });
});
