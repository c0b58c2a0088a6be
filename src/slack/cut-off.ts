/**
 * Does something whose signal is aborted once `ms` are over, or as soon as one of the others is. Not by `AbortSignal.any`, which forgets an
 * `AbortSignal.timeout` as soon as memory is cleaned up: https://github.com/nodejs/node/issues/57736. Throws what the work throws.
 */
export async function cutOff<T>(
  ms: number,
  others: readonly (AbortSignal | null | undefined)[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(new DOMException(`It took longer than ${ms} ms.`, 'TimeoutError')), ms);
  const ends = others.map((other) => {
    const end = (): void => ending.abort(other?.reason);
    if (other?.aborted) end();
    // Taken away at the end: what hangs at a signal that lives as long as the process is never given free.
    other?.addEventListener('abort', end);
    return () => other?.removeEventListener('abort', end);
  });
  try {
    return await work(ending.signal);
  } finally {
    clearTimeout(timer);
    for (const end of ends) end();
  }
}
