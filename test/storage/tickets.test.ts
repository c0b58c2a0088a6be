import { randomUUID } from 'node:crypto';
import { type Connection, mongo } from 'mongoose';
import type { Comment, HistoryEntry } from '../../src/domain/ticket';
import type { Change, Tickets } from '../../src/services/ports';
import { connect } from '../../src/storage/connection';
import { type Models, modelsOf, type TicketDocument } from '../../src/storage/models';
import { ticketsIn } from '../../src/storage/tickets';
import { startTestDatabase } from '../support/database';

const at = new Date('2026-11-24T09:00:00Z');
const later = new Date('2026-11-24T09:05:00Z');
const evening = new Date('2026-11-24T18:00:00Z');
const alice = { teamId: 'T0TEAM', userId: 'U0ALICE' };
const aliceActs = { ...alice, isAdmin: false };
const carolActs = { teamId: 'T0TEAM', userId: 'U0CAROL', isAdmin: true };

let database: { uri: string; stop(): Promise<void> };
let connection: Connection;
let models: Models;
let tickets: Tickets;
/** The changes that the database was asked for. */
let asked: number;

beforeAll(async () => {
  database = await startTestDatabase();
  connection = await connect(`${database.uri}?monitorCommands=true`).asPromise();
  connection.getClient().on('commandStarted', ({ commandName: name }) => {
    if (name === 'findAndModify') asked += 1;
  });
  models = modelsOf(connection);
  tickets = ticketsIn(models);
});

beforeEach(() => {
  asked = 0;
});

afterAll(async () => {
  await connection.close();
  await database.stop();
});

async function submitted(): Promise<string> {
  const words = { title: 'Printer on fire', description: '' };
  const { ticket } = await tickets.create({ ...words, requester: alice, key: randomUUID(), at, wanted: [] });
  return ticket.id;
}

async function changeOf(id: string, change: Partial<Change> & Pick<Change, 'action'>) {
  return await tickets.change(id, { actor: carolActs, at: later, wanted: [], ...change });
}

async function changes(id: string, change: Partial<Change> & Pick<Change, 'action'>): Promise<void> {
  expect(await changeOf(id, change)).toBeDefined();
}

async function stored(id: string) {
  return await models.tickets.findById(id).lean();
}

const submit = { at, who: 'U0ALICE', what: 'submit', key: expect.any(String), to: 'open' };
const claim = { at: later, who: 'U0CAROL', what: 'claim', from: 'open', to: 'claimed' };
const close = { at: later, who: 'U0CAROL', what: 'close', from: 'claimed', to: 'completed' };

test('a ticket that is claimed and then closed has both in its history, each with what it was before', async () => {
  const id = await submitted();
  await changes(id, { action: 'claim' });
  await changes(id, { action: 'close', key: 'V1' });
  const ticket = await stored(id);
  expect(ticket?.history).toEqual([submit, claim, { ...close, key: 'V1' }]);
  expect(ticket).toMatchObject({ claimer: 'U0CAROL', claimedAt: later, closedAt: later, version: 3 });
  // The usual ways come first: a claim of what is open, and a close of what is claimed.
  expect(asked).toBe(2);
});

test('a ticket that is closed at once was claimed first, in the same change', async () => {
  const id = await submitted();
  await changes(id, { action: 'close', key: 'V1' });
  const ticket = await stored(id);
  expect(ticket?.history).toEqual([submit, { ...claim, key: 'V1' }, { ...close, key: 'V1' }]);
  expect(ticket).toMatchObject({ claimer: 'U0CAROL', claimedAt: later, closedAt: later, version: 2 });
});

const question: Comment = { key: 'V1', author: 'U0CAROL', kind: 'question', text: 'Which floor?', at: later };
const answer: Comment = { key: 'V2', author: 'U0ALICE', kind: 'comment', text: 'The third.', at: later };

