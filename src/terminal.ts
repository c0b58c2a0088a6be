import { BadConfig } from './config';
import { PortTaken } from './slack/app';
import { NoTriageChannel } from './slack/channels';
import { BadToken } from './slack/client';
import { DatabaseRefused } from './storage';
import { DataFolderInUse, NoDatabase } from './storage/embedded';

/** What a person at the terminal typed wrong: says how it is typed. */
export class Usage extends Error {
  override readonly name = 'Usage';
}

interface Running {
  stop(): Promise<void>;
}

/** Starts something, and stops it at SIGINT or SIGTERM; tells in words why it cannot start. */
export async function runUntilSignal(start: () => Promise<Running>): Promise<void> {
  let running: Running | undefined;
  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    // What has not started yet has nothing in hand that could be lost.
    await running?.stop();
    process.exit(0);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
  await runOnce(async () => {
    running = await start();
  });
}

/** Does something once; where it fails, tells why in words, and ends with exit code 1. */
export async function runOnce(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.error(isForPeople(error) ? `\n${error.message}\n` : error);
    process.exit(1);
  }
}

function isForPeople(error: unknown): error is Error {
  return [BadConfig, BadToken, DatabaseRefused, NoDatabase, DataFolderInUse, NoTriageChannel, PortTaken, Usage].some(
    (kind) => error instanceof kind,
  );
}
