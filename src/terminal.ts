import { BadConfig } from './config';
import { NoTriageChannel } from './slack/channels';
import { BadToken } from './slack/client';
import { MissingScopes, NotReady } from './slack/preflight';
import { PortTaken } from './slack/receiver';
import { SocketLost } from './slack/watchdog';
import { DatabaseRefused } from './storage';
import { DataFolderInUse, NoDatabase } from './storage/embedded';

/** Why what a person at the terminal asked for cannot be done, and what to do. */
export class CannotDo extends Error {
  override readonly name = 'CannotDo';
}

interface Running {
  stop(): Promise<void>;
  /** Why it cannot go on, once it cannot. */
  readonly lost?: Promise<Error>;
}

/** A container is killed at once when it has not stopped after some time, and a person does the same. */
const stopWithinMs = 10_000;
/** A Ctrl-C comes twice where npm passes it on; what comes later is a person who does not want to wait. */
const echoMs = 500;
/** EX_TEMPFAIL of sysexits(3): whatever watches over Deskbell should start it again. */
const startAgain = 75;

/**
 * Starts something, and stops it at SIGINT, at SIGTERM, or at an error that nobody waits for; tells in words why it cannot start.
 * `signal` is aborted where it has to stop while it still starts: then `start` closes what it has opened, and rejects.
 */
export async function runUntilSignal(
  start: (signal: AbortSignal) => Promise<Running>,
  withinMs = stopWithinMs,
): Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let askedAt = 0;
  process.on('SIGINT', asked);
  process.on('SIGTERM', asked);
  process.on('unhandledRejection', (error) => {
    // The socket to Slack that is closed while it connects rejects like that.
    if (!signal.aborted) fail(error, 1);
  });
  const starting = start(signal);
  await runOnce(async () => {
    const running = await starting.catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    void running?.lost?.then((why) => fail(why, startAgain));
  });

  function asked(): void {
    if (!signal.aborted) askedAt = performance.now();
    else if (performance.now() - askedAt > echoMs) process.exit(1);
    void stop(0);
  }

  function fail(error: unknown, code: number): void {
    console.error(`\nDeskbell cannot go on, and stops: ${wordsOf(error)}\n`);
    void stop(code);
  }

  async function stop(code: number): Promise<void> {
    if (signal.aborted) return;
    stopping.abort();
    const timer = setTimeout(() => {
      console.error(`\nDeskbell did not stop within ${withinMs / 1000} seconds, and ends now.\n`);
      process.exit(1);
    }, withinMs);
    await runOnce(async () => {
      const running = await starting.catch((error: unknown) => {
        if (error !== signal.reason) throw error;
      });
      await running?.stop();
      process.exit(code);
    });
    clearTimeout(timer);
  }
}

/** Slack's answers say enough; of anything else, the place helps. The whole object may carry tokens. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { name, message, stack = message } = error;
  return isForPeople(error) || name.startsWith('WebAPI') ? message : stack;
}

/** Does something once; where it fails, tells why in words, and ends with this exit code. */
export async function runOnce(work: () => Promise<void>, failed = 1): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.error(`\n${wordsOf(error)}\n`);
    process.exit(failed);
  }
}

function isForPeople(error: unknown): error is Error {
  return forPeople.some((kind) => error instanceof kind);
}

const forPeople = [
  BadConfig,
  BadToken,
  MissingScopes,
  NotReady,
  DatabaseRefused,
  NoDatabase,
  DataFolderInUse,
  NoTriageChannel,
  PortTaken,
  SocketLost,
  CannotDo,
];
