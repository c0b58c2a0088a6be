import { randomUUID } from 'node:crypto';
import { WebClient } from '@slack/web-api';
import { config as readDotenv } from 'dotenv';
import { type Logger, pino } from 'pino';
import { type Config, configOf } from './config';
import { writeDueFiles } from './jobs/archive';
import { every } from './jobs/every';
import { promote } from './services/admins';
import type { Clock } from './services/ports';
import { DeskApp, listen, receiverOf } from './slack/app';
import { findChannel } from './slack/channels';
import { deliveryClientOptions, type Identity, identify } from './slack/client';
import { createDelivery } from './slack/delivery/delivery';
import { slackMessages } from './slack/delivery/slack-messages';
import { timing as standardTiming, type Timing } from './slack/delivery/timing';
import type { Desk } from './slack/desk';
import { namesOf } from './slack/names';
import { routes } from './slack/routes';
import { isStoreAway, openStorage } from './storage';
import { writeWhole } from './storage/archive-files';
import { openDatabase } from './storage/embedded';
import { runUntilSignal } from './terminal';

/** Where the embedded database keeps its data. */
export const databaseFolder = 'data/mongo';

const inboxEveryMs = 5_000;
const archiveEveryMs = 60_000;
const clockEveryMs = 60_000;

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
 * Throws NoDatabase, DataFolderInUse, BadToken, NoTriageChannel, PortTaken.
 */
export async function startDeskbell(config: Config, options: StartOptions): Promise<Deskbell> {
  const opened: (() => Promise<unknown>)[] = [];
  /** The last that was opened is closed first. */
  const stop = async (): Promise<void> => {
    for (const close of opened.splice(0).toReversed()) await close();
  };
  try {
    return { ...(await startAll(config, options, opened)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts one thing after the other, and adds to `opened` how each is closed. */
async function startAll(
  config: Config,
  options: StartOptions,
  opened: (() => Promise<unknown>)[],
): Promise<Omit<Deskbell, 'stop'>> {
  const { say, timing = standardTiming, patienceMs = 2_000, retryMs = 2_000 } = options;
  const log = options.log ?? pino({ level: config.logLevel, serializers: { err: safeError } });
  const database = await openDatabase({
    ...(config.mongodbUri === undefined ? { dataDir: databaseFolder } : { uri: config.mongodbUri }),
    say,
  });
  opened.push(database.stop);
  const storage = await openStorage(
    database.uri,
    waiting(say, 'The database cannot be reached; waiting for it.', retryMs),
  );
  opened.push(storage.close);
  const clock = options.clock?.(storage.clock) ?? storage.clock;

  const bulk = new WebClient(config.slack.botToken, deliveryClientOptions(config.slack, timing.callTimeoutMs, log));
  const identity = await identify(bulk, waiting(say, 'Slack cannot be reached; waiting for it.', retryMs));
  const triageChannel = await findChannel(bulk, config.triageChannel);

  const delivery = createDelivery({
    store: storage.deliveries,
    slack: slackMessages(bulk),
    clock,
    timing,
    newKey: randomUUID,
    log,
    isStoreAway,
    async tellAdmins(text) {
      await bulk.chat.postMessage({ channel: triageChannel, text, parse: 'none' });
    },
  });
  const archive =
    config.archiveDir === undefined ? undefined : every(archiveEveryMs, 'archive', writeFiles(config.archiveDir), log);

  const desk: Desk = {
    ...storage,
    clock,
    triageChannel,
    teamId: identity.teamId,
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
  const jobs = [
    every(inboxEveryMs, 'inbox', () => app.workOffInbox(), log),
    every(clockEveryMs, 'clock', () => storage.clock.sync(), log),
    ...(archive ? [archive] : []),
  ];
  opened.push(() => Promise.all([delivery.stop(), ...jobs.map((job) => job.stop())]));
  delivery.start();
  await listen(app, config.port);
  opened.push(() => app.stop());

  return {
    ...identity,
    triageChannel,
    database: database.description,
    promote: (userId, by) => promote({ teamId: identity.teamId, userId }, by, desk),
    wake,
  };

  function wake(hasEnded = true): void {
    delivery.wake();
    if (hasEnded) archive?.wake();
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

/** Says once that something is away, and waits a little before the next try. */
function waiting(say: (line: string) => void, line: string, retryMs: number): () => Promise<boolean> {
  let isSaid = false;
  return async () => {
    if (!isSaid) say(line);
    isSaid = true;
    await new Promise((resolve) => setTimeout(resolve, retryMs));
    return true;
  };
}

/** Of an error, what helps and holds no secret: the whole object may carry tokens and people's words. */
function safeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack } = error;
  return { type: name, message, stack };
}

/** Starts Deskbell in the Slack that the environment names, and says that it runs. Throws BadConfig, and what `startDeskbell` throws. */
export async function startInSlack(env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<Deskbell> {
  const config = configOf(env);
  const deskbell = await startDeskbell(config, { say });
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
  void runUntilSignal(async () => await startInSlack(process.env, console.log));
}
