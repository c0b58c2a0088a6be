import { connect, createServer, type Socket } from 'node:net';
import { mongo } from 'mongoose';
import { commandOf, messageReader, opMsg } from '../../bench/counting-proxy';

/** A way to the database that a test can cut and slow down. */
export interface Proxy {
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
  /** Awaited when the database has done what a command asks for, before its answer goes back; undefined ends it. */
  onAnswer(hook: OnAnswer | undefined): void;
  /** How many commands wait for their answer. */
  inFlight(): number;
  /** How many connections were refused since the last cut. */
  refused(): number;
  /** Ends all of it but the hook; what was held arrives now. */
  heal(): void;
  stop(): Promise<void>;
}

export type OnAnswer = (command: mongo.BSON.Document, answer: mongo.BSON.Document) => Promise<void> | void;

/** Starts a proxy before the server of the tests' databases. */
export async function startProxy(): Promise<Proxy> {
  const target = new URL(process.env['DESKBELL_TEST_MONGODB'] ?? '');
  const sockets = new Set<Socket>();
  const held: (() => void)[] = [];
  let isCut = false;
  let isHeld = false;
  let slowMs = 0;
  /** The commands that were not answered yet, by their number, of each connection. */
  const waiting = new Set<Map<number, Buffer>>();
  let refusedCount = 0;
  let refusal: ((message: Buffer) => Buffer | undefined) | undefined;
  let onAnswer: OnAnswer | undefined;

  function pass(to: Socket, message: Buffer): void {
    if (isHeld) held.push(() => to.write(message));
    else to.write(message);
  }

  const server = createServer((client) => {
    if (isCut) {
      refusedCount += 1;
      client.destroy();
      return;
    }
    const upstream = connect(Number(target.port), target.hostname);
    const asked = new Map<number, Buffer>();
    waiting.add(asked);
    client.on('close', () => waiting.delete(asked));
    let turn = Promise.resolve();
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
    }
    const reads = messageReader((message) => {
      const refused = refusal?.(message);
      if (refused) {
        pass(client, refused);
        return;
      }
      if (commandOf(message) !== undefined) asked.set(message.readInt32LE(4), message);
      pass(upstream, message);
    });
    client.on('data', reads);
    const answer = async (message: Buffer): Promise<void> => {
      const command = asked.get(message.readInt32LE(8));
      if (command && onAnswer) await onAnswer(commandIn(command), commandIn(message));
      asked.delete(message.readInt32LE(8));
      if (slowMs > 0) setTimeout(pass, slowMs, client, message);
      else pass(client, message);
    };
    const answers = messageReader((message) => {
      turn = turn.then(async () => await answer(message));
    });
    upstream.on('data', answers);
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  return {
    through(uri) {
      const other = Object.assign(new URL(uri), { port: String(port) });
      // The server tells its own address, to which the driver would go past the proxy.
      other.searchParams.set('directConnection', 'true');
      return other.href;
    },
    cut() {
      refusedCount = 0;
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
    onAnswer(hook) {
      onAnswer = hook;
    },
    inFlight: () => [...waiting].reduce((sum, { size }) => sum + size, 0),
    refused: () => refusedCount,
    heal() {
      refusal = undefined;
      isCut = false;
      isHeld = false;
      slowMs = 0;
      for (const arrives of held.splice(0)) arrives();
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Bytes before the command: the header, flags, and the kind of what follows. */
const beforeCommand = 21;

function isCommand(message: Buffer): boolean {
  return message.length > beforeCommand && message.readInt32LE(12) === opMsg;
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
