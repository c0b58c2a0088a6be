import type { Connection } from 'mongoose';
import type { Person } from '../../src/domain/people';
import type { Trouble } from '../../src/domain/troubles';
import type { Change } from '../../src/services/ports';
import { adminsIn } from '../../src/storage/admins';
import { archiveIn } from '../../src/storage/archive';
import { askedIn } from '../../src/storage/asked';
import { auditIn } from '../../src/storage/audit';
import { budgetsIn } from '../../src/storage/budgets';
import { chainIn } from '../../src/storage/chain';
import { chartsIn } from '../../src/storage/charts';
import { connect } from '../../src/storage/connection';
import { deliveriesIn } from '../../src/storage/deliveries';
import { filesIn } from '../../src/storage/files';
import { gatheringsIn } from '../../src/storage/gatherings';
import { inboxIn } from '../../src/storage/inbox';
import { createIndexes, indexes } from '../../src/storage/indexes';
import { type Models, modelsOf } from '../../src/storage/models';
import { newsIn } from '../../src/storage/news';
import { reportsIn } from '../../src/storage/reports';
import { rostersIn } from '../../src/storage/rosters';
import { ticketsIn } from '../../src/storage/tickets';
import { triesIn } from '../../src/storage/tries';
import { troublesIn } from '../../src/storage/troubles';
import { vitalsIn } from '../../src/storage/vitals';
import { startTestDatabase } from '../support/database';

let database: Awaited<ReturnType<typeof startTestDatabase>>;
let connection: Connection;
let models: Models;

beforeAll(async () => {
  database = await startTestDatabase();
  connection = await connect(database.uri).asPromise();
  models = modelsOf(connection);
  await createIndexes(models);
});

afterAll(async () => {
  await connection.close();
  await database.stop();
});

/** An index in one line: `teamId number- where live=true, unique`. */
function inLine({ fields, partialFilterExpression: partial, unique, expireAfterSeconds: ttl }: Shape): string {
  const keys = Object.entries(fields).map(([name, direction]) => (direction === -1 ? `${name}-` : name));
  const where = Object.entries(partial ?? {}).map(([name, value]) =>
    typeof value === 'object' ? ` where ${name}` : ` where ${name}=${JSON.stringify(value)}`,
  );
  return `${keys.join(' ')}${where.join('')}${unique ? ' unique' : ''}${ttl === undefined ? '' : ` for ${ttl} s`}`;
}

interface Shape {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly partialFilterExpression?: Readonly<Record<string, unknown>>;
  readonly unique?: boolean;
  readonly expireAfterSeconds?: number;
}

/** Those of the design. */
const designed: Record<keyof Models, string[]> = {
  tickets: [
    'teamId number unique',
    'teamId key unique',
    'teamId requester number-',
    'teamId requester where requesterLeft',
    'teamId status number where live=true',
    'teamId claimer number where live=true',
    'teamId requester number where live=true',
    'teamId status closedAt- number- where live=false',
    'teamId requester closedAt- number- where live=false',
    'teamId claimer number- where live=false',
    'teamId grams closedAt- number- where live=false',
    'teamId followers.userId number-',
    'dueAt where dueAt',
    'dueSince where dueSince',
    'wakeAt where wakeAt',
    'archive.dueAt where archive.dueAt',
    'fetch.dueAt where fetch.dueAt',
    'teamId threads',
    'gathering status where gathering',
    'teamId createdAt-',
  ],
  admins: ['teamId userId unique', 'dueAt where dueAt', 'session.until where session.until'],
  teams: [],
  tries: ['lastAt for 604800 s'],
  troubles: ['teamId since'],
  audit: ['teamId at- _id-', 'teamId people at- _id-', 'teamId what at- _id-'],
  asked: ['at for 3600 s'],
  events: ['dueAt where dueAt', 'doneAt for 604800 s'],
  chain: ['teamId seq unique', 'teamId number seq-'],
  budgets: [],
  gatherings: ['dueAt where dueAt', 'lastAt for 2592000 s'],
};

