import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Actor, type Message, startWorkspace, type Workspace, wordsOf } from '@deskbell/sandbox';
import mongoose from 'mongoose';
import { pino } from 'pino';
import { type Config, configOf } from '../../src/config';
import type { Rate } from '../../src/domain/rates';
import { type Deskbell, startDeskbell } from '../../src/main';
import { passwordsWith } from '../../src/passwords';
import type { Rates } from '../../src/slack/delivery/rates';
import { type Timing, timing } from '../../src/slack/delivery/timing';
import type { Watching } from '../../src/slack/watchdog';
import { connect } from '../../src/storage/connection';
import { type Models, modelsOf } from '../../src/storage/models';
import { startTestDatabase } from './database';
import { leaksOf } from './secrets';

export interface DeskOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Signed HTTP in place of Socket Mode. */
  readonly http?: boolean;
  /** Who is an admin from the beginning; Carol and Dave by default. */
  readonly admins?: readonly Handle[];
  /** True where none of them is logged in. */
  readonly loggedOut?: boolean;
  /** How long Deskbell thinks before it says that it is still at it: longer than a busy machine holds it up, where nothing is said. */
  readonly patienceMs?: number;
  /** How long Deskbell waits before it opens a loading view, and answers a command in a modal: likewise. */
  readonly openWithinMs?: number;
  /** Milliseconds that a call to Slack may take. */
  readonly callTimeoutMs?: number;
  /** How patient the delivery is, where it is another patience than usual. */
  readonly timing?: Partial<Timing>;
  /** How patient Deskbell is with a socket that is closed. */
  readonly watching?: Watching;
  /** True where Slack's rates are enforced, and kept. */
  readonly rates?: boolean;
  /** How long Slack waits for an acknowledgement, and a trigger lives: likewise. */
  readonly slackPatienceMs?: number;
  /** How much is logged: `warn` and worse, where nothing is said. */
  readonly logLevel?: string;
  /** The way on which Deskbell reaches its database; tests reach it past that. */
  readonly through?: (mongodbUri: string) => string;
}

export type Handle = keyof Workspace['people'];

/** Deskbell in a practice workspace, as tests use it. */
export interface TestDesk {
  readonly workspace: Workspace;
  readonly alice: Actor;
  readonly bob: Actor;
  readonly carol: Actor;
  readonly dave: Actor;
  readonly archiveDir: string;
  readonly config: Config;
  /** The database, on the way that is always there. */
  readonly mongodbUri: string;
  /** Lines that Deskbell said at the terminal. */
  readonly said: string[];
  /** Lines that Deskbell logged, as objects. */
  readonly logged: Record<string, unknown>[];
  deskbell(): Deskbell;
  /** The time that Deskbell goes by. */
  now(): Date;
  /** Moves the clock that Deskbell goes by, and lets it look for what is due. */
  passes(ms: number): void;
  /** Resolves when nothing is due any more. */
  settled(): Promise<void>;
  /** The stored documents of tickets, oldest first. */
  stored(): Promise<Awaited<ReturnType<typeof storedTickets>>>;
  /** Does something to the database behind Deskbell's back. */
  inDatabase<T>(work: (models: Models) => Promise<T>): Promise<T>;
  stopDeskbell(): Promise<void>;
  startDeskbell(): Promise<void>;
  /** One more Deskbell for the same workspace and database. */
  startAnother(): Promise<void>;
  stop(): Promise<void>;
}

const running = new Set<TestDesk>();

/** Starts a workspace, a database and Deskbell. `stopDesks` in an afterEach stops them. */
export async function startDesk(options: DeskOptions = {}): Promise<TestDesk> {
  const { admins = ['carol', 'dave'], loggedOut = false, callTimeoutMs = timing.callTimeoutMs } = options;
  const database = await startTestDatabase();
  const connection = await connect(database.uri).asPromise();
  const models = modelsOf(connection);
  const archiveDir = await mkdtemp(join(tmpdir(), 'deskbell-archive-'));
  const port = options.http ? await freePort() : 0;
  const workspace = await startWorkspace({
    manifest: resolve(__dirname, '../../manifest.yml'),
    ...(options.http && { requestUrl: `http://127.0.0.1:${port}/slack/events` }),
    patienceMs: options.slackPatienceMs ?? 20_000,
    ...(options.rates !== undefined && { rates: options.rates }),
  });
  const config = configOf({
    SLACK_BOT_TOKEN: workspace.tokens.bot,
    ...(options.http
      ? { SLACK_SIGNING_SECRET: workspace.tokens.signingSecret }
      : { SLACK_APP_TOKEN: workspace.tokens.app }),
    SLACK_API_URL: workspace.apiUrl,
    MONGODB_URI: options.through?.(database.uri) ?? database.uri,
    ARCHIVE_DIR: archiveDir,
    PORT: String(port),
    ...options.env,
  });
  const said: string[] = [];
  const logged: Record<string, unknown>[] = [];
  let movedMs = 0;
  await admit(
    models,
    workspace.teamId,
    admins.map((handle) => workspace.people[handle]),
    loggedOut,
  );
  let deskbell = await start();
  const others: Deskbell[] = [];

  const desk: TestDesk = {
    workspace,
    alice: workspace.as('alice'),
    bob: workspace.as('bob'),
    carol: workspace.as('carol'),
    dave: workspace.as('dave'),
    archiveDir,
    config,
    mongodbUri: database.uri,
    said,
    logged,
    deskbell: () => deskbell,
    now: () => new Date(Date.now() + movedMs),
    passes(ms) {
      movedMs += ms;
      for (const one of [deskbell, ...others]) one.wake();
    },
    stored: () => storedTickets(models),
    inDatabase: (work) => work(models),
    async settled() {
      await until('nothing to be due', async () => {
        const due = (await storedTickets(models)).filter(
          ({ dueAt, archive, fetch }) => dueAt ?? archive?.dueAt ?? fetch?.dueAt,
        );
        const told = await models.admins.countDocuments({ 'news.0': mongoose.trusted({ $exists: true }) });
        return due.length + told === 0 ? true : undefined;
      });
    },
    stopDeskbell: () => deskbell.stop(),
    async startDeskbell() {
      deskbell = await start();
    },
    async startAnother() {
      others.push(await start());
    },
    async stop() {
      running.delete(desk);
      await Promise.all([deskbell, ...others].map((one) => one.stop()));
      const leaks = await leaksOf(desk, connection);
      await workspace.stop();
      await connection.close();
      await database.stop();
      await rm(archiveDir, { recursive: true, force: true });
      if (leaks.length > 0) throw new Error(`Secrets where none may be:\n${leaks.join('\n')}`);
    },
  };
  running.add(desk);
  return desk;

  async function start(): Promise<Deskbell> {
    return await startDeskbell(config, {
      passwords: await cheapPasswords,
      say: (line) => said.push(line),
      log: pino({ level: options.logLevel ?? 'warn' }, { write: (line: string) => logged.push(JSON.parse(line)) }),
      clock: (clock) => ({ now: () => new Date(clock.now().getTime() + movedMs) }),
      timing: { ...timing, callTimeoutMs, pollMs: 100, ...options.timing },
      ...(!options.rates && { rates: noRates }),
      retryMs: 100,
      ...(options.watching !== undefined && { watching: options.watching }),
      patienceMs: options.patienceMs ?? 15_000,
      openWithinMs: options.openWithinMs ?? 10_000,
    });
  }
}

