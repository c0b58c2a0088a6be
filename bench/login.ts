/**
 * `npm run bench:login`: how long a login that is refused takes, for a wrong password, an admin who is locked, and somebody who is no
 * admin, in random order; by the service itself, and by the form in the practice workspace. Whoever measures it should learn nothing.
 */

import { randomInt } from 'node:crypto';
import type { ModalInHand } from '@deskbell/sandbox';
import { WrongPassword } from '../src/domain/errors';
import type { Person } from '../src/domain/people';
import { triesMost } from '../src/domain/tries';
import { login } from '../src/services/sessions';
import { type BenchDesk, benchDatabase, benchDesk, quantile, quiet } from './bench-desk';

const rounds = Number(process.env['ROUNDS'] ?? 200);
const warmUp = 5;
const typed = 'not this one, surely';

const kinds = { carol: 'a wrong password', dave: 'a locked admin', alice: 'no admin' } as const;
type Who = keyof typeof kinds;
const all = ['carol', 'dave', 'alice'] as const satisfies readonly Who[];

/** Makes what comes next a try that counts, or, for Dave, one that does not. */
async function prepare(who: Who, tried: number, { deskbell, workspace }: BenchDesk): Promise<void> {
  const { tries, clock, newKey } = deskbell.desk;
  const person = personOf(who, workspace);
  if (who === 'dave') {
    // Locked already, it stays so: a lock is longer than this takes.
    if (tried === 0)
      for (let wrong = 0; wrong < triesMost; wrong += 1) await tries.count(person, newKey(), clock.now());
  } else if (tried % (triesMost - 1) === 0) await tries.forget(person);
}

function personOf(who: Who, { teamId, people }: BenchDesk['workspace']): Person {
  return { teamId, userId: people[who] };
}

/** Milliseconds of each try, all kinds in turn, each round in another order. */
async function measured(desk: BenchDesk, attempt: (who: Who) => Promise<void>): Promise<Record<Who, number[]>> {
  const taken: Record<Who, number[]> = { carol: [], dave: [], alice: [] };
  for (let round = 0; round < warmUp + rounds; round += 1) {
    for (const who of shuffled(all)) {
      await prepare(who, round, desk);
      const begun = performance.now();
      await attempt(who);
      if (round >= warmUp) taken[who].push(performance.now() - begun);
    }
  }
  return taken;
}

function shuffled<T>(items: readonly T[]): T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(randomInt(left.length), 1));
}

function below(times: readonly number[], most: number): number {
  return times.filter((time) => time <= most).length / times.length;
}

/**
 * The most by which the shares of two samples below some time differ: so much better than by guessing can be told from one try which
 * of the two it was. https://en.wikipedia.org/wiki/Kolmogorov–Smirnov_test#Two-sample_Kolmogorov–Smirnov_test
 */
function apart(one: readonly number[], other: readonly number[]): number {
  return Math.max(...[...one, ...other].map((time) => Math.abs(below(one, time) - below(other, time))));
}

/** Two samples of the same times are further apart than that in one of twenty cases. */
function apartByChance(one: readonly number[], other: readonly number[]): number {
  return 1.358 * Math.sqrt((one.length + other.length) / (one.length * other.length));
}

function report(title: string, taken: Record<Who, number[]>): void {
  const parts = [0.1, 0.25, 0.5, 0.75, 0.9, 0.99];
  console.log(title);
  console.log(`${''.padEnd(38)}${parts.map((part) => `${part * 100} %`.padStart(9)).join('')}`);
  for (const who of all) {
    const cells = parts.map((part) => quantile(taken[who], part).toFixed(1).padStart(9));
    console.log(`${kinds[who].padEnd(38)}${cells.join('')}`);
  }
  for (const [one, other] of [
    ['carol', 'dave'],
    ['carol', 'alice'],
    ['dave', 'alice'],
  ] as const) {
    const [a, b] = [taken[one], taken[other]];
    const middle = quantile(b, 0.5) - quantile(a, 0.5);
    const spread = quantile([...a, ...b], 0.75) - quantile([...a, ...b], 0.25);
    console.log(
      `${`${kinds[one]}, and ${kinds[other]}`.padEnd(38)} apart ${apart(a, b).toFixed(3)} (by chance up to ${apartByChance(a, b).toFixed(3)}); medians ${middle.toFixed(2)} ms apart, ${(Math.abs(middle) / spread).toFixed(2)} of the middle half's width`,
    );
  }
}

async function refused(attempt: Promise<unknown>): Promise<void> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof WrongPassword)) throw new Error('A login was not refused as it should be.', { cause: error });
}

/** The login, open before somebody, with a password typed into it. */
async function loginBefore(who: Who, { workspace }: BenchDesk): Promise<ModalInHand> {
  const person = workspace.as(who);
  await person.types('/ticket-admin login', { in: 'general' });
  const form = await person.modal('Log in');
  form.fills({ 'Your password for Deskbell': typed });
  return form;
}

async function main(): Promise<void> {
  const database = await benchDatabase();
  const desk = await benchDesk(database.uri('login'));
  const { workspace, deskbell } = desk;
  for (const who of ['carol', 'dave'] as const) {
    const person = workspace.as(who);
    await person.types('/ticket-admin logout', { in: 'general' });
    await person.sees('logged out', { in: 'general' });
  }
  await quiet(workspace);

  report(
    `A login that is refused, milliseconds, ${rounds} tries each in random order, ${database.description}`,
    await measured(desk, async (who) => await refused(login(personOf(who, workspace), typed, deskbell.desk))),
  );
  const forms = {
    carol: await loginBefore('carol', desk),
    dave: await loginBefore('dave', desk),
    alice: await loginBefore('alice', desk),
  };
  report(
    'The same from sending the form in the practice workspace to its answer',
    await measured(desk, async (who) => {
      const { became } = await forms[who].submits();
      if (became !== 'errors') throw new Error(`A login was ${became}, and not refused.`);
    }),
  );
  await desk.stop();
  await database.stop();
}

void main();
