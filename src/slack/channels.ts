import type { WebClient } from '@slack/web-api';

/** The triage channel is not among those that Deskbell is a member of. */
export class NoTriageChannel extends Error {
  override readonly name = 'NoTriageChannel';
  constructor(wanted: string) {
    super(
      `Deskbell is not in a channel named #${wanted}. Create it where it does not exist, type "/invite @Deskbell" in it, and start again; or set TRIAGE_CHANNEL to the id of another one.`,
    );
  }
}

/** The id of a channel that the bot is in, given its id or its name. Throws NoTriageChannel. */
export async function findChannel(client: WebClient, wanted: string): Promise<string> {
  if (/^[CG][A-Z0-9]{6,}$/.test(wanted)) return wanted;
  let cursor = '';
  do {
    const page = await client.users.conversations({
      types: 'public_channel,private_channel',
      exclude_archived: true,
      limit: 200,
      ...(cursor && { cursor }),
    });
    const found = page.channels?.find(({ name }) => name === wanted)?.id;
    if (found !== undefined) return found;
    cursor = page.response_metadata?.next_cursor ?? '';
  } while (cursor !== '');
  throw new NoTriageChannel(wanted);
}
