import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Change, Tickets } from '../../src/services/ports';
import { connect } from '../../src/storage/connection';
import { type Models, modelsOf } from '../../src/storage/models';
import { ticketsIn } from '../../src/storage/tickets';
import { startTestDatabase } from '../support/database';

const at = new Date('2026-11-24T09:00:00Z');
const later = new Date('2026-11-24T09:05:00Z');
const alice = { teamId: 'T0TEAM', userId: 'U0ALICE' };
const carol = { teamId: 'T0TEAM', userId: 'U0CAROL' };

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

async function changes(id: string, change: Partial<Change> & Pick<Change, 'action'>): Promise<void> {
  expect(await tickets.change(id, { actor: carol, at: later, wanted: [], ...change })).toBeDefined();
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
  expect(asked).toBe(2);
});

test('a ticket that is closed at once was claimed first, in the same change', async () => {
  const id = await submitted();
  await changes(id, { action: 'close', key: 'V1' });
  const ticket = await stored(id);
  expect(ticket?.history).toEqual([submit, { ...claim, key: 'V1' }, { ...close, key: 'V1' }]);
  expect(ticket).toMatchObject({ claimer: 'U0CAROL', claimedAt: later, closedAt: later, version: 2 });
});

test('what leaves the status as it is leaves the claimer and the times as they are', async () => {
  const id = await submitted();
  await changes(id, { action: 'claim' });
  const words = { title: 'Printer and curtain on fire', description: '' };
  await changes(id, { action: 'resubmit', actor: alice, words, at: new Date('2026-11-24T09:07:00Z') });
  const ticket = await stored(id);
  expect(ticket).toMatchObject({ ...words, claimer: 'U0CAROL', claimedAt: later, status: 'claimed' });
  expect(ticket?.history.at(-1)).toEqual({
    at: new Date('2026-11-24T09:07:00Z'),
    who: 'U0ALICE',
    what: 'resubmit',
  });
});

test.each(['comment', 'close'] as const)(
  'words of a %s that were sent again as other ones leave a trace',
  async (action) => {
    const id = await submitted();
    await changes(id, { action: 'claim' });
    const comment = { key: 'V1', author: 'U0CAROL', text: 'On my way.', at: later };
    await changes(id, { action, key: 'V1', comment });
    await tickets.reword(carol, id, { key: 'V1', text: 'Put out.' }, later);
    const ticket = await stored(id);
    expect(ticket?.comments).toEqual([{ ...comment, text: 'Put out.' }]);
    expect(ticket?.history.slice(2)).toMatchObject([
      { what: action, key: 'V1' },
      { at: later, who: 'U0CAROL', what: 'reword', key: 'V1' },
    ]);
    await tickets.reword(alice, id, { key: 'V1', text: 'Mine.' }, later);
    expect((await stored(id))?.history).toHaveLength(4);
  },
);
