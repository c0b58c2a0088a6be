import type { WebClient } from '@slack/web-api';
import { askedPatiently, type MayWait } from './client';

/** The triage channel is not among those that Deskbell is a member of: of an archived one no app is. */
export class NoTriageChannel extends Error {
  override readonly name = 'NoTriageChannel';
  constructor(wanted: string) {
    super(
      `Deskbell is in no channel whose name or id is ${wanted}. Create it where it does not exist, unarchive it where it is archived, type "/invite @Deskbell" in it, and start again; or set TRIAGE_CHANNEL to another one.`,
    );
  }
}

/**
 * The id of a channel that the bot is in, given its id or its name. Waits as long as `mayWait` lets it while Slack is away.
 * Throws NoTriageChannel, BadToken.
 */
export async function findChannel(client: WebClient, wanted: string, mayWait: MayWait): Promise<string> {
  let cursor = '';
  do {
    const options = {
      types: 'public_channel,private_channel',
      exclude_archived: true,
      limit: 200,
      ...(cursor && { cursor }),
    };
    const page = await askedPatiently(() => client.users.conversations(options), mayWait);
    const found = page.channels?.find(({ id, name }) => id === wanted || name === wanted)?.id;
    if (found !== undefined) return found;
    cursor = page.response_metadata?.next_cursor ?? '';
  } while (cursor !== '');
  throw new NoTriageChannel(wanted);
}
