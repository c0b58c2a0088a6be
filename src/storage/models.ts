import { type Connection, type Model, Schema, type Types } from 'mongoose';
import type { Surface, Wanted } from '../domain/surfaces';
import type { Comment, CommentKind, Edit, HistoryEntry, LiveStatus, Rating, Status } from '../domain/ticket';

/** A message of a ticket in Slack: what should stand there, and what is known of what does. */
export interface EntryDocument extends Wanted {
  channel?: string;
  ts?: string;
  /** Digest of what the message shows. */
  shown?: string;
  shownAt?: Date;
  /** Slack asked to wait until then. */
  retryAt?: Date;
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
  title: string;
  description: string;
  status: Status;
  /** False once it is in the archive. */
  live: boolean;
  claimer?: string;
  /** Who may find it by its words: `admins`, the claimer, or `nobody`. */
  audience: string;
  grams: string[];
  createdAt: Date;
  claimedAt?: Date;
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
  history: HistoryEntry[];
  entries: EntryDocument[];
  /** `channel:ts` of each card, also of those that are gone: what people write under them still finds its ticket. */
  threads: string[];
  /** When the delivery should look at it; absent when nothing is due. */
  dueAt?: Date;
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
}

/** The ticket's file in the archive directory. */
export interface ArchiveDocument {
  dueAt?: Date;
  leaseToken?: string;
  leaseUntil?: Date;
  /** Below the archive directory, without an ending; fixed at the first archiving. */
  path?: string;
}

export interface AdminDocument {
  teamId: string;
  userId: string;
  promotedBy: string;
  promotedAt: Date;
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
}

export interface Models {
  tickets: Model<TicketDocument>;
  admins: Model<AdminDocument>;
  events: Model<EventDocument>;
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
      enum: ['triage', 'requester', 'claimer', 'comment', 'edit', 'transcript', 'notice'] satisfies Surface[],
    },
    to: words,
    under: words,
    about: words,
    said: words,
    channel: words,
    ts: words,
    shown: words,
    shownAt: Date,
    retryAt: Date,
    parked: { type: new Schema({ error: required, version: Number }, { _id: false }), default: undefined },
    gone: { type: Boolean, default: undefined },
  },
  { _id: false },
);

const archive = new Schema<ArchiveDocument>(
  { dueAt: Date, leaseToken: words, leaseUntil: Date, path: words },
  { _id: false },
);

const ticket = new Schema<TicketDocument>({
  teamId: required,
  number: { type: Number, required: true },
  key: required,
  requester: required,
  // Empty once it is erased.
  title: { type: String, default: '' },
  description: { type: String, default: '' },
  status: { type: String, required: true, enum: statuses },
  live: { type: Boolean, required: true },
  claimer: words,
  audience: required,
  grams: [String],
  createdAt: { type: Date, required: true },
  claimedAt: Date,
  claimerSince: Date,
  closedAt: Date,
  returnUntil: Date,
  was: words,
  wakeAt: Date,
  rating: words,
  version: { type: Number, required: true },
  comments: [comment],
  edits: [edit],
  history: [historyEntry],
  entries: [entry],
  threads: [String],
  dueAt: Date,
  leaseToken: words,
  leaseUntil: Date,
  tries: { type: Number, required: true },
  doubtSince: Date,
  doubtUntil: Date,
  parkedAt: Date,
  archive: { type: archive, default: undefined },
});

const admin = new Schema<AdminDocument>({
  teamId: required,
  userId: required,
  promotedBy: required,
  promotedAt: { type: Date, required: true },
});

const event = new Schema<EventDocument>({
  _id: required,
  body: Schema.Types.Mixed,
  receivedAt: { type: Date, required: true },
  dueAt: Date,
  tries: { type: Number, required: true },
  doneAt: Date,
});

/** The collections of this connection. */
export function modelsOf(connection: Connection): Models {
  return {
    tickets: connection.model<TicketDocument>('Ticket', ticket, 'tickets'),
    admins: connection.model<AdminDocument>('Admin', admin, 'admins'),
    events: connection.model<EventDocument>('Event', event, 'events'),
  };
}
