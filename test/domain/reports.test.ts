import * as fc from 'fast-check';
import {
  type Came,
  type Closed,
  type LiveCounts,
  type Report,
  type ReportWeeks,
  reportOf,
  reportSince,
  reportWeeks,
  timesOf,
} from '../../src/domain/reports';

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;
const weekMs = 7 * dayMs;
/** A Tuesday. */
const now = new Date('2026-11-24T12:00:00Z');
const live: LiveCounts = { open: 1, claimed: 2, in_progress: 3, waiting: 4 };

function cameAt(createdAt: string, answeredAfterHours?: number): Came {
  const at = new Date(createdAt);
  return answeredAfterHours === undefined
    ? { createdAt: at }
    : { createdAt: at, answeredAt: new Date(at.getTime() + answeredAfterHours * hourMs) };
}

function closedAt(at: string, afterHours: number, changed: Partial<Closed> = {}): Closed {
  const end = new Date(at);
  return { createdAt: new Date(end.getTime() - afterHours * hourMs), closedAt: end, claimer: 'U0CAROL', ...changed };
}

function reportWith(facts: { came?: readonly Came[]; closed?: readonly Closed[] }, weeks: ReportWeeks = 4): Report {
  return reportOf({ came: [], closed: [], live, ...facts }, weeks, now);
}

describe('the median and the 90th percentile', () => {
  test.each([
    [[], undefined],
    [[7], { median: 7, ninetieth: 7 }],
    [[2, 1], { median: 1, ninetieth: 2 }],
    [[3, 1, 2], { median: 2, ninetieth: 3 }],
    [[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], { median: 5, ninetieth: 9 }],
    [[11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1], { median: 6, ninetieth: 10 }],
  ])('of %j are %j', (times, told) => {
    expect(timesOf(times)).toEqual(told);
  });

  test('are times that there were, and the least that half and nine in ten do not exceed', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 120 }), (times) => {
        const { median, ninetieth } = timesOf(times) ?? { median: Number.NaN, ninetieth: Number.NaN };
        for (const [told, part] of [
          [median, 5],
          [ninetieth, 9],
        ] as const) {
          expect(times).toContain(told);
          expect(times.filter((time) => time <= told).length * 10).toBeGreaterThanOrEqual(times.length * part);
          expect(times.filter((time) => time < told).length * 10).toBeLessThan(times.length * part);
        }
        expect(median).toBeLessThanOrEqual(ninetieth);
      }),
    );
  });

  test('do not depend on the order, and leave the list as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), (times) => {
        const before = [...times];
        expect(timesOf(times.toReversed())).toEqual(timesOf(times));
        expect(times).toEqual(before);
      }),
    );
  });
});

describe('the weeks', () => {
  test('begin on Monday at midnight UTC, and the present one counts', () => {
    expect(reportSince(4, now)).toEqual(new Date('2026-11-02T00:00:00Z'));
    expect(reportSince(4, new Date('2026-11-23T00:00:00Z'))).toEqual(new Date('2026-11-02T00:00:00Z'));
    expect(reportSince(4, new Date('2026-11-22T23:59:59.999Z'))).toEqual(new Date('2026-10-26T00:00:00Z'));
  });

  test('are as many as asked for, whenever that is', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), fc.constantFrom(...reportWeeks), (at, weeks) => {
        const since = reportSince(weeks, at);
        fc.pre(!Number.isNaN(since.getTime()));
        expect(since.getUTCDay()).toBe(1);
        expect(since.getTime() % dayMs).toBeCloseTo(0);
        const passed = at.getTime() - since.getTime();
        expect(passed).toBeGreaterThanOrEqual((weeks - 1) * weekMs);
        expect(passed).toBeLessThan(weeks * weekMs);
      }),
    );
  });

  test.each(reportWeeks)('of a report of %d are as many spans as a chart and a phone have room for', (weeks) => {
    const { spans, together, since } = reportWith({}, weeks);
    expect(spans.length * together).toBe(weeks);
    expect(spans.length).toBeLessThanOrEqual(13);
    expect(spans[0]?.since).toEqual(since);
  });

  test('each have what came and what was closed in them', () => {
    const came = [
      cameAt('2026-11-02T00:00:00Z', 1),
      cameAt('2026-11-08T23:59:59.999Z'),
      cameAt('2026-11-09T00:00:00Z', 3),
      cameAt('2026-11-24T11:00:00Z'),
    ];
    const closed = [closedAt('2026-11-09T00:00:00Z', 100), closedAt('2026-11-23T00:00:00Z', 2)];
    expect(reportWith({ came, closed }).spans).toEqual([
      { since: new Date('2026-11-02T00:00:00Z'), came: 2, closed: 0, toAnswer: hours(1), toEnd: undefined },
      { since: new Date('2026-11-09T00:00:00Z'), came: 1, closed: 1, toAnswer: hours(3), toEnd: hours(100) },
      { since: new Date('2026-11-16T00:00:00Z'), came: 0, closed: 0, toAnswer: undefined, toEnd: undefined },
      { since: new Date('2026-11-23T00:00:00Z'), came: 1, closed: 1, toAnswer: undefined, toEnd: hours(2) },
    ]);
  });

  test('a ticket that came while the report was made, in a week that had just begun, is in the last one', () => {
    const { spans } = reportWith({ came: [cameAt('2026-11-30T00:00:00Z')] });
    expect(spans.map(({ came }) => came)).toEqual([0, 0, 0, 1]);
  });
});

