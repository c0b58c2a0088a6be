import type { BlockAction, SlackShortcut, SlashCommand, ViewOutput, ViewSubmitAction } from '@slack/bolt';
import type { Person } from '../domain/people';
import type { Visitor } from './guards';

/** A form as it was sent, as far as it is looked at. */
export type Form = Pick<ViewOutput, 'id' | 'callback_id' | 'private_metadata' | 'state'> & {
  readonly previous_view_id?: string | null;
};

/** What a click carries. */
export interface Pressed {
  readonly value: string;
  readonly channel?: string | undefined;
  /** The modal that the button stands in. */
  readonly viewId?: string | undefined;
  readonly around: string;
  /** True for a button in the Home. */
  readonly inHome: boolean;
  readonly request: string;
  /** The message that a shortcut was used on. */
  readonly message?: MessageSent | undefined;
}

/** A message as Slack sends it, as far as it is looked at, with its channel. */
export interface MessageSent {
  readonly channel: unknown;
  readonly ts: unknown;
  readonly thread_ts: unknown;
  readonly user: unknown;
  readonly bot_id: unknown;
  readonly text: unknown;
}

/** What of a message is looked at. */
export function messageSent(channel: unknown, message: object): MessageSent {
  const { ts, thread_ts, user, bot_id, text } = message as Partial<MessageSent>; // Slack's message, by its documented shape
  return { channel, ts, thread_ts, user, bot_id, text };
}

/** The form, without what it showed. */
export function formOf({ id, callback_id, private_metadata, state, previous_view_id: previous }: ViewOutput): Form {
  return { id, callback_id, private_metadata, state, ...(previous !== undefined && { previous_view_id: previous }) };
}

/** The modal that a form stands on. */
export function below({ previous_view_id: previous }: Form): string | undefined {
  return previous ?? undefined;
}

/** True where no view can be pushed over it: Slack stacks three at most. https://docs.slack.dev/surfaces/modals#pushing_views */
export function isThird({ previous_view_id: previous, root_view_id: root }: ViewOutput): boolean {
  return typeof previous === 'string' && previous !== root;
}

/** What a click on a button carries. */
export function pressOf(body: BlockAction, { value = '' }: { value?: string }): Pressed {
  const { channel, view } = body;
  return {
    value,
    around: view?.private_metadata ?? '',
    inHome: view?.type === 'home',
    request: body.trigger_id,
    ...(channel && { channel: channel.id }),
    ...(isInModal(body) && view && { viewId: view.id }),
  };
}

/** What a click gives to open a modal with. */
export function triggerOf(body: BlockAction): { triggerId: string; onTop: boolean } {
  return { triggerId: body.trigger_id, onTop: isInModal(body) };
}

/** The name of one sending of a form. */
export function requestOf({ trigger_id: trigger, view }: ViewSubmitAction): string {
  return trigger ?? view.hash;
}

/** False for clicks in the Home and in modals. */
export function hasAnswerUrl({ response_url: url }: BlockAction): boolean {
  return url !== undefined && url !== '';
}

function isInModal({ view }: BlockAction): boolean {
  return view?.type === 'modal';
}

/** What Slack's events say of the person: of a message that was changed or deleted, its author. */
export interface Written {
  readonly type?: unknown;
  readonly user?: unknown;
  readonly user_team?: unknown;
  readonly bot_id?: unknown;
  readonly channel?: unknown;
  readonly channel_type?: unknown;
  readonly thread_ts?: unknown;
  readonly message?: Written;
  readonly previous_message?: Written;
  /** What a reaction is to. */
  readonly item?: { readonly channel?: unknown; readonly ts?: unknown };
}

/** Who wrote a message; nobody where it was an app. */
export function writerOf(event: Written, teamId: string): Visitor {
  const { user, user_team: homeTeam, bot_id: bot } = event.message ?? event.previous_message ?? event;
  return {
    teamId,
    userId: typeof user === 'string' && bot === undefined ? user : undefined,
    homeTeamId: typeof homeTeam === 'string' ? homeTeam : undefined,
  };
}

/** Somebody who was let in before. */
export function visitorFrom({ teamId, userId }: Person): Visitor {
  return { teamId, userId, homeTeamId: undefined };
}

type Body = SlashCommand | BlockAction | SlackShortcut | ViewSubmitAction;

/** Who typed a command, pressed something or sent a form. */
export function visitorOf(body: Body): Visitor {
  if ('team_id' in body && typeof body.team_id === 'string') {
    return { teamId: body.team_id, userId: body.user_id, homeTeamId: undefined };
  }
  const { team, user } = body as Exclude<Body, SlashCommand>; // commands were answered above
  return { teamId: team?.id, userId: user.id, homeTeamId: user.team_id };
}

/** The message that a shortcut was used on; undefined for one that is used anywhere. */
export function messageUnder(shortcut: SlackShortcut): MessageSent | undefined {
  return shortcut.type === 'message_action' ? messageSent(shortcut.channel?.id, shortcut.message) : undefined;
}
