import type { Trouble } from '@deskbell/sandbox';
import { doubtMs, holds, leaseMs, quiet } from '../support/delivery';
import { startDesk, stopDesks, type TestDesk, until } from '../support/desk';
import {
  allStandsAsItShould,
  archiveVerifies,
  calmsDown,
  eachDeedIsOnRecordOnce,
  nothingWasPostedTwice,
  whatIsForgottenCanBe,
} from '../support/invariants';
import { type Office, officeOf } from '../support/office';
import { build, type Program, stopPrograms } from '../support/process';
import { inProcesses, type Processes } from '../support/processes';
import { type Proxy, startProxy } from '../support/proxy';
import { generator } from '../support/random';

const hour = 60 * 60_000;
const day = 24 * hour;

/** `npm run test:week` has all of it; among the other tests stands one short day. */
const isWhole = process.env['npm_lifecycle_event'] === 'test:week';
const week = isWhole
  ? {
      days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
      ticketsADay: 30,
      losses: 3,
      seed: Number(process.env['SEED'] ?? 9),
    }
  : { days: ['Mon'], ticketsADay: 3, losses: 1, seed: 9 };
/** Of what is done, so much is done to tickets that are there already. */
const changesATicket = isWhole ? 5 : 4;
/** A day leaves much to do, and the machine may be busy. */
const patienceMs = 120_000;
/** Longer than the practice workspace takes for anything. */
const callTimeoutMs = 500;

const methods = [
  'chat.postMessage',
  'chat.update',
  'chat.delete',
  'conversations.history',
  'conversations.replies',
  'files.getUploadURLExternal',
  'files.completeUploadExternal',
  'files.info',
];
const troubles: Trouble[] = [
  { fails: 'internal_error' },
  { http: 500 },
  { rateLimited: 5 },
  { rateLimited: 30 },
  { hangs: 'before' },
  { hangs: 'after' },
  { resets: 'before' },
  { resets: 'after' },
];

let proxy: Proxy;

beforeAll(build);

beforeEach(async () => {
  proxy = await startProxy();
});

afterEach(async () => {
  await stopPrograms();
  await stopDesks();
  jest.restoreAllMocks();
  await proxy.stop();
});

test(
  isWhole
    ? 'a week: nothing is pending, nothing is doubled, and the memory is flat'
    : 'a short day of the week: nothing is pending, and nothing is doubled',
  async () => {
    const processes = await inProcesses(await startDesk({ loggedOut: true, through: proxy.through }));
    const { desk } = processes;
    const random = generator(week.seed);
    const office = officeOf(desk, random);
    const steady = await processes.starts(0, { MEASURED: 'yes', CALL_TIMEOUT_MS: String(callTimeoutMs) });
    desk.passes(untilMonday(desk.now()));
    const table = [`day  tickets  changes  faults  calls  heap MB  rss MB  (seed ${week.seed})`];
    const heaps: number[] = [];
    for (const name of week.days) {
      const before = { filed: office.filed, changes: office.changes, calls: desk.workspace.calls.length };
      const begun = desk.now().getTime();
      const isFree = name === 'Sat' || name === 'Sun';
      const faults = isFree ? 0 : await works(name, { processes, office, random });
      await rests(desk, begun + day);
      const memory = await memoryOf(steady, desk);
      heaps.push(memory.heap);
      const counts = [
        office.filed - before.filed,
        office.changes - before.changes,
        faults,
        desk.workspace.calls.length - before.calls,
        memory.heap.toFixed(1),
        memory.rss.toFixed(0),
      ];
      table.push(
        `${name}  ${counts.map((count, at) => String(count).padStart([7, 7, 6, 5, 7, 6][at] ?? 0)).join('  ')}`,
      );
    }
    process.stdout.write(`${table.join('\n')}\n`);

    await allStandsAsItShould(desk, office.filed);
    nothingWasPostedTwice(desk);
    await eachDeedIsOnRecordOnce(desk);
    await archiveVerifies(desk);
    await whatIsForgottenCanBe(desk);
    expect(steady.printed()).not.toMatch(/given up/);
    if (isWhole) expect(slopeOf(heaps.slice(2))).toBeLessThan(0.5);
  },
  isWhole ? 30 * 60_000 : undefined,
);

interface Day {
  readonly processes: Processes;
  readonly office: Office;
  readonly random: () => number;
}