const collections = Object.keys(designed) as (keyof Models)[]; // the table's own

async function present(): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const name of collections) {
    // Without an index of its own a collection is made by its first document.
    if (designed[name].length === 0) continue;
    const all = await models[name].collection.indexes();
    found[name] = all
      .filter(({ name: known }) => known !== '_id_')
      .map(({ key, ...options }) => inLine({ fields: key, ...options }))
      .toSorted();
  }
  return found;
}

test.each(collections)('the indexes of %s are those of the design', (name) => {
  const declared: readonly Shape[] = indexes[name];
  expect(declared.map(inLine).toSorted()).toEqual(designed[name].toSorted());
});

test('they are there after the start, and a second start changes nothing', async () => {
  const first = await present();
  const indexed = collections.filter((name) => designed[name].length > 0);
  expect(first).toEqual(Object.fromEntries(indexed.map((name) => [name, designed[name].toSorted()])));
  await createIndexes(models);
  expect(await present()).toEqual(first);
});

test('no index holds two lists, which MongoDB refuses', () => {
  const ofTickets = ['grams', 'threads', 'comments', 'edits', 'entries', 'files', 'followers', 'history', 'records'];
  const lists = new Set([...ofTickets, 'followers.userId', 'people', 'news', 'forms', 'admins', 'steps', 'codes']);
  for (const { fields } of collections.flatMap((name): readonly Shape[] => indexes[name])) {
    expect(Object.keys(fields).filter((name) => lists.has(name)).length).toBeLessThanOrEqual(1);
  }
});

/** A query as it goes to the database. */
interface Query {
  readonly collection: keyof Models;
  readonly method: string;
  readonly filter: Record<string, unknown>;
  readonly sort: Record<string, number>;
}

const person: Person = { teamId: 'T1', userId: 'U1' };
const id = '0123456789abcdef01234567';
const now = new Date();
const change: Change = { action: 'comment', actor: { ...person, isAdmin: true }, at: now, key: 'k', wanted: [] };
const made = { at: now, key: 'k' };
const invite = { id: 'i', until: now };
const step = { seq: 1, at: now, userId: 'U1', by: 'machine', key: 'k' };
const lists = { teamId: 'T1', reader: 'U1', order: 'oldest', limit: 10 } as const;
const queue = { ...lists, live: true, statuses: ['open'] } as const;
const ended = { ...lists, live: false, statuses: ['completed', 'withdrawn'] } as const;
const afterEnd = { number: 7, closedAt: now };
const filters = { from: now, to: now, person: 'U1', what: 'reset' } as const;

