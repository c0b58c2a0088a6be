import { CannotBeAdmin, InvalidWords, NoSuchAdmin, NotAnAdmin, NotYourself } from '../domain/errors';
import { newPassword } from '../domain/passwords';
import { type Invite, inviteHours, type Person, type Profile } from '../domain/people';
import { decided, isPerson, setupMinutes, type Wish, withCode } from '../domain/roster';
import type { AdminsPage, Ports } from './ports';

/** Promotes somebody, who gets a button to set a password. Throws NotYourself, CannotBeAdmin, AlreadyAdmin, NotAnAdmin. */
export async function promote(person: Person, by: string, ports: Ports, key = ports.newKey()): Promise<void> {
  if (person.userId === by) throw new NotYourself('promote');
  await memberOf(person, ports);
  await decide(person, { what: 'promoted', by, key, invite: newInvite(ports) }, ports);
}

/** Ends somebody's time as an admin; their tickets go back into the queue. Throws NotYourself, NoSuchAdmin, LastAdmin, NotAnAdmin. */
export async function demote(person: Person, by: string, ports: Ports, key = ports.newKey()): Promise<void> {
  if (person.userId === by) throw new NotYourself('demote');
  await decide(person, { what: 'demoted', by, key }, ports);
}

/** Takes an admin's password away, and gives them a button to set a new one. Throws NotYourself, NoSuchAdmin, NotAnAdmin. */
export async function reset(person: Person, by: string, ports: Ports, key = ports.newKey()): Promise<void> {
  if (person.userId === by) throw new NotYourself('reset');
  const isOut = isPerson(by) && (await ports.admins.find({ ...person, userId: by })) === undefined;
  if (isOut) throw new NotAnAdmin();
  const { admins, clock, wakeMessenger } = ports;
  const done = await admins.change(person, { what: 'reset', at: clock.now(), key, by, invite: newInvite(ports) });
  if (done === undefined && !(await admins.did(person, key))) throw new NoSuchAdmin(person.userId);
  wakeMessenger();
}

/** Makes somebody the first admin, by the code in the log. Throws InvalidWords, CannotBeAdmin, WrongSetupCode, AlreadySetUp. */
export async function setUp(
  person: Person,
  { code, ...typed }: { code: string; password: string; again: string },
  ports: Ports,
  key = ports.newKey(),
): Promise<void> {
  const { passwords } = ports;
  const owner = await memberOf(person, ports);
  const password = newPassword(typed.password, typed.again, { owner, isCommon: passwords.isCommon });
  if (await isStored(person, password, key, ports)) return;
  const hash = await passwords.hash(password);
  await decide(person, { what: 'setUp', by: 'setup', key, hash, digest: passwords.digestOf(code) }, ports);
  await ports.tries.forget(person);
}

/** True where the same form, sent before, has stored this password. Throws InvalidWords where it was another one. */
export async function isStored(
  person: Person,
  password: string,
  key: string,
  { admins, passwords }: Ports,
): Promise<boolean> {
  if (!(await admins.did(person, key))) return false;
  if (await passwords.matches(password, await admins.hashOf(person))) return true;
  throw new InvalidWords({
    password: 'What you sent first is your password already. Close this, and log in with that one.',
  });
}

/** A code with which somebody can become the first admin; undefined where there is one. */
export async function offerSetup(teamId: string, ports: Ports): Promise<string | undefined> {
  const { rosters, passwords, clock } = ports;
  const code = passwords.newCode();
  for (;;) {
    const at = clock.now();
    const until = new Date(at.getTime() + setupMinutes * 60_000);
    const next = withCode(await rosters.read(teamId), { digest: passwords.digestOf(code), until }, at);
    if (next === undefined) return undefined;
    if (await rosters.replace(next)) return code;
  }
}

/** Somebody is no member of the workspace any more: they are no admin either. Does nothing where they were none. */
export async function leave(person: Person, ports: Ports): Promise<void> {
  await decide(person, { what: 'deactivated', by: 'deskbell', key: ports.newKey() }, ports);
}

