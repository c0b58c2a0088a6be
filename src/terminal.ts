import { BadConfig } from './config';
import { PortTaken } from './slack/app';
import { NoTriageChannel } from './slack/channels';
import { BadToken } from './slack/client';
import { DatabaseRefused } from './storage';
import { DataFolderInUse, NoDatabase } from './storage/embedded';

/** Why what a person at the terminal asked for cannot be done, and what to do. */
export class CannotDo extends Error {
  override readonly name = 'CannotDo';
}

interface Running {
  stop(): Promise<void>;
}

/** A container is killed at once when it has not stopped after some time, and a person does the same. */
const stopWithinMs = 15_000;

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
  process.on('SIGINT', () => void stop(0));
  process.on('SIGTERM', () => void stop(0));
  process.on('unhandledRejection', (error) => {
    // The socket to Slack that is closed while it connects rejects like that.
    if (signal.aborted) return;
    console.error(`\nDeskbell cannot go on, and stops: ${wordsOf(error)}\n`);
    void stop(1);
  });
  const starting = start(signal);
  await runOnce(async () => {
    await starting.catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  });

  async function stop(code: number): Promise<void> {
    // A Ctrl-C comes twice where npm passes it on.
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
    console.error(isForPeople(error) ? `\n${error.message}\n` : error);
    process.exit(failed);
  }
}

function isForPeople(error: unknown): error is Error {
  return [BadConfig, BadToken, DatabaseRefused, NoDatabase, DataFolderInUse, NoTriageChannel, PortTaken, CannotDo].some(
    (kind) => error instanceof kind,
  );
}
