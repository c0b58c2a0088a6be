import { isToPerson, type Wanted } from './surfaces';

/** What stands in the way of Deskbell's messages until somebody puts it right; but for the last two, what should be said waits. */
export type TroubleKind =
  | 'archived'
  | 'notInChannel'
  | 'channelGone'
  | 'notAllowed'
  | 'messagesOff'
  | 'tokenRefused'
  | 'scopeMissing'
  /** Slack refused a message for a reason that lies in the message. */
  | 'refused'
  /** The delivery of a ticket did not come to its end, again and again. */
  | 'givenUp';

/** A trouble: there is one for each place. */
export interface Trouble {
  readonly teamId: string;
  /** The triage channel's id, or what of Slack it is that does not work: see `placeOf`. */
  readonly where: string;
  readonly kind: TroubleKind;
  /** Slack's code, where it was Slack that refused something. */
  readonly error: string;
  readonly since: Date;
  readonly seenAt: Date;
  /** The numbers of those tickets that are refused or given up; not of those that wait. */
  readonly tickets: readonly number[];
}

/** Where the call goes that Slack refused. */
export interface Place {
  readonly method: string;
  /** Given where it is the triage channel. */
  readonly triage?: string | undefined;
  /** True for a new message to one person. */
  readonly toPerson?: boolean;
}

/** Slack takes no call with this token. https://docs.slack.dev/reference/methods/auth.test#errors */
export const tokenErrors: ReadonlySet<string> = new Set([
  'invalid_auth',
  'not_authed',
  'token_revoked',
  'token_expired',
  'account_inactive',
]);

/** https://docs.slack.dev/reference/methods/chat.postMessage#errors, https://docs.slack.dev/reference/methods/chat.update#errors */
const channelErrors: Readonly<Record<string, TroubleKind>> = {
  is_archived: 'archived',
  is_inactive: 'archived',
  not_in_channel: 'notInChannel',
  no_permission: 'notInChannel',
  channel_not_found: 'channelGone',
  access_denied: 'notAllowed',
  restricted_action: 'notAllowed',
  restricted_action_read_only_channel: 'notAllowed',
  restricted_action_thread_only_channel: 'notAllowed',
};

/** What a refusal says of the place, so that everything else that goes there waits too; undefined where it is the message's own. */
export function troubleOf(
  error: string,
  { method, triage, toPerson = false }: Place,
): { where: string; kind: TroubleKind } | undefined {
  if (tokenErrors.has(error)) return { where: tokenPlace, kind: 'tokenRefused' };
  if (error === 'missing_scope') return { where: scopePlace(method), kind: 'scopeMissing' };
  if (toPerson && error === 'messages_tab_disabled') return { where: messagesPlace, kind: 'messagesOff' };
  const kind = Object.hasOwn(channelErrors, error) ? channelErrors[error] : undefined;
  if (triage === undefined || kind === undefined) return undefined;
  // Where Deskbell may not post it may still change and delete.
  return { where: kind === 'notAllowed' ? `${triage} ${method}` : triage, kind };
}

const tokenPlace = 'token';
const messagesPlace = 'messages';
function scopePlace(method: string): string {
  return `scope ${method}`;
}

/** All that a call there needs, each of which may be in trouble. */
export function placesOf({ method, triage, toPerson = false }: Place): readonly string[] {
  return [
    tokenPlace,
    scopePlace(method),
    ...(toPerson ? [messagesPlace] : []),
    ...(triage === undefined ? [] : [triage, `${triage} ${method}`]),
  ];
}

/** True where such a trouble is in the way of the method: in a public channel that Deskbell is not in, it may change and delete its messages. */
export function isInTheWay(kind: TroubleKind, method: string): boolean {
  return kind !== 'notInChannel' || isPosting(method);
}

/** True where a call of the method that went through shows that such a trouble is over: Deskbell may be out of the channel still. */
export function isEndedBy(kind: TroubleKind, method: string): boolean {
  return (kind !== 'archived' && kind !== 'notInChannel') || isPosting(method);
}

function isPosting(method: string): boolean {
  return method === 'chat.postMessage' || method === 'files.completeUploadExternal';
}

/** The channel that is in trouble; undefined where it is something else. */
export function channelOf({ kind, where }: Pick<Trouble, 'kind' | 'where'>): string | undefined {
  return Object.values(channelErrors).includes(kind) ? where.split(' ')[0] : undefined;
}

/** True where nobody can be told by Slack before it is over. */
export function isMute(kind: TroubleKind): boolean {
  return kind === 'tokenRefused' || kind === 'messagesOff';
}

/** True where messages wait for its end. */
export function isWaitedFor(kind: TroubleKind): boolean {
  return kind !== 'refused' && kind !== 'givenUp';
}

/** Why somebody cannot be reached in Slack. */
export type Unreached = 'deactivated' | 'unknown' | 'takesNoMessages';

/** https://docs.slack.dev/reference/methods/conversations.open#errors, https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const personErrors: Readonly<Record<string, Unreached>> = {
  user_disabled: 'deactivated',
  is_inactive: 'deactivated',
  is_archived: 'deactivated',
  user_not_found: 'unknown',
  user_not_visible: 'unknown',
  channel_not_found: 'unknown',
  cannot_dm_bot: 'takesNoMessages',
  restricted_action: 'takesNoMessages',
};

/** What the refusal of a message to a person says of them; undefined where it is no fault of theirs. */
export function unreachedBy(error: string): Unreached | undefined {
  return Object.hasOwn(personErrors, error) ? personErrors[error] : undefined;
}

