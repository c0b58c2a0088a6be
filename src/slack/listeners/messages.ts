import { shownAgain } from '../../services/surfaces';
import type { News } from '../answering';

/** A message that shows a ticket was deleted: it is shown again. */
export async function changed({ event, desk }: News<undefined, 'message'>): Promise<void> {
  if (event.subtype !== 'message_deleted') return;
  const { thread_ts: threadTs } = event.previous_message as { thread_ts?: string }; // a reply's parent, in every kind of message that has one
  await shownAgain(desk.teamId, { channel: event.channel, ts: event.deleted_ts, threadTs }, desk);
}
