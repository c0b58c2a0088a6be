import { type Connection, type Model, Schema, type Types } from 'mongoose';
import { type AuditEntry, type Deed, deeds } from '../domain/audit';
import type { ChainEntry } from '../domain/chain';
import type { Invite, Session } from '../domain/people';
import type { Roster, SetupCode, Step } from '../domain/roster';
import type { Surface, Wanted } from '../domain/surfaces';
import type {
  Comment,
  CommentKind,
  Edit,
  Follower,
  HistoryEntry,
  LiveStatus,
  Rating,
  Source,
  Status,
  TicketFile,
} from '../domain/ticket';
import type { Tries } from '../domain/tries';
import type { TroubleKind } from '../domain/troubles';

/** A message of a ticket in Slack: what should stand there, and what is known of what does. */
export interface EntryDocument extends Wanted {
  channel?: string;
  ts?: string;
  /** Of a file: Slack's id of what was uploaded. */
  fileId?: string;
  /** Digest of what the message shows. */
  shown?: string;
  shownAt?: Date;
  /** Slack asked to wait until then, or its budget says so. */
  retryAt?: Date;
  /** The trouble that it waits for, by its place. */
  waits?: string;
  /** True where that is a slot of Slack's budget which is kept for it. */
  slot?: boolean;
  /** It is not posted: one message in the channel stands for many such cards. */
  gathered?: boolean;
  /** Slack refused the message for good, at this version of the ticket; the next change tries again. */
  parked?: { error: string; version: number };
  /** It was taken away because nobody should see it any more; it stays here so that a post in flight has an entry to come home to. */
  gone?: boolean;
}

/** A comment as it is stored. */
export interface CommentDocument extends Comment {
  /** The `ts` of the last edit that Slack told of. */
  editedTs?: string;
}

export interface TicketDocument {
  _id: Types.ObjectId;
  teamId: string;
  number: number;
  key: string;
  requester: string;
  by?: string;
  title: string;
  description: string;
  source?: Source;
  status: Status;
  /** False once it is in the archive. */
  live: boolean;
  claimer?: string;
  /** True where the requester's account is gone. */
  requesterLeft?: boolean;
  /** Who may find it by its words: `admins`, the claimer, or `nobody`. */
  audience: string;
  grams: string[];
  createdAt: Date;
  claimedAt?: Date;
  answeredAt?: Date;
  claimerSince?: Date;
  closedAt?: Date;
  returnUntil?: Date;
  /** Of a withdrawn ticket: what it was before. */
  was?: LiveStatus;
  /** When the clock has something to do with it: a withdrawn ticket is erased then. */
  wakeAt?: Date;
  rating?: Rating;
  version: number;
  comments: CommentDocument[];
  /** The words that its requester has changed, as they were before. */
  edits: Edit[];
  files?: TicketFile[];
  followers?: Follower[];
  history: HistoryEntry[];
  entries: EntryDocument[];
  /** `channel:ts` of each card, also of those that are gone: what people write under them still finds its ticket. */
  threads: string[];
  /** The message that stands for its card in the triage channel. */
  gathering?: string;
  /** When the delivery should look at it; absent when nothing is due. */
  dueAt?: Date;
  /** Since when something of it has not been shown, once a delivery has taken it up. */
  dueSince?: Date;
  leaseToken?: string;
  leaseUntil?: Date;
  /** Deliveries begun since the last one that came to its end. */
  tries: number;
  /** What became of calls to Slack since `doubtSince` is not known for sure, and cannot be until `doubtUntil`. */
  doubtSince?: Date;
  doubtUntil?: Date;
  /** The delivery gave up on it; the next change tries again. */
  parkedAt?: Date;
  archive?: ArchiveDocument;
  /** Files that have still to be fetched from Slack. */
  fetch?: FetchDocument;
  /** What the delivery has still to put on record. */
  records?: AuditEntry[];
}

/** The ticket's file in the archive directory. */
export interface ArchiveDocument {
  dueAt?: Date;
  leaseToken?: string;
  leaseUntil?: Date;
  /** Below the archive directory, without an ending; fixed at the first archiving. */
  path?: string;
}

export interface FetchDocument {
  dueAt?: Date;
  leaseToken?: string;
  leaseUntil?: Date;
  tries?: number;
}

