import type { WebClient } from '@slack/web-api';
import { askedPatiently, type MayWait } from './client';

/** The triage channel is not among those that Deskbell is a member of, or is archived. */
export class NoTriageChannel extends Error {
  override readonly name = 'NoTriageChannel';
  constructor(wanted: string, isArchived = false) {
    super(
      isArchived
        ? `The channel ${wanted} is archived. Unarchive it in Slack, in its details under Settings, and start again; or set TRIAGE_CHANNEL to another one.`
        : `Deskbell is in no channel whose name or id is ${wanted}. Create it where it does not exist, type "/invite @Deskbell" in it, and start again; or set TRIAGE_CHANNEL to another one.`,
    );
  }
}

/**
 * The id of a channel that the bot is in, given its id or its name. Waits as long as `mayWait` lets it while Slack is away.
 * Throws NoTriageChannel, BadToken.
 */
export async function findChannel(client: WebClient, wanted: string, mayWait: MayWait): Promise<string> {
  let cursor = '';
  let isArchived = false;
  do {
    const options = {
      types: 'public_channel,private_channel',
      limit: 200,
      ...(cursor && { cursor }),
    };
    const page = await askedPatiently(() => client.users.conversations(options), mayWait);
    const all = page.channels?.filter(({ id, name }) => id === wanted || name === wanted) ?? [];
    const found = all.find(({ is_archived: isOver }) => !isOver)?.id;
    if (found !== undefined) return found;
    isArchived ||= all.length > 0;
    cursor = page.response_metadata?.next_cursor ?? '';
  } while (cursor !== '');
  throw new NoTriageChannel(wanted, isArchived);
}
