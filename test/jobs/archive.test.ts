import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archiveFilesIn } from '../../src/storage/archive-files';
import { startDesk, stopDesks, submits, type TestDesk, until } from '../support/desk';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskbell-test-'));
});

afterEach(async () => {
  await stopDesks();
  await rm(folder, { recursive: true, force: true });
});

/** Alice's ticket, sent and closed; gives the place of its file, without an ending. */
async function closed({ alice, carol, ...desk }: TestDesk): Promise<string> {
  await submits(alice, 'Printer on fire');
  await carol.presses('Close', await carol.sees('Printer on fire', { in: 'triage' }));
  expect(await (await carol.modal('Close #1')).submits()).toEqual({ became: 'closed' });
  await carol.sees('completed by', { in: 'triage' });
  return await until('the file to have its place', async () => (await desk.stored())[0]?.archive?.path);
}

test('a file that cannot be written is written when it can be, and the log says what was wrong', async () => {
  const directory = join(folder, 'archive');
  await writeFile(directory, 'in the way');
  const desk = await startDesk({ env: { ARCHIVE_DIR: directory } });
  const path = await closed(desk);
  await until('the log', async () =>
    desk.logged.find(({ msg }) => String(msg).startsWith('The archive file of a ticket could not be written')),
  );
  // A delivery in hand would take the jump of the clock for the end of its lease.
  await until('the cards to be up to date', async () => ((await desk.stored())[0]?.dueAt ? undefined : true));
  await rm(directory);
  desk.passes(61_000);
  const file = await until('the file', () => readFile(join(directory, `${path}.md`), 'utf8').catch(() => undefined));
  expect(file).toContain('Printer on fire');
  await desk.settled();
});

test('where Slack tells no names, the file has ids', async () => {
  const desk = await startDesk();
  desk.workspace.faults.next('users.info', { fails: 'user_not_found' }, { times: 20 });
  const path = await closed(desk);
  await desk.settled();
  const file = await readFile(join(desk.archiveDir, `${path}.md`), 'utf8');
  expect(file).toContain('- Requester: U0ALICE\n');
  expect(file).toContain('- Completed by: U0CAROL\n');
});

test('without an archive directory no file is written, and the ticket is archived all the same', async () => {
  const desk = await startDesk({ env: { ARCHIVE_DIR: ' ' } });
  await submits(desk.alice, 'Printer on fire');
  await desk.carol.presses('Close', await desk.carol.sees('Printer on fire', { in: 'triage' }));
  await (await desk.carol.modal('Close #1')).submits();
  await desk.alice.sees('completed by');
  expect((await desk.stored())[0]).toMatchObject({ status: 'completed', live: false });
  expect(await readdir(desk.archiveDir)).toEqual([]);
});

describe('a file is there whole or not at all', () => {
  test('it replaces the one before', async () => {
    await archiveFilesIn(folder).write('2026/11/42.md', 'first', 'a');
    await archiveFilesIn(folder).write('2026/11/42.md', 'second', 'b');
    expect(await readFile(join(folder, '2026/11/42.md'), 'utf8')).toBe('second');
    expect(await readdir(join(folder, '2026/11'))).toEqual(['42.md']);
  });

  test('where it cannot take its place, nothing of it stays', async () => {
    await archiveFilesIn(folder).write('42.md/inner', 'x', 'a');
    await expect(archiveFilesIn(folder).write('42.md', 'second', 'b')).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/);
    expect(await readdir(folder)).toEqual(['42.md']);
  });
});

test('what a writer left that was killed half-way is gone with the next writing', async () => {
  await writeFile(join(folder, '42.md.killed.tmp'), 'hal');
  await writeFile(join(folder, '421.md.other.tmp'), 'another ticket is being written');
  await archiveFilesIn(folder).write('42.md', 'whole', 'token');
  expect((await readdir(folder)).toSorted()).toEqual(['42.md', '421.md.other.tmp']);
});
