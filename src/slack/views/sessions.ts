import type { Button, InputBlock, KnownBlock, ModalView } from '@slack/types';
import { passwordLeast } from '../../domain/passwords';
import { type Admin, isLoggedIn, openInvite } from '../../domain/people';
import { cut } from '../../domain/words';
import { ids } from '../ids';
import { actions, button, day, type MessageContent, paragraph, plain, smallPrint, textField } from './blocks';

const shownWhileTyped = 'Slack shows what you type: see that nobody looks over your shoulder.';
const forgotten = 'Forgot it? Ask another admin for `/ticket-admin reset`.';
const goesOn = 'Then Deskbell goes on with what you asked for.';

/** What comes before a login. */
const reasons = {
  set: 'Your password is set. Log in with it.',
  changed: 'Your password is changed, and you are logged out everywhere. To go on, log in with the new one.',
  setUp: 'You are the first admin of Deskbell. Log in with your password.',
};

/** The login; it carries the name of what waits for it, or nothing. */
export function loginForm(asked: string, reason?: keyof typeof reasons): ModalView {
  return {
    type: 'modal',
    callback_id: ids.admin.loginSubmit,
    private_metadata: asked,
    title: plain('Log in'),
    submit: plain('Log in'),
    close: plain('Cancel'),
    blocks: [
      ...beforeLogin(asked, reason),
      textField(ids.field.password, 'Your password for Deskbell', { hint: shownWhileTyped }),
      smallPrint(forgotten),
    ],
  };
}

function beforeLogin(asked: string, reason: keyof typeof reasons | undefined): KnownBlock[] {
  const waits = asked !== '';
  if (reason === undefined) return waits ? [paragraph(`Log in first. ${goesOn}`)] : [];
  return [paragraph(waits ? `${reasons[reason]} ${goesOn}` : reasons[reason])];
}

/** Sets a password, by the button that came with a promotion or a reset. */
export function setPasswordForm(invite: string, asked: string): ModalView {
  const why = 'With this password you log in to Deskbell as an admin.';
  return {
    type: 'modal',
    callback_id: ids.admin.setPasswordSubmit,
    private_metadata: JSON.stringify({ invite, asked }),
    title: plain('Set a password'),
    submit: plain('Set password'),
    close: plain('Cancel'),
    blocks: [paragraph(asked === '' ? why : `${why} ${goesOn}`), ...newPasswordFields()],
  };
}

/** Changes one's password. */
export function changePasswordForm(): ModalView {
  return {
    type: 'modal',
    callback_id: ids.admin.changePasswordSubmit,
    title: plain('Change password'),
    submit: plain('Change password'),
    close: plain('Cancel'),
    blocks: [
      paragraph('This logs you out everywhere. Then you log in anew.'),
      textField(ids.field.old, 'Your password until now'),
      ...newPasswordFields(),
      smallPrint(forgotten),
    ],
  };
}

/** Makes somebody the first admin. */
export function setupForm(code: string): ModalView {
  return {
    type: 'modal',
    callback_id: ids.admin.setupSubmit,
    title: plain('Set up Deskbell'),
    submit: plain('Become the first admin'),
    close: plain('Cancel'),
    blocks: [
      paragraph('You become the first admin of Deskbell, and can promote others.'),
      textField(ids.field.code, 'Setup code', {
        initial: cut(code, codeMost),
        placeholder: 'ABCD-EFGH-JKMN-PQRS',
        hint: 'Deskbell prints it to its log when it starts. It works once, for an hour.',
      }),
      ...newPasswordFields(),
    ],
  };
}

/** Enough to see what was typed; a field takes no more than 3,000 characters. */
const codeMost = 80;

function newPasswordFields(): InputBlock[] {
  return [
    textField(ids.field.password, 'New password', {
      hint: `At least ${passwordLeast} characters. A few words that only you would put together are best, and nothing that you use elsewhere. ${shownWhileTyped}`,
    }),
    textField(ids.field.again, 'The same once more'),
  ];
}

/** Says how long a login lasts. */
export function loggedInView(until: Date): ModalView {
  return {
    type: 'modal',
    title: plain('Logged in'),
    close: plain('Close'),
    blocks: [paragraph(loggedInWords(until))],
  };
}

/** The same to somebody who typed a command. */
export function loggedInAnswer(until: Date): MessageContent {
  return said(loggedInWords(until));
}

function loggedInWords(until: Date): string {
  return `:unlock:  You are logged in ${day(until, 'until ')}. \`/ticket-admin logout\` ends it sooner.`;
}

/** Says that a login has ended, or that there was none. */
export function loggedOutAnswer(wasLoggedIn: boolean): MessageContent {
  return said(
    wasLoggedIn
      ? ':lock:  You are logged out everywhere. Your tickets stay yours.'
      : ':lock:  You were not logged in, so nothing has changed.',
  );
}

const waitingWords = {
  words: 'You are logged out, so the ticket does not know of this yet. Log in within an hour, and it does.',
  'a reaction': 'You are logged out, so there is no ticket of this message yet. Log in within an hour, and there is.',
};

/** Where there is no form to open: what somebody wrote, or reacted to, waits until they log in. */
export function loginOffer(asked: string, what: keyof typeof waitingWords = 'words'): MessageContent {
  const { text, blocks } = said(waitingWords[what]);
  return { text, blocks: [...blocks, actions(button('Log in', ids.admin.login, asked, 'primary'))] };
}

/** How an admin stands with their login, and what they can do about it; in the Home. */
export function sessionLines(admin: Admin, now: Date): KnownBlock[] {
  const { session, hasPassword } = admin;
  if (session && isLoggedIn(admin, now)) {
    const text = `:unlock:  You are an admin, and logged in ${day(session.until, 'until ')}.`;
    return [{ ...paragraph(text), accessory: button('Log out', ids.admin.logout, 'home') }];
  }
  if (hasPassword) {
    const text = ':lock:  You are an admin, and logged out.';
    return [{ ...paragraph(text), accessory: loginButton }];
  }
  const invite = openInvite(admin, now);
  if (invite === undefined) {
    return [
      paragraph(
        ':lock:  You are an admin without a password. Ask another admin for `/ticket-admin reset` with your name.',
      ),
    ];
  }
  const text = ':lock:  You are an admin, and have no password yet.';
  return [{ ...paragraph(text), accessory: button('Set a password', ids.admin.setPassword, invite.id) }];
}

/** Nothing waits for the login, and Slack takes no empty value. */
const loginButton: Button = { type: 'button', text: plain('Log in'), action_id: ids.admin.login };

function said(text: string): MessageContent {
  return { text, blocks: [paragraph(text)] };
}
