import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { startWorkspace, type Workspace } from '@deskbell/sandbox';
import { sayWhatIsAmiss } from '../src/amiss';
import { type Config, configOf } from '../src/config';
import { openInvite } from '../src/domain/people';
import { closeAll, unlessAborted } from '../src/lifecycle';
import { type Deskbell, databaseFolder, startDeskbell, storedIn } from '../src/main';
import { promote, reset } from '../src/services/admins';
import { setPassword } from '../src/services/sessions';
import type { Desk } from '../src/slack/desk';
import { openDatabase } from '../src/storage/embedded';

/** Where the practice workspace keeps its messages. */
const stateFile = 'data/practice/workspace.jsonl';

/** Starts the practice workspace and Deskbell in it, and says who to be and what to type. Throws BadConfig, and what `startDeskbell` throws. */
export async function startPractice(
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Pick<Deskbell, 'stop' | 'lost'>> {
  const config = configOf({
    LOG_LEVEL: 'warn',
    ...env,
    SLACK_BOT_TOKEN: 'xoxb-practice',
    SLACK_APP_TOKEN: 'xapp-practice',
  });
  const opened: (() => Promise<unknown>)[] = [];
  let deskbell: Deskbell;
  try {
    // Before the workspace: a second one in this folder is refused here, and does not touch the messages of the first.
    const opening = openDatabase({
      ...(config.mongodbUri === undefined ? { dataDir: databaseFolder } : { uri: config.mongodbUri }),
      say,
    });
    const database = await unlessAborted(opening, signal);
    opened.push(database.stop);
    const port = await freePort(config.port, say);
    const workspace = await startWorkspace({ manifest: resolve('manifest.yml'), port, stateFile: resolve(stateFile) });
    opened.push(workspace.stop);
    // PORT is the workspace's own.
    deskbell = await startDeskbell(
      { ...config, ...settingsFor(workspace), mongodbUri: database.uri, port: 0 },
      { say, signal },
    );
    opened.push(deskbell.stop);
    for (const userId of [workspace.people.carol, workspace.people.dave]) await admit(userId, deskbell.desk);
    await sayWhatIsAmiss(deskbell.desk, say);
    say(welcome(workspace.url, deskbell.port, storedIn(config, database.description)));
  } catch (error) {
    await closeAll(opened).catch(() => undefined); // why it does not start is what the person has to know
    throw error;
  }
  return {
    lost: deskbell.lost,
    async stop() {
      say('\nStopping…');
      await closeAll(opened);
    },
  };
}

/** What Carol and Dave log in with, until they change it. */
const password = 'ring the desk bell';

/** Makes somebody an admin with the practice password, unless they are one already. */
async function admit(userId: string, desk: Desk): Promise<void> {
  const person = { teamId: desk.teamId, userId };
  if ((await desk.admins.find(person)) === undefined) await promote(person, 'practice', desk);
  const admin = await desk.admins.find(person);
  if (admin === undefined || admin.hasPassword) return;
  // A reset of theirs may be days old.
  if (openInvite(admin, desk.clock.now()) === undefined) await reset(person, 'practice', desk);
  const invite = (await desk.admins.find(person))?.invite;
  if (invite) await setPassword(person, invite.id, { password, again: password }, desk);
}

function settingsFor({ tokens, apiUrl, channels }: Workspace): Pick<Config, 'slack' | 'triageChannel'> {
  return {
    slack: { botToken: tokens.bot, appToken: tokens.app, signingSecret: tokens.signingSecret, apiUrl },
    triageChannel: channels.triage,
  };
}

function welcome(url: string, port: number, stored: string): string {
  return `
  Deskbell is running in a practice workspace: a local Slack in your browser.

    Open        ${url}
    Be          Alice or Bob, who need help: ${url}/alice  ${url}/bob
                Carol or Dave, who give it:  ${url}/carol  ${url}/dave
                Their password for Deskbell, until they change it: ${password}
    Type first  as Alice, in #general: /ticket the printer is on fire
    Then        as Carol, in #support-triage: press Claim, and log in. Your card is
                under Apps, in Deskbell: press Ask, or just write in its thread
    And answer  as Alice, in Deskbell under Apps

  ${stored}
  How Deskbell is: http://localhost:${port}/readyz, and /metrics for Prometheus. Ctrl-C stops everything.
`;
}

/** The wanted port, or the next one that is free. */
async function freePort(wanted: number, say: (line: string) => void): Promise<number> {
  for (let port = wanted; port < wanted + portsTried; port += 1) {
    if (!(await isFree(port))) continue;
    if (port !== wanted) say(`Port ${wanted} is taken: using ${port}.`);
    return port;
  }
  say(`Port ${wanted} and those after it are taken: using any other.`);
  return 0;
}

const portsTried = 20;

async function isFree(port: number): Promise<boolean> {
  if (port > 65_535) return false;
  return await new Promise((known) => {
    const probe = createServer()
      .once('error', () => known(false))
      .listen(port, '127.0.0.1', () => probe.close(() => known(true)));
  });
}