test('what leaves the status as it is leaves the claimer and the times as they are', async () => {
  const id = await submitted();
  await changes(id, { action: 'claim' });
  const words = { title: 'Printer and curtain on fire', description: '' };
  const before = { title: 'Printer on fire', description: '' };
  await changes(id, { action: 'edit', actor: aliceActs, key: 'V1', words, before, at: evening });
  const ticket = await stored(id);
  expect(ticket).toMatchObject({ ...words, claimer: 'U0CAROL', claimedAt: later, status: 'claimed' });
  expect(ticket?.history.at(-1)).toEqual({ at: evening, who: 'U0ALICE', what: 'edit', key: 'V1' });
  expect(ticket?.edits).toEqual([{ key: 'V1', at: evening, before }]);
  expect(ticket?.grams).toContain('curtain');
});

test('an edit that began from other words replaces nothing', async () => {
  const id = await submitted();
  const words = { title: 'Mine', description: '' };
  const before = { title: 'Something else', description: '' };
  expect(await changeOf(id, { action: 'edit', actor: aliceActs, key: 'V1', words, before })).toBeUndefined();
  expect(await stored(id)).toMatchObject({ title: 'Printer on fire', version: 1, edits: [] });
});

test('a question makes a ticket wait, another one too, and the answer puts it in progress', async () => {
  const id = await submitted();
  await changes(id, { action: 'claim' });
  await changes(id, { action: 'ask', key: 'V1', comment: question });
  await changes(id, { action: 'ask', key: 'V3', comment: { ...question, key: 'V3' } });
  await changes(id, { action: 'reply', actor: aliceActs, key: 'V2', comment: answer });
  const ticket = await stored(id);
  expect(ticket?.history.slice(2)).toMatchObject([
    { what: 'ask', from: 'claimed', to: 'waiting' },
    { what: 'ask', from: 'waiting', to: 'waiting' },
    { what: 'reply', from: 'waiting', to: 'in_progress' },
  ]);
  expect(ticket?.comments.map(({ key }) => key)).toEqual(['V1', 'V3', 'V2']);
});

test('a ticket that is handed over is found by the one who gets it, and was claimed when it was claimed first', async () => {
  const id = await submitted();
  await changes(id, { action: 'claim' });
  await changes(id, { action: 'start' });
  await changes(id, { action: 'handOver', to: 'U0DAVE', key: 'V1', at: evening });
  const ticket = await stored(id);
  expect(ticket).toMatchObject({ claimer: 'U0DAVE', audience: 'U0DAVE', status: 'in_progress', claimedAt: later });
  expect(ticket?.claimerSince).toEqual(evening);
  expect(ticket?.history.at(-1)).toEqual({ at: evening, who: 'U0CAROL', what: 'handOver', key: 'V1', whom: 'U0DAVE' });
});

const daveActs = { ...carolActs, userId: 'U0DAVE' };
const deskActs = { ...carolActs, userId: 'deskbell', isAdmin: false };

test.each<[Pick<Change, 'action'> & Partial<Change>, Partial<HistoryEntry>]>([
  [{ action: 'release' }, { who: 'U0CAROL' }],
  [
    { action: 'forceRelease', actor: daveActs, from: 'U0CAROL' },
    { who: 'U0DAVE', whom: 'U0CAROL' },
  ],
  [
    { action: 'vacate', actor: deskActs, from: 'U0CAROL' },
    { who: 'deskbell', whom: 'U0CAROL' },
  ],
])('after %j nobody has it, and every admin finds it', async (change, told) => {
  const id = await submitted();
  await changes(id, { action: 'claim' });
  await changes(id, { ...change, at: evening });
  const ticket = await stored(id);
  expect(ticket).toMatchObject({ status: 'open', live: true, audience: 'admins', claimedAt: later });
  expect(ticket?.history.at(-1)).toEqual({ ...told, at: evening, what: change.action, from: 'claimed', to: 'open' });
  for (const field of ['claimer', 'claimerSince']) expect(Object.keys(ticket ?? {})).not.toContain(field);
});

