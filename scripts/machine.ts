import { randomUUID } from 'node:crypto';
import { team as practiceTeam } from '@deskbell/sandbox';
import { WebClient } from '@slack/web-api';
import { pino } from 'pino';
import { configOf, isPractice } from '../src/config';
import { databaseFolder } from '../src/main';
import { passwordsWith } from '../src/passwords';
import type { People, Ports } from '../src/services/ports';
import { deliveryClientOptions, identify } from '../src/slack/client';
import { slackPeople } from '../src/slack/people';
import { openStorage } from '../src/storage';
import { joinDatabase } from '../src/storage/embedded';
import { CannotDo } from '../src/terminal';

const slackTimeoutMs = 10_000;

/**
 * Does something on the machine that Deskbell runs on, also while it runs: what is to be told in Slack, it tells.
 * Throws CannotDo where Slack or the database is away, and what `configOf` and `joinDatabase` throw.
 */
export async function onMachine(work: (teamId: string, ports: Ports) => Promise<void>): Promise<void> {
  const surrounding = await surroundings();
  const { teamId, people, mongodbUri, bcryptCost, sessionHours, triageChannel, files: fileLimits } = surrounding;
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

/** Where Deskbell is at home: in Slack, or in the practice workspace, whose people are not asked for, as it may not run. */
async function surroundings() {
  if (isPractice(process.env)) {
    const practice = configOf({ ...process.env, SLACK_BOT_TOKEN: 'xoxb-practice', SLACK_APP_TOKEN: 'xapp-practice' });
    return { ...practice, teamId: practiceTeam.id, people: everybody };
  }
  const config = configOf(process.env);
  const options = deliveryClientOptions(config.slack, slackTimeoutMs, pino({ level: 'silent' }));
  const client = new WebClient(config.slack.botToken, options);
  const { teamId } = await identify(client, refusing('Slack cannot be reached. Try again when it is there.'));
  return { ...config, teamId, people: slackPeople(client, teamId) };
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
