import type { Person } from './people';

export type Status = 'open' | 'claimed' | 'completed';

export interface Ticket {
  readonly id: string;
  readonly teamId: string;
  readonly number: number;
  /** User id of the person whose ticket it is. */
  readonly requester: string;
  readonly title: string;
  readonly description: string;
  readonly status: Status;
  /** User id of the admin who picked it up. */
  readonly claimer?: string | undefined;
  readonly createdAt: Date;
  readonly claimedAt?: Date | undefined;
  readonly closedAt?: Date | undefined;
  /** Goes up by one with each change. */
  readonly version: number;
}

export interface Comment {
  /** The idempotency key of the form or reply that it came with. */
  readonly key: string;
  readonly author: string;
  readonly text: string;
  readonly at: Date;
}

/** A ticket with all that was said on it. */
export interface TicketWithComments extends Ticket {
  readonly comments: readonly Comment[];
}

export interface HistoryEntry {
  readonly at: Date;
  readonly who: string;
  readonly what: Action | 'submit' | 'reword';
  /** The idempotency key of the form that it came with. */
  readonly key?: string;
  /** Absent where the status stayed, or there was none before. */
  readonly from?: Status;
  /** Absent where the status stayed. */
  readonly to?: Status;
}

/**
 * Who may do an action: an admin whose own ticket it is not (alone in their team, they may all the same),
 * the one who has the ticket, or the one whose ticket it is.
 */
export type Right = 'admin' | 'claimer' | 'requester';

interface Transition {
  /** From which status, and who may do it there; the usual one first. */
  readonly from: Partial<Record<Status, Right>>;
  /** Absent: the status stays as it is. */
  readonly to?: Status;
  /** True where the actor becomes the claimer. */
  readonly claims?: boolean;
}

/** Everything that can happen to a ticket. What this table does not name cannot happen. */
export const transitions = {
  claim: { from: { open: 'admin' }, to: 'claimed', claims: true },
  comment: { from: { claimed: 'claimer' } },
  close: { from: { claimed: 'claimer', open: 'admin' }, to: 'completed', claims: true },
  resubmit: { from: { open: 'requester', claimed: 'requester' } },
} as const satisfies Record<string, Transition>;

/** A status from which an action may be done, and by whom. */
export interface Start {
  readonly status: Status;
  readonly right: Right;
}

export type Action = keyof typeof transitions;

/** The states in which `action` may be done, the usual one first, with the right it takes there. */
export function startsOf(action: Action): Start[] {
  const from: Partial<Record<Status, Right>> = transitions[action].from;
  return Object.entries(from).map(([status, right]) => ({ status: status as Status, right })); // keys of the table above
}

/** The status that `action` leads to; undefined where it leaves the status as it is. */
export function statusAfter(action: Action): Status | undefined {
  const { to }: Transition = transitions[action];
  return to;
}

/** True where `action` makes the actor the claimer. */
export function makesClaimer(action: Action): boolean {
  const { claims = false }: Transition = transitions[action];
  return claims;
}

/** What `action` is to a ticket in that status, as its history tells it: a quick close claims first. */
export function stepsOf(action: Action, from: Status): Omit<HistoryEntry, 'at' | 'who' | 'key'>[] {
  if (action === 'close' && from === 'open') return [...stepsOf('claim', 'open'), ...stepsOf('close', 'claimed')];
  const to = statusAfter(action);
  return [{ what: action, ...(to && { from, to }) }];
}

/** True where the table names `action` for this person in the ticket's state. That an admin is one at all is the route's guard. */
export function may(
  action: Action,
  person: Person,
  ticket: Pick<Ticket, 'status' | 'claimer' | 'requester'>,
  { alone = false }: { alone?: boolean } = {},
): boolean {
  const right = startsOf(action).find(({ status }) => status === ticket.status)?.right;
  switch (right) {
    case undefined:
      return false;
    case 'admin':
      return alone || ticket.requester !== person.userId;
    case 'claimer':
      return ticket.claimer === person.userId;
    case 'requester':
      return ticket.requester === person.userId;
  }
}

/** Live tickets are in the queue; the others are in the archive. */
export function isLive(status: Status): boolean {
  return status !== 'completed';
}

/** Who may find the ticket by its words: every admin (`admins`), or its claimer alone. */
export function audienceOf(ticket: Pick<Ticket, 'status' | 'claimer'>): string {
  return ticket.status === 'claimed' && ticket.claimer !== undefined ? ticket.claimer : 'admins';
}