/** Looks at Slack whether each admin is still a member. Throws, after all were looked at, what Slack said of those it did not tell of. */
export async function sweep(teamId: string, ports: Ports): Promise<void> {
  const failures: unknown[] = [];
  for (const admin of await ports.admins.list(teamId)) {
    try {
      if (!(await isMember(admin, ports))) await leave(admin, ports);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, 'Slack did not say of every admin whether they are still a member.');
}

/**
 * False where Slack says that somebody is no member any more; it keeps the accounts of those who left. One that it does not know at all proves
 * nothing: with the token of another workspace that would be everybody. Throws what Slack says.
 */
export async function isMember({ userId }: Person, { people }: Pick<Ports, 'people'>): Promise<boolean> {
  const profile = await people.find(userId);
  return profile === undefined || profile.standing === 'member';
}

/** Carries out what was decided, and was not carried out to its end. */
export async function carryOut(teamId: string, { rosters, admins, clock, wakeMessenger }: Ports): Promise<void> {
  const { steps } = await rosters.read(teamId);
  for (const step of steps) {
    await admins.carryOut(teamId, step, clock.now());
    await rosters.done(teamId, step.seq);
    wakeMessenger();
  }
}

/**
 * Decides in one write of the team's document, then carries it out; the same key twice is one decision.
 * Throws what `domain/roster.decided` throws.
 */
async function decide(person: Person, wish: WishFor, ports: Ports): Promise<void> {
  const { teamId, userId } = person;
  for (;;) {
    const roster = await ports.rosters.read(teamId);
    try {
      const next = decided(roster, { ...wish, userId }, ports.clock.now());
      if (next === undefined) return;
      if (await ports.rosters.replace(next.roster, next.step)) break;
    } catch (error) {
      const isAgain = roster.steps.some(({ key }) => key === wish.key) || (await ports.admins.did(person, wish.key));
      if (!isAgain) throw error;
      break;
    }
  }
  await carryOut(teamId, ports);
}

type WishFor = Wish extends infer One ? (One extends Wish ? Omit<One, 'userId'> : never) : never;

async function memberOf({ userId }: Person, { people }: Ports): Promise<Profile> {
  const profile = await people.find(userId);
  if (profile === undefined) throw new CannotBeAdmin(userId, 'unknown');
  if (profile.standing !== 'member') throw new CannotBeAdmin(userId, profile.standing);
  return profile;
}

function newInvite({ clock, newKey }: Ports): Invite {
  return { id: newKey(), until: new Date(clock.now().getTime() + inviteHours * 60 * 60_000) };
}

/** Of those who read the triage channel and are no admins, so many are looked at. */
const outsidersMost = 20;

/** The people in the triage channel who are no admins, and how many more there may be. Throws what Slack says. */
export async function outsiders(
  teamId: string,
  { people, admins, triageChannel }: Pick<Ports, 'people' | 'admins' | 'triageChannel'>,
): Promise<{ userIds: readonly string[]; more: number }> {
  const [members, known] = await Promise.all([people.membersOf(triageChannel), admins.list(teamId)]);
  const ids = new Set(known.map(({ userId }) => userId));
  const others = members.filter((id) => !ids.has(id));
  const looked = others.slice(0, outsidersMost);
  const profiles = await Promise.all(looked.map((id) => people.find(id)));
  return {
    userIds: looked.filter((_, at) => profiles[at]?.standing !== 'bot'),
    more: others.length - looked.length,
  };
}

/** The admins, and who of them is locked. */
export async function allAdmins(
  teamId: string,
  { admins, tries, clock }: Pick<Ports, 'admins' | 'tries' | 'clock'>,
): Promise<AdminsPage['admins']> {
  const found = await admins.list(teamId);
  const locks = await tries.lockedUntil(found, clock.now());
  return found.map((admin) => ({ ...admin, lockedUntil: locks.get(admin.userId) }));
}