test.each<[string, Pick<Change, 'action'> & Partial<Change>]>([
  ['taken from one who has it no more', { action: 'forceRelease', actor: daveActs, from: 'U0ERIN' }],
  ['taken from nobody', { action: 'forceRelease', actor: daveActs }],
  ['taken from oneself', { action: 'forceRelease', actor: carolActs, from: 'U0CAROL' }],
  ['vacated of one who has it no more', { action: 'vacate', actor: deskActs, from: 'U0ERIN' }],
  ['vacated of nobody', { action: 'vacate', actor: deskActs }],
])('what is %s stays where it is', async (_, change) => {
  const id = await submitted();
  await changes(id, { action: 'claim' });
  expect(await changeOf(id, change)).toBeUndefined();
  expect(await stored(id)).toMatchObject({ status: 'claimed', claimer: 'U0CAROL', version: 2 });
});

function after(minutes: number): Date {
  return new Date(at.getTime() + minutes * 60_000);
}

test('what one admin does to another waits to be put on record, in the same write; what they do by themselves does not', async () => {
  const id = await submitted();
  await changes(id, { action: 'claim' });
  await changes(id, { action: 'handOver', to: 'U0DAVE', key: 'V1', at: after(1) });
  await changes(id, { action: 'forceRelease', actor: carolActs, from: 'U0DAVE', at: after(2) });
  await changes(id, { action: 'claim', at: after(3) });
  await changes(id, { action: 'release', at: after(4) });
  await changes(id, { action: 'claim', at: after(5) });
  await changes(id, { action: 'vacate', actor: deskActs, from: 'U0CAROL', at: after(6) });
  const { records = [], number } = (await stored(id)) ?? {};
  expect(records).toMatchObject([
    { at: after(1), what: 'handedOver', who: 'U0CAROL', whom: 'U0DAVE' },
    { at: after(2), what: 'forceReleased', who: 'U0CAROL', whom: 'U0DAVE' },
    { at: after(6), what: 'vacated', who: 'deskbell', whom: 'U0CAROL' },
  ]);
  expect(new Set(records.map(({ key }) => key)).size).toBe(3);
  expect(number).toBeGreaterThan(0);
});

describe('a withdrawn ticket', () => {
  async function withdrawn(): Promise<string> {
    const id = await submitted();
    await changes(id, { action: 'claim' });
    await changes(id, { action: 'comment', key: 'V1', comment: { ...question, kind: 'comment' } });
    await changes(id, { action: 'withdraw', actor: aliceActs, at: evening });
    return id;
  }
  const minuteOver = new Date(evening.getTime() + 60_000);

  test('is found by nobody, and wakes the clock after a minute', async () => {
    expect(await stored(await withdrawn())).toMatchObject({
      status: 'withdrawn',
      live: false,
      audience: 'nobody',
      was: 'claimed',
      closedAt: evening,
      returnUntil: minuteOver,
      wakeAt: minuteOver,
    });
  });

  test('that is brought back is as it was, and the clock leaves it alone', async () => {
    const id = await withdrawn();
    await changes(id, { action: 'undo', actor: aliceActs, to: 'U0CAROL', at: evening });
    const ticket = await stored(id);
    expect(ticket).toMatchObject({ status: 'claimed', live: true, audience: 'U0CAROL', claimer: 'U0CAROL' });
    for (const field of ['was', 'closedAt', 'returnUntil', 'wakeAt', 'archive'])
      expect(Object.keys(ticket ?? {})).not.toContain(field);
  });

  test('is not brought back for somebody who did not have it: who finds it would be wrong', async () => {
    const id = await withdrawn();
    for (const to of ['U0DAVE', undefined]) {
      expect(await changeOf(id, { action: 'undo', actor: aliceActs, to, at: evening })).toBeUndefined();
    }
  });

  test('cannot be brought back when its minute is over, and is erased then and not before', async () => {
    const id = await withdrawn();
    const clock = { userId: 'deskbell', teamId: 'T0TEAM', isAdmin: false };
    const early = new Date(minuteOver.getTime() - 1);
    expect(await changeOf(id, { action: 'erase', actor: clock, at: early })).toBeUndefined();
    const late = { action: 'undo', actor: aliceActs, to: 'U0CAROL', at: minuteOver } as const;
    expect(await changeOf(id, late)).toBeUndefined();
    await changes(id, { action: 'erase', actor: clock, at: minuteOver });
    const ticket = await stored(id);
    expect(ticket).toMatchObject({ title: '', description: '', comments: [], edits: [], grams: [] });
    expect(ticket?.number).toBeGreaterThan(0);
    expect(ticket?.archive?.dueAt).toEqual(minuteOver);
    expect(JSON.stringify(ticket)).not.toMatch(/Printer|floor/);
    for (const field of ['was', 'returnUntil', 'wakeAt']) expect(Object.keys(ticket ?? {})).not.toContain(field);
  });
});

