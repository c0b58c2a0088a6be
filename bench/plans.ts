/**
 * `npm run bench:plans`: how a server answers each query that people wait for, among a thousand tickets and among a million. Fails where
 * it reads a whole collection, sorts in memory, or reads more than it has to.
 */

import { type Connection, Mongoose } from 'mongoose';
import type { ListAsked, ListPlace } from '../src/domain/lists';
import { listFor } from '../src/services/lists';
import type { Tickets } from '../src/services/ports';
import { aheadOf } from '../src/services/queue';
import { homePageSize } from '../src/slack/views/lists';
import { queuePageSize } from '../src/slack/views/queue';
import { connect } from '../src/storage/connection';
import { createIndexes } from '../src/storage/indexes';
import { type Models, modelsOf } from '../src/storage/models';
import { ticketsIn } from '../src/storage/tickets';
import { benchDatabase, quantile } from './bench-desk';
import { type Plan, planOf, queriesOver } from './explained';
import { busiest, createdAtOf, firstAdmin, liveOf, rareWord, seededTickets, teamId, tsOf } from './seeded-tickets';

const sizes = (process.env['SIZES'] ?? '1000,1000000').split(',').map(Number);
const batch = 1_000;
/** How often a page is timed. */
const rounds = 20;

/** Something that somebody waits for. */
interface Question {
  readonly name: string;
  /** It as the product asks it, in each way: from either end, the first page and one in the middle. */
  readonly ways: readonly (() => Promise<unknown>)[];
  /** What is looked through where the index does not have all that is asked for. */
  readonly through?: Few;
  /** What is counted. */
  readonly counted?: Few;
}

/** Tickets of some kind, and how many there are. */
interface Few {
  readonly what: string;
  readonly count: number;
}

async function questionsOf(size: number, models: Models, tickets: Tickets): Promise<Question[]> {
  const few = async (what: string, filter: object): Promise<Few> => ({
    what,
    count: await models.tickets.collection.countDocuments({ teamId, ...filter }),
  });
  const live = await few('the live ones', { live: true });
  const open = await few('the open ones', { live: true, status: 'open' });
  const mine = await few('what one admin has', { live: true, claimer: firstAdmin });
  const sent = await few('what one person has sent', { requester: busiest });
  const sentAndLive = await few('what one person has waiting', { requester: busiest, live: true });
  const sentAndEnded = await few("one person's archive", { requester: busiest, live: false });
  const rare = await few('those with the rare word', { live: false, grams: rareWord });
  const common = await few('those with the rarer word', { live: false, grams: 'printer' });

  const admin = { teamId, userId: firstAdmin, promotedBy: 'bench', promotedAt: new Date(), hasPassword: true };
  const author = { teamId, userId: busiest };
  const middle = size / 2;
  const places = {
    live: { number: Math.round(size - (liveOf(size) * 0.8) / 2) },
    ended: { number: middle, closedAt: createdAtOf(middle, size) },
  } satisfies Record<string, ListPlace>;
  const list = (name: string, asked: Omit<ListAsked, 'order'>, through?: Few): Question => ({
    name,
    ...(through && { through }),
    ways: (['oldest', 'newest'] as const).flatMap((order) =>
      [undefined, asked.list === 'archive' ? places.ended : places.live].map(
        (after) => async () => await listFor(admin, { ...asked, order }, { limit: queuePageSize, after }, { tickets }),
      ),
    ),
  });
  const lastDays = { from: createdAtOf(places.live.number, size).toISOString().slice(0, 10) };
  const someYears = { from: '2018-01-01', until: '2023-12-31' };
  const thread = { channel: 'C0TRIAGE', ts: tsOf(createdAtOf(middle, size)) };
  return [
    list('open', { list: 'open' }),
    list('open, claimed', { list: 'open', status: 'claimed' }),
    list('open, of some days', { list: 'open', ...lastDays }, live),
    list('open, with a word', { list: 'open', words: 'printer' }, live),
    list('open, by an author', { list: 'open', author: busiest }, sentAndLive),
    list('open, all of that', { list: 'open', words: 'printer', author: busiest, status: 'open', ...lastDays }, live),
    list('mine', { list: 'mine' }),
    list('mine, waiting', { list: 'mine', status: 'waiting' }, mine),
    list('mine, of some days', { list: 'mine', ...lastDays }, mine),
    list('mine, with a word', { list: 'mine', words: 'printer' }, mine),
    list('mine, by an author', { list: 'mine', author: busiest }, mine),
    list(
      'mine, all of that',
      { list: 'mine', words: 'printer', author: busiest, status: 'waiting', ...lastDays },
      mine,
    ),
    list('archive', { list: 'archive' }),
    list('archive, completed', { list: 'archive', status: 'completed' }),
    list('archive, withdrawn', { list: 'archive', status: 'withdrawn' }),
    list('archive, of some years', { list: 'archive', ...someYears }),
    list('archive, by an author', { list: 'archive', author: busiest }),
    list('archive, by an author, completed', { list: 'archive', author: busiest, status: 'completed' }),
    list('archive, by an author, of some years', { list: 'archive', author: busiest, ...someYears }),
    list('archive, with a word that nearly all have', { list: 'archive', words: 'please' }),
    list('archive, with a common word', { list: 'archive', words: 'print' }),
    list('archive, with a rare word', { list: 'archive', words: rareWord }),
    list('archive, with a word, of some years', { list: 'archive', words: 'printer', ...someYears }),
    list(
      'archive, with a rare word and two that are not',
      { list: 'archive', words: `please printer ${rareWord}` },
      rare,
    ),
    list('archive, with two common words', { list: 'archive', words: 'please printer' }, common),
    list('archive, with three common words', { list: 'archive', words: 'printer scanner Oslo' }, common),
    list('archive, with a word, by an author', { list: 'archive', words: 'printer', author: busiest }, sentAndEnded),
    list(
      'archive, all of that',
      { list: 'archive', words: 'please print', author: busiest, status: 'completed', ...someYears },
      sentAndEnded,
    ),
    {
      name: 'own tickets',
      counted: sent,
      ways: [undefined, middle].map(
        (before) => async () => await tickets.ofRequester(author, { limit: homePageSize, before }),
      ),
    },
    { name: 'own tickets that wait', ways: [async () => await tickets.liveOf(author, homePageSize)] },
    { name: 'a number', ways: [async () => await tickets.read(teamId, { number: middle })] },
    { name: 'a thread', ways: [async () => await tickets.ofThread(teamId, thread)] },
    {
      name: 'how many are ahead, and the usual wait',
      counted: open,
      ways: [async () => await aheadOf({ teamId, number: size }, { tickets })],
    },
  ];
}

