import { holds, leaseMs } from '../../support/delivery';
import { startDesk, stopDesks, submits, type TestDesk, until } from '../../support/desk';
import { type Proxy, startProxy } from '../../support/proxy';

let proxy: Proxy | undefined;

afterEach(async () => {
  proxy?.heal();
  await stopDesks();
  await proxy?.stop();
  proxy = undefined;
});

async function events(desk: TestDesk) {
  return await desk.inDatabase((models) => models.events.find().lean());
}

async function failed(desk: TestDesk): Promise<void> {
  await until('the event to fail', async () => desk.logged.find(({ msg }) => /tried again/.test(String(msg))));
}

const homeFails = { fails: 'internal_error' } as const;

test('an event whose listener failed is worked off later, also after a restart', async () => {
  const desk = await startDesk();
  const { dave, workspace } = desk;
  workspace.faults.next('views.publish', homeFails);
  await dave.opensHome();
  await failed(desk);
  expect(workspace.calls.filter(({ method }) => method === 'views.publish')).toHaveLength(1);

  await desk.stopDeskbell();
  desk.passes(leaseMs);
  await desk.startDeskbell();
  await dave.home('Nobody waits');
  await until('the event to be done', async () => (await events(desk))[0]?.doneAt);
  expect((await events(desk))[0]?.body).toBeUndefined();
});

test('an event in the hands of one Deskbell is not taken up by another', async () => {
  const desk = await startDesk();
  const { dave, workspace } = desk;
  const gate = holds(desk, 'before', 'views.publish');
  await dave.opensHome();
  await gate.reached;
  await desk.startAnother();
  await submits(desk.alice, 'Printer on fire');
  await desk.settled();
  gate.open();
  await until('the event to be done', async () => (await events(desk))[0]?.doneAt);
  expect(workspace.calls.filter(({ method }) => method === 'views.publish')).toHaveLength(1);
});

test('an event that fails again and again is given up after six tries, and the log says so', async () => {
  const desk = await startDesk();
  const { dave, workspace } = desk;
  workspace.faults.next('views.publish', homeFails, { times: 100 });
  await dave.opensHome();
  await failed(desk);
  for (let starts = 1; starts <= 7; starts += 1) {
    await desk.stopDeskbell();
    desk.passes(leaseMs);
    await desk.startDeskbell();
  }
  await until('it to be given up', async () => desk.logged.find(({ msg }) => /was given up/.test(String(msg))));
  expect(workspace.calls.filter(({ method }) => method === 'views.publish')).toHaveLength(6);
  expect((await events(desk))[0]?.dueAt).toBeUndefined();
});

test('an event that could not be stored is not acknowledged, and Slack sends it again', async () => {
  proxy = await startProxy();
  const desk = await startDesk({ through: proxy.through });
  const { alice, carol, workspace } = desk;
  await submits(alice, 'Printer on fire');
  const card = await carol.sees('Printer on fire', { in: 'triage' });
  await desk.settled();
  proxy.cut();
  workspace.faults.deleteMessage(card.channel, card.ts);
  await until('the storing to fail', async () => desk.logged.find(({ msg }) => /unhandled error/.test(String(msg))));
  proxy.heal();
  await workspace.faults.retryNow();
  await carol.sees(({ ts }) => ts > card.ts, { in: 'triage' });
});

test('what people write to each other in a channel is not stored', async () => {
  const desk = await startDesk();
  const { carol, dave } = desk;
  await carol.types('Lunch?', { in: 'triage' });
  await dave.opensHome();
  await dave.home('Nobody waits');
  await until('the Home to be done', async () => (await events(desk))[0]?.doneAt);
  expect(await events(desk)).toHaveLength(1);
});

test('what people write in channels and delete, and what nobody asked for, is never stored', async () => {
  const desk = await startDesk();
  const { carol, workspace } = desk;
  const ts = await carol.types('my secret password is swordfish', { in: 'triage' });
  await carol.reacts('eyes', await carol.sees('swordfish', { in: 'triage' }));
  workspace.faults.deleteMessage(workspace.channels.triage, ts);
  await carol.opensHome();
  await carol.home('Nobody waits');
  await until('the event to be done', async () => (await events(desk))[0]?.doneAt);
  expect(await events(desk)).toHaveLength(1);
});

test('who writes to Deskbell outside a thread of a ticket is offered to make one of it, or to add it; the inbox keeps no words', async () => {
  const desk = await startDesk();
  const { alice } = desk;
  await submits(alice, 'Printer on fire');
  const card = await alice.sees('Printer on fire');
  await alice.types('Is anybody there?');
  const first = await alice.sees((message) => message.ephemeral && message.text.includes('belongs to no ticket'));
  await alice.types('It is the one by the window.', { thread: card.ts });
  const [ticket] = await until('the reply to be stored', async () => {
    const stored = await desk.stored();
    return stored[0]?.comments.length ? stored : undefined;
  });
  expect(ticket?.comments).toMatchObject([{ author: 'U0ALICE', text: 'It is the one by the window.' }]);
  expect(alice.ephemerals().map(({ ts }) => ts)).toEqual([first.ts]);

  await alice.presses('Add to #1', first);
  expect(await (await alice.modal()).submits()).toEqual({ became: 'closed' });
  await alice.types('And my coffee is cold.\nThe milk is warm.');
  const second = await alice.sees((message) => message.ephemeral && message.ts > first.ts);
  await alice.presses('Make a ticket of it', second);
  const form = await alice.modal('New ticket');
  form.fills({ Title: 'Cold coffee' });
  expect(await form.submits()).toEqual({ became: 'closed' });
  await desk.settled();
  expect(
    (await desk.stored()).map(({ title, description, comments }) => [title, description, comments.length]),
  ).toEqual([
    ['Printer on fire', '', 2],
    ['Cold coffee', 'And my coffee is cold.\nThe milk is warm.', 0],
  ]);
  await until('all to be done', async () => ((await events(desk)).every(({ doneAt }) => doneAt) ? true : undefined));
  expect((await events(desk)).map(({ body }) => body)).toEqual([undefined, undefined, undefined]);
});
