import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { startWorkspace, type Workspace } from '@deskbell/sandbox';
import { type Config, configOf } from '../src/config';
import { startDeskbell } from '../src/main';

/** Where the practice workspace keeps its messages. */
const stateFile = 'data/practice/workspace.jsonl';

/** Starts the practice workspace and Deskbell in it, and says who to be and what to type. */
export async function startPractice(
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<{ stop(): Promise<void> }> {
  const port = env['PORT'] ? Number(env['PORT']) : await freePort(3000);
  const workspace = await startWorkspace({ manifest: resolve('manifest.yml'), port, stateFile: resolve(stateFile) });
  try {
    const deskbell = await startDeskbell(practiceConfig(env, workspace), { say });
    for (const admin of [workspace.people.carol, workspace.people.dave]) await deskbell.promote(admin, 'practice');
    say(welcome(workspace.url, deskbell.database));
    return {
      async stop() {
        say('\nStopping…');
        await deskbell.stop();
        await workspace.stop();
      },
    };
  } catch (error) {
    await workspace.stop();
    throw error;
  }
}

function practiceConfig(env: NodeJS.ProcessEnv, { tokens, apiUrl, channels }: Workspace): Config {
  return configOf({
    LOG_LEVEL: 'warn',
    ...env,
    SLACK_BOT_TOKEN: tokens.bot,
    SLACK_APP_TOKEN: tokens.app,
    SLACK_API_URL: apiUrl,
    TRIAGE_CHANNEL: channels.triage,
  });
}

function welcome(url: string, database: string): string {
  return `
  Deskbell is running in a practice workspace: a local Slack, with nobody in it but you.

    Open        ${url}
    Be          Alice or Bob, who need help: ${url}/alice  ${url}/bob
                Carol or Dave, who give it:  ${url}/carol  ${url}/dave
    Type first  as Alice, in #general: /ticket the printer is on fire
    Then        as Carol, in #support-triage: press Claim

  Database: ${database}, in data/mongo. Archive files: data/archive. Ctrl-C stops everything.
`;
}

/** The wanted port, or any free one where it is taken. */
async function freePort(wanted: number): Promise<number> {
  return await new Promise((taken) => {
    const probe = createServer()
      .once('error', () => taken(0))
      .listen(wanted, '127.0.0.1', () => probe.close(() => taken(wanted)));
  });
}
