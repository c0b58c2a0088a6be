import { App, type Receiver, type ReceiverEvent } from '@slack/bolt';
import type { Logger } from 'pino';
import type { SlackConfig } from '../config';
import type { Inbox } from '../services/delivery-ports';
import type { Arrival, Meter } from '../services/health-ports';
import type { Admins, Clock, Tickets } from '../services/ports';
import { type Identity, interactiveClientOptions, type Line } from './client';
import { bellReaction } from './ids';
import { slackLogger } from './slack-logger';

/** After that many tries an event is given up, and the log says so. */
const eventTriesMost = 6;

export interface InboxPorts {
  readonly inbox: Inbox;
  readonly admins: Pick<Admins, 'find'>;
  readonly tickets: Pick<Tickets, 'hasLeft'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly meter: Meter;
  readonly line: Line;
}

/**
 * Bolt's App with an inbox: an event is stored by its id before it is acknowledged, and worked off after that.
 * Bolt itself acknowledges events before any listener runs, and a crash would lose them.
 */
export class DeskApp extends App {
  readonly #ports: InboxPorts;
  readonly #identity: Identity;
  readonly #heard = new Set<string>();
  readonly #inHand = new Set<Promise<void>>();
  /** The events in hand, by their names in the inbox; while it stops, also those that failed. */
  readonly #begun = new Set<string>();
  #isStopping = false;
  /** The last piece of work of each conversation: what is written there is worked off in its order. */
  readonly #turns = new Map<string, Promise<void>>();

  constructor(receiver: Receiver, config: SlackConfig, identity: Identity, ports: InboxPorts) {
    const { botId, botUserId } = identity;
    super({
      receiver,
      token: config.botToken,
      clientOptions: interactiveClientOptions(config, ports.log, ports.line),
      logger: slackLogger(ports.log),
      botId,
      botUserId,
      // Who we are has been asked already: Bolt's own asking cannot wait while Slack is away.
      tokenVerificationEnabled: false,
      convoStore: false,
    });
    this.#ports = ports;
    this.#identity = identity;
  }

