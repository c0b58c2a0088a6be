import type { Connection } from 'mongoose';
import type {
  ArchiveStore,
  Budgets,
  Chain,
  ChartStore,
  DeliveryStore,
  FileStore,
  GatheringStore,
  Inbox,
  NewsStore,
} from '../services/delivery-ports';
import type { Vitals } from '../services/health-ports';
import type { Admins, Asked, Audit, Reports, Rosters, Tickets, Troubles, TryCounter } from '../services/ports';
import { adminsIn } from './admins';
import { archiveIn } from './archive';
import { askedIn } from './asked';
import { auditIn } from './audit';
import { budgetsIn } from './budgets';
import { chainIn } from './chain';
import { chartsIn } from './charts';
import { type DatabaseClock, databaseClock } from './clock';
import { connect, DatabaseRefused, isStoreAway } from './connection';
import { deliveriesIn } from './deliveries';
import { filesIn } from './files';
import { gatheringsIn } from './gatherings';
import { inboxIn } from './inbox';
import { createIndexes } from './indexes';
import { modelsOf } from './models';
import { newsIn } from './news';
import { reportsIn } from './reports';
import { rostersIn } from './rosters';
import { ticketsIn } from './tickets';
import { triesIn } from './tries';
import { troublesIn } from './troubles';
import { vitalsIn } from './vitals';

export { DatabaseRefused, isStoreAway, serversOf } from './connection';

export interface Storage {
  readonly tickets: Tickets;
  readonly admins: Admins;
  readonly rosters: Rosters;
  readonly tries: TryCounter;
  readonly audit: Audit;
  readonly reports: Reports;
  readonly troubles: Troubles;
  readonly asked: Asked;
  readonly news: NewsStore;
  readonly deliveries: DeliveryStore;
  readonly charts: ChartStore;
  readonly inbox: Inbox;
  readonly archive: ArchiveStore;
  readonly files: FileStore;
  readonly chain: Chain;
  readonly vitals: Vitals;
  readonly budgets: Budgets;
  readonly gatherings: GatheringStore;
  readonly clock: DatabaseClock;
  close(): Promise<void>;
}

/**
 * Connects to the database, and creates the indexes that are missing. Waits as long as `mayWait` lets it while the database is away.
 * Throws DatabaseRefused where its address is none, or where it is there and does not let Deskbell in.
 */
export async function openStorage(uri: string, mayWait: (cause: unknown) => Promise<boolean>): Promise<Storage> {
  for (;;) {
    const connection = connect(uri);
    try {
      return await storageOn(await connection.asPromise());
    } catch (error) {
      await connection.close(true);
      if (!isStoreAway(error)) throw new DatabaseRefused(error);
      if (!(await mayWait(error))) throw error;
    }
  }
}

async function storageOn(connection: Connection): Promise<Storage> {
  const models = modelsOf(connection);
  const clock = databaseClock(connection);
  await createIndexes(models);
  // It changes nothing, and is refused where Deskbell may not write, or where no write can wait for the journal.
  await models.teams.updateOne({ _id: '' }, { $unset: { seq: '' } });
  await clock.sync();
  return {
    tickets: ticketsIn(models),
    admins: adminsIn(models),
    rosters: rostersIn(models),
    tries: triesIn(models),
    audit: auditIn(models),
    reports: reportsIn(models),
    troubles: troublesIn(models),
    asked: askedIn(models),
    news: newsIn(models),
    deliveries: deliveriesIn(models),
    charts: chartsIn(models),
    inbox: inboxIn(models),
    archive: archiveIn(models),
    files: filesIn(models),
    chain: chainIn(models),
    vitals: vitalsIn(models),
    budgets: budgetsIn(models),
    gatherings: gatheringsIn(models),
    clock,
    close: () => connection.close(),
  };
}
