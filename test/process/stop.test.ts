import { quiet, standing } from '../support/delivery';
import { startDesk, stopDesks, until } from '../support/desk';
import { build, handOver, stopPrograms } from '../support/process';
import { type Proxy, startProxy } from '../support/proxy';

let proxy: Proxy;

beforeAll(build);

beforeEach(async () => {
  proxy = await startProxy();
});

afterEach(async () => {
  await stopPrograms();
  await stopDesks();
  await proxy.stop();
});

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
  expect(await program.ends('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(await submitted).toEqual({ became: 'closed' });
  expect(program.printed()).not.toContain('"level"');
  proxy.heal();
  await desk.startDeskbell();
  await quiet(desk);
  expect(standing(alice)).toHaveLength(1);
});
