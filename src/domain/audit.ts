/** What is put on record, in the order in which an admin's time goes. */
export const deeds = [
  'setUp',
  'promoted',
  'setPassword',
  'changedPassword',
  'loggedIn',
  'failedLogin',
  'loggedOut',
  'reset',
  'demoted',
  'deactivated',
  'forceReleased',
  'handedOver',
  'vacated',
] as const satisfies readonly string[];
export type Deed = (typeof deeds)[number];

/** Who did what to whom. Appended, never changed. */
export interface AuditEntry {
  /** The deed's own name: the same one is on record once. */
  readonly key: string;
  readonly teamId: string;
  readonly at: Date;
  readonly what: Deed;
  /** User id, or where it came from: `machine`, `setup`, `practice`, `deskbell`. */
  readonly who: string;
  /** Whom it happened to, where that is somebody else. */
  readonly whom?: string | undefined;
  /** Number of the ticket that it is about. */
  readonly ticket?: number | undefined;
}

/** What of the record is asked for. */
export interface AuditFilter {
  /** Did it, or it happened to them. */
  readonly person?: string | undefined;
  readonly what?: Deed | undefined;
  readonly from?: Date | undefined;
  /** Up to, and not with it. */
  readonly to?: Date | undefined;
}

/** Where a page of the record begins: after this entry. */
export interface AuditPlace {
  readonly at: Date;
  readonly key: string;
}
