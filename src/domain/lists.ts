import { foldedWords } from './grams';
import type { VisibleSight } from './sight';
import { isLive, type Status, type Ticket } from './ticket';

/** The lists of an admin: what is in the queue or in somebody's hands, what they have themselves, and what has ended. */
export const listNames = ['open', 'mine', 'archive'] as const satisfies readonly string[];
export type ListName = (typeof listNames)[number];

/** What of a list is asked for. Days are UTC's, as `2026-11-24`. */
export interface ListAsked {
  readonly list: ListName;
  /** Words, or how they begin, in any order. */
  readonly words?: string | undefined;
  /** User id of the requester. */
  readonly author?: string | undefined;
  readonly status?: Status | undefined;
  /** Of a live ticket, when it was sent; of one that has ended, when it did. */
  readonly from?: string | undefined;
  /** With this day. */
  readonly until?: string | undefined;
  readonly order: 'oldest' | 'newest';
}

/** The statuses that a list can be narrowed to, the usual ones first. */
export const listStatuses = {
  open: ['open', 'claimed', 'in_progress', 'waiting'],
  mine: ['claimed', 'in_progress', 'waiting'],
  archive: ['completed', 'withdrawn'],
} as const satisfies Record<ListName, readonly Status[]>;

/** What a list shows where no status is asked for: of the open ones, those that nobody has yet. */
export function statusesOf({ list, status }: Pick<ListAsked, 'list' | 'status'>): readonly Status[] {
  const all: readonly Status[] = listStatuses[list];
  if (status !== undefined && all.includes(status)) return [status];
  return list === 'open' ? ['open'] : all;
}

/** So many characters of what is looked for are kept. */
export const soughtMost = 150;

/** What is said where there is not a letter to look for. */
export const nothingToSeek = 'Say what to look for, with a letter or a number in it.';

/** More words than that narrow nothing down any more. */
const wordsMost = 8;

/** The index of words knows so many letters of each. */
const lettersMost = 10;

/** What a ticket's index of words has to hold to be found; undefined where there is no letter to look for. */
export function gramsSought(words: string): readonly string[] | undefined {
  const sought = foldedWords(words).map((word) => Array.from(word).slice(0, lettersMost).join(''));
  return sought.length === 0 ? undefined : [...new Set(sought)].slice(0, wordsMost);
}

/** Where a page of a list begins: after this ticket. */
export interface ListPlace {
  readonly number: number;
  /** Of the archive: when it ended. */
  readonly closedAt?: Date | undefined;
}

/** Where the page after this ticket begins. */
export function placeOf({
  number,
  status,
  closedAt,
}: {
  number: number;
  status: Status;
  closedAt?: Date | undefined;
}): ListPlace {
  return isLive(status) ? { number } : { number, closedAt };
}

/** A ticket of a list, as far as who looks may see it. */
export interface ListedTicket {
  readonly ticket: Ticket;
  readonly sight: VisibleSight;
}

export interface ListPage {
  readonly tickets: readonly ListedTicket[];
  /** Where the next page begins; undefined where this is the last one. */
  readonly next: ListPlace | undefined;
}
