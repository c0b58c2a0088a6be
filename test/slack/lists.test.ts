import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Actor, type Message, wordsOf } from '@deskbell/sandbox';
import { homePageSize, listSize } from '../../src/slack/views/lists';
import { startDesk, stopDesks, submits, until } from '../support/desk';
import { seeded } from '../support/tickets';

afterEach(stopDesks);

async function answered(person: Actor, words: string): Promise<Message> {
  return await person.sees((message) => message.ephemeral && wordsOf(message).includes(words), { in: 'general' });
}

describe('/ticket list', () => {
  test('says that there are none, and what to do', async () => {
    const desk = await startDesk();
    await desk.alice.types('/ticket list', { in: 'general' });
    await answered(desk.alice, 'You have no tickets yet. Type `/ticket` and say what is wrong.');
  });

  test("shows one's own, live and archived, and nobody else's", async () => {
    const desk = await startDesk();
    await submits(desk.bob, 'No coffee');
    await submits(desk.alice, 'Printer on fire');
    await desk.alice.types('/ticket LIST ', { in: 'general' });
    const one = await answered(desk.alice, 'You have one ticket.');
    expect(wordsOf(one)).toContain('#2 Printer on fire: waiting for somebody to pick it up');
    expect(wordsOf(one)).not.toContain('coffee');

    await desk.carol.presses('Close', await desk.carol.sees('Printer on fire', { in: 'triage' }));
    await (await desk.carol.modal('Close #2')).submits();
    await desk.alice.types('/ticket list', { in: 'general' });
    await answered(desk.alice, '#2 Printer on fire: completed by <@U0CAROL>');
    expect(desk.bob.ephemerals('general')).toEqual([]);
  });

  test('of eleven shows the newest ten, and says what it left out', async () => {
    const desk = await startDesk();
    await seeded(desk, listSize + 1);
    await desk.alice.types('/ticket list', { in: 'general' });
    const list = await answered(desk.alice, 'You have 11 tickets.');
    expect(
      list.text
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split(':')[0]),
    ).toEqual(Array.from({ length: listSize }, (_, index) => `#${11 - index} Ticket ${11 - index}`));
    expect(list.text).toContain('1 older one is in the Home of Deskbell.');
  });
});

describe('the Home', () => {
  test('of somebody without tickets says what to do, and its button opens the form', async () => {
    const desk = await startDesk();
    await desk.bob.opensHome();
    await desk.bob.home('You have no tickets yet.');
    await desk.bob.presses('New ticket', 'home');
    const form = await desk.bob.modal('New ticket');
    form.fills({ Title: 'No coffee' });
    expect(await form.submits()).toEqual({ became: 'closed' });
    await desk.bob.sees('No coffee');
    await desk.bob.opensHome();
    expect((await desk.bob.home('No coffee')).words).toContain('One ticket');
  });

  test('shows twenty, turns to older ones, and back to the newest', async () => {
    const desk = await startDesk();
    await seeded(desk, homePageSize + 3);
    await desk.alice.opensHome();
    const newest = await desk.alice.home('23 tickets, newest first');
    expect(newest.words).toContain('#23  Ticket 23');
    expect(newest.words).not.toContain('#3  Ticket 3');
    await desk.alice.presses('Older', 'home');
    const older = await desk.alice.home('#3  Ticket 3');
    expect(older.words).toContain('#1  Ticket 1');
    expect(older.words).not.toContain('#4  Ticket 4');
    await expect(desk.alice.presses('Older', 'home')).rejects.toThrow('sees no button "Older"');
    await desk.alice.presses('Newest', 'home');
    await desk.alice.home('#23  Ticket 23');
  });

  test('stays at the page that somebody has turned to, whatever comes late', async () => {
    const desk = await startDesk();
    const { alice, workspace } = desk;
    await seeded(desk, homePageSize + 3);
    await alice.opensHome();
    await alice.home('#23  Ticket 23');
    workspace.faults.next('views.publish', { http: 503 });
    await alice.opensHome();
    await until('the event to fail', async () => (desk.logged.length > 0 ? true : undefined));
    await alice.presses('Older', 'home');
    await alice.home('#1  Ticket 1');

    const published = () => workspace.calls.filter(({ method }) => method === 'views.publish');
    await desk.stopDeskbell();
    desk.passes(10 * 60_000);
    await desk.startDeskbell();
    await until('the event to be worked off late', async () => (published().length === 4 ? true : undefined));
    await until('it to be done', async () => {
      const events = await desk.inDatabase((models) => models.events.find().lean());
      return events.every(({ doneAt }) => doneAt) || undefined;
    });
    expect(published().at(-1)?.outcome).toBe('hash_conflict');
    expect((await alice.home()).words).toContain('#1  Ticket 1');

    workspace.faults.deliverTwice();
    await alice.presses('Newest', 'home');
    await alice.home('#23  Ticket 23');
    const both = async () => published().filter(({ outcome }) => outcome !== 'pending').length === 6 || undefined;
    await until('both clicks to be answered', both);
    expect(published().at(-1)?.outcome).toBe('hash_conflict');
    await alice.noModal();
  });

  test('is not published for somebody who looks at the messages', async () => {
    const desk = await startDesk();
    await desk.alice.verbs.openApp({ tab: 'messages' });
    await desk.alice.opensHome();
    await desk.alice.home();
    expect(desk.workspace.calls.filter(({ method }) => method === 'views.publish')).toHaveLength(1);
  });

  test('that cannot be read is told in a modal, as a click in it has no other answer', async () => {
    const desk = await startDesk();
    await seeded(desk, homePageSize + 1);
    await desk.alice.opensHome();
    await desk.alice.home('21 tickets');
    desk.workspace.faults.next('views.publish', { fails: 'internal_error' });
    await desk.alice.presses('Older', 'home');
    const told = await desk.alice.modal('Deskbell');
    expect(told.words()).toContain('Something went wrong in Deskbell');
  });
});

