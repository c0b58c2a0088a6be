import type { AuditEntry, AuditFilter, AuditPlace } from '../domain/audit';
import type { FileLimits } from '../domain/files';
import type { Shared } from '../domain/following';
import type { ListPlace } from '../domain/lists';
import type { Admin, Invite, Person, Profile } from '../domain/people';
import type { Came, Closed, LiveCounts } from '../domain/reports';
import type { Roster, Step } from '../domain/roster';
import type { Wanted } from '../domain/surfaces';
import type {
  Action,
  Actor,
  Comment,
  Rating,
  Source,
  Status,
  Ticket,
  TicketFile,
  TicketWithComments,
} from '../domain/ticket';
import type { Trouble } from '../domain/troubles';
import type { TicketWords } from '../domain/words';

/** The database's clock: the one time that every process agrees on. */
export interface Clock {
  now(): Date;
}

export interface NewTicket extends TicketWords {
  readonly requester: Person;
  /** User id of who sent it, where that is somebody else. */
  readonly by?: string | undefined;
  /** The form's or message's own name: the same one twice is one ticket. */
  readonly key: string;
  /** The form's own name, where its ticket goes by that of a message. */
  readonly formKey?: string | undefined;
  /** The message that it is about. */
  readonly source?: Source | undefined;
  readonly at: Date;
  readonly files?: readonly TicketFile[];
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
  /** Of an edit: what the message said that the ticket is about, by which it is found too. */
  readonly quoted?: string | undefined;
  /** A comment that is added. */
  readonly comment?: Comment | undefined;
  /** What came with it. */
  readonly files?: readonly TicketFile[];
  /** The comment that is changed or taken back, and the `ts` of Slack's edit: an older one does not replace a newer. */
  readonly said?: { readonly key: string; readonly text: string; readonly editedTs?: string | undefined } | undefined;
  /** Who has it from then on. */
  readonly to?: string | undefined;
  /** Who had it, where it is taken from them. */
  readonly from?: string | undefined;
  readonly rating?: Rating | undefined;
  /** Who follows from then on, decided on what the ticket was at `version`: another one is not changed. */
  readonly shared?: (Shared & { readonly version: number }) | undefined;
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

/** What of the live or the archived tickets is looked for. */
export interface ListQuery {
  readonly teamId: string;
  readonly live: boolean;
  readonly statuses: readonly Status[];
  readonly claimer?: string | undefined;
  readonly author?: string | undefined;
  /** Each of them has to be in the ticket's index of words. */
  readonly grams?: readonly string[] | undefined;
  /** Who looks: where words or an author are asked for, only what they may read is found. */
  readonly reader: string;
  readonly from?: Date | undefined;
  /** Up to, and not with it. */
  readonly to?: Date | undefined;
  readonly order: 'oldest' | 'newest';
  readonly after?: ListPlace | undefined;
  readonly limit: number;
}

export interface Tickets {
  /** Stores a ticket under the next number, unless its key is known already. */
  create(ticket: NewTicket): Promise<Created>;
  /** Makes the change where the transition table allows it in the ticket's present state; otherwise nothing, and undefined. */
  change(id: string, change: Change): Promise<Ticket | undefined>;
  find(teamId: string, id: string): Promise<Ticket | undefined>;
  /** The ticket that was made under this name. */
  ofKey(teamId: string, key: string): Promise<Ticket | undefined>;
  /** The ticket with all that was said on it, by its id or its number. */
  read(teamId: string, which: { id: string } | { number: number }): Promise<TicketWithComments | undefined>;
  /** The ticket of a thread, also of one whose card is gone, and whose card heads it, where that is known. */
  ofThread(
    teamId: string,
    thread: { channel: string; ts: string },
  ): Promise<{ ticket: Ticket; card: Wanted | undefined } | undefined>;
  /** What a form with this key has done to the ticket already. */
  done(teamId: string, id: string, key: string): Promise<{ done: boolean; comment?: Comment | undefined }>;
  /** How many comments, edits and files a ticket has. */
  counts(teamId: string, id: string): Promise<{ comments: number; edits: number; files: number }>;
  /** A requester's tickets, newest first, those below `before` and with all `grams` where they are given. */
  ofRequester(
    requester: Person,
    options: { limit: number; before?: number | undefined; grams?: readonly string[] | undefined },
  ): Promise<Page>;
  /** A requester's newest tickets that have not ended. */
  liveOf(requester: Person, limit: number): Promise<readonly Ticket[]>;
  /**
   * A page of an admin's list, without a ticket that they could find by its words or its author though they may not read it.
   * Throws SearchTooBroad where words or an author are asked for and too much would have to be looked through.
   */
  listed(query: ListQuery): Promise<readonly Ticket[]>;
  /** How many open tickets there are below a number. */
  openBelow(teamId: string, number: number): Promise<number>;
  /** How long the last tickets waited for somebody to pick them up, in milliseconds. */
  lastWaits(teamId: string, limit: number): Promise<readonly number[]>;
  /** The oldest withdrawn ticket whose time to be erased has come. */
  toErase(now: Date): Promise<Ticket | undefined>;
  /** A claimer's oldest live ticket; with `before`, of those that they have had since then or longer. */
  heldBy(person: Person, before?: Date): Promise<Ticket | undefined>;
  /** Takes the cards of some ended tickets away from whoever had them, with `before` of those that they had before; false where none was left. */
  hideFrom(person: Person, at: Date, before?: Date): Promise<boolean>;
  /** The newest tickets that somebody follows and that have not ended. */
  followedBy(person: Person, limit: number): Promise<readonly Ticket[]>;
  /** Ends the following of some tickets by somebody who began it by themselves, with `before` of those that they followed before; false where none was left. */
  unfollowAll(person: Person, at: Date, before?: Date): Promise<boolean>;
  /** True where somebody has tickets that say their account is gone. */
  hasLeft(person: Person): Promise<boolean>;
  /** Notes on a requester's live tickets that their account is gone, or on all of them that it is back. */
  left(person: Person, isGone: boolean, at: Date): Promise<void>;
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
  /** In the order of their ids. */
  list(teamId: string): Promise<readonly Admin[]>;
  /** The hash of an admin's password; undefined where there is none. */
  hashOf(person: Person): Promise<string | undefined>;
  /** Does it where the admin is such that it can be done, and once for each key; otherwise nothing, and undefined. */
  change(person: Person, change: AdminChange): Promise<Admin | undefined>;
  /** True where what came under this key is done, of somebody who is an admin or was one. */
  did(person: Person, key: string): Promise<boolean>;
  /** Carries out what was decided on who is an admin; once, however often it is tried. */
  carryOut(teamId: string, step: Step, now: Date): Promise<void>;
  /** What an admin's Home showed last, as it was stored; undefined where it never showed a list. */
  looksAt(person: Person): Promise<string | undefined>;
  look(person: Person, at: string): Promise<void>;
  /** Tells all admins of a team something; once for each key. */
  tell(teamId: string, news: { readonly key: string; readonly at: Date; readonly words: string }): Promise<void>;
  /** The admins whose session has run out. */
  expired(now: Date, limit: number): Promise<readonly Admin[]>;
}

/** The admins, and until when each of them is locked; and who reads the triage channel beside them, where that is known. */
export interface AdminsPage {
  readonly admins: readonly (Admin & { readonly lockedUntil?: Date | undefined })[];
  readonly outsiders: { readonly userIds: readonly string[]; readonly more: number } | undefined;
}

/** One atomic change of one admin. */
export type AdminChange = { readonly at: Date; readonly key: string } & (
  | { readonly what: 'setPassword'; readonly invite: string; readonly hash: string }
  /** Where the hash is still the one that the old password was compared with. */
  | { readonly what: 'changedPassword'; readonly hash: string; readonly oldHash: string }
  | { readonly what: 'loggedIn'; readonly until: Date; readonly oldHash: string; readonly hash?: string | undefined }
  | { readonly what: 'loggedOut' }
  /** The session ran out by itself. */
  | { readonly what: 'expired' }
  | { readonly what: 'reset'; readonly by: string; readonly invite: Invite }
);

/** Who is an admin of a team, where it is decided. */
export interface Rosters {
  read(teamId: string): Promise<Roster>;
  /** Stores it in place of the one before, with the step that was decided; false where somebody else decided something meanwhile. */
  replace(roster: Roster, step?: Step): Promise<boolean>;
  /** The step is carried out. */
  done(teamId: string, seq: number): Promise<void>;
}

/** The passwords that people tried, each person's counted by all processes together. */
export interface TryCounter {
  /** Counts one more try, once for each key; whether it counts, or until when it is locked. */
  count(person: Person, key: string, at: Date): Promise<{ counts: boolean; lockedUntil?: Date | undefined }>;
  /** Until when each of them is locked, of those who are. */
  lockedUntil(people: readonly Person[], at: Date): Promise<ReadonlyMap<string, Date>>;
  forget(person: Person): Promise<void>;
}

/** The record of who did what to whom: it is read and added to, and nothing else. */
export interface Audit {
  /** Does nothing with what is on record already. */
  append(entries: readonly AuditEntry[]): Promise<void>;
  /** Newest first, those after `after` where it is given. */
  list(
    teamId: string,
    filter: AuditFilter,
    page: { readonly limit: number; readonly after?: AuditPlace | undefined },
  ): Promise<readonly AuditEntry[]>;
}

/** What reports count: dates and names, and not a word of a ticket. */
export interface Reports {
  /** The tickets that came since then, also those that were withdrawn; undefined where they cannot be read while somebody waits. */
  came(teamId: string, since: Date): Promise<readonly Came[] | undefined>;
  /** The completed tickets that were closed since then; undefined likewise. */
  closed(teamId: string, since: Date): Promise<readonly Closed[] | undefined>;
  live(teamId: string): Promise<LiveCounts>;
}

/** What somebody asked for who had to log in first: it waits until they have, for an hour at most. */
export interface Asked {
  /** Gives the name under which it waits. */
  put(person: Person, asked: Readonly<Record<string, unknown>>, at: Date): Promise<string>;
  /** What the person asked for; undefined where it was done, is too old, or was somebody else's. */
  find(person: Person, id: string, at: Date): Promise<Readonly<Record<string, unknown>> | undefined>;
  done(person: Person, id: string): Promise<void>;
}

/** Passwords, as one way as they can be made. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Without a hash it takes as long, and says no. */
  matches(password: string, hash: string | undefined): Promise<boolean>;
  /** True for a hash that was made with another cost than the one that is configured now. */
  isOutdated(hash: string): boolean;
  isCommon(password: string): boolean;
  /** A code that nobody guesses, in the form in which people type it. */
  newCode(): string;
  /** The same for the same code, however it is typed, and no way back. */
  digestOf(code: string): string;
}

