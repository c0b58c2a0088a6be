import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient, type WebClientOptions } from '@slack/web-api';
import type { Logger } from 'pino';
import type { SlackConfig } from '../config';
import type { CallOutcome, Meter } from '../services/health-ports';
import { cutOff } from './cut-off';
import { slackLogger } from './slack-logger';

/** Who Deskbell is in its workspace. */
export interface Identity {
  readonly teamId: string;
  readonly botId: string;
  readonly botUserId: string;
  /** Where the workspace is in the browser, with a slash at its end. */
  readonly workspaceUrl: string;
}

/** What stands around all calls to Slack. */
export interface Line {
  readonly meter?: Pick<Meter, 'called'>;
  /** Once it is aborted, no call begins any more: it fails as if Slack had asked to wait, and is made by whoever comes next. */
  readonly closed?: AbortSignal;
  /** Once it is aborted, calls end at once: what became of them is not known. */
  readonly cut?: AbortSignal;
}

/** Calls that a person waits for: they fail at once rather than late, and never wait behind a message that Slack holds back. */
export function interactiveClientOptions(config: SlackConfig, log: Logger, line: Line = {}): WebClientOptions {
  return {
    ...clientOptions(config, log),
    // Bolt's respond() calls the same fetch, and knows no time-out.
    fetch: fetchOn(config, line, interactiveTimeoutMs),
  };
}

const interactiveTimeoutMs = 2_500;

/** Calls of the delivery, which says itself what a failure means and when to try again. */
export function deliveryClientOptions(
  config: SlackConfig,
  timeout: number,
  log: Logger,
  line: Line = {},
): WebClientOptions {
  return { ...clientOptions(config, log), fetch: fetchOn(config, line, timeout) };
}

/** The one fetch behind all calls: it counts them, and ends them when Deskbell stops. */
export function fetchOn(
  config: SlackConfig,
  { meter, closed, cut }: Line,
  timeoutMs: number,
): NonNullable<WebClientOptions['fetch']> {
  return async (url, init) => {
    if (closed?.aborted || cut?.aborted) throw new WebAPIRateLimitedError(0);
    const method = methodOf(String(url), config);
    try {
      return await cutOff(timeoutMs, [cut, init?.signal], async (signal) => {
        const response = await fetch(url, { ...init, signal });
        meter?.called(method, await outcomeOf(response));
        return response;
      });
    } catch (error) {
      meter?.called(method, 'unanswered');
      throw error;
    }
  };
}

/** The method that an address names; other addresses of Slack's are those that it gives with a click or a command. */
function methodOf(url: string, { apiUrl = 'https://slack.com/api/' }: SlackConfig): string {
  const { origin, pathname } = new URL(url);
  const name = pathname.split('/').at(-1) ?? '';
  const isMethod = origin === new URL(apiUrl).origin && /^[a-z]+(?:\.[A-Za-z]+)+$/.test(name);
  return isMethod ? name : 'response_url';
}

/** Read to its end, which is waited for no longer than for its beginning. */
async function outcomeOf(response: Response): Promise<CallOutcome> {
  const said = await response.clone().text();
  if (response.status === 429) return 'limited';
  if (!response.ok) return 'failed';
  return isRefusal(said) ? 'refused' : 'ok';
}

/** An answer URL says no more than "ok". */
function isRefusal(said: string): boolean {
  try {
    return (JSON.parse(said) as { ok?: unknown }).ok === false; // an answer of Slack's API
  } catch {
    return false;
  }
}

/** The address of the API, where it is not Slack's. */
export function apiAddress({ apiUrl }: SlackConfig): Pick<WebClientOptions, 'slackApiUrl'> {
  return apiUrl === undefined ? {} : { slackApiUrl: apiUrl };
}

/** Asked when something that Deskbell needs is away, and why: waits a little, and says whether to try again. */
export type MayWait = (cause: unknown) => Promise<boolean>;

/** Asks Slack who the token is, and what it may do, where Slack says that. Waits as long as `mayWait` lets it while Slack is away. Throws BadToken. */
export async function identify(
  client: WebClient,
  mayWait: MayWait,
): Promise<Identity & { readonly scopes?: readonly string[] | undefined }> {
  const {
    team_id: teamId = '',
    bot_id: botId = '',
    user_id: botUserId = '',
    url: workspaceUrl = 'https://slack.com/',
    response_metadata: { scopes } = {},
  } = await askedPatiently(() => client.auth.test(), mayWait);
  return { teamId, botId, botUserId, workspaceUrl, scopes };
}

/** What Slack answers to a call with the token of that variable, made again as long as `mayWait` lets it while Slack is away. Throws BadToken. */
export async function askedPatiently<T>(
  call: () => Promise<T>,
  mayWait: MayWait,
  variable: keyof typeof tokenPlaces = 'SLACK_BOT_TOKEN',
): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (error instanceof WebAPIPlatformError && !passing.has(error.data.error))
        throw new BadToken(variable, error.data.error);
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
  SLACK_APP_TOKEN:
    'Basic Information → App-Level Tokens, with the scope connections:write, see that Socket Mode is enabled under Socket Mode',
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