test('/ticket help says what there is', async () => {
  const desk = await startDesk();
  await desk.alice.types('/ticket help', { in: 'general' });
  await answered(desk.alice, '`/ticket list` shows your tickets and how each one stands.');
});

test('/ticket-admin shows an admin what waits, tells them with help how tickets are answered, and others that it is not for them', async () => {
  const desk = await startDesk();
  await desk.carol.types('/ticket-admin', { in: 'general' });
  await (await desk.carol.modal('Tickets')).closes();
  await desk.carol.types('/ticket-admin help', { in: 'general' });
  await answered(desk.carol, 'New tickets stand in <#C0TRIAGE>.');
  await desk.alice.types('/ticket-admin', { in: 'general' });
  await answered(desk.alice, 'Only admins of Deskbell can do that. To ask for help, type `/ticket`.');
});

test('the global shortcut New ticket opens an empty form', async () => {
  const desk = await startDesk();
  await desk.alice.shortcut('New ticket');
  const form = await desk.alice.modal('New ticket');
  form.fills({ Title: 'Printer on fire' });
  expect(await form.submits()).toEqual({ became: 'closed' });
  await desk.alice.sees('Printer on fire');
});

test('by signed HTTP a ticket goes the same way', async () => {
  const desk = await startDesk({ http: true });
  const { alice, carol } = desk;
  await alice.types('/ticket the printer is on fire', { in: 'general' });
  expect(await (await alice.modal('New ticket')).submits()).toEqual({ became: 'closed' });
  await carol.presses('Claim', await carol.sees('the printer is on fire', { in: 'triage' }));
  await alice.sees('<@U0CAROL> is on it');
  const mine = await carol.sees('the printer is on fire');
  await carol.presses('Comment', mine);
  const comment = await carol.modal('Comment on #1');
  comment.fills({ Comment: 'On my way.' });
  expect(await comment.submits()).toEqual({ became: 'closed' });
  await alice.sees('On my way.');
  await carol.presses('Close', mine);
  expect(await (await carol.modal('Close #1')).submits()).toEqual({ became: 'closed' });
  await alice.sees(/completed by <@U0CAROL>/);
  await alice.opensHome();
  await alice.home('completed by');

  const [year, month] = new Date().toISOString().split('-');
  const path = join(desk.archiveDir, desk.workspace.teamId, year ?? '', month ?? '', '1.md');
  const file = await until('the archive file', () => readFile(path, 'utf8').catch(() => undefined));
  expect(file).toContain('Completed by: Carol Lindqvist');
});
