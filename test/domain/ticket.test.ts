import * as fc from 'fast-check';
import {
  type Action,
  audienceOf,
  isLive,
  makesClaimer,
  may,
  type Right,
  type Status,
  startsOf,
  statusAfter,
  stepsOf,
  transitions,
} from '../../src/domain/ticket';

const statuses = ['open', 'claimed', 'completed'] as const satisfies readonly Status[];
// keys of the table
const actions = Object.keys(transitions) as Action[];

/** The table as the design has it: what may be done from where, by whom, and what becomes of the ticket. */
const rows: readonly [Action, Status, Right, Status][] = [
  ['claim', 'open', 'admin', 'claimed'],
  ['comment', 'claimed', 'claimer', 'claimed'],
  ['close', 'open', 'admin', 'completed'],
  ['close', 'claimed', 'claimer', 'completed'],
  ['resubmit', 'open', 'requester', 'open'],
  ['resubmit', 'claimed', 'requester', 'claimed'],
];

const requester = { teamId: 'T1', userId: 'U0ASKS' };
const claimer = { teamId: 'T1', userId: 'U0HAS' };
const other = { teamId: 'T1', userId: 'U0OTHER' };

/** Who has which right on a ticket of `requester` that `claimer` has. That an admin is one is asked at the door. */
const rightsOf = [
  { person: requester, rights: ['requester'] },
  { person: claimer, rights: ['admin', 'claimer'] },
  { person: other, rights: ['admin'] },
] as const;

function ticketIn(status: Status) {
  return { status, requester: requester.userId, claimer: status === 'open' ? undefined : claimer.userId };
}

test.each(rows)('%s is done to an %s ticket by its %s, and makes it %s', (action, from, right, to) => {
  const holder = rightsOf.find(({ rights }) => rights.some((one) => one === right))?.person ?? other;
  expect(may(action, holder, ticketIn(from))).toBe(true);
  expect(statusAfter(action) ?? from).toBe(to);
  expect(startsOf(action)).toContainEqual({ status: from, right });
});

test('what the table does not name cannot happen', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...actions),
      fc.constantFrom(...statuses),
      fc.constantFrom(...rightsOf),
      (action, status, { person, rights }) => {
        const named = rows.some(
          ([what, from, right]) => what === action && from === status && rights.some((one) => one === right),
        );
        expect(may(action, person, ticketIn(status))).toBe(named);
      },
    ),
    { numRuns: 500 },
  );
});

test('every action and status that there is stands in the table of this test', () => {
  expect(new Set(rows.map(([action]) => action))).toEqual(new Set(actions));
  expect(actions.flatMap((action) => startsOf(action).map(({ status }) => `${action} ${status}`)).toSorted()).toEqual(
    rows.map(([action, from]) => `${action} ${from}`).toSorted(),
  );
});

test("an admin's own ticket is claimed and closed by another admin, and by themselves only where they are alone", () => {
  for (const action of ['claim', 'close'] as const) {
    expect(may(action, requester, ticketIn('open'))).toBe(false);
    expect(may(action, requester, ticketIn('open'), { alone: true })).toBe(true);
  }
});

test('being alone gives nobody a right over a ticket that somebody else has', () => {
  fc.assert(
    fc.property(fc.constantFrom(...actions), fc.constantFrom(...rightsOf), (action, { person }) => {
      for (const status of ['claimed', 'completed'] as const) {
        expect(may(action, person, ticketIn(status), { alone: true })).toBe(may(action, person, ticketIn(status)));
      }
    }),
  );
});

test('a ticket is in the queue until it is completed', () => {
  expect(statuses.filter(isLive)).toEqual(['open', 'claimed']);
});

test('its claimer alone finds a claimed ticket by its words; every admin finds the others', () => {
  expect(statuses.map((status) => audienceOf({ status, claimer: 'U0HAS' }))).toEqual(['admins', 'U0HAS', 'admins']);
  expect(audienceOf({ status: 'claimed', claimer: undefined })).toBe('admins');
});

test('a quick close claims first, and every other action is one step', () => {
  expect(stepsOf('close', 'open')).toEqual([
    { what: 'claim', from: 'open', to: 'claimed' },
    { what: 'close', from: 'claimed', to: 'completed' },
  ]);
  expect(stepsOf('close', 'claimed')).toEqual([{ what: 'close', from: 'claimed', to: 'completed' }]);
  expect(stepsOf('claim', 'open')).toEqual([{ what: 'claim', from: 'open', to: 'claimed' }]);
  expect(stepsOf('resubmit', 'claimed')).toEqual([{ what: 'resubmit' }]);
});

test('who claims or closes a ticket is its claimer; nothing else makes one', () => {
  expect(actions.filter(makesClaimer)).toEqual(['claim', 'close']);
});
