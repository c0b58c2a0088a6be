import { shownAgain } from '../../services/surfaces';
import type { News } from '../answering';
import { notRead } from '../views/lists';

type MessageNews = News<undefined, 'message'>;

/** A message that shows a ticket was deleted: it is shown again. Who writes to Deskbell is told that nobody reads it. */
export async function changed({ event, desk, client }: MessageNews): Promise<void> {
  const deleted = deletedBy(event);
  if (deleted !== undefined) await shownAgain(desk.teamId, { channel: event.channel, ...deleted }, desk);
  if (event.subtype !== undefined) return;
  const { channel, user, thread_ts: threadTs } = event;
  await client.chat.postEphemeral({ channel, user, ...(threadTs && { thread_ts: threadTs }), ...notRead() });
}

/** Which message is gone. One with replies leaves a stone in its place: Slack then tells of a change, and not of a deletion. */
function deletedBy(event: MessageNews['event']): { ts: string; threadTs: string | undefined } | undefined {
  if (event.subtype === 'message_deleted') {
    const { thread_ts: threadTs } = (event.previous_message ?? {}) as { thread_ts?: string }; // a reply's parent, in every kind of message that has one
    return { ts: event.deleted_ts, threadTs };
  }
  if (event.subtype !== 'message_changed') return undefined;
  const { subtype, ts } = event.message as { subtype?: string; ts: string }; // Slack's types do not name the stone
  return subtype === 'tombstone' ? { ts, threadTs: undefined } : undefined;
}
