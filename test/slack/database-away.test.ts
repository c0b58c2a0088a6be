import type { Actor, ModalInHand } from '@deskbell/sandbox';
import { Types } from 'mongoose';
import type { TicketDocument } from '../../src/storage/models';
import { claimedTicket, startDesk, stopDesks, submits, until, whisper } from '../support/desk';
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

const away = 'Deskbell cannot reach its database right now. Try again in a minute.';
const formAway =
  'Deskbell cannot reach its database right now. Your words are still here: wait a moment and send them again. Sending twice never makes two.';

/** Waits until the modal that has opened says `words`. */
async function modalSays(person: Actor, words: string): Promise<void> {
  const modal = await person.modal('Deskbell');
  await person.waitsFor(`the modal to say ${words}`, () => modal.words().includes(words) || undefined);
}

/** Sends a form until it is taken: on a busy machine the patience of these tests may end once more. */
async function taken(form: ModalInHand): Promise<void> {
  await until('the form to be taken', async () => ((await form.submits()).became === 'closed' ? true : undefined));
}

async function toldInModal(person: Actor, command: string): Promise<void> {
  await person.types(command, { in: 'general' });
  const modal = await person.modal('Deskbell');
  await until('it to say so', async () => modal.words().includes(away) || undefined);
}

describe('the database is away', () => {
  test('at start: Deskbell says so, waits, and starts when it is there', async () => {
    const desk = await startDesk({ through: proxy.through });
    await desk.stopDeskbell();
    proxy.cut();
    const started = desk.startDeskbell();
    await until('Deskbell to say that it waits', async () => desk.said.find((line) => line.includes('waiting for it')));
    expect(desk.said).toEqual([
      expect.stringMatching(/^The database \(127\.0\.0\.1:\d+\) cannot be reached: .+; waiting for it\.$/),
    ]);
    proxy.heal();
    await started;
    await submits(desk.alice, 'Printer on fire');
    await desk.alice.sees('waiting for somebody to pick it up');
    expect(desk.said.filter((line) => line.includes('waiting'))).toHaveLength(1);
  });

  test('later: everybody is told, nothing is half done, and it goes on afterwards', async () => {
    const desk = await startDesk({ through: proxy.through, openWithinMs: 500 });
    const { alice, bob, carol, dave } = desk;
    await submits(alice, 'Printer on fire');
    const open = await carol.sees('Printer on fire', { in: 'triage' });
    await bob.types('/ticket', { in: 'general' });
    const form = await bob.modal('New ticket');
    form.fills({ Title: 'No coffee', Description: 'None at all.' });
    await dave.opensHome();
    await dave.home('Printer on fire');
    await desk.settled();
    const before = await desk.stored();

    proxy.cut();
    await alice.types('/ticket list', { in: 'general' });
    await whisper(alice, away, 'general');
    await Promise.all([
      form.submits(),
      carol.presses('Claim', open).then(() => whisper(carol, away)),
      // Whose answer takes its time has a modal meanwhile, and is told in it.
      toldInModal(dave, '/ticket list'),
    ]);
    expect(form.errors).toEqual({ Title: formAway });
    expect(await desk.stored()).toEqual(before);

    proxy.heal();
    await taken(form);
    // The claim of before may have reached the database since; this one begins afterwards.
    await carol.presses('Claim', await carol.sees('No coffee', { in: 'triage' }));
    await bob.sees('<@U0CAROL> is on it');
    await alice.types('/ticket list', { in: 'general' });
    await whisper(alice, /You have one ticket/, 'general');
    await desk.settled();
    expect((await desk.stored()).map(({ title }) => title)).toEqual(['Printer on fire', 'No coffee']);
  });

  test('it answers too late: the form says so, and what is sent again is no second ticket', async () => {
    const desk = await startDesk({ through: proxy.through, patienceMs: 200 });
    const { alice, carol } = desk;
    await alice.types('/ticket', { in: 'general' });
    const form = await alice.modal('New ticket');
    form.fills({ Title: 'Printer on fire' });
    proxy.hold();
    expect(await form.submits()).toEqual({ became: 'errors', errors: { title: formAway } });
    proxy.heal();
    await carol.sees('Printer on fire', { in: 'triage' });
    form.fills({ Title: 'Printer and curtain on fire' });
    await taken(form);
    await carol.sees('curtain', { in: 'triage' });
    expect(await desk.stored()).toHaveLength(1);
  });

  test('what it stores too late does not replace what was sent again since', async () => {
    const desk = await startDesk({ through: proxy.through, patienceMs: 200 });
    const { alice, bob, carol } = desk;
    await submits(alice, 'No coffee');
    await alice.types('/ticket', { in: 'general' });
    const form = await alice.modal('New ticket');
    form.fills({ Title: 'Printer on fire' });
    await desk.settled();
    proxy.hold();
    expect(await form.submits()).toMatchObject({ became: 'errors' });
    // Another process has meanwhile stored what was sent again.
    await desk.inDatabase(async ({ tickets }) => {
      const { _id, ...first } = (await tickets.findOne().lean()) ?? {};
      await tickets.collection.insertOne({
        ...(first as typeof first & TicketDocument),
        _id: new Types.ObjectId(),
        number: 2,
        key: `${form.id}:ticket.submit`,
        title: 'Printer and curtain on fire',
      });
    });
    proxy.heal();
    await submits(bob, 'No milk');
    await carol.sees('No milk', { in: 'triage' });
    await desk.settled();
    expect((await desk.stored()).map(({ title }) => title)).toEqual([
      'No coffee',
      'Printer and curtain on fire',
      'No milk',
    ]);
    expect(desk.logged).toEqual([]);
  });

  test('it does not answer at all: who waits for a form is told where they wait', async () => {
    const desk = await startDesk({ through: proxy.through, patienceMs: 700, openWithinMs: 200 });
    const { carol } = desk;
    const mine = await claimedTicket(desk);
    proxy.hold();
    await carol.presses('Comment', mine);
    await modalSays(carol, 'One moment…');
    await modalSays(carol, away);
    proxy.heal();
    await carol.presses('Comment', mine);
    await carol.modal('Comment on #1');
  });

  test('a claim and a comment that it stored too late count once', async () => {
    const desk = await startDesk({ through: proxy.through, patienceMs: 200 });
    const { alice, carol } = desk;
    await submits(alice, 'Printer on fire');
    const open = await carol.sees('Printer on fire', { in: 'triage' });
    await desk.settled();
    proxy.hold();
    await carol.presses('Claim', open);
    await whisper(carol, away);
    proxy.heal();
    const mine = await carol.sees('Printer on fire');
    await carol.presses('Comment', mine);
    const comment = await carol.modal('Comment on #1');
    comment.fills({ Comment: 'On my way.' });
    proxy.hold();
    await comment.submits();
    expect(comment.errors).toEqual({ Comment: formAway });
    proxy.heal();
    await alice.sees('On my way.');
    await taken(comment);
    await desk.settled();
    expect((await desk.stored())[0]?.comments.map(({ text }) => text)).toEqual(['On my way.']);
  });

  test('while somebody looks at their Home: it comes once the database is back', async () => {
    const desk = await startDesk({ through: proxy.through, slackPatienceMs: 500 });
    const { alice, workspace } = desk;
    await alice.opensHome();
    await alice.home('You have no tickets yet.');
    await submits(alice, 'Printer on fire');
    await desk.settled();
    proxy.cut();
    await alice.opensHome();
    proxy.heal();
    await until('the Home', async () => {
      await workspace.faults.retryNow();
      const home = await alice.home();
      return home.words.includes('Printer on fire') ? true : undefined;
    });
  });
});