/** Every use of the database that there is, by the name of its function. */
function uses(): Record<string, () => Promise<unknown>> {
  const [tickets, admins, deliveries] = [ticketsIn(models), adminsIn(models), deliveriesIn(models)];
  const [inbox, archive, files, vitals] = [inboxIn(models), archiveIn(models), filesIn(models), vitalsIn(models)];
  const [rosters, tries, audit] = [rostersIn(models), triesIn(models), auditIn(models)];
  const [asked, news, chain, reports] = [askedIn(models), newsIn(models), chainIn(models), reportsIn(models)];
  const charts = chartsIn(models);
  const troubles = troublesIn(models);
  const ticket = { requester: person, key: 'k', title: 't', description: '', at: now, wanted: [] };
  // As much of what is due as a query is made of.
  const due = { ticket: { id, version: 1, files: [] }, token: 'x', path: 'p', tries: 1 };
  return {
    'tickets.create': () => tickets.create(ticket),
    'tickets.create again': () => tickets.create(ticket),
    'tickets.change': () => tickets.change(id, change),
    'tickets.find': () => tickets.find('T1', id),
    'tickets.ofKey': () => tickets.ofKey('T1', 'k'),
    'tickets.done': () => tickets.done('T1', id, 'k'),
    'tickets.counts': () => tickets.counts('T1', id),
    'tickets.read by id': () => tickets.read('T1', { id }),
    'tickets.read by number': () => tickets.read('T1', { number: 7 }),
    'tickets.ofThread': () => tickets.ofThread('T1', { channel: 'C', ts: '1' }),
    'tickets.listed, queue': () => tickets.listed(queue),
    'tickets.listed, queue, newest': () => tickets.listed({ ...queue, order: 'newest', after: { number: 7 } }),
    'tickets.listed, mine': () => tickets.listed({ ...queue, statuses: ['claimed', 'waiting'], claimer: 'U1' }),
    'tickets.listed, queue, author': () => tickets.listed({ ...queue, author: 'U2', after: { number: 7 } }),
    'tickets.listed, queue, all': () =>
      tickets.listed({
        ...queue,
        claimer: 'U1',
        author: 'U2',
        grams: ['pr', 'on'],
        from: now,
        to: now,
        after: { number: 7 },
      }),
    'tickets.listed, archive': () => tickets.listed(ended),
    'tickets.listed, archive, days': () =>
      tickets.listed({ ...ended, order: 'newest', from: now, to: now, after: afterEnd }),
    'tickets.listed, archive, author': () => tickets.listed({ ...ended, author: 'U2', after: afterEnd }),
    'tickets.listed, archive, words': () => tickets.listed({ ...ended, grams: ['pr', 'on'], after: afterEnd }),
    'tickets.listed, archive, all': () =>
      tickets.listed({
        ...ended,
        statuses: ['completed'],
        author: 'U2',
        grams: ['pr'],
        from: now,
        to: now,
        after: afterEnd,
      }),
    'tickets.openBelow': () => tickets.openBelow('T1', 7),
    'tickets.lastWaits': () => tickets.lastWaits('T1', 50),
    'tickets.toErase': () => tickets.toErase(now),
    'tickets.liveThreads': () => tickets.liveThreads('T1', 7, 100),
    'tickets.liveOf': () => tickets.liveOf(person, 10),
    'tickets.ofRequester': () => tickets.ofRequester(person, { limit: 10 }),
    'tickets.ofRequester, older': () => tickets.ofRequester(person, { limit: 10, before: 7 }),
    'tickets.heldBy': () => tickets.heldBy(person),
    'tickets.heldBy, before': () => tickets.heldBy(person, now),
    'tickets.hideFrom': () => tickets.hideFrom(person, now),
    'tickets.hideFrom, before': () => tickets.hideFrom(person, now, now),
    'tickets.hasLeft': () => tickets.hasLeft(person),
    'tickets.left': () => tickets.left(person, true, now),
    'tickets.left, back': () => tickets.left(person, false, now),
    'tickets.followedBy': () => tickets.followedBy(person, 5),
    'tickets.unfollowAll': () => tickets.unfollowAll(person, now),
    'tickets.unfollowAll, before': () => tickets.unfollowAll(person, now, now),
    'tickets.change, follow': () => tickets.change(id, { ...change, action: 'follow' }),
    'tickets.change, share': () =>
      tickets.change(id, {
        ...change,
        action: 'share',
        shared: { followers: [], added: [], fresh: [], removed: [], version: 1 },
      }),
    'admins.find': () => admins.find(person),
    'admins.looksAt': () => admins.looksAt(person),
    'admins.look': () => admins.look(person, 'own'),
    'admins.hasOther': () => admins.hasOther(person),
    'admins.list': () => admins.list('T1'),
    'admins.hashOf': () => admins.hashOf(person),
    'admins.change, set': () => admins.change(person, { ...made, what: 'setPassword', invite: 'i', hash: 'h' }),
    'admins.change, own': () => admins.change(person, { ...made, what: 'changedPassword', oldHash: 'o', hash: 'h' }),
    'admins.change, in': () => admins.change(person, { ...made, what: 'loggedIn', until: now, oldHash: 'o' }),
    'admins.change, out': () => admins.change(person, { ...made, what: 'loggedOut' }),
    'admins.change, over': () => admins.change(person, { ...made, what: 'expired' }),
    'admins.change, reset': () => admins.change(person, { ...made, what: 'reset', by: 'U2', invite }),
    'admins.did': () => admins.did(person, 'k'),
    'admins.carryOut, begins': () => admins.carryOut('T1', { ...step, what: 'promoted', invite }, now),
    'admins.carryOut, ends': () => admins.carryOut('T1', { ...step, what: 'demoted' }, now),
    'admins.tell': () => admins.tell('T1', { key: 'k', at: now, words: 'w' }),
    'admins.expired': () => admins.expired(now, 10),
    'rosters.read': () => rosters.read('T1'),
    'rosters.replace': () => rosters.replace({ teamId: 'T1', seq: 1, admins: [], steps: [], codes: [] }),
    'rosters.done': () => rosters.done('T1', 1),
    'tries.count': () => tries.count(person, 'k', now),
    'tries.lockedUntil': () => tries.lockedUntil([person], now),
    'tries.forget': () => tries.forget(person),
    'audit.list': () => audit.list('T1', {}, { limit: 10 }),
    'audit.list, older': () => audit.list('T1', { from: now }, { limit: 10, after: { at: now, key: 'k' } }),
    'audit.list, person': () => audit.list('T1', { ...filters, what: undefined }, { limit: 10 }),
    'audit.list, deed': () => audit.list('T1', { ...filters, person: undefined }, { limit: 10 }),
    'audit.list, both': () => audit.list('T1', filters, { limit: 10, after: { at: now, key: 'k' } }),
    'reports.came': () => reports.came('T1', now),
    'reports.closed': () => reports.closed('T1', now),
    'reports.live': () => reports.live('T1'),
    'asked.find': () => asked.find(person, 'i', now),
    'asked.done': () => asked.done(person, 'i'),
    'news.take': () => news.take(now, { leaseMs: 1, doubtMs: 1 }),
    // Of an admin who was taken only these are looked at.
    'news.release': () => news.release({ id, token: 'x', version: 1 } as Parameters<typeof news.release>[0], told, now),
    'deliveries.take': () => deliveries.take(now, { leaseMs: 1, doubtMs: 1 }),
    'deliveries.want': () => deliveries.want(due as unknown as Parameters<typeof deliveries.want>[0], []),
    'deliveries.noteUpload': () => deliveries.noteUpload(id, 'k', 'F1'),
    'deliveries.noteTs': () => deliveries.noteTs(id, { key: 'k' }, { channel: 'C', ts: '1' }, 'x'),
    'deliveries.renew': () => deliveries.renew(id, { key: 'k', ts: '1', newKey: 'n' }, now),
    'deliveries.forget': () => deliveries.forget(id, { key: 'k', ts: '1' }),
    'deliveries.renew, elsewhere': () => deliveries.renew(id, { key: 'k', ts: '1', newKey: 'n', to: 'C' }, now),
    'deliveries.letGo': () => deliveries.letGo('T1', 'C', now),
    'deliveries.letGoOthers': () => deliveries.letGoOthers('T1', ['C'], now),
    'deliveries.letGoOldest': () => deliveries.letGoOldest('T1', 'C', now),
    'deliveries.moveWaiting': () => deliveries.moveWaiting('T1', 'C', 'C2', now),
    'deliveries.unshown': () => deliveries.unshown('T1', [1]),
    'deliveries.doubt': () => deliveries.doubt(id, { since: now, until: now }, now),
    'deliveries.findEntry': () => deliveries.findEntry('T1', 'C', '1', undefined),
    'charts.live': () => charts.live('T1'),
    'charts.ended': () => charts.ended('T1', now),
    'charts.endedDue': () => charts.endedDue('T1'),
    'charts.read': () => charts.read([id]),
    'charts.known': () => charts.known([id]),
    'charts.backlog': () => charts.backlog('T1', now),
    'charts.mend': () => charts.mend(id, now, now),
    'troubles.raise': () => troubles.raise(trouble, now),
    'troubles.raise again': () => troubles.raise(trouble, now),
    'troubles.find': () => troubles.find('T1', 'C'),
    'troubles.mayTry': () => troubles.mayTry('T1', 'C', now, now),
    'troubles.allowTry': () => troubles.allowTry('T1', 'C', now),
    'troubles.mend': () => troubles.mend('T1', 'C', 7),
    'troubles.told': () => troubles.told(trouble),
    'troubles.untold': () => troubles.untold('T1'),
    'troubles.list': () => troubles.list('T1'),
    'troubles.end': () => troubles.end(trouble),
    'inbox.take': () => inbox.take(now),
    'inbox.giveBack': () => inbox.giveBack(['Ev1'], now),
    'vitals.waits': () => vitals.waits(now),
    'vitals.queues': () => vitals.queues(now),
    'inbox.done': () => inbox.done('Ev1', now),
    'inbox.forget': () => inbox.forget('Ev1', now),
    'files.take': () => files.take(now, 1),
    'files.keep': () => files.keep(id, 'k', Buffer.from('x'), now),
    'files.lose': () => files.lose(id, 'k', now),
    'files.release': () => files.release(due as unknown as Parameters<typeof files.release>[0], undefined),
    'files.giveBack': () => files.giveBack(due as unknown as Parameters<typeof files.giveBack>[0]),
    'files.prune': () => files.prune(id),
    'archive.take': () => archive.take(now, 1),
    // Of a file that was taken only its ticket's id, its version and the token are looked at.
    'archive.release': () => archive.release(due as unknown as Parameters<typeof archive.release>[0], now),
    'archive.giveBack': () => archive.giveBack(due as unknown as Parameters<typeof archive.giveBack>[0]),
    'archive.count': () => archive.count('T1'),
    'archive.count, up to': () => archive.count('T1', 7),
    'archive.renew': () => archive.renew('T1', 0, 10, now),
    'archive.countDue': () => archive.countDue([id]),
    'archive.rows': () => archive.rows('T1', 7, 10),
    'archive.row': () => archive.row('T1', 7),
    'chain.head': () => chain.head('T1'),
    'chain.lastOf': () => chain.lastOf('T1', 7),
    'chain.after': () => chain.after('T1', 7, 10),
    'chain.latest': () => chain.latest('T1', 7, 10),
    'chain.pathsOf': () => chain.pathsOf('T1', [7, 8]),
    'gatherings.join': () => gatheringsIn(models).join('g', now),
    'gatherings.open': () => gatheringsIn(models).open({ id: 'g', teamId: 'T1', channel: 'C' }, now),
    'gatherings.take': () => gatheringsIn(models).take(now, { leaseMs: 1, doubtMs: 1 }),
    'gatherings.count': () => gatheringsIn(models).count('g'),
    'gatherings.move': () => gatheringsIn(models).move('g', 'C', now),
    'gatherings.noteTs': () => gatheringsIn(models).noteTs('g', '1.2'),
    'gatherings.forgetTs': () => gatheringsIn(models).forgetTs('g', '1.2'),
    'budgets.reserve': () => budgetsIn(models).reserve('T1', [wish], now),
    'budgets.close': () => budgetsIn(models).close('T1', 'x', now),
  };
}