test('a reopened ticket is in the queue, without what was said of its end; its file is due again', async () => {
  const id = await submitted();
  await changes(id, { action: 'close', key: 'V1' });
  await changes(id, { action: 'rate', actor: aliceActs, rating: 'bad' });
  await changes(id, { action: 'reopen', actor: aliceActs, key: 'V2', comment: answer, at: evening });
  const ticket = await stored(id);
  expect(ticket).toMatchObject({ status: 'open', live: true, audience: 'admins', comments: [answer] });
  for (const field of ['claimer', 'closedAt', 'returnUntil', 'rating'])
    expect(Object.keys(ticket ?? {})).not.toContain(field);
  expect(ticket?.archive?.dueAt).toEqual(evening);
});

test('the same thumb twice is one', async () => {
  const id = await submitted();
  await changes(id, { action: 'close', key: 'V1' });
  await changes(id, { action: 'rate', actor: aliceActs, rating: 'good' });
  expect(await changeOf(id, { action: 'rate', actor: aliceActs, rating: 'good' })).toBeUndefined();
  await changes(id, { action: 'rate', actor: aliceActs, rating: 'bad' });
  expect(await stored(id)).toMatchObject({ rating: 'bad', version: 4 });
});

/** A ticket on which Carol has asked and Alice has answered. */
async function commented(): Promise<string> {
  const id = await submitted();
  await changes(id, { action: 'claim' });
  await changes(id, { action: 'ask', key: 'V1', comment: question });
  await changes(id, { action: 'reply', actor: aliceActs, key: 'V2', comment: answer });
  return id;
}

async function textsOf(id: string) {
  return (await stored(id))?.comments.map(({ text }) => text);
}

function many<T extends object>(count: number, one: T) {
  return Array.from({ length: count }, (_, key) => ({ ...one, key: `X${key}` }));
}

