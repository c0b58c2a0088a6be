import * as fc from 'fast-check';
import {
  AlreadyAdmin,
  AlreadySetUp,
  DeskbellError,
  LastAdmin,
  NoSuchAdmin,
  NotAnAdmin,
  WrongSetupCode,
} from '../../src/domain/errors';
import { decided, isPerson, type Roster, type Step, type Wish, withCode } from '../../src/domain/roster';

const at = new Date('2026-11-24T12:00:00Z');
const later = (minutes: number): Date => new Date(at.getTime() + minutes * 60_000);
const invite = { id: 'button', until: later(24 * 60) };

function rosterOf(admins: readonly string[], changed: Partial<Roster> = {}): Roster {
  return { teamId: 'T0DESK', seq: 7, admins, steps: [], codes: [], ...changed };
}

const code = { digest: 'digest of the code', until: later(60) };
const setUpBy = (userId: string, digest = code.digest): Wish => ({
  what: 'setUp',
  userId,
  by: 'setup',
  key: 'form',
  hash: 'hash',
  digest,
});

/** What somebody is told who wants this; undefined where it is decided. */
function refusal(roster: Roster, wish: Wish, when = at): unknown {
  try {
    decided(roster, wish, when);
  } catch (error) {
    return (error as Error).constructor; // what `decided` throws
  }
  return undefined;
}

describe('a decision', () => {
  test('to promote somebody adds them, and is carried out with the button that sets a password', () => {
    const wish: Wish = { what: 'promoted', userId: 'U0DAVE', by: 'U0CAROL', key: 'form', invite };
    const step = { ...wish, seq: 8, at };
    expect(decided(rosterOf(['U0CAROL']), wish, at)).toEqual({
      step,
      roster: rosterOf(['U0CAROL', 'U0DAVE'], { seq: 8, steps: [step] }),
    });
  });

  test('to demote somebody takes them away, and leaves the others', () => {
    const wish: Wish = { what: 'demoted', userId: 'U0DAVE', by: 'U0CAROL', key: 'form' };
    const next = decided(rosterOf(['U0CAROL', 'U0DAVE', 'U0ERIN']), wish, at);
    expect(next?.roster.admins).toEqual(['U0CAROL', 'U0ERIN']);
    expect(next?.step).toEqual({ ...wish, seq: 8, at });
  });

  test('comes after those that are still being carried out', () => {
    const waiting: Step = { what: 'demoted', userId: 'U0BOB', by: 'U0CAROL', key: 'earlier form', seq: 7, at };
    const wish: Wish = { what: 'demoted', userId: 'U0DAVE', by: 'machine', key: 'form' };
    const next = decided(rosterOf(['U0CAROL', 'U0DAVE'], { steps: [waiting] }), wish, at);
    expect(next?.roster.steps).toEqual([waiting, next?.step]);
  });

  test('to set Deskbell up makes the first admin, with the password that they typed, and no code works any more', () => {
    const next = decided(rosterOf([], { codes: [code] }), setUpBy('U0BOB'), at);
    expect(next?.roster).toMatchObject({ admins: ['U0BOB'], codes: [] });
    expect(next?.step).toEqual({ what: 'setUp', userId: 'U0BOB', by: 'setup', key: 'form', hash: 'hash', seq: 8, at });
  });

  test('to promote somebody on the machine ends the codes too', () => {
    const wish: Wish = { what: 'promoted', userId: 'U0BOB', by: 'machine', key: 'form', invite };
    expect(decided(rosterOf([], { codes: [code] }), wish, at)?.roster.codes).toEqual([]);
  });

  test('that the last admin is a member no more leaves none: their account is gone already', () => {
    const wish: Wish = { what: 'deactivated', userId: 'U0CAROL', by: 'deskbell', key: 'event' };
    expect(decided(rosterOf(['U0CAROL']), wish, at)?.roster.admins).toEqual([]);
    expect(decided(rosterOf(['U0DAVE']), wish, at)).toBeUndefined();
  });
});

const key = 'form';

