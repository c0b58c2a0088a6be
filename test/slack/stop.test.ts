import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { callsOf, closes, hanging } from '../support/delivery';
import { claimedTicket, startDesk, stopDesks } from '../support/desk';

afterEach(stopDesks);

test('stopped while Slack is asked for the names in an archive file: nobody holds it, and it is written with them', async () => {
  const desk = await startDesk();
  const card = await claimedTicket(desk);
  const hung = hanging(desk, 'users.info');
  await closes(desk, card);
  await hung;
  await desk.stopDeskbell();
  const [left] = await desk.stored();
  expect(left?.archive).toEqual({ dueAt: expect.any(Date), path: expect.any(String) });
  desk.workspace.faults.heal();
  await desk.startDeskbell();
  await desk.settled();
  const file = await readFile(join(desk.archiveDir, `${left?.archive?.path}.md`), 'utf8');
  expect(file).toContain('Carol Lindqvist');
});

test('stopped while a file is fetched: nobody holds it, it counts as no try, and the next start fetches it', async () => {
  const desk = await startDesk();
  const { alice } = desk;
  const hung = hanging(desk, 'download');
  await alice.types('/ticket', { in: 'general' });
  const form = await alice.modal('New ticket');
  form.fills({ Title: 'Printer on fire', Files: [{ name: 'report.pdf', content: 'what the printer says' }] });
  await form.submits();
  await hung;
  await desk.stopDeskbell();
  expect(await desk.stored()).toMatchObject([{ fetch: { dueAt: expect.any(Date), tries: 0 } }]);
  expect((await desk.stored())[0]?.fetch?.leaseUntil).toBeUndefined();
  desk.workspace.faults.heal();
  await desk.startDeskbell();
  await desk.settled();
  expect(await desk.stored()).toMatchObject([{ files: [{ state: 'kept' }] }]);
});

test('stopped while an admin is told something: nobody holds it, and they are told once', async () => {
  const desk = await startDesk({ admins: ['carol'] });
  const { carol, dave } = desk;
  const hung = hanging(desk, 'chat.postMessage');
  await carol.types('/ticket-admin promote @dave', { in: 'general' });
  await hung;
  await desk.stopDeskbell();
  const held = await desk.inDatabase(({ admins }) => admins.find().lean());
  expect(held.filter(({ leaseUntil }) => leaseUntil)).toEqual([]);
  desk.workspace.faults.heal();
  await desk.startDeskbell();
  desk.passes(100_000);
  await desk.settled();
  expect(dave.messages().filter(({ ephemeral }) => !ephemeral)).toHaveLength(1);
  expect(callsOf(desk, 'chat.delete')).toEqual([]);
});