describe('a comment', () => {
  test.each([
    ['while it is worked on', undefined],
    ['when it is completed', 'close'],
  ] as const)('is changed and taken back by its author alone, %s, and leaves a trace', async (_, end) => {
    const id = await commented();
    if (end) await changes(id, { action: end, key: 'V3' });
    const said = { key: 'V2', text: 'The fourth.' };
    expect(await changeOf(id, { action: 'reword', actor: carolActs, said })).toBeUndefined();
    expect(await changeOf(id, { action: 'retract', actor: carolActs, said })).toBeUndefined();
    await changes(id, { action: 'reword', actor: aliceActs, said, at: evening });
    expect(await textsOf(id)).toEqual(['Which floor?', 'The fourth.']);
    expect((await stored(id))?.archive?.dueAt).toEqual(end && evening);
    await changes(id, { action: 'retract', actor: aliceActs, said, at: evening });
    const ticket = await stored(id);
    expect(ticket?.comments).toEqual([question]);
    expect(ticket?.history.slice(-2)).toEqual([
      { at: evening, who: 'U0ALICE', what: 'reword', key: 'V2' },
      { at: evening, who: 'U0ALICE', what: 'retract', key: 'V2' },
    ]);
  });

  test('that says the same already is not changed', async () => {
    const id = await commented();
    const said = { key: 'V2', text: answer.text };
    expect(await changeOf(id, { action: 'reword', actor: aliceActs, said })).toBeUndefined();
  });

  test('follows the newest edit, in whatever order they come', async () => {
    const id = await commented();
    const edited = (text: string, editedTs: string) =>
      changeOf(id, { action: 'reword', actor: aliceActs, said: { key: 'V2', text, editedTs } });
    expect(await edited('The fourth.', '1700000002.000100')).toBeDefined();
    expect(await edited('The fifth.', '1700000001.000100')).toBeUndefined();
    expect(await edited('The fourth.', '1700000002.000100')).toBeUndefined();
    expect(await textsOf(id)).toEqual(['Which floor?', 'The fourth.']);
    expect(await edited('The sixth.', '1700000003.000100')).toBeDefined();
    expect(await textsOf(id)).toEqual(['Which floor?', 'The sixth.']);
  });

  test('that was changed and changed back keeps its first words when the first edit comes last', async () => {
    const id = await commented();
    const back = { key: 'V2', text: answer.text, editedTs: '1700000002.000100' };
    await changes(id, { action: 'reword', actor: aliceActs, said: back });
    const first = { key: 'V2', text: 'The fourth.', editedTs: '1700000001.000100' };
    expect(await changeOf(id, { action: 'reword', actor: aliceActs, said: first })).toBeUndefined();
    expect(await textsOf(id)).toEqual(['Which floor?', 'The third.']);
  });

  test('comes once, however often its form is sent', async () => {
    const id = await commented();
    expect(await changeOf(id, { action: 'reply', actor: aliceActs, key: 'V2', comment: answer })).toBeUndefined();
    expect(await tickets.done('T0TEAM', id, 'V2')).toEqual({ done: true, comment: answer });
    expect(await tickets.done('T0TEAM', id, 'V9')).toEqual({ done: false, comment: undefined });
    expect(await tickets.done('T0OTHER', id, 'V2')).toEqual({ done: false, comment: undefined });
  });

  test('finds no room where there are 500, and an edit none where there were 50', async () => {
    const id = await commented();
    const edits = many(49, { at, before: { title: 'a', description: '' } });
    await models.tickets.updateOne({ _id: id }, { $set: { comments: many(499, answer), edits } });
    const again = { action: 'edit', actor: aliceActs, before: { title: 'Printer on fire', description: '' } } as const;
    await changes(id, { ...again, key: 'E1', words: { title: 'Printer', description: '' } });
    await changes(id, { action: 'reply', actor: aliceActs, key: 'C1', comment: { ...answer, key: 'C1' } });
    expect(await tickets.counts('T0TEAM', id)).toEqual({ comments: 500, edits: 50 });
    const more = { action: 'reply', actor: aliceActs, key: 'C2', comment: { ...answer, key: 'C2' } } as const;
    expect(await changeOf(id, more)).toBeUndefined();
    const before = { title: 'Printer', description: '' };
    expect(await changeOf(id, { ...again, before, key: 'E2', words: { title: 'x', description: '' } })).toBeUndefined();
    expect(await tickets.counts('T0OTHER', id)).toEqual({ comments: 0, edits: 0 });
  });
});

async function put(id: string | undefined, fields: Partial<TicketDocument>): Promise<void> {
  await models.tickets.collection.updateOne({ _id: new mongo.ObjectId(id) }, { $set: fields });
}