describe('what cannot be decided is said', () => {
  test.each<[string, Roster, Wish, unknown]>([
    [
      'somebody who is an admin already',
      rosterOf(['U0CAROL', 'U0DAVE']),
      { what: 'promoted', userId: 'U0DAVE', by: 'U0CAROL', key, invite },
      AlreadyAdmin,
    ],
    [
      'somebody who is none',
      rosterOf(['U0CAROL', 'U0DAVE']),
      { what: 'demoted', userId: 'U0BOB', by: 'U0CAROL', key },
      NoSuchAdmin,
    ],
    [
      'the last admin, also on the machine',
      rosterOf(['U0CAROL']),
      { what: 'demoted', userId: 'U0CAROL', by: 'machine', key },
      LastAdmin,
    ],
    [
      'a promotion by one who was demoted meanwhile',
      rosterOf(['U0CAROL']),
      { what: 'promoted', userId: 'U0BOB', by: 'U0DAVE', key, invite },
      NotAnAdmin,
    ],
    [
      'a demotion by one who was demoted meanwhile',
      rosterOf(['U0CAROL', 'U0ERIN']),
      { what: 'demoted', userId: 'U0CAROL', by: 'U0DAVE', key },
      NotAnAdmin,
    ],
    ['a set-up where there are admins', rosterOf(['U0CAROL'], { codes: [code] }), setUpBy('U0BOB'), AlreadySetUp],
    ['a wrong code', rosterOf([], { codes: [code] }), setUpBy('U0BOB', 'another'), WrongSetupCode],
    ['a code where none was given', rosterOf([]), setUpBy('U0BOB'), WrongSetupCode],
  ])('%s', (_, roster, wish, error) => {
    expect(refusal(roster, wish)).toBe(error);
  });

  test('a code that is an hour old, in the very moment', () => {
    const roster = rosterOf([], { codes: [code] });
    expect(refusal(roster, setUpBy('U0BOB'), new Date(later(60).getTime() - 1))).toBeUndefined();
    expect(refusal(roster, setUpBy('U0BOB'), later(60))).toBe(WrongSetupCode);
  });
});

const codeOf = (digest: string, minutes = 60) => ({ digest, until: later(minutes) });

describe('setup codes', () => {
  test('of several processes work beside one another, and those that are over fall away', () => {
    const one = withCode(rosterOf([], { codes: [codeOf('old', 0)] }), codeOf('a'), at);
    const two = one && withCode(one, codeOf('b'), at);
    expect(two).toEqual(rosterOf([], { seq: 9, codes: [codeOf('a'), codeOf('b')] }));
  });

  test('are ten at most, the newest', () => {
    let roster = rosterOf([]);
    for (let count = 1; count <= 12; count += 1) roster = withCode(roster, codeOf(String(count)), at) ?? roster;
    expect(roster.codes.map(({ digest }) => digest)).toEqual(['3', '4', '5', '6', '7', '8', '9', '10', '11', '12']);
  });

  test('are none where there is an admin', () => {
    expect(withCode(rosterOf(['U0CAROL']), code, at)).toBeUndefined();
  });
});

test.each([
  ['U0CAROL', true],
  ['W012A3CDE', true],
  ['machine', false],
  ['setup', false],
  ['practice', false],
  ['deskbell', false],
  ['U', false],
  ['U0carol', false],
  ['', false],
])('%j is a person: %s', (by, expected) => {
  expect(isPerson(by)).toBe(expected);
});

/** Who is an admin after the steps, told by the steps alone. */
function replayed(admins: readonly string[], steps: readonly Step[]): string[] {
  return steps.reduce<string[]>(
    (known, { what, userId }) => {
      const others = known.filter((one) => one !== userId);
      return what === 'promoted' || what === 'setUp' ? [...others, userId] : others;
    },
    [...admins],
  );
}

function outcome(roster: Roster, one: Wish): ReturnType<typeof decided> | DeskbellError {
  try {
    return decided(roster, one, at);
  } catch (error) {
    if (error instanceof DeskbellError) return error;
    throw error;
  }
}

