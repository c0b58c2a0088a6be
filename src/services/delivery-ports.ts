import type { ArchivedTicket } from '../domain/archive';
import type { AuditEntry, Deed } from '../domain/audit';
import type { ChainEntry } from '../domain/chain';
import type { Backlog } from '../domain/drift';
import type { Gathered } from '../domain/gathering';
import type { Person } from '../domain/people';
import type { Rate } from '../domain/rates';
import type { Wanted } from '../domain/surfaces';
import type { TicketWithComments } from '../domain/ticket';

/** A message of a ticket: what should stand in Slack, and what is known of what does. */
export interface Entry extends Wanted {
  readonly channel?: string | undefined;
  readonly ts?: string | undefined;
  /** Of a file: Slack's id of what was uploaded; that it stands in the thread is not known before it has a `ts`. */
  readonly fileId?: string | undefined;
  /** Digest of what the message shows. */
  readonly shown?: string | undefined;
  /** Since when it shows that for certain, as far as this delivery's own calls go. */
  readonly shownAt?: Date | undefined;
  /** Slack asked to wait until then, or its budget says so. */
  readonly retryAt?: Date | undefined;
  /** The trouble that it waits for, by its place. */
  readonly waits?: string | undefined;
  /** True where that is a slot of Slack's budget which is kept for it. */
  readonly slot?: boolean | undefined;
  /** It is not posted: one message in the channel stands for many such cards. */
  readonly gathered?: boolean | undefined;
  /** Slack refused the message for good, at this version of the ticket. */
  readonly parked?: { readonly error: string; readonly version: number } | undefined;
  /** It was taken away, because nobody should see it any more. */
  readonly gone?: boolean | undefined;
}

/** It is not known for sure what became of calls to Slack made since then; until its end an empty search proves nothing. */
export interface Doubt {
  readonly since: Date;
  readonly until: Date;
}

/** A ticket that is due, leased to one delivery. */
export interface Due {
  readonly ticket: TicketWithComments;
  readonly entries: readonly Entry[];
  /** Where its cards stand, and where those stood that are gone: their threads may hold posts. */
  readonly roots: readonly { channel: string; ts: string }[];
  readonly token: string;
  readonly leaseUntil: Date;
  /** Since when something of it has not been shown. */
  readonly since: Date;
  /** Deliveries begun before this one that did not come to their end. */
  readonly tries: number;
  readonly doubt: Doubt | undefined;
  /** What has still to be put on record. */
  readonly records: readonly AuditEntry[];
}

/** What a delivery learnt of one entry. */
export type Learnt =
  | { readonly key: string; readonly shown: string; readonly at: Date }
  | { readonly key: string; readonly gone: true }
  | { readonly key: string; readonly gathered: true }
  | { readonly key: string; readonly retryAt: Date; readonly slot?: true }
  | { readonly key: string; readonly waits: string }
  | { readonly key: string; readonly parked: { readonly error: string; readonly version: number } };

export interface Outcome {
  readonly learnt: readonly Learnt[];
  readonly doubt: Doubt | undefined;
  /** When it wants to be looked at again, even if nothing changes. */
  readonly dueAt: Date | undefined;
  /** The message that stands for its card, where that was decided now. */
  readonly gathering?: string | undefined;
}

/** The entry that a message of Slack's belongs to. */
export interface FoundEntry {
  /** Of its ticket. */
  readonly id: string;
  readonly key: string;
  /** True for a card in whose place another has come, and for what stood under it. */
  readonly isPast: boolean;
}

/** What waits for the end of a trouble. */
export interface WaitingStore {
  /** Makes all tickets due that wait for the place; gives how many. */
  letGo(teamId: string, where: string, now: Date): Promise<number>;
  /** Makes those due that wait for no place of these. */
  letGoOthers(teamId: string, known: readonly string[], now: Date): Promise<void>;
  /** Makes the oldest one due that waits for the place; false where there is none. */
  letGoOldest(teamId: string, where: string, now: Date): Promise<boolean>;
  /** What waits for another triage channel is to stand in this one. */
  moveWaiting(teamId: string, where: string, channel: string, now: Date): Promise<void>;
  /** Which of these tickets are live, and refused in part or given up. */
  unshown(teamId: string, numbers: readonly number[]): Promise<readonly number[]>;
}

