import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startWorkspace } from '@deskbell/sandbox';
import type { Config } from '../../src/config';
import { type Deskbell, startDeskbell } from '../../src/main';
import { botScopes } from '../../src/slack/scopes';
import { startDesk, stopDesks, type TestDesk } from '../support/desk';
import { startMirror } from '../support/mirror';
import { startProxy } from '../support/proxy';

const manifest = resolve(__dirname, '../../manifest.yml');
const opened: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
  await stopDesks();
});

/** Why one more Deskbell with this configuration does not start. */
async function refusal(config: Config): Promise<string> {
  return await startDeskbell(config, { say: () => undefined, retryMs: 10 }).then(
    async (started) => {
      await started.stop();
      throw new Error('It has started.');
    },
    (error: Error) => error.message,
  );
}

/** Starts one more Deskbell; gives what it said. */
async function saidBy(config: Config): Promise<string[]> {
  const said: string[] = [];
  const deskbell: Deskbell = await startDeskbell(
    { ...config, archiveDir: undefined },
    { say: (line) => said.push(line) },
  );
  opened.push(deskbell.stop);
  return said;
}

function withSlack({ config }: TestDesk, slack: Partial<Config['slack']>): Config {
  return { ...config, slack: { ...config.slack, ...slack } };
}

test('the scopes that are looked for are those that the manifest asks for', async () => {
  const [, list = ''] = /^ {4}bot:\n((?: {6}- .+\n)+)/m.exec(await readFile(manifest, 'utf8')) ?? [];
  expect(list.match(/[a-z:]+(?=\n)/g)).toEqual(botScopes);
});

test('where all is well nothing is said', async () => {
  const desk = await startDesk();
  expect(desk.said).toEqual([]);
});

test('all that is wrong is told together, each with what to do', async () => {
  const desk = await startDesk();
  const wrong = withSlack(desk, { botToken: 'xoxb-wrong', appToken: 'xapp-wrong' });
  const uri = Object.assign(new URL(desk.mongodbUri), { username: 'deskbell', password: 'wrong' }).href;
  const words = (await refusal({ ...wrong, mongodbUri: uri })).split('\n');
  expect(words).toEqual([
    'Deskbell cannot start yet:',
    expect.stringMatching(/^ {2}- The database that MONGODB_URI names does not let Deskbell in: .+ Check its address/),
    expect.stringMatching(
      /^ {2}- Slack does not take SLACK_BOT_TOKEN \(invalid_auth\)\. Copy it again from .+ OAuth & Permissions/,
    ),
    expect.stringMatching(
      /^ {2}- Slack does not take SLACK_APP_TOKEN \(invalid_auth\)\. Copy it again from .+ App-Level Tokens/,
    ),
  ]);
});

test('one thing that is wrong is told alone; a database that refuses is told though Slack is away', async () => {
  const desk = await startDesk();
  expect(await refusal(withSlack(desk, { appToken: 'xapp-wrong' }))).toMatch(/^Slack does not take SLACK_APP_TOKEN/);
  const uri = Object.assign(new URL(desk.mongodbUri), { username: 'deskbell', password: 'wrong' }).href;
  const away = withSlack(desk, { apiUrl: 'http://127.0.0.1:2/api/' });
  expect(await refusal({ ...away, mongodbUri: uri })).toMatch(/^The database that MONGODB_URI names does not let/);
});

test('a bot without some of its scopes is refused with their names, and where to add them', async () => {
  const desk = await startDesk();
  const fewer = join(tmpdir(), `manifest-${process.pid}.yml`);
  await writeFile(fewer, (await readFile(manifest, 'utf8')).replace(/ +- (files:write|channels:read)\n/g, ''));
  opened.push(() => rm(fewer));
  const workspace = await startWorkspace({ manifest: fewer });
  opened.push(workspace.stop);
  const { bot, app } = workspace.tokens;
  const slack = { botToken: bot, appToken: app, apiUrl: workspace.apiUrl };
  expect(await refusal(withSlack(desk, slack))).toMatch(
    /^Slack has not given Deskbell the scopes channels:read, files:write\. At .+ Reinstall to Workspace, and start again\.$/,
  );
});

test('an archived triage channel is one that Deskbell is not in', async () => {
  const desk = await startDesk();
  desk.workspace.owner.archives(desk.workspace.channels.triage);
  expect(await refusal(desk.config)).toMatch(
    /^Deskbell is in no channel whose name or id is support-triage\. .+ unarchive it where it is archived, /,
  );
});

test('a database whose writes cannot wait for the journal is refused', async () => {
  const proxy = await startProxy();
  opened.push(proxy.stop);
  const desk = await startDesk();
  proxy.refuse(({ update }) => update === 'teams', { code: 2, codeName: 'BadValue' });
  expect(await refusal({ ...desk.config, mongodbUri: proxy.through(desk.mongodbUri) })).toMatch(
    /^The database that MONGODB_URI names does not let Deskbell in/,
  );
});

test.each([
  [-240, /^The clock of this machine is 2[34]\d seconds ahead of Slack's, .+ timedatectl set-ntp true\.$/],
  [240, /^The clock of this machine is 2[34]\d seconds behind Slack's, .+ timedatectl set-ntp true\.$/],
])('clocks that go apart are told: Slack is %d seconds elsewhere', async (seconds, words) => {
  const desk = await startDesk();
  const apiUrl = await slackAt(desk, seconds * 1000);
  const said = await saidBy(withSlack(desk, { apiUrl }));
  expect(said).toEqual([
    expect.stringMatching(words),
    expect.stringMatching(/^The clock of the database is 2[34]\d seconds/),
  ]);
});

test('clocks that go a little apart are nobody’s matter', async () => {
  const desk = await startDesk();
  const apiUrl = await slackAt(desk, 20_000);
  expect(await saidBy(withSlack(desk, { apiUrl }))).toEqual([]);
});

/** The same workspace, on machines whose clock is elsewhere. */
async function slackAt(desk: TestDesk, aheadMs: number): Promise<string> {
  const { apiUrl, stop } = await startMirror(desk, { aheadMs });
  opened.push(stop);
  return apiUrl;
}