  /** Throws where an event could not be stored: it stays unacknowledged, and Slack sends it again. */
  override async processEvent({ body, ack }: ReceiverEvent): Promise<void> {
    const since = performance.now();
    await this.#hold({
      body,
      ack: async (answer) => {
        await ack(answer);
        this.#ports.meter.acknowledged(arrivalOf(body), (performance.now() - since) / 1000);
      },
    });
  }

  async #hold(event: ReceiverEvent): Promise<void> {
    const work = this.#receive(event);
    this.#inHand.add(work);
    try {
      await work;
    } finally {
      this.#inHand.delete(work);
    }
  }

  /** Ends what is in hand while Slack still hears the answers, takes nothing more, and ends what came meanwhile. */
  override async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.allSettled(this.#inHand);
    await super.stop();
    await Promise.allSettled(this.#inHand);
  }

  /** Takes nothing more, whatever is in hand. */
  async hangUp(): Promise<void> {
    await super.stop();
  }

  /** Leaves the events that did not come to their end to whoever comes next, at once. */
  async giveBack(): Promise<void> {
    if (this.#begun.size > 0) await this.#ports.inbox.giveBack([...this.#begun], this.#ports.clock.now());
  }

  async #receive({ body, ack }: ReceiverEvent): Promise<void> {
    const event = shapeOf(body);
    const id = event && idOf(body, event);
    if (event === undefined || id === undefined) {
      await super.processEvent({ body, ack });
      return;
    }
    if (
      !this.#isHeard(event) ||
      isForOthers(event, this.#identity) ||
      !(await this.#mayReact(event)) ||
      !(await this.#isMissed(event))
    ) {
      await ack();
      return;
    }
    const stored = this.#store(id, body);
    const turn = this.#inTurn(event, async () => {
      if (await stored.catch(() => false)) await this.#work(id, body);
    });
    await stored;
    await ack();
    await turn;
  }

  /** False where it was stored before. */
  async #store(id: string, body: Record<string, unknown>): Promise<boolean> {
    const isFresh = await this.#ports.inbox.store(id, body, this.#ports.clock.now());
    if (isFresh) this.#begun.add(id);
    return isFresh;
  }

  /** Takes in what Slack never managed to tell; once, however often it is found. */
  async receiveMissed(body: Record<string, unknown>): Promise<void> {
    await this.#hold({ body, ack: async () => undefined });
  }

  /** Does something that never fails when all that came earlier in this conversation is done. */
  async #inTurn({ channel }: EventShape, work: () => Promise<void>): Promise<void> {
    if (typeof channel !== 'string') {
      await work();
      return;
    }
    const before = this.#turns.get(channel) ?? Promise.resolve();
    const turn = before.then(work);
    this.#turns.set(channel, turn);
    await turn;
    if (this.#turns.get(channel) === turn) this.#turns.delete(channel);
  }

  /** Events of this type are stored and worked off; those that no route answers are acknowledged, and that is all. */
  hears(type: string): void {
    this.#heard.add(type);
  }

  /** Whoever is no admin may ring the bell as they like. */
  async #mayReact({ type, user }: EventShape): Promise<boolean> {
    if (type !== 'reaction_added') return true;
    const { teamId } = this.#identity;
    return typeof user === 'string' && (await this.#ports.admins.find({ teamId, userId: user })) !== undefined;
  }

  /** Slack tells of every change of everybody's account, also of each status: of a member it counts where tickets say that they had left. */
  async #isMissed({ type, user }: EventShape): Promise<boolean> {
    if (type !== 'user_change' || isLessThanMember(user)) return true;
    const { id } = (user ?? {}) as { id?: unknown }; // a user object, by its documented shape
    return typeof id === 'string' && (await this.#ports.tickets.hasLeft({ teamId: this.#identity.teamId, userId: id }));
  }

  #isHeard({ type }: EventShape): boolean {
    return type !== undefined && this.#heard.has(type);
  }

  /** Takes up the events that a process which is gone had not come to the end of, and those that failed. */
  async workOffInbox(): Promise<void> {
    const { inbox, clock, log } = this.#ports;
    while (!this.#isStopping) {
      const stored = await inbox.take(clock.now());
      if (stored === undefined) return;
      if (stored.tries >= eventTriesMost) {
        await inbox.done(stored.id, clock.now());
        log.error({ event: stored.id }, 'An event of Slack failed again and again, and was given up.');
      } else {
        this.#begun.add(stored.id);
        await this.#inTurn(shapeOf(stored.body) ?? {}, () => this.#work(stored.id, stored.body));
      }
    }
  }

  /** Never fails: what does not come to its end is tried again. */
  async #work(id: string, body: Record<string, unknown>): Promise<void> {
    const { inbox, clock, log } = this.#ports;
    const listened = async (heard: Record<string, unknown>): Promise<void> =>
      await super.processEvent({ body: heard, ack: async () => undefined });
    try {
      const deleted = deletedIn(body);
      if (deleted !== undefined) await inbox.forget(deleted, clock.now());
      await listened(body);
      const isForgotten = await inbox.done(id, clock.now());
      // Another process has heard meanwhile that its author has deleted it, and did not find what is here since.
      if (isForgotten) await listened(deletionOf(body));
      this.#begun.delete(id);
    } catch (err) {
      if (!this.#isStopping) this.#begun.delete(id);
      log.warn({ err, event: id }, 'An event of Slack could not be worked off; it is tried again.');
    }
  }
}

/** What has come, by the type that Slack gives it. https://docs.slack.dev/apis/events-api/using-socket-mode#events */
function arrivalOf({ type, event, command }: Record<string, unknown>): Arrival {
  if (event !== undefined) return 'event';
  if (command !== undefined) return 'command';
  return (typeof type === 'string' && kinds.get(type)) || 'other';
}

const kinds = new Map<string, Arrival>([
  ['block_actions', 'action'],
  ['shortcut', 'shortcut'],
  ['message_action', 'shortcut'],
  ['view_submission', 'view'],
]);

