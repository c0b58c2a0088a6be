import { InviteOver, LoginNeeded, WrongPassword } from '../domain/errors';
import { asPassword, newPassword } from '../domain/passwords';
import { type Admin, isLoggedIn, openInvite, type Person } from '../domain/people';
import { isMember, isStored, leave } from './admins';
import type { Ports } from './ports';

/** The admin, who may do what is an admin's; undefined where it is none. Throws LoginNeeded. */
export async function loggedIn(
  person: Person,
  { admins, clock }: Pick<Ports, 'admins' | 'clock'>,
): Promise<Admin | undefined> {
  const admin = await admins.find(person);
  if (admin === undefined) return undefined;
  if (!isLoggedIn(admin, clock.now())) throw new LoginNeeded(admin);
  return admin;
}

/**
 * Begins an admin's session. Takes as long, and says the same, for a wrong password, one that is tried while it is locked, and
 * somebody who is no admin. Throws WrongPassword.
 */
export async function login(person: Person, typed: string, ports: Ports, key = ports.newKey()): Promise<Admin> {
  const { admins, passwords, clock, tries } = ports;
  const hash = await proven(person, typed, key, ports);
  // Slack may not know it yet in this moment: then the event, or the daily look, ends the session.
  if (!(await isMember(person, ports).catch(() => true))) {
    await leave(person, ports);
    throw new WrongPassword();
  }
  const at = clock.now();
  const admin = await admins.change(person, {
    what: 'loggedIn',
    at,
    key,
    until: new Date(at.getTime() + ports.sessionHours * 60 * 60_000),
    oldHash: hash,
    ...(passwords.isOutdated(hash) && { hash: await passwords.hash(asPassword(typed)) }),
  });
  const known = admin ?? ((await admins.did(person, key)) ? await admins.find(person) : undefined);
  if (known === undefined) throw new WrongPassword();
  await tries.forget(person);
  ports.wakeMessenger();
  return known;
}

/** Ends one's session; false where there was none. */
export async function logout(person: Person, ports: Ports, key = ports.newKey()): Promise<boolean> {
  const { admins, clock, wakeMessenger } = ports;
  const done = await admins.change(person, { what: 'loggedOut', at: clock.now(), key });
  wakeMessenger();
  return done !== undefined || (await admins.did(person, key));
}

interface NewPassword {
  readonly password: string;
  readonly again: string;
}

/**
 * Changes one's password, and ends one's session everywhere. `key` is the form's name, and `request` that of the try: a form can be sent
 * with one wrong password after the other. Throws InvalidWords, WrongPassword.
 */
export async function changePassword(
  person: Person,
  { old, ...typed }: NewPassword & { old: string },
  ports: Ports,
  { key, request }: { key: string; request: string } = { key: ports.newKey(), request: ports.newKey() },
): Promise<void> {
  const { admins, clock } = ports;
  const password = await checked(person, typed, ports);
  // Read first: where the same form comes to its end from here on, that is found out below, and is no wrong password.
  const before = await admins.hashOf(person);
  if (await isStored(person, password, key, ports)) return;
  const oldHash = await proven(person, old, request, ports, async () => before);
  const hash = await ports.passwords.hash(password);
  const done = await admins.change(person, { what: 'changedPassword', at: clock.now(), key, hash, oldHash });
  if (done === undefined && !(await isStored(person, password, key, ports))) throw new WrongPassword();
  await ports.tries.forget(person);
  ports.wakeMessenger();
}

/** Sets a password by the button that came with a promotion or a reset, once. Throws InvalidWords, InviteOver. */
export async function setPassword(
  person: Person,
  invite: string,
  typed: NewPassword,
  ports: Ports,
  key = ports.newKey(),
): Promise<void> {
  const { admins, clock } = ports;
  const password = await checked(person, typed, ports);
  // Read first, as above.
  const before = await admins.find(person);
  if (await isStored(person, password, key, ports)) return;
  mustBeInvited(before, invite, clock.now());
  const hash = await ports.passwords.hash(password);
  const done = await admins.change(person, { what: 'setPassword', at: clock.now(), key, invite, hash });
  if (done === undefined && !(await isStored(person, password, key, ports))) throw new InviteOver();
  await ports.tries.forget(person);
  ports.wakeMessenger();
}

/** Throws InviteOver where this button of theirs does not work any more. */
export async function invited(person: Person, invite: string, { admins, clock }: Ports): Promise<void> {
  mustBeInvited(await admins.find(person), invite, clock.now());
}

function mustBeInvited(admin: Admin | undefined, invite: string, at: Date): void {
  if (admin === undefined || openInvite(admin, at)?.id !== invite) throw new InviteOver();
}

/** Ends the sessions that have run out, so that the Home shows it. */
export async function endSessions(ports: Ports): Promise<void> {
  const at = ports.clock.now();
  const expired = await ports.admins.expired(at, sessionsAtOnce);
  for (const admin of expired) await ports.admins.change(admin, { what: 'expired', at, key: ports.newKey() });
  if (expired.length > 0) ports.wakeMessenger();
}

const sessionsAtOnce = 100;

/** The hash of the password that somebody has typed. Throws WrongPassword, which is put on record. */
async function proven(
  person: Person,
  typed: string,
  key: string,
  ports: Ports,
  hashOf = async () => await ports.admins.hashOf(person),
): Promise<string> {
  const { tries, passwords, audit, clock } = ports;
  const { teamId, userId } = person;
  const at = clock.now();
  const { counts, lockedUntil } = await tries.count(person, key, at);
  const hash = await hashOf();
  // The comparison is made in every case, so that the time it takes tells nothing.
  const isRight = await passwords.matches(asPassword(typed), counts ? hash : undefined);
  if (isRight && hash !== undefined) return hash;
  // While it is locked, all tries are one on record; each of them is as much work.
  const record = counts ? key : `locked until ${lockedUntil?.getTime()}`;
  await audit.append([{ key: `${teamId}:${userId}:${record}`, teamId, at, what: 'failedLogin', who: userId }]);
  throw new WrongPassword();
}

/** The new password, where it may be one. Throws InvalidWords, and what Slack says where it does not tell whose it is. */
async function checked({ userId }: Person, { password, again }: NewPassword, ports: Ports): Promise<string> {
  const owner = (await ports.people.find(userId)) ?? { name: '', handle: '' };
  return newPassword(password, again, { owner, isCommon: ports.passwords.isCommon });
}
