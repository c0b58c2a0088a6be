import type { ModalView } from '@slack/types';
import { AlreadySetUp, NotAnAdmin } from '../../domain/errors';
import { isLoggedIn, type Person } from '../../domain/people';
import * as admins from '../../services/admins';
import * as service from '../../services/sessions';
import type { CommandVisit, Press, Submission } from '../answering';
import { ids } from '../ids';
import { formKeyOf, invitedOf, typedInto, waitingOf } from '../input';
import type { MessageContent } from '../views/blocks';
import {
  changePasswordForm,
  loggedInAnswer,
  loggedInView,
  loggedOutAnswer,
  loginForm,
  setPasswordForm,
  setupForm,
} from '../views/sessions';
import { type LoggedIn, loginOf } from '../waiting-room';

/** `/ticket-admin login`: the same form for whoever asks, until somebody is logged in. Throws InviteOver. */
export async function loginCommand({ actor, desk }: CommandVisit<Person>): Promise<ModalView | MessageContent> {
  const admin = await desk.admins.find(actor);
  const now = desk.clock.now();
  if (admin === undefined) return loginForm('');
  return admin.session && isLoggedIn(admin, now) ? loggedInAnswer(admin.session.until) : loginOf(admin, '', now);
}

/** **Log in**, with what waits for it, where something does. */
export async function login({ actor, value, desk }: Press<Person>): Promise<ModalView | LoggedIn> {
  const admin = await desk.admins.find(actor);
  const now = desk.clock.now();
  if (admin === undefined) return loginForm(value);
  if (admin.session && isLoggedIn(admin, now)) return { asked: value, otherwise: loggedInView(admin.session.until) };
  return loginOf(admin, value, now);
}

/** The form of a login. Throws ForgedInput, WrongPassword. */
export async function loginSubmit({ actor, view, request, desk }: Submission<Person>): Promise<LoggedIn> {
  const asked = waitingOf(view.private_metadata);
  const { session } = await service.login(actor, typedInto(ids.field.password, view), desk, request);
  return { asked, otherwise: loggedInView(session?.until ?? desk.clock.now()) };
}

/** `/ticket-admin logout`. */
export async function logoutCommand({ actor, request, desk }: CommandVisit<Person>): Promise<MessageContent> {
  return loggedOutAnswer(await service.logout(actor, desk, request));
}

/** **Log out**, in the Home; the Home itself says what came of it. */
export async function logout({ actor, desk }: Press<Person>): Promise<void> {
  await service.logout(actor, desk);
}

/** `/ticket-admin password`: the form that changes it. Throws NotAnAdmin. */
export async function passwordCommand({ actor, desk }: CommandVisit<Person>): Promise<ModalView> {
  const admin = await desk.admins.find(actor);
  if (admin === undefined) throw new NotAnAdmin();
  return admin.hasPassword ? changePasswordForm() : loginOf(admin, '', desk.clock.now());
}

/** The form that changes a password; after it, the login with the new one. Throws ForgedInput, and what `services/sessions.changePassword` throws. */
export async function changePasswordSubmit({ actor, view, request, desk }: Submission<Person>): Promise<ModalView> {
  const old = typedInto(ids.field.old, view);
  await service.changePassword(actor, { old, ...newPasswordIn(view) }, desk, { key: formKeyOf(view), request });
  return loginForm('', 'changed');
}

/** **Set a password**: the form for it. Throws InviteOver. */
export async function setPassword({ actor, value, desk }: Press<Person>): Promise<ModalView> {
  await service.invited(actor, value, desk);
  return setPasswordForm(value, '');
}

/** The form that sets a password; after it, the login. Throws ForgedInput, and what `services/sessions.setPassword` throws. */
export async function setPasswordSubmit({ actor, view, desk }: Submission<Person>): Promise<ModalView> {
  const { invite, asked } = invitedOf(view.private_metadata);
  await service.setPassword(actor, invite, newPasswordIn(view), desk, formKeyOf(view));
  return loginForm(asked, 'set');
}

/** `/ticket-admin setup`, with the code or without: the form for the first admin. Throws AlreadySetUp. */
export async function setupCommand({ actor, text, desk }: CommandVisit<Person>): Promise<ModalView> {
  const { admins: known } = await desk.rosters.read(actor.teamId);
  if (known.length > 0) throw new AlreadySetUp();
  return setupForm(text.trim());
}

/** The form that makes somebody the first admin; after it, the login. Throws ForgedInput, and what `services/admins.setUp` throws. */
export async function setupSubmit({ actor, view, desk }: Submission<Person>): Promise<ModalView> {
  const typed = { code: typedInto(ids.field.code, view), ...newPasswordIn(view) };
  await admins.setUp(actor, typed, desk, formKeyOf(view));
  return loginForm('', 'setUp');
}

function newPasswordIn(view: Submission<Person>['view']): { password: string; again: string } {
  return { password: typedInto(ids.field.password, view), again: typedInto(ids.field.again, view) };
}