/** An event of Slack's, as far as it is looked at before it is stored. */
interface EventShape {
  readonly type?: string;
  readonly user?: unknown;
  readonly subtype?: string;
  readonly channel?: unknown;
  readonly channel_type?: string;
  readonly ts?: string;
  readonly deleted_ts?: string;
  readonly bot_id?: string;
  readonly message?: { readonly subtype?: string; readonly bot_id?: string };
  readonly previous_message?: { readonly bot_id?: string };
  readonly reaction?: unknown;
  readonly item?: { readonly channel?: unknown };
  readonly item_user?: unknown;
}

/** The event in a body of Slack's; undefined where it is a command, a click or a form. */
function shapeOf(body: Record<string, unknown>): EventShape | undefined {
  const { event } = body;
  return typeof event === 'object' && event !== null ? event : undefined; // Slack's events, by their documented shape
}

/** New messages of people: what they wrote, what they wrote in a thread for the conversation too, and what they wrote with a file. */
const written = new Set<string | undefined>([undefined, 'thread_broadcast', 'file_share']);

/** The name under which an event is stored once: a message's own, so that it counts once whether Slack tells of it or it is found later. */
function idOf(
  { event_id: id }: Record<string, unknown>,
  { type, subtype, channel, ts }: EventShape,
): string | undefined {
  if (type === 'message' && written.has(subtype) && typeof channel === 'string') return `message:${channel}:${ts}`;
  return typeof id === 'string' ? id : undefined;
}

/** Under which name the message is stored that its author has deleted, as this event says: it is not worked off any more, and not when it comes later. */
function deletedIn(body: Record<string, unknown>): string | undefined {
  const { subtype, channel, deleted_ts: ts, previous_message: before } = shapeOf(body) ?? {};
  const isPersons = subtype === 'message_deleted' && before?.bot_id === undefined;
  return isPersons ? `message:${String(channel)}:${ts}` : undefined;
}

/** The event with which Slack tells that the message of this one is deleted. https://docs.slack.dev/reference/events/message/message_deleted */
function deletionOf(body: Record<string, unknown>): Record<string, unknown> {
  const { type, channel, channel_type: place, ts } = shapeOf(body) ?? {};
  const deleted = { type, subtype: 'message_deleted', channel, channel_type: place, ts, deleted_ts: ts };
  return { ...body, event: { ...deleted, previous_message: body['event'] } };
}

/** True for an account with which nobody can be an admin any more. */
function isLessThanMember(user: unknown): boolean {
  const {
    deleted,
    is_restricted: isGuest,
    is_ultra_restricted: isSingleGuest,
  } = (user ?? {}) as Record<string, unknown>; // a user object, by its documented shape
  return deleted === true || isGuest === true || isSingleGuest === true;
}

/**
 * True for the messages that are none of Deskbell's business, and are acknowledged and never stored: all but what a person writes to
 * Deskbell, changes or deletes there, and the news that one of its own, which may show a ticket, was deleted. One with replies leaves a
 * stone in its place. Of who joins a channel, all but Deskbell itself. Of reactions, all but the bell on what others wrote in a channel.
 */
function isForOthers(event: EventShape, { botId, botUserId }: Identity): boolean {
  const { type, subtype, channel_type: place, bot_id: bot, message, previous_message: before } = event;
  if (type === 'member_joined_channel') return event.user !== botUserId;
  if (type === 'reaction_added') {
    const isInChannel = /^[CG]/.test(String(event.item?.channel));
    return event.reaction !== bellReaction || !isInChannel || event.item_user === botUserId;
  }
  if (type !== 'message') return false;
  const isGone = subtype === 'message_deleted' || message?.subtype === 'tombstone';
  if (isGone && (before === undefined || before.bot_id === botId)) return false;
  if (place !== 'im') return true;
  if (subtype === 'message_deleted') return before?.bot_id !== undefined;
  if (subtype === 'message_changed') return message?.bot_id !== undefined || message?.subtype === 'tombstone';
  return !written.has(subtype) || bot !== undefined;
}
