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
  const desk = await startDesk({ through: proxy.through, slackPatienceMs: 3_000 });
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

test('an event that could not be worked off does not hold up what is written in its conversation afterwards', async () => {
  proxy = await startProxy();
  const desk = await startDesk({ through: proxy.through });
  const { alice } = desk;
  await submits(alice, 'Printer on fire');
  const card = await alice.sees('Printer on fire');
  await desk.settled();
  const first = await alice.types('It burns.', { thread: card.ts });
  await until('the reply', async () => (await desk.stored())[0]?.comments.length || undefined);
  // The database fails in the moment in which the deletion is stored, and not yet worked off.
  proxy.refuse(({ update: collection }) => collection === 'events', { code: 50, codeName: 'MaxTimeMSExpired' });
  await alice.deletes({ channel: card.channel, ts: first });
  await until('it to fail', async () => desk.logged.find(({ msg }) => /unhandled error|tried again/.test(String(msg))));
  proxy.heal();
  await alice.types('It still burns.', { thread: card.ts });
  await until(
    'the next reply',
    async () => (await desk.stored())[0]?.comments.some(({ text }) => text === 'It still burns.') || undefined,
  );
  desk.passes(leaseMs);
  await until('the deletion', async () => (await desk.stored())[0]?.comments.length === 1 || undefined);
});

/** A ticket of Alice's, and two Deskbells, the events to which come in turn. */
async function twoDeskbells(options: Parameters<typeof startDesk>[0] = {}) {
  const desk = await startDesk(options);
  await desk.startAnother();
  await submits(desk.alice, 'Printer on fire');
  const card = await desk.alice.sees('Printer on fire');
  await desk.settled();
  return { desk, card };
}

async function allDone(desk: TestDesk): Promise<void> {
  await until('all events to be done', async () => (await events(desk)).every(({ doneAt }) => doneAt) || undefined);
  await desk.settled();
}

describe('a message that its author deletes is in no ticket', () => {
  test('where one Deskbell is still at it when another hears of the deletion', async () => {
    const { desk, card } = await twoDeskbells();
    const { alice, bob } = desk;
    const gate = holds(desk, 'before', 'users.info', { user: bob.id });
    const ts = await alice.types('@bob has set it on fire.', { thread: card.ts });
    await gate.reached;
    await alice.deletes({ channel: card.channel, ts });
    await until(
      'the deletion to be worked off',
      async () => (await events(desk)).some(({ _id, doneAt }) => _id.startsWith('Ev') && doneAt) || undefined,
    );
    gate.open();
    await until(
      'it to be taken back',
      async () => (await desk.stored())[0]?.history.some(({ what }) => what === 'retract') || undefined,
    );
    await allDone(desk);
    expect((await desk.stored())[0]?.comments).toEqual([]);
    expect(JSON.stringify(await events(desk))).not.toContain('set it on fire');
  });

  test('where Slack tells of it late, and of its deletion in time', async () => {
    const { desk, card } = await twoDeskbells();
    const { alice, workspace } = desk;
    workspace.faults.disconnect();
    const ts = await alice.types('Never mind.', { thread: card.ts });
    workspace.faults.heal();
    await workspace.connected();
    await alice.deletes({ channel: card.channel, ts });
    await until(
      'the deletion to be worked off',
      async () => (await events(desk)).some(({ _id, doneAt }) => _id.startsWith('Ev') && doneAt) || undefined,
    );
    await workspace.faults.retryNow();
    await allDone(desk);
    expect((await desk.stored())[0]?.comments).toEqual([]);
  });
});
