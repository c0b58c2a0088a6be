import type { Logger } from 'pino';
import type { Config } from './config';
import { waiting } from './lifecycle';
import type { Identity } from './slack/client';
import { notReady, type Preflight, preflight } from './slack/preflight';
import { DatabaseRefused, openStorage, type Storage, serversOf } from './storage';

export interface SurroundingsPorts {
  /** Of the database. */
  readonly uri: string;
  readonly timeoutMs: number;
  readonly retryMs: number;
  readonly log: Logger;
  say(line: string): void;
  /** Called with the storage as soon as it is open, whatever comes after that. */
  opened(storage: Storage): void;
  readonly signal: AbortSignal | undefined;
}

export interface Surroundings {
  readonly storage: Storage;
  readonly identity: Identity;
  readonly triageChannel: string;
}

/**
 * Opens the database and looks at Slack, and says what somebody should know all the same. Waits while one of them is away. Throws
 * DatabaseRefused, BadToken, MissingScopes, NoTriageChannel, or NotReady, which names all that is wrong where it is more than one thing.
 */
export async function surroundingsOf(config: Config, ports: SurroundingsPorts): Promise<Surroundings> {
  const storage = await storageAt(ports);
  if (!(storage instanceof DatabaseRefused)) ports.opened(storage);
  ports.signal?.throwIfAborted();
  const refused = storage instanceof DatabaseRefused ? [storage] : [];
  const seen = await slackSeen(config, ports, storage);
  const wrong = [...refused, ...(seen?.wrong ?? [])];
  const { identity, triageChannel, warnings = [] } = seen ?? {};
  if (storage instanceof DatabaseRefused || identity === undefined || triageChannel === undefined || wrong.length > 0)
    throw notReady(wrong);
  for (const words of warnings) ports.say(words);
  return { storage, identity, triageChannel };
}

async function storageAt({ uri, say, retryMs, signal }: SurroundingsPorts): Promise<Storage | DatabaseRefused> {
  try {
    return await openStorage(uri, waiting(`The database (${serversOf(uri)})`, say, retryMs, signal));
  } catch (error) {
    if (error instanceof DatabaseRefused) return error;
    throw error;
  }
}

/** Undefined where Slack is away, and the database's refusal is reason enough not to wait for it. */
async function slackSeen(
  config: Config,
  { timeoutMs, retryMs, log, say, signal }: SurroundingsPorts,
  storage: Storage | DatabaseRefused,
): Promise<Preflight | undefined> {
  const isRefused = storage instanceof DatabaseRefused;
  const host = new URL(config.slack.apiUrl ?? 'https://slack.com').host;
  try {
    return await preflight({
      config: config.slack,
      triageChannel: config.triageChannel,
      clock: isRefused ? undefined : storage.clock,
      timeoutMs,
      log,
      mayWait: isRefused ? async () => false : waiting(`Slack (${host})`, say, retryMs, signal),
    });
  } catch (error) {
    if (isRefused) return undefined;
    throw error;
  }
}
