import { pino } from 'pino';
import { every } from '../../src/jobs/every';

function logTo(lines: string[]) {
  return pino({}, { write: (line: string) => lines.push(line) });
}

/** A piece of work that ends when the test says so. */
function heldWork() {
  const ends: { done(): void; fail(error: Error): void }[] = [];
  const begun: (() => void)[] = [];
  return {
    work: () =>
      new Promise<void>((done, fail) => {
        ends.push({ done, fail });
        begun.splice(0).forEach((tell) => tell());
      }),
    runs: () => ends.length,
    /** Resolves when the run of that number has begun. */
    async begins(run: number): Promise<void> {
      while (ends.length < run) await new Promise<void>((tell) => begun.push(tell));
    },
    ends,
  };
}

test('a job runs at once, and never twice at a time, however often it is woken', async () => {
  const held = heldWork();
  const job = every(60_000, 'test', held.work, logTo([]));
  job.wake();
  job.wake();
  expect(held.runs()).toBe(1);
  held.ends[0]?.done();
  await held.begins(2);
  held.ends[1]?.done();
  await job.stop();
  expect(held.runs()).toBe(2);
});

/** Wherever in its end that is: between its last look whether it is wanted, and the moment in which it is known to have ended. */
test.each([0, 1, 2, 3, 4, 5, 6])(
  'a job that is woken while it ends (%i) runs once more, and not at the next tick',
  async (turns) => {
    let runs = 0;
    const job = every(
      60_000,
      'test',
      async () => {
        runs += 1;
        if (runs === 1) void wakesAfter(turns);
      },
      logTo([]),
    );
    await new Promise(setImmediate);
    await job.stop();
    expect(runs).toBe(2);

    async function wakesAfter(left: number): Promise<void> {
      for (let turn = 0; turn <= left; turn += 1) await Promise.resolve();
      job.wake();
    }
  },
);

test('a job that fails is in the log, and runs again', async () => {
  const lines: string[] = [];
  const held = heldWork();
  const job = every(60_000, 'archive', held.work, logTo(lines));
  job.wake();
  held.ends[0]?.fail(new Error('The disk is full.'));
  await held.begins(2);
  held.ends[1]?.done();
  await job.stop();
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { job: 'archive', msg: 'A job failed; it runs again.', err: { message: 'The disk is full.' } },
  ]);
});

test('stopping waits for the run in hand, and begins no other', async () => {
  const held = heldWork();
  const job = every(60_000, 'test', held.work, logTo([]));
  job.wake();
  const soon = new Promise((resolve) => setImmediate(() => resolve('still running')));
  expect(await Promise.race([job.stop(), soon])).toBe('still running');
  held.ends[0]?.done();
  await job.stop();
  job.wake();
  expect(held.runs()).toBe(1);
});
