import { randomUUID } from 'node:crypto';
import { WebClient } from '@slack/web-api';
import { config as readDotenv } from 'dotenv';
import { type Logger, pino } from 'pino';
import { type Config, configOf } from './config';
import { setupMinutes } from './domain/roster';
import { type ArchivePorts, writeDueFiles } from './jobs/archive';
import { every, type Job } from './jobs/every';
import { fetchFiles } from './jobs/files';
import { closeAll, unlessAborted, waiting } from './lifecycle';
import { passwordsWith } from './passwords';
import * as admins from './services/admins';
import { vacate } from './services/claims';
import type { Clock, Passwords } from './services/ports';
import { aheadOf } from './services/queue';
import { endSessions } from './services/sessions';
import { eraseWithdrawn } from './services/tickets';
import { answering } from './slack/answering';
import { DeskApp, listen, receiverOf } from './slack/app';
import { catchUp } from './slack/catch-up';
import { findChannel } from './slack/channels';
import { deliveryClientOptions, type Identity, identify } from './slack/client';
import { createDelivery } from './slack/delivery/delivery';
import { tellAll } from './slack/delivery/messenger';
import { accountErrors, slackMessages } from './slack/delivery/slack-messages';
import { timing as standardTiming, type Timing } from './slack/delivery/timing';
import type { Desk } from './slack/desk';
import { fileFetcher } from './slack/fetch-file';
import { homeOf } from './slack/listeners/home';
import { namesOf } from './slack/names';
import { slackPeople } from './slack/people';
import { routes } from './slack/routes';
import { fileSender } from './slack/send-file';
import { isStoreAway, openStorage, type Storage, serversOf } from './storage';
import { archiveFilesIn, sha256 } from './storage/archive-files';
import { chainFileIn } from './storage/chain-file';
import { openDatabase } from './storage/embedded';
import { runUntilSignal } from './terminal';

/** Where the embedded database keeps its data. */
export const databaseFolder = 'data/mongo';

const inboxEveryMs = 5_000;
const archiveEveryMs = 60_000;
const clockEveryMs = 60_000;
const eraseEveryMs = 5_000;
const catchUpEveryMs = 60 * 60_000;
const messengerEveryMs = 5_000;
const fetchEveryMs = 10_000;
const sessionsEveryMs = 30_000;
const stepsEveryMs = 60_000;
const sweepEveryMs = 24 * 60 * 60_000;
const sweepRetryMs = 60 * 60_000;
/** Who somebody is has to be known while they wait. */
const peopleTimeoutMs = 1_000;
/** After a failure it is tried again so soon. */
const catchUpRetryMs = 60_000;

export interface StartOptions {
  /** Tells the person at the terminal what goes on. */
  say(line: string): void;
  readonly log?: Logger;
  /** Wraps the database's clock; tests move it. */
  readonly clock?: (clock: Clock) => Clock;
  readonly timing?: Timing;
  /** In place of those that the configuration asks for; tests take cheap ones. */
  readonly passwords?: Passwords;
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
  /** What the services need. */
  readonly desk: Desk;
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

  const messages = slackMessages(bulk);
  const delivery = createDelivery({
    store: storage.deliveries,
    audit: storage.audit,
    slack: messages,
    clock,
    timing,
    newKey: randomUUID,
    contentOf: (ticketId, key) => storage.files.contentOf(ticketId, key),
    aheadOf: (ticket) => aheadOf(ticket, storage),
    log,
    isStoreAway,
    async tellAdmins(text) {
      await bulk.chat.postMessage({ channel: triageChannel, text, parse: 'none' });
    },
  });
  let archive: Job | undefined;
  let messenger: Job | undefined;
  let fetching: Job | undefined;

  const asking = new WebClient(config.slack.botToken, deliveryClientOptions(config.slack, peopleTimeoutMs, log));
  const desk: Desk = {
    ...storage,
    passwords: options.passwords ?? (await passwordsWith(config.bcryptCost)),
    people: slackPeople(asking, identity.teamId),
    sendFile: fileSender(bulk),
    sessionHours: config.sessionHours,
    clock,
    triageChannel,
    teamId: identity.teamId,
    botUserId: identity.botUserId,
    workspaceUrl: identity.workspaceUrl,
    log,
    newKey: randomUUID,
    isStoreAway,
    patienceMs,
    openWithinMs: 500,
    wake,
    wakeMessenger: () => messenger?.wake(),
    fileLimits: config.files,
    wakeFetch: () => fetching?.wake(),
  };
  const app = new DeskApp(receiverOf(config.slack, config.port, log), config.slack, identity, {
    ...storage,
    clock,
    log,
  });
  routes(answering(app, desk));
  await listen(app, config.port);
  if (signal?.aborted) await app.stop();
  signal?.throwIfAborted();
  // Only now: what ends a start has no delivery or job in hand that it would cut.
  archive =
    config.archiveDir === undefined ? undefined : every(archiveEveryMs, 'archive', writeFiles(config.archiveDir), log);
  const stopping = new AbortController();
  let catchUpAt = new Date(0);
  let sweepAt = new Date(0);
  messenger = every(messengerEveryMs, 'messenger', tellAdmins, log);
  fetching = every(fetchEveryMs, 'files', fetchAll, log);
  const jobs = [
    every(eraseEveryMs, 'erase', () => eraseWithdrawn(desk), log),
    every(sessionsEveryMs, 'sessions', () => endSessions(desk), log),
    every(catchUpRetryMs, 'catch up', catchUpInTime, log),
    messenger,
    fetching,
    every(stepsEveryMs, 'admins', () => admins.carryOut(identity.teamId, desk), log),
    every(sweepRetryMs, 'accounts', sweepInTime, log),
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
    desk,
    wake() {
      wake();
      for (const job of jobs) job.wake();
    },
  };

