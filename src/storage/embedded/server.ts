import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { MongoInstance } from 'mongodb-memory-server';
import { DataFolderInUse, reasonOf } from './errors';

/** A mongod, or what behaves like one. */
export interface Program {
  readonly path: string;
  readonly version: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Arguments that make a server fast whose data nobody will want. */
  readonly throwAwayArgs?: readonly string[];
}

export interface Server {
  readonly uri: string;
  stop(): Promise<void>;
}

const startSeconds = 60;
/** A Deskbell that was killed takes its database with it, though not at once: so long a new one waits for that. */
const handoverSeconds = 5;

/**
 * Starts `program` on a free port with its data in `folder`, or in a folder that disappears with it.
 * Throws DataFolderInUse when another process holds the folder, or what the program said when it would not start.
 */
export async function startServer(
  program: Program,
  folder: string | undefined,
  say: (line: string) => void,
): Promise<Server> {
  const dbPath = folder ?? (await mkdtemp(join(tmpdir(), 'deskbell-mongo-')));
  await mkdir(dbPath, { recursive: true });
  const args = folder === undefined ? [...(program.throwAwayArgs ?? [])] : [];
  async function cleanUp(): Promise<void> {
    if (folder === undefined) await rm(dbPath, { recursive: true, force: true });
  }

  try {
    const { instance, port } = await startInstance(program, dbPath, args, say);
    return {
      uri: `mongodb://127.0.0.1:${port}/deskbell`,
      async stop() {
        await instance.stop();
        await cleanUp();
      },
    };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

async function startInstance(program: Program, dbPath: string, args: string[], say: (line: string) => void) {
  // mongodb-memory-server would believe this variable rather than what it is told below.
  if (process.env['MONGOMS_SYSTEM_BINARY'] !== program.path) delete process.env['MONGOMS_SYSTEM_BINARY'];
  const lastTry = Date.now() + handoverSeconds * 1000;
  for (let tries = 0; ; tries += 1) {
    const port = await freePort();
    const instance = new LineByLine({
      instance: {
        port,
        dbPath,
        args,
        ip: '127.0.0.1',
        storageEngine: 'wiredTiger',
        launchTimeout: startSeconds * 1000,
      },
      binary: { systemBinary: program.path, version: program.version },
      // A process group of its own: a terminal's Ctrl-C is for Deskbell, which stops its database last.
      spawn: { detached: true, env: { ...process.env, ...program.environment } },
    });
    try {
      await instance.start();
      return { instance, port };
    } catch (error) {
      await instance.stop();
      const reason = reasonOf(error);
      const folderInUse = reason.includes('DBPathInUse');
      const portInUse = reason.includes('already in use');
      if (!folderInUse && !portInUse) throw error;
      if (Date.now() > lastTry) throw folderInUse ? new DataFolderInUse(dbPath) : error;
      if (folderInUse && tries === 0)
        say(`${dbPath} is in use: waiting ${handoverSeconds} seconds for it to become free…`);
      await wait(250);
    }
  }
}

/** Reads whole lines of output: MongoInstance parses each piece that arrives as if it were one. */
class LineByLine extends MongoInstance {
  #unfinished = '';

  override stdoutHandler(piece: string | Buffer): void {
    const lines = (this.#unfinished + piece.toString()).split('\n');
    this.#unfinished = lines.pop() ?? '';
    for (const line of lines) super.stdoutHandler(line);
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
