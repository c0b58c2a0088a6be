import { WebClient } from '@slack/web-api';
import { config as readDotenv } from 'dotenv';
import { pino } from 'pino';
import { configOf } from '../src/config';
import { databaseFolder } from '../src/main';
import { promote } from '../src/services/admins';
import { deliveryClientOptions, identify } from '../src/slack/client';
import { openStorage } from '../src/storage';
import { openDatabase } from '../src/storage/embedded';
import { CannotDo, runOnce } from '../src/terminal';

const usage =
  'Usage: npm run admin -- promote <user id> | list\nA user id, such as U012AB3CD, stands in the person’s Slack profile, under ⋮ → Copy member ID.';

/** `npm run admin`: the admins of Deskbell, from the machine it runs on. */
readDotenv({ quiet: true });
const [action, userId = ''] = process.argv.slice(2);
void runOnce(async () => {
  const isKnown = action === 'list' || (action === 'promote' && /^[UW][A-Z0-9]+$/.test(userId));
  if (!isKnown) throw new CannotDo(usage);

  const config = configOf(process.env);
  const client = new WebClient(
    config.slack.botToken,
    deliveryClientOptions(config.slack, 10_000, pino({ level: 'silent' })),
  );
  const { teamId } = await identify(client, refusing('Slack cannot be reached. Try again when it is there.'));
  const database = await openDatabase({
    ...(config.mongodbUri === undefined ? { dataDir: databaseFolder } : { uri: config.mongodbUri }),
    say: console.log,
  });
  try {
    await administer(database.uri, teamId);
  } finally {
    await database.stop();
  }
});

async function administer(uri: string, teamId: string): Promise<void> {
  const storage = await openStorage(uri, refusing('The database cannot be reached. Try again when it is there.'));
  try {
    if (action === 'promote') {
      const isNew = await promote({ teamId, userId }, 'machine', storage);
      console.log(`${userId} is an admin ${isNew ? 'now' : 'already'}.`);
    }
    const admins = await storage.admins.list(teamId);
    console.log(admins.length === 0 ? 'There are no admins yet.' : 'Admins:');
    for (const admin of admins) {
      const day = admin.promotedAt.toISOString().slice(0, 10);
      console.log(`  ${admin.userId}, promoted by ${admin.promotedBy} on ${day}`);
    }
  } finally {
    await storage.close();
  }
}

/** Somebody at a terminal would rather be told than wait. */
function refusing(words: string): () => Promise<never> {
  return async () => {
    throw new CannotDo(words);
  };
}
