import { followerOf } from './following';
import type { Person } from './people';

/** The states of a ticket that is in the queue or in somebody's hands. */
export type LiveStatus = 'open' | 'claimed' | 'in_progress' | 'waiting';
export type Status = LiveStatus | 'completed' | 'withdrawn';

export interface Ticket {
  readonly id: string;
  readonly teamId: string;
  readonly number: number;
  /** User id of the person whose ticket it is. */
  readonly requester: string;
  /** User id of the person who sent it, where that is somebody else. */
  readonly by?: string | undefined;
  readonly title: string;
  readonly description: string;
  /** The message that it is about. */
  readonly source?: Source | undefined;
  readonly status: Status;
  /** User id of the admin who has it, or had it when it ended. */
  readonly claimer?: string | undefined;
  readonly createdAt: Date;
  /** When somebody picked it up for the first time. */
  readonly claimedAt?: Date | undefined;
  /** When an admin said something that the requester reads, or closed it, for the first time. */
  readonly answeredAt?: Date | undefined;
  /** Since when the claimer has it. */
  readonly claimerSince?: Date | undefined;
  readonly closedAt?: Date | undefined;
  /** Until then its requester may bring a ticket back that has ended. */
  readonly returnUntil?: Date | undefined;
  /** What a completed ticket's requester thinks of it. */
  readonly rating?: Rating | undefined;
  /** True where the requester's account is gone. */
  readonly requesterLeft?: boolean | undefined;
  /** Who reads its public news beside those whose ticket it is. */
  readonly followers: readonly Follower[];
  /** Goes up by one with each change. */
  readonly version: number;
}

export type Rating = 'good' | 'bad';

/** A message in Slack from which a ticket was made. */
export interface Source {
  readonly channel: string;
  readonly ts: string;
  /** The thread that it stands in. */
  readonly threadTs?: string | undefined;
  /** Where it leads to the message. */
  readonly link: string;
  /** User id of who wrote it; undefined where that is an app. */
  readonly author?: string | undefined;
  /** What it said then, as far as there was room; empty where it had no words. */
  readonly text: string;
  /** How many characters of it found no room. */
  readonly leftOut?: number | undefined;
}

/** Somebody who follows a ticket: an admin by themselves, anybody else because its requester wants it. */
export interface Follower {
  readonly userId: string;
  readonly by: string;
  readonly at: Date;
}

/** A file that came with a ticket, or with something that was said on it. */
export interface TicketFile {
  /** Slack's id of it. */
  readonly key: string;
  /** The key of the comment that it came with; undefined where it came with the ticket itself. */
  readonly comment?: string | undefined;
  /** User id. */
  readonly by: string;
  readonly at: Date;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Whether Deskbell has it, still has to fetch it, or could not. */
  readonly state: 'coming' | 'kept' | 'lost';
}

/** What everybody in the conversation reads, what the requester is to answer, or what is for admins alone. */
export type CommentKind = 'comment' | 'question' | 'note';

export interface Comment {
  /** The idempotency key of the form that it came with, or `channel:ts` of the message that it is. */
  readonly key: string;
  readonly author: string;
  readonly kind: CommentKind;
  readonly text: string;
  readonly at: Date;
}

/** The words of a ticket before its requester changed them. */
export interface Edit {
  readonly key: string;
  readonly at: Date;
  readonly before: { readonly title: string; readonly description: string };
}

/** A ticket with all that was said on it. */
export interface TicketWithComments extends Ticket {
  readonly comments: readonly Comment[];
  /** Oldest first. */
  readonly edits: readonly Edit[];
  /** In the order in which they came. */
  readonly files: readonly TicketFile[];
}

export interface HistoryEntry {
  readonly at: Date;
  readonly who: string;
  readonly what: Action | 'submit';
  /** The idempotency key of the form or message that it came with. */
  readonly key?: string;
  /** Absent where the status stayed, or there was none before. */
  readonly from?: Status;
  /** Absent where the status stayed. */
  readonly to?: Status;
  /** Who has it from then on, where it was handed over; who had it, where it was taken from them; whom its requester has made a follower, or no more one. */
  readonly whom?: string;
}

/**
 * Who may do an action.
 * - `admin`: an admin whose own ticket it is not; alone in their team, they may all the same
 * - `any admin`, and `another admin`: one who does not have it
 * - `claimer`: the admin who has it
 * - `requester`: the one whose ticket it is, and `requester in time`: until it is too late to bring it back
 * - `bystander`: an admin who does not have it, and whose own ticket it is not
 * - `follower`: one who follows it
 * - `author`: the one who wrote the comment
 * - `clock`: Deskbell itself, when the time has come
 * - `desk`: Deskbell itself, for somebody who has it and is no admin any more
 */
export type Right =
  | 'admin'
  | 'any admin'
  | 'another admin'
  | 'claimer'
  | 'requester'
  | 'requester in time'
  | 'bystander'
  | 'follower'
  | 'author'
  | 'clock'
  | 'desk';

interface Row {
  /** The usual one first. */
  readonly from: readonly Status[];
  readonly by: Right;
  /** Absent: the status stays as it is. `before`: the one before the withdrawal. */
  readonly to?: Status | 'before';
}

const held = ['claimed', 'in_progress', 'waiting'] as const;
const live = ['open', ...held] as const;

