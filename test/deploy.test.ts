import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse as parseEnv } from 'dotenv';
import { parse } from 'yaml';
import { configOf } from '../src/config';

const root = resolve(__dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const example = parseEnv(read('.env.example'));
const known = [...read('src/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name = '']) => name);
const compose = parse(read('compose.yaml'));
const { deskbell, mongo, caddy } = compose.services;
const dockerfile = read('Dockerfile');
const tokens = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };

/** The names that compose.yaml asks .env for. */
const askedFor = [...read('compose.yaml').matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name);

/** What a value of compose.yaml becomes where .env leaves the name empty. */
function standard(value: string): string {
  return value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');
}

test('.env.example names each variable there is, and one that compose.yaml alone reads', () => {
  expect(known).toContain('SLACK_BOT_TOKEN');
  expect(Object.keys(example).toSorted()).toEqual([...known, 'DOMAIN'].toSorted());
  expect(Object.keys(example)).toEqual(expect.arrayContaining(askedFor));
});

test('the README explains each variable', () => {
  for (const name of known) expect(read('README.md')).toMatch(new RegExp(`^\\|.*\`${name}\`.*\\|`, 'm'));
});

test('a copy of .env.example with the tokens in it is a configuration', () => {
  const config = configOf({ ...example, ...tokens });
  expect(config).toEqual(configOf(tokens));
});

test('what compose.yaml sets is a configuration, and its database is the one beside it', () => {
  const set = Object.entries<string | number>(deskbell.environment).map(([name, value]) => [name, String(value)]);
  for (const [name] of set) expect(known).toContain(name);
  const env = Object.fromEntries(set.map(([name, value]) => [name, standard(value ?? '')]));
  const { mongodbUri, port, archiveDir } = configOf({ ...example, ...tokens, ...env });
  expect(new URL(mongodbUri ?? '').host).toBe('mongo:27017');
  const replicaSet = new URL(mongodbUri ?? '').searchParams.get('replicaSet');
  expect(mongo.command).toEqual(expect.arrayContaining(['--replSet', replicaSet]));
  expect(mongo.healthcheck.test.at(-1)).toContain(`_id: '${replicaSet}', members: [{ _id: 0, host: 'mongo:27017' }]`);
  expect(dockerfile).toContain(`EXPOSE ${port}\n`);
  expect(read('deploy/Caddyfile')).toContain(`dynamic a deskbell ${port}\n`);
  // All that it may write is on the volume.
  expect(deskbell.read_only).toBe(true);
  expect(deskbell.volumes).toEqual(['data:/app/data']);
  expect(dockerfile).toContain('WORKDIR /app\n');
  expect(archiveDir).toBe('data/archive');
});

test('the database is reached by Deskbell alone, and of Deskbell itself by nobody but the proxy', () => {
  const inDatabase = Object.entries<{ networks?: string[] }>(compose.services).filter(([, { networks }]) =>
    networks?.includes('database'),
  );
  expect(inDatabase.map(([name]) => name)).toEqual(['deskbell', 'mongo']);
  expect(mongo.networks).toEqual(['database']);
  expect(compose.networks.database).toEqual({ internal: true });
  const open = Object.entries<{ ports?: string[] }>(compose.services).filter(([, { ports }]) => ports !== undefined);
  expect(open.map(([name]) => name)).toEqual(['caddy']);
  expect(caddy.profiles).toEqual(['http']);
});

test('each volume is declared, and every service starts again after a reboot', () => {
  const mounted = Object.values<{ volumes: string[] }>(compose.services).flatMap(({ volumes }) =>
    volumes.map((volume) => volume.split(':')[0] ?? ''),
  );
  const [files, named] = [
    mounted.filter((name) => name.startsWith('.')),
    mounted.filter((name) => !name.startsWith('.')),
  ];
  expect(Object.keys(compose.volumes).toSorted()).toEqual(named.toSorted());
  for (const file of files) expect(existsSync(join(root, file))).toBe(true);
  for (const { restart } of Object.values<{ restart: string }>(compose.services))
    expect(restart).toBe('unless-stopped');
});

const seconds = (text: string | undefined): number => Number.parseInt(text ?? '', 10);

test('Deskbell is let end by itself before it is killed', () => {
  const [, own] = /stopWithinMs = ([\d_]+);/.exec(read('src/terminal.ts')) ?? [];
  const ownSeconds = Number(own?.replaceAll('_', '')) / 1000;
  expect(seconds(deskbell.stop_grace_period)).toBeGreaterThanOrEqual(ownSeconds);
  expect(seconds(/TimeoutStopSec=(\d+)/.exec(read('deploy/deskbell.service'))?.[1])).toBeGreaterThanOrEqual(ownSeconds);
});

(existsSync('/usr/bin/systemd-analyze') ? test : test.skip)('systemd takes the unit as it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'deskbell-unit-'));
  try {
    const unit = join(folder, 'deskbell.service');
    // It asks whether the program is there.
    await writeFile(unit, read('deploy/deskbell.service').replace('/usr/bin/node', process.execPath));
    expect(execFileSync('systemd-analyze', ['verify', unit], { encoding: 'utf8', stdio: 'pipe' })).toBe('');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
