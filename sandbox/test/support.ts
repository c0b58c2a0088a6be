import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { startWorkspace, type Workspace, type WorkspaceOptions } from '../src';

export const manifest = join(__dirname, 'practice-app.yml');

export type TransportName = 'Socket Mode' | 'signed HTTP';

export interface Stage {
  workspace: Workspace;
  app: App;
  stop(): Promise<void>;
}

/** Longer than a busy machine holds a process up: where a test is not about patience, nobody loses theirs. */
const longMs = 20_000;

/** A practice workspace with a real Bolt app in it, whose listeners `prepare` adds. */
export async function startStage(
  prepare: (app: App) => void,
  options: Partial<WorkspaceOptions> & { transport?: TransportName; pongWithinMs?: number } = {},
): Promise<Stage> {
  const { transport = 'Socket Mode', pongWithinMs, ...more } = options;
  const port = transport === 'signed HTTP' ? await freePort() : 0;
  const requestUrl = transport === 'signed HTTP' ? { requestUrl: `http://127.0.0.1:${port}/slack/events` } : {};
  const workspace = await startWorkspace({ manifest, patienceMs: longMs, ...requestUrl, ...more });
  const app = await startApp(workspace, prepare, port, pongWithinMs);
  return {
    workspace,
    app,
    async stop() {
      await app.stop();
      await workspace.stop();
    },
  };
}

/** A Bolt app in `workspace`: by signed HTTP on `port`, or by Socket Mode where that is 0. Without a pong within `pongWithinMs` it connects anew, which it also waits with for so long. */
export async function startApp(
  workspace: Workspace,
  prepare: (app: App) => void,
  port = 0,
  pongWithinMs = longMs,
): Promise<App> {
  const { apiUrl, tokens } = workspace;
  const clientOptions = { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, timeout: 5000 };
  const logLevel = LogLevel.ERROR;
  const receiver =
    port > 0
      ? new HTTPReceiver({ signingSecret: tokens.signingSecret, logLevel })
      : new SocketModeReceiver({
          appToken: tokens.app,
          logLevel,
          installerOptions: { clientOptions: { slackApiUrl: apiUrl } },
          clientPingTimeout: pongWithinMs,
        });
  const app = new App({
    token: tokens.bot,
    receiver,
    clientOptions,
    logLevel,
    deferInitialization: true,
    // So that tests see what Slack sends, the app's own messages too.
    ignoreSelf: false,
    convoStore: false,
  });
  prepare(app);
  await app.init();
  await app.start(port);
  return app;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on TCP has such an address.
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Something to wait for: what is put in comes out, in order. */
export function basket<T>(): { put(thing: T): void; next(): Promise<T>; all: T[] } {
  const all: T[] = [];
  const waiting: ((thing: T) => void)[] = [];
  let taken = 0;
  return {
    all,
    put(thing) {
      all.push(thing);
      const first = waiting.shift();
      if (first) {
        taken += 1;
        first(thing);
      }
    },
    next() {
      const ready = all[taken];
      if (ready === undefined) return new Promise((resolve) => waiting.push(resolve));
      taken += 1;
      return Promise.resolve(ready);
    },
  };
}
