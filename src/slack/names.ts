import type { UsersInfoResponse, WebClient } from '@slack/web-api';
import type { Names } from '../domain/archive';
import { whenAllowed } from './delivery/pacing';

/**
 * The names of people as Slack shows them; where Slack does not tell, somebody is missing from the answer. With a signal it waits as often as
 * Slack asks to, until that ends it.
 */
export async function namesOf(client: WebClient, userIds: readonly string[], patience?: AbortSignal): Promise<Names> {
  const names = new Map<string, string>();
  for (const user of userIds) {
    try {
      const ask = async (): Promise<UsersInfoResponse> => await client.users.info({ user });
      const { user: profile } = await (patience === undefined ? ask() : whenAllowed(ask, patience));
      const name = profile?.profile?.real_name || profile?.real_name || profile?.name;
      if (name) names.set(user, name);
    } catch {
      // An archive file with an id in place of a name is better than none.
    }
  }
  return names;
}
