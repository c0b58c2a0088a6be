import { randomUUID } from 'node:crypto';
import { WebClient } from '@slack/web-api';
import { pino } from 'pino';
import { configOf, isPractice, type SlackConfig } from '../src/config';
import type { Names } from '../src/domain/archive';
import { databaseFolder } from '../src/main';
import { passwordsWith } from '../src/passwords';
import type {
  ArchiveStore,
  Budgets,
  Chain,
  ChartStore,
  DeliveryStore,
  FileStore,
} from '../src/services/delivery-ports';
import type { People, Ports } from '../src/services/ports';
import { deliveryClientOptions, identify } from '../src/slack/client';
import { PacedClient, type Pacing } from '../src/slack/delivery/pacing';
import { namesOf } from '../src/slack/names';
import { slackPeople } from '../src/slack/people';
import { openStorage } from '../src/storage';
import { joinDatabase } from '../src/storage/embedded';
import { CannotDo } from '../src/terminal';

const slackTimeoutMs = 10_000;

/** What there is on the machine, beside what the services need. */
export interface MachinePorts extends Ports {
  readonly archive: ArchiveStore;
  readonly chain: Chain;
  readonly files: FileStore;
  readonly budgets: Budgets;
  readonly charts: ChartStore;
  readonly deliveries: DeliveryStore;
  /** Undefined: no archive files. */
  readonly archiveDir: string | undefined;
  /** The names of people, as far as they are told. */
  namesOf(userIds: readonly string[]): Promise<Names>;
  /** Asks Slack, or the practice workspace where that runs. Throws CannotDo where it does not. */
  slackClient(pacing: Pacing): Promise<WebClient>;
}

/**
 * Does something on the machine that Deskbell runs on, also while it runs: what is to be told in Slack, it tells.
 * Throws CannotDo where Slack or the database is away, and what `configOf` and `joinDatabase` throw.
 */
export async function onMachine(work: (teamId: string, ports: MachinePorts) => Promise<void>): Promise<void> {
  const {
    teamId,
    people,
    mongodbUri,
    bcryptCost,
    sessionHours,
    triageChannel,
    archiveDir,
    files: fileLimits,
    ...slack
  } = await surroundings();
  const database = await joinDatabase({
    ...(mongodbUri === undefined ? { dataDir: databaseFolder } : { uri: mongodbUri }),
    say: console.error,
  });
  try {
    const storage = await openStorage(
      database.uri,
      refusing('The database cannot be reached. Try again when it is there.'),
    );
    try {
      await work(teamId, {
        ...storage,
        people,
        passwords: await passwordsWith(bcryptCost),
        sessionHours,
        triageChannel,
        archiveDir,
        namesOf: slack.namesOf,
        slackClient: slack.slackClient,
        newKey: randomUUID,
        wake: () => undefined,
        wakeMessenger: () => undefined,
        fileLimits,
        wakeFetch: () => undefined,
      });
    } finally {
      await storage.close();
    }
  } finally {
    await database.stop();
  }
}

/** Where Deskbell is at home: in Slack, or in the practice workspace, which may not run: it is not asked, and its people have the names that they begin with. */
async function surroundings() {
  if (isPractice(process.env)) {
    const { founderNames, team } = await practiceWorkspace();
    const practice = configOf({ ...process.env, SLACK_BOT_TOKEN: 'xoxb-practice', SLACK_APP_TOKEN: 'xapp-practice' });
    const apiUrl = `http://127.0.0.1:${practice.port}/api/`;
    const slackClient = async (pacing: Pacing): Promise<WebClient> => {
      const client = clientOf({ ...practice.slack, apiUrl }, pacing);
      if (!(await isPracticeAt(client, team.id))) throw new CannotDo(noPractice(practice.port));
      return client;
    };
    return { ...practice, teamId: team.id, people: everybody, namesOf: async () => founderNames, slackClient };
  }
  const config = configOf(process.env);
  const client = clientOf(config.slack);
  const { teamId } = await identify(client, refusing('Slack cannot be reached. Try again when it is there.'));
  return {
    ...config,
    teamId,
    people: slackPeople(client, teamId),
    namesOf: async (userIds: readonly string[]) => await namesOf(client, userIds),
    slackClient: async (pacing: Pacing) => clientOf(config.slack, pacing),
  };
}

/** Only where it is asked for: what is installed for real Slack, as in the image, does not have it. Throws CannotDo. */
async function practiceWorkspace() {
  try {
    return await import('@deskbell/sandbox');
  } catch {
    throw new CannotDo(
      'SLACK_BOT_TOKEN is not set, and there is no practice workspace here. Set what .env.example names.',
    );
  }
}

function clientOf(config: SlackConfig, pacing?: Pacing): WebClient {
  const options = deliveryClientOptions(config, slackTimeoutMs, pino({ level: 'silent' }));
  return pacing === undefined
    ? new WebClient(config.botToken, options)
    : new PacedClient(config.botToken, options, pacing);
}

async function isPracticeAt(client: WebClient, teamId: string): Promise<boolean> {
  try {
    return (await client.auth.test()).team_id === teamId;
  } catch {
    return false;
  }
}

function noPractice(port: number): string {
  return `The practice workspace is not at http://127.0.0.1:${port}, and its messages cannot be read where it does not run. Start it with npm start; where it then names another port, give that one: PORT=3001 npm run doctor. For your Slack, set its tokens in .env.`;
}

const everybody: People = {
  find: async () => ({ name: '', handle: '', standing: 'member' }),
  membersOf: async () => [],
};

/** Somebody at a terminal would rather be told than wait. */
function refusing(words: string): () => Promise<never> {
  return async () => {
    throw new CannotDo(words);
  };
}
