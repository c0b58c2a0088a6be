import { stopDesks } from '../support/desk';
import { build, stopPrograms } from '../support/process';
import { generator } from '../support/random';
import { type Cell, type Run, run } from './cell';
import { faults } from './faults';
import type { Scenario } from './scenario';

/** `all`, or the name of one cell; without it a sample. */
const { FAULTS: wanted = 'sample', FAULTS_SEED: seed = '1', FAULTS_SHARE: share = '1' } = process.env;
/** Mostly they wait: so many run at once. */
const atOnce = 3;
const sampledScenarios = 2;
const sampledCells = 3;

/** Declares the tests of these scenarios: each is done as it should be, and then with everything that can go wrong at every step. */
export function matrixOf(title: string, scenarios: readonly Scenario[]): void {
  const counts = { scenarios: 0, all: 0, cells: 0, struck: 0 };
  const random = generator(Number(seed) + title.length);
  const chosen = scenariosFrom(scenarios, random);

  if (chosen.length === 0) {
    // A file without a test would fail; here somebody repeats one cell, which is in another file.
    test.skip(`${title}: left out, because FAULTS names a cell of another file (${wanted})`, () => undefined);
    return;
  }

  beforeAll(build);

  afterAll(async () => {
    await stopPrograms();
    await stopDesks();
    say(
      `${title}: ${counts.cells} of ${counts.all} cells of ${counts.scenarios} scenarios and ${faults.length} faults, ${counts.struck} struck` +
        (wanted === 'sample' ? `; a sample by FAULTS_SEED=${seed}` : ''),
    );
  });

  test.each(chosen.map((scenario) => [scenario.name, scenario] as const))(
    '%s: whatever goes wrong, it is done once, and nothing is left to do',
    async (_, scenario) => {
      const all = cellsOf(scenario, await run(scenario));
      const cells = cellsFrom(all, random);
      counts.scenarios += 1;
      counts.all += all.length;
      counts.cells += cells.length;
      const failures: string[] = [];
      await inTurns(cells, async (cell) => {
        try {
          const { isStruck } = await run(cell.scenario, cell);
          if (isStruck) counts.struck += 1;
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          say(`FAILED  ${nameOf(cell)}`);
          failures.push(`FAULTS='${nameOf(cell)}' npx jest test/faults/ --selectProjects node\n${message}`);
        }
      });
      if (failures.length > 0) throw new Error(failures.join('\n\n'));
    },
    60 * 60_000,
  );
}

/** Everything that can go wrong while a scenario takes these steps. */
function cellsOf(scenario: Scenario, { steps, answeredAfter, inTime }: Run): Cell[] {
  const broken = {
    call: steps.filter(({ what }) => !isWrite(what)),
    write: steps.filter(({ what }) => isWrite(what)),
    step: steps,
    answer: steps.slice(0, answeredAfter),
  };
  return faults.flatMap((fault): Cell[] =>
    fault.breaks === 'arrival'
      ? [{ scenario, fault }]
      : broken[fault.breaks]
          .slice(0, fault.isProcess ? inTime : steps.length)
          .map((step) => ({ scenario, fault, step })),
  );
}

/** A write has a collection in its name, a call to Slack begins with what it is about. */
function isWrite(what: string): boolean {
  return /\.(insert|update|delete|findAndModify)$/.test(what) && !what.startsWith('chat.');
}

function nameOf({ scenario, fault, step }: Cell): string {
  return [scenario.name, ...(step ? [`${step.what} ${step.nth}`] : []), fault.name].join(' × ');
}

function scenariosFrom(all: readonly Scenario[], random: () => number): readonly Scenario[] {
  if (wanted === 'all') return all;
  if (wanted === 'sample') return someOf(all, sampledScenarios, random);
  return all.filter(({ name }) => wanted.split(' × ')[0] === name);
}

function cellsFrom(all: readonly Cell[], random: () => number): readonly Cell[] {
  if (wanted === 'all') return someOf(all, Math.ceil(all.length * Number(share)), random);
  if (wanted === 'sample') return someOf(all, sampledCells, random);
  return all.filter((cell) => nameOf(cell).startsWith(wanted));
}

function someOf<T>(all: readonly T[], count: number, random: () => number): readonly T[] {
  const drawn = all.map((one) => ({ one, at: random() })).toSorted((a, b) => a.at - b.at);
  return drawn.slice(0, count).map(({ one }) => one);
}

/** Does all of it, some at once. */
async function inTurns<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const rest = [...all];
  const hand = async (): Promise<void> => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: atOnce }, hand));
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