/** What the admins of a test log in with. All passwords of tests have `correct horse` in them, so that one that leaks is found. */
export const password = 'correct horse of a test';

/** Of a Slack that takes whatever comes. */
const much: Rate = { most: 10_000, withinMs: 1_000, lateMs: 10_000 };
export const noRates: Rates = { of: () => much, channel: much };

/** Bcrypt at the least cost that there is: a test is no attacker. */
const cheapPasswords = passwordsWith(4);

/** The admins, as the ones who set Deskbell up and promoted one another would have made them: with a password, and logged in for years. */
async function admit(models: Models, teamId: string, userIds: readonly string[], loggedOut: boolean): Promise<void> {
  const since = new Date(Date.now() - 60_000);
  const hash = await (await cheapPasswords).hash(password);
  const session = { since, until: new Date(Date.now() + 10 * 365 * 24 * 60 * 60_000) };
  for (const userId of userIds) {
    const made = { teamId, userId, active: true, promotedBy: 'machine', promotedAt: since, seq: 1, version: 1, hash };
    await models.admins.create({ ...made, news: [], ...(!loggedOut && { session }) });
  }
  await models.teams.create({ _id: teamId, seq: 1, admins: [...userIds], steps: [], codes: [] });
}

/** Stops every desk that a test started. */
export async function stopDesks(): Promise<void> {
  await Promise.all([...running].map((desk) => desk.stop()));
}

/** Looks again and again until there is something. Throws after twenty seconds, which nothing takes but what never comes, or after another time. */
export async function until<T>(what: string, look: () => Promise<T | undefined>, limitMs = 20_000): Promise<T> {
  // Not by the date, which tests move.
  const end = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`Waited ${limitMs / 1000} seconds for ${what}.`);
    await new Promise((again) => setTimeout(again, 20));
  }
}

/** What a person does to have a ticket; gives the words of the card that they get. */
export async function submits(person: Actor, title: string, description = ''): Promise<void> {
  await person.types('/ticket', { in: 'general' });
  const form = await person.modal('New ticket');
  form.fills({ Title: title, Description: description });
  await form.submits();
  await person.noModal();
}

async function storedTickets({ tickets }: Models) {
  return await tickets.find().sort({ number: 1 }).lean();
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  return await new Promise((free) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => free(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Opens a form by its button, writes into its one text field, and sends it. */
export async function says(person: Actor, button: string, where: Message, words: string): Promise<void> {
  await person.presses(button, where);
  const modal = await person.modal();
  const [field = ''] = modal
    .view()
    .blocks.flatMap((block) =>
      block.type === 'input' && 'element' in block && block.element.type === 'plain_text_input'
        ? [block.label.text]
        : [],
    );
  modal.fills({ [field]: words });
  await modal.submits();
  await person.noModal();
}

/** A ticket of Alice's that Carol has; gives Carol's card of it. */
export async function claimedTicket({ alice, carol, ...desk }: TestDesk): Promise<Message> {
  await submits(alice, 'Printer on fire');
  await carol.presses('Claim', await carol.sees('Printer on fire', { in: 'triage' }));
  const mine = await carol.sees('Printer on fire');
  await desk.settled();
  return mine;
}

/** What only this person sees, with exactly these words, or such. */
export async function whisper(person: Actor, words: string | RegExp, where = 'triage'): Promise<Message> {
  return await person.sees(
    (message) => message.ephemeral && (typeof words === 'string' ? message.text === words : words.test(message.text)),
    { in: where },
  );
}

/** A modal of Deskbell's, in place of a form, says exactly these words, or such; the person closes it. */
export async function refusedInModal(person: Actor, words: string | RegExp): Promise<string> {
  const modal = await person.modal('Deskbell');
  const said = wordsOf({ text: '', blocks: modal.view().blocks });
  if (typeof words === 'string') expect(said).toBe(words);
  else expect(said).toMatch(words);
  await modal.closes();
  return said;
}
