import { WebClient } from '@slack/web-api';
import { config as readDotenv } from 'dotenv';
import { pino } from 'pino';
import { configOf } from '../src/config';
import { databaseFolder } from '../src/main';
import { promote } from '../src/services/admins';
import { deliveryClientOptions, identify } from '../src/slack/client';
import { openStorage } from '../src/storage';
import { openDatabase } from '../src/storage/embedded';
import { runOnce, Usage } from '../src/terminal';

const usage =
  'Usage: npm run admin -- promote <user id> | list\nA user id, such as U012AB3CD, stands in the person’s Slack profile, under ⋮ → Copy member ID.';

/** `npm run admin`: the admins of Deskbell, from the machine it runs on. */
readDotenv({ quiet: true });
const [action, userId = ''] = process.argv.slice(2);
void runOnce(async () => {
  const isKnown = action === 'list' || (action === 'promote' && /^[UW][A-Z0-9]+$/.test(userId));
  if (!isKnown) throw new Usage(usage);

  const config = configOf(process.env);
  const log = pino({ level: 'silent' });
  const { teamId } = await identify(
    new WebClient(config.slack.botToken, deliveryClientOptions(config.slack, 10_000, log)),
    async () => false,
  );
  const database = await openDatabase({
    ...(config.mongodbUri === undefined ? { dataDir: databaseFolder } : { uri: config.mongodbUri }),
    say: console.log,
  });
  const storage = await openStorage(database.uri, async () => false);
  try {
    if (action === 'promote') {
      const isNew = await promote({ teamId, userId }, 'machine', storage);
      console.log(isNew ? `${userId} is an admin now.` : `${userId} is an admin already.`);
    }
    const admins = await storage.admins.list(teamId);
    console.log(admins.length === 0 ? 'There are no admins yet.' : 'Admins:');
    for (const admin of admins)
      console.log(
        `  ${admin.userId}, promoted by ${admin.promotedBy} on ${admin.promotedAt.toISOString().slice(0, 10)}`,
      );
  } finally {
    await storage.close();
    await database.stop();
  }
});
