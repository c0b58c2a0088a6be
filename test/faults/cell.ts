import type { TestDesk } from '../support/desk';
import { startDesk } from '../support/desk';
import { handOver } from '../support/process';
import { startProxy } from '../support/proxy';
import { everything, isNowhereElse, standsAsItShould, wordsRead } from '../support/standing';
import { type Step, watchSteps } from '../support/steps';
import { type Fault, type Mend, type Scene, shortLeaseMs } from './faults';
import { patience } from './patience';
import type { Act, Scenario } from './scenario';

/** One field of the matrix: something that a person does, and what goes wrong at which step. */
export interface Cell {
  readonly scenario: Scenario;
  readonly fault: Fault;
  /** Absent where it goes wrong before the first one. */
  readonly step?: Step;
}

/** What came of a run. */
export interface Run {
  readonly steps: readonly Step[];
  /** How many of them were taken before the person saw that it is done. */
  readonly answeredAfter: number;
  /** How many of them were taken before time had to pass, which it does not for a process of its own. */
  readonly inTime: number;
  /** Whether what should go wrong did. */
  readonly isStruck: boolean;
}

const shortDoubtMs = 25_000;
/** In the end nothing is left to do after so many times that doubt. */
const doubtsMost = 40;
const idleMs = 200;
/** Longer nothing takes that is in hand, but what is stuck; of a process that is gone, nothing is in hand. */
const stuckMs = 5_000;
const goneMs = 2_000;
const lookEveryMs = 80;

/** Does what the scenario is about while nothing goes wrong, or while something does; throws where something is not as it must be then. */
export async function run(scenario: Scenario, broken?: Omit<Cell, 'scenario'>): Promise<Run> {
  const proxy = await startProxy();
  const desk = await startDesk({
    through: proxy.through,
    // However busy the machine is, nothing is too late by itself.
    patienceMs: 3_000,
    openWithinMs: 500,
    slackPatienceMs: 15_000,
    callTimeoutMs: 5_000,
    timing: { leaseMs: shortLeaseMs, doubtMs: shortDoubtMs },
    ...scenario.desk,
    ...broken?.fault.desk,
  });
  const inHandMs = broken?.fault.isProcess ? goneMs : stuckMs;
  const steps: Step[] = [];
  let pending: Mend | undefined;
  let struck: 'not yet' | 'yes' | 'never' = 'not yet';
  let inTime: number | undefined;
  let lastAt = Date.now();
  let program: Scene['program'];
  try {
    const act = await scenario.prepare(desk, patience({ mends, passes, calm }));
    await calm();
    if (broken?.fault.isProcess) program = await handOver(desk);
    if (broken?.fault.hasOther) await desk.startAnother();
    const scene: Scene = { desk, proxy, program, still };
    const { fault, step } = broken ?? {};
    if (fault?.trouble && step) desk.workspace.faults.next(step.what, fault.trouble, { nth: step.nth });
    const before = act.isReading && (await documentsOf(desk));
    const ends = watchSteps(desk, proxy, async (taken, moment) => {
      lastAt = Date.now();
      if (moment === 'after') steps.push(taken);
      if (struck !== 'not yet' || taken.what !== step?.what || taken.nth !== step.nth || moment !== 'after') return;
      struck = 'yes';
      await strike(scene);
    });
    if (fault?.breaks === 'arrival') {
      struck = 'yes';
      await strike(scene);
    }
    inTime = undefined;
    await act.act();
    const answeredAfter = steps.length;
    lastAt = Date.now();
    await calm();
    ends();
    if (act.isReading) expect(await documentsOf(desk)).toEqual(before);
    else await holds(desk, act);
    expect(await desk.inDatabase(({ troubles }) => troubles.find().lean())).toEqual([]);
    expect(await desk.inDatabase(({ gatherings }) => gatherings.find().lean())).toEqual([]);
    expect(`${wrongIn(desk)}\n${program?.printed() ?? ''}`).not.toMatch(/refused|given up/);
    return { steps, answeredAfter, inTime: inTime ?? steps.length, isStruck: struck === 'yes' };

    async function strike(at: Scene): Promise<void> {
      const trouble = fault?.strike?.(at);
      pending = trouble?.mend;
      await trouble?.held;
    }
  } finally {
    await mends();
    proxy.heal();
    await program?.ends('SIGKILL').catch(() => undefined);
    await desk.stop();
    await proxy.stop();
  }

  async function mends(): Promise<boolean> {
    const mend = pending;
    pending = undefined;
    await mend?.();
    return mend !== undefined;
  }

  async function passes(): Promise<void> {
    desk.passes(shortDoubtMs);
    await desk.workspace.faults.retryNow();
  }

  /** Where a step is held, it waits for its answer meanwhile. */
  async function still(): Promise<void> {
    while (Date.now() - lastAt < idleMs) await pause();
  }

  /** True where no step was taken for so long, and nothing is asked that was not answered. */
  function isIdle(ms: number): boolean {
    const isAsking = proxy.inFlight() > 0 || desk.workspace.calls.some(({ outcome }) => outcome === 'pending');
    return !isAsking && Date.now() - lastAt > ms;
  }

  /** Time passes in this process alone: where the other one was never killed, it is in the end. */
  async function takesOver(): Promise<void> {
    if (program === undefined || struck !== 'not yet') return;
    struck = 'never';
    await program.ends('SIGKILL');
    await desk.startDeskbell();
  }

  /** Lets time pass until nothing is left to do. */
  async function calm(): Promise<void> {
    let doubts = 0;
    for (;;) {
      await mends();
      const { left, isInHand } = await leftToDo(desk);
      if (left.length === 0) {
        await desk.workspace.faults.retryNow();
        while (!isIdle(idleMs)) {
          await mends();
          await pause();
        }
        if (pending === undefined && (await leftToDo(desk)).left.length === 0) return;
      } else if (isIdle(isInHand ? inHandMs : idleMs)) {
        doubts += 1;
        if (doubts > doubtsMost) throw new Error(`Nothing comes of it any more, and this is left: ${left.join(', ')}`);
        lastAt = Date.now();
        inTime ??= steps.length;
        await takesOver();
        desk.passes(shortDoubtMs);
      }
      await pause();
    }
  }
}

