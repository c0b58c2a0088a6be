import type { LiveCounts } from '../domain/reports';

/** What became of something that somebody asked for: a login came first, it was refused in words, something was away, or it went wrong. */
export type ActionOutcome = 'done' | 'login' | 'refused' | 'away' | 'failed';

/** What became of a call to Slack; `failed` is an answer that is none of its API. */
export type CallOutcome = 'ok' | 'refused' | 'limited' | 'failed' | 'unanswered';

/** What comes from Slack. */
export type Arrival = 'command' | 'action' | 'shortcut' | 'view' | 'event' | 'other';

/** Counts for the people who run Deskbell: neither words nor names of anybody. */
export interface Meter {
  /** `kind` is a route's own name: there are as many as routes. */
  acted(kind: string, outcome: ActionOutcome): void;
  acknowledged(what: Arrival, seconds: number): void;
  /** All that a change asks for stands in Slack, so long after it. */
  shown(seconds: number): void;
  called(method: string, outcome: CallOutcome): void;
}

/** What waits in the database, and since when. */
export interface Waits {
  /** The oldest change of a ticket that is not shown in Slack. */
  readonly changeSince: Date | undefined;
  /** The oldest event of Slack's that is not worked off. */
  readonly eventSince: Date | undefined;
}

export interface Queues {
  /** Tickets that are due for delivery now. */
  readonly due: number;
  readonly events: number;
  /** Tickets whose archive file has to be written. */
  readonly archiveFiles: number;
  /** Tickets with files that have to be fetched. */
  readonly fetches: number;
}

/** How the database is, asked in few and short reads. */
export interface Vitals {
  waits(now: Date): Promise<Waits>;
  queues(now: Date): Promise<Queues>;
}

/** What a page of metrics says beside what was counted; undefined where the database did not answer. */
export interface Levels {
  readonly isListening: boolean;
  readonly database: (Queues & Waits & { readonly tickets: LiveCounts; readonly now: Date }) | undefined;
}
