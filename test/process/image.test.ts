import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { builtinModules, createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { startWorkspace, type Workspace } from '@deskbell/sandbox';
import { startTestDatabase } from '../support/database';
import { build, startProgram, stopPrograms } from '../support/process';

const root = resolve(__dirname, '../..');

/** The instructions of the Dockerfile, each on one line. */
const instructions = readFileSync(join(root, 'Dockerfile'), 'utf8')
  .replaceAll(/\\\n\s*/g, ' ')
  .split('\n')
  .filter((line) => /^[A-Z]+ /.test(line));
const image = instructions.slice(instructions.findLastIndex((line) => line.startsWith('FROM ')));

interface Copy {
  readonly stage: string | undefined;
  readonly sources: readonly string[];
  readonly to: string;
}

function copiesOf(lines: readonly string[]): Copy[] {
  return lines.flatMap((line) => {
    const [, stage, paths] = /^COPY (?:--from=(\S+) )?(.+)$/.exec(line) ?? [];
    const words = paths?.split(' ') ?? [];
    return words.length === 0 ? [] : [{ stage, sources: words.slice(0, -1), to: words.at(-1) ?? '' }];
  });
}

/** What the build stage takes away again, below `dist`. */
const removed = new Set(instructions.flatMap((line) => /^RUN .*\brm (.+)$/.exec(line)?.[1]?.split(' ') ?? []));

/** Where the files are here that a stage has, or the folder of the build: `*` stands for any name. */
function filesOf({ stage, sources }: Copy): string[] {
  return sources.flatMap((source) => {
    const path = stage === undefined ? source : source.replace(/^\/app\//, '');
    if (!path.includes('*')) return [path];
    const [before = '', after = ''] = basename(path).split('*');
    const isMeant = (name: string) => name.startsWith(before) && name.endsWith(after);
    const found = readdirSync(join(root, dirname(path))).filter(isMeant);
    return found.map((name) => join(dirname(path), name)).filter((file) => !removed.has(file));
  });
}

/** Links what `npm ci` installs with the flags that the Dockerfile gives it, as npm names it, without installing anything. */
async function linkModules(folder: string): Promise<void> {
  const [flags = ''] = instructions.flatMap((line) => /^RUN npm ci (--\S.*)$/.exec(line)?.[1] ?? []);
  const ls = ['ls', ...flags.split(' '), '--all', '--parseable'];
  const [, ...modules] = execFileSync('npm', ls, { cwd: root, encoding: 'utf8' }).trim().split('\n');
  const names = modules.flatMap((module) => /^node_modules\/(?:@[^/]+\/)?[^/]+$/.exec(relative(root, module)) ?? []);
  for (const name of new Set(names)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await symlink(join(root, name), join(folder, name));
  }
}

let home: string;
let database: Awaited<ReturnType<typeof startTestDatabase>>;
let workspace: Workspace;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  build();
  home = await mkdtemp(join(tmpdir(), 'deskbell-image-'));
  await mkdir(join(home, 'data'));
  for (const copy of copiesOf(image)) {
    if (copy.stage === 'modules') await linkModules(home);
    else
      for (const file of filesOf(copy)) {
        const to = copy.to.endsWith('/') ? join(copy.to, basename(file)) : copy.to;
        await cp(join(root, file), join(home, to), { recursive: true });
      }
  }
});

beforeEach(async () => {
  database = await startTestDatabase();
  workspace = await startWorkspace({ manifest: join(root, 'manifest.yml') });
  env = {
    NODE_ENV: 'production',
    SLACK_BOT_TOKEN: workspace.tokens.bot,
    SLACK_APP_TOKEN: workspace.tokens.app,
    SLACK_API_URL: workspace.apiUrl,
    MONGODB_URI: database.uri,
    PORT: '0',
  };
});

afterEach(async () => {
  await stopPrograms();
  await workspace.stop();
  await database.stop();
});

afterAll(async () => await rm(home, { recursive: true, force: true }));

