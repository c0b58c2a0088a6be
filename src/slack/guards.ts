import { NotAMember, NotAnAdmin } from '../domain/errors';
import type { Admin, Person } from '../domain/people';
import { loggedIn } from '../services/sessions';
import type { Desk } from './desk';

/** Who is at the door: what Slack says of the person, nothing of it trusted yet. */
export interface Visitor {
  readonly teamId: string | undefined;
  readonly userId: string | undefined;
  /** The team the person belongs to, where Slack tells: another one's in a shared channel. */
  readonly homeTeamId: string | undefined;
}

/** Lets somebody in as what they are, or throws what they are told. */
export type Guard<Actor> = (visitor: Visitor, desk: Desk) => Promise<Actor>;

/** Lets in the people of Deskbell's own workspace. Throws NotAMember. Reads nothing. */
export async function anyMember({ teamId, userId, homeTeamId }: Visitor, desk: Desk): Promise<Person> {
  const stranger = homeTeamId !== undefined && homeTeamId !== desk.teamId;
  if (teamId !== desk.teamId || typeof userId !== 'string' || stranger) throw new NotAMember();
  return { teamId, userId };
}

/** Lets in the admins who are logged in, by one indexed read. Throws NotAMember, NotAnAdmin, LoginNeeded. */
export async function admin(visitor: Visitor, desk: Desk): Promise<Admin> {
  const found = await loggedIn(await anyMember(visitor, desk), desk);
  if (found === undefined) throw new NotAnAdmin();
  return found;
}

/** Lets in what Slack itself tells, of nobody in particular. Throws NotAMember where it is another workspace's. */
export async function slackItself({ teamId }: Visitor, desk: Desk): Promise<undefined> {
  if (teamId !== desk.teamId) throw new NotAMember();
}
