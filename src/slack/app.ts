import { App, HTTPReceiver, type Receiver, type ReceiverEvent, SocketModeReceiver } from '@slack/bolt';
import { WebAPIPlatformError } from '@slack/web-api';
import type { Logger } from 'pino';
import type { SlackConfig } from '../config';
import type { Inbox } from '../services/delivery-ports';
import type { Clock } from '../services/ports';
import { apiAddress, BadToken, type Identity, interactiveClientOptions } from './client';
import { slackLogger } from './slack-logger';

/** After that many tries an event is given up, and the log says so. */
const eventTriesMost = 6;

export interface InboxPorts {
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Bolt's App with an inbox: an event is stored by its id before it is acknowledged, and worked off after that.
 * Bolt itself acknowledges events before any listener runs, and a crash would lose them.
 */
export class DeskApp extends App {
  readonly #ports: InboxPorts;
  readonly #botId: string;
  readonly #heard = new Set<string>();
  readonly #inHand = new Set<Promise<void>>();

  constructor(receiver: Receiver, config: SlackConfig, { botId, botUserId }: Identity, ports: InboxPorts) {
    super({
      receiver,
      token: config.botToken,
      clientOptions: interactiveClientOptions(config, ports.log),
      logger: slackLogger(ports.log),
      botId,
      botUserId,
      // Who we are has been asked already: Bolt's own asking cannot wait while Slack is away.
      tokenVerificationEnabled: false,
      convoStore: false,
    });
    this.#ports = ports;
    this.#botId = botId;
  }

  /** Throws where an event could not be stored: it stays unacknowledged, and Slack sends it again. */
  override async processEvent(event: ReceiverEvent): Promise<void> {
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
    await Promise.allSettled(this.#inHand);
    await super.stop();
    await Promise.allSettled(this.#inHand);
  }

  async #receive(event: ReceiverEvent): Promise<void> {
    const id: unknown = event.body['event_id'];
    if (typeof id !== 'string') {
      await super.processEvent(event);
      return;
    }
    if (!this.#isHeard(event.body['event']) || isForOthers(event.body['event'], this.#botId)) {
      await event.ack();
      return;
    }
    const fresh = await this.#ports.inbox.store(id, event.body, this.#ports.clock.now());
    await event.ack();
    if (fresh) await this.#work(id, event.body);
  }

  /** Events of this type are stored and worked off; those that no route answers are acknowledged, and that is all. */
  hears(type: string): void {
    this.#heard.add(type);
  }

  #isHeard(event: unknown): boolean {
    const { type } = (event ?? {}) as { type?: string }; // every event of Slack's has a type
    return type !== undefined && this.#heard.has(type);
  }

  /** Takes up the events that a process which is gone had not come to the end of, and those that failed. */
  async workOffInbox(): Promise<void> {
    const { inbox, clock, log } = this.#ports;
    for (;;) {
      const stored = await inbox.take(clock.now());
      if (stored === undefined) return;
      if (stored.tries >= eventTriesMost) {
        await inbox.park(stored.id, clock.now());
        log.error({ event: stored.id }, 'An event of Slack failed again and again, and was given up.');
      } else {
        await this.#work(stored.id, stored.body);
      }
    }
  }

  async #work(id: string, body: Record<string, unknown>): Promise<void> {
    const { inbox, clock, log } = this.#ports;
    try {
      await super.processEvent({ body, ack: async () => undefined });
      await inbox.done(id, clock.now());
    } catch (err) {
      log.warn({ err, event: id }, 'An event of Slack could not be worked off; it is tried again.');
    }
  }
}

/** Begins to listen to Slack. Throws BadToken where Slack does not take the app token, PortTaken where another program has the port. */
export async function listen(app: DeskApp, port: number): Promise<void> {
  try {
    await app.start();
  } catch (error) {
    if (error instanceof WebAPIPlatformError) throw new BadToken('SLACK_APP_TOKEN', error.data.error);
    const { code } = error as { code?: unknown }; // Node's errors have one
    throw code === 'EADDRINUSE' ? new PortTaken(port) : error;
  }
}

/** Another program listens at the port where Slack's requests should come. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
  constructor(port: number) {
    super(
      `Port ${port} is taken by another program. Stop that one, or set PORT to the one that Slack's requests come to.`,
    );
  }
}

/** Socket Mode where there is an app token, else signed HTTP on `port`. */
export function receiverOf(config: SlackConfig, port: number, log: Logger): Receiver {
  const logger = slackLogger(log);
  if (config.appToken !== undefined) {
    // A client options object of its own: the socket client changes the one it is given.
    return new SocketModeReceiver({
      appToken: config.appToken,
      logger,
      installerOptions: { clientOptions: { ...apiAddress(config), timeout: 10_000 } },
    });
  }
  return new HTTPReceiver({ signingSecret: config.signingSecret, port, logger });
}

/**
 * True for the messages that are none of Deskbell's business, and are acknowledged and never stored: all but what a person writes to
 * Deskbell, and the news that one of its own, which may show a ticket, was deleted. One with replies leaves a stone in its place.
 */
function isForOthers(event: unknown, botId: string): boolean {
  const {
    type,
    subtype,
    channel_type: place,
    bot_id: bot,
    message,
    previous_message: before,
  } = (event ?? {}) as MessageShape; // Slack's message events, by their documented shape
  if (type !== 'message') return false;
  const isGone = subtype === 'message_deleted' || message?.subtype === 'tombstone';
  if (isGone) return before !== undefined && before.bot_id !== botId;
  return place !== 'im' || subtype !== undefined || bot !== undefined;
}

interface MessageShape {
  readonly type?: string;
  readonly subtype?: string;
  readonly channel_type?: string;
  readonly bot_id?: string;
  readonly message?: { readonly subtype?: string };
  readonly previous_message?: { readonly bot_id?: string };
}
