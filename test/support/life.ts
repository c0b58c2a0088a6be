import type { Action, Follower, Right, Status } from '../../src/domain/ticket';

/** The table of a ticket's life, written out by hand: what may be done from where, by whom, and what becomes of the ticket. */
export const rows: readonly (readonly [Action, Status, Right, Status | 'as before'])[] = [
  ['claim', 'open', 'admin', 'claimed'],
  ['start', 'claimed', 'claimer', 'in_progress'],
  ['ask', 'claimed', 'claimer', 'waiting'],
  ['ask', 'in_progress', 'claimer', 'waiting'],
  ['ask', 'waiting', 'claimer', 'waiting'],
  ['reply', 'open', 'requester', 'open'],
  ['reply', 'claimed', 'requester', 'claimed'],
  ['reply', 'in_progress', 'requester', 'in_progress'],
  ['reply', 'waiting', 'requester', 'in_progress'],
  ['comment', 'claimed', 'claimer', 'claimed'],
  ['comment', 'in_progress', 'claimer', 'in_progress'],
  ['comment', 'waiting', 'claimer', 'waiting'],
  ['note', 'claimed', 'claimer', 'claimed'],
  ['note', 'in_progress', 'claimer', 'in_progress'],
  ['note', 'waiting', 'claimer', 'waiting'],
  ['close', 'open', 'admin', 'completed'],
  ['close', 'claimed', 'claimer', 'completed'],
  ['close', 'in_progress', 'claimer', 'completed'],
  ['close', 'waiting', 'claimer', 'completed'],
  ['release', 'claimed', 'claimer', 'open'],
  ['release', 'in_progress', 'claimer', 'open'],
  ['release', 'waiting', 'claimer', 'open'],
  ['forceRelease', 'claimed', 'another admin', 'open'],
  ['forceRelease', 'in_progress', 'another admin', 'open'],
  ['forceRelease', 'waiting', 'another admin', 'open'],
  ['vacate', 'claimed', 'desk', 'open'],
  ['vacate', 'in_progress', 'desk', 'open'],
  ['vacate', 'waiting', 'desk', 'open'],
  ['handOver', 'claimed', 'claimer', 'claimed'],
  ['handOver', 'in_progress', 'claimer', 'in_progress'],
  ['handOver', 'waiting', 'claimer', 'waiting'],
  ['edit', 'open', 'requester', 'open'],
  ['edit', 'claimed', 'requester', 'claimed'],
  ['edit', 'in_progress', 'requester', 'in_progress'],
  ['edit', 'waiting', 'requester', 'waiting'],
  ['withdraw', 'open', 'requester', 'withdrawn'],
  ['withdraw', 'claimed', 'requester', 'withdrawn'],
  ['withdraw', 'in_progress', 'requester', 'withdrawn'],
  ['withdraw', 'waiting', 'requester', 'withdrawn'],
  ['undo', 'withdrawn', 'requester in time', 'as before'],
  ['erase', 'withdrawn', 'clock', 'withdrawn'],
  ['reopen', 'completed', 'requester in time', 'open'],
  ['reopen', 'completed', 'any admin', 'open'],
  ['rate', 'completed', 'requester', 'completed'],
  ['share', 'open', 'requester', 'open'],
  ['share', 'claimed', 'requester', 'claimed'],
  ['share', 'in_progress', 'requester', 'in_progress'],
  ['share', 'waiting', 'requester', 'waiting'],
  ['follow', 'open', 'bystander', 'open'],
  ['unfollow', 'open', 'follower', 'open'],
  ['unfollow', 'claimed', 'follower', 'claimed'],
  ['unfollow', 'in_progress', 'follower', 'in_progress'],
  ['unfollow', 'waiting', 'follower', 'waiting'],
  ['unfollow', 'completed', 'follower', 'completed'],
  ['unfollow', 'withdrawn', 'follower', 'withdrawn'],
  ['reword', 'open', 'author', 'open'],
  ['reword', 'claimed', 'author', 'claimed'],
  ['reword', 'in_progress', 'author', 'in_progress'],
  ['reword', 'waiting', 'author', 'waiting'],
  ['reword', 'completed', 'author', 'completed'],
  ['retract', 'open', 'author', 'open'],
  ['retract', 'claimed', 'author', 'claimed'],
  ['retract', 'in_progress', 'author', 'in_progress'],
  ['retract', 'waiting', 'author', 'waiting'],
  ['retract', 'completed', 'author', 'completed'],
];

/** Every action there is, as the table has them. */
export const actions: readonly Action[] = [...new Set(rows.map(([action]) => action))];
export const statuses = ['open', 'claimed', 'in_progress', 'waiting', 'completed', 'withdrawn'] as const;

export interface TestPerson {
  readonly teamId: string;
  readonly userId: string;
  readonly isAdmin: boolean;
}

const person = (userId: string, isAdmin: boolean): TestPerson => ({ teamId: 'T0DESK', userId, isAdmin });
export const alice = person('U0ALICE', false);
export const bob = person('U0BOB', false);
export const carol = person('U0CAROL', true);
export const dave = person('U0DAVE', true);
/** An admin who asks for help herself. */
export const erin = person('U0ERIN', true);
export const people = [alice, bob, carol, dave, erin] as const;

/** What the rights of a ticket hang on. */
export interface TestLife {
  readonly status: Status;
  readonly requester: string;
  readonly claimer?: string | undefined;
  readonly returnUntil?: Date | undefined;
  readonly followers: readonly Follower[];
}

/** The rights that a person has on a ticket, but for that of a comment's author; the team has other admins. */
export function rightsOf({ userId, isAdmin }: TestPerson, life: TestLife, at: Date): Right[] {
  const isRequester = userId === life.requester;
  const isClaimer = userId === life.claimer;
  const rights: [Right, boolean][] = [
    ['requester', isRequester],
    ['requester in time', isRequester && life.returnUntil !== undefined && at.getTime() < life.returnUntil.getTime()],
    ['any admin', isAdmin],
    ['admin', isAdmin && !isRequester],
    ['claimer', isAdmin && isClaimer],
    ['another admin', isAdmin && !isClaimer],
    ['bystander', isAdmin && !isRequester && !isClaimer],
    ['follower', life.followers.some((one) => one.userId === userId)],
  ];
  return rights.flatMap(([right, has]) => (has ? [right] : []));
}

/** What the ticket becomes where the table names the action for the person in its present state; undefined where it does not. */
export function becomes(action: Action, who: TestPerson, life: TestLife, at: Date): Status | 'as before' | undefined {
  const rights = rightsOf(who, life, at);
  return rows.find(([what, from, right]) => what === action && from === life.status && rights.includes(right))?.[3];
}
