import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type App, type CustomRoute, HTTPReceiver, type Receiver, SocketModeReceiver } from '@slack/bolt';
import { WebAPIPlatformError } from '@slack/web-api';
import type { Logger } from 'pino';
import type { SlackConfig } from '../config';
import { apiAddress, BadToken, fetchOn, type Line } from './client';
import { slackLogger } from './slack-logger';

/** How Deskbell hears Slack, and who looks how it is. */
export interface Ear {
  readonly receiver: Receiver;
  /**
   * Begins to listen; gives the port of the pages, and of Slack's requests where they come by HTTP.
   * Throws BadToken where Slack does not take the app token, PortTaken where another program has the port.
   */
  open(app: App): Promise<number>;
  /** True where Slack can tell Deskbell something at this moment. */
  isOpen(): boolean;
  /** The pages go too; what comes from Slack ends with the app. */
  close(): Promise<void>;
}

const openTimeoutMs = 10_000;

/** Socket Mode where there is an app token, else signed HTTP; with `pages` at `port` either way. */
export function earOf(config: SlackConfig, port: number, pages: CustomRoute[], log: Logger, line: Line): Ear {
  return config.appToken === undefined
    ? httpEar(config.signingSecret, port, pages, log)
    : socketEar(config, config.appToken, port, pages, log, line);
}

function httpEar(signingSecret: string, port: number, pages: CustomRoute[], log: Logger): Ear {
  const receiver = new HTTPReceiver({ signingSecret, port, customRoutes: pages, logger: slackLogger(log) });
  let server: Server | undefined;
  return {
    receiver,
    async open(app) {
      server = await openedAt(port, () => app.start() as Promise<Server>); // what Bolt's HTTP receiver gives
      return portOf(server);
    },
    isOpen: () => server?.listening === true,
    close: async () => undefined,
  };
}

function socketEar(
  config: SlackConfig,
  appToken: string,
  port: number,
  pages: CustomRoute[],
  log: Logger,
  line: Line,
): Ear {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: slackLogger(log),
    // An object of its own: the socket client changes the one it is given.
    installerOptions: { clientOptions: { ...apiAddress(config), fetch: fetchOn(config, line, openTimeoutMs) } },
  });
  // Not by Bolt's own custom routes, which end the process where the port is taken.
  const server = createServer((request, response) => {
    const [path] = (request.url ?? '').split('?');
    const page = pages.find((one) => one.path === path && one.method === request.method);
    if (page === undefined) response.writeHead(404).end();
    else page.handler(Object.assign(request, { params: {} }), response);
  });
  return {
    receiver,
    async open(app) {
      await openedAt(port, async () => {
        server.listen(port);
        await once(server, 'listening');
      });
      await openedAt(port, () => app.start());
      return portOf(server);
    },
    // The client's own events come late, or not at all where it waits for an answer that never comes.
    isOpen: () => receiver.client.websocket?.isActive() === true,
    async close() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function openedAt<T>(port: number, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof WebAPIPlatformError) throw new BadToken('SLACK_APP_TOKEN', error.data.error);
    const { code } = error as { code?: unknown }; // Node's errors have one
    throw code === 'EADDRINUSE' ? new PortTaken(port) : error;
  }
}

/** Another program listens at the port of Slack's requests and of the pages that say how Deskbell is. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
  constructor(port: number) {
    super(
      `Port ${port} is taken by another program. Stop that one, or set PORT to another one, to which Slack's requests then come where they come by HTTP.`,
    );
  }
}
