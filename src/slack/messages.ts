import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { WordsGone } from '../domain/errors';
import type { FileSent } from '../domain/files';
import type { Source } from '../domain/ticket';
import { quotation } from '../domain/words';
import { messageIn } from './input';
import { messageSent } from './payloads';
import { asWritten } from './words-at';

/** A message of anybody's, as Slack gives it: its text is escaped. */
export interface MessageRead {
  readonly channel: string;
  readonly ts: string;
  /** The thread that it is a reply in. */
  readonly threadTs?: string;
  /** User id; absent where an app has posted it. */
  readonly author?: string;
  readonly text: string;
  readonly files: readonly FileSent[];
}

/** A message in a channel that Deskbell is in, as it stands there now. Throws WordsGone, and what Slack says. */
export async function messageAt(client: WebClient, channel: string, ts: string): Promise<MessageRead> {
  const messages = await threadAt(client, channel, ts);
  const found: { ts?: string; subtype?: string } | undefined = messages.find((message) => message.ts === ts);
  // One with replies leaves a stone in its place.
  if (found === undefined || found.subtype === 'tombstone') throw new WordsGone();
  return messageIn(messageSent(channel, found));
}

/**
 * Takes the `ts` of a reply too, which gives that reply, or the head of its thread before it.
 * https://docs.slack.dev/reference/methods/conversations.replies https://github.com/slackapi/bolt-python/issues/783
 */
async function threadAt(client: WebClient, channel: string, ts: string) {
  try {
    const one = { channel, ts, latest: ts, oldest: ts, inclusive: true, limit: 2 };
    return (await client.conversations.replies(one)).messages ?? [];
  } catch (error) {
    if (error instanceof WebAPIPlatformError && notThere.has(error.data.error)) return [];
    throw error;
  }
}

const notThere = new Set(['thread_not_found', 'message_not_found', 'channel_not_found', 'not_in_channel']);

/** What a ticket keeps of a message; and what it says, as its author saw it. */
export async function sourceOf(
  client: WebClient,
  read: MessageRead,
  workspaceUrl: string,
): Promise<{ source: Source; words: string }> {
  const { channel, ts, threadTs, author } = read;
  const words = await asWritten(client, read.text);
  const { leftOut, ...quoted } = quotation(words);
  const place = { channel, ts, ...(threadTs !== undefined && { threadTs }) };
  const source = { ...place, link: linkTo(place, workspaceUrl), ...(author !== undefined && { author }), ...quoted };
  return { source: { ...source, ...(leftOut > 0 && { leftOut }) }, words };
}

/** Where a message is in the browser, as Slack builds such addresses: asking for one needs Deskbell to be in the channel. https://docs.slack.dev/reference/methods/chat.getPermalink */
function linkTo({ channel, ts, threadTs }: Omit<MessageRead, 'text' | 'files'>, workspaceUrl: string): string {
  const thread = threadTs === undefined ? '' : `?thread_ts=${threadTs}&cid=${channel}`;
  return `${workspaceUrl}archives/${channel}/p${ts.replace('.', '')}${thread}`;
}