  function wake(hasEnded = true): void {
    delivery.wake();
    if (hasEnded) archive?.wake();
  }

  /** Whether the admins are members still: after the start and once a day, and sooner where Slack did not say. */
  async function sweepInTime(): Promise<void> {
    if (clock.now() < sweepAt) return;
    await admins.sweep(identity.teamId, desk);
    sweepAt = new Date(clock.now().getTime() + sweepEveryMs);
  }

  /** Fetches the files that people sent; what is new is shown then. */
  async function fetchAll(): Promise<void> {
    const fetchOne = fileFetcher(bulk, config.slack.botToken, config.files);
    await fetchFiles({
      store: storage.files,
      clock,
      log,
      async fetch(file) {
        const fetched = await fetchOne(file);
        if (fetched.is === 'done') return fetched.result;
        const isOfFile = fetched.is === 'refused' && !accountErrors.has(fetched.error);
        return isOfFile ? { lost: fetched.error } : 'later';
      },
    });
    delivery.wake();
  }

  async function tellAdmins(): Promise<void> {
    await tellAll({
      store: storage.news,
      audit: storage.audit,
      slack: messages,
      clock,
      timing,
      log,
      vacate: (person, before) => vacate(person, before, desk),
      homeOf: (person) => homeOf(person, desk),
    });
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
    const ports = archivePorts(directory, storage, clock, (userIds) => namesOf(bulk, userIds));
    return async () => await writeDueFiles({ ...ports, log });
  }
}

/** What writes the archive into this directory. */
export function archivePorts(
  directory: string,
  { archive, chain, files }: Pick<Storage, 'archive' | 'chain' | 'files'>,
  clock: Clock,
  names: ArchivePorts['namesOf'],
): ArchivePorts {
  return {
    store: archive,
    chain,
    chainFile: chainFileIn(directory),
    files: archiveFilesIn(directory),
    contentOf: (ticketId, key) => files.contentOf(ticketId, key),
    clock,
    digest: sha256,
    namesOf: names,
  };
}

/** Of an error, what helps and holds no secret: the whole object may carry tokens and people's words. */
function safeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack } = error;
  const causes = error instanceof AggregateError ? { causes: error.errors.map(safeError) } : {};
  return { type: name, message, stack, ...causes };
}

/** Starts Deskbell in the Slack that the environment names, and says that it runs. Throws BadConfig, and what `startDeskbell` throws. */
export async function startInSlack(
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Deskbell> {
  const config = configOf(env);
  const deskbell = await startDeskbell(config, { say, signal });
  await sayWhatIsAmiss(deskbell, say);
  const way = config.slack.appToken === undefined ? `by HTTP, at port ${config.port}` : 'by Socket Mode';
  say(`
  Deskbell is running in your Slack, ${way}. New tickets stand in ${config.triageChannel}.

  ${storedIn(config, deskbell.database)} Ctrl-C stops everything.
`);
  return deskbell;
}

/** Says how somebody becomes the first admin, where there is none, and who reads open tickets and is no admin. */
export async function sayWhatIsAmiss({ desk }: Deskbell, say: (line: string) => void): Promise<void> {
  try {
    const code = await admins.offerSetup(desk.teamId, desk);
    if (code === undefined) await sayWhoElseReads(desk, say);
    else sayHowToSetUp(code, say);
  } catch (err) {
    desk.log.warn({ err }, 'It could not be looked at who is an admin, and who reads the triage channel.');
  }
}

function sayHowToSetUp(code: string, say: (line: string) => void): void {
  say(`
  There is no admin yet. In Slack, type   /ticket-admin setup ${code}
  The code works once, for ${setupMinutes} minutes. Or, on this machine: npm run admin -- promote <user id>`);
}

/** Throws what Slack says. */
async function sayWhoElseReads(desk: Desk, say: (line: string) => void): Promise<void> {
  const { userIds, more } = await admins.outsiders(desk.teamId, desk);
  if (userIds.length === 0) return;
  const profiles = await Promise.all(userIds.map((userId) => desk.people.find(userId)));
  const names = userIds.map((userId, at) => `${profiles[at]?.name ?? 'somebody'} (${userId})`);
  const all = [...names, ...(more === 0 ? [] : [`${more} more`])].join(', ');
  say(`
  People who are no admins read open tickets in the triage channel: ${all}.
  Promote them with /ticket-admin promote, or take them out of the channel.`);
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
