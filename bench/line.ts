/** `npm run bench:line`: the Slack calls and database round trips of a ticket's whole line, step by step, beside the fewest possible. */
import type { Actor } from '@deskbell/sandbox';
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
const runs = 3;

function stepsOf(run: number, { alice, carol }: { alice: Actor; carol: Actor }): Step[] {
  const title = `Printer ${run} is on fire`;
  const press = (name: string, where: string) => async (): Promise<void> =>
    await carol.presses(name, await carol.sees(title, { in: where }));
  const type = (text: string) => async (): Promise<void> => {
    await alice.types(text, { in: 'general' });
  };
  return [
    { name: 'open the form', fewestCalls: 1, fewestTrips: 0, do: type('/ticket') },
    { name: 'submit', fewestCalls: 2, fewestTrips: 5, do: () => fill(alice, 'New ticket', { Title: title }) },
    { name: 'claim', fewestCalls: 4, fewestTrips: 6, do: press('Claim', 'triage') },
    { name: 'open the comment form', fewestCalls: 1, fewestTrips: 2, do: press('Comment', 'app') },
    {
      name: 'comment',
      fewestCalls: 3,
      fewestTrips: 5,
      do: () => fill(carol, `Comment on #${run}`, { Comment: 'On my way.' }),
    },
    { name: 'open the close form', fewestCalls: 1, fewestTrips: 2, do: press('Close', 'app') },
    {
      name: 'close',
      fewestCalls: 5,
      fewestTrips: 9,
      do: () => fill(carol, `Close #${run}`, { 'Last comment': 'Put out.' }),
    },
    { name: 'list', fewestCalls: 0, fewestTrips: 2, do: type('/ticket list') },
  ];
}

async function main(): Promise<void> {
  const database = await benchDatabase();
  const proxy = await countingProxy(database.uri('line'));
  const desk = await benchDesk(proxy.uri);
  const { workspace } = desk;
  const people = { alice: workspace.as('alice'), carol: workspace.as('carol') };
  await quiet(workspace);

  const counted = new Map<string, Step & { calls: string[]; trips: string[] }>();
  for (let run = 1; run <= runs; run += 1) {
    for (const step of stepsOf(run, people)) {
      proxy.taken();
      const before = workspace.calls.length;
      await step.do();
      await quiet(workspace);
      const calls = workspace.calls.slice(before).map(({ method }) => method);
      const trips = proxy.taken();
      const smallest = counted.get(step.name);
      if (smallest === undefined || trips.length < smallest.trips.length)
        counted.set(step.name, { ...step, calls, trips });
    }
  }
  console.log(
    `Slack calls and database round trips of the line, the fewest possible in brackets, ${database.description}`,
  );
  const sums = { calls: 0, fewestCalls: 0, trips: 0, fewestTrips: 0 };
  for (const { name, calls, fewestCalls, trips, fewestTrips } of counted.values()) {
    console.log(
      `${name.padEnd(22)} Slack ${cell(calls.length, fewestCalls)}  database ${cell(trips.length, fewestTrips)}  ${count(calls)} | ${count(trips)}`,
    );
    sums.calls += calls.length;
    sums.fewestCalls += fewestCalls;
    sums.trips += trips.length;
    sums.fewestTrips += fewestTrips;
  }
  console.log(
    `${'all'.padEnd(22)} Slack ${cell(sums.calls, sums.fewestCalls)}  database ${cell(sums.trips, sums.fewestTrips)}`,
  );
  await desk.stop();
  proxy.stop();
  await database.stop();
}

async function fill(person: Actor, title: string, fields: Record<string, string>): Promise<void> {
  const form = await person.modal(title);
  form.fills(fields);
  await form.submits();
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
