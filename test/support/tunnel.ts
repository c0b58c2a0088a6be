import { connect, createServer, type Socket } from 'node:net';

/** A way to a server on which a test can let everything stand still. */
export interface Tunnel {
  readonly port: number;
  /** Keeps every connection and lets nothing through. */
  hold(): void;
  /** Ends that; what was held arrives now. */
  heal(): void;
  stop(): Promise<void>;
}

/** Starts a tunnel to the server at this address. */
export async function startTunnel(address: string): Promise<Tunnel> {
  const { hostname, port: targetPort } = new URL(address);
  const sockets = new Set<Socket>();
  const held: (() => void)[] = [];
  let isHeld = false;

  const server = createServer((client) => {
    const upstream = connect(Number(targetPort), hostname);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => from.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.on('data', (piece) => {
        if (isHeld) held.push(() => to.write(piece));
        else to.write(piece);
      });
    }
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const listens = server.address();

  return {
    port: typeof listens === 'object' && listens !== null ? listens.port : 0,
    hold() {
      isHeld = true;
    },
    heal() {
      isHeld = false;
      for (const arrives of held.splice(0)) arrives();
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
