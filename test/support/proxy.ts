import { connect, createServer, type Socket } from 'node:net';
import { mongo } from 'mongoose';

/** A way to the database, or to another server, that a test can cut and slow down. */
export interface Proxy {
  readonly port: number;
  /** The same database by way of the proxy. */
  through(uri: string): string;
  /** Drops every connection, and refuses new ones. */
  cut(): void;
  /** Keeps every connection and lets nothing through. */
  hold(): void;
  /** What the database answers arrives that much later. */
  slow(ms: number): void;
  /** The database's answer to commands like that is this error. */
  refuse(isRefused: (command: mongo.BSON.Document) => boolean, error: { code: number; codeName: string }): void;
  /** Ends all of it; what was held arrives now. */
  heal(): void;
  stop(): Promise<void>;
}

/** Starts a proxy before the server of the tests' databases, or before another one. */
export async function startProxy(before = process.env['DESKBELL_TEST_MONGODB'] ?? ''): Promise<Proxy> {
  const target = new URL(before);
  const sockets = new Set<Socket>();
  const held: (() => void)[] = [];
  let isCut = false;
  let isHeld = false;
  let slowMs = 0;
  let refusal: ((message: Buffer) => Buffer | undefined) | undefined;

  const server = createServer((client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    const upstream = connect(Number(target.port), target.hostname);
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
        const refused = from === client ? refusal?.(piece) : undefined;
        const pass = (): void => void (refused ? from.write(refused) : to.write(piece));
        if (isHeld) held.push(pass);
        else if (from === upstream && slowMs > 0) setTimeout(pass, slowMs);
        else pass();
      });
    }
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  return {
    port,
    through(uri) {
      const other = Object.assign(new URL(uri), { port: String(port) });
      // The server tells its own address, to which the driver would go past the proxy.
      other.searchParams.set('directConnection', 'true');
      return other.href;
    },
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    hold() {
      isHeld = true;
    },
    slow(ms) {
      slowMs = ms;
    },
    refuse(isRefused, error) {
      refusal = (piece) =>
        isCommand(piece) && isRefused(commandIn(piece)) ? answerTo(piece, { ok: 0, ...error }) : undefined;
    },
    heal() {
      refusal = undefined;
      isCut = false;
      isHeld = false;
      slowMs = 0;
      for (const pass of held.splice(0)) pass();
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Of the messages of today's drivers. https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/#op_msg */
const opMsg = 2013;
/** Bytes before the command: the header, flags, and the kind of what follows. */
const beforeCommand = 21;

/** True for a command that came as one piece, as small ones do. */
function isCommand(piece: Buffer): boolean {
  return piece.length > beforeCommand && piece.readInt32LE(0) === piece.length && piece.readInt32LE(12) === opMsg;
}

function commandIn(message: Buffer): mongo.BSON.Document {
  return mongo.BSON.deserialize(message.subarray(beforeCommand, beforeCommand + message.readInt32LE(beforeCommand)));
}

function answerTo(message: Buffer, answer: mongo.BSON.Document): Buffer {
  const head = Buffer.alloc(beforeCommand);
  const body = mongo.BSON.serialize(answer);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(message.readInt32LE(4), 8);
  head.writeInt32LE(opMsg, 12);
  return Buffer.concat([head, body]);
}
