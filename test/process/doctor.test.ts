import { claims, quiet, standing } from '../support/delivery';
import { startDesk, stopDesks, submits, type TestDesk } from '../support/desk';
import { build, startFolder, startProgram, stopPrograms } from '../support/process';

beforeAll(build);

afterEach(async () => {
  await stopPrograms();
  await stopDesks();
});

/** What `npm run doctor` says and ends with. */
async function doctor(
  { workspace, config, archiveDir }: TestDesk,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; said: string[] }> {
  const program = startProgram(
    'scripts/doctor.js',
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
  return { code, said: program.printed().trim().split('\n') };
}

/** Somebody has deleted the cards in the triage channel, and Slack does not tell it any more. */
async function cardsDeleted(desk: TestDesk): Promise<void> {
  await desk.stopDeskbell();
  for (const { channel, ts } of standing(desk.carol, 'triage')) desk.workspace.faults.deleteMessage(channel, ts);
  desk.workspace.faults.giveUp();
}

test('all is well; then a card is missing, which --fix lets the Deskbell that runs post again', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  await submits(alice, 'Printer on fire');
  await claims(desk);
  await desk.settled();
  expect(await doctor(desk)).toEqual({ code: 0, said: ['1 live ticket stands in Slack as it should.'] });

  await cardsDeleted(desk);
  await desk.startDeskbell();
  await quiet(desk);
  const found = [
    '#1: the card in the triage channel is missing.',
    '1 thing is not as it should be. 1 live ticket was compared with what stands in Slack.',
  ];
  expect(await doctor(desk)).toEqual({ code: 1, said: found });
  expect(standing(carol, 'triage')).toEqual([]);
  expect(await doctor(desk, ['--fix'])).toEqual({
    code: 0,
    said: [...found, 'Repairing…', 'Repaired: what was found is as it should be.'],
  });
  expect(standing(carol, 'triage')).toHaveLength(1);
});

test('where no Deskbell runs, --fix says so, and the next start repairs it', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  await submits(alice, 'Printer on fire');
  await desk.settled();
  await cardsDeleted(desk);
  const { code, said } = await doctor(desk, ['--fix']);
  expect(code).toBe(1);
  expect(said.at(-1)).toBe(
    'No Deskbell seems to run. What was found is marked, and is repaired as soon as one starts.',
  );
  await desk.startDeskbell();
  await carol.sees('Printer on fire', { in: 'triage' });
  await desk.settled();
  expect(standing(carol, 'triage')).toHaveLength(1);
});

test('where nothing can be looked at, it says why, and what to do', async () => {
  const desk = await startDesk();
  const bad = await doctor(desk, [], { SLACK_BOT_TOKEN: 'xoxb-of-another' });
  expect(bad.code).toBe(2);
  expect(bad.said.join('\n')).toContain('Slack does not take SLACK_BOT_TOKEN (invalid_auth).');
  const away = await doctor(desk, [], { SLACK_API_URL: 'http://127.0.0.1:9/api/' });
  expect(away).toEqual({ code: 2, said: ['Slack cannot be reached. Try again when it is there.'] });
  const usage = await doctor(desk, ['--mend']);
  expect(usage.code).toBe(2);
  expect(usage.said[0]).toBe('Usage: npm run doctor [-- --fix]');
  const noPractice = await doctor(desk, [], { SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '', SLACK_API_URL: '', PORT: '9' });
  expect(noPractice.code).toBe(2);
  expect(noPractice.said.join('\n')).toContain('Start it with npm start');
});

test('in the practice workspace it looks at the one that runs', async () => {
  const desk = await startDesk();
  const practice = startProgram(
    'scripts/start.js',
    { PORT: '0', MONGODB_URI: desk.mongodbUri, ARCHIVE_DIR: '' },
    { cwd: await startFolder() },
  );
  await practice.prints('Deskbell is running');
  const [, PORT = ''] = /Open +http:\/\/\S+:(\d+)/.exec(practice.printed()) ?? [];
  const rests = { SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '', SLACK_API_URL: '' };
  expect(await doctor(desk, [], { ...rests, PORT })).toEqual({
    code: 0,
    said: ['There is no live ticket, and nothing stands in Slack that should not.'],
  });
});
