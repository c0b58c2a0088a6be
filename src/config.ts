import { z } from 'zod';

export interface SlackConfig {
  readonly botToken: string;
  /** Given: Socket Mode. */
  readonly appToken: string | undefined;
  /** Of signed HTTP, where there is no app token. */
  readonly signingSecret: string;
  /** Another server that speaks Slack's API; undefined: Slack. */
  readonly apiUrl: string | undefined;
}

export interface Config {
  readonly slack: SlackConfig;
  /** Id or name of the channel where new tickets are announced. */
  readonly triageChannel: string;
  /** Undefined: an embedded database. */
  readonly mongodbUri: string | undefined;
  /** Undefined: no archive files. */
  readonly archiveDir: string | undefined;
  readonly port: number;
  /** How long a login lasts. */
  readonly sessionHours: number;
  /** Of passwords: bcrypt makes 2^cost rounds. */
  readonly bcryptCost: number;
  /** Files that people can send: how many with one form or message, and how large each. */
  readonly files: { readonly most: number; readonly megabytes: number };
  readonly logLevel: (typeof logLevels)[number];
}

/** The environment is half there, or wrong: one message names all of it, and where to get each. */
export class BadConfig extends Error {
  override readonly name = 'BadConfig';
  constructor(wrong: readonly string[]) {
    super(
      [
        'Deskbell cannot start with this configuration:',
        ...wrong.map((line) => `  - ${line}`),
        'Set them in .env or in the environment; .env.example explains each.',
      ].join('\n'),
    );
  }
}

const where = {
  bot: 'https://api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token',
  app: 'https://api.slack.com/apps → your app → Basic Information → App-Level Tokens, scope connections:write',
  secret: 'https://api.slack.com/apps → your app → Basic Information → Signing Secret',
};

const sessionHoursMost = 7 * 24;
/** https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#bcrypt */
const bcryptCostLeast = 10;
/** A change of the password compares once and makes one: with 14 that alone is longer than people are let wait. */
const bcryptCostMost = 13;

/** https://docs.slack.dev/reference/block-kit/block-elements/file-input-element */
const fileMegabytesMost = 10;
const filesMost = 10;

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const optional = z
  .string()
  .trim()
  .transform((value) => value || undefined)
  .optional();
const text = (standard: string) =>
  z
    .string()
    .default('')
    .transform((value) => value.trim() || standard);

const schema = z.object({
  SLACK_BOT_TOKEN: optional.refine(
    (value) => value === undefined || value.startsWith('xoxb-'),
    `SLACK_BOT_TOKEN has to begin with xoxb- (${where.bot}).`,
  ),
  SLACK_APP_TOKEN: optional.refine(
    (value) => value === undefined || value.startsWith('xapp-'),
    `SLACK_APP_TOKEN has to begin with xapp- (${where.app}).`,
  ),
  SLACK_SIGNING_SECRET: optional,
  SLACK_API_URL: optional.refine(
    (value) => value === undefined || (URL.canParse(value) && /^https?:/.test(value)),
    'SLACK_API_URL has to be an address such as https://slack.example.com/api/; leave it out for Slack itself.',
  ),
  TRIAGE_CHANNEL: z
    .string()
    .default('')
    .transform((value) => value.trim().replace(/^#/, '') || 'support-triage'),
  // The driver reads the rest: an address of several servers is no URL.
  MONGODB_URI: optional.refine(
    (value) => value === undefined || /^mongodb(\+srv)?:\/\//.test(value),
    'MONGODB_URI has to be an address such as mongodb://localhost:27017/deskbell; leave it out for an embedded database.',
  ),
  ARCHIVE_DIR: z.string().default('data/archive'),
  PORT: text('3000')
    .transform(Number)
    .refine((port) => Number.isInteger(port) && port >= 0 && port <= 65535, 'PORT has to be a number from 0 to 65535.'),
  SESSION_HOURS: text('12')
    .transform(Number)
    .refine(
      (hours) => hours > 0 && hours <= sessionHoursMost,
      `SESSION_HOURS has to be a number of hours, above 0 and at most ${sessionHoursMost}.`,
    ),
  BCRYPT_COST: text('12')
    .transform(Number)
    .refine(
      (cost) => Number.isInteger(cost) && cost >= bcryptCostLeast && cost <= bcryptCostMost,
      `BCRYPT_COST has to be a whole number from ${bcryptCostLeast}, below which passwords are guessed too quickly, to ${bcryptCostMost}, above which a login takes longer than Slack waits.`,
    ),
  FILE_MEGABYTES: text('10')
    .transform(Number)
    .refine(
      (megabytes) => megabytes > 0 && megabytes <= fileMegabytesMost,
      `FILE_MEGABYTES has to be a number above 0 and at most ${fileMegabytesMost}: more a form of Slack does not take.`,
    ),
  FILES_MOST: text('5')
    .transform(Number)
    .refine(
      (most) => Number.isInteger(most) && most >= 0 && most <= filesMost,
      `FILES_MOST has to be a whole number from 0, for none, to ${filesMost}.`,
    ),
  LOG_LEVEL: text('info').pipe(z.enum(logLevels, `LOG_LEVEL has to be one of ${logLevels.join(', ')}.`)),
});

/** True where nothing of Slack's is configured: then there is only the practice workspace to run against. */
export function isPractice(env: NodeJS.ProcessEnv): boolean {
  return !['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_API_URL'].some((name) =>
    isSet(env, name),
  );
}

/** The configuration that the environment gives. Throws BadConfig, which names all that is missing or wrong. */
export function configOf(env: NodeJS.ProcessEnv): Config {
  const parsed = schema.safeParse(env);
  const wrong = [...missing(env), ...(parsed.error?.issues.map(({ message }) => message) ?? [])];
  if (!parsed.success || wrong.length > 0) throw new BadConfig(wrong);
  const { data } = parsed;
  return {
    slack: {
      botToken: data.SLACK_BOT_TOKEN ?? '',
      appToken: data.SLACK_APP_TOKEN,
      signingSecret: data.SLACK_SIGNING_SECRET ?? '',
      apiUrl: data.SLACK_API_URL,
    },
    triageChannel: data.TRIAGE_CHANNEL,
    mongodbUri: data.MONGODB_URI,
    archiveDir: data.ARCHIVE_DIR.trim() || undefined,
    port: data.PORT,
    sessionHours: data.SESSION_HOURS,
    bcryptCost: data.BCRYPT_COST,
    files: { most: data.FILES_MOST, megabytes: data.FILE_MEGABYTES },
    logLevel: data.LOG_LEVEL,
  };
}

function missing(env: NodeJS.ProcessEnv): string[] {
  const bot = isSet(env, 'SLACK_BOT_TOKEN') ? [] : [`SLACK_BOT_TOKEN is missing (${where.bot}).`];
  if (isSet(env, 'SLACK_APP_TOKEN') || isSet(env, 'SLACK_SIGNING_SECRET')) return bot;
  return [
    ...bot,
    `SLACK_APP_TOKEN is missing, for Socket Mode (${where.app}); or SLACK_SIGNING_SECRET, for HTTP (${where.secret}).`,
  ];
}

function isSet(env: NodeJS.ProcessEnv, name: string): boolean {
  return (env[name] ?? '').trim() !== '';
}
