import { BadConfig, configOf, isPractice } from '../src/config';

const socketMode = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };
const http = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'secret' };

/** The lines of the one message that says what is wrong. */
function wrongWith(env: NodeJS.ProcessEnv): string[] {
  try {
    configOf(env);
  } catch (error) {
    if (error instanceof BadConfig) return error.message.split('\n').filter((line) => line.startsWith('  - '));
    throw error;
  }
  return [];
}

test('two tokens are enough, and everything else has its standard', () => {
  expect(configOf(socketMode)).toEqual({
    slack: { botToken: 'xoxb-1', appToken: 'xapp-1', signingSecret: '', apiUrl: undefined },
    triageChannel: 'support-triage',
    mongodbUri: undefined,
    archiveDir: 'data/archive',
    port: 3000,
    sessionHours: 12,
    bcryptCost: 12,
    files: { most: 5, megabytes: 10 },
    logLevel: 'info',
  });
});

test('a signing secret in place of the app token is HTTP', () => {
  expect(configOf(http).slack).toMatchObject({ appToken: undefined, signingSecret: 'secret' });
});

test('every name of the contract is read, without the spaces around its value', () => {
  const env = {
    SLACK_BOT_TOKEN: ' xoxb-1 ',
    SLACK_APP_TOKEN: 'xapp-1\n',
    SLACK_SIGNING_SECRET: ' secret',
    SLACK_API_URL: ' http://127.0.0.1:4000/api/ ',
    TRIAGE_CHANNEL: ' #help ',
    MONGODB_URI: ' mongodb+srv://db.example/desk ',
    ARCHIVE_DIR: ' /var/archive ',
    PORT: ' 8080 ',
    SESSION_HOURS: ' 0.5 ',
    BCRYPT_COST: ' 13 ',
    FILE_MEGABYTES: ' 2.5 ',
    FILES_MOST: ' 0 ',
    LOG_LEVEL: ' warn ',
  };
  expect(configOf(env)).toEqual({
    slack: {
      botToken: 'xoxb-1',
      appToken: 'xapp-1',
      signingSecret: 'secret',
      apiUrl: 'http://127.0.0.1:4000/api/',
    },
    triageChannel: 'help',
    mongodbUri: 'mongodb+srv://db.example/desk',
    archiveDir: '/var/archive',
    port: 8080,
    sessionHours: 0.5,
    bcryptCost: 13,
    files: { most: 0, megabytes: 2.5 },
    logLevel: 'warn',
  });
});

test.each([
  'mongodb://h1:27017,h2:27017/desk?replicaSet=rs0',
  'mongodb://me:secret@h1,h2,h3:27018/?tls=true',
  'mongodb://%2Ftmp%2Fmongodb-27017.sock/desk',
  'mongodb+srv://me:secret@db.example',
])('a database may be several servers: %s', (uri) => {
  expect(configOf({ ...socketMode, MONGODB_URI: uri }).mongodbUri).toBe(uri);
});

test('an empty value is its standard, save that an empty ARCHIVE_DIR is no archive files', () => {
  const empty = { TRIAGE_CHANNEL: ' ', MONGODB_URI: '', PORT: '', LOG_LEVEL: ' ', SLACK_API_URL: '' };
  const noAdmins = { SESSION_HOURS: '', BCRYPT_COST: ' ' };
  expect(configOf({ ...socketMode, ...empty, ...noAdmins })).toEqual(configOf(socketMode));
  expect(configOf({ ...socketMode, ARCHIVE_DIR: ' ' }).archiveDir).toBeUndefined();
  expect(configOf({ ...socketMode, TRIAGE_CHANNEL: '#' }).triageChannel).toBe('support-triage');
});

test.each([
  ['SESSION_HOURS', '168', 'sessionHours', 168],
  ['SESSION_HOURS', '1', 'sessionHours', 1],
  ['BCRYPT_COST', '10', 'bcryptCost', 10],
  ['BCRYPT_COST', '13', 'bcryptCost', 13],
] as const)('%s=%s is just possible', (name, value, field, expected) => {
  expect(configOf({ ...socketMode, [name]: value })[field]).toBe(expected);
});

