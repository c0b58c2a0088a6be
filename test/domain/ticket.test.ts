import * as fc from 'fast-check';
import {
  type Action,
  type HistoryEntry,
  isHeld,
  isLive,
  type LiveStatus,
  may,
  type Right,
  returnUntilAfter,
  type Status,
  startsOf,
  stepsOf,
  transitions,
} from '../../src/domain/ticket';
import {
  actions,
  alice,
  becomes,
  bob,
  carol,
  dave,
  erin,
  people,
  rows,
  statuses,
  type TestLife,
  type TestPerson,
} from '../support/life';

const at = new Date('2026-11-24T12:00:00Z');
const inTime = new Date(at.getTime() + 1);

function isEnded(status: Status): boolean {
  return status === 'completed' || status === 'withdrawn';
}

/** Alice's ticket, which Bob follows; Carol has it, or had it when it ended. */
function ticketIn(status: Status, changed: Partial<TestLife> = {}): TestLife {
  return {
    status,
    requester: alice.userId,
    claimer: status === 'open' ? undefined : carol.userId,
    returnUntil: isEnded(status) ? inTime : undefined,
    followers: [{ userId: bob.userId, by: alice.userId, at }],
    ...changed,
  };
}

/** Who has this right on Alice's ticket, and who has it least. A comment's author and the clock are not asked for here. */
const holders: Partial<Record<Right, readonly [TestPerson, TestPerson]>> = {
  admin: [dave, bob],
  'any admin': [dave, bob],
  'another admin': [dave, carol],
  claimer: [carol, dave],
  requester: [alice, dave],
  'requester in time': [alice, bob],
  bystander: [dave, bob],
  follower: [bob, dave],
};

describe('each row of the table', () => {
  test.each(rows)('%s of a ticket that is %s, by its %s, makes it %s', (action, from, right, to) => {
    const [holder, other] = holders[right] ?? [];
    if (holder && other) {
      expect(may(action, holder, ticketIn(from), { at })).toBe(true);
      expect(may(action, other, ticketIn(from), { at })).toBe(false);
    }
    const starts = startsOf(action).filter((start) => start.right === right && start.statuses.includes(from));
    if (to === 'as before') {
      expect(starts.map((start) => [start.was, start.to])).toEqual([
        ['open', 'open'],
        ['claimed', 'claimed'],
        ['in_progress', 'in_progress'],
        ['waiting', 'waiting'],
      ]);
    } else expect(starts.map((start) => start.to ?? from)).toEqual([to]);
  });

  test('stands here: what the code names beside it would be found out', () => {
    // keys of the table
    expect((Object.keys(transitions) as Action[]).toSorted()).toEqual(actions.toSorted());
    const named = actions.flatMap((action) =>
      startsOf(action).flatMap(({ statuses: from, right, to, was }) =>
        from.map((status) => `${action} ${status} ${right} ${was ? 'as before' : (to ?? status)}`),
      ),
    );
    expect([...new Set(named)].toSorted()).toEqual(rows.map((row) => row.join(' ')).toSorted());
  });
});

test.each(actions)('%s is for nobody and nothing that the table does not name', (action) => {
  for (const status of statuses) {
    for (const who of people) {
      for (const requester of [alice.userId, erin.userId]) {
        for (const claimer of [undefined, carol.userId, erin.userId]) {
          for (const returnUntil of [undefined, at, inTime]) {
            for (const userId of [bob.userId, dave.userId]) {
              const life = { status, requester, claimer, returnUntil, followers: [{ userId, by: userId, at }] };
              const isNamed = becomes(action, who, life, at) !== undefined;
              expect([life, who, may(action, who, life, { at })]).toEqual([life, who, isNamed]);
            }
          }
        }
      }
    }
  }
});

describe('an admin who has asked for help', () => {
  const own = ticketIn('open', { requester: erin.userId });

  test.each(['claim', 'close'] as const)('may %s their own ticket only where they are alone', (action) => {
    expect(may(action, erin, own, { at })).toBe(false);
    expect(may(action, erin, own, { at, alone: true })).toBe(true);
    expect(may(action, dave, own, { at })).toBe(true);
  });

  test('has no other right by being alone', () => {
    for (const action of actions) {
      for (const status of statuses) {
        for (const who of people) {
          const life = ticketIn(status, { requester: erin.userId });
          const isOwnOpen = status === 'open' && who === erin && (action === 'claim' || action === 'close');
          const expected = isOwnOpen || may(action, who, life, { at });
          expect([action, status, may(action, who, life, { at, alone: true })]).toEqual([action, status, expected]);
        }
      }
    }
  });
});

test('who is an admin no more has no right of a claimer', () => {
  const demoted = { ...carol, isAdmin: false };
  for (const action of actions) expect(may(action, demoted, ticketIn('in_progress'), { at })).toBe(false);
});

