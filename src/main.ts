import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import { config as readDotenv } from 'dotenv';
import { type Logger, pino } from 'pino';
import { sayWhatIsAmiss } from './amiss';
import { type Config, configOf } from './config';
import { type ArchivePorts, writeDueFiles } from './jobs/archive';
import { every, type Job } from './jobs/every';
import { fetchFiles } from './jobs/files';
import { closeAll, endInTime, unlessAborted } from './lifecycle';
import { createMetrics } from './metrics';
import { passwordsWith } from './passwords';
import * as admins from './services/admins';
import { vacate } from './services/claims';
import type { Clock, Passwords } from './services/ports';
import { aheadOf } from './services/queue';
import { endSessions } from './services/sessions';
import { eraseWithdrawn } from './services/tickets';
import { answering } from './slack/answering';
import { DeskApp } from './slack/app';
import { catchUp } from './slack/catch-up';
import { deliveryClientOptions, type Identity, type Line } from './slack/client';
import { createDelivery } from './slack/delivery/delivery';
import { gathererOf, showGatherings } from './slack/delivery/gatherings';
import { inspectorIn } from './slack/delivery/inspect';
import { tellAll } from './slack/delivery/messenger';
import { PacedClient, pacingOf } from './slack/delivery/pacing';
import { type Rates, slackRates } from './slack/delivery/rates';
import { accountErrors, slackMessages } from './slack/delivery/slack-messages';
import { timing as standardTiming, type Timing } from './slack/delivery/timing';
import { createWatch } from './slack/delivery/watch';
import type { Desk } from './slack/desk';
import { fileFetcher } from './slack/fetch-file';
import { healthPages } from './slack/health';
import { homeOf } from './slack/listeners/home';
import { namesOf } from './slack/names';
import { slackPeople } from './slack/people';
import { earOf } from './slack/receiver';
import { routes } from './slack/routes';
import { fileSender } from './slack/send-file';
import { watching as standardWatching, type Watching, watchdog } from './slack/watchdog';
import { isStoreAway, type Storage } from './storage';
import { archiveFilesIn, sha256 } from './storage/archive-files';
import { chainFileIn } from './storage/chain-file';
import { openDatabase } from './storage/embedded';
import { surroundingsOf } from './surroundings';
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
const gatheringsEveryMs = 5_000;
const sessionsEveryMs = 30_000;
const stepsEveryMs = 60_000;
const troublesEveryMs = 60_000;
const sweepEveryMs = 24 * 60 * 60_000;
const sweepRetryMs = 60 * 60_000;
/** So long what is in hand may take when Deskbell stops; then so long to note what became of it, and then so long to hang up. */
const finishMs = 4_000;
const giveBackMs = 2_000;
const closeWithinMs = 1_000;
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
  /** How often Slack may be called, where it is another Slack. */
  readonly rates?: Rates;
  /** In place of those that the configuration asks for; tests take cheap ones. */
  readonly passwords?: Passwords;
  /** How long forms and clicks wait for the database, in milliseconds. */
  readonly patienceMs?: number;
  /** How long it waits for what a click opens before it opens a loading view, in milliseconds. */
  readonly openWithinMs?: number;
  /** Between two tries at start to reach what is away, in milliseconds. */
  readonly retryMs?: number;
  /** How patient it is with a socket that is closed. */
  readonly watching?: Watching;
  /** Ends a start that is under way. */
  readonly signal?: AbortSignal;
}

export interface Deskbell extends Identity {
  readonly triageChannel: string;
  /** In words, which database it uses. */
  readonly database: string;
  /** What the services need. */
  readonly desk: Desk;
  /** Of the pages that say how it is, and of Slack's requests where they come by HTTP. */
  readonly port: number;
  /** Why it cannot go on, once it cannot; then it has to be stopped. */
  readonly lost: Promise<Error>;
  /** Looks for what is due now, and not at the next tick. */
  wake(): void;
  /** Ends what is in hand, leaves the rest to whoever comes next, and stops, all within ten seconds. */
  stop(): Promise<void>;
}

