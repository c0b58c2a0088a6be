import type { Admin, Person } from '../domain/people';
import type { Wanted } from '../domain/surfaces';
import type { Action, Comment, Ticket } from '../domain/ticket';
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
  readonly actor: Person;
  readonly at: Date;
  /** The form's own name: the same one twice is one change. */
  readonly key?: string | undefined;
  readonly words?: TicketWords | undefined;
  readonly comment?: Comment | undefined;
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

export interface Tickets {
  /** Stores a ticket under the next number, unless its key is known already. */
  create(ticket: NewTicket): Promise<Created>;
  /** Makes the change where the transition table allows it in the ticket's present state; otherwise nothing, and undefined. */
  change(id: string, change: Change): Promise<Ticket | undefined>;
  find(teamId: string, id: string): Promise<Ticket | undefined>;
  /** What a form with this key has done to the ticket already. */
  done(teamId: string, id: string, key: string): Promise<{ done: boolean; comment?: Comment | undefined }>;
  /** Changes the words of a comment that the same form had made. */
  reword(actor: Person, id: string, comment: Pick<Comment, 'key' | 'text'>, at: Date): Promise<void>;
  commentCount(teamId: string, id: string): Promise<number>;
  /** A requester's tickets, newest first, those below `before` where it is given. */
  ofRequester(requester: Person, options: { limit: number; before?: number | undefined }): Promise<Page>;
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