/** The rule, in other words than the code's. */
function isAllowed({ admins, codes }: Roster, one: Wish): boolean {
  const isOne = admins.includes(one.userId);
  const mayDecide = !one.by.startsWith('U0') || admins.includes(one.by);
  switch (one.what) {
    case 'promoted':
      return mayDecide && !isOne;
    case 'demoted':
      return mayDecide && isOne && admins.length > 1;
    case 'deactivated':
      return isOne;
    case 'setUp':
      return admins.length === 0 && codes.some(({ digest }) => digest === one.digest);
  }
}

describe('whatever anybody wishes, in whatever order', () => {
  const people = ['U0ALICE', 'U0BOB', 'U0CAROL', 'U0DAVE'] as const;
  const digests = ['a', 'b', 'wrong'] as const;
  const person = fc.constantFrom(...people);
  const name = fc.uuid();
  const by = fc.oneof({ arbitrary: person, weight: 4 }, { arbitrary: fc.constant('machine'), weight: 1 });
  const wish: fc.Arbitrary<Wish> = fc.oneof(
    fc.record({ what: fc.constant('promoted' as const), userId: person, by, key: name, invite: fc.constant(invite) }),
    fc.record({ what: fc.constant('demoted' as const), userId: person, by, key: name }),
    fc.record({ what: fc.constant('deactivated' as const), userId: person, by: fc.constant('deskbell'), key: name }),
    fc.record({
      what: fc.constant('setUp' as const),
      userId: person,
      by: fc.constant('setup'),
      key: name,
      hash: fc.constant('hash'),
      digest: fc.constantFrom(...digests),
    }),
  );
  const move = fc.oneof(
    { arbitrary: wish, weight: 9 },
    { arbitrary: fc.constantFrom('a', 'b').map((digest) => ({ what: 'code' as const, digest })), weight: 1 },
  );
  const start = fc.constantFrom<string[]>([], ['U0CAROL'], ['U0CAROL', 'U0DAVE'], [...people]);

  test('a demotion never leaves none, nobody is there twice, and the steps tell exactly what changed', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(start, fc.array(move, { maxLength: 40, size: 'max' }), (admins, moves) => {
        let roster = rosterOf(admins, { seq: 0 });
        for (const one of moves) {
          const before = roster;
          const frozen = JSON.stringify(before);
          if (one.what === 'code') {
            roster = withCode(before, { digest: one.digest, until: later(1) }, at) ?? before;
            expect(roster === before).toBe(before.admins.length > 0);
          } else {
            const next = outcome(before, one);
            seen.add(
              `${one.what} ${next instanceof DeskbellError ? next.name : next === undefined ? 'nothing' : 'done'}`,
            );
            expect(isAllowed(before, one)).toBe(next !== undefined && !(next instanceof DeskbellError));
            if (next === undefined || next instanceof DeskbellError) continue;
            roster = next.roster;
            expect(next.step).toMatchObject({
              seq: before.seq + 1,
              what: one.what,
              userId: one.userId,
              by: one.by,
              key: one.key,
            });
            expect(next.step).not.toHaveProperty('digest');
            expect(roster.steps).toEqual([...before.steps, next.step]);
          }
          expect(JSON.stringify(before)).toBe(frozen);
          expect(roster.seq).toBe(before.seq + (roster === before ? 0 : 1));
          expect(new Set(roster.admins).size).toBe(roster.admins.length);
          expect(roster.admins.toSorted()).toEqual(replayed(admins, roster.steps).toSorted());
          if (roster.admins.length > 0) expect(roster.codes).toEqual([]);
          const hadSome = before.admins.length > 0;
          if (hadSome && one.what !== 'deactivated') expect(roster.admins).not.toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
    expect([...seen].toSorted()).toEqual([
      'deactivated done',
      'deactivated nothing',
      'demoted LastAdmin',
      'demoted NoSuchAdmin',
      'demoted NotAnAdmin',
      'demoted done',
      'promoted AlreadyAdmin',
      'promoted NotAnAdmin',
      'promoted done',
      'setUp AlreadySetUp',
      'setUp WrongSetupCode',
      'setUp done',
    ]);
  });
});