describe('what ends can be brought back', () => {
  test('when completed, for seven days; when withdrawn, for a minute; and a live one has not ended', () => {
    expect(returnUntilAfter('completed', at)).toEqual(new Date('2026-12-01T12:00:00Z'));
    expect(returnUntilAfter('withdrawn', at)).toEqual(new Date('2026-11-24T12:01:00Z'));
    for (const status of ['open', 'claimed', 'in_progress', 'waiting', undefined] as const) {
      expect(returnUntilAfter(status, at)).toBeUndefined();
    }
  });

  test.each([
    ['undo', 'withdrawn'],
    ['reopen', 'completed'],
  ] as const)('%s comes too late in the very moment in which the time is over', (action, status) => {
    expect(may(action, alice, ticketIn(status, { returnUntil: inTime }), { at })).toBe(true);
    expect(may(action, alice, ticketIn(status, { returnUntil: at }), { at })).toBe(false);
    expect(may(action, alice, ticketIn(status, { returnUntil: undefined }), { at })).toBe(false);
  });

  test('an admin reopens at any time', () => {
    expect(may('reopen', dave, ticketIn('completed', { returnUntil: at }), { at })).toBe(true);
  });
});

test('a ticket is live until it is completed or withdrawn, and held between open and its end', () => {
  expect(statuses.filter(isLive)).toEqual(['open', 'claimed', 'in_progress', 'waiting']);
  expect(statuses.filter(isHeld)).toEqual(['claimed', 'in_progress', 'waiting']);
});

describe('the history', () => {
  test('of a quick close claims first', () => {
    expect(stepsOf('close', { statuses: ['open'], to: 'completed' })).toEqual([
      { what: 'claim', from: 'open', to: 'claimed' },
      { what: 'close', from: 'claimed', to: 'completed' },
    ]);
    expect(stepsOf('close', { statuses: ['waiting'], to: 'completed' })).toEqual([
      { what: 'close', from: 'waiting', to: 'completed' },
    ]);
  });

  test('tells from what to what where the status changes, and only there', () => {
    expect(stepsOf('claim', { statuses: ['open'], to: 'claimed' })).toEqual([
      { what: 'claim', from: 'open', to: 'claimed' },
    ]);
    expect(stepsOf('edit', { statuses: ['open', 'claimed'] })).toEqual([{ what: 'edit' }]);
  });
});

/** A ticket whose every change is made with the code's own table. */
interface Walked extends TestLife {
  readonly was?: LiveStatus | undefined;
  readonly history: readonly Pick<HistoryEntry, 'what' | 'from' | 'to'>[];
}

function walked(life: Walked, action: Action, who: TestPerson, now: Date): Walked {
  if (!may(action, who, life, { at: now })) return life;
  const start = startsOf(action).find(
    ({ statuses: from, was }) => from.includes(life.status) && (was === undefined || was === life.was),
  );
  if (start === undefined) throw new Error(`Who may ${action} finds no start for it.`);
  const status = start.to ?? life.status;
  const claims = action === 'claim' || (action === 'close' && life.status === 'open');
  return {
    status,
    requester: life.requester,
    claimer: claims ? who.userId : status === 'open' ? undefined : life.claimer,
    returnUntil: start.to === undefined ? life.returnUntil : returnUntilAfter(status, now),
    was: action === 'withdraw' && isLive(life.status) ? life.status : action === 'unfollow' ? life.was : undefined,
    followers: [
      ...life.followers.filter(({ userId }) => userId !== who.userId || !(claims || action === 'unfollow')),
      ...(action === 'follow' ? [{ userId: who.userId, by: who.userId, at: now }] : []),
    ],
    history: [...life.history, ...stepsOf(action, { statuses: [life.status], ...(start.to && { to: start.to }) })],
  };
}

test('whatever people do, in whatever order, a ticket goes only where the table lets it', () => {
  const move = fc.record({
    action: fc.constantFrom(...actions),
    who: fc.constantFrom(...people),
    passed: fc.constantFrom(1_000, 1_000, 1_000, 61_000, 8 * 24 * 60 * 60_000),
    /** Takes a move that is possible instead: people mostly do what they may. */
    usual: fc.option(fc.nat(), { freq: 3 }),
  });
  fc.assert(
    fc.property(fc.constantFrom(alice, erin), fc.array(move, { maxLength: 60, size: 'max' }), (requester, moves) => {
      let life: Walked = { status: 'open', requester: requester.userId, followers: [], history: [] };
      let now = at;
      for (const { usual, passed, ...random } of moves) {
        now = new Date(now.getTime() + passed);
        const possible = people.flatMap((who) =>
          actions.filter((action) => becomes(action, who, life, now)).map((action) => ({ action, who })),
        );
        const { action, who } = (usual !== null && possible[usual % possible.length]) || random;
        const expected = becomes(action, who, life, now);
        const before = life;
        life = walked(before, action, who, now);
        const isQuick = action === 'close' && before.status === 'open';
        const added = expected === undefined ? 0 : isQuick ? 2 : 1;
        expect(life.status).toBe(expected === 'as before' ? before.was : (expected ?? before.status));
        expect(life.history).toHaveLength(before.history.length + added);
        if (isHeld(life.status)) expect([carol, dave, erin].map(({ userId }) => userId)).toContain(life.claimer);
        if (life.status === 'open') expect(life.claimer).toBeUndefined();
        else if (life.status !== 'withdrawn') expect(life.claimer).not.toBe(requester.userId);
      }
      const path = life.history.filter(({ from }) => from !== undefined);
      expect(path.map(({ from }) => from)).toEqual(['open', ...path.map(({ to }) => to)].slice(0, path.length));
      expect(path.at(-1)?.to ?? 'open').toBe(life.status);
    }),
    { numRuns: 150 },
  );
});
