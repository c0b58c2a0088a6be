import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestDatabase } from '../support/database';
import { until } from '../support/desk';
import { type OtherSlack, startOtherSlack } from '../support/other-slack';
import { build, startProgram, stopPrograms } from '../support/process';

let slack: OtherSlack;
let database: Awaited<ReturnType<typeof startTestDatabase>>;
let archiveDir: string;
let env: NodeJS.ProcessEnv;

beforeAll(build);

beforeEach(async () => {
  slack = await startOtherSlack();
  database = await startTestDatabase();
  archiveDir = await mkdtemp(join(tmpdir(), 'deskbell-archive-'));
  env = {
    SLACK_BOT_TOKEN: slack.tokens.bot,
    SLACK_APP_TOKEN: slack.tokens.app,
    SLACK_API_URL: slack.apiUrl,
    TRIAGE_CHANNEL: slack.queue.name,
    MONGODB_URI: database.uri,
    ARCHIVE_DIR: archiveDir,
    LOG_LEVEL: 'warn',
  };
});

afterEach(async () => {
  await stopPrograms();
  await slack.stop();
  await database.stop();
  await rm(archiveDir, { recursive: true, force: true });
});

test('the same build plays the whole line on another Slack-compatible server, and stops at SIGTERM', async () => {
  const asker = slack.person('W9ASKER');
  const helper = slack.person('W9HELPER');
  const deskbell = startProgram('src/main.js', env);
  await deskbell.prints('Deskbell is running');

  // The first admin, by the code that the start has printed.
  const [, code = ''] = /\/ticket-admin setup (\S+)/.exec(deskbell.printed()) ?? [];
  await helper.types('/ticket-admin', `setup ${code}`);
  await helper.form('Set up Deskbell');
  await helper.submits({ code, password: 'a bucket of water', again: 'a bucket of water' });
  await helper.form('Log in');
  await helper.submits({ password: 'a bucket of water' });
  await helper.form('Logged in');

  // The next one, on the machine, while Deskbell runs.
  const promoted = startProgram('scripts/admin.js', env, { args: ['promote', 'W9SECOND'] });
  expect(await promoted.ended).toEqual({ code: 0, signal: null });
  expect(promoted.printed()).toContain('W9SECOND is an admin now.');
  const letter = await slack.sees('the letter', () => slack.messages('W9SECOND')[0]);
  await slack.person('W9SECOND').presses('admin.set_password', letter);
  await slack.person('W9SECOND').form('Set a password');

  await asker.types('/ticket', 'the printer is on fire');
  expect(JSON.stringify(await asker.form('New ticket'))).toContain('the printer is on fire');
  await asker.submits({ title: 'the printer is on fire', description: 'Third floor, by the window.' });
  const card = await slack.sees('the card in the queue', () => slack.messages(slack.queue.id)[0]);
  expect(JSON.stringify(card.blocks)).toContain('Third floor, by the window.');
  await slack.sees('the card of the asker', () => slack.messages(asker.id)[0]?.text.includes('waiting') || undefined);

  await asker.presses('ticket.claim', await inQueue('New ticket'));
  await slack.sees('the refusal', () => asker.whispers.find(({ text }) => text.includes('admin')));
  await helper.presses('ticket.claim', card);
  const claimed = await inQueue('claimed by <@W9HELPER>');
  expect(JSON.stringify(claimed)).not.toContain('printer');
  await slack.sees('the notice', () => slack.messages(asker.id).find((one) => one.thread_ts !== undefined));

  await helper.presses('ticket.comment', claimed);
  await helper.form('Comment on #1');
  await helper.submits({ comment: 'I am on my way with a bucket.' });
  await slack.sees('the comment in the thread', () =>
    slack
      .messages(asker.id)
      .find((one) => one.thread_ts === slack.messages(asker.id)[0]?.ts && one.text.includes('bucket')),
  );

  await helper.presses('ticket.close', claimed);
  await helper.form('Close #1');
  await helper.submits({ comment: 'Put out, and a new one ordered.' });
  await inQueue('completed by <@W9HELPER>');
  const now = new Date().toISOString();
  const path = join(archiveDir, slack.teamId, now.slice(0, 4), now.slice(5, 7), '1');
  const file = await until('the archive file', () => readFile(`${path}.md`, 'utf8').catch(() => undefined));
  expect(file).toContain('name of W9HELPER');
  expect(file).toContain('Put out, and a new one ordered.');

  await asker.types('/ticket', 'list');
  await slack.sees('the list', () => asker.whispers.find(({ text }) => text.includes('completed by <@W9HELPER>')));
  await asker.opensHome();
  await slack.sees('the Home', () => asker.home().includes('the printer is on fire') || undefined);
  expect(slack.messages(slack.queue.id)).toHaveLength(1);
  expect(slack.messages(asker.id).filter((one) => one.thread_ts === undefined)).toHaveLength(1);

  const since = Date.now();
  expect(await deskbell.ends('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(Date.now() - since).toBeLessThan(3_000);
  expect(deskbell.printed()).not.toMatch(/"level":[4-6]0/);

  const audit = startProgram('scripts/audit.js', env);
  await audit.ended;
  expect(audit.printed()).toMatch(/machine {2}promoted {2}W9SECOND\n.*W9HELPER {2}loggedIn\n.*W9HELPER {2}setUp/);
});

async function inQueue(words: string) {
  return await slack.sees(words, () => slack.messages(slack.queue.id).find(({ text }) => text.includes(words)));
}
