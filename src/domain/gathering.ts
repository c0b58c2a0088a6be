import type { Wanted } from './surfaces';
import type { Ticket } from './ticket';

/** Where a new card would have to wait longer for its turn in the channel, it is not posted: nobody scrolls past hundreds of them. In milliseconds. */
export const cardsAheadMs = 20_000;
/** So long after a flood a new ticket has a card again. In milliseconds. */
export const floodMs = 60_000;
/** A flood goes on for as long as so many tickets come in that time: some cards are no flood. */
export const floodLeast = 20;
const hourMs = 60 * 60_000;

/** How it stands with the tickets that are shown by one message in place of a card each. */
export interface Gathered {
  readonly came: number;
  /** Those of them that nobody has picked up yet. */
  readonly wait: number;
}

/** True for a card that one message may stand for: that of a ticket which has never been in anybody's hands. */
export function mayBeGathered(
  { surface, under }: Pick<Wanted, 'surface' | 'under'>,
  { status, claimedAt }: Pick<Ticket, 'status' | 'claimedAt'>,
): boolean {
  return surface === 'triage' && under === undefined && status === 'open' && claimedAt === undefined;
}

/** True where a flood goes on, by when its last tickets came, in their order: without it the channel would fill up anew once it could take cards again. */
export function isFlood(cameAt: readonly Date[], now: Date): boolean {
  const first = cameAt.at(-floodLeast);
  return first !== undefined && now.getTime() - first.getTime() < floodMs;
}

/** So long after its last ticket a message takes in more, be it another hour since. In milliseconds. */
export const lingerMs = 30 * 60_000;

export function hourBefore(at: Date): Date {
  return new Date(at.getTime() - hourMs);
}

/** The message that a ticket is gathered in: one an hour, since an older one is far above by then. */
export function gatheringId(teamId: string, channel: string, at: Date): string {
  return `${teamId}:${channel}:${Math.floor(at.getTime() / hourMs)}`;
}

/** When to count again: once a minute, for as long as somebody waits, or more may come. Undefined where it is over. */
export function countAgainAt({ wait }: Gathered, lastAt: Date, now: Date): Date | undefined {
  const isOver = wait === 0 && now.getTime() - lastAt.getTime() > 2 * floodMs;
  return isOver ? undefined : new Date(now.getTime() + floodMs);
}