export interface AdminDocument {
  _id: Types.ObjectId;
  teamId: string;
  userId: string;
  /** False once they are no admin any more. */
  active: boolean;
  promotedBy: string;
  promotedAt: Date;
  /** Of the password, by bcrypt. */
  hash?: string;
  invite?: Invite;
  session?: Session;
  /** Of the last decision of the roster that was carried out here. */
  seq: number;
  /** Goes up by one with each change. */
  version: number;
  /** The names of the last forms and clicks that changed something here. */
  forms?: string[];
  /** What has to be put on record and told. */
  news: NewsDocument[];
  /** True where the Home shows something else from now on. */
  homeDue?: boolean;
  /** What their Home showed last. */
  looksAt?: string;
  /** Until then the tickets of somebody who is no admin any more are looked for: what was under way may still have claimed one. */
  vacateUntil?: Date;
  /** When the messenger should look at it; absent when nothing is due. */
  dueAt?: Date;
  leaseToken?: string;
  leaseUntil?: Date;
  doubtSince?: Date;
  doubtUntil?: Date;
}

/** Something that happened to an admin. */
export interface NewsDocument {
  key: string;
  at: Date;
  what: Deed | 'told';
  who: string;
  /** The button that it comes with, by its id. */
  invite?: string;
  /** What is told, where it is no deed. */
  words?: string;
}

/** The team's document: who is an admin, where it is decided. */
export interface TeamDocument extends Omit<Roster, 'teamId' | 'admins' | 'steps' | 'codes'> {
  _id: string;
  admins: string[];
  steps: Step[];
  codes: SetupCode[];
}

export interface TriesDocument extends Tries {
  /** `team:user` */
  _id: string;
  /** Goes up by one with each try that counts. */
  version: number;
  /** Tries that did not count, because it was locked. */
  refused: number;
  /** Of the last try: its own name, and whether it counted. */
  lastKey?: string;
  lastCounted?: boolean;
  lastAt: Date;
}

export interface AuditDocument extends Omit<AuditEntry, 'key'> {
  _id: string;
  /** Who did it, and whom it happened to. */
  people: string[];
}

/** What somebody asked for who had to log in first. */
export interface AskedDocument {
  _id: string;
  teamId: string;
  userId: string;
  /** As JSON: nothing that somebody sent can be an operator of the database. */
  asked: string;
  at: Date;
}

/** What stands in the way of messages at one place. */
export interface TroubleDocument {
  /** `team:where` */
  _id: string;
  teamId: string;
  where: string;
  kind: TroubleKind;
  error: string;
  since: Date;
  seenAt: Date;
  /** Until then no call is made there. */
  tryAt: Date;
  tickets: number[];
  /** True once the admins know of it. */
  told?: boolean;
}

/** An event of Slack's, stored before it is acknowledged. */
export interface EventDocument {
  _id: string;
  /** Absent once it is done: people's words are kept in one place only. */
  body?: unknown;
  receivedAt: Date;
  dueAt?: Date;
  tries: number;
  doneAt?: Date;
  /** Its author has deleted the message that it tells of. */
  forgotten?: true;
}

/** A message in the triage channel that stands for the cards of many tickets. */
export interface GatheringDocument {
  _id: string;
  teamId: string;
  channel: string;
  /** By which the message is found again. */
  key: string;
  lastAt: Date;
  ts?: string;
  /** Digest of what it shows. */
  shown?: string;
  dueAt?: Date;
  leaseToken?: string;
  leaseUntil?: Date;
  doubtSince?: Date;
  doubtUntil?: Date;
}

/** What a team's calls to Slack have taken of its budget. */
export interface BudgetDocument {
  _id: string;
  /** Of each bucket the last slots that were taken, oldest first. */
  slots?: Record<string, Date[]>;
  /** Until when Slack has closed a bucket. */
  closed?: Record<string, Date>;
  /** What the last reservation was given, in the order of its wishes. */
  given?: Date[][];
}

export interface Models {
  tickets: Model<TicketDocument>;
  admins: Model<AdminDocument>;
  teams: Model<TeamDocument>;
  tries: Model<TriesDocument>;
  audit: Model<AuditDocument>;
  asked: Model<AskedDocument>;
  events: Model<EventDocument>;
  chain: Model<ChainEntry>;
  troubles: Model<TroubleDocument>;
  budgets: Model<BudgetDocument>;
  gatherings: Model<GatheringDocument>;
}

const statuses = ['open', 'claimed', 'in_progress', 'waiting', 'completed', 'withdrawn'] satisfies Status[];

const words = { type: String, default: undefined };
const required = { type: String, required: true } as const;

