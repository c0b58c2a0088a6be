import { startDesk, stopDesks, submits, whisper } from '../support/desk';
import { type Proxy, startProxy } from '../support/proxy';

let proxy: Proxy;

beforeEach(async () => {
  proxy = await startProxy();
});

afterEach(async () => {
  proxy.heal();
  await stopDesks();
  await proxy.stop();
});

const tooBroad = 'This search takes too long. Add a word, an author or a date, so that there is less to look through.';

/** How the database answers where the time of a query is over. */
const timeUp = { code: 50, codeName: 'MaxTimeMSExpired' };

/** The database gives up each list that asks for one of these fields. */
function givesUp(...fields: readonly string[]): void {
  proxy.refuse(
    ({ find, filter, maxTimeMS }) => find === 'tickets' && maxTimeMS && fields.some((field) => field in filter),
    timeUp,
  );
}

describe('a search that the database gives up', () => {
  test('by the command: the admin reads what to do', async () => {
    const desk = await startDesk({ through: proxy.through });
    givesUp('grams');
    await desk.carol.types('/ticket-admin search the', { in: 'general' });
    await whisper(desk.carol, tooBroad, 'general');
    expect(desk.logged).toEqual([]);
  });

  test('in the filter: the form stays open, and what was typed with it', async () => {
    const desk = await startDesk({ through: proxy.through });
    const { alice, carol } = desk;
    await submits(alice, 'The printer is on fire');
    await carol.opensHome();
    await carol.home('The printer');
    givesUp('grams', 'requester');
    await carol.presses('Filter', 'home');
    const form = await carol.modal('Filter');
    form.fills({ Words: 'the', Author: 'alice' });
    await form.submits();
    expect(form.errors).toEqual({ Words: tooBroad });
    form.fills({ Words: '', Author: null, 'Sent since': '2020-01-01' });
    expect(await form.submits()).toEqual({ became: 'closed' });
    await carol.home('sent since Jan 1, 2020');
    expect(desk.logged).toEqual([]);
  });

  test('in a Home that was left with it: the list comes without its filter', async () => {
    const desk = await startDesk({ through: proxy.through });
    const { alice, carol } = desk;
    await submits(alice, 'The printer is on fire');
    await submits(alice, 'No coffee');
    await carol.opensHome();
    await carol.home('No coffee');
    await carol.presses('Filter', 'home');
    const form = await carol.modal('Filter');
    form.fills({ Words: 'the' });
    await form.submits();
    expect((await carol.home('with “the”')).words).not.toContain('No coffee');
    givesUp('grams');
    await carol.opensHome();
    expect((await carol.home('No coffee')).words).toContain('The printer is on fire');
    expect(desk.logged).toEqual([]);
  });
});

test('a search of several words, when it cannot be seen in time which is the rarest: it finds what they are in', async () => {
  const desk = await startDesk({ through: proxy.through });
  const { carol } = desk;
  await submits(desk.alice, 'The printer is on fire');
  await carol.presses('Close', await carol.sees('The printer is on fire', { in: 'triage' }));
  const form = await carol.modal();
  await form.submits();
  await desk.settled();
  proxy.refuse(({ aggregate, maxTimeMS }) => aggregate === 'tickets' && maxTimeMS, timeUp);
  await carol.opensHome();
  await carol.home('Archive');
  await carol.presses('Archive', 'home');
  await carol.home('The printer');
  await carol.presses('Filter', 'home');
  const filter = await carol.modal('Filter');
  filter.fills({ Words: 'the fire' });
  expect(await filter.submits()).toEqual({ became: 'closed' });
  expect((await carol.home('with “the fire”')).words).toContain('The printer is on fire');
  expect(desk.logged).toEqual([]);
});

test('a list without a search that the database gives up: it is the database that is slow', async () => {
  const desk = await startDesk({ through: proxy.through });
  givesUp('status');
  await desk.carol.types('/ticket-admin', { in: 'general' });
  await whisper(desk.carol, 'Deskbell cannot reach its database right now. Try again in a minute.', 'general');
  expect(desk.logged).toEqual([]);
});