/**
 * Starts Deskbell: database, Slack, delivery, jobs. Waits while the database or Slack is away.
 * Throws NoDatabase, DataFolderInUse, what `surroundingsOf` throws, PortTaken, and the reason of `signal`.
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
  const { say, timing = standardTiming, retryMs = 2_000, signal } = options;
  const { patienceMs = 2_000, openWithinMs = 500 } = options;
  const { watching = standardWatching } = options;
  const log = options.log ?? pino({ level: config.logLevel, serializers: { err: safeError } });
  const metrics = createMetrics();
  const { meter } = metrics;
  /** No call to Slack begins any more, but those that somebody waits for. */
  const stopping = new AbortController();
  /** What is under way ends at once. */
  const cut = new AbortController();
  // Each call that is under way, of which there may be many.
  setMaxListeners(0, cut.signal);
  const line: Line = { meter, cut: cut.signal };
  const database = await openDatabase({
    ...(config.mongodbUri === undefined ? { dataDir: databaseFolder } : { uri: config.mongodbUri }),
    say,
  });
  opened.push(database.stop);
  signal?.throwIfAborted();
  const { storage, identity, triageChannel } = await surroundingsOf(config, {
    uri: database.uri,
    timeoutMs: timing.callTimeoutMs,
    retryMs,
    log,
    say,
    opened: ({ close }) => opened.push(() => endInTime(close(), closeWithinMs)),
    signal,
  });
  const clock = options.clock?.(storage.clock) ?? storage.clock;

  const { budgets } = storage;
  const pacing = pacingOf({ budgets, clock, rates: options.rates ?? slackRates, teamId: identity.teamId });
  const bulk = new PacedClient(
    config.slack.botToken,
    clientOptions(timing.callTimeoutMs, { ...line, closed: stopping.signal }),
    pacing,
  );
  const watch = createWatch({
    ...storage,
    ...identity,
    triageChannel,
    clock,
    log,
    wake: () => delivery.wake(),
    wakeMessenger: () => messenger?.wake(),
  });
  const messages = watch.over(slackMessages(bulk, cut.signal));
  let messenger: Job | undefined;
  const delivery = createDelivery({
    store: storage.deliveries,
    audit: storage.audit,
    meter,
    slack: messages,
    pacing,
    clock,
    timing,
    newKey: randomUUID,
    contentOf: (ticketId, key) => storage.files.contentOf(ticketId, key),
    gather: gathererOf({ store: storage.gatherings, budgets, clock, pacing }),
    aheadOf: (ticket) => aheadOf(ticket, storage),
    log,
    isStoreAway,
    watch,
    triageChannel,
  });
  let archive: Job | undefined;
  let fetching: Job | undefined;

  const desk: Desk = {
    ...storage,
    passwords: options.passwords ?? (await passwordsWith(config.bcryptCost)),
    people: slackPeople(clientWith(peopleTimeoutMs, line), identity.teamId),
    sendFile: fileSender(clientWith(timing.callTimeoutMs, line)),
    inspector: inspectorIn(messages, pause),
    hasArchive: config.archiveDir !== undefined,
    pause,
    sessionHours: config.sessionHours,
    clock,
    triageChannel,
    teamId: identity.teamId,
    botUserId: identity.botUserId,
    workspaceUrl: identity.workspaceUrl,
    log,
    meter,
    newKey: randomUUID,
    isStoreAway,
    patienceMs,
    openWithinMs,
    wake,
    wakeMessenger: () => messenger?.wake(),
    checkToken: async () => void (await messages.checkToken()),
    fileLimits: config.files,
    wakeFetch: () => fetching?.wake(),
  };
  const pages = healthPages({
    ...storage,
    teamId: identity.teamId,
    clock,
    isListening: () => ear.isOpen(),
    isLost: () => lifeline.isLost(),
    isStopping: () => stopping.signal.aborted,
    page: metrics.page,
  });
  const ear = earOf(config.slack, config.port, pages, log, line);
  const lifeline = watchdog(ear.isOpen, watching);
  const app = new DeskApp(ear.receiver, config.slack, identity, { ...storage, clock, log, meter, line });
  routes(answering(app, desk));
  opened.push(ear.close);
  const port = await ear.open(app);
  if (signal?.aborted) await app.stop();
  signal?.throwIfAborted();
  // Before anything is called that may be in trouble since before the start.
  await watch.look(() => messages.checkToken());
  // Only now: what ends a start has no delivery or job in hand that it would cut.
  archive =
    config.archiveDir === undefined ? undefined : every(archiveEveryMs, 'archive', writeFiles(config.archiveDir), log);
  let catchUpAt = new Date(0);
  let sweepAt = new Date(0);
  messenger = every(messengerEveryMs, 'messenger', tellAdmins, log);
  fetching = every(fetchEveryMs, 'files', fetchAll, log);
  const jobs = [
    every(troublesEveryMs, 'troubles', () => watch.look(() => messages.checkToken()), log),
    every(gatheringsEveryMs, 'gatherings', showAllGatherings, log),
    every(eraseEveryMs, 'erase', () => eraseWithdrawn(desk), log),
    every(sessionsEveryMs, 'sessions', () => endSessions(desk), log),
    every(catchUpRetryMs, 'catch up', catchUpInTime, log),
    messenger,
    fetching,
    every(stepsEveryMs, 'admins', () => admins.carryOut(identity.teamId, desk), log),
    every(sweepRetryMs, 'accounts', sweepInTime, log),
    every(inboxEveryMs, 'inbox', () => app.workOffInbox(), log),
    every(clockEveryMs, 'clock', () => storage.clock.sync(), log),
    every(watching.everyMs, 'watchdog', async () => lifeline.look(), log),
    ...(archive ? [archive] : []),
  ];
  delivery.start();
  opened.push(end);

  return {
    ...identity,
    triageChannel,
    database: database.description,
    desk,
    port,
    lost: lifeline.lost,
    wake() {
      wake();
      for (const job of jobs) job.wake();
    },
  };

  /** Ends what is in hand; what cannot be ended in time is cut, and left to whoever comes next. */
  async function end(): Promise<void> {
    stopping.abort();
    const inHand = Promise.all([app.stop(), delivery.stop(), ...jobs.map((job) => job.stop())]);
    let isEnded = await endInTime(inHand, finishMs);
    cut.abort();
    isEnded ||= await endInTime(inHand, giveBackMs);
    if (!isEnded) log.warn('Not everything in hand could be ended in time; what was left is taken up again.');
    // The database may be away, and the socket closed already.
    await endInTime(Promise.allSettled([app.giveBack(), isEnded || app.hangUp()]), closeWithinMs);
  }

  function clientWith(timeoutMs: number, on: Line): WebClient {
    return new WebClient(config.slack.botToken, clientOptions(timeoutMs, on));
  }

  function clientOptions(timeoutMs: number, on: Line): WebClientOptions {
    return deliveryClientOptions(config.slack, timeoutMs, log, on);
  }

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
    const fetchOne = fileFetcher(bulk, config.slack.botToken, config.files, cut.signal);
    await fetchFiles({
      store: storage.files,
      clock,
      log,
      stopping: stopping.signal,
      async fetch(file) {
        const fetched = await fetchOne(file);
        if (fetched.is === 'done') return fetched.result;
        if (fetched.is === 'unknown') return 'later';
        if (fetched.is === 'limited' || accountErrors.has(fetched.error)) return 'closed';
        return { lost: fetched.error };
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
      stopping: stopping.signal,
    });
  }

  async function showAllGatherings(): Promise<void> {
    await showGatherings({
      store: storage.gatherings,
      slack: messages,
      clock,
      timing,
      log,
      triageChannel,
      stopping: stopping.signal,
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
    const ports = archivePorts(directory, storage, clock, (userIds) => namesOf(bulk, userIds, stopping.signal));
    return async () => await writeDueFiles({ ...ports, log, stopping: stopping.signal });
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
  await sayWhatIsAmiss(deskbell.desk, say);
  const way = config.slack.appToken === undefined ? `by HTTP, at port ${deskbell.port}` : 'by Socket Mode';
  say(`
  Deskbell is running in your Slack, ${way}. New tickets stand in ${config.triageChannel}.

  ${storedIn(config, deskbell.database)}
  How it is: http://localhost:${deskbell.port}/readyz, and /metrics for Prometheus. Ctrl-C stops everything.
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
