/**
 * `npm run bench:flood`: 500 tickets in ten seconds, from four people who type /ticket and send the form as fast as they can, in the
 * practice workspace with Slack's rates on, but for the opening of forms, of which Slack promises a hundred a minute. Deskbell runs in a process of its own; it is done when every message stands in Slack.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { type Actor, startWorkspace, type Workspace } from '@deskbell/sandbox';
import mongoose from 'mongoose';
import { pino } from 'pino';
import { configOf } from '../src/config';
import { startDeskbell } from '../src/main';
import { connect } from '../src/storage/connection';
import { modelsOf } from '../src/storage/models';
import { benchDatabase, manifest, quantile } from './bench-desk';

const tickets = Number(process.env['TICKETS'] ?? 500);
const seconds = 10;

/** Memory in bytes, after a garbage collection. */
type Memory = Pick<NodeJS.MemoryUsage, 'rss' | 'heapUsed'>;

/** The child's part: a Deskbell that says how much memory it takes whenever it is asked. */
async function deskbell(): Promise<void> {
  const started = await startDeskbell(configOf(process.env), { say: () => undefined, log: pino({ level: 'error' }) });
  process.on('message', (asked) => {
    if (asked === 'stop') void started.stop().then(() => process.exit());
    else process.send?.(memoryNow());
  });
  process.on('disconnect', () => process.exit());
  process.send?.('started');
}

function memoryNow(): Memory {
  global.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { rss, heapUsed };
}

async function memoryOf(child: ChildProcess): Promise<Memory> {
  child.send('memory');
  const [memory] = (await once(child, 'message')) as [Memory]; // what the child sends when it is asked
  return memory;
}

async function main(): Promise<void> {
  const database = await benchDatabase();
  const uri = database.uri('flood');
  const workspace = await startWorkspace({ manifest, rates: { except: ['views.open'] } });
  const child = fork(__filename, {
    execArgv: ['--expose-gc'],
    env: {
      ...process.env,
      DESKBELL: 'child',
      SLACK_BOT_TOKEN: workspace.tokens.bot,
      SLACK_APP_TOKEN: workspace.tokens.app,
      SLACK_API_URL: workspace.apiUrl,
      TRIAGE_CHANNEL: workspace.channels.triage,
      MONGODB_URI: uri,
      ARCHIVE_DIR: '',
    },
  });
  await once(child, 'message');
  await workspace.connected();
  const connection = await connect(uri).asPromise();
  const models = modelsOf(connection);
  const there = mongoose.trusted({ $exists: true });

  const before = await memoryOf(child);
  const begun = performance.now();
  const people = (['alice', 'bob', 'carol', 'dave'] as const).map((handle) => workspace.as(handle));
  const times = (await Promise.all(people.map((person, of) => sends(person, of, people.length)))).flat();
  const took = (performance.now() - begun) / 1000;
  const inFlood = await memoryOf(child);
  await shown(async () => {
    const due = await models.tickets.countDocuments({ dueAt: there });
    return due + (await models.gatherings.countDocuments({ ts: mongoose.trusted({ $exists: false }) }));
  });
  const allShown = (performance.now() - begun) / 1000;
  const after = await memoryOf(child);
  const gathered = await models.tickets.countDocuments({ gathering: there });
  report(workspace, { times, took, allShown, gathered, before, inFlood, after, database: database.description });

  child.send('stop');
  await once(child, 'exit');
  await connection.close();
  await workspace.stop();
  await database.stop();
}

/** Every fourth ticket, none sooner than it is its turn; gives the milliseconds from sending each form to its answer. */
async function sends(person: Actor, of: number, people: number): Promise<number[]> {
  const times: number[] = [];
  const begun = performance.now();
  for (let at = of; at < tickets; at += people) {
    await wait(Math.max(0, begun + (at / tickets) * seconds * 1000 - performance.now()));
    await person.types('/ticket', { in: 'general' });
    const form = await person.modal('New ticket', { limitMs: 30_000 });
    form.fills({ Title: `Printer ${at} is on fire`, Description: 'Third floor, by the window.' });
    // Where the database does not answer in time, the form says so and keeps the words: they are sent again.
    for (let isTaken = false; !isTaken; ) {
      const sent = performance.now();
      isTaken = (await form.submits()).became === 'closed';
      times.push(performance.now() - sent);
    }
  }
  return times;
}

/** Resolves once nothing is due any more. */
async function shown(countDue: () => Promise<number>): Promise<void> {
  while ((await countDue()) > 0) await wait(500);
}

interface Measured {
  readonly times: readonly number[];
  readonly took: number;
  readonly allShown: number;
  readonly gathered: number;
  readonly before: Memory;
  readonly inFlood: Memory;
  readonly after: Memory;
  readonly database: string;
}

function report({ calls, channels }: Workspace, measured: Measured): void {
  const { times, took, allShown, gathered, before, inFlood, after } = measured;
  const made = (method: string) => calls.filter((call) => call.method === method);
  const posts = made('chat.postMessage').filter(({ outcome }) => outcome === 'ok');
  const inTriage = posts.filter(({ args }) => args['channel'] === channels.triage).map(({ at }) => at);
  const cards = tickets - gathered;
  const perSecond = (inTriage.length - 1) / ((Math.max(...inTriage) - Math.min(...inTriage)) / 1000);
  const updates = made('chat.update').length;
  const fewest = 3 * tickets + cards + 1;
  const lines: [string, string][] = [
    ['sent in', `${took.toFixed(1)} s, wanted in ${seconds}`],
    [
      'form to acknowledgement',
      `median ${ms(quantile(times, 0.5))}, 99 % ${ms(quantile(times, 0.99))}, most ${ms(Math.max(...times))}`,
    ],
    ['forms that had to be sent again', String(times.length - tickets)],
    ['in the triage channel', `${cards} cards, and one message for ${gathered} tickets`],
    ['posts there', `${perSecond.toFixed(2)} a second, of 1 that Slack takes`],
    [
      'all messages stand after',
      `${allShown.toFixed(0)} s, the fewest for ${(2 * tickets) / 4} posts in each DM: ${((2 * tickets) / 4).toFixed(0)} s`,
    ],
    [
      'calls',
      `${made('views.open').length} views.open, ${posts.length} chat.postMessage, ${updates} chat.update; the fewest: ${fewest} in all`,
    ],
    ['429s', String(calls.filter(({ outcome }) => outcome === 'http 429').length)],
    ['memory before', mb(before)],
    ['memory right after the flood', mb(inFlood)],
    ['memory when all is shown', mb(after)],
  ];
  console.log(`${tickets} tickets in ${seconds} seconds, Slack's rates on, ${measured.database}`);
  for (const [name, value] of lines) console.log(`${name.padEnd(33)} ${value}`);
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}

function mb({ rss, heapUsed }: Memory): string {
  return `${(heapUsed / 2 ** 20).toFixed(1)} MB of heap, ${(rss / 2 ** 20).toFixed(0)} MB in all`;
}

void (process.env['DESKBELL'] === 'child' ? deskbell() : main());
