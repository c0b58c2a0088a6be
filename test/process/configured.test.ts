import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { startWorkspace, type Workspace } from '@deskbell/sandbox';
import { startTestDatabase } from '../support/database';
import { build, type Program, processesWith, startFolder, startProgram, stopPrograms } from '../support/process';

let folder: string;
let server: Server | undefined;
let database: Awaited<ReturnType<typeof startTestDatabase>>;
let workspace: Workspace;
let slack: NodeJS.ProcessEnv;

beforeAll(build);

beforeEach(async () => {
  folder = await startFolder();
  database = await startTestDatabase();
  workspace = await startWorkspace({ manifest: join(folder, 'manifest.yml') });
  slack = {
    SLACK_BOT_TOKEN: workspace.tokens.bot,
    SLACK_APP_TOKEN: workspace.tokens.app,
    SLACK_API_URL: workspace.apiUrl,
    MONGODB_URI: database.uri,
    PORT: '0',
  };
});

afterEach(async () => {
  await stopPrograms();
  await workspace.stop();
  await database.stop();
  await new Promise((closed) => server?.close(closed) ?? closed(undefined));
  server = undefined;
});

/** What it says in place of starting, without a word for programmers. */
async function refusal(env: NodeJS.ProcessEnv): Promise<string> {
  const program = start(env);
  expect(await program.ended).toEqual({ code: 1, signal: null });
  expect(program.printed()).not.toMatch(/^ +at |undefined|NaN/m);
  expect(program.printed()).not.toContain('Deskbell is running');
  return program.printed();
}

test('MONGODB_URI names a database: the practice workspace uses it, and says so', async () => {
  const program = start({ PORT: '0', MONGODB_URI: database.uri, ARCHIVE_DIR: 'elsewhere' });
  await addressOf(program);
  expect(program.printed()).toContain('Database: the MongoDB that MONGODB_URI names. Archive files: elsewhere.');
  expect(processesWith(folder)).toEqual([]);
});

test('MONGODB_URI has a wrong password: it is told so, and does not wait for ever', async () => {
  const uri = Object.assign(new URL(database.uri), { username: 'deskbell', password: 'wrong' }).href;
  const words = await refusal({ ...slack, MONGODB_URI: uri });
  expect(words).toContain('does not let Deskbell in');
  expect(words).not.toContain('wrong');
});

test.each([
  ['mongodb://', 'host'],
  ['mongodb://me:hunter2@h1:port/desk', 'h1:port'],
  ['mongodb://me:hun/ter2@h1/desk', 'unescaped'],
  ['mongodb://h1,h2/desk?nonsense=1', 'nonsense'],
])('MONGODB_URI is no address (%s): it is told so in words', async (uri, words) => {
  const printed = await refusal({ ...slack, MONGODB_URI: uri });
  expect(printed).toContain('does not let Deskbell in');
  expect(printed).toContain('Check its address');
  expect(printed).toContain(words);
  expect(printed).not.toMatch(/hun.?ter2/);
});

test('PORT is taken: the practice workspace uses the next one that is free', async () => {
  const taken = await takePort();
  const program = start({ PORT: String(taken), MONGODB_URI: database.uri });
  const { port } = new URL(await addressOf(program));
  expect(Number(port)).toBeGreaterThan(taken);
  expect(program.printed()).toContain(`Port ${taken} is taken: using ${port}.`);
});

test('with tokens the same command runs against that Slack, says so, and stops at Ctrl-C', async () => {
  const program = start(slack);
  await program.prints('Deskbell is running in your Slack, by Socket Mode. New tickets stand in support-triage.');
  await workspace.connected();
  await workspace.as('alice').types('/ticket', { in: 'general' });
  await workspace.as('alice').modal('New ticket');
  expect(await program.ends('SIGINT')).toEqual({ code: 0, signal: null });
});

test('half a configuration is refused with all that is missing', async () => {
  const half = await refusal({ SLACK_BOT_TOKEN: 'xoxb-1' });
  expect(half).toMatch(
    /cannot start with this configuration:\n {2}- SLACK_APP_TOKEN is missing, .*SLACK_SIGNING_SECRET/,
  );
  expect(half).toContain('https://api.slack.com/apps');
  expect(half).not.toContain('SLACK_BOT_TOKEN is missing');
});

test('a port that is none is refused before anything starts', async () => {
  expect(await refusal({ PORT: 'three' })).toContain('- PORT has to be a number from 0 to 65535.');
  expect(processesWith(folder)).toEqual([]);
});

test('a wrong bot token is refused in words', async () => {
  const printed = await refusal({ ...slack, SLACK_BOT_TOKEN: 'xoxb-wrong' });
  expect(printed).toContain('Slack does not take SLACK_BOT_TOKEN (invalid_auth).');
});