/** Everything that can happen to a ticket: from where, by whom, and what it becomes. What this table does not name cannot happen. */
export const transitions = {
  claim: [{ from: ['open'], by: 'admin', to: 'claimed' }],
  start: [{ from: ['claimed'], by: 'claimer', to: 'in_progress' }],
  ask: [{ from: held, by: 'claimer', to: 'waiting' }],
  reply: [
    { from: ['waiting'], by: 'requester', to: 'in_progress' },
    { from: ['open', 'claimed', 'in_progress'], by: 'requester' },
  ],
  comment: [{ from: held, by: 'claimer' }],
  note: [{ from: held, by: 'claimer' }],
  close: [
    { from: ['claimed'], by: 'claimer', to: 'completed' },
    { from: ['open'], by: 'admin', to: 'completed' },
    { from: ['in_progress', 'waiting'], by: 'claimer', to: 'completed' },
  ],
  release: [{ from: held, by: 'claimer', to: 'open' }],
  forceRelease: [{ from: held, by: 'another admin', to: 'open' }],
  vacate: [{ from: held, by: 'desk', to: 'open' }],
  handOver: [{ from: held, by: 'claimer' }],
  edit: [{ from: live, by: 'requester' }],
  withdraw: [{ from: live, by: 'requester', to: 'withdrawn' }],
  undo: [{ from: ['withdrawn'], by: 'requester in time', to: 'before' }],
  erase: [{ from: ['withdrawn'], by: 'clock' }],
  reopen: [
    { from: ['completed'], by: 'requester in time', to: 'open' },
    { from: ['completed'], by: 'any admin', to: 'open' },
  ],
  rate: [{ from: ['completed'], by: 'requester' }],
  share: [{ from: live, by: 'requester' }],
  follow: [{ from: ['open'], by: 'bystander' }],
  unfollow: [{ from: [...live, 'completed', 'withdrawn'], by: 'follower' }],
  reword: [
    { from: live, by: 'author' },
    { from: ['completed'], by: 'author' },
  ],
  retract: [
    { from: live, by: 'author' },
    { from: ['completed'], by: 'author' },
  ],
} as const satisfies Record<string, readonly Row[]>;

export type Action = keyof typeof transitions;

/** Where an action may start: the statuses that it treats alike, who may do it there, and what the ticket becomes. */
export interface Start {
  readonly statuses: readonly Status[];
  readonly right: Right;
  readonly to?: Status;
  /** Of a withdrawn ticket: what it was before. */
  readonly was?: LiveStatus;
}

/** Where `action` may start, the usual one first. Those that change the status stand one by one, because its history tells from what to what. */
export function startsOf(action: Action): Start[] {
  const rows: readonly Row[] = transitions[action];
  return rows.flatMap(({ from, by, to }): Start[] => {
    if (to === undefined) return [{ statuses: from, right: by }];
    if (to === 'before') return live.map((was) => ({ statuses: from, right: by, to: was, was }));
    return from.map((status) => ({ statuses: [status], right: by, to }));
  });
}

/** What `action` is to a ticket that starts so, as its history tells it: a quick close claims first. */
export function stepsOf(
  action: Action,
  { statuses, to }: Pick<Start, 'statuses' | 'to'>,
): Omit<HistoryEntry, 'at' | 'who' | 'key' | 'whom'>[] {
  const [from] = statuses;
  if (action === 'close' && from === 'open') {
    return [
      { what: 'claim', from: 'open', to: 'claimed' },
      { what: 'close', from: 'claimed', to: 'completed' },
    ];
  }
  return [{ what: action, ...(to && from && { from, to }) }];
}

/** A person, and whether they are an admin. */
export interface Actor extends Person {
  readonly isAdmin: boolean;
}

/** True where the table names `action` for this person in the ticket's state. Whether one is a comment's author is asked of the comment. */
export function may(
  action: Action,
  actor: Actor,
  ticket: Pick<Ticket, 'status' | 'claimer' | 'requester' | 'returnUntil' | 'followers'>,
  { at, alone = false }: { at: Date; alone?: boolean },
): boolean {
  const rows: readonly Row[] = transitions[action];
  return rows.some(({ from, by }) => from.includes(ticket.status) && hasRight(by));

  function hasRight(right: Right): boolean {
    const isRequester = ticket.requester === actor.userId;
    switch (right) {
      case 'admin':
        return actor.isAdmin && (alone || !isRequester);
      case 'any admin':
        return actor.isAdmin;
      case 'another admin':
        return actor.isAdmin && ticket.claimer !== actor.userId;
      case 'claimer':
        return actor.isAdmin && ticket.claimer === actor.userId;
      case 'requester':
        return isRequester;
      case 'requester in time':
        return isRequester && ticket.returnUntil !== undefined && ticket.returnUntil > at;
      case 'bystander':
        return actor.isAdmin && !isRequester && ticket.claimer !== actor.userId;
      case 'follower':
        return followerOf(ticket, actor.userId) !== undefined;
      case 'author':
      case 'clock':
      case 'desk':
        return false;
    }
  }
}

/** The states of a ticket that has not ended. */
export const liveStatuses: readonly LiveStatus[] = live;
const liveOnes: ReadonlySet<Status> = new Set(live);
const heldOnes: ReadonlySet<Status> = new Set(held);

/** Live tickets are in the queue or in somebody's hands; the others are in the archive. */
export function isLive(status: Status): status is LiveStatus {
  return liveOnes.has(status);
}

/** True where an admin has the ticket in hand. */
export function isHeld(status: Status): boolean {
  return heldOnes.has(status);
}

/** How long a requester may reopen a completed ticket, in days. */
export const reopenDays = 7;
/** How long a withdrawal can be undone, in seconds. */
export const undoSeconds = 60;

/** Until when the requester may bring back a ticket that ends so now; undefined where it does not end. */
export function returnUntilAfter(to: Status | undefined, at: Date): Date | undefined {
  const later = (ms: number): Date => new Date(at.getTime() + ms);
  if (to === 'completed') return later(reopenDays * 24 * 60 * 60_000);
  return to === 'withdrawn' ? later(undoSeconds * 1000) : undefined;
}