const trouble: Trouble = {
  teamId: 'T1',
  where: 'C',
  kind: 'archived',
  error: 'e',
  since: now,
  seenAt: now,
  tickets: [7],
};

const wish = { bucket: 'x', rate: { most: 1, withinMs: 1, lateMs: 1 }, count: 1, aheadMs: 1 };
const told = { keys: ['k'], isHomeShown: true, isVacated: true, doubt: undefined, dueAt: undefined };

/** What a query passes over instead of asking its index, and why that costs little. */
const passedOver: Readonly<Record<string, readonly string[]>> = {
  // What one person has in hand is little.
  'tickets.heldBy, before': ['claimerSince'],
  // Those that one person has closed are read once, when their time as an admin is over.
  'tickets.hideFrom': ['entries'],
  'tickets.hideFrom, before': ['entries', 'claimerSince'],
  // A person's live tickets are few.
  'tickets.left': ['requesterLeft'],
  'tickets.left, back': ['live'],
  // Of what is due at all, those that wait are looked for.
  'deliveries.letGo': ['teamId', 'entries'],
  'deliveries.letGoOthers': ['teamId', 'entries'],
  'deliveries.letGoOldest': ['teamId', 'entries'],
  'deliveries.moveWaiting': ['teamId', 'entries'],
  // Of troubles there are a handful.
  'troubles.untold': ['told'],
  'admins.tell': ['active', 'forms'],
  // What a person follows is little.
  'tickets.followedBy': ['live'],
  'tickets.unfollowAll': ['followers'],
  'tickets.unfollowAll, before': ['followers'],
  // Of the live tickets there are some hundred: what else is asked for is looked for in them. `list-shapes.test.ts` has every list.
  'tickets.listed, mine': ['status'],
  'tickets.listed, queue, author': ['status', 'audience'],
  'tickets.listed, queue, all': ['status', 'requester', 'grams', 'audience', 'createdAt'],
  // Who asks for an author or for words gets them by that, and the rest is looked for in it.
  'tickets.listed, archive, author': ['status', 'audience'],
  'tickets.listed, archive, words': ['status', 'audience'],
  'tickets.listed, archive, all': ['status', 'audience', 'requester'],
  // What came in one flood is read once a minute.
  'gatherings.count': ['claimedAt'],
  'gatherings.move': ['claimedAt'],
  'gatherings.join': ['lastAt'],
  // A team's admins are few, and so are those who were some once.
  'admins.hasOther': ['active'],
  'admins.list': ['active'],
  // One workspace has a database, and what is due is little; so is what is in the inbox.
  'charts.endedDue': ['teamId', 'live'],
  'charts.backlog': ['teamId', 'receivedAt'],
  // What a person did or suffered of one kind is looked for in all of theirs.
  'audit.list, both': ['what'],
};

