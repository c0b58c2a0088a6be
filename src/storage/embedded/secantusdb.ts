import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reasonOf } from './errors';
import { packageRoot } from './package-root';

export const secantusVersion = '0.7.0b3';

// numpy and shapely come with it; wheels alone, since none of them can be compiled in reasonable time.
const pipInstall = '-m pip install --quiet --no-input --only-binary :all: --retries 1 --timeout 15'.split(' ');
const pythonNames = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
const pythonProbe = `import json, sys, sysconfig
print(json.dumps([sys.executable, sys.version.split()[0], sys.version_info >= (3, 10),
  sys.implementation.cache_tag + '-' + sysconfig.get_platform()]))`;

export interface StandIn {
  /** Our launcher, which takes mongod's arguments. */
  readonly path: string;
  /** What the launcher must find in its environment. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface StandInOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
  /** Where the packages are kept between starts. */
  readonly cacheDir?: string;
}

interface Python {
  readonly path: string;
  readonly version: string;
  readonly recent: boolean;
  /** Names what compiled packages fit, for instance `cpython-311-linux-x86_64`. */
  readonly abi: string;
}

/** SecantusDB, ready to be started; fetched from the Python registry the first time. Throws when no Python can run it. */
export async function prepareSecantus(options: StandInOptions): Promise<StandIn> {
  const reasons = new Map<string, string>();
  for (const name of pythonNames) {
    const python = await findPython(name, options.env);
    if (!python || reasons.has(python.path)) continue;
    if (!python.recent) {
      reasons.set(python.path, `${name} is ${python.version}`);
      continue;
    }
    try {
      const packages = await packagesFor(python, options);
      return {
        path: join(packageRoot(), 'src/storage/embedded/mongod'),
        environment: { DESKBELL_PYTHON: python.path, PYTHONPATH: packages },
      };
    } catch (error) {
      reasons.set(python.path, `${name} (${python.version}): ${reasonOf(error)}`);
    }
  }
  const found = reasons.size > 0 ? [...reasons.values()].join('; ') : 'there is no Python';
  throw new Error(`it needs Python 3.10 or newer with pip, and ${found}`);
}

async function findPython(name: string, env: NodeJS.ProcessEnv): Promise<Python | undefined> {
  try {
    const [path, version, recent, abi] = JSON.parse(await run(name, ['-c', pythonProbe], env));
    return { path, version, recent, abi };
  } catch {
    return undefined;
  }
}

async function packagesFor(python: Python, options: StandInOptions): Promise<string> {
  const cacheDir = options.cacheDir ?? join(packageRoot(), '.cache');
  const packages = join(cacheDir, `secantusdb-${secantusVersion}-${python.abi}`);
  if (await exists(packages)) return packages;

  options.say(`Fetching SecantusDB ${secantusVersion} from the Python registry (once, about 90 MB)…`);
  await mkdir(cacheDir, { recursive: true });
  await removeLeftovers(cacheDir);
  const unfinished = await mkdtemp(join(cacheDir, 'unfinished-secantusdb-'));
  try {
    await install(python, unfinished, options);
    // Of two first starts at once, the one that finishes later finds the folder taken and uses it.
    await rename(unfinished, packages).catch(async (error: unknown) => {
      if (!(await exists(packages))) throw error;
    });
    return packages;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function install(python: Python, target: string, { env, say }: StandInOptions): Promise<void> {
  const venv = await mkdtemp(join(tmpdir(), 'deskbell-pip-'));
  try {
    const pip = await pythonWithPip(python, venv, env, say);
    // Somebody's pip settings may ask for a user's folder or a virtual environment; neither goes with --target.
    const settings = { ...env, PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0' };
    const wanted = `secantusdb==${secantusVersion}`;
    await run(pip, [...pipInstall, '--target', target, wanted], settings).catch((error: unknown) => {
      throw new Error(`pip failed, is the Python registry reachable from here? ${reasonOf(error)}`, { cause: error });
    });
  } finally {
    await rm(venv, { recursive: true, force: true });
  }
}

async function pythonWithPip(
  python: Python,
  venv: string,
  env: NodeJS.ProcessEnv,
  say: StandInOptions['say'],
): Promise<string> {
  try {
    await run(python.path, ['-m', 'pip', '--version'], env);
    return python.path;
  } catch {
    say('This Python has no pip: borrowing one from a virtual environment…');
  }
  try {
    await run(python.path, ['-m', 'venv', venv], env);
    return join(venv, 'bin/python3');
  } catch (error) {
    throw new Error(`it has neither pip nor venv (${reasonOf(error)})`, { cause: error });
  }
}

/** What an install left behind that was killed; one that is younger than an hour may still be running. */
async function removeLeftovers(cacheDir: string): Promise<void> {
  for (const name of await readdir(cacheDir)) {
    if (!name.startsWith('unfinished-secantusdb-')) continue;
    const folder = join(cacheDir, name);
    const age = Date.now() - (await stat(folder).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (age > 3_600_000) await rm(folder, { recursive: true, force: true });
  }
}

/** What the program prints. Throws its last words when it fails. */
async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { env }, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr.trim().split('\n').at(-1) || error.message));
      else resolve(stdout);
    });
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
