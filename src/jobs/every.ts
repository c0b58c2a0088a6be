import type { Logger } from 'pino';

export interface Job {
  /** Runs it now, or once more where it is running. */
  wake(): void;
  /** Runs it no more, and ends the run in hand. */
  stop(): Promise<void>;
}

/** Runs `work` now and then every `ms`, and whenever it is woken; never twice at once. */
export function every(ms: number, name: string, work: () => Promise<void>, log: Logger): Job {
  let running: Promise<void> | undefined;
  let isWanted = false;
  let isStopping = false;
  const timer = setInterval(wake, ms);
  wake();
  return {
    wake,
    async stop() {
      isStopping = true;
      clearInterval(timer);
      await running;
    },
  };

  function wake(): void {
    isWanted = true;
    if (isStopping) return;
    running ??= run().finally(() => {
      running = undefined;
      // It was woken between its last look and now.
      if (isWanted) wake();
    });
  }

  async function run(): Promise<void> {
    while (isWanted && !isStopping) {
      isWanted = false;
      try {
        await work();
      } catch (err) {
        log.warn({ err, job: name }, 'A job failed; it runs again.');
      }
    }
  }
}
