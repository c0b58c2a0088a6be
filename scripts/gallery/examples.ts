import { type Admin, inviteHours } from '../../src/domain/people';
import {
  type Comment,
  isHeld,
  isLive,
  returnUntilAfter,
  type Status,
  type TicketWithComments,
} from '../../src/domain/ticket';
import type { Trouble, TroubleKind } from '../../src/domain/troubles';

/** What people write, at its worst: none of it may ping, break, or be shown otherwise than it was typed. */
export const hostile: Readonly<Record<string, string>> = {
  'a broadcast': '<!channel> <!here> <!everyone> @channel',
  'mentions of people': '<@U0DAVE> <@U0BOB|bob> @dave',
  'a link in disguise': '<https://evil.example|https://bank.example> http://a.example',
  'a channel': '<#C0GENERAL|general> #general',
  'a date': '<!date^0^{date_long}|now>',
  'escaped entities': '&amp;lt; &lt;!channel&gt; &#60; &',
  markup: '*bold* _it_ ~no~ `code` ```fence``` > quote',
  'emoji and their names': ':tada: 🎉👩‍👩‍👧‍👦 :printer:',
  'right-to-left text': 'الطابعة تحترق \u202Eesrever\u202C',
  'JSON and quotes': '{"type":"section"} "\'\\',
  'line breaks': 'one\n\n  two\n\tthree',
};

/** A text of exactly `length` characters, hostile from one end to the other. */
export function filledTo(length: number, words = '<!channel>&amp;<@U0DAVE>*x*😀'): string {
  const whole = words.repeat(Math.floor(length / words.length));
  return whole + 'x'.repeat(length - whole.length);
}

/** When the examples are looked at, where nobody says otherwise. */
const noon = new Date('2026-11-24T12:00:00Z');

/** A ticket of Alice's as it stands in `status` at `now`; Carol has it, where somebody has. */
export function ticketThat(
  status: Status,
  changed: Partial<TicketWithComments> = {},
  now: Date = noon,
): TicketWithComments {
  const hasClaimer = isHeld(status) || status === 'completed';
  const hasEnded = !isLive(status);
  const claimedAt = minutesBefore(now, 175);
  const closedAt = minutesBefore(now, 90);
  return {
    id: '0123456789abcdef01234567',
    teamId: 'T0DESK',
    number: 42,
    requester: 'U0ALICE',
    title: 'Printer on fire',
    description: 'Third floor, by the window.',
    status,
    createdAt: minutesBefore(now, 180),
    ...(hasClaimer && { claimer: 'U0CAROL', claimedAt, claimerSince: claimedAt }),
    ...(hasEnded && { closedAt, returnUntil: returnUntilAfter(status, closedAt) }),
    version: 1,
    comments: [],
    edits: [],
    files: [],
    followers: [],
    ...changed,
  };
}

/** The same once it was withdrawn and its words were erased. */
export function erasedTicket(changed: Partial<TicketWithComments> = {}, now: Date = noon): TicketWithComments {
  return ticketThat('withdrawn', { title: '', description: '', returnUntil: undefined, ...changed }, now);
}

/** A comment of Carol's. */
export function commentThat(
  text: string,
  key = 'V1:ticket.comment_submit',
  changed: Partial<Comment> = {},
  now: Date = noon,
): Comment {
  return { key, author: 'U0CAROL', kind: 'comment', text, at: minutesBefore(now, 170), ...changed };
}

/** Dave as an admin, whom Carol promoted five days before `now`: he has a password, and is logged out. */
export function adminThat(changed: Partial<Admin> = {}, now: Date = noon): Admin {
  return {
    teamId: 'T0DESK',
    userId: 'U0DAVE',
    promotedBy: 'U0CAROL',
    promotedAt: minutesBefore(now, 5 * dayMinutes),
    hasPassword: true,
    ...changed,
  };
}

const dayMinutes = 24 * 60;

/** What makes an admin one who is logged in at `now`, for four hours more. */
export function sessionAt(now: Date = noon): Pick<Admin, 'session'> {
  return { session: { since: minutesBefore(now, 8 * 60), until: minutesBefore(now, -4 * 60) } };
}

/** What makes an admin one who has no password yet at `now`, and a button to set one, or had it. */
export function invitedAt(now: Date = noon, isOver = false): Pick<Admin, 'hasPassword' | 'invite'> {
  const until = minutesBefore(now, isOver ? 10 : 10 - inviteHours * 60);
  return { hasPassword: false, invite: { id: 'invite', until } };
}

function minutesBefore(now: Date, minutes: number): Date {
  return new Date(now.getTime() - minutes * 60_000);
}

const troubleErrors = {
  archived: 'is_archived',
  notInChannel: 'not_in_channel',
  channelGone: 'channel_not_found',
  notAllowed: 'restricted_action',
  messagesOff: 'messages_tab_disabled',
  tokenRefused: 'account_inactive',
  scopeMissing: 'missing_scope',
  refused: 'msg_too_long',
  givenUp: '',
} as const satisfies Record<TroubleKind, string>;

/** One of each trouble that there can be, since an hour before `now`. */
export function troublesThat(now: Date = noon): Trouble[] {
  return Object.entries(troubleErrors).map(([kind, error]) => ({
    teamId: 'T0DESK',
    where: kind,
    kind: kind as TroubleKind, // the keys of the table above
    error,
    since: minutesBefore(now, 60),
    seenAt: now,
    tickets: kind === 'refused' ? [42] : kind === 'givenUp' ? [1, 2, 3, 4, 5, 6, 7] : [],
  }));
}
