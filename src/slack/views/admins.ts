import type { KnownBlock, ModalView } from '@slack/types';
import { type Admin, inviteHours, isLoggedIn, openInvite } from '../../domain/people';
import type { AdminsPage } from '../../services/ports';
import { ids } from '../ids';
import {
  actions,
  asking,
  button,
  day,
  type MessageContent,
  mention,
  paragraph,
  personField,
  plain,
  smallPrint,
} from './blocks';

/** What one admin does to another. */
export type AboutAdmin = 'promote' | 'demote' | 'reset';

const forms = {
  promote: {
    callbackId: ids.admin.promoteSubmit,
    title: 'Promote somebody',
    submit: 'Promote',
    label: 'Who',
    placeholder: 'Choose a person',
    hint: 'They can read, claim and answer every open ticket, and promote others. They get a message with a button to set a password.',
  },
  demote: {
    callbackId: ids.admin.demoteSubmit,
    title: 'Demote an admin',
    submit: 'Demote',
    label: 'Who',
    placeholder: 'Choose an admin',
    hint: 'They are logged out at once and told, and their tickets go back into the queue.',
  },
  reset: {
    callbackId: ids.admin.resetSubmit,
    title: 'Reset a password',
    submit: 'Reset',
    label: 'Whose',
    placeholder: 'Choose an admin',
    hint: 'Be sure that it is they who ask. They are logged out, their password does not work any more, and they get a message with a button to set a new one.',
  },
} as const satisfies Record<AboutAdmin, unknown>;

/** The form in which the person is chosen. */
export function personForm(what: AboutAdmin): ModalView {
  const { callbackId, title, submit, label, placeholder, hint } = forms[what];
  return {
    type: 'modal',
    callback_id: callbackId,
    title: plain(title),
    submit: plain(submit),
    close: plain('Cancel'),
    blocks: [personField(ids.field.person, label, { placeholder, hint })],
  };
}

/** What was done to somebody, to the one who did it. */
export function doneWords(what: AboutAdmin, userId: string): string {
  const who = mention(userId);
  switch (what) {
    case 'promote':
      return `:bellhop_bell:  ${who} is an admin now, and gets a message with a button to set a password. It works for ${inviteHours} hours.`;
    case 'demote':
      return `:lock:  ${who} is no admin any more, and is told so. Their tickets go back into the queue.`;
    case 'reset':
      return `:key:  The password of ${who} does not work any more. They get a message with a button to set a new one, which works for ${inviteHours} hours.`;
  }
}

/** The same as a message. */
export function doneAnswer(what: AboutAdmin, userId: string): MessageContent {
  const text = doneWords(what, userId);
  return { text, blocks: [paragraph(text)] };
}

/** Each admin takes three blocks of the hundred that a modal has. */
const shownMost = 25;

/** The admins, how each of them stands, and who reads the triage channel beside them. One's own comes first, then the newest. */
export function adminsView(
  { admins, outsiders }: AdminsPage,
  { me, now, triageChannel }: { me: string; now: Date; triageChannel: string },
): ModalView {
  const sorted = admins.toSorted((a, b) => b.promotedAt.getTime() - a.promotedAt.getTime());
  const shown = [...sorted.filter(isMe), ...sorted.filter((admin) => !isMe(admin))].slice(0, shownMost);
  const rest = admins.length - shown.length;
  return {
    type: 'modal',
    title: plain('Admins'),
    close: plain('Close'),
    blocks: [
      {
        ...paragraph(admins.length === 1 ? '*One admin*' : `*${admins.length} admins*`),
        accessory: button('Promote somebody', ids.admin.promote, 'promote', 'primary'),
      },
      outsidersLine(outsiders, `<#${triageChannel}>`),
      ...shown.flatMap((admin) => adminRow(admin, isMe(admin), now)),
      ...(rest === 0 ? [] : restLines(rest)),
    ],
  };

  function isMe({ userId }: Admin): boolean {
    return userId === me;
  }
}

function adminRow(admin: AdminsPage['admins'][number], isMe: boolean, now: Date): KnownBlock[] {
  const { userId, lockedUntil } = admin;
  const lines = [
    `*${mention(userId)}*${isMe ? '  (you)' : ''}`,
    loginWords(admin, now),
    ...(lockedUntil ? [`:no_entry:  Locked after wrong passwords, ${day(lockedUntil, 'until ')}`] : []),
    `${originWords(admin)}${day(admin.promotedAt, ', ')}`,
  ];
  return [
    { type: 'divider' },
    paragraph(lines.join('\n')),
    ...(isMe ? [] : [actions(resetButton(userId), demoteButton(userId))]),
  ];
}

function loginWords(admin: Admin, now: Date): string {
  const { session, hasPassword } = admin;
  if (!hasPassword) {
    const invite = openInvite(admin, now);
    return invite === undefined
      ? ':warning:  Has no password, and the time to set one is over: *Reset password* gives them a new one'
      : `:hourglass:  Has not set a password yet, and can do so ${day(invite.until, 'until ')}`;
  }
  return session && isLoggedIn(admin, now)
    ? `:unlock:  Logged in ${day(session.until, 'until ')}`
    : ':lock:  Logged out';
}

function originWords({ promotedBy }: Admin): string {
  switch (promotedBy) {
    case 'setup':
      return 'The first admin, by the setup code';
    case 'machine':
      return 'Promoted on the machine that Deskbell runs on';
    case 'practice':
      return 'An admin of this practice workspace';
    default:
      return `Promoted by ${mention(promotedBy)}`;
  }
}

function resetButton(userId: string) {
  return asking(button('Reset password', ids.admin.reset, userId), {
    title: 'Reset this password?',
    text: forms.reset.hint,
    yes: 'Reset',
    no: 'Leave it',
  });
}

function demoteButton(userId: string) {
  return asking(button('Demote', ids.admin.demote, userId), {
    title: 'Demote this admin?',
    text: forms.demote.hint,
    yes: 'Demote',
    no: 'Leave it',
    style: 'danger',
  });
}

function restLines(rest: number): KnownBlock[] {
  return [
    { type: 'divider' },
    smallPrint(
      `${rest} more ${rest === 1 ? 'has' : 'have'} no room here. \`npm run admin -- list\`, on the machine, shows all; \`/ticket-admin demote\` and \`reset\` work for all.`,
    ),
  ];
}

/** Who reads open tickets, and is no admin. */
function outsidersLine(outsiders: AdminsPage['outsiders'], triage: string): KnownBlock {
  if (outsiders === undefined)
    return smallPrint(`Slack did not say who else is in ${triage}, and reads open tickets there.`);
  const { userIds, more } = outsiders;
  if (userIds.length === 0 && more === 0)
    return smallPrint(`Nobody but admins is in ${triage}, and reads open tickets there.`);
  const unnamed = more === 1 ? 'perhaps one other' : `perhaps ${more} others`;
  const names = [...userIds.map(mention), ...(more === 0 ? [] : [unnamed])].join(', ');
  return paragraph(
    `:warning:  In ${triage} open tickets are read by people who are no admins: ${names}. Promote them, or take them out of the channel.`,
  );
}