test('a wrong app token is refused in words', async () => {
  const printed = await refusal({ ...slack, SLACK_APP_TOKEN: 'xapp-wrong' });
  expect(printed).toContain('Slack does not take SLACK_APP_TOKEN (invalid_auth).');
});

test('a triage channel that Deskbell is not in is refused in words', async () => {
  const printed = await refusal({ ...slack, TRIAGE_CHANNEL: '#nowhere' });
  expect(printed).toContain('Deskbell is in no channel whose name or id is nowhere.');
  expect(printed).toContain('/invite @Deskbell');
});

test('signed HTTP at a port that is taken is refused in words', async () => {
  const taken = await takePort();
  const { SLACK_APP_TOKEN: _, ...http } = slack;
  const port = String(taken);
  const printed = await refusal({ ...http, SLACK_SIGNING_SECRET: workspace.tokens.signingSecret, PORT: port });
  expect(printed).toContain(`Port ${port} is taken`);
});

test('Socket Mode at a port that is taken, where its pages should be, is refused in words', async () => {
  const taken = await takePort();
  const printed = await refusal({ ...slack, PORT: String(taken) });
  expect(printed).toContain(`Port ${taken} is taken by another program. Stop that one, or set PORT to another one`);
});

test('the database is away: it says that it waits, and Ctrl-C ends the waiting', async () => {
  const program = start({ ...slack, MONGODB_URI: 'mongodb://me:hunter2@127.0.0.1:1,localhost:2/deskbell' });
  await program.prints(
    /The database \(127\.0\.0\.1:1,localhost:2\) cannot be reached: .*ECONNREFUSED.*; waiting for it\./,
  );
  expect(program.printed()).not.toContain('hunter2');
  expect(await program.ends('SIGINT')).toEqual({ code: 0, signal: null });
});

test('Slack is away: Ctrl-C ends the waiting, and stops the embedded database in order', async () => {
  const { MONGODB_URI: _, ...embedded } = slack;
  const program = start({ ...embedded, ...noDownload, SLACK_API_URL: 'http://127.0.0.1:2/api/' });
  await program.prints('Slack (127.0.0.1:2) cannot be reached: ECONNREFUSED; waiting for it.');
  expect(processesWith(folder)).not.toEqual([]);
  expect(await program.ends('SIGINT')).toEqual({ code: 0, signal: null });
  // At once: nobody had to come and kill it.
  expect(processesWith(folder)).toEqual([]);
  expect(program.printed()).not.toMatch(/^ +at /m);
});

test('Slack is away while the channel is looked for: it is looked for again', async () => {
  workspace.faults.next('users.conversations', { http: 503 });
  const program = start(slack);
  await program.prints('Deskbell is running');
  expect(program.printed()).toMatch(/Slack \(.+\) cannot be reached: .*503.*; waiting for it\./);
});

test('Slack takes the app token back while Deskbell runs: it says so, stops, and ends with 1 for a supervisor', async () => {
  const program = start(slack);
  await program.prints('Deskbell is running');
  await workspace.connected();
  workspace.faults.next('apps.connections.open', { fails: 'account_inactive' }, { times: 9 });
  workspace.faults.refreshSockets();
  expect(await program.ended).toEqual({ code: 1, signal: null });
  expect(program.printed()).toContain('Deskbell cannot go on, and stops: An API error occurred: account_inactive');
  expect(program.printed()).not.toMatch(/^ +at /m);
});

test('Ctrl-C while the socket connects again: it stops as ever', async () => {
  const program = start(slack);
  await program.prints('Deskbell is running');
  await workspace.connected();
  const again = new Promise<void>((called) => {
    workspace.faults.onCall(async ({ method }) => {
      if (method === 'apps.connections.open') called();
      await new Promise(() => {});
    });
  });
  workspace.faults.refreshSockets();
  await again;
  expect(await program.ends('SIGINT')).toEqual({ code: 0, signal: null });
  expect(program.printed()).not.toMatch(/^ +at /m);
});

/** MongoDB's download is out of reach, so that no test waits for it. */
const noDownload = { MONGOMS_DOWNLOAD_MIRROR: 'http://127.0.0.1:1', MONGOMS_VERSION: '8.9.9' };

/** What `npm start` runs once it has built. */
function start(env: NodeJS.ProcessEnv): Program {
  return startProgram('scripts/start.js', env, { cwd: folder });
}

/** Waits until it runs; gives the address that it says to open. */
async function addressOf(program: Program): Promise<string> {
  const printed = await program.prints(/Ctrl-C stops everything/);
  const [, url = ''] = /Open +(\S+)/.exec(printed) ?? [];
  return url;
}

/** A port at which another program listens. */
async function takePort(): Promise<number> {
  server = createServer().listen(0);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