const writes = new Set(['createIndex', 'insertOne', 'insertMany', 'createCollection']);

async function queriesOf(use: () => Promise<unknown>): Promise<Query[]> {
  const found: Query[] = [];
  connection.set('debug', (collection: keyof Models, method: string, filter: Query['filter'], ...rest: unknown[]) => {
    if (writes.has(method)) return;
    // The options come last: of a find after the filter, of a change after the update.
    const options = (rest.at(-1) ?? {}) as { sort?: Record<string, number> };
    found.push({ collection, method, filter, sort: options.sort ?? {} });
  });
  try {
    await use();
  } finally {
    connection.set('debug', false);
  }
  return found;
}

const isRange = (condition: unknown): boolean =>
  typeof condition === 'object' &&
  condition !== null &&
  Object.keys(condition).some((operator) => /^\$(gt|gte|lt|lte|ne)$/.test(operator));

/** True where an index answers the query in its order: what is equal first, then what is sorted by, then ranges. */
function fits({ filter, sort }: Query, { fields, partialFilterExpression: partial = {}, unique }: Shape): boolean {
  const isPartOf = Object.entries(partial).every(([name, value]) =>
    typeof value === 'object' ? name in filter : filter[name] === value,
  );
  if (!isPartOf) return false;
  const names = Object.keys(fields);
  // Whatever else is asked is asked of one document.
  if (unique && names.every((name) => name in filter && !isRange(filter[name]))) return true;
  const equal = new Set(Object.keys(filter).filter((name) => !name.startsWith('$') && !isRange(filter[name])));
  const head = names.filter((name, index) => names.slice(0, index + 1).every((one) => equal.has(one)));
  const tail = names.slice(head.length);
  const sorted = Object.keys(sort);
  const inOrder = sorted.every((name, index) => name === tail[index]);
  const turns = new Set(sorted.map((name) => Number(fields[name]) === sort[name]));
  const ranges = Object.keys(filter).filter((name) => isRange(filter[name]));
  const bounded = ranges.every((name) => tail.slice(0, Math.max(1, sorted.length)).includes(name));
  const covered = [...equal].every((name) => head.includes(name) || name in partial);
  return (head.length > 0 || ranges.length > 0) && inOrder && turns.size <= 1 && bounded && covered;
}

