import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startDesk, stopDesks, submits, type TestDesk, until } from '../support/desk';
import { build, startProgram, stopPrograms } from '../support/process';

beforeAll(build);

afterEach(async () => {
  await stopPrograms();
  await stopDesks();
});

/** What `npm run archive -- …` says and ends with, beside the Deskbell that runs. */
async function archive(
  { workspace, config, archiveDir }: TestDesk,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; said: string }> {
  const program = startProgram(
    'scripts/archive.js',
    {
      SLACK_BOT_TOKEN: workspace.tokens.bot,
      SLACK_APP_TOKEN: workspace.tokens.app,
      SLACK_API_URL: workspace.apiUrl,
      MONGODB_URI: config.mongodbUri,
      ARCHIVE_DIR: archiveDir,
      ...env,
    },
    { args },
  );
  const { code } = await program.ended;
  expect(program.printed()).not.toMatch(/^ +at |undefined|NaN|\[object/m);
  return { code, said: program.printed() };
}

/** Alice's tickets, closed by Carol, with their files; gives the place of each, without an ending. */
async function closed(desk: TestDesk, titles: readonly string[]): Promise<string[]> {
  const { alice, carol } = desk;
  for (const title of titles) {
    await submits(alice, title);
    await carol.presses('Close', await carol.sees(title, { in: 'triage' }));
    await (await carol.modal()).submits();
  }
  await until('the tickets to have ended', async () => {
    const all = await desk.stored();
    return all.every(({ status, archive: file }) => status === 'completed' && file?.path && !file.dueAt) || undefined;
  });
  await desk.settled();
  return (await desk.stored()).map((ticket) => join(desk.archiveDir, ticket.archive?.path ?? ''));
}

const rests = { SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '', SLACK_API_URL: '' };

test('all of it fits until somebody changes a file or a row; then each is named, and the export writes what the database says', async () => {
  const desk = await startDesk();
  const [first = '', second = ''] = await closed(desk, ['Printer on fire', 'No coffee']);
  const fine = await archive(desk, ['verify']);
  expect(fine.code).toBe(0);
  expect(fine.said).toContain(
    `2 tickets, the files in ${join(desk.archiveDir, 'T0PRACTICE')} and 2 entries of the chain were compared. All of it fits.`,
  );
  const [, head = ''] = /The chain has 2 entries, and its head is ([0-9a-f]{64})\n/.exec(fine.said) ?? [];
  expect(fine.said).toContain(`npm run archive -- verify --head ${head}`);

  await appendFile(`${first}.md`, 'and out\n');
  await rm(`${second}.json`);
  await writeFile(first.replace(/1$/, '7.md'), 'never said');
  await desk.inDatabase(({ tickets }) => tickets.updateOne({ number: 2 }, { title: 'Tea' }));
  const told = await archive(desk, ['verify', '--head', head.toUpperCase()]);
  expect(told.code).toBe(1);
  const path = (place: string): string => place.slice(desk.archiveDir.length + 1);
  expect(told.said.split('\n')).toEqual([
    `${path(first)}.md was changed.`,
    'Ticket #2 was changed in the database after its files were written.',
    `${path(second)}.json is missing.`,
    `${path(first).replace(/1$/, '7')}.md is known to no entry of the chain.`,
    expect.stringMatching(/^2 tickets, .* were compared\. 4 things do not fit\.$/),
    'The hash that you have noted is that of entry 2; 0 came after it.',
    expect.stringContaining(head),
    expect.stringContaining('Note it elsewhere'),
    '',
  ]);

  await rm(first.replace(/1$/, '7.md'));
  const written = await archive(desk, ['export']);
  expect(written.code).toBe(0);
  expect(written.said).toMatch(/^0 of 2 …\n(1 of 2 …\n)?2 of 2 …\nThe files of 2 tickets are in .*T0PRACTICE\. /);
  expect(await readFile(`${second}.md`, 'utf8')).toContain('Tea');
  expect(await readFile(`${first}.md`, 'utf8')).not.toContain('and out');
  const after = await archive(desk, ['verify', '--head', head]);
  expect(after).toMatchObject({ code: 0, said: expect.stringContaining('is that of entry 2; 1 came after it.') });
  expect(desk.logged).toEqual([]);
});

test('in the practice workspace, which need not run, people keep their names', async () => {
  const desk = await startDesk();
  const [place = ''] = await closed(desk, ['Printer on fire']);
  const before = await readFile(`${place}.md`, 'utf8');
  await rm(`${place}.md`);
  await rm(`${place}.json`);
  expect(await archive(desk, ['export'], rests)).toMatchObject({ code: 0 });
  expect(await readFile(`${place}.md`, 'utf8')).toBe(before);
  expect(before).toContain('Carol Lindqvist');
  expect(await archive(desk, ['verify'], rests)).toMatchObject({ code: 0 });
});

test('nothing has ended yet: there is nothing to write, and a head that somebody has noted is in no chain', async () => {
  const desk = await startDesk();
  expect(await archive(desk, ['export'])).toEqual({
    code: 0,
    said: 'No ticket has ended yet: there is nothing to write.\n',
  });
  const { code, said } = await archive(desk, ['verify', '--head', 'a'.repeat(64)]);
  expect(code).toBe(1);
  expect(said).toMatch(/^No entry of the chain has the hash that you have noted: the chain was cut, or made anew\.\n/);
  expect(said).toContain('1 thing does not fit.\nThe chain has no entry yet.\n');
});

test('without an archive directory, or with other words than it knows, it says what to do', async () => {
  const desk = await startDesk();
  const nowhere = await archive(desk, ['verify'], { ARCHIVE_DIR: ' ' });
  expect(nowhere).toMatchObject({ code: 1, said: expect.stringContaining('ARCHIVE_DIR is empty.') });
  for (const args of [['mend'], ['verify', '--head', 'abc']])
    expect(await archive(desk, args)).toMatchObject({ code: 1, said: expect.stringContaining('Usage: npm run') });
});
