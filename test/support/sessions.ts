import type { Actor, Message, ModalInHand } from '@deskbell/sandbox';
import { password, type TestDesk } from './desk';

/** The label of the login's one field. */
export const passwordField = 'Your password for Deskbell';

/** Fills in and sends the login that is open, or opens; gives what became of it. */
export async function logsIn(person: Actor, typed = password): Promise<Awaited<ReturnType<ModalInHand['submits']>>> {
  const login = await person.modal('Log in');
  login.fills({ [passwordField]: typed });
  return await login.submits();
}

/** Ends the session by the command; what is open stays open. */
export async function logsOut(person: Actor): Promise<void> {
  expect((await asks(person, '/ticket-admin logout')).text).toContain('You are logged out everywhere.');
}

/** Types a command; gives what Deskbell then says to this person alone. */
export async function asks(person: Actor, command: string): Promise<Message> {
  const before = person.ephemerals('general').length;
  await person.types(command, { in: 'general' });
  return await person.waitsFor(`an answer to ${command}`, () => person.ephemerals('general')[before]);
}

/** Types a command; gives the modal that it opens. */
export async function opens(person: Actor, command: string, title: string): Promise<ModalInHand> {
  await person.types(command, { in: 'general' });
  return await person.modal(title);
}

/** Sets a password by the button of a letter; then the login is open. */
export async function setsPassword(person: Actor, letter: Message, words: string): Promise<void> {
  await person.presses('Set a password', letter);
  const form = await person.modal('Set a password');
  form.fills({ 'New password': words, 'The same once more': words });
  expect(await form.submits()).toEqual({ became: 'changed' });
}

/** What is on record, oldest first: `promoted U0CAROL U0DAVE`, `vacated U0CAROL U0DAVE #1`. */
export async function onRecord(desk: TestDesk): Promise<string[]> {
  await desk.settled();
  const entries = await desk.inDatabase(({ audit }) => audit.find().sort({ at: 1, _id: 1 }).lean());
  return entries.map(({ what, who, whom, ticket }) =>
    [what, who, whom, ticket && `#${ticket}`].filter((part) => part !== undefined).join(' '),
  );
}

/** The admins of the team, as it is decided. */
export async function adminsOf(desk: TestDesk): Promise<readonly string[]> {
  return (await desk.inDatabase(({ teams }) => teams.findOne().lean()))?.admins ?? [];
}
