import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type TestDesk, until } from './desk';

const root = resolve(__dirname, '../..');
const patienceMs = 15_000;

/** A program of the build, in a process and a process group of its own. */
export interface Program {
  readonly pid: number;
  /** What it has printed so far, errors too. */
  printed(): string;
  /** Waits for such words. Throws, with what it printed in their place, when it ends before or takes too long. */
  prints(words: string | RegExp): Promise<string>;
  /** Sends a signal to it and all of its group, as a terminal does; gives how it ended. */
  ends(signal: NodeJS.Signals): Promise<Ended>;
  readonly ended: Promise<Ended>;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const running = new Set<Program>();
const folders: string[] = [];

/** Brings the build up to date where it is older than the sources: what is tested here is what people run. */
export function build(): void {
  const projects = { src: 'dist/src', 'sandbox/src': 'sandbox/dist/src', scripts: 'dist/scripts' };
  const isBuilt = Object.entries(projects).every(([sources, output]) => {
    const built = statSync(join(root, output, 'tsconfig.tsbuildinfo'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    return newest(join(root, sources)) < built;
  });
  if (isBuilt) return;
  const tsc = join(root, 'node_modules/.bin/tsc');
  const { status, stdout } = spawnSync(tsc, ['-b', ...Object.keys(projects)], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The build failed:\n${stdout}`);
}

/** When a source below the folder was last written. */
function newest(folder: string): number {
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return Math.max(...sources.map((name) => statSync(join(folder, name)).mtimeMs));
}

/** Starts `dist/<script>` below `home` with this environment and nothing else of ours. `stopPrograms` in an afterEach ends what is left of it. */
export function startProgram(
  script: string,
  env: NodeJS.ProcessEnv,
  { args = [], home = root, cwd = home }: { args?: readonly string[]; home?: string; cwd?: string } = {},
): Program {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [join(home, 'dist', script), ...args], {
    cwd,
    env: { PATH, HOME, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (piece: Buffer) => {
      printed += piece.toString();
      for (const look of listeners) look();
    });
  }
  // Closed: it has ended, and all that it printed has been read.
  const ended = once(child, 'close').then(([code, signal]): Ended => ({ code, signal }));
  const program: Program = {
    pid: Number(child.pid),
    printed: () => printed,
    ended,
    async prints(words) {
      let timer: NodeJS.Timeout | undefined;
      let look: (() => void) | undefined;
      const found = new Promise<string>((resolveFound, reject) => {
        const giveUp = (why: string) =>
          reject(new Error(`${why} and did not print ${String(words)}, but:\n${printed}`));
        look = () => {
          if (typeof words === 'string' ? printed.includes(words) : words.test(printed)) resolveFound(printed);
        };
        timer = setTimeout(giveUp, patienceMs, `${script} ran for ${patienceMs} ms`);
        void ended.then(({ code, signal }) => giveUp(`${script} ended (${code ?? signal})`));
        listeners.add(look);
        look();
      });
      try {
        return await found;
      } finally {
        clearTimeout(timer);
        if (look) listeners.delete(look);
      }
    },
    async ends(signal) {
      process.kill(-program.pid, signal);
      return await ended;
    },
  };
  running.add(program);
  void ended.then(() => running.delete(program));
  return program;
}

/** What the Deskbell of a desk is told by its environment. */
export function environmentOf({ workspace, config, archiveDir }: TestDesk): NodeJS.ProcessEnv {
  const { bot, app, signingSecret } = workspace.tokens;
  return {
    SLACK_BOT_TOKEN: bot,
    ...(config.slack.appToken === undefined ? { SLACK_SIGNING_SECRET: signingSecret } : { SLACK_APP_TOKEN: app }),
    SLACK_API_URL: workspace.apiUrl,
    TRIAGE_CHANNEL: 'support-triage',
    MONGODB_URI: config.mongodbUri,
    ARCHIVE_DIR: archiveDir,
    PORT: String(config.port),
    LOG_LEVEL: 'warn',
  };
}

/** Hands the desk over from the Deskbell in this process to the build in one of its own. */
export async function handOver(desk: TestDesk): Promise<Program> {
  await desk.stopDeskbell();
  const program = startProgram('src/main.js', environmentOf(desk));
  await program.prints('Deskbell is running');
  return program;
}

/** A folder to start in: beside the data that comes, all that is looked for there is the manifest. `stopPrograms` removes it. */
export async function startFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'deskbell-start-'));
  folders.push(folder);
  await cp(join(root, 'manifest.yml'), join(folder, 'manifest.yml'));
  return folder;
}

/** Ends every program that a test left running, and waits for what it had started. */
export async function stopPrograms(): Promise<void> {
  await Promise.all([...running].map((program) => program.ends('SIGKILL')));
  for (const folder of folders.splice(0)) {
    await until('the database to end', async () => (processesWith(folder).length === 0 ? true : undefined));
    await rm(folder, { recursive: true, force: true });
  }
}

/** The command lines of all processes with these words in them. */
export function processesWith(words: string): string[] {
  const all = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return all.map((line) => line.trim()).filter((line) => line.includes(words));
}