async function pause(): Promise<void> {
  await new Promise((again) => setTimeout(again, lookEveryMs));
}

/** What Deskbell has still to do, by its names in the database, and whether some of it is in hand or could be. */
async function leftToDo({ inDatabase, now }: TestDesk): Promise<{ left: string[]; isInHand: boolean }> {
  const documents = await inDatabase(
    async ({ tickets, admins, events, teams }) =>
      await Promise.all([tickets.find().lean(), admins.find().lean(), events.find().lean(), teams.find().lean()]),
  );
  const all = documents.flat();
  return {
    left: all.flatMap((document) => leftOf(String(document._id), document)),
    isInHand: all.some((document) => isHeld(document, now())),
  };
}

function isHeld(document: object, now: Date): boolean {
  const { leaseUntil, dueAt, archive, fetch } = document as Leased;
  const isDue = dueAt !== undefined && dueAt <= now;
  return (
    isDue ||
    (leaseUntil !== undefined && leaseUntil > now) ||
    [archive, fetch].some((part) => part && isHeld(part, now))
  );
}

interface Leased {
  readonly leaseUntil?: Date;
  readonly dueAt?: Date;
  readonly archive?: Leased;
  readonly fetch?: Leased;
}

const leftNames = new Set(['dueAt', 'leaseUntil', 'doubtUntil', 'wakeAt', 'vacateUntil', 'homeDue', 'parkedAt']);
const leftLists = new Set(['news', 'steps', 'records']);

function leftOf(name: string, document: object): string[] {
  return Object.entries(document).flatMap(([key, value]) => {
    if (leftNames.has(key)) return value ? [`${name} ${key}`] : [];
    if (leftLists.has(key)) return (value as unknown[]).length > 0 ? [`${name} ${key}`] : []; // arrays, by the models
    return ['archive', 'fetch'].includes(key) && value ? leftOf(`${name} ${key}`, value as object) : [];
  });
}

/** The errors that Deskbell logged, in this process. */
function wrongIn({ logged }: TestDesk): string {
  return logged.flatMap(({ level, msg }) => (Number(level) >= 50 ? [String(msg)] : [])).join('\n');
}

/** What is stored, but for what messages show at the moment. */
async function documentsOf({ inDatabase }: TestDesk): Promise<unknown> {
  return await inDatabase(async ({ tickets, admins, teams, audit }) => [
    await tickets.find().lean(),
    await admins.find({}, { looksAt: 0 }).lean(),
    await teams.find().lean(),
    await audit.find().lean(),
  ]);
}

/** What must be so, whatever went wrong. */
async function holds(desk: TestDesk, { holds: also, letters = 0 }: Act): Promise<void> {
  const tickets = await desk.stored();
  expect(tickets.flatMap(({ number, parkedAt }) => (parkedAt ? [number] : []))).toEqual([]);
  expect(tickets.map(({ number }) => number)).toEqual(tickets.map((_, index) => index + 1));
  const shown = everything(desk);
  const words = wordsRead(desk);
  for (const ticket of tickets) {
    standsAsItShould(ticket, shown);
    isNowhereElse(ticket, words, ticket.title === '' ? 'Printer' : ticket.title);
  }
  const known = new Set(tickets.flatMap(({ entries }) => entries.map(({ channel, ts }) => `${channel}:${ts}`)));
  const others = [...shown].flatMap(([place, { text }]) => (known.has(place) ? [] : [text]));
  expect(others).toHaveLength(letters);
  expect(new Set(others).size).toBe(letters);
  await also?.();
}
