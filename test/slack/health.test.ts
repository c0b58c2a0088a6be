import { holds, quiet } from '../support/delivery';
import { claimedTicket, says, startDesk, stopDesks, submits, type TestDesk, until, whisper } from '../support/desk';
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

async function look(desk: TestDesk, path: string) {
  const answer = await fetch(`http://127.0.0.1:${desk.deskbell().port}${path}`);
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}

/** What `/readyz` says is wrong. */
async function wrong(desk: TestDesk): Promise<string[]> {
  const { status, text } = await look(desk, '/readyz');
  const { ok, checks } = JSON.parse(text) as { ok: boolean; checks: Record<string, { ok: boolean; says: string }> };
  const found = Object.values(checks).filter((check) => !check.ok);
  expect([status, ok]).toEqual(found.length === 0 ? [200, true] : [503, false]);
  return found.map(({ says: words }) => words);
}

/** The numbers of a page of metrics, by name and labels. */
async function numbers(desk: TestDesk): Promise<Map<string, number>> {
  const { status, text } = await look(desk, '/metrics');
  expect(status).toBe(200);
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
}

test.each([{ http: false }, { http: true }])('a desk that is well says so (%o)', async (how) => {
  const desk = await startDesk(how);
  await submits(desk.alice, 'Printer on fire');
  await desk.settled();
  expect(await wrong(desk)).toEqual([]);
  expect(await look(desk, '/healthz')).toMatchObject({ status: 200, type: 'application/json' });
  expect((await look(desk, '/metrics')).type).toMatch(/^text\/plain; version=0\.0\.4/);
  expect((await look(desk, '/')).status).toBe(404);
  expect((await look(desk, '//')).status).toBeGreaterThanOrEqual(404);
  const { text } = await look(desk, '/readyz');
  expect(text).toContain('Every change of a ticket is shown in Slack.');
});

test('the pages say what was done, and how much there is to do', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  const card = await claimedTicket(desk);
  await says(carol, 'Comment', card, 'A technician is on the way.');
  await submits(alice, 'Keyboard is sticky');
  await desk.settled();
  const now = await numbers(desk);
  expect(now.get('deskbell_actions_total{kind="submission ticket.submit",outcome="done"}')).toBe(2);
  expect(now.get('deskbell_actions_total{kind="click ticket.claim",outcome="done"}')).toBe(1);
  expect(now.get('deskbell_ack_seconds_count{type="command"}')).toBe(2);
  expect(now.get('deskbell_ack_seconds_count{type="view"}')).toBe(3);
  expect(now.get('deskbell_delivery_lag_seconds_count')).toBeGreaterThanOrEqual(3);
  const posts = desk.workspace.calls.filter(({ method }) => method === 'chat.postMessage');
  expect(now.get('deskbell_slack_calls_total{method="chat.postMessage",outcome="ok"}')).toBe(posts.length);
  expect(now.get('deskbell_slack_calls_total{method="apps.connections.open",outcome="ok"}')).toBeGreaterThan(0);
  expect(now.get('deskbell_tickets{status="open"}')).toBe(1);
  expect(now.get('deskbell_tickets{status="claimed"}')).toBe(1);
  expect(now.get('deskbell_deliveries_due')).toBe(0);
  expect(now.get('deskbell_oldest_due_seconds')).toBe(0);
  expect(now.get('deskbell_inbox_events')).toBe(0);
  expect(now.get('deskbell_listening')).toBe(1);
  expect(now.get('deskbell_database_up')).toBe(1);
  expect(now.get('process_cpu_seconds_total')).toBeGreaterThan(0);
});

test('what was refused, what needs a login, and what Slack held back is counted as that', async () => {
  const desk = await startDesk({ loggedOut: true });
  const { alice, carol, workspace } = desk;
  workspace.faults.next('chat.postMessage', { rateLimited: 1 });
  await submits(alice, 'Printer on fire');
  await carol.presses('Claim', await carol.sees('Printer on fire', { in: 'triage' }));
  await (await carol.modal()).closes();
  await alice.types('/ticket 99', { in: 'general' });
  await whisper(alice, /^There is no such ticket/, 'general');
  await desk.settled();
  const now = await numbers(desk);
  expect(now.get('deskbell_actions_total{kind="click ticket.claim",outcome="login"}')).toBe(1);
  expect(now.get('deskbell_actions_total{kind="command /ticket",outcome="refused"}')).toBe(1);
  expect(now.get('deskbell_slack_rate_limited_total{method="chat.postMessage"}')).toBe(1);
  expect(now.get('deskbell_slack_calls_total{method="chat.postMessage",outcome="limited"}')).toBe(1);
});

