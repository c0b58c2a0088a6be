import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestDesk } from './desk';
import { environmentOf, type Program, startProgram } from './process';

/** A desk whose Deskbells are processes of their own. The test moves one clock for them and for the practice workspace. */
export interface Processes {
  /** The desk as they have it. */
  readonly desk: TestDesk;
  /** Starts one more; the clock of its machine is that much ahead of the others', or behind. */
  starts(aheadMs: number, env?: NodeJS.ProcessEnv): Promise<Program>;
  /** Those that run. */
  running(): Program[];
}

const script = '../test/support/moved-deskbell.cjs';
const clockAhead = resolve(__dirname, 'clock-ahead.cjs');

/** Stops the Deskbell of this process. `stopPrograms`, `stopDesks` and `jest.restoreAllMocks`, in an afterEach, end all of it. */
export async function inProcesses(desk: TestDesk): Promise<Processes> {
  const folder = mkdtempSync(join(tmpdir(), 'deskbell-clock-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const moved = join(folder, 'moved');
  const all: Program[] = [];
  let movedMs = 0;
  const machine = Date.now.bind(Date);
  jest.spyOn(Date, 'now').mockImplementation(() => machine() + movedMs);
  writeFileSync(moved, '0');
  await desk.stopDeskbell();
  const running = (): Program[] => all;
  return {
    running,
    desk: {
      ...desk,
      now: () => new Date(Date.now()),
      passes(ms) {
        movedMs += Math.round(ms);
        writeFileSync(moved, String(movedMs));
        for (const { pid } of all) process.kill(pid, 'SIGUSR2');
      },
    },
    async starts(aheadMs, env = {}) {
      const program = startProgram(script, {
        ...environmentOf(desk),
        NODE_OPTIONS: `--require ${clockAhead}`,
        CLOCK_AHEAD_MS: String(aheadMs),
        MOVED: moved,
        ...env,
      });
      await program.prints('Deskbell is running');
      all.push(program);
      void program.ended.then(() => all.splice(all.indexOf(program), 1));
      return program;
    },
  };
}