describe('the database is slow', () => {
  test('a loading view opens in time, and becomes the form', async () => {
    const desk = await startDesk({ through: proxy.through, openWithinMs: 500 });
    const { carol } = desk;
    const mine = await claimedTicket(desk);
    proxy.slow(350);
    await carol.presses('Comment', mine);
    const loading = await carol.modal('Deskbell');
    expect(loading.words()).toContain('One moment…');
    const comment = await carol.modal('Comment on #1');
    expect(comment.id).toBe(loading.id);
    proxy.heal();
    comment.fills({ Comment: 'On my way.' });
    expect(await comment.submits()).toEqual({ became: 'closed' });
    await desk.alice.sees('On my way.');
  });

  test('a loading view says what cannot be done', async () => {
    const desk = await startDesk({ through: proxy.through, openWithinMs: 500 });
    const { dave } = desk;
    await claimedTicket(desk);
    const collapsed = await dave.sees('claimed by', { in: 'triage' });
    proxy.slow(350);
    await dave.presses('Close', collapsed);
    await modalSays(dave, 'only they can work on it');
    proxy.heal();
  });

  test('who closes the loading view is not bothered again', async () => {
    const desk = await startDesk({ through: proxy.through, openWithinMs: 500 });
    const { carol, workspace } = desk;
    const mine = await claimedTicket(desk);
    proxy.slow(350);
    await carol.presses('Comment', mine);
    await (await carol.modal('Deskbell')).closes();
    await until('the form to come too late', async () =>
      workspace.calls.find(({ method, outcome }) => method === 'views.update' && outcome !== 'pending'),
    );
    proxy.heal();
    await carol.presses('Comment', mine);
    await carol.modal('Comment on #1');
    expect(carol.ephemerals()).toEqual([]);
    expect(desk.logged).toEqual([]);
  });
});