/** What stands in the way of Deskbell's messages: one for each place of a team. */
export interface Troubles {
  /** Notes a trouble, or that it is still there; true where it is new. Until `tryAt` nobody tries whether it is over. */
  raise(trouble: Trouble, tryAt: Date): Promise<boolean>;
  find(teamId: string, where: string): Promise<Trouble | undefined>;
  /** Whether a call may be made there: where there is a trouble, one after the other with a time between; else what Slack would say. */
  mayTry(teamId: string, where: string, now: Date, next: Date): Promise<'no trouble' | 'now' | { error: string }>;
  /** Lets the next call there be made; false where there is no trouble. */
  allowTry(teamId: string, where: string, now: Date): Promise<boolean>;
  /** Takes a ticket out of a trouble; the tickets that are left, or undefined where it was not in it. */
  mend(teamId: string, where: string, ticket: number): Promise<readonly number[] | undefined>;
  end(trouble: Trouble): Promise<void>;
  /** The admins know of it. */
  told(trouble: Trouble): Promise<void>;
  untold(teamId: string): Promise<readonly Trouble[]>;
  /** The one first that began first. */
  list(teamId: string): Promise<readonly Trouble[]>;
}

/** What Slack knows of people. */
export interface People {
  /** Undefined where Slack knows nobody by this id. Throws what Slack says. */
  find(userId: string): Promise<Profile | undefined>;
  /** The ids of the people and apps in a channel. Throws what Slack says. */
  membersOf(channel: string): Promise<readonly string[]>;
}

/** What the services need: no container, one plain argument. */
export interface Ports {
  readonly tickets: Tickets;
  readonly admins: Admins;
  readonly rosters: Rosters;
  readonly tries: TryCounter;
  readonly audit: Audit;
  readonly reports: Reports;
  readonly troubles: Troubles;
  readonly passwords: Passwords;
  readonly people: People;
  readonly fileLimits: FileLimits;
  readonly clock: Clock;
  /** How long a login lasts, in hours. */
  readonly sessionHours: number;
  /** Id of the channel where new tickets are announced. */
  readonly triageChannel: string;
  newKey(): string;
  /** Tells the delivery that a ticket is due; `hasEnded` where its archive file is due too. */
  wake(hasEnded: boolean): void;
  /** Tells the job that files have to be fetched, or that some are not to be kept any more. */
  wakeFetch(): void;
  /** Tells the messenger that something happened to an admin. */
  wakeMessenger(): void;
}
