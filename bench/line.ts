/** `npm run bench:line`: the Slack calls and database round trips of a ticket's longest life, step by step, beside the fewest possible. */
import type { Actor, Message } from '@deskbell/sandbox';
import { benchDatabase, benchDesk, quiet } from './bench-desk';
import { countingProxy } from './counting-proxy';

interface Step {
  readonly name: string;
  readonly do: () => Promise<void>;
  /** The fewest Slack calls with which a person sees the same; `bench/README.md` says why. */
  readonly fewestCalls: number;
  /** The fewest round trips with which nothing is lost. */
  readonly fewestTrips: number;
}

/** Looking for what is due goes on beside the steps, so each one is made that often, and the smallest count is the step's own. */
const runs = 5;

interface People {
  readonly alice: Actor;
  readonly carol: Actor;
  readonly dave: Actor;
}

function stepsOf(run: number, { alice, carol, dave }: People): Step[] {
  const title = `Printer ${run} is on fire`;
  const card = async (person: Actor, where = 'app'): Promise<Message> =>
    await person.sees(({ text, ts, threadTs }) => text.includes(title) && (threadTs === undefined || threadTs === ts), {
      in: where,
    });
  const press = (person: Actor, name: string, where?: string) => async (): Promise<void> =>
    await person.presses(name, await card(person, where));
  const write = (person: Actor, words: string) => async (): Promise<void> => {
    await person.types(words, { thread: (await card(person)).ts });
  };
  return [
    { ...form('ask for help'), fewestTrips: 0, do: async () => void (await alice.types('/ticket', { in: 'general' })) },
    { name: 'submit', fewestCalls: 3, fewestTrips: 8, do: () => fill(alice, 'New ticket', { Title: title }) },
    { name: 'claim', fewestCalls: 4, fewestTrips: 6, do: press(carol, 'Claim', 'triage') },
    { ...form('ask'), fewestTrips: 2, do: press(carol, 'Ask') },
    { name: 'ask', fewestCalls: 5, fewestTrips: 6, do: () => fill(carol, undefined, { Question: 'Which one?' }) },
    { name: 'reply in the thread', fewestCalls: 5, fewestTrips: 7, do: write(alice, 'The big one.') },
    { name: 'comment in the thread', fewestCalls: 3, fewestTrips: 8, do: write(carol, 'On my way.') },
    { ...form('hand over'), fewestTrips: 3, do: press(carol, 'Hand over') },
    { name: 'hand over', fewestCalls: 8, fewestTrips: 15, do: () => fill(carol, undefined, { To: 'dave' }) },
    { ...form('close'), fewestTrips: 2, do: press(dave, 'Close') },
    { name: 'close', fewestCalls: 4, fewestTrips: 8, do: () => fill(dave, undefined, {}) },
    { ...form('reopen'), fewestTrips: 1, do: press(alice, 'Reopen') },
    { name: 'reopen', fewestCalls: 7, fewestTrips: 14, do: () => fill(alice, undefined, {}) },
    { ...form('close again'), fewestTrips: 2, do: press(carol, 'Close', 'triage') },
    { name: 'close again', fewestCalls: 4, fewestTrips: 8, do: () => fill(carol, undefined, {}) },
  ];
}

async function main(): Promise<void> {
  const database = await benchDatabase();
  const proxy = await countingProxy(database.uri('line'));
  const desk = await benchDesk(proxy.uri);
  const { workspace } = desk;
  const people = { alice: workspace.as('alice'), carol: workspace.as('carol'), dave: workspace.as('dave') };
  await quiet(workspace, 250);

  const counted = new Map<string, Step & { calls: string[]; trips: string[] }>();
  for (let run = 1; run <= runs; run += 1) {
    for (const step of stepsOf(run, people)) {
      proxy.taken();
      const before = workspace.calls.length;
      await step.do();
      await quiet(workspace, 250);
      const calls = workspace.calls.slice(before).map(({ method }) => method);
      const trips = proxy.taken();
      const smallest = counted.get(step.name);
      if (smallest === undefined || trips.length < smallest.trips.length)
        counted.set(step.name, { ...step, calls, trips });
    }
  }
  console.log(
    `Slack calls and database round trips of the longest life, the fewest possible in brackets, ${database.description}`,
  );
  const sums = { calls: 0, fewestCalls: 0, trips: 0, fewestTrips: 0 };
  for (const { name, calls, fewestCalls, trips, fewestTrips } of counted.values()) {
    console.log(
      `${name.padEnd(30)} Slack ${cell(calls.length, fewestCalls)}  database ${cell(trips.length, fewestTrips)}  ${count(calls)} | ${count(trips)}`,
    );
    sums.calls += calls.length;
    sums.fewestCalls += fewestCalls;
    sums.trips += trips.length;
    sums.fewestTrips += fewestTrips;
  }
  console.log(
    `${'all'.padEnd(30)} Slack ${cell(sums.calls, sums.fewestCalls)}  database ${cell(sums.trips, sums.fewestTrips)}`,
  );
  await desk.stop();
  proxy.stop();
  await database.stop();
}

/** A step that opens a form: one call, whatever it is for. */
function form(name: string): Pick<Step, 'name' | 'fewestCalls'> {
  return { name: `open the form to ${name}`, fewestCalls: 1 };
}

async function fill(person: Actor, title: string | undefined, fields: Record<string, string>): Promise<void> {
  const modal = await person.modal(title);
  modal.fills(fields);
  const { became } = await modal.submits();
  if (became !== 'closed') throw new Error(`The form ${modal.title()} was not taken: ${JSON.stringify(modal.errors)}`);
}

function cell(number: number, fewest: number): string {
  return `${String(number).padStart(3)} (${fewest})`.padEnd(9);
}

function count(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, times]) => (times === 1 ? name : `${times} ${name}`)).join(', ');
}

void main();