export interface DeliveryStore extends WaitingStore {
  /** Leases the ticket that is due the longest; undefined where none is. */
  take(now: Date, timing: { leaseMs: number; doubtMs: number }): Promise<Due | undefined>;
  /** Adds entries; false where the lease was no longer this delivery's. */
  want(due: Pick<Due, 'ticket' | 'token'>, entries: readonly Wanted[]): Promise<boolean>;
  /** Notes what a file is uploaded as, whoever holds the lease, or that it is not; false where it stands somewhere already, or is gone. */
  noteUpload(id: string, key: string, fileId: string | undefined): Promise<boolean>;
  /** Notes where a post stands, whoever holds the lease; false where its entry has another place already, or is gone. */
  noteTs(
    id: string,
    entry: Pick<Entry, 'key' | 'under' | 'thread'>,
    place: { channel: string; ts: string },
    shown: string | undefined,
  ): Promise<boolean>;
  /** The message at `ts` is gone: its entry becomes a fresh one, to be posted anew; with `to`, in another channel. */
  renew(id: string, entry: { key: string; ts: string; newKey: string; to?: string }, now: Date): Promise<void>;
  /** The message at `ts` is gone, and is not missed. */
  forget(id: string, entry: { key: string; ts: string }): Promise<void>;
  /** Ends the lease with what was learnt; false where the lease was no longer this delivery's. */
  release(due: Due, outcome: Outcome): Promise<boolean>;
  /** Makes a ticket due now, and in doubt. */
  doubt(id: string, doubt: Doubt, now: Date): Promise<void>;
  /** Gives the ticket up until it changes; false where it has changed meanwhile, or is no longer this delivery's. */
  park(due: Due, now: Date): Promise<boolean>;
  /** The ticket and entry that a message of Slack's belongs to. */
  findEntry(teamId: string, channel: string, ts: string, threadTs: string | undefined): Promise<FoundEntry | undefined>;
}

/** Slots that somebody would like of a bucket of Slack's budget, whose name has no dots. */
export interface Wish {
  readonly bucket: string;
  readonly rate: Rate;
  readonly count: number;
  /** Where the last one would be further away, none is taken: others could not use them, and neither could who takes them. */
  readonly aheadMs: number;
  /** Another bucket that has to be open too; what is ahead counts from when this one is. */
  readonly gate?: string | undefined;
}

export interface Granted {
  /** When they are, or would be. */
  readonly slots: readonly Date[];
  readonly isTaken: boolean;
}

/** What all processes together may call Slack for. */
export interface Budgets {
  /** Takes slots of several buckets at once; says what came of each wish, and which buckets Slack has closed until when. */
  reserve(
    teamId: string,
    wishes: readonly Wish[],
    now: Date,
  ): Promise<{ readonly granted: readonly Granted[]; readonly closed: ReadonlyMap<string, Date> }>;
  /** Slack has asked to wait until then. */
  close(teamId: string, bucket: string, until: Date): Promise<void>;
}

/** A message that stands for the cards of many tickets, leased to one job. */
export interface DueGathering {
  readonly id: string;
  readonly channel: string;
  readonly key: string;
  /** When tickets came to it last, as far as that was noted. */
  readonly lastAt: Date;
  readonly ts: string | undefined;
  /** Digest of what it shows. */
  readonly shown: string | undefined;
  readonly token: string;
  readonly leaseUntil: Date;
  readonly doubt: Doubt | undefined;
}

export interface GatheringStore {
  /** Adds to a message that had a ticket lately; false where there is none. */
  join(id: string, now: Date): Promise<boolean>;
  /** There is such a message from now on, or it is counted anew. */
  open(gathering: { id: string; teamId: string; channel: string }, now: Date): Promise<void>;
  /** Leases the message that is due the longest. */
  take(now: Date, lease: { leaseMs: number; doubtMs: number }): Promise<DueGathering | undefined>;
  count(id: string): Promise<Gathered>;
  /** Notes where the message stands, whoever holds the lease; false where another one is noted already. */
  noteTs(id: string, ts: string): Promise<boolean>;
  /** The message at `ts` is gone, and has to be posted anew. */
  forgetTs(id: string, ts: string): Promise<void>;
  /** Those of its tickets that nobody has picked up yet are to have cards of their own in this channel. */
  move(id: string, channel: string, now: Date): Promise<void>;
  /** Ends the lease with what is known now. */
  release(
    due: DueGathering,
    known: Pick<DueGathering, 'shown' | 'doubt'> & { readonly dueAt: Date | undefined },
  ): Promise<void>;
}