describe('what is missing is named, with where to get it', () => {
  test.each([
    ['SLACK_BOT_TOKEN', { SLACK_APP_TOKEN: 'xapp-1' }, /^ {2}- SLACK_BOT_TOKEN is missing .*OAuth & Permissions/],
    ['SLACK_BOT_TOKEN', { ...socketMode, SLACK_BOT_TOKEN: ' ' }, /^ {2}- SLACK_BOT_TOKEN is missing/],
    [
      'the way to Slack',
      { SLACK_BOT_TOKEN: 'xoxb-1' },
      /^ {2}- SLACK_APP_TOKEN is missing.*connections:write.*SLACK_SIGNING_SECRET.*Signing Secret/,
    ],
  ])('%s', (_, env, line) => {
    expect(wrongWith(env)).toEqual([expect.stringMatching(line)]);
  });

  test('both', () => {
    expect(wrongWith({ SLACK_API_URL: 'http://127.0.0.1/api/' })).toHaveLength(2);
  });
});

describe('what is wrong is named, with what it should be', () => {
  test.each([
    ['SLACK_BOT_TOKEN', 'xapp-1', 'has to begin with xoxb-'],
    ['SLACK_APP_TOKEN', 'xoxb-1', 'has to begin with xapp-'],
    ['SLACK_API_URL', 'slack.example.com', 'has to be an address'],
    ['SLACK_API_URL', 'ftp://slack.example.com', 'has to be an address'],
    ['SLACK_API_URL', 'http:', 'has to be an address'],
    ['MONGODB_URI', 'localhost:27017', 'has to be an address'],
    ['MONGODB_URI', 'http://localhost', 'has to be an address'],
    ['MONGODB_URI', 'mongodb:localhost', 'has to be an address'],
    ['PORT', 'http', 'has to be a number from 0 to 65535'],
    ['PORT', '65536', 'has to be a number from 0 to 65535'],
    ['PORT', '-1', 'has to be a number from 0 to 65535'],
    ['PORT', '80.5', 'has to be a number from 0 to 65535'],
    ['SESSION_HOURS', '0', 'has to be a number of hours, above 0 and at most 168'],
    ['SESSION_HOURS', '-1', 'has to be a number of hours, above 0 and at most 168'],
    ['SESSION_HOURS', '168.1', 'has to be a number of hours, above 0 and at most 168'],
    ['SESSION_HOURS', 'Infinity', 'has to be a number of hours, above 0 and at most 168'],
    ['SESSION_HOURS', '12h', 'has to be a number of hours, above 0 and at most 168'],
    ['BCRYPT_COST', '9', 'has to be a whole number from 10, below which'],
    ['BCRYPT_COST', '14', 'has to be a whole number from 10, below which'],
    ['BCRYPT_COST', '12.5', 'has to be a whole number from 10, below which'],
    ['BCRYPT_COST', 'slow', 'has to be a whole number from 10, below which'],
    ['LOG_LEVEL', 'loud', 'has to be one of trace, debug, info, warn, error, fatal, silent'],
  ])('%s=%s', (name, value, words) => {
    expect(wrongWith({ ...socketMode, [name]: value })).toEqual([expect.stringContaining(`${name} ${words}`)]);
  });

  test('all of it in one message', () => {
    const env = {
      SLACK_BOT_TOKEN: 'x',
      SLACK_APP_TOKEN: 'x',
      SLACK_API_URL: 'x',
      MONGODB_URI: 'x',
      PORT: 'x',
      SESSION_HOURS: 'x',
      BCRYPT_COST: 'x',
      LOG_LEVEL: 'x',
    };
    const lines = wrongWith(env);
    expect(lines).toHaveLength(Object.keys(env).length);
    for (const name of Object.keys(env)) expect(lines.join('\n')).toContain(name);
  });

  test('no secret is repeated in it', () => {
    const env = { SLACK_BOT_TOKEN: 'hunter2', SLACK_APP_TOKEN: 'hunter2', MONGODB_URI: 'http://me:hunter2@db.example' };
    expect(wrongWith(env).join('\n')).not.toContain('hunter2');
  });
});

test('only where nothing of Slack is configured is it the practice workspace', () => {
  expect(isPractice({})).toBe(true);
  expect(isPractice({ MONGODB_URI: 'mongodb://db.example', SLACK_BOT_TOKEN: ' ' })).toBe(true);
  for (const name of ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_API_URL']) {
    expect(isPractice({ [name]: 'x' })).toBe(false);
  }
});