/** What a question asks of the database: all its ways together, with the most that one of them reads. */
interface Row {
  readonly name: string;
  readonly plans: readonly Plan[];
  readonly few: Few | undefined;
  /** The middle of the times of the slowest way, in milliseconds. */
  readonly ms: number | undefined;
}

async function rowsOf(
  { name, ways, through, counted }: Question,
  connection: Connection,
  isTimed: boolean,
): Promise<Row[]> {
  const queries = queriesOver(connection);
  const found: Plan[] = [];
  const times: number[] = [];
  for (const way of ways) {
    queries.taken();
    await way();
    for (const query of queries.taken()) found.push(await planOf(query, connection));
    if (isTimed) times.push(await timed(way));
  }
  queries.stop();
  const [counts, pages] = [found.filter(({ isCount }) => isCount), found.filter(({ isCount }) => !isCount)];
  const ms = isTimed ? Math.max(...times) : undefined;
  return [
    ...(pages.length > 0 ? [{ name, plans: pages, few: through, ms }] : []),
    ...(counts.length > 0 ? [{ name: '   counted for it', plans: counts, few: counted, ms: undefined }] : []),
  ];
}

async function timed(way: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    await way();
    times.push(performance.now() - begun);
  }
  return quantile(times, 0.5);
}

/** What is wrong with it. */
function faultsOf({ plans, few }: Row): string[] {
  const stages = new Set(plans.flatMap((plan) => plan.stages));
  const bad = ['COLLSCAN', 'SORT'].filter((stage) => stages.has(stage));
  const isTooMuch = plans.some(({ keys, limit = 0 }) => !(keys <= Math.max(2 * limit, few?.count ?? 0)));
  return [...bad, ...(isTooMuch ? ['too many keys'] : [])];
}

