import { callsOf, doubtEnds, hanging, leaseMs, quiet, signal, standing } from '../support/delivery';
import { startDesk, stopDesks, submits, type TestDesk, until } from '../support/desk';
import { build, handOver, stopPrograms } from '../support/process';
import { type Proxy, startProxy } from '../support/proxy';

let proxy: Proxy;

beforeAll(build);

beforeEach(async () => {
  proxy = await startProxy();
});

afterEach(async () => {
  await stopPrograms();
  proxy.heal();
  await stopDesks();
  await proxy.stop();
});

const inOrder = { code: 0, signal: null };

/** What somebody holds in the database: nobody else takes it up. */
async function held(desk: TestDesk): Promise<unknown[]> {
  const events = await desk.inDatabase(({ events: inbox }) => inbox.find().lean<{ _id: string; dueAt?: Date }[]>());
  const admins = await desk.inDatabase((models) => models.admins.find().lean());
  return [
    ...(await desk.stored()).flatMap(({ number, leaseUntil, archive, fetch }) =>
      (leaseUntil ?? archive?.leaseUntil ?? fetch?.leaseUntil) ? [`ticket ${number}`] : [],
    ),
    ...admins.flatMap(({ userId, leaseUntil }) => (leaseUntil ? [userId] : [])),
    ...events.flatMap(({ _id, dueAt }) => (dueAt && dueAt > new Date() ? [_id] : [])),
  ];
}

/** Stores tickets as forms would, while nobody delivers. */
async function burst(desk: TestDesk, count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) await submits(desk.alice, `Printer ${number}`);
}

test('a form that was sent when Deskbell is stopped still closes, and its ticket is shown', async () => {
  const desk = await startDesk({ through: proxy.through });
  const { alice } = desk;
  const program = await handOver(desk);
  await alice.types('/ticket Printer on fire', { in: 'general' });
  const form = await alice.modal('New ticket');
  proxy.slow(200);
  const submitted = form.submits();
  // The database has it; Deskbell hears of that a moment later.
  await until('the ticket to be stored', async () => (await desk.stored())[0]);
  expect(await program.ends('SIGTERM')).toEqual(inOrder);
  expect(await submitted).toEqual({ became: 'closed' });
  expect(program.printed()).not.toContain('"level"');
  proxy.heal();
  await desk.startDeskbell();
  await quiet(desk);
  expect(standing(alice)).toHaveLength(1);
});

test('stopped in a burst: nothing is held, and the next start shows all of it, each once', async () => {
  const desk = await startDesk();
  const { alice, workspace } = desk;
  const program = await handOver(desk);
  // The first call waits for the last ticket, so that all of them are under way.
  const all = signal();
  workspace.faults.onCall(async ({ method }, moment) => {
    if (method === 'chat.postMessage' && moment === 'before') await all.given;
  });
  await burst(desk, 30);
  const ended = program.ends('SIGTERM');
  all.give();
  workspace.faults.onCall(undefined);
  expect(await ended).toEqual(inOrder);
  expect(program.printed()).not.toContain('"level"');
  expect(await held(desk)).toEqual([]);
  expect((await desk.stored()).filter(({ dueAt }) => dueAt === undefined).length).toBeLessThan(30);
  await desk.startDeskbell();
  // What has a slot of Slack's budget waits for it; what was under way is in doubt.
  desk.passes(5 * 60_000);
  await doubtEnds(desk);
  expect(standing(alice)).toHaveLength(30);
  expect(callsOf(desk, 'chat.delete')).toEqual([]);
});

test('stopped while Slack hangs: the call is cut, what it did is in doubt, and nothing is held', async () => {
  const desk = await startDesk();
  const { alice, carol, workspace } = desk;
  const program = await handOver(desk);
  const hung = hanging(desk, 'chat.postMessage');
  await submits(alice, 'Printer on fire');
  await hung;
  expect(await program.ends('SIGTERM')).toEqual(inOrder);
  expect(await held(desk)).toEqual([]);
  expect(await desk.stored()).toMatchObject([{ tries: 0, doubtUntil: expect.any(Date), dueAt: expect.any(Date) }]);
  workspace.faults.heal();
  await desk.startDeskbell();
  await doubtEnds(desk);
  expect(standing(alice)).toHaveLength(1);
  expect(standing(carol, 'triage')).toHaveLength(1);
});

test('stopped while Slack hangs at an event: nobody holds it, and the next start takes it up at once', async () => {
  const desk = await startDesk();
  const { alice, workspace } = desk;
  const program = await handOver(desk);
  const hung = hanging(desk, 'views.publish');
  await alice.opensHome();
  await hung;
  expect(await program.ends('SIGTERM')).toEqual(inOrder);
  expect(await held(desk)).toEqual([]);
  workspace.faults.heal();
  await desk.startDeskbell();
  await alice.home();
});

test('stopped while the database says nothing: it ends all the same, and all is shown once the leases are over', async () => {
  const desk = await startDesk({ through: proxy.through });
  const { alice } = desk;
  const program = await handOver(desk);
  const called = new Promise<void>((resolve) => {
    desk.workspace.faults.onCall(({ method }, moment) => {
      if (method !== 'chat.postMessage' || moment !== 'before') return;
      proxy.hold();
      resolve();
    });
  });
  await submits(alice, 'Printer on fire');
  await called;
  expect(await program.ends('SIGTERM')).toEqual(inOrder);
  expect(program.printed()).toContain('Not everything in hand could be ended in time');
  desk.workspace.faults.onCall(undefined);
  proxy.heal();
  desk.passes(leaseMs);
  await desk.startDeskbell();
  await doubtEnds(desk);
  expect(standing(alice)).toHaveLength(1);
});

test('a second Ctrl-C, of somebody who does not want to wait, ends it at once', async () => {
  const desk = await startDesk();
  const program = await handOver(desk);
  const hung = hanging(desk, 'chat.postMessage');
  await submits(desk.alice, 'Printer on fire');
  await hung;
  const pressing = setInterval(() => process.kill(program.pid, 'SIGINT'), 100);
  const ended = await program.ended.finally(() => clearInterval(pressing));
  expect(ended).toEqual({ code: 1, signal: null });
});