/** A working day from nine to six, with a second Deskbell; gives how many faults there were. */
async function works(name: string, { processes, office, random }: Day): Promise<number> {
  const { desk, starts } = processes;
  const { workspace } = desk;
  const env = { CALL_TIMEOUT_MS: String(callTimeoutMs) };
  const steps = week.ticketsADay * (1 + changesATicket);
  const aheadMs = Math.round((random() - 0.5) * 120_000);
  /** Where in the day the second one is lost, for the how manieth time. */
  const losses = new Map(
    Array.from({ length: week.losses }, (_, nth) => [Math.floor(((nth + 0.3) * steps) / week.losses), nth]),
  );
  let second: Program = await starts(aheadMs, env);
  let faults = 0;
  await office.logIn();
  if (name === 'Thu') await office.promotes();
  for (let step = 0; step < steps; step += 1) {
    if (random() < 0.3) faults += breaks(desk, random);
    if (losses.has(step)) {
      faults += 1;
      second = await loses(second, losses.get(step) === 0 || random() < 0.5, { processes, office, random }, () =>
        starts(-aheadMs, env),
      );
    }
    if (step === Math.floor(steps / 2)) {
      // In the middle of the day the database is away for a moment, the sockets drop, and somebody looks around.
      faults += 2;
      await office.files();
      proxy.cut();
      proxy.heal();
      // What was in hand did not come to its end.
      desk.passes(leaseMs);
      await quiet(desk, patienceMs);
      workspace.faults.disconnect();
      workspace.faults.heal();
      await workspace.connected();
      await office.looksAround();
    }
    await doesSomething(step, office, random);
    // Where it is not waited for what is in hand, a lease runs out over it.
    if (random() < 0.9) await quiet(desk, patienceMs);
    // The search lags less than a doubt lasts.
    workspace.faults.hideFreshPosts(0);
    desk.passes((random() * 2 * 9 * hour) / steps);
  }
  if (name === 'Wed') await office.demotes();
  await calmsDown(desk, doubtMs, patienceMs);
  expect(await second.ends('SIGTERM')).toEqual({ code: 0, signal: null });
  return faults;
}

async function doesSomething(step: number, office: Office, random: () => number): Promise<void> {
  if (step % (1 + changesATicket) === 0) return await office.files();
  const dice = random();
  if (dice < 0.04) office.deletesMessage();
  else if (dice < 0.08) await office.rates();
  else if (dice < 0.12) await office.takesBack();
  else if (dice < 0.2) await office.writes();
  else await office.goesOn();
}

/** Something in Slack goes wrong soon; gives 1. */
function breaks({ workspace: { faults } }: TestDesk, random: () => number): 1 {
  const oneOf = <T>(all: readonly [T, ...T[]]): T => all[Math.floor(random() * all.length)] ?? all[0];
  const dice = random();
  if (dice < 0.1) faults.hideFreshPosts(20_000);
  else if (dice < 0.2) faults.deliverTwice();
  else {
    const [method, trouble] = [oneOf(methods as [string]), oneOf(troubles as [Trouble])];
    faults.next(method, trouble, { nth: 1 + Math.floor(random() * 3) });
  }
  return 1;
}

/** The second Deskbell is killed with something in hand, or stopped in order; another takes its place. */
async function loses(
  second: Program,
  isKilled: boolean,
  { processes: { desk }, office }: Day,
  starts: () => Promise<Program>,
): Promise<Program> {
  if (isKilled) {
    const gate = holds(desk, 'after', 'chat.postMessage');
    await office.files();
    await gate.reached;
    await second.ends('SIGKILL');
    gate.open();
    desk.passes(leaseMs);
  } else await second.ends('SIGTERM');
  return await starts();
}

/** Nothing happens but what happens by the clock, until then. */
async function rests(desk: TestDesk, until_: number): Promise<void> {
  await calmsDown(desk, doubtMs, patienceMs);
  while (desk.now().getTime() < until_) {
    desk.passes(Math.min(3 * hour, until_ - desk.now().getTime()));
    await calmsDown(desk, doubtMs, patienceMs);
  }
}

/** Milliseconds until the next Monday at nine. */
function untilMonday(now: Date): number {
  const monday = new Date(now);
  monday.setUTCHours(9, 0, 0, 0);
  monday.setUTCDate(monday.getUTCDate() + ((8 - monday.getUTCDay()) % 7 || 7));
  return monday.getTime() - now.getTime();
}

/** What a process keeps after its garbage is collected, in megabytes. */
async function memoryOf(program: Program, desk: TestDesk): Promise<{ heap: number; rss: number }> {
  const lines = (): RegExpMatchArray[] => [...program.printed().matchAll(/^memory (\d+) (\d+)$/gm)];
  const before = lines().length;
  desk.passes(0);
  return await until('the memory to be told', async () => {
    const [, heap, rss] = lines().slice(before).at(-1) ?? [];
    return heap === undefined ? undefined : { heap: Number(heap) / 2 ** 20, rss: Number(rss) / 2 ** 20 };
  });
}

/** By how much it grows from one to the next, by least squares. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const [up, over] = values.reduce(
    ([sum, square], value, at) => [sum + (at - middle) * (value - mean), square + (at - middle) ** 2],
    [0, 0],
  );
  return up / over;
}
