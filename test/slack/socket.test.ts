import { startDesk, stopDesks, until } from '../support/desk';

afterEach(stopDesks);

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
  await until('a socket', async () => {
    const ready = await fetch(`http://127.0.0.1:${desk.deskbell().port}/readyz`);
    return ready.ok ? undefined : true;
  });
  await until('the socket to be open again', async () => {
    const ready = await fetch(`http://127.0.0.1:${desk.deskbell().port}/readyz`);
    return ready.ok ? true : undefined;
  });
  await alice.types('/ticket', { in: 'general' });
  await alice.modal('New ticket');
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
