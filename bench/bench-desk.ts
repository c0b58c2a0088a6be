import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startWorkspace, type Workspace } from '@deskbell/sandbox';
import { pino } from 'pino';
import { configOf } from '../src/config';
import type { Rate } from '../src/domain/rates';
import { type Deskbell, startDeskbell } from '../src/main';
import { promote } from '../src/services/admins';
import { login, setPassword } from '../src/services/sessions';
import type { Rates } from '../src/slack/delivery/rates';
import type { Desk } from '../src/slack/desk';
import { openDatabase } from '../src/storage/embedded';

export const manifest = resolve('manifest.yml');

/** A throw-away database server for one benchmark; each name on it is a database of its own. */
export async function benchDatabase(): Promise<{
  uri(name: string): string;
  description: string;
  stop(): Promise<void>;
}> {
  const mongodbUri = process.env['MONGODB_URI'];
  const database = await openDatabase({ ...(mongodbUri && { uri: mongodbUri }), say: console.error });
  return {
    uri: (name) => Object.assign(new URL(database.uri), { pathname: `/bench-${name}-${randomUUID()}` }).href,
    description: database.description,
    stop: () => database.stop(),
  };
}

export interface BenchDesk {
  readonly workspace: Workspace;
  readonly deskbell: Deskbell;
  stop(): Promise<void>;
}

/** Of a Slack that takes whatever comes: what is measured comes faster than people's hands. */
const much: Rate = { most: 10_000, withinMs: 1_000, lateMs: 10_000 };
const noRates: Rates = { of: () => much, channel: much };

/** Deskbell in a practice workspace of its own, Carol and Dave being admins. */
export async function benchDesk(mongodbUri: string): Promise<BenchDesk> {
  const workspace = await startWorkspace({ manifest });
  const archiveDir = await mkdtemp(join(tmpdir(), 'deskbell-bench-'));
  const config = configOf({
    SLACK_BOT_TOKEN: workspace.tokens.bot,
    SLACK_APP_TOKEN: workspace.tokens.app,
    SLACK_API_URL: workspace.apiUrl,
    TRIAGE_CHANNEL: workspace.channels.triage,
    MONGODB_URI: mongodbUri,
    ARCHIVE_DIR: archiveDir,
    PORT: '0',
  });
  const deskbell = await startDeskbell(config, {
    say: console.error,
    log: pino({ level: 'error' }),
    rates: noRates,
  });
  for (const userId of [workspace.people.carol, workspace.people.dave]) await admit(userId, deskbell.desk);
  return {
    workspace,
    deskbell,
    async stop() {
      await deskbell.stop();
      await workspace.stop();
      await rm(archiveDir, { recursive: true, force: true });
    },
  };
}

const password = 'a bench to sit on';

/** Makes somebody an admin, and logs them in. */
async function admit(userId: string, desk: Desk): Promise<void> {
  const person = { teamId: desk.teamId, userId };
  await promote(person, 'bench', desk);
  const admin = await desk.admins.find(person);
  await setPassword(person, admin?.invite?.id ?? '', { password, again: password }, desk);
  await login(person, password, desk);
}

/** Resolves once the workspace has had no call for a moment: what a change started has come to its end. */
export async function quiet({ calls }: Workspace, quietMs = 150): Promise<void> {
  for (;;) {
    const before = calls.length;
    await new Promise((passed) => setTimeout(passed, quietMs));
    if (calls.length === before && calls.every(({ outcome }) => outcome !== 'pending')) return;
  }
}

/** The value below which `part` of the values lie. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
