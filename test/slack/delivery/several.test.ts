import { randomUUID } from 'node:crypto';
import { openStorage, type Storage } from '../../../src/storage';
import { startTestDatabase } from '../../support/database';
import { callsOf, claims, comments, doubtMs, holds, leaseMs, quiet, replies, standing } from '../../support/delivery';
import { startDesk, stopDesks, submits, until } from '../../support/desk';

const stores: Storage[] = [];
let database: Awaited<ReturnType<typeof startTestDatabase>> | undefined;

afterEach(async () => {
  jest.restoreAllMocks();
  await stopDesks();
  await Promise.all(stores.splice(0).map((store) => store.close()));
  await database?.stop();
  database = undefined;
});

/** A Deskbell's way to the database, without the rest of it. */
async function openStore(): Promise<Storage> {
  database ??= await startTestDatabase();
  const store = await openStorage(database.uri, async () => false);
  stores.push(store);
  return store;
}

const said = (posts: { text: string }[]): (string | undefined)[] => posts.map(({ text }) => text.split('wrote: ')[1]);

test('two Deskbells on one database do no work twice, and number the tickets without holes', async () => {
  const desk = await startDesk();
  await desk.startAnother();
  const people = [desk.alice, desk.bob, desk.carol, desk.dave];
  for (const round of ['Monday', 'Tuesday', 'Wednesday']) {
    await Promise.all(people.map((person) => submits(person, `${round} of ${person.id}`)));
  }
  await until('all cards', async () => standing(desk.dave, 'triage').length === 12 || undefined);
  await desk.settled();

  expect((await desk.stored()).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  // In the triage channel, in the requester's DM, and under it how many are ahead.
  expect(callsOf(desk, 'chat.postMessage')).toHaveLength(36);
  expect(callsOf(desk, 'chat.update')).toEqual([]);
  expect(people.map((person) => standing(person).length)).toEqual([3, 3, 3, 3]);
});

test('a conversation that two Deskbells carry stands in both threads once, in order', async () => {
  const desk = await startDesk();
  await desk.startAnother();
  await submits(desk.alice, 'Printer on fire');
  const mine = await claims(desk);
  for (const words of ['One.', 'Two.', 'Three.', 'Four.']) await comments(desk, mine, words);
  const card = await desk.alice.sees('Four.');
  await desk.settled();
  expect(said(replies(desk.alice, card)).slice(2)).toEqual(['One.', 'Two.', 'Three.', 'Four.']);
  expect(said(replies(desk.carol, mine))).toEqual(['One.', 'Two.', 'Three.', 'Four.']);
});

test('one Deskbell stands still: the other goes on with its ticket when that is certain', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  const gate = holds(desk, 'before', 'chat.postMessage');
  await submits(alice, 'Printer on fire');
  await gate.reached;
  await desk.startAnother();
  desk.passes(leaseMs);
  await quiet(desk);
  desk.passes(doubtMs);
  await alice.sees('waiting for somebody');
  await carol.sees('Printer on fire', { in: 'triage' });
  gate.open();
});

test('numbers have no holes, however many are made at once in two processes', async () => {
  const [first, second] = [await openStore(), await openStore()];
  const key = randomUUID();
  const made = await Promise.all(
    Array.from({ length: 30 }, async (_, index) => {
      const { tickets } = index % 2 === 0 ? first : second;
      return await tickets.create({
        title: 'Printer on fire',
        description: '',
        requester: { teamId: 'T0TEAM', userId: 'U0ALICE' },
        // Every third form is the same one, sent again.
        key: index % 3 === 0 ? key : randomUUID(),
        at: new Date(),
        wanted: [],
      });
    }),
  );
  const numbers = new Set(made.map((created) => created.ticket.number));
  expect([...numbers].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 21 }, (_, n) => n + 1));
  expect(made.filter((created) => created.fresh)).toHaveLength(21);
});

test("a machine whose clock is a minute ahead goes by the database's", async () => {
  const right = Date.now.bind(Date);
  jest.spyOn(Date, 'now').mockImplementation(() => right() + 60_000);
  const desk = await startDesk();
  await submits(desk.alice, 'Printer on fire');
  await desk.settled();
  const [ticket] = await desk.stored();
  expect(Math.abs(Number(ticket?.createdAt) - right())).toBeLessThan(5_000);
});

test('a clock that jumps while Deskbell runs is set right again', async () => {
  const right = Date.now.bind(Date);
  const store = await openStore();
  jest.spyOn(Date, 'now').mockImplementation(() => right() - 60_000);
  await store.clock.sync();
  expect(Math.abs(store.clock.now().getTime() - right())).toBeLessThan(1_000);
});

test('a clock that is read while the process stands still keeps the time that it had', async () => {
  const store = await openStore();
  const [now, elapsed] = [Date.now.bind(Date), performance.now.bind(performance)];
  const before = store.clock.now().getTime() - now();
  // Stopped for longer than a lease, between the question and the answer.
  let asked = false;
  const stood = (): number => (asked ? 70_000 : 0);
  jest.spyOn(Date, 'now').mockImplementation(() => now() + stood());
  jest.spyOn(performance, 'now').mockImplementation(() => elapsed() + stood());
  const read = store.clock.sync();
  asked = true;
  await read;
  jest.restoreAllMocks();
  expect(store.clock.now().getTime() - now()).toBe(before);
});
