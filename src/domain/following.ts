import type { Follower, Ticket } from './ticket';

/** So many people can follow one ticket. */
export const followersMost = 20;

/** How somebody follows the ticket; undefined where they do not. */
export function followerOf({ followers }: Pick<Ticket, 'followers'>, userId: string): Follower | undefined {
  return followers.find((one) => one.userId === userId);
}

/** True of an admin who follows because they want to, and not because the requester does. */
export function isByThemselves({ userId, by }: Follower): boolean {
  return userId === by;
}

/** True where somebody reads along because the requester wants it. */
export function isAddedTo(ticket: Pick<Ticket, 'followers'>, userId: string): boolean {
  const following = followerOf(ticket, userId);
  return following !== undefined && !isByThemselves(following);
}

/** Who follows a ticket once its requester has said whom they want to, and what is new in that. */
export interface Shared {
  readonly followers: readonly Follower[];
  /** Those whom the requester has added, also where they followed by themselves before. */
  readonly added: readonly string[];
  /** Those of them who did not follow before. */
  readonly fresh: readonly string[];
  readonly removed: readonly string[];
}

/** The requester wants just these people to follow; admins who do by themselves go on as they are. */
export function sharedWith(
  { requester, followers }: Pick<Ticket, 'requester' | 'followers'>,
  wanted: readonly string[],
  at: Date,
): Shared {
  const added = [...new Set(wanted)].filter((userId) => !isAddedTo({ followers }, userId));
  const fresh = added.filter((userId) => followerOf({ followers }, userId) === undefined);
  const stay = followers.filter((one) => isByThemselves(one) || wanted.includes(one.userId));
  return {
    followers: [
      ...stay.map((one) => (added.includes(one.userId) ? { ...one, by: requester } : one)),
      ...fresh.map((userId) => ({ userId, by: requester, at })),
    ],
    added,
    fresh,
    removed: followers.filter((one) => !stay.includes(one)).map(({ userId }) => userId),
  };
}
