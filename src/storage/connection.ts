import { type Connection, Mongoose } from 'mongoose';

/** How long a read or write may take before the person is told. */
const answerWithinMs = 2000;

/** The database is there, and does not let Deskbell in; or its address is none. */
export class DatabaseRefused extends Error {
  override readonly name = 'DatabaseRefused';
  constructor(cause: unknown) {
    const reason = String((cause as { message?: unknown }).message ?? cause); // an error of the driver, of whatever class
    super(
      `The database that MONGODB_URI names does not let Deskbell in: ${reason}. Check its address, user, password and options.`,
      { cause },
    );
  }
}

/** The servers that the address of a database names, without its user and password. Reads it as the driver does. */
export function serversOf(uri: string): string {
  return /^[^/]+:\/\/(?:[^@]*@)?([^/?@]*)/.exec(uri)?.[1] ?? '';
}

/**
 * A connection of its own to the database, every write of which waits for the journal.
 * Resolves at once; the driver connects, and connects again, by itself.
 */
export function connect(uri: string): Connection {
  const mongoose = new Mongoose();
  mongoose.set('strictQuery', 'throw');
  mongoose.set('sanitizeFilter', true);
  mongoose.set('autoIndex', false);
  mongoose.set('autoCreate', false);
  mongoose.set('bufferCommands', false);
  return mongoose.createConnection(uri, {
    writeConcern: { w: 'majority', journal: true },
    serverSelectionTimeoutMS: answerWithinMs,
    connectTimeoutMS: answerWithinMs,
    socketTimeoutMS: 10_000,
  });
}

/** True for the error of a write that a unique index refused; `field` is the index's last field. */
export function isDuplicate(error: unknown, field: string): boolean {
  const { code, keyPattern } = (error ?? {}) as { code?: unknown; keyPattern?: Record<string, unknown> }; // MongoServerError, by its documented shape
  return code === 11000 && keyPattern !== undefined && field in keyPattern;
}

/** True for the errors of a database that cannot be reached, or did not answer in time. */
export function isStoreAway(error: unknown): boolean {
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown }; // an error of the driver, or of Node's sockets, by its documented shape
  return storeAwayNames.test(String(name)) || socketCodes.has(code) || isTimeUp(error);
}

/** True for the error of a query that was ended because its time was over. https://www.mongodb.com/docs/manual/reference/error-codes/ */
export function isTimeUp(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown }; // MongoServerError, by its documented shape
  return code === 50;
}

/** The driver lets an error of the socket itself through where the connection ends in the moment of a write. https://nodejs.org/api/errors.html#common-system-errors */
const socketCodes = new Set<unknown>(['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT', 'ERR_STREAM_DESTROYED']);

/** Of the driver and of mongoose, by their documented names. */
const storeAwayNames =
  /^(Mongo(ose)?ServerSelectionError|MongoNetwork\w*|MongoOperationTimeoutError|MongoPoolCleared\w*|MongoNotConnectedError|MongooseError|MongoTopologyClosedError)$/;