test('whatever people type and whatever comes in, the pages have as many lines as before, and none of their words', async () => {
  const desk = await startDesk();
  const { alice, bob } = desk;
  const before = await shapes();
  for (const words of ['printer{kind="x"}', '"\\n', 'зажигалка', 'list', 'search', '9'.repeat(30)]) {
    await alice.types(`/ticket-admin ${words}`, { in: 'general' });
    await whisper(alice, /./, 'general');
    await bob.types(`/ticket ${words}`, { in: 'general' });
  }
  await desk.settled();
  const after = await shapes();
  const added = after.filter((line) => !before.includes(line));
  for (const line of added) expect(line).toMatch(/^deskbell_(actions_total|ack_seconds|slack_calls_total)/);
  expect(added.join('\n')).not.toMatch(/printer|заж|999|\\\\n/);
  expect(added.filter((line) => line.startsWith('deskbell_actions_total')).length).toBeLessThan(8);

  async function shapes(): Promise<string[]> {
    return [...(await numbers(desk)).keys()].filter((name) => name.startsWith('deskbell_'));
  }
});

test('the database is cut off: it is not ready and says why, still lives, and has no old numbers', async () => {
  const desk = await startDesk({ through: proxy.through });
  await submits(desk.alice, 'Printer on fire');
  await desk.settled();
  proxy.cut();
  expect(await wrong(desk)).toEqual(['The database did not answer within 2 seconds.']);
  expect((await look(desk, '/healthz')).status).toBe(200);
  const now = await numbers(desk);
  expect(now.get('deskbell_database_up')).toBe(0);
  expect([...now.keys()].filter((name) => name.startsWith('deskbell_tickets'))).toEqual([]);
  expect(now.has('deskbell_deliveries_due')).toBe(false);
  proxy.heal();
  await until('the database to be there', async () => ((await wrong(desk)).length === 0 ? true : undefined));
});

test('the database keeps the connection and says nothing: it is not ready', async () => {
  const desk = await startDesk({ through: proxy.through });
  proxy.hold();
  expect(await wrong(desk)).toEqual(['The database did not answer within 2 seconds.']);
});

test('the socket is cut: it is not ready, and is again when the socket is open again', async () => {
  const desk = await startDesk();
  desk.workspace.faults.disconnect();
  const closed = 'The socket to Slack is closed; it is being opened again.';
  await until('the socket to be missed', async () => ((await wrong(desk)).includes(closed) ? true : undefined));
  expect((await numbers(desk)).get('deskbell_listening')).toBe(0);
  expect((await look(desk, '/healthz')).status).toBe(200);
  desk.workspace.faults.heal();
  await until('the socket to be open', async () => ((await wrong(desk)).length === 0 ? true : undefined));
});

test('a ticket that cannot be shown: it is not ready, and says for how long', async () => {
  const desk = await startDesk();
  desk.workspace.faults.next('chat.postMessage', { http: 503 }, { times: 1000 });
  await submits(desk.alice, 'Printer on fire');
  for (let minutes = 0; minutes < 12; minutes += 2) {
    await quiet(desk);
    desk.passes(2 * 60_000);
  }
  await quiet(desk);
  expect(await wrong(desk)).toEqual([
    expect.stringMatching(
      /^The oldest change of a ticket has waited 7\d\d seconds to be shown in Slack; the log says why\.$/,
    ),
  ]);
  expect((await numbers(desk)).get('deskbell_oldest_due_seconds')).toBeGreaterThanOrEqual(720);
  desk.workspace.faults.heal();
  desk.passes(2 * 60_000);
  await desk.settled();
  expect(await wrong(desk)).toEqual([]);
});

test('an event that cannot be worked off: it is not ready, and says so', async () => {
  const desk = await startDesk();
  await desk.inDatabase(({ events }) =>
    events.create({ _id: 'Ev1', receivedAt: ago(3_600), dueAt: ago(-30), tries: 1 }),
  );
  expect(await wrong(desk)).toEqual([
    expect.stringMatching(
      /^The oldest event of Slack’s has waited 36\d\d seconds to be worked off; the log says why\.$/,
    ),
  ]);
  expect((await numbers(desk)).get('deskbell_inbox_events')).toBe(1);

  function ago(seconds: number): Date {
    return new Date(desk.now().getTime() - seconds * 1000);
  }
});

test('while it stops it is not ready', async () => {
  const desk = await startDesk();
  const gate = holds(desk, 'before', 'chat.postMessage');
  await submits(desk.alice, 'Printer on fire');
  await gate.reached;
  const stopped = desk.stopDeskbell();
  expect(await wrong(desk)).toContain('Deskbell stops.');
  gate.open();
  await stopped;
});