/** What only inserts, ends a lease of a document by its _id, or reads from GridFS, which has its own index. */
const withoutQuery = [
  'files.contentOf',
  'chain.add',
  'audit.append',
  'asked.put',
  'inbox.store',
  'deliveries.release',
  'deliveries.park',
  'gatherings.release',
];

test('every function of the storage has a use here', () => {
  const used = new Set([...Object.keys(uses()).map((name) => name.split(/[ ,]/)[0]), ...withoutQuery]);
  const stores = {
    tickets: ticketsIn(models),
    admins: adminsIn(models),
    rosters: rostersIn(models),
    tries: triesIn(models),
    audit: auditIn(models),
    reports: reportsIn(models),
    asked: askedIn(models),
    news: newsIn(models),
    deliveries: deliveriesIn(models),
    charts: chartsIn(models),
    inbox: inboxIn(models),
    archive: archiveIn(models),
    files: filesIn(models),
    chain: chainIn(models),
    vitals: vitalsIn(models),
    troubles: troublesIn(models),
    budgets: budgetsIn(models),
    gatherings: gatheringsIn(models),
  };
  const all = Object.entries(stores).flatMap(([name, store]) => Object.keys(store).map((one) => `${name}.${one}`));
  expect(all.filter((one) => !used.has(one))).toEqual([]);
});

