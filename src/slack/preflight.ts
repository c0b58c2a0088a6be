import { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import type { SlackConfig } from '../config';
import type { Clock } from '../services/ports';
import { findChannel, NoTriageChannel } from './channels';
import { askedPatiently, BadToken, deliveryClientOptions, type Identity, identify, type MayWait } from './client';
import { botScopes } from './scopes';

export interface PreflightPorts {
  readonly config: SlackConfig;
  readonly triageChannel: string;
  /** The database's clock, where the database is there. */
  readonly clock: Clock | undefined;
  readonly timeoutMs: number;
  readonly log: Logger;
  readonly mayWait: MayWait;
}

export interface Preflight {
  readonly identity: Identity | undefined;
  /** The id of the triage channel. */
  readonly triageChannel: string | undefined;
  /** What has to be put right before Deskbell can start. */
  readonly wrong: readonly Error[];
  /** What Deskbell starts with, and somebody should know. */
  readonly warnings: readonly string[];
}

/** Slack has not given Deskbell all that it asks for. */
export class MissingScopes extends Error {
  override readonly name = 'MissingScopes';
  constructor(scopes: readonly string[]) {
    super(
      `Slack has not given Deskbell the ${scopes.length === 1 ? 'scope' : 'scopes'} ${scopes.join(', ')}. At https://api.slack.com/apps → your app → App Manifest, paste what npm run manifest prints (over HTTP with -- --http and your address) and save; or add them under OAuth & Permissions → Bot Token Scopes. Then press Reinstall to Workspace, and start again.`,
    );
  }
}

/** Several things keep Deskbell from starting. */
export class NotReady extends Error {
  override readonly name = 'NotReady';
  constructor(wrong: readonly Error[]) {
    super(['Deskbell cannot start yet:', ...wrong.map(({ message }) => `  - ${message}`)].join('\n'));
  }
}

/** What to throw where something is wrong. */
export function notReady(wrong: readonly Error[]): Error {
  const [first] = wrong;
  return wrong.length === 1 && first !== undefined ? first : new NotReady(wrong);
}

/**
 * Looks at all that Deskbell needs of Slack before it starts, and does not end at the first thing that is wrong. Waits as long as `mayWait`
 * lets it while Slack is away.
 */
export async function preflight(ports: PreflightPorts): Promise<Preflight> {
  const { config, mayWait } = ports;
  const wrong: Error[] = [];
  const warnings: string[] = [];
  const { client, slackSaid } = listeningClient(ports);

  const me = await found(identify(client, mayWait));
  if (slackSaid.at !== undefined) warnings.push(...clockWarnings(slackSaid.at, ports.clock));
  await found(checkAppToken());
  const missing = me?.scopes === undefined ? [] : botScopes.filter((scope) => !me.scopes?.includes(scope));
  if (missing.length > 0) wrong.push(new MissingScopes(missing));
  // Without these Slack does not say in which channels Deskbell is.
  const mayLook = me !== undefined && !missing.includes('channels:read') && !missing.includes('groups:read');
  const triageChannel = mayLook ? await found(findChannel(client, ports.triageChannel, mayWait)) : undefined;
  return { identity: me, triageChannel, wrong, warnings };

  /** What is wrong is kept; Slack being away is thrown. */
  async function found<T>(asked: Promise<T>): Promise<T | undefined> {
    try {
      return await asked;
    } catch (error) {
      if (!(error instanceof BadToken || error instanceof NoTriageChannel)) throw error;
      wrong.push(error);
      return undefined;
    }
  }

  /** With a token that Slack does not take, its client would try for ever, and say nothing. */
  async function checkAppToken(): Promise<void> {
    if (config.appToken === undefined) return;
    const app = new WebClient(config.appToken, deliveryClientOptions(config, ports.timeoutMs, ports.log));
    await askedPatiently(() => app.apps.connections.open(), mayWait, 'SLACK_APP_TOKEN');
  }
}

/** A client that notes what time it is in Slack, against the clock of this machine. */
function listeningClient({ config, timeoutMs, log }: PreflightPorts) {
  const options = deliveryClientOptions(config, timeoutMs, log);
  const slackSaid: { at?: { readonly slack: Date; readonly machine: Date } } = {};
  const client = new WebClient(config.botToken, {
    ...options,
    fetch: async (url, init) => {
      const response = await (options.fetch ?? fetch)(url, init);
      const slack = new Date(response.headers.get('date') ?? '');
      if (!Number.isNaN(slack.getTime())) slackSaid.at = { slack, machine: new Date() };
      return response;
    },
  });
  return { client, slackSaid };
}

/** Slack's clock is told in whole seconds, and some go by on the way. At five minutes Slack's own requests are refused as too old. */
const apartMostMs = 30_000;

function clockWarnings({ slack, machine }: { slack: Date; machine: Date }, clock: Clock | undefined): string[] {
  const fix = 'Let it be set by the network there: timedatectl set-ntp true.';
  const asNow = clock && new Date(clock.now().getTime() - (Date.now() - machine.getTime()));
  return [
    ...apart('The clock of this machine', machine, slack).map(
      (words) => `${words}, and from five minutes on requests that Slack signs are refused. ${fix}`,
    ),
    ...(asNow ? apart('The clock of the database', asNow, slack) : []).map(
      (words) => `${words}, and all times that Deskbell goes by and shows are the database's. ${fix}`,
    ),
  ];
}

function apart(what: string, time: Date, slack: Date): string[] {
  const ms = time.getTime() - slack.getTime();
  if (Math.abs(ms) <= apartMostMs) return [];
  return [`${what} is ${Math.round(Math.abs(ms) / 1000)} seconds ${ms > 0 ? 'ahead of' : 'behind'} Slack's`];
}
