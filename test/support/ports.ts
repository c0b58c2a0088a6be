import { randomUUID } from 'node:crypto';
import type { Person } from '../../src/domain/people';
import { passwordsWith } from '../../src/passwords';
import type { Ports } from '../../src/services/ports';
import { adminsIn } from '../../src/storage/admins';
import { auditIn } from '../../src/storage/audit';
import { connect } from '../../src/storage/connection';
import { createIndexes } from '../../src/storage/indexes';
import { type Models, modelsOf } from '../../src/storage/models';
import { reportsIn } from '../../src/storage/reports';
import { rostersIn } from '../../src/storage/rosters';
import { ticketsIn } from '../../src/storage/tickets';
import { triesIn } from '../../src/storage/tries';
import { troublesIn } from '../../src/storage/troubles';
import { startTestDatabase } from './database';

export interface TestStore {
  readonly models: Models;
  /** The commands that the database was asked for since it was emptied. */
  readonly asked: string[];
  stop(): Promise<void>;
}

/** A fresh, empty database, with its indexes. */
export async function startStore(): Promise<TestStore> {
  const database = await startTestDatabase();
  const connection = await connect(`${database.uri}?monitorCommands=true`).asPromise();
  const models = modelsOf(connection);
  await createIndexes(models);
  const asked: string[] = [];
  connection.getClient().on('commandStarted', ({ commandName, command }) => {
    asked.push(`${commandName} ${command[commandName]}`);
  });
  return {
    models,
    asked,
    async stop() {
      await connection.close();
      await database.stop();
    },
  };
}

/** What the services need, on this database; everybody in Slack is a member called Somebody. */
export async function portsOn(models: Models, changed: Pick<Ports, 'clock'> & Partial<Ports>): Promise<Ports> {
  return {
    tickets: ticketsIn(models),
    admins: adminsIn(models),
    rosters: rostersIn(models),
    tries: triesIn(models),
    audit: auditIn(models),
    reports: reportsIn(models),
    troubles: troublesIn(models),
    passwords: await passwordsWith(4),
    people: {
      find: async () => ({ name: 'Somebody', handle: 'somebody', standing: 'member' }),
      membersOf: async () => [],
    },
    fileLimits: { most: 5, megabytes: 10 },
    wakeFetch: () => undefined,
    sessionHours: 12,
    triageChannel: 'C0TRIAGE',
    newKey: randomUUID,
    wake: () => undefined,
    wakeMessenger: () => undefined,
    ...changed,
  };
}

/** What the admins of a test log in with. */
export const password = 'correct horse of a test';

/** Makes people admins, as if they had promoted one another long ago, and logs them in for as long as any test goes. */
export async function admit(
  { admins, teams }: Models,
  people: readonly Person[],
  { passwords }: Pick<Ports, 'passwords'>,
): Promise<void> {
  const since = new Date(0);
  const session = { since, until: new Date('2100-01-01T00:00:00Z') };
  const hash = await passwords.hash(password);
  const made = { active: true, promotedBy: 'test', promotedAt: since, seq: 1, version: 1, hash, session, news: [] };
  for (const { teamId, userId } of people) await admins.create({ teamId, userId, ...made });
  for (const _id of new Set(people.map(({ teamId }) => teamId))) {
    const userIds = people.filter(({ teamId }) => teamId === _id).map(({ userId }) => userId);
    await teams.create({ _id, seq: 1, admins: userIds, steps: [], codes: [] });
  }
}
