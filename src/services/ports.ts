import type { Admin, Person } from '../domain/people';
import type { Wanted } from '../domain/surfaces';
import type { Action, Actor, Comment, Rating, Ticket, TicketWithComments } from '../domain/ticket';
import type { TicketWords } from '../domain/words';

/** The database's clock: the one time that every process agrees on. */
export interface Clock {
  now(): Date;
}

export interface NewTicket extends TicketWords {
  readonly requester: Person;
  /** The form's or event's own name: the same one twice is one ticket. */
  readonly key: string;
  readonly at: Date;
  readonly wanted: readonly Wanted[];
}

/** One atomic change of one ticket. */
export interface Change {
  readonly action: Action;
  readonly actor: Actor;
  readonly at: Date;
  /** The form's or message's own name: the same one twice is one change. */
  readonly key?: string | undefined;
  /** Of an edit: the new words, and those that they replace; others are not replaced. */
  readonly words?: TicketWords | undefined;
  readonly before?: TicketWords | undefined;
  /** A comment that is added. */
  readonly comment?: Comment | undefined;
  /** The comment that is changed or taken back, and the `ts` of Slack's edit: an older one does not replace a newer. */
  readonly said?: { readonly key: string; readonly text: string; readonly editedTs?: string | undefined } | undefined;
  /** Who has it from then on. */
  readonly to?: string | undefined;
  readonly rating?: Rating | undefined;
  readonly wanted: readonly Wanted[];
  /** True where the actor is the team's only admin: their own ticket is theirs to answer. */
  readonly alone?: boolean;
}

export interface Page {
  readonly tickets: readonly Ticket[];
  /** How many there are in all. */
  readonly total: number;
  /** True where older ones come after this page. */
  readonly more: boolean;
}

/** What the ticket's form made: a new ticket, or the one that the same form had made before. */
export interface Created {
  readonly ticket: Ticket;
  readonly fresh: boolean;
}

/** The most comments a ticket holds. */
export const commentsMost = 500;
/** How often a ticket's words can be changed. */
export const editsMost = 50;

/** The threads in one DM in which a ticket is talked about, and what the ticket knows of them. */
export interface LiveThreads {
  readonly channel: string;
  /** The `ts` of each card that heads one, also of those that are gone. */
  readonly roots: readonly string[];
  /** The `ts` of what people wrote there. */
  readonly heard: readonly string[];
  /** How many posts of Deskbell stand there. */
  readonly posted: number;
}

export interface Tickets {
  /** Stores a ticket under the next number, unless its key is known already. */
  create(ticket: NewTicket): Promise<Created>;
  /** Makes the change where the transition table allows it in the ticket's present state; otherwise nothing, and undefined. */
  change(id: string, change: Change): Promise<Ticket | undefined>;
  find(teamId: string, id: string): Promise<Ticket | undefined>;
  /** The ticket with all that was said on it, by its id or its number. */
  read(teamId: string, which: { id: string } | { number: number }): Promise<TicketWithComments | undefined>;
  /** The ticket of a thread, also of one whose card is gone, and whose card heads it, where that is known. */
  ofThread(
    teamId: string,
    thread: { channel: string; ts: string },
  ): Promise<{ ticket: Ticket; card: Wanted | undefined } | undefined>;
  /** What a form with this key has done to the ticket already. */
  done(teamId: string, id: string, key: string): Promise<{ done: boolean; comment?: Comment | undefined }>;
  /** How many comments and edits a ticket has. */
  counts(teamId: string, id: string): Promise<{ comments: number; edits: number }>;
  /** A requester's tickets, newest first, those below `before` where it is given. */
  ofRequester(requester: Person, options: { limit: number; before?: number | undefined }): Promise<Page>;
  /** A requester's newest tickets that have not ended. */
  liveOf(requester: Person, limit: number): Promise<readonly Ticket[]>;
  /** How many open tickets there are below a number. */
  openBelow(teamId: string, number: number): Promise<number>;
  /** How long the last tickets waited for somebody to pick them up, in milliseconds. */
  lastWaits(teamId: string, limit: number): Promise<readonly number[]>;
  /** The oldest withdrawn ticket whose time to be erased has come. */
  toErase(now: Date): Promise<Ticket | undefined>;
  /** The threads of live tickets in people's DMs, a page at a time, by number. */
  liveThreads(
    teamId: string,
    after: number,
    limit: number,
  ): Promise<readonly { number: number; threads: readonly LiveThreads[] }[]>;
}

export interface Admins {
  find(person: Person): Promise<Admin | undefined>;
  /** True where the team has an admin other than this one. */
  hasOther(person: Person): Promise<boolean>;
  list(teamId: string): Promise<readonly Admin[]>;
  /** Adds an admin; false where they are one already. */
  add(admin: Admin): Promise<boolean>;
}

/** What the services need: no container, one plain argument. */
export interface Ports {
  readonly tickets: Tickets;
  readonly admins: Admins;
  readonly clock: Clock;
  /** Id of the channel where new tickets are announced. */
  readonly triageChannel: string;
  newKey(): string;
  /** Tells the delivery that a ticket is due; `hasEnded` where its archive file is due too. */
  wake(hasEnded: boolean): void;
}
