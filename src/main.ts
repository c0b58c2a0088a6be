import { randomUUID } from 'node:crypto';
import { WebClient } from '@slack/web-api';
import { config as readDotenv } from 'dotenv';
import { type Logger, pino } from 'pino';
import { type Config, configOf } from './config';
import { writeDueFiles } from './jobs/archive';
import { every, type Job } from './jobs/every';
import { closeAll, unlessAborted, waiting } from './lifecycle';
import { promote } from './services/admins';
import type { Clock } from './services/ports';
import { aheadOf } from './services/queue';
import { eraseWithdrawn } from './services/tickets';
import { DeskApp, listen, receiverOf } from './slack/app';
import { catchUp } from './slack/catch-up';
import { findChannel } from './slack/channels';
import { deliveryClientOptions, type Identity, identify } from './slack/client';
import { createDelivery } from './slack/delivery/delivery';
import { slackMessages } from './slack/delivery/slack-messages';
import { timing as standardTiming, type Timing } from './slack/delivery/timing';
import type { Desk } from './slack/desk';
import { namesOf } from './slack/names';
import { routes } from './slack/routes';
import { isStoreAway, openStorage, serversOf } from './storage';
import { writeWhole } from './storage/archive-files';
import { openDatabase } from './storage/embedded';
import { runUntilSignal } from './terminal';

/** Where the embedded database keeps its data. */
export const databaseFolder = 'data/mongo';

const inboxEveryMs = 5_000;
const archiveEveryMs = 60_000;
const clockEveryMs = 60_000;
const eraseEveryMs = 5_000;
const catchUpEveryMs = 60 * 60_000;
/** After a failure it is tried again so soon. */
const catchUpRetryMs = 60_000;

export interface StartOptions {
  /** Tells the person at the terminal what goes on. */
  say(line: string): void;
  readonly log?: Logger;
  /** Wraps the database's clock; tests move it. */
  readonly clock?: (clock: Clock) => Clock;
  readonly timing?: Timing;
  /** How long forms and clicks wait for the database, in milliseconds. */
  readonly patienceMs?: number;
  /** Between two tries at start to reach what is away, in milliseconds. */
  readonly retryMs?: number;
  /** Ends a start that is under way. */
  readonly signal?: AbortSignal;
}

export interface Deskbell extends Identity {
  readonly triageChannel: string;
  /** In words, which database it uses. */
  readonly database: string;
  /** Makes somebody an admin; false where they are one already. */
  promote(userId: string, by: string): Promise<boolean>;
  /** Looks for what is due now, and not at the next tick. */
  wake(): void;
  /** Ends what is in hand, then stops. */
  stop(): Promise<void>;
}

/**
 * Starts Deskbell: database, Slack, delivery, jobs. Waits while the database or Slack is away.
 * Throws NoDatabase, DataFolderInUse, DatabaseRefused, BadToken, NoTriageChannel, PortTaken, and the reason of `signal`.
 */
export async function startDeskbell(config: Config, options: StartOptions): Promise<Deskbell> {
  const opened: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => await closeAll(opened);
  try {
    return { ...(await unlessAborted(startAll(config, options, opened), options.signal)), stop };
  } catch (error) {
    // Why it does not start is what the person has to know, and not what could not be closed after that.
    await stop().catch(() => undefined);
    throw error;
  }
}

