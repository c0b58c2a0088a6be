import { spawn } from 'node:child_process';
import { packageRoot } from './package-root';

/** How long a download may be silent before its first sign of life, and after that. */
const patience = { firstSeconds: 6, laterSeconds: 60 };

// In a process of its own, because mongodb-memory-server takes its settings from the environment and prints its
// progress, and because a download that hangs can then be ended.
const script = `
  process.on('disconnect', () => process.exit());
  require('mongodb-memory-server').MongoBinary.getPath()
    .then((path) => ({ path }), (error) => ({ reason: error.message }))
    .then((answer) => process.send(answer, () => process.disconnect()));
`;

/** The path of MongoDB's own mongod, downloaded if it is not there yet. Throws when it cannot be had. */
export async function downloadMongod(
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
  { firstSeconds, laterSeconds } = patience,
): Promise<string> {
  const child = spawn(process.execPath, ['-e', script], {
    cwd: packageRoot(),
    env: downloadEnvironment(env),
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    let silence = setTimeout(giveUp, firstSeconds * 1000, firstSeconds);

    function giveUp(seconds: number): void {
      child.kill();
      reject(new Error(`no answer for ${seconds} seconds`));
    }

    child.stdout?.on('data', (chunk: Buffer) => {
      const progress = /"(.+)": ([\d.]+)% \(.* \/ ([\d.]+)mb\)/.exec(chunk.toString());
      if (!progress) return;
      clearTimeout(silence);
      silence = setTimeout(giveUp, laterSeconds * 1000, laterSeconds);
      say(`Downloading MongoDB ${progress[1]}: ${Math.round(Number(progress[2]))} % of ${progress[3]} MB`);
    });
    child.once('message', (answer: { path: string } | { reason: string }) => {
      if ('path' in answer) resolve(answer.path);
      else reject(new Error(answer.reason));
    });
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(silence);
      reject(new Error(`the download ended with code ${code}`));
    });
  });
}

function downloadEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { MONGOMS_SYSTEM_BINARY: _tried, ...rest } = env;
  const http = env['MONGOMS_DOWNLOAD_MIRROR']?.startsWith('http:') ? { MONGOMS_USE_HTTP: 'true' } : {};
  // One try: an unreachable download must fall through at once, and a broken one goes on where it was at the next start.
  return { MONGOMS_MAX_RETRIES: '1', ...http, ...rest };
}
