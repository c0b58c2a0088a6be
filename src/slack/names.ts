import type { WebClient } from '@slack/web-api';
import type { Names } from '../domain/archive';

/** The names of people as Slack shows them; where Slack does not tell, somebody is missing from the answer. */
export async function namesOf(client: WebClient, userIds: readonly string[]): Promise<Names> {
  const names = new Map<string, string>();
  for (const user of userIds) {
    try {
      const { user: profile } = await client.users.info({ user });
      const name = profile?.profile?.real_name || profile?.real_name || profile?.name;
      if (name) names.set(user, name);
    } catch {
      // An archive file with an id in place of a name is better than none.
    }
  }
  return names;
}
