import { startDesk, stopDesks, submits } from '../support/desk';
import { seeded } from '../support/tickets';

afterEach(stopDesks);

const minuteMs = 60_000;

test('who files a ticket is told how many are ahead and how long it usually takes, there and in the Home, and the card is left alone', async () => {
  const desk = await startDesk();
  const { alice, bob, carol, workspace } = desk;
  await seeded(desk, 7);
  // The last seven have waited 10 to 70 minutes for somebody to pick them up.
  await desk.inDatabase(async ({ tickets }) => {
    for (const { _id, number, createdAt } of await tickets.find().lean()) {
      await tickets.updateOne({ _id }, { claimedAt: new Date(createdAt.getTime() + number * 10 * minuteMs) });
    }
  });
  await submits(bob, 'No coffee');
  await submits(bob, 'No milk');
  await submits(alice, 'Printer on fire');
  const card = await alice.sees('Printer on fire');
  const told = await alice.sees(/2 .*ahead/, { thread: card.ts });
  expect(told.text).toContain('about 40 minutes');
  await alice.opensHome();
  const home = await alice.home(/2 .*ahead/);
  expect(home.words).toContain('about 40 minutes');

  // Somebody ahead is helped: Alice's card is not touched for it, and her Home says so when she looks.
  await desk.settled();
  const before = workspace.calls.length;
  await carol.presses('Claim', await carol.sees('No coffee', { in: 'triage' }));
  await desk.settled();
  const touched = workspace.calls
    .slice(before)
    .filter(({ args }) => args['ts'] === card.ts || args['thread_ts'] === card.ts);
  expect(touched).toEqual([]);
  await alice.opensHome();
  await alice.home(/1 .*ahead|One .*ahead/i);
});

test('the first in the queue is told so; where too few have waited yet, no time is promised', async () => {
  const desk = await startDesk();
  const { alice } = desk;
  await submits(alice, 'Printer on fire');
  const card = await alice.sees('Printer on fire');
  const told = await alice.sees('You are next.', { thread: card.ts });
  expect(told.text).not.toMatch(/minutes|hours|usual/);
});

test('a title of only emoji goes the whole way', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  await submits(alice, '🔥🖨️🔥');
  await carol.presses('Claim', await carol.sees('🔥🖨️🔥', { in: 'triage' }));
  await carol.presses('Close', await carol.sees('🔥🖨️🔥'));
  await (await carol.modal()).submits();
  await alice.sees(({ broadcast, text }) => broadcast && text.includes('completed'));
  await alice.types('/ticket list', { in: 'general' });
  await alice.sees(({ ephemeral, text }) => ephemeral && text.includes('🔥🖨️🔥'), { in: 'general' });
  await alice.opensHome();
  await alice.home('🔥🖨️🔥');
  await desk.settled();
  expect(desk.logged).toEqual([]);
});

describe('the Home', () => {
  test('has a ticket that was sent from it at once', async () => {
    const desk = await startDesk();
    const { alice } = desk;
    await alice.opensHome();
    await alice.home('You have no tickets yet.');
    await alice.presses('New ticket', 'home');
    const form = await alice.modal('New ticket');
    form.fills({ Title: 'Printer on fire' });
    await form.submits();
    await alice.home('Printer on fire');
  });

  test('and the modal behind Open show what was done from there: an edit, a reply, a withdrawal and its undoing', async () => {
    const desk = await startDesk();
    const { alice } = desk;
    await submits(alice, 'Printer on fire');
    await desk.settled();
    await alice.opensHome();
    await alice.home('Printer on fire');
    await alice.presses('Open', 'home');
    const open = await alice.modal('Ticket #1');
    const shows = (words: string) => alice.waitsFor(words, () => (open.words().includes(words) ? true : undefined));
    await open.presses('Edit');
    const edit = await alice.modal('Edit #1');
    edit.fills({ Title: 'Printer and curtain on fire' });
    await edit.submits();
    await shows('Printer and curtain on fire');
    await alice.home('Printer and curtain on fire');
    await open.presses('Reply');
    const reply = await alice.modal('Reply to #1');
    reply.fills({ Reply: 'Hurry up.' });
    await reply.submits();
    await shows('Hurry up.');
    await open.presses('Withdraw');
    await shows('Undo');
    await open.presses('Undo');
    await shows('Withdraw');
    await alice.home('waiting for somebody to pick it up');
    expect(desk.logged).toEqual([]);
  });
});
