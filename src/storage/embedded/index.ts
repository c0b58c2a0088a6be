import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { downloadMongod } from './download';
import { DataFolderInUse, type Failure, NoDatabase, reasonOf } from './errors';
import { prepareSecantus, secantusVersion } from './secantusdb';
import { type Program, type Server, startServer } from './server';

export { DataFolderInUse, NoDatabase } from './errors';

export interface Database {
  readonly uri: string;
  /** In words: 'mongod 8.2.1 on the PATH', 'SecantusDB 0.7.0b3 (stand-in)'. */
  readonly description: string;
  stop(): Promise<void>;
}

export interface DatabaseOptions {
  /** MONGODB_URI: used as it is, nothing is started or stopped. */
  readonly uri?: string;
  /** Where the data is kept; without it, it is thrown away. */
  readonly dataDir?: string;
  /** Hears what is being tried, and why it failed. */
  readonly say: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * The same, beside a Deskbell that runs: where one has `dataDir`, its database, which goes on when this is done with it.
 * Throws what `openDatabase` throws.
 */
export async function joinDatabase(options: DatabaseOptions): Promise<Database> {
  const { uri, dataDir } = options;
  const running = uri || dataDir === undefined ? undefined : await runningAt(resolve(dataDir));
  if (running === undefined) return await openDatabase(options);
  return { uri: running, description: 'the database of the Deskbell that runs', stop: async () => {} };
}

/** What wrote the data: neither reads the other's. */
type Engine = 'mongod' | 'SecantusDB';

/** In the data folder, says which of them it was. */
const writerFile = 'written-by.txt';
/** In the data folder, says where the database is, while it runs. */
const addressFile = 'address.txt';

interface Way {
  readonly name: string;
  readonly engine: Engine;
  find(): Promise<Program & { readonly description: string }>;
}

/**
 * The database that Deskbell lives on: the one that `uri` names, or one started for it in the first way that works.
 * Throws NoDatabase when none does, DataFolderInUse when another Deskbell has `dataDir`.
 */
export async function openDatabase({ uri, dataDir, say, env = process.env }: DatabaseOptions): Promise<Database> {
  if (uri) return { uri, description: 'the MongoDB that MONGODB_URI names', stop: async () => {} };
  const folder = dataDir === undefined ? undefined : resolve(dataDir);
  const writer = folder === undefined ? undefined : await writerOf(folder);
  if (writer) say(`The data in ${folder} was written by ${writer}: going on with that.`);

  const failures: Failure[] = [];
  for (const way of ways(env, say)) {
    if (writer && writer !== way.engine) continue;
    try {
      const program = await way.find();
      say(`Starting ${program.description}…`);
      const server = await startOn(folder, program, way.engine, say);
      return { ...server, description: program.description };
    } catch (error) {
      if (error instanceof DataFolderInUse) throw error;
      failures.push({ way: way.name, reason: reasonOf(error) });
      say(`${way.name}: ${reasonOf(error)}.`);
    }
  }
  throw new NoDatabase(
    failures,
    writer ? [`move ${folder} away to start empty: only ${writer} reads what is in it`] : [],
  );
}

function ways(env: NodeJS.ProcessEnv, say: DatabaseOptions['say']): Way[] {
  const named = env['MONGOMS_SYSTEM_BINARY'];
  const all: Way[] = [];
  if (named) {
    all.push({
      name: `MONGOMS_SYSTEM_BINARY (${named})`,
      engine: 'mongod',
      find: () => mongodAt(resolve(named), 'named by MONGOMS_SYSTEM_BINARY'),
    });
  }
  all.push(
    {
      name: 'mongod on the PATH',
      engine: 'mongod',
      find: async () => mongodAt(await mongodOnPath(env), 'on the PATH'),
    },
    {
      name: "MongoDB's download",
      engine: 'mongod',
      async find() {
        say("Looking for MongoDB's own download…");
        return mongodAt(await downloadMongod(env, say), 'downloaded');
      },
    },
    {
      name: `SecantusDB ${secantusVersion}`,
      engine: 'SecantusDB',
      async find() {
        const { path, environment } = await prepareSecantus({ env, say });
        const { version } = await mongodAt(path, 'stand-in');
        const description = `SecantusDB ${secantusVersion} (stand-in)`;
        return { path, version, description, environment, throwAwayArgs: ['--throw-away'] };
      },
    },
  );
  return all;
}

async function mongodAt(path: string, origin: string) {
  const { stdout } = await promisify(execFile)(path, ['--version']);
  const version = /db version v(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  if (!version) throw new Error(`${path} does not say which mongod it is`);
  return { path, version, description: `mongod ${version}, ${origin}` };
}

async function mongodOnPath(env: NodeJS.ProcessEnv): Promise<string> {
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    const path = join(folder, 'mongod');
    const runnable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runnable) return path;
  }
  throw new Error('there is none');
}

async function startOn(
  folder: string | undefined,
  program: Program,
  engine: Engine,
  say: DatabaseOptions['say'],
): Promise<Server> {
  if (folder === undefined) return startServer(program, undefined, say);
  const server = await startServer(program, join(folder, engine.toLowerCase()), say);
  await writeFile(join(folder, writerFile), `${engine}\n`);
  await writeFile(join(folder, addressFile), `${server.uri}\n${process.pid}\n`);
  return {
    uri: server.uri,
    async stop() {
      await rm(join(folder, addressFile), { force: true });
      await server.stop();
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The address that a running Deskbell has left; undefined where nothing answers there, as after a power cut. */
async function runningAt(folder: string): Promise<string | undefined> {
  const [uri = '', pid = ''] = (await readFile(join(folder, addressFile), 'utf8').catch(() => '')).split('\n');
  if (!URL.canParse(uri) || !isAlive(Number(pid))) return undefined;
  const { hostname, port } = new URL(uri);
  return await new Promise((known) => {
    const probe = connect(Number(port), hostname, () => known(uri));
    probe.once('error', () => known(undefined)).once('connect', () => probe.end());
  });
}

async function writerOf(folder: string): Promise<Engine | undefined> {
  const name = await readFile(join(folder, writerFile), 'utf8').catch(() => '');
  return (['mongod', 'SecantusDB'] as const).find((engine) => engine === name.trim());
}
