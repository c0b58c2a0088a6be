import { config as readDotenv } from 'dotenv';
import { DeskbellError } from '../src/domain/errors';
import { isLoggedIn } from '../src/domain/people';
import { allAdmins, demote, promote, reset } from '../src/services/admins';
import type { AdminsPage, Ports } from '../src/services/ports';
import { CannotDo, runOnce } from '../src/terminal';
import { onMachine } from './machine';

const usage = `Usage: npm run admin -- promote <user id> | demote <user id> | reset <user id> | list
A user id, such as U012AB3CD, stands in the person’s Slack profile, under ⋮ → Copy member ID.`;

const does = { promote, demote, reset };
const said = {
  promote:
    'is an admin now. Deskbell sends them a button to set a password, as soon as it runs; it works for 24 hours.',
  demote: 'is no admin any more. Deskbell tells them, and puts their tickets back into the queue, as soon as it runs.',
  reset:
    'has no password any more. Deskbell sends them a button to set a new one, as soon as it runs; it works for 24 hours.',
};

/** `npm run admin`: the admins of Deskbell, from the machine it runs on. */
readDotenv({ quiet: true });
const [action = '', userId = ''] = process.argv.slice(2);
void runOnce(async () => {
  if (action === 'list') return await onMachine(list);
  if (!isDeed(action) || !/^[UW][A-Z0-9]+$/.test(userId)) throw new CannotDo(usage);
  await onMachine(async (teamId, ports) => {
    try {
      await does[action]({ teamId, userId }, 'machine', ports);
    } catch (error) {
      throw error instanceof DeskbellError ? new CannotDo(forTerminal(error.message)) : error;
    }
    console.log(`${userId} ${said[action]}`);
  });
});

function isDeed(word: string): word is keyof typeof does {
  return Object.hasOwn(does, word);
}

async function list(teamId: string, ports: Ports): Promise<void> {
  const admins = await allAdmins(teamId, ports);
  console.log(admins.length === 0 ? 'There are no admins yet.' : 'Admins:');
  for (const admin of admins) console.log(`  ${admin.userId}, ${factsOf(admin, ports.clock.now()).join(', ')}`);
}

function factsOf(admin: AdminsPage['admins'][number], now: Date): string[] {
  const { promotedBy, promotedAt, hasPassword, lockedUntil } = admin;
  const session = isLoggedIn(admin, now) ? 'logged in' : 'logged out';
  return [
    `promoted by ${promotedBy} on ${promotedAt.toISOString().slice(0, 10)}`,
    hasPassword ? session : 'no password yet',
    ...(lockedUntil ? [`locked until ${lockedUntil.toISOString()}`] : []),
  ];
}

/** The same words where nothing is markup. */
function forTerminal(message: string): string {
  return message.replaceAll(/<@(\w+)>/g, '$1').replaceAll('`', '');
}
