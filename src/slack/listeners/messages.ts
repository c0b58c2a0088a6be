import { shownAgain } from '../../services/surfaces';
import type { News } from '../answering';

type MessageNews = News<undefined, 'message'>;

/** A message that shows a ticket was deleted: it is shown again. */
export async function deleted({ event, desk }: MessageNews): Promise<void> {
  const gone = deletedBy(event);
  if (gone !== undefined) await shownAgain(desk.teamId, { channel: event.channel, ...gone }, desk);
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
