import type { MayWait } from './slack/client';
import { within } from './slack/within';

/** Closes what was opened, the last first, and each of it. Throws an AggregateError where something could not be closed. */
export async function closeAll(opened: (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of opened.splice(0).toReversed()) {
    try {
      await close();
    } catch (failure) {
      failures.push(failure);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be stopped in order.');
}

/** What `work` gives; throws the reason of `signal` at once where that is aborted before. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await work;
  const aborted = new Promise<never>((_, reject) => {
    const abort = (): void => reject(signal.reason as Error); // terminal.ts gives none, so it is an AbortError
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  return await Promise.race([work, aborted]);
}

/** Whether `work` ends within `ms`. Throws what `work` throws. */
export async function endInTime(work: Promise<unknown>, ms: number): Promise<boolean> {
  return await within(
    ms,
    work.then(() => true),
    () => false,
  );
}

/** Says once that something is away, and why; waits a little before the next try, of which there is none after `signal`. */
export function waiting(
  what: string,
  say: (line: string) => void,
  retryMs: number,
  signal: AbortSignal | undefined,
): MayWait {
  let isSaid = false;
  return async (cause) => {
    if (signal?.aborted) return false;
    if (!isSaid) say(`${what} cannot be reached: ${causeOf(cause)}; waiting for it.`);
    isSaid = true;
    const { retryAfter = 0 } = (cause ?? {}) as { retryAfter?: number }; // seconds, where Slack asks to wait
    await new Promise((resolve) => setTimeout(resolve, Math.max(retryMs, retryAfter * 1000)));
    return true;
  };
}

/** In a few words, why something cannot be reached. Errors of fetch and of Slack's client hold their cause inside. */
function causeOf(error: unknown): string {
  const { original, cause, code, message } = (error ?? {}) as Record<string, unknown>; // errors, by their documented shapes
  const inner = original ?? cause;
  if (inner instanceof Error) return causeOf(inner);
  return typeof code === 'string' && /^[A-Z_]+$/.test(code) ? code : String(message ?? error);
}