describe('what people ask for', () => {
  /** A team of its own: what the other tests have made is not in it. */
  let team: string;
  let ids: string[];

  async function send(count: number, requester = { ...alice, teamId: team }): Promise<string[]> {
    const made: string[] = [];
    for (let number = 1; number <= count; number += 1) {
      const words = { title: `Ticket ${number}`, description: '' };
      const { ticket } = await tickets.create({ ...words, requester, key: randomUUID(), at, wanted: [] });
      made.push(ticket.id);
    }
    return made;
  }
  const by = (actor: typeof carolActs) => ({ ...actor, teamId: team });
  const act = async (index: number, change: Partial<Change> & Pick<Change, 'action'>) =>
    await changes(ids[index] ?? '', { actor: by(carolActs), ...change });

  beforeEach(async () => {
    team = `T${randomUUID()}`;
    ids = await send(6);
  });

  test('a ticket is read by its id and by its number, with all that was said, and not by another team', async () => {
    await act(1, { action: 'claim' });
    await act(1, { action: 'ask', key: 'V1', comment: question });
    const expected = { number: 2, status: 'waiting', comments: [question], edits: [] };
    expect(await tickets.read(team, { number: 2 })).toMatchObject(expected);
    expect(await tickets.read(team, { id: ids[1] ?? '' })).toMatchObject(expected);
    expect(await tickets.read('T0OTHER', { id: ids[1] ?? '' })).toBeUndefined();
    expect(await tickets.read('T0OTHER', { number: 2 })).toBeUndefined();
    expect(await tickets.read(team, { number: 7 })).toBeUndefined();
  });

  test('how many open tickets came before, and only those', async () => {
    await act(0, { action: 'claim' });
    await act(1, { action: 'close', key: 'V1' });
    expect(await tickets.openBelow(team, 3)).toBe(0);
    expect(await tickets.openBelow(team, 6)).toBe(3);
    expect(await tickets.openBelow('T0OTHER', 6)).toBe(0);
  });

  test('how long the tickets that ended last have waited for the first who picked them up', async () => {
    await act(0, { action: 'claim', at: after(3) });
    await act(0, { action: 'release', at: after(4) });
    await act(0, { action: 'claim', at: after(9) });
    await act(0, { action: 'close', key: 'V1', at: after(20) });
    await act(1, { action: 'close', key: 'V1', at: after(10) });
    await act(2, { action: 'close', key: 'V1', at: after(30) });
    await act(3, { action: 'claim', at: after(1) });
    await act(4, { action: 'withdraw', actor: by(aliceActs), at: after(40) });
    expect(await tickets.lastWaits(team, 10)).toEqual([30 * 60_000, 3 * 60_000, 10 * 60_000]);
    expect(await tickets.lastWaits(team, 1)).toEqual([30 * 60_000]);
  });

  test('of the withdrawn tickets, the one whose time has come first', async () => {
    const year = new Date('2020-01-01T00:00:00Z');
    await act(3, { action: 'withdraw', actor: by(aliceActs), at: new Date(year.getTime() + 1_000) });
    await act(4, { action: 'withdraw', actor: by(aliceActs), at: year });
    const time = (seconds: number): Date => new Date(year.getTime() + seconds * 1_000);
    expect(await tickets.toErase(time(59))).toBeUndefined();
    expect(await tickets.toErase(time(60))).toMatchObject({ id: ids[4] });
    expect(await tickets.toErase(time(3_600))).toMatchObject({ id: ids[4] });
    await act(4, { action: 'erase', at: time(60) });
    expect(await tickets.toErase(time(60))).toBeUndefined();
    await act(3, { action: 'erase', at: time(61) });
    expect(await tickets.toErase(time(3_600))).toBeUndefined();
  });

  test("a person's newest tickets that have not ended", async () => {
    await send(1, { teamId: team, userId: 'U0BOB' });
    await act(0, { action: 'claim' });
    await act(1, { action: 'close', key: 'V1' });
    await act(5, { action: 'withdraw', actor: by(aliceActs) });
    const numbers = async (limit: number) =>
      (await tickets.liveOf({ ...alice, teamId: team }, limit)).map(({ number }) => number);
    expect(await numbers(10)).toEqual([5, 4, 3, 1]);
    expect(await numbers(2)).toEqual([5, 4]);
  });

  test('the ticket of a thread, and the card at its head while that is there', async () => {
    await put(ids[0], {
      entries: [{ key: 'k', surface: 'claimer', to: 'U0CAROL', channel: 'D0CAROL', ts: '2.5' }],
      threads: ['D0CAROL:1.5', 'D0CAROL:2.5'],
    });
    const found = await tickets.ofThread(team, { channel: 'D0CAROL', ts: '2.5' });
    expect([found?.ticket.number, found?.card?.surface]).toEqual([1, 'claimer']);
    const old = await tickets.ofThread(team, { channel: 'D0CAROL', ts: '1.5' });
    expect([old?.ticket.number, old?.card]).toEqual([1, undefined]);
    expect(await tickets.ofThread(team, { channel: 'D0ALICE', ts: '2.5' })).toBeUndefined();
    expect(await tickets.ofThread('T0OTHER', { channel: 'D0CAROL', ts: '2.5' })).toBeUndefined();
  });

  test('the threads of live tickets in DMs, in pages, each with the messages that are known of it', async () => {
    await put(ids[0], { threads: ['C0TRIAGE:1.1', 'D0ALICE:1.2', 'D0CAROL:1.3'] });
    await put(ids[2], {
      threads: ['D0ALICE:3.1', 'D0CAROL:3.2'],
      comments: [
        { ...answer, key: 'D0ALICE:3.7' },
        { ...answer, key: 'V2' },
      ],
      entries: [
        { key: 'a', surface: 'comment', under: 'requester', channel: 'D0ALICE', ts: '3.5' },
        { key: 'b', surface: 'comment', under: 'claimer', channel: 'D0CAROL', ts: '3.9' },
        { key: 'c', surface: 'notice', under: 'requester' },
      ],
    });
    await put(ids[4], { threads: ['D0ALICE:5.1'] });
    await act(2, { action: 'claim' });
    await act(1, { action: 'close', key: 'V1' });
    const first = await tickets.liveThreads(team, 0, 2);
    expect(first).toEqual([
      {
        number: 1,
        threads: [
          { channel: 'D0ALICE', roots: ['1.2'], heard: [], posted: 0 },
          { channel: 'D0CAROL', roots: ['1.3'], heard: [], posted: 0 },
        ],
      },
      {
        number: 3,
        threads: [
          { channel: 'D0ALICE', roots: ['3.1'], heard: ['3.7'], posted: 1 },
          { channel: 'D0CAROL', roots: ['3.2'], heard: [], posted: 1 },
        ],
      },
    ]);
    const rest = await tickets.liveThreads(team, 3, 10);
    expect(rest.map(({ number }) => number)).toEqual([4, 5, 6]);
    expect(rest[1]?.threads).toEqual([{ channel: 'D0ALICE', roots: ['5.1'], heard: [], posted: 0 }]);
  });
});

