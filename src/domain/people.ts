/** A person as Slack names them: their workspace and their user id. */
export interface Person {
  readonly teamId: string;
  readonly userId: string;
}

/** A person in the admins collection. */
export interface Admin extends Person {
  /** User id of who promoted them, or where the promotion came from: `machine`, `practice`. */
  readonly promotedBy: string;
  readonly promotedAt: Date;
}
