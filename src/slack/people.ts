import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { Standing } from '../domain/people';
import type { People } from '../services/ports';

/** People as Slack knows them. `teamId` is the one workspace that Deskbell serves. */
export function slackPeople(client: WebClient, teamId: string): People {
  return {
    async find(userId) {
      const user = await known(client, userId);
      if (user === undefined) return undefined;
      return {
        name: user.profile?.real_name || user.real_name || user.name || '',
        handle: user.name ?? '',
        standing: standingOf(user, teamId),
      };
    },

    async membersOf(channel) {
      const members: string[] = [];
      let cursor = '';
      do {
        const page = await client.conversations.members({ channel, limit: 200, ...(cursor && { cursor }) });
        members.push(...(page.members ?? []));
        cursor = page.response_metadata?.next_cursor ?? '';
      } while (cursor !== '');
      return members;
    },
  };
}

type User = NonNullable<Awaited<ReturnType<WebClient['users']['info']>>['user']>;

async function known(client: WebClient, user: string): Promise<User | undefined> {
  try {
    return (await client.users.info({ user })).user;
  } catch (error) {
    const isNobody = error instanceof WebAPIPlatformError && nobody.has(error.data.error);
    if (isNobody) return undefined;
    throw error;
  }
}

/** https://docs.slack.dev/reference/methods/users.info#errors */
const nobody = new Set(['user_not_found', 'user_not_visible']);

/** What a user object says. https://docs.slack.dev/reference/objects/user-object */
export function standingOf(
  {
    id,
    deleted,
    is_bot: isBot,
    is_stranger: isStranger,
    team_id: team,
    is_restricted: isGuest,
    is_ultra_restricted: isSingleGuest,
  }: Pick<User, 'id' | 'deleted' | 'is_bot' | 'is_stranger' | 'team_id' | 'is_restricted' | 'is_ultra_restricted'>,
  teamId: string,
): Standing {
  if (deleted) return 'deactivated';
  if (isBot || id === 'USLACKBOT') return 'bot';
  if (isStranger || (team !== undefined && team !== teamId)) return 'stranger';
  return isGuest || isSingleGuest ? 'guest' : 'member';
}
