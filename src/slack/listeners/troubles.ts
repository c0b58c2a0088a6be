import { tryNow } from '../../services/troubles';
import type { News } from '../answering';
import type { Desk } from '../desk';

/** Of one type of event or another. */
interface AnyNews<Event = unknown> {
  readonly event: Event;
  readonly desk: Desk;
}

/** Deskbell was invited to the triage channel: what waits for that goes out. */
export async function invited({ event, desk }: News<undefined, 'member_joined_channel'>): Promise<void> {
  if (event.user === desk.botUserId && event.channel === desk.triageChannel) await tryNow(event.channel, desk);
}

/** The triage channel is open again: likewise, where Deskbell is in it. */
export async function unarchived({ event, desk }: AnyNews<{ channel: string }>): Promise<void> {
  if (event.channel === desk.triageChannel) await tryNow(event.channel, desk);
}

/** Somebody has taken Deskbell out of the workspace, or a token back: whether it was this one, Slack says. */
export async function revoked({ desk }: AnyNews): Promise<void> {
  await desk.checkToken();
}
