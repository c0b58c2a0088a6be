import { WebAPIPlatformError, type WebClient, type WebClientOptions } from '@slack/web-api';
import type { Logger } from 'pino';
import type { SlackConfig } from '../config';
import { slackLogger } from './slack-logger';

/** Who Deskbell is in its workspace. */
export interface Identity {
  readonly teamId: string;
  readonly botId: string;
  readonly botUserId: string;
  /** Where the workspace is in the browser, with a slash at its end. */
  readonly workspaceUrl: string;
}

/** Calls that a person waits for: they fail at once rather than late, and never wait behind a message that Slack holds back. */
export function interactiveClientOptions(config: SlackConfig, log: Logger): WebClientOptions {
  return {
    ...clientOptions(config, log),
    timeout: interactiveTimeoutMs,
    // Bolt's respond() calls the same fetch, and knows no time-out.
    fetch: async (url, init) => await fetch(url, { ...init, signal: withTimeout(init?.signal) }),
  };
}

const interactiveTimeoutMs = 2_500;

function withTimeout(signal: AbortSignal | null | undefined): AbortSignal {
  const timeout = AbortSignal.timeout(interactiveTimeoutMs);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
}

/** Calls of the delivery, which says itself what a failure means and when to try again. */
export function deliveryClientOptions(config: SlackConfig, timeout: number, log: Logger): WebClientOptions {
  return { ...clientOptions(config, log), timeout };
}

/** The address of the API, where it is not Slack's. */
export function apiAddress({ apiUrl }: SlackConfig): Pick<WebClientOptions, 'slackApiUrl'> {
  return apiUrl === undefined ? {} : { slackApiUrl: apiUrl };
}

/** Asked when something that Deskbell needs is away, and why: waits a little, and says whether to try again. */
export type MayWait = (cause: unknown) => Promise<boolean>;

/** Asks Slack who the token is. Waits as long as `mayWait` lets it while Slack is away. Throws BadToken. */
export async function identify(client: WebClient, mayWait: MayWait): Promise<Identity> {
  const {
    team_id: teamId = '',
    bot_id: botId = '',
    user_id: botUserId = '',
    url: workspaceUrl = 'https://slack.com/',
  } = await askedPatiently(() => client.auth.test(), mayWait);
  return { teamId, botId, botUserId, workspaceUrl };
}

/** What Slack answers to a call with the bot's token, made again as long as `mayWait` lets it while Slack is away. Throws BadToken. */
export async function askedPatiently<T>(call: () => Promise<T>, mayWait: MayWait): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (error instanceof WebAPIPlatformError && !passing.has(error.data.error))
        throw new BadToken('SLACK_BOT_TOKEN', error.data.error);
      if (!(await mayWait(error))) throw error;
    }
  }
}

/** Slack does not take a token. */
export class BadToken extends Error {
  override readonly name = 'BadToken';
  constructor(variable: keyof typeof tokenPlaces, code: string) {
    super(
      `Slack does not take ${variable} (${code}). Copy it again from https://api.slack.com/apps → your app → ${tokenPlaces[variable]}, and start again.`,
    );
  }
}

const tokenPlaces = {
  SLACK_BOT_TOKEN: 'OAuth & Permissions',
  SLACK_APP_TOKEN: 'Basic Information → App-Level Tokens',
};

/** https://docs.slack.dev/reference/methods/auth.test#errors */
const passing = new Set(['internal_error', 'fatal_error', 'request_timeout', 'service_unavailable', 'ratelimited']);

function clientOptions(config: SlackConfig, log: Logger): WebClientOptions {
  return {
    ...apiAddress(config),
    logger: slackLogger(log),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  };
}