/** What stands in the image now, beside what it may write. */
async function standing(): Promise<string[]> {
  const names = await readdir(home, { recursive: true });
  return names.filter((name) => !name.startsWith('data/')).toSorted();
}

test('with what the image holds Deskbell serves people, writes nothing beside its data, and stops when it is told to', async () => {
  expect(image).toContain('CMD ["node", "dist/src/main.js"]');
  const before = await standing();
  const program = startProgram('src/main.js', env, { home });
  await program.prints('Deskbell is running in your Slack, by Socket Mode.');
  await workspace.connected();
  await workspace.as('alice').types('/ticket Printer on fire', { in: 'general' });
  const form = await workspace.as('alice').modal('New ticket');
  expect(await form.submits()).toEqual({ became: 'closed' });
  expect(await program.ends('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(await standing()).toEqual(before);
});

test('who is in the image can promote the first admin, and look at what is on record', async () => {
  const promoted = startProgram('scripts/admin.js', env, { home, args: ['promote', workspace.people.carol] });
  expect(await promoted.ended).toEqual({ code: 0, signal: null });
  expect(promoted.printed()).toContain('is an admin now');
  const verified = startProgram('scripts/archive.js', env, { home, args: ['verify'] });
  expect(await verified.ended).toEqual({ code: 0, signal: null });
});

test('in the image there is no practice workspace: who has set nothing of Slack is told so in words', async () => {
  const program = startProgram('scripts/admin.js', {}, { home, args: ['list'] });
  expect(await program.ended).toEqual({ code: 1, signal: null });
  expect(program.printed()).toContain('SLACK_BOT_TOKEN is not set, and there is no practice workspace here.');
});

test('all that a file of the image asks for is in the image', async () => {
  const files = (await readdir(join(home, 'dist'), { recursive: true })).filter((name) => name.endsWith('.js'));
  expect(files).toEqual(expect.arrayContaining(['src/main.js', 'scripts/admin.js']));
  const lacking: string[] = [];
  for (const file of files) {
    const path = join(home, 'dist', file);
    const { resolve: found } = createRequire(path);
    for (const [, wanted = ''] of (await readFile(path, 'utf8')).matchAll(/\brequire\("([^"]+)"\)/g))
      if (!wanted.startsWith('node:') && !builtinModules.includes(wanted)) {
        try {
          found(wanted);
        } catch {
          lacking.push(`${file}: ${wanted}`);
        }
      }
  }
  expect(lacking).toEqual([]);
});

test('the build is given what it copies, and nothing else: no .env, no data', () => {
  const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');
  expect(ignored.find((line) => line !== '' && !line.startsWith('#'))).toBe('*');
  const given = ignored.flatMap((line) => /^!(.+)$/.exec(line)?.[1] ?? []);
  const copied = copiesOf(instructions).filter(({ stage }) => stage === undefined);
  expect(given.toSorted()).toEqual([...new Set(copied.flatMap(({ sources }) => sources))].toSorted());
});

/** How the health check of the image ends. */
async function checked(port: string): Promise<number> {
  const [command = '[]'] = image.flatMap((line) => /^HEALTHCHECK .*?CMD (\[.+\])$/.exec(line)?.[1] ?? []);
  const [name, ...args]: string[] = JSON.parse(command);
  expect(name).toBe('node');
  const child = spawn(process.execPath, args, { cwd: home, env: { PORT: port }, stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  return code;
}

test('the health check finds a Deskbell that lives, and one that is gone', async () => {
  const program = startProgram('src/main.js', env, { home });
  const printed = await program.prints(/Ctrl-C stops everything/);
  const [, port = ''] = /http:\/\/localhost:(\d+)\/readyz/.exec(printed) ?? [];
  expect(await checked(port)).toBe(0);
  await program.ends('SIGTERM');
  expect(await checked(port)).toBe(1);
});

test('whoever runs in the image is not root', () => {
  const users = image.flatMap((line) => /^USER (.+)$/.exec(line)?.[1] ?? []);
  expect(users).toEqual([expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/)]);
});
