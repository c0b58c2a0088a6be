/** A person as Slack names them: their workspace and their user id. */
export interface Person {
  readonly teamId: string;
  readonly userId: string;
}

/** A person in the admins collection. */
export interface Admin extends Person {
  /** User id of who promoted them, or where the promotion came from: `machine`, `setup`, `practice`. */
  readonly promotedBy: string;
  readonly promotedAt: Date;
  readonly hasPassword: boolean;
  /** Lets them set a password without the old one. */
  readonly invite?: Invite | undefined;
  readonly session?: Session | undefined;
}

/** A button that sets a password, once. */
export interface Invite {
  readonly id: string;
  readonly until: Date;
}

export interface Session {
  readonly since: Date;
  readonly until: Date;
}

/** True while an admin may do what is an admin's. */
export function isLoggedIn({ session }: Pick<Admin, 'session'>, at: Date): boolean {
  return session !== undefined && session.until > at;
}

/** The invite, while it works. */
export function openInvite({ invite }: Pick<Admin, 'invite'>, at: Date): Invite | undefined {
  return invite !== undefined && invite.until > at ? invite : undefined;
}

/** How long the button that sets a password works, in hours. */
export const inviteHours = 24;

/** What Slack says a person is: only a member can be an admin. */
export type Standing = 'member' | 'guest' | 'bot' | 'deactivated' | 'stranger';

/** A person as Slack knows them. */
export interface Profile {
  readonly name: string;
  readonly handle: string;
  readonly standing: Standing;
}