const comment = new Schema<CommentDocument>(
  {
    key: required,
    author: required,
    kind: { type: String, required: true, enum: ['comment', 'question', 'note'] satisfies CommentKind[] },
    text: required,
    at: { type: Date, required: true },
    editedTs: words,
  },
  { _id: false },
);

const edit = new Schema<Edit>(
  {
    key: required,
    at: { type: Date, required: true },
    before: { type: new Schema({ title: required, description: String }, { _id: false }), required: true },
  },
  { _id: false },
);

const source = new Schema<Source>(
  {
    channel: required,
    ts: required,
    threadTs: words,
    link: required,
    author: words,
    text: { type: String, default: '' },
    leftOut: { type: Number, default: undefined },
  },
  { _id: false },
);

const follower = new Schema<Follower>(
  { userId: required, by: required, at: { type: Date, required: true } },
  { _id: false },
);

const file = new Schema<TicketFile>(
  {
    key: required,
    comment: words,
    by: required,
    at: { type: Date, required: true },
    name: required,
    size: { type: Number, required: true },
    state: { type: String, required: true, enum: ['coming', 'kept', 'lost'] satisfies TicketFile['state'][] },
  },
  { _id: false },
);

const historyEntry = new Schema<HistoryEntry>(
  {
    at: { type: Date, required: true },
    who: required,
    what: required,
    key: words,
    from: words,
    to: words,
    whom: words,
  },
  { _id: false },
);

const entry = new Schema<EntryDocument>(
  {
    key: required,
    surface: {
      type: String,
      required: true,
      enum: [
        'triage',
        'requester',
        'claimer',
        'origin',
        'follower',
        'comment',
        'edit',
        'transcript',
        'notice',
        'file',
      ] satisfies Surface[],
    },
    to: words,
    thread: words,
    under: words,
    of: words,
    about: words,
    said: words,
    from: words,
    over: { type: Boolean, default: undefined },
    channel: words,
    ts: words,
    fileId: words,
    shown: words,
    shownAt: Date,
    retryAt: Date,
    waits: words,
    slot: { type: Boolean, default: undefined },
    gathered: { type: Boolean, default: undefined },
    parked: { type: new Schema({ error: required, version: Number }, { _id: false }), default: undefined },
    gone: { type: Boolean, default: undefined },
  },
  { _id: false },
);

const archive = new Schema<ArchiveDocument>(
  { dueAt: Date, leaseToken: words, leaseUntil: Date, path: words },
  { _id: false },
);

const fetching = new Schema<FetchDocument>(
  { dueAt: Date, leaseToken: words, leaseUntil: Date, tries: Number },
  { _id: false },
);

/** What is put on record, beside its key. */
const recorded = {
  teamId: required,
  at: { type: Date, required: true },
  what: { type: String, required: true, enum: deeds },
  who: required,
  whom: words,
  ticket: Number,
} as const;

const record = new Schema<AuditEntry>({ key: required, ...recorded }, { _id: false });

const ticket = new Schema<TicketDocument>({
  teamId: required,
  number: { type: Number, required: true },
  key: required,
  requester: required,
  by: words,
  // Empty once it is erased.
  title: { type: String, default: '' },
  description: { type: String, default: '' },
  source: { type: source, default: undefined },
  status: { type: String, required: true, enum: statuses },
  live: { type: Boolean, required: true },
  claimer: words,
  requesterLeft: { type: Boolean, default: undefined },
  audience: required,
  grams: [String],
  createdAt: { type: Date, required: true },
  claimedAt: Date,
  answeredAt: Date,
  claimerSince: Date,
  closedAt: Date,
  returnUntil: Date,
  was: words,
  wakeAt: Date,
  rating: words,
  version: { type: Number, required: true },
  comments: [comment],
  edits: [edit],
  files: { type: [file], default: undefined },
  followers: { type: [follower], default: undefined },
  history: [historyEntry],
  entries: [entry],
  threads: [String],
  gathering: words,
  dueAt: Date,
  dueSince: Date,
  leaseToken: words,
  leaseUntil: Date,
  tries: { type: Number, required: true },
  doubtSince: Date,
  doubtUntil: Date,
  parkedAt: Date,
  archive: { type: archive, default: undefined },
  fetch: { type: fetching, default: undefined },
  records: { type: [record], default: undefined },
});

