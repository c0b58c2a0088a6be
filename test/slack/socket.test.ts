import { type Deskbell, startDeskbell } from '../../src/main';
import { startDesk, stopDesks, until } from '../support/desk';
import { startMirror } from '../support/mirror';
import { startTunnel } from '../support/tunnel';

afterEach(async () => {
  jest.restoreAllMocks();
  await stopDesks();
});

const impatient = { everyMs: 20, closedMostMs: 200 };

test('the socket is refused for longer than it may be closed: Deskbell says so, and what to do', async () => {
  const desk = await startDesk({ watching: impatient });
  desk.workspace.faults.disconnect();
  const lost = await desk.deskbell().lost;
  expect(lost.message).toMatch(
    /^The socket to Slack has been closed for .* Exit code 75 .* start it again: npm start\.$/,
  );
  const alive = await fetch(`http://127.0.0.1:${desk.deskbell().port}/healthz`);
  expect(alive.status).toBe(503);
});

test.each([
  ['is cut', 'cuts'],
  ['is moved elsewhere by Slack', 'moves'],
] as const)('the socket %s: it comes back by itself, and what is typed then is heard', async (_, how) => {
  const desk = await startDesk();
  const { alice, workspace } = desk;
  if (how === 'moves') workspace.faults.refreshSockets();
  else {
    workspace.faults.disconnect();
    workspace.faults.heal();
  }
  await isReady(false, desk.deskbell());
  await isReady(true, desk.deskbell());
  await alice.types('/ticket', { in: 'general' });
  await alice.modal('New ticket');
});

test('the connection stays, and nothing comes any more: the socket is given up, and opened again', async () => {
  // After a connection that failed Slack's client keeps a timer for the farewell, for which the tests would wait.
  const { setTimeout: wait } = globalThis;
  jest.spyOn(globalThis, 'setTimeout').mockImplementation((...args) => {
    const timer = wait(...args);
    return args[1] === 30_000 ? timer.unref() : timer;
  });
  const desk = await startDesk();
  const { alice, workspace, config } = desk;
  await desk.stopDeskbell();
  const tunnel = await startTunnel(workspace.url);
  const mirror = await startMirror(desk, {
    rewrites: (answer) => answer.replace(new URL(workspace.url).host + '/link', `127.0.0.1:${tunnel.port}/link`),
  });
  const slack = { ...config.slack, apiUrl: mirror.apiUrl };
  const deskbell = await startDeskbell({ ...config, slack }, { say: () => undefined });
  tunnel.hold();
  await isReady(false, deskbell);
  tunnel.heal();
  await isReady(true, deskbell);
  await alice.types('/ticket', { in: 'general' });
  await alice.modal('New ticket');
  await deskbell.stop();
  await mirror.stop();
  await tunnel.stop();
});

test('Slack answers 429 to the opening of the socket: it waits as long as Slack asks, and opens it', async () => {
  const desk = await startDesk();
  const { alice, workspace } = desk;
  workspace.faults.next('apps.connections.open', { rateLimited: 1 });
  workspace.faults.refreshSockets();
  await until('the socket to be asked for twice', async () =>
    workspace.calls.filter(({ method }) => method === 'apps.connections.open').length >= 3 ? true : undefined,
  );
  await workspace.connected();
  await alice.types('/ticket', { in: 'general' });
  await alice.modal('New ticket');
});

async function isReady(wanted: boolean, { port }: Deskbell): Promise<void> {
  await until(`it ${wanted ? '' : 'not '}to be ready`, async () => {
    const { ok } = await fetch(`http://127.0.0.1:${port}/readyz`);
    return ok === wanted ? true : undefined;
  });
}