test('every query has its index: equality, then order, then range', async () => {
  const homeless: string[] = [];
  let asked = 0;
  for (const [name, use] of Object.entries(uses())) {
    for (const { filter: whole, ...rest } of await queriesOf(use)) {
      asked += 1;
      const left = passedOver[name] ?? [];
      const query = {
        ...rest,
        filter: Object.fromEntries(Object.entries(whole).filter(([key]) => !left.includes(key))),
      };
      const shapes: readonly Shape[] = [{ fields: { _id: 1 } }, ...indexes[query.collection]];
      const found = '_id' in query.filter || shapes.some((shape) => fits(query, shape));
      if (!found)
        homeless.push(`${name}: ${query.method} ${JSON.stringify(query.filter)} ${JSON.stringify(query.sort)}`);
    }
  }
  expect(homeless).toEqual([]);
  expect(asked).toBeGreaterThanOrEqual(Object.keys(uses()).length);
});

function asking(filter: object, sort: Record<string, number> = {}): Query {
  return { collection: 'tickets', method: 'find', filter: { ...filter }, sort };
}

test('a query without an index would be found out', () => {
  const homeless = [
    asking({ teamId: 'T1', title: 'x' }),
    asking({ requester: 'U1' }, { number: -1 }),
    asking({ teamId: 'T1', requester: 'U1' }, { createdAt: -1 }),
    asking({ teamId: 'T1', status: 'open' }, { number: 1 }),
    asking({ teamId: 'T1', status: { $ne: 'open' }, live: true }, { number: 1 }),
    asking({}, { number: 1 }),
  ];
  for (const one of homeless) expect(indexes.tickets.filter((shape: Shape) => fits(one, shape))).toEqual([]);
  const homed = asking({ teamId: 'T1', status: 'open', live: true }, { number: 1 });
  expect(indexes.tickets.some((shape: Shape) => fits(homed, shape))).toBe(true);
});