function lineOf(row: Row): string {
  const { name, plans, few, ms } = row;
  const most = plans.toSorted((one, other) => other.keys - one.keys)[0];
  if (most === undefined) return name;
  const isThrough = few !== undefined && most.keys > 2 * (most.limit ?? 0);
  const indexes = [...new Set(plans.flatMap((plan) => plan.indexes))].join(', ');
  const stages = [...new Set(plans.map(stagesOf))].toSorted();
  return [
    name.padEnd(48),
    `${most.keys}`.padStart(7),
    `${most.docs}`.padStart(7),
    `${most.limit ?? 'all'}`.padStart(6),
    ms === undefined ? '' : ms.toFixed(1).padStart(8),
    `  ${indexes}: ${stages.join(' or ')}`,
    isThrough ? ` (${few.what}: ${few.count})` : '',
    ...faultsOf(row).map((fault) => `  << ${fault}`),
  ].join('');
}

/** Its stages in the order of the work, without those that only shape the answer. */
function stagesOf({ stages }: Plan): string {
  return stages
    .filter((stage) => stage !== 'LIMIT' && !stage.startsWith('PROJECTION'))
    .toReversed()
    .join(' ');
}

/** What a server says of itself. https://www.mongodb.com/docs/manual/reference/command/buildInfo/ */
interface BuildInfo {
  readonly version: string;
  readonly gitVersion?: string;
  readonly storageEngines?: readonly string[];
  readonly buildEnvironment?: { readonly cc?: string };
  readonly secantusVersion?: string;
}

/**
 * Whose plans these are, and whether its times count, too: only a mongod's own do. Throws where the server's plans are no mongod's: of those
 * that say they are MongoDB, SecantusDB's server in Rust alone has been seen to plan as a mongod does.
 */
function plannerOf({ version, secantusVersion, gitVersion = '', storageEngines = [], buildEnvironment }: BuildInfo): {
  name: string;
  isTimed: boolean;
} {
  if (secantusVersion !== undefined && buildEnvironment?.cc === 'rustc')
    return { name: `SecantusDB's server in Rust (${secantusVersion})`, isTimed: false };
  const isMongod = /[1-9a-f]/.test(gitVersion) && storageEngines.includes('wiredTiger');
  if (secantusVersion === undefined && isMongod) return { name: `mongod ${version}`, isTimed: true };
  throw new Error(
    `This server${secantusVersion === undefined ? '' : `, SecantusDB ${secantusVersion} in Python,`} does not plan as a mongod does, so its plans say nothing. Name a mongod, or SecantusDB's server in Rust, with MONGODB_URI.`,
  );
}

/** The indexes come last: made of all at once they take a fraction of the time. */
async function seed(size: number, models: Models): Promise<void> {
  let done = 0;
  for (const tickets of seededTickets(size, batch)) {
    await models.tickets.collection.insertMany(tickets, { ordered: false });
    done += tickets.length;
    if (done % 50_000 === 0) console.error(`${done} tickets stored…`);
  }
  console.error('Creating the indexes…');
  await createIndexes(models);
}

/** Measures at one size, in a database of its own. True where nothing was wrong. */
async function measured(size: number, uri: string): Promise<boolean> {
  const address = new URL(uri);
  // A patient connection for the seeding, and one as Deskbell has it for what is measured.
  const seeding = await new Mongoose().createConnection(uri, { autoIndex: false }).asPromise();
  address.searchParams.set('monitorCommands', 'true');
  const connection = await connect(address.href).asPromise();
  try {
    const info = await connection.db?.admin().buildInfo();
    const { name, isTimed } = plannerOf(info as BuildInfo); // by its documented shape
    await seed(size, modelsOf(seeding));
    const models = modelsOf(connection);
    // Times that do not count do not end a query either.
    const tickets = isTimed ? ticketsIn(models) : ticketsIn(models, { listMs: 60_000, countMs: 60_000 });
    const questions = await questionsOf(size, modelsOf(seeding), tickets);
    console.log(`Plans among ${size.toLocaleString('en')} tickets, ${name}`);
    const heads = ['keys', 'docs', 'page', ...(isTimed ? ['ms'] : [])];
    console.log(
      `${''.padEnd(48)}${heads.map((head, index) => head.padStart([7, 7, 6, 8][index] ?? 0)).join('')}  index: stages`,
    );
    let isGood = true;
    for (const question of questions) {
      for (const row of await rowsOf(question, connection, isTimed)) {
        console.log(lineOf(row));
        isGood &&= faultsOf(row).length === 0;
      }
    }
    return isGood;
  } finally {
    await seeding.dropDatabase();
    await seeding.close();
    await connection.close();
  }
}

async function main(): Promise<void> {
  const database = await benchDatabase();
  try {
    for (const size of sizes) if (!(await measured(size, database.uri(`plans-${size}`)))) process.exitCode = 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  } finally {
    await database.stop();
  }
}

void main();
