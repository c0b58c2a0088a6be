import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { transformFileSync } from '@swc/core';
import { mongo } from 'mongoose';
import { packageRoot } from '../../../src/storage/embedded/package-root';
import { prepareSecantus } from '../../../src/storage/embedded/secantusdb';

const folders: string[] = [];

export function temporaryFolder(parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, 'deskbell-test-'));
  folders.push(folder);
  return folder;
}

export function removeTemporaryFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A folder for the PATH with these scripts in it and nothing else. */
export function programs(scripts: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), script);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

export const realPython = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
  encoding: 'utf8',
}).trim();

/** A folder for the PATH with Python in it and nothing else. */
export function onlyPython(): string {
  const folder = temporaryFolder();
  symlinkSync(realPython, join(folder, 'python3'));
  return folder;
}

/** A script that is a mongod as far as anybody can tell. */
export async function mongodScript(): Promise<string> {
  const { path, environment } = await prepareSecantus({ env: process.env, say: () => {} });
  const variables = Object.entries(environment).map(([name, value]) => `export ${name}='${value}'`);
  return ['#!/bin/sh', ...variables, `exec '${path}' "$@"`, ''].join('\n');
}

/** Where nothing listens. */
export const unreachable = { MONGOMS_DOWNLOAD_MIRROR: 'http://127.0.0.1:1', MONGOMS_VERSION: '8.9.9' };

/** A server that has `mongod` for every system, or nothing at all, or that never answers. */
export async function startMirror(answer: { readonly mongod: string } | 'nothing' | 'silence') {
  const folder = temporaryFolder();
  let archive = Buffer.alloc(0);
  if (typeof answer === 'object') {
    mkdirSync(join(folder, 'mongodb/bin'), { recursive: true });
    writeFileSync(join(folder, 'mongodb/bin/mongod'), answer.mongod, { mode: 0o755 });
    execFileSync('tar', ['czf', join(folder, 'mongodb.tgz'), '-C', folder, 'mongodb']);
    archive = readFileSync(join(folder, 'mongodb.tgz'));
  }
  const server = createServer((request, response) => {
    if (answer === 'silence') return undefined;
    if (answer === 'nothing') return response.writeHead(404).end();
    const isChecksum = request.url?.endsWith('.md5');
    const body = isChecksum ? Buffer.from(createHash('md5').update(archive).digest('hex')) : archive;
    return response.writeHead(200, { 'content-length': body.length }).end(body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the mirror does not listen on a port');
  return {
    env: {
      MONGOMS_DOWNLOAD_MIRROR: `http://127.0.0.1:${address.port}`,
      MONGOMS_DOWNLOAD_DIR: join(folder, 'downloads'),
      MONGOMS_VERSION: '8.9.9',
    },
    async stop() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

export async function writeAndRead(uri: string, title: string): Promise<string[]> {
  const client = await mongo.MongoClient.connect(uri, { serverSelectionTimeoutMS: 3000 });
  try {
    const tickets = client.db().collection('tickets');
    await tickets.insertOne({ title }, { writeConcern: { w: 1, j: true } });
    return await tickets.distinct('title');
  } finally {
    await client.close();
  }
}

/** A Deskbell in a process of its own, at the head of its process group, that has opened its database. */
export async function startParent(dataDir: string) {
  const compiled = temporaryFolder(join(packageRoot(), '.cache'));
  const sources = join(packageRoot(), 'src/storage/embedded');
  for (const file of readdirSync(sources).filter((name) => name.endsWith('.ts'))) {
    const { code } = transformFileSync(join(sources, file), {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
      module: { type: 'commonjs' },
    });
    writeFileSync(join(compiled, file.replace(/ts$/, 'js')), code);
  }
  const script = `
    const { mongo } = require('mongoose');
    require(${JSON.stringify(compiled)}).openDatabase({ say() {}, dataDir: ${JSON.stringify(dataDir)} }).then((database) => {
      process.on('SIGINT', async () => {
        const client = await mongo.MongoClient.connect(database.uri);
        for (let n = 0; n < 100; n += 1) await client.db().collection('tickets').insertOne({ n });
        console.log('wrote', await client.db().collection('tickets').countDocuments());
        await client.close();
        await database.stop();
        console.log('stopped');
      });
      console.log(database.uri);
    });
  `;
  const parent = spawn(process.execPath, ['-e', script], {
    cwd: packageRoot(),
    env: { ...process.env, ...unreachable },
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface(parent.stdout)[Symbol.asyncIterator]();
  const nextLine = async () => String((await lines.next()).value);
  const uri = await nextLine();
  return { pid: Number(parent.pid), uri, nextLine, ended: once(parent, 'exit') };
}

/** The command lines of the processes that belong to the database at `uri`. */
export function processesOf(uri: string): string[] {
  const all = execFileSync('ps', ['-eo', 'pid=,pgid=,args='], { encoding: 'utf8' }).split('\n');
  const servers = all.filter((line) => line.includes(`--port ${new URL(uri).port} `));
  const pids = servers.map((line) => line.trim().split(' ')[0]);
  const killers = all.filter((line) => pids.some((pid) => line.includes('mongo_killer') && line.endsWith(` ${pid}`)));
  return [...servers, ...killers];
}