/** An event of Slack's that was stored and is not done yet. */
export interface StoredEvent {
  readonly id: string;
  readonly body: Record<string, unknown>;
  readonly tries: number;
}

export interface Inbox {
  /** Stores an event, leased to the caller; false where it was stored before. */
  store(id: string, body: Record<string, unknown>, now: Date): Promise<boolean>;
  /** Ends an event: it is worked off, or given up for good. True where it was forgotten meanwhile. */
  done(id: string, now: Date): Promise<boolean>;
  /** Ends an event that should never have been: nobody takes it up, and it is not stored when it comes later. */
  forget(id: string, now: Date): Promise<void>;
  /** Leases the oldest event that nobody is working on. */
  take(now: Date): Promise<StoredEvent | undefined>;
  /** Ends the leases of these events: others may take them up at once. */
  giveBack(ids: readonly string[], now: Date): Promise<void>;
}

/** A ticket whose archive file is due. */
export interface DueFile {
  readonly ticket: ArchivedTicket;
  readonly token: string;
  readonly path: string;
}

export interface ArchiveStore {
  take(now: Date, leaseMs: number): Promise<DueFile | undefined>;
  /** Ends the lease; the file stays due where the ticket has changed, or somebody else has had the lease, meanwhile. */
  release(file: DueFile, now: Date): Promise<void>;
  /** Ends the lease; the file stays due. */
  giveBack(file: DueFile): Promise<void>;
  /** How many tickets of a team have a file, or should have one; with `upTo`, of those up to that number. */
  count(teamId: string, upTo?: number): Promise<number>;
  /** Makes the files of the next of these tickets due, in the order of their numbers; undefined where none comes after `after`. */
  renew(
    teamId: string,
    after: number,
    limit: number,
    now: Date,
  ): Promise<{ ids: readonly string[]; upTo: number } | undefined>;
  /** How many of these tickets have a file that is due. */
  countDue(ids: readonly string[]): Promise<number>;
  /** The next of these tickets, in the order of their numbers. */
  rows(teamId: string, after: number, limit: number): Promise<readonly ArchiveRow[]>;
  row(teamId: string, number: number): Promise<ArchiveRow | undefined>;
}

/** A ticket that has a file, or should have one. */
export interface ArchiveRow {
  readonly ticket: ArchivedTicket;
  /** Of the file, below the archive directory, without an ending; undefined before the first one. */
  readonly path: string | undefined;
  /** Since when it has to be written. */
  readonly dueAt: Date | undefined;
}

/** The archive directory; all paths are below it. */
export interface ArchiveFiles {
  /** Writes a file whole or not at all. `token` keeps two writers apart. */
  write(path: string, content: string | Uint8Array, token: string): Promise<void>;
  /** The names in a folder; none where there is no such folder. */
  list(path: string): Promise<readonly string[]>;
  /** Undefined where there is no such file. */
  read(path: string): Promise<string | undefined>;
  /** The SHA-256 of a file as it is, in hexadecimal; undefined where there is none. */
  digest(path: string): Promise<string | undefined>;
  remove(path: string): Promise<void>;
  /** The files that have the name and the place of a ticket's, in no order, each with that ticket's number. */
  ofTickets(teamId: string): AsyncIterable<{ path: string; number: number }>;
}

/** What every writing of an archive file has left: entries are added, and nothing here changes or deletes one. */
export interface Chain {
  /** The last entry. */
  head(teamId: string): Promise<ChainEntry | undefined>;
  /** The last entry about a ticket. */
  lastOf(teamId: string, number: number): Promise<ChainEntry | undefined>;
  /** False where another entry has its number already. */
  add(entry: ChainEntry): Promise<boolean>;
  /** The entries behind `seq`, in order. */
  after(teamId: string, seq: number, limit: number): Promise<readonly ChainEntry[]>;
  /** The last entries about the tickets with the next numbers. */
  latest(teamId: string, number: number, limit: number): Promise<readonly ChainEntry[]>;
  /** All paths that entries about these tickets have. */
  pathsOf(teamId: string, numbers: readonly number[]): Promise<ReadonlySet<string>>;
}

/** The same chain in the archive directory, a line an entry: whoever changes the one has to change the other. */
export interface ChainFile {
  /** From which entry on lines are missing at the end, up to this one; undefined where none is. */
  missingFrom(teamId: string, seq: number): Promise<number | undefined>;
  /** Writes the lines of entries that follow one another, where they are not there, or not whole. */
  fill(entries: readonly ChainEntry[]): Promise<void>;
  /** What stands there, in its order; undefined for a line that says no entry. */
  lines(teamId: string): AsyncIterable<ChainEntry | undefined>;
}

