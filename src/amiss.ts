import { setupMinutes } from './domain/roster';
import * as admins from './services/admins';
import type { Desk } from './slack/desk';

/** Says how somebody becomes the first admin, where there is none, and who reads open tickets and is no admin. */
export async function sayWhatIsAmiss(desk: Desk, say: (line: string) => void): Promise<void> {
  try {
    const code = await admins.offerSetup(desk.teamId, desk);
    if (code === undefined) await sayWhoElseReads(desk, say);
    else sayHowToSetUp(code, say);
  } catch (err) {
    desk.log.warn({ err }, 'It could not be looked at who is an admin, and who reads the triage channel.');
  }
}

function sayHowToSetUp(code: string, say: (line: string) => void): void {
  say(`
  There is no admin yet. In Slack, type   /ticket-admin setup ${code}
  The code works once, for ${setupMinutes} minutes. Or, on this machine: npm run admin -- promote <user id>`);
}

/** Throws what Slack says. */
async function sayWhoElseReads(desk: Desk, say: (line: string) => void): Promise<void> {
  const { userIds, more } = await admins.outsiders(desk.teamId, desk);
  if (userIds.length === 0) return;
  const profiles = await Promise.all(userIds.map((userId) => desk.people.find(userId)));
  const names = userIds.map((userId, at) => `${profiles[at]?.name ?? 'somebody'} (${userId})`);
  const all = [...names, ...(more === 0 ? [] : [`${more} more`])].join(', ');
  say(`
  People who are no admins read open tickets in the triage channel: ${all}.
  Promote them with /ticket-admin promote, or take them out of the channel.`);
}