function hours(median: number, ninetieth = median) {
  return { median: median * hourMs, ninetieth: ninetieth * hourMs };
}

const anyTicket = fc.record({
  createdAt: fc.date({ min: reportSince(52, now), max: now, noInvalidDate: true }),
  closedAt: fc.date({ min: reportSince(52, now), max: now, noInvalidDate: true }),
  claimer: fc.nat(30).map((nth) => `U0ADMIN${nth}`),
  rating: fc.constantFrom('good', 'bad', undefined),
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

test('nothing is lost and nothing counted twice: the weeks and the admins sum up to the whole', () => {
  fc.assert(
    fc.property(fc.array(anyTicket, { maxLength: 80 }), (tickets) => {
      const { spans, admins, others, whole, came } = reportWith({ came: tickets, closed: tickets }, 52);
      const rows = [...admins, ...(others === undefined ? [] : [others])];
      expect(sum(spans.map((span) => span.came))).toBe(came);
      expect(sum(spans.map(({ closed }) => closed))).toBe(tickets.length);
      expect(sum(rows.map(({ closed }) => closed))).toBe(tickets.length);
      expect(sum(rows.map(({ up }) => up))).toBe(whole.up);
      expect(sum(rows.map(({ down }) => down))).toBe(whole.down);
      expect(rows.length).toBeLessThanOrEqual(12);
      expect(admins.length + (others?.count ?? 0)).toBe(new Set(tickets.map(({ claimer }) => claimer)).size);
    }),
  );
});

test('of the admins who closed most comes first, and each has what they had at the end', () => {
  const closed = [
    closedAt('2026-11-10T12:00:00Z', 4, { claimer: 'U0DAVE', rating: 'good' }),
    closedAt('2026-11-11T12:00:00Z', 2, { answeredAt: new Date('2026-11-11T11:00:00Z'), rating: 'bad' }),
    closedAt('2026-11-12T12:00:00Z', 6),
  ];
  const { admins, others, whole } = reportWith({ closed });
  expect(admins).toEqual([
    { userId: 'U0CAROL', closed: 2, toAnswer: hours(1), toEnd: hours(2, 6), up: 0, down: 1 },
    { userId: 'U0DAVE', closed: 1, toAnswer: undefined, toEnd: hours(4), up: 1, down: 0 },
  ]);
  expect(others).toBeUndefined();
  expect(whole).toEqual({ closed: 3, toEnd: hours(4, 6), up: 1, down: 1 });
});

function oneEachBy(admins: number): Closed[] {
  return Array.from({ length: admins }, (_, nth) =>
    closedAt('2026-11-10T12:00:00Z', nth + 1, { claimer: `U0ADMIN${nth}` }),
  );
}

test('twelve admins have a line each; of thirteen the last two share one', () => {
  expect(reportWith({ closed: oneEachBy(12) })).toMatchObject({ others: undefined });
  const { admins, others } = reportWith({ closed: oneEachBy(13) });
  expect(admins).toHaveLength(11);
  expect(others).toMatchObject({ count: 2, closed: 2 });
});

test('what had no answer yet counts as come, and not as answered', () => {
  const came = [cameAt('2026-11-10T12:00:00Z'), cameAt('2026-11-10T12:00:00Z', 2)];
  expect(reportWith({ came })).toMatchObject({ came: 2, answered: 1, toAnswer: hours(2), live });
});