const invite = new Schema<Invite>({ id: required, until: { type: Date, required: true } }, { _id: false });
const session = new Schema<Session>(
  { since: { type: Date, required: true }, until: { type: Date, required: true } },
  { _id: false },
);
const news = new Schema<NewsDocument>(
  {
    key: required,
    at: recorded.at,
    what: { ...recorded.what, enum: [...deeds, 'told'] },
    who: required,
    invite: words,
    words,
  },
  { _id: false },
);

const admin = new Schema<AdminDocument>({
  teamId: required,
  userId: required,
  active: { type: Boolean, required: true },
  promotedBy: required,
  promotedAt: { type: Date, required: true },
  hash: words,
  invite: { type: invite, default: undefined },
  session: { type: session, default: undefined },
  seq: { type: Number, required: true },
  version: { type: Number, required: true },
  forms: { type: [String], default: undefined },
  news: [news],
  homeDue: { type: Boolean, default: undefined },
  looksAt: words,
  vacateUntil: Date,
  dueAt: Date,
  leaseToken: words,
  leaseUntil: Date,
  doubtSince: Date,
  doubtUntil: Date,
});

const step = new Schema<Step>(
  {
    seq: { type: Number, required: true },
    at: { type: Date, required: true },
    what: required,
    userId: required,
    by: required,
    key: required,
    invite: { type: invite, default: undefined },
    hash: words,
  },
  { _id: false },
);
const code = new Schema<SetupCode>({ digest: required, until: { type: Date, required: true } }, { _id: false });

const team = new Schema<TeamDocument>({
  _id: required,
  seq: { type: Number, required: true },
  admins: [String],
  steps: [step],
  codes: [code],
});

const tries = new Schema<TriesDocument>({
  _id: required,
  wrong: { type: Number, required: true },
  locks: { type: Number, required: true },
  lockedUntil: Date,
  version: { type: Number, required: true },
  refused: { type: Number, required: true },
  lastKey: words,
  lastCounted: Boolean,
  lastAt: { type: Date, required: true },
});

const audit = new Schema<AuditDocument>({ _id: required, ...recorded, people: [String] });

const asked = new Schema<AskedDocument>({
  _id: required,
  teamId: required,
  userId: required,
  asked: required,
  at: { type: Date, required: true },
});

const event = new Schema<EventDocument>({
  _id: required,
  body: Schema.Types.Mixed,
  receivedAt: { type: Date, required: true },
  dueAt: Date,
  tries: { type: Number, required: true },
  doneAt: Date,
  forgotten: Boolean,
});

const chain = new Schema<ChainEntry>({
  teamId: required,
  seq: { type: Number, required: true },
  number: { type: Number, required: true },
  path: required,
  at: { type: Date, required: true },
  md: required,
  json: required,
  row: required,
  prev: required,
  hash: required,
});

const trouble = new Schema<TroubleDocument>({
  _id: required,
  teamId: required,
  where: required,
  kind: required,
  error: { type: String, default: '' },
  since: { type: Date, required: true },
  seenAt: { type: Date, required: true },
  tryAt: { type: Date, required: true },
  tickets: [Number],
  told: { type: Boolean, default: undefined },
});

const budget = new Schema<BudgetDocument>({
  _id: required,
  slots: Schema.Types.Mixed,
  closed: Schema.Types.Mixed,
  given: Schema.Types.Mixed,
});

const gathering = new Schema<GatheringDocument>({
  _id: required,
  teamId: required,
  channel: required,
  key: required,
  lastAt: { type: Date, required: true },
  ts: words,
  shown: words,
  dueAt: Date,
  leaseToken: words,
  leaseUntil: Date,
  doubtSince: Date,
  doubtUntil: Date,
});

/** The collections of this connection. */
export function modelsOf(connection: Connection): Models {
  return {
    tickets: connection.model<TicketDocument>('Ticket', ticket, 'tickets'),
    admins: connection.model<AdminDocument>('Admin', admin, 'admins'),
    teams: connection.model<TeamDocument>('Team', team, 'teams'),
    tries: connection.model<TriesDocument>('Tries', tries, 'tries'),
    audit: connection.model<AuditDocument>('Audit', audit, 'audit'),
    asked: connection.model<AskedDocument>('Asked', asked, 'asked'),
    events: connection.model<EventDocument>('Event', event, 'events'),
    chain: connection.model<ChainEntry>('Chain', chain, 'chain'),
    troubles: connection.model<TroubleDocument>('Trouble', trouble, 'troubles'),
    budgets: connection.model<BudgetDocument>('Budget', budget, 'budgets'),
    gatherings: connection.model<GatheringDocument>('Gathering', gathering, 'gatherings'),
  };
}
