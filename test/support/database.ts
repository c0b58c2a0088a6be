import { randomUUID } from 'node:crypto';
import { mongo } from 'mongoose';

/** A fresh, empty database on the server that global-database.ts started for the whole run. */
export async function startTestDatabase(): Promise<{ uri: string; stop(): Promise<void> }> {
  const server = process.env['DESKBELL_TEST_MONGODB'];
  if (!server)
    throw new Error('DESKBELL_TEST_MONGODB is not set: jest.config.mjs names global-database.ts, which sets it');
  const { href: uri } = Object.assign(new URL(server), { pathname: `/test-${randomUUID()}` });
  return {
    uri,
    async stop() {
      const client = new mongo.MongoClient(uri);
      try {
        await client.db().dropDatabase();
      } finally {
        await client.close();
      }
    },
  };
}