/** A ticket with files that Deskbell has still to fetch, or that it should not have any more, leased to one job. */
export interface DueFetch {
  readonly ticket: TicketWithComments;
  /** Since when. */
  readonly dueAt: Date;
  readonly token: string;
  /** With this one. */
  readonly tries: number;
}

/** The files that came with tickets. */
export interface FileStore {
  /** Leases the ticket that waits the longest for its files. */
  take(now: Date, leaseMs: number): Promise<DueFetch | undefined>;
  /** Keeps what a file holds, and makes the ticket due for delivery. */
  keep(ticketId: string, key: string, content: Uint8Array, now: Date): Promise<void>;
  /** A file that cannot be had. */
  lose(ticketId: string, key: string, now: Date): Promise<void>;
  /** Ends the lease; with `dueAt`, to go on then. */
  release(due: DueFetch, dueAt: Date | undefined): Promise<void>;
  /** Ends the lease as if it had not been; with `dueAt`, to go on then. */
  giveBack(due: DueFetch, dueAt?: Date): Promise<void>;
  contentOf(ticketId: string, key: string): Promise<Uint8Array | undefined>;
  /** Deletes what files held that the ticket does not have any more. */
  prune(ticketId: string): Promise<void>;
}

/** Something that happened to an admin: it is put on record, and some of it is told to them. */
export type AdminNews = AdminDeed | AdminLetter;

/** Told to all admins, and not put on record. */
export interface AdminLetter {
  readonly key: string;
  readonly at: Date;
  readonly what: 'told';
  readonly words: string;
}

export interface AdminDeed {
  readonly key: string;
  readonly at: Date;
  readonly what: Deed;
  /** User id, or where it came from: `machine`, `setup`, `practice`, `deskbell`. */
  readonly who: string;
  /** The button that it comes with, by its id. */
  readonly invite?: string | undefined;
}

/** An admin, or somebody who was one, to whom something happened; leased to one messenger. */
export interface DueAdmin extends Person {
  readonly id: string;
  readonly news: readonly AdminNews[];
  readonly homeDue: boolean;
  /** Of somebody who is no admin any more: until then their tickets are looked for. */
  readonly vacateUntil: Date | undefined;
  /** Of somebody who is an admin again since then: what they have claimed after it is theirs. */
  readonly isAgainSince: Date | undefined;
  readonly token: string;
  readonly leaseUntil: Date;
  readonly version: number;
  readonly doubt: Doubt | undefined;
}

export interface Told {
  /** What is done, by its keys. */
  readonly keys: readonly string[];
  readonly isHomeShown: boolean;
  readonly isVacated: boolean;
  readonly doubt: Doubt | undefined;
  /** When to go on; undefined where nothing is left. */
  readonly dueAt: Date | undefined;
}

export interface NewsStore {
  /** Leases the admin who is due the longest. */
  take(now: Date, lease: { leaseMs: number; doubtMs: number }): Promise<DueAdmin | undefined>;
  /** Notes what was done, where the lease is still held. */
  release(due: DueAdmin, told: Told, now: Date): Promise<void>;
}

/** A ticket with its messages, and what the delivery has to do with it. */
export interface Chart extends Pick<Due, 'ticket' | 'entries' | 'roots'> {
  /** Where what became of calls to Slack is not known, until when that is so. */
  readonly doubtUntil: Date | undefined;
  readonly dueAt: Date | undefined;
  readonly leaseUntil: Date | undefined;
  /** Since when it is given up. */
  readonly parkedAt: Date | undefined;
}

/** What the doctor reads, and writes. */
export interface ChartStore {
  /** The live tickets, oldest first. */
  live(teamId: string): Promise<readonly string[]>;
  /** Those that have ended after `since`. */
  ended(teamId: string, since: Date): Promise<readonly string[]>;
  /** Those that have ended, and have still something to show. */
  endedDue(teamId: string): Promise<readonly string[]>;
  read(ids: readonly string[]): Promise<readonly Chart[]>;
  /** Which of these name a ticket, or an admin, whose letters go by their id. */
  known(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** What has waited since before then. */
  backlog(teamId: string, before: Date): Promise<Backlog>;
  /** Makes a ticket due now, with all its tries: it is shown anew, and what was posted since then is looked for. */
  mend(id: string, since: Date, now: Date): Promise<void>;
}
