import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Handed, Transport } from './app-link';
import { freshSecret } from './fresh';
import { bot } from './store';

/** Slack's side of Socket Mode (https://docs.slack.dev/apis/events-api/using-socket-mode). */
export interface SocketMode extends Transport {
  /** The one-time address that `apps.connections.open` answers with. */
  openTicket(): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

const mostConnections = 10;
const pingEveryMs = 10_000;
/** How long a closing handshake may take before the connection is cut. */
const farewellMs = 500;

export function createSocketMode(url: string, refuses: () => boolean, patienceMs: number): SocketMode {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  /** Who waits for the acknowledgement of an envelope; several where it was delivered twice. */
  const waiting = new Set<{ id: string; resolve: (handed: Handed) => void }>();
  let turn = 0;
  const pings = setInterval(() => {
    for (const socket of server.clients) socket.ping();
  }, pingEveryMs).unref();

  function greet(socket: WebSocket): void {
    // Each envelope that is not acknowledged yet.
    socket.setMaxListeners(0);
    socket.on('message', (data: Buffer) => acknowledged(data.toString()));
    socket.on('error', () => socket.terminate());
    const debug = { host: 'practice', build_number: 1, approximate_connection_time: 18_060 };
    const connection = { app_id: bot.appId };
    say(socket, {
      type: 'hello',
      num_connections: server.clients.size,
      debug_info: debug,
      connection_info: connection,
    });
  }

  function acknowledged(data: string): void {
    const ack = parseAck(data);
    const first = [...waiting].find(({ id }) => id === ack?.id);
    if (!first) return;
    first.resolve({ ok: true, answer: ack?.payload });
  }

  /** Waits for one acknowledgement of the envelope `id`, for as long as Slack does and the socket lives. */
  function acknowledgement(socket: WebSocket, id: string): Promise<Handed> {
    return new Promise((resolve) => {
      const waiter = { id, resolve: settle };
      const timer = setTimeout(settle, patienceMs, { ok: false, why: 'timeout' }).unref();
      const cut = () => settle({ ok: false, why: 'not_connected' });
      function settle(handed: Handed): void {
        clearTimeout(timer);
        socket.off('close', cut);
        waiting.delete(waiter);
        resolve(handed);
      }
      waiting.add(waiter);
      socket.once('close', cut);
    });
  }

  return {
    openTicket() {
      const ticket = freshSecret();
      tickets.add(ticket);
      return `${url.replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${bot.appId}`;
    },
    upgrade(request, socket, head) {
      const ticket = new URL(request.url ?? '', url).searchParams.get('ticket') ?? '';
      if (refuses() || !tickets.delete(ticket) || server.clients.size >= mostConnections) {
        socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, (opened) => {
        greet(opened);
        server.emit('connection', opened, request);
      });
    },
    async hand({ kind, payload, takesAnswer, retry }, id) {
      const open = [...server.clients].filter(isOpen);
      turn += 1;
      const socket = open[turn % open.length];
      if (!socket) return { ok: false, why: 'not_connected' };
      const repeated = { retry_attempt: retry?.num ?? 0, retry_reason: retry?.reason ?? '' };
      const accepts = { accepts_response_payload: takesAnswer };
      say(socket, { envelope_id: id, type: kind, payload, ...accepts, ...(kind === 'events_api' && repeated) });
      return acknowledgement(socket, id);
    },
    cut() {
      for (const socket of server.clients) socket.terminate();
    },
    async connected() {
      while (![...server.clients].some(isOpen)) await once(server, 'connection');
    },
    refresh() {
      const debug = { host: 'practice' };
      for (const socket of server.clients)
        say(socket, { type: 'disconnect', reason: 'refresh_requested', debug_info: debug });
    },
    async stop() {
      clearInterval(pings);
      await farewell(server);
    },
  };
}

/** Closes every socket with a handshake, and cuts those that do not answer it soon. */
export async function farewell(server: WebSocketServer): Promise<void> {
  const all = [...server.clients];
  const closed = all.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
  for (const socket of all) socket.close(1000);
  await Promise.race([Promise.all(closed), wait(farewellMs, undefined, { ref: false })]);
  for (const socket of all) socket.terminate();
  server.close();
}

function isOpen({ readyState, OPEN }: WebSocket): boolean {
  return readyState === OPEN;
}

function say(socket: WebSocket, message: object): void {
  socket.send(JSON.stringify(message));
}

function parseAck(data: string): { id: string; payload: unknown } | undefined {
  try {
    // Nothing is known of what an app sends; both fields are looked at before they are used.
    const { envelope_id: id, payload } = JSON.parse(data) as { envelope_id?: unknown; payload?: unknown };
    return typeof id === 'string' ? { id, payload } : undefined;
  } catch {
    return undefined;
  }
}
