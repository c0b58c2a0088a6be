import { connect, createServer, type Socket } from 'node:net';

/** Opcode of every request of today's drivers. https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/#op_msg */
export const opMsg = 2013;
/** What a driver sends by itself to see how the server is. */
const housekeeping = new Set(['hello', 'ismaster', 'ping', 'endSessions', 'saslStart', 'saslContinue']);

export interface CountingProxy {
  readonly uri: string;
  /** The commands that went through since the last asking, in their order. */
  taken(): string[];
  stop(): void;
}

/** A way to a MongoDB that counts the round trips made over it. */
export async function countingProxy(uri: string): Promise<CountingProxy> {
  const target = new URL(uri);
  const sockets = new Set<Socket>();
  let commands: string[] = [];
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    const reader = messageReader((message) => {
      const name = commandOf(message);
      if (name !== undefined) commands.push(name);
    });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', reader);
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    uri: Object.assign(new URL(uri), { port: String(port) }).href,
    taken() {
      const since = commands;
      commands = [];
      return since;
    },
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** What a command is called; undefined where it is none, or only looks how the server is. */
export function commandOf(message: Buffer): string | undefined {
  if (message.readInt32LE(12) !== opMsg) return undefined;
  // Header 16, flags 4, section kind 1, document size 4, type of the first element 1, then its name: the command's.
  const name = message.toString('utf8', 26, message.indexOf(0, 26));
  return housekeeping.has(name) ? undefined : name;
}

/** Cuts a stream into messages, which begin with their length. */
export function messageReader(found: (message: Buffer) => void): (piece: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (piece) => {
    rest = Buffer.concat([rest, piece]);
    while (rest.length >= 16 && rest.length >= rest.readInt32LE(0)) {
      const message = rest.subarray(0, rest.readInt32LE(0));
      rest = rest.subarray(message.length);
      found(message);
    }
  };
}
