import type { Surface, Wanted } from './surfaces';
import type { Trouble } from './troubles';

/** A message of a ticket as it should be in Slack. */
export interface Meant extends Wanted {
  readonly channel?: string | undefined;
  readonly ts?: string | undefined;
  /** False where nobody should see it. */
  readonly isWanted: boolean;
  /** True where nothing is missing without it. */
  readonly isOptional: boolean;
  /** What it says; undefined where that is left as it is. */
  readonly text: string | undefined;
  /** Slack's reason, where Deskbell does not try again. */
  readonly refused: string | undefined;
}

/** A message as it is in Slack; with a ticket and a key where it is Deskbell's. */
export interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
  readonly text: string;
  readonly ticketId?: string | undefined;
  readonly key?: string | undefined;
}

/** What was seen in Slack. */
export interface Seen {
  at(channel: string, ts: string): SlackMessage | undefined;
  /** Those with the ticket's name. */
  readonly ofTicket: readonly SlackMessage[];
  /** True where all messages of the ticket in this channel would have been seen. */
  isRead(channel: string): boolean;
}

/** In what a message is not as it should be: it does not stand, it says something else, it stands though nobody should see it, or again, or Deskbell does not know of it, or Slack refused it. */
export type Drift = {
  /** Of a card its surface, of what stands under one that of the card; undefined where it is not known. */
  readonly card: Surface | undefined;
  readonly isPost: boolean;
} & (
  | { readonly what: 'missing'; readonly key: string; readonly ts: string | undefined }
  | { readonly what: 'outdated' | 'unwanted' | 'doubled' | 'unknown' }
  | { readonly what: 'refused'; readonly error: string }
);

/** In what the messages of one ticket in Slack are not as they should be. */
export function driftsOf(all: readonly Meant[], seen: Seen): Drift[] {
  const keys = new Set(all.map(({ key }) => key));
  const strangers = seen.ofTicket.filter(({ key = '' }) => !keys.has(key));
  return [
    ...all.flatMap((one) => driftsIn(one, seen)),
    ...strangers.map((): Drift => ({ what: 'unknown', card: undefined, isPost: false })),
  ];
}

function driftsIn(one: Meant, { at, ofTicket, isRead }: Seen): Drift[] {
  const { key, channel, ts, text, refused, surface, under } = one;
  const which = { card: under ?? surface, isPost: under !== undefined };
  const noted = channel === undefined || ts === undefined ? undefined : at(channel, ts);
  const others = ofTicket.filter((message) => message.key === key && message !== noted);
  if (!one.isWanted) return [...(noted ? [noted] : []), ...others].map(() => ({ ...which, what: 'unwanted' }));
  const found = ts === undefined ? others[0] : undefined;
  const isUnseen = ts !== undefined && channel !== undefined && !isRead(channel);
  const drifts: Drift[] = others.filter((message) => message !== found).map(() => ({ ...which, what: 'doubled' }));
  if (refused !== undefined) drifts.unshift({ ...which, what: 'refused', error: refused });
  else if (found !== undefined) drifts.unshift({ ...which, what: 'unknown' });
  else if (noted === undefined && !one.isOptional && !isUnseen) drifts.unshift({ ...which, what: 'missing', key, ts });
  else if (noted !== undefined && text !== undefined && !saysTheSame(noted.text, text))
    drifts.unshift({ ...which, what: 'outdated' });
  return drifts;
}

/**
 * True where two texts say the same in letters and figures. Slack does not give a text back as it got it: emoji have names then,
 * addresses have brackets, and channels labels. https://docs.slack.dev/messaging/formatting-message-text
 */
export function saysTheSame(one: string, other: string): boolean {
  return saidBy(one) === saidBy(other);
}

function saidBy(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/<[@#]([A-Z0-9]+)\|[^<>]*>/g, '$1')
    .replaceAll(/<[^<>|]*\|([^<>]*)>/g, '$1')
    .replaceAll(/&(?:amp|lt|gt);/g, ' ')
    .replaceAll(/[\d#*]\u{FE0F}?\u{20E3}|:[a-z0-9_+'-]+:/gu, ' ')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

/** What is not as it should be with one ticket. */
export interface SickTicket {
  readonly id: string;
  readonly number: number;
  readonly drifts: readonly Drift[];
  /** True where it cannot be told what should stand. */
  readonly isBroken?: boolean;
  /** When the first message was posted that Deskbell does not know of. */
  readonly strangeSince?: Date | undefined;
  /** Since when it is given up. */
  readonly givenUpAt?: Date | undefined;
  /** Since when it waits, for longer than anything should. */
  readonly dueSince?: Date | undefined;
}

export interface Looked {
  /** How many live tickets were looked at, and how many that have ended. */
  readonly live: number;
  readonly ended: number;
  readonly tickets: readonly SickTicket[];
  /** Messages of tickets that there are not. */
  readonly strays: readonly SlackMessage[];
  /** Where Slack did not let Deskbell look, and why. */
  readonly unread: readonly { readonly channel: string; readonly error: string }[];
  /** What keeps messages from being shown, until somebody puts it right. */
  readonly troubles: readonly Trouble[];
  readonly backlog: Backlog;
  /** How many tickets changed in that moment, or were being shown: nothing is said about those. */
  readonly moving: number;
}

/** How much has waited for long, beside tickets. */
export interface Backlog {
  readonly events: number;
  readonly news: number;
  /** Tickets with files that have still to be fetched from Slack. */
  readonly fetches: number;
  /** Tickets whose archive files have still to be written. */
  readonly archive: number;
}

/** How many things are not as they should be. */
export function countOf({ tickets, strays, unread, troubles, backlog }: Looked): number {
  const waiting = Object.values(backlog).filter((count) => count > 0).length;
  const ofTickets = tickets.map(({ drifts, isBroken, givenUpAt, dueSince }) => [
    ...drifts,
    ...[isBroken === true, givenUpAt !== undefined, dueSince !== undefined].filter(Boolean),
  ]);
  return ofTickets.flat().length + strays.length + unread.length + troubles.length + waiting;
}

/** How many conversations and threads have been read, of how many. */
export interface Reading {
  readonly done: number;
  readonly total: number;
}

/** What became of a repair: all is done, some of it goes on, or nobody has begun, as no Deskbell runs. */
export interface Repaired {
  readonly is: 'done' | 'goes on' | 'not begun';
  /** What there was, and what there still is. */
  readonly before: number;
  readonly left: Looked;
}
