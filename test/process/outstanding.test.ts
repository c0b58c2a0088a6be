import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import mongoose from 'mongoose';
import { leaseMs, quiet, standing } from '../support/delivery';
import { startDesk, stopDesks, submits, type TestDesk, until } from '../support/desk';
import { build, handOver, stopPrograms } from '../support/process';
import { asks } from '../support/sessions';

beforeAll(build);

afterEach(async () => {
  await stopPrograms();
  await stopDesks();
});

/** So long Slack lets nothing be posted. */
const limitedMs = 10 * 60_000;
/** Tickets that one process has in hand at once. */
const inHandMost = 4;
const waiting = 12;

test('killed with work of every kind left, Deskbell does all of it after the next start, what is due the longest first', async () => {
  const desk = await startDesk();
  const { alice, bob, carol, workspace } = desk;
  const program = await handOver(desk);

  // A ticket that has ended, whose files cannot be written: a file stands where the directory should be.
  await rm(desk.archiveDir, { recursive: true, force: true });
  await mkdir(dirname(desk.archiveDir), { recursive: true });
  await writeFile(desk.archiveDir, '');
  await submits(alice, 'No coffee');
  await carol.presses('Close', await carol.sees('No coffee', { in: 'triage' }));
  await (await carol.modal('Close #1')).submits();
  await quiet(desk);

  // Posts, a file, an event and a letter that Slack lets nobody have.
  for (const method of ['chat.postMessage', 'files.info', 'views.publish'])
    workspace.faults.next(method, { rateLimited: limitedMs / 1_000 }, { times: 10_000 });
  for (let at = 2; at <= waiting; at += 1) await submits(at % 2 === 0 ? alice : bob, `Ticket ${at}`);
  await alice.types('/ticket', { in: 'general' });
  const form = await alice.modal('New ticket');
  form.fills({ Title: 'With a file', Files: [{ name: 'report.txt', content: 'It burns' }] });
  await form.submits();
  await asks(carol, '/ticket-admin promote @bob');
  await bob.opensHome();
  await until('all of it to be left', async () => {
    const { events, news } = await left(desk);
    const isTried = (await desk.stored()).slice(1).every(({ entries }) => entries.some(({ retryAt }) => retryAt));
    return (isTried && events > 0 && news > 0) || undefined;
  });
  await program.ends('SIGKILL');
  expect(await left(desk)).toEqual({ tickets: waiting, events: expect.any(Number), news: 1, files: 1, archive: 1 });

  workspace.faults.heal();
  await rm(desk.archiveDir);
  desk.passes(limitedMs + leaseMs);
  const due = (await desk.stored()).filter(({ dueAt }) => dueAt);
  const inOrder = due.toSorted((one, other) => Number(one.dueAt) - Number(other.dueAt)).map(({ number }) => number);
  const before = workspace.calls.length;
  await desk.startDeskbell();
  await until('all of it to be done', async () => {
    desk.passes(1_000);
    return Object.values(await left(desk)).every((count) => count === 0) || undefined;
  });

  const begun = workspace.calls.slice(before).flatMap(({ method, args }) => {
    const isCard = method === 'chat.postMessage' && args['channel'] === 'C0TRIAGE';
    return isCard ? [Number(/#(\d+)/.exec(String(args['text']))?.[1])] : [];
  });
  expect(begun.toSorted((one, other) => one - other)).toEqual(inOrder.toSorted((one, other) => one - other));
  // A ticket is taken up while the last of the older ones are in hand, and never before.
  const overtaken = begun.map((number, at) => {
    const older = inOrder.slice(0, inOrder.indexOf(number));
    return older.filter((one) => !begun.slice(0, at).includes(one)).length;
  });
  expect(Math.max(...overtaken)).toBeLessThan(inHandMost);
  expect(standing(carol, 'triage')).toHaveLength(waiting + 1);
  await bob.sees('made you an admin');
  await bob.home('Your tickets');
  expect(await readdir(join(desk.archiveDir, workspace.teamId))).not.toEqual([]);
});

/** How much there is still to do, of each kind. */
async function left(desk: TestDesk) {
  const isThere = mongoose.trusted({ $exists: true });
  return await desk.inDatabase(async ({ tickets, events, admins }) => ({
    tickets: await tickets.countDocuments({ dueAt: isThere }),
    events: await events.countDocuments({ dueAt: isThere }),
    news: await admins.countDocuments({ 'news.0': isThere }),
    files: await tickets.countDocuments({ 'fetch.dueAt': isThere }),
    archive: await tickets.countDocuments({ 'archive.dueAt': isThere }),
  }));
}
