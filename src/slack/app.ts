import { App, HTTPReceiver, type Receiver, type ReceiverEvent, SocketModeReceiver } from '@slack/bolt';
import type { Logger } from 'pino';
import type { SlackConfig } from '../config';
import type { Inbox } from '../services/delivery-ports';
import type { Clock } from '../services/ports';
import { apiAddress, type Identity, interactiveClientOptions } from './client';
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
  }

  /** Throws where an event could not be stored: it stays unacknowledged, and Slack sends it again. */
  override async processEvent(event: ReceiverEvent): Promise<void> {
    const id: unknown = event.body['event_id'];
    if (typeof id !== 'string') {
      await super.processEvent(event);
      return;
    }
    const fresh = await this.#ports.inbox.store(id, event.body, this.#ports.clock.now());
    await event.ack();
    if (fresh) await this.#work(id, event.body);
  }

  /** Takes up the events that a process which is gone had not come to the end of, and those that failed. */
  async workOffInbox(): Promise<void> {
    const { inbox, clock, log } = this.#ports;
    for (;;) {
      const stored = await inbox.take(clock.now());
      if (stored === undefined) return;
      if (stored.tries > eventTriesMost) {
        await inbox.park(stored.id);
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

/** Socket Mode where there is an app token, else signed HTTP on `port`. */
export function receiverOf(config: SlackConfig, port: number, log: Logger): Receiver {
  const logger = slackLogger(log);
  if (config.appToken !== undefined) {
    // A client options object of its own: the socket client changes the one it is given.
    return new SocketModeReceiver({
      appToken: config.appToken,
      logger,
      installerOptions: { clientOptions: apiAddress(config) },
    });
  }
  return new HTTPReceiver({ signingSecret: config.signingSecret, port, logger });
}