describe('a ticket of a message', () => {
  const source = {
    channel: 'C1',
    ts: '2.0',
    threadTs: '1.0',
    link: 'https://x.slack.com/',
    author: 'U0BOB',
    text: 'Flux leaks',
    leftOut: 3,
  };

  async function made(key: string): Promise<string> {
    const words = { title: 'Printer', description: '' };
    const { ticket } = await tickets.create({
      ...words,
      requester: alice,
      by: 'U0BOB',
      key,
      formKey: 'V1',
      source,
      at,
      wanted: [{ key: 'origin', surface: 'origin', to: 'C1', thread: '1.0' }],
    });
    return ticket.id;
  }

  test('is found by the name of the message, knows who sent it and by which form, and what it is about', async () => {
    const id = await made('message:C1:2.0');
    expect(await tickets.ofKey('T0TEAM', 'message:C1:2.0')).toMatchObject({
      id,
      by: 'U0BOB',
      requester: 'U0ALICE',
      source,
    });
    expect(await tickets.ofKey('T0OTHER', 'message:C1:2.0')).toBeUndefined();
    expect(await tickets.ofKey('T0TEAM', 'message:C1:2.1')).toBeUndefined();
    expect(await tickets.done('T0TEAM', id, 'V1')).toMatchObject({ done: true });
    expect(await tickets.done('T0TEAM', id, 'message:C1:2.0')).toMatchObject({ done: false });
    expect(await stored(id)).toMatchObject({ history: [{ who: 'U0BOB', key: 'V1' }], entries: [{ thread: '1.0' }] });
  });

  test('is found by the words of the message too, also after an edit, until it is erased', async () => {
    const id = await made('message:C1:3.0');
    expect((await stored(id))?.grams).toEqual(expect.arrayContaining(['printer', 'leaks']));
    const edit = { words: { title: 'Curtain', description: '' }, before: { title: 'Printer', description: '' } };
    await changes(id, { action: 'edit', actor: aliceActs, key: 'e1', ...edit, quoted: source.text });
    expect((await stored(id))?.grams).toEqual(expect.arrayContaining(['curtain', 'leaks']));
    expect((await stored(id))?.grams).not.toContain('printer');
    await changes(id, { action: 'withdraw', actor: aliceActs });
    await changes(id, { action: 'erase', at: evening });
    expect(await stored(id)).toMatchObject({ grams: [], title: '' });
    expect((await stored(id))?.source).toBeUndefined();
    expect(JSON.stringify(await stored(id))).not.toContain('Flux');
  });
});