/** True where Slack refused a message at this version of its ticket, for a reason that lies in the message and in nobody's account. */
export function isRefused(
  {
    parked,
    gone,
    ...message
  }: Pick<Wanted, 'surface' | 'under'> & {
    readonly parked?: { readonly error: string; readonly version: number } | undefined;
    readonly gone?: boolean | undefined;
  },
  version: number,
): boolean {
  if (parked?.version !== version || gone) return false;
  return !isToPerson(message) || unreachedBy(parked.error) === undefined;
}

interface TroubleWords {
  /** What is wrong. */
  readonly what: string;
  /** What to do about it. */
  readonly todo: string;
  /** What is said once it is over. */
  readonly over: string;
}

const apps = 'https://api.slack.com/apps → your app';
const otherChannel = 'set TRIAGE_CHANNEL to another channel, and start Deskbell again';
const channelOver = 'Deskbell can post in the triage channel again.';

/** A trouble in words for those who can put it right. */
export function troubleWords({ kind, error, tickets }: Pick<Trouble, 'kind' | 'error' | 'tickets'>): TroubleWords {
  switch (kind) {
    case 'archived':
      return {
        what: 'Deskbell cannot post in the triage channel: it was archived.',
        todo: `Unarchive it, and type \`/invite @Deskbell\` in it, as Slack takes apps out of a channel that is archived. Or ${otherChannel}.`,
        over: channelOver,
      };
    case 'notInChannel':
      return {
        what: 'Deskbell cannot post in the triage channel: it is no member of it any more.',
        todo: 'Type `/invite @Deskbell` in the channel.',
        over: channelOver,
      };
    case 'channelGone':
      return {
        what: 'Deskbell cannot post in the triage channel: it was taken out of it, or the channel is gone.',
        todo: `Type \`/invite @Deskbell\` in the channel. Where there is none any more, ${otherChannel}.`,
        over: channelOver,
      };
    case 'notAllowed':
      return {
        what: `Deskbell cannot post in the triage channel: Slack does not let it (${error}).`,
        todo: `Ask an owner of the workspace who may post in the channel, and let Deskbell. Or ${otherChannel}.`,
        over: channelOver,
      };
    case 'messagesOff':
      return {
        what: 'Deskbell cannot write to anybody: its Messages tab is turned off.',
        todo: `Turn it on at ${apps} → App Home → Show Tabs → Messages Tab.`,
        over: 'Deskbell can write to people again: its Messages tab had been turned off.',
      };
    case 'tokenRefused':
      return {
        what: `Deskbell can do nothing in Slack: Slack does not take its token any more (${error}).`,
        todo: `Install the app again at ${apps} → Install App, set SLACK_BOT_TOKEN to the token that stands there, type \`/invite @Deskbell\` in the triage channel, and start Deskbell again.`,
        over: 'Slack takes the token of Deskbell again, which it had refused.',
      };
    case 'scopeMissing':
      return {
        what: 'Deskbell cannot do all that it should in Slack: it lacks a permission (missing_scope).',
        todo: `Give it the scopes of manifest.yml at ${apps} → OAuth & Permissions, and install it again.`,
        over: 'Deskbell has the permission again that it had lacked in Slack.',
      };
    case 'refused':
      return {
        what: `Slack refused a message of ${ticketsOf(tickets)} (${error}).`,
        todo: 'Nothing is lost: it is tried again when the ticket changes. The log says more.',
        over: 'Slack takes again what it had refused.',
      };
    case 'givenUp':
      return {
        what: `Deskbell could not show ${ticketsOf(tickets)} in Slack.`,
        todo: 'Nothing is lost: it is tried again when the ticket changes. The log says why.',
        over: 'What Deskbell could not show in Slack is shown again.',
      };
  }
}

const ticketsNamed = 5;

function ticketsOf(tickets: readonly number[]): string {
  const named = tickets.slice(0, ticketsNamed).map((number) => `#${number}`);
  const more = tickets.length - named.length;
  return `${tickets.length === 1 ? 'ticket' : 'tickets'} ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What the admins are told when a trouble begins. */
export function beginWords(trouble: Pick<Trouble, 'kind' | 'error' | 'tickets'>): string {
  const { what, todo } = troubleWords(trouble);
  const waits = isWaitedFor(trouble.kind)
    ? ' Nothing is lost: what should stand there waits, and comes once it works.'
    : '';
  return `${what} ${todo}${waits}`;
}

/** What they are told at its end. */
export function endWords(trouble: Pick<Trouble, 'kind' | 'error' | 'tickets'>, waited: number): string {
  const { over } = troubleWords(trouble);
  if (!isWaitedFor(trouble.kind)) return over;
  return waited === 0 ? `${over} Nothing waited for it.` : `${over} ${waitedWords(waited)} now.`;
}

function waitedWords(waited: number): string {
  return waited === 1
    ? 'The messages of one ticket waited, and come'
    : `The messages of ${waited} tickets waited, and come`;
}