/** Starts one thing after the other, and adds to `opened` how each is closed. */
async function startAll(
  config: Config,
  options: StartOptions,
  opened: (() => Promise<unknown>)[],
): Promise<Omit<Deskbell, 'stop'>> {
  const { say, timing = standardTiming, patienceMs = 2_000, retryMs = 2_000, signal } = options;
  const log = options.log ?? pino({ level: config.logLevel, serializers: { err: safeError } });
  const database = await openDatabase({
    ...(config.mongodbUri === undefined ? { dataDir: databaseFolder } : { uri: config.mongodbUri }),
    say,
  });
  opened.push(database.stop);
  signal?.throwIfAborted();
  const storage = await openStorage(
    database.uri,
    waiting(`The database (${serversOf(database.uri)})`, say, retryMs, signal),
  );
  opened.push(storage.close);
  signal?.throwIfAborted();
  const clock = options.clock?.(storage.clock) ?? storage.clock;

  const bulk = new WebClient(config.slack.botToken, deliveryClientOptions(config.slack, timing.callTimeoutMs, log));
  const forSlack = waiting(`Slack (${new URL(bulk.slackApiUrl).host})`, say, retryMs, signal);
  const identity = await identify(bulk, forSlack);
  const triageChannel = await findChannel(bulk, config.triageChannel, forSlack);

  const delivery = createDelivery({
    store: storage.deliveries,
    slack: slackMessages(bulk),
    clock,
    timing,
    newKey: randomUUID,
    aheadOf: (ticket) => aheadOf(ticket, storage),
    log,
    isStoreAway,
    async tellAdmins(text) {
      await bulk.chat.postMessage({ channel: triageChannel, text, parse: 'none' });
    },
  });
  let archive: Job | undefined;

  const desk: Desk = {
    ...storage,
    clock,
    triageChannel,
    teamId: identity.teamId,
    botUserId: identity.botUserId,
    log,
    newKey: randomUUID,
    isStoreAway,
    patienceMs,
    openWithinMs: 500,
    wake,
  };
  const app = new DeskApp(receiverOf(config.slack, config.port, log), config.slack, identity, {
    ...storage,
    clock,
    log,
  });
  routes(app, desk);
  await listen(app, config.port);
  if (signal?.aborted) await app.stop();
  signal?.throwIfAborted();
  // Only now: what ends a start has no delivery or job in hand that it would cut.
  archive =
    config.archiveDir === undefined ? undefined : every(archiveEveryMs, 'archive', writeFiles(config.archiveDir), log);
  const stopping = new AbortController();
  let catchUpAt = new Date(0);
  const catchingUp = every(catchUpRetryMs, 'catch up', catchUpInTime, log);
  const erase = every(eraseEveryMs, 'erase', () => eraseWithdrawn(desk), log);
  const jobs = [
    erase,
    catchingUp,
    every(inboxEveryMs, 'inbox', () => app.workOffInbox(), log),
    every(clockEveryMs, 'clock', () => storage.clock.sync(), log),
    ...(archive ? [archive] : []),
  ];
  delivery.start();
  opened.push(
    () => Promise.all([delivery.stop(), ...jobs.map((job) => job.stop())]),
    async () => stopping.abort(),
    () => app.stop(),
  );

  return {
    ...identity,
    triageChannel,
    database: database.description,
    promote: (userId, by) => promote({ teamId: identity.teamId, userId }, by, desk),
    wake() {
      wake();
      erase.wake();
      catchingUp.wake();
    },
  };

  function wake(hasEnded = true): void {
    delivery.wake();
    if (hasEnded) archive?.wake();
  }

  /** What was written while Deskbell did not hear: after the start, and now and then, as Slack gives an event up after minutes. */
  async function catchUpInTime(): Promise<void> {
    if (clock.now() < catchUpAt || stopping.signal.aborted) return;
    try {
      await catchUp({
        client: bulk,
        tickets: storage.tickets,
        teamId: identity.teamId,
        clock,
        receive: (body) => app.receiveMissed(body),
        signal: stopping.signal,
      });
      catchUpAt = new Date(clock.now().getTime() + catchUpEveryMs);
    } catch (error) {
      if (!stopping.signal.aborted) throw error;
    }
  }

  function writeFiles(directory: string): () => Promise<void> {
    return async () =>
      await writeDueFiles({
        store: storage.archive,
        clock,
        log,
        write: (path, content, token) => writeWhole(directory, path, content, token),
        namesOf: (userIds) => namesOf(bulk, userIds),
      });
  }
}

/** Of an error, what helps and holds no secret: the whole object may carry tokens and people's words. */
function safeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack } = error;
  return { type: name, message, stack };
}

/** Starts Deskbell in the Slack that the environment names, and says that it runs. Throws BadConfig, and what `startDeskbell` throws. */
export async function startInSlack(
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Deskbell> {
  const config = configOf(env);
  const deskbell = await startDeskbell(config, { say, signal });
  const way = config.slack.appToken === undefined ? `by HTTP, at port ${config.port}` : 'by Socket Mode';
  say(`
  Deskbell is running in your Slack, ${way}. New tickets stand in ${config.triageChannel}.

  ${storedIn(config, deskbell.database)} Ctrl-C stops everything.
`);
  return deskbell;
}

/** In words, where everything is kept. */
export function storedIn({ mongodbUri, archiveDir }: Config, database: string): string {
  const folder = mongodbUri === undefined ? `, in ${databaseFolder}` : '';
  return `Database: ${database}${folder}. Archive files: ${archiveDir ?? 'none'}.`;
}

if (require.main === module) {
  readDotenv({ quiet: true });
  void runUntilSignal(async (signal) => await startInSlack(process.env, console.log, signal));
}
