import type { LiveStatus, Rating } from './ticket';

/** How many weeks a report can go back, the present one with them. */
export const reportWeeks = [4, 12, 26, 52] as const satisfies readonly number[];
export type ReportWeeks = (typeof reportWeeks)[number];
export const usualWeeks: ReportWeeks = 12;

/** So many weeks are told of together: a chart in Slack has room for 20 points, and a phone for fewer. */
const together: Readonly<Record<ReportWeeks, number>> = { 4: 1, 12: 1, 26: 2, 52: 4 };

/** So many admins have a line of their own: the last ones share one, where there are more. */
const adminsMost = 12;

/** A ticket that came: when, and when an admin said something first that its requester reads. */
export interface Came {
  readonly createdAt: Date;
  readonly answeredAt?: Date | undefined;
}

/** A completed ticket. After a reopening its last end counts. */
export interface Closed extends Came {
  readonly closedAt: Date;
  /** User id of the admin who had it at the end, whether they are one still or not. */
  readonly claimer: string;
  readonly rating?: Rating | undefined;
}

/** How many live tickets there are now, by status. */
export type LiveCounts = Readonly<Record<LiveStatus, number>>;

/** How long something took, in milliseconds. */
export interface Times {
  /** Half of them took no longer. */
  readonly median: number;
  /** Nine in ten took no longer. */
  readonly ninetieth: number;
}

/** What is told of closed tickets. */
export interface ClosedFigures {
  readonly closed: number;
  /** From sent to closed; undefined where nothing was closed. */
  readonly toEnd: Times | undefined;
}

/** A week, or some of them together. */
export interface Span extends ClosedFigures {
  /** The Monday that it begins with. */
  readonly since: Date;
  readonly came: number;
  /** From sent to the first answer, of those that came then. */
  readonly toAnswer: Times | undefined;
}

/** What one admin had at the end. */
export interface AdminFigures extends ClosedFigures {
  /** From sent to the first answer, whoever gave it. */
  readonly toAnswer: Times | undefined;
  readonly up: number;
  readonly down: number;
}

export interface Report {
  readonly weeks: ReportWeeks;
  /** The Monday that it begins with. */
  readonly since: Date;
  /** How many weeks each span has. */
  readonly together: number;
  readonly came: number;
  /** How many of those that came have had an answer. */
  readonly answered: number;
  readonly toAnswer: Times | undefined;
  readonly whole: ClosedFigures & { readonly up: number; readonly down: number };
  /** Oldest first. */
  readonly spans: readonly Span[];
  /** Who closed most comes first. */
  readonly admins: readonly (AdminFigures & { readonly userId: string })[];
  /** Those who have no line of their own, all in one. */
  readonly others: (AdminFigures & { readonly count: number }) | undefined;
  readonly live: LiveCounts;
}

const weekMs = 7 * 24 * 60 * 60_000;
/** The first Monday of all: time is counted from a Thursday. */
const firstMondayMs = 4 * 24 * 60 * 60_000;

/** The Monday with which a report of so many weeks begins: weeks begin at midnight UTC, and the present one, which is not over, is the last. */
export function reportSince(weeks: ReportWeeks, now: Date): Date {
  const monday = now.getTime() - mod(now.getTime() - firstMondayMs, weekMs);
  return new Date(monday - (weeks - 1) * weekMs);
}

/** The report of what came and was closed since `reportSince`. */
export function reportOf(
  { came, closed, live }: { came: readonly Came[]; closed: readonly Closed[]; live: LiveCounts },
  weeks: ReportWeeks,
  now: Date,
): Report {
  const since = reportSince(weeks, now);
  const answers = came.flatMap(toAnswerOf);
  const figures = figuresOf(closed);
  return {
    weeks,
    since,
    together: together[weeks],
    came: came.length,
    answered: answers.length,
    toAnswer: timesOf(answers),
    whole: { closed: figures.closed, toEnd: figures.toEnd, up: figures.up, down: figures.down },
    spans: spansOf({ came, closed }, weeks, since),
    ...byAdmin(closed),
    live,
  };
}

function spansOf(
  { came, closed }: { came: readonly Came[]; closed: readonly Closed[] },
  weeks: ReportWeeks,
  since: Date,
): Span[] {
  const spanMs = together[weeks] * weekMs;
  const count = weeks / together[weeks];
  // What came in the moment in which a week began, after the report did, is of the week before.
  const spanOf = (date: Date): number => Math.min(Math.floor((date.getTime() - since.getTime()) / spanMs), count - 1);
  const cameIn = grouped(came, ({ createdAt }) => spanOf(createdAt));
  const closedIn = grouped(closed, ({ closedAt }) => spanOf(closedAt));
  return Array.from({ length: count }, (_, index) => {
    const [news, ended] = [cameIn.get(index) ?? [], closedIn.get(index) ?? []];
    return {
      since: new Date(since.getTime() + index * spanMs),
      came: news.length,
      toAnswer: timesOf(news.flatMap(toAnswerOf)),
      closed: ended.length,
      toEnd: timesOf(ended.map(toEndOf)),
    };
  });
}

function byAdmin(closed: readonly Closed[]): Pick<Report, 'admins' | 'others'> {
  const all = [...grouped(closed, ({ claimer }) => claimer)].toSorted(
    ([one, his], [other, hers]) => hers.length - his.length || (one < other ? -1 : 1),
  );
  const shown = all.length > adminsMost ? adminsMost - 1 : all.length;
  const others = all.slice(shown);
  return {
    admins: all.slice(0, shown).map(([userId, theirs]) => ({ userId, ...figuresOf(theirs) })),
    others:
      others.length === 0 ? undefined : { count: others.length, ...figuresOf(others.flatMap(([, theirs]) => theirs)) },
  };
}

function figuresOf(closed: readonly Closed[]): AdminFigures {
  return {
    closed: closed.length,
    toAnswer: timesOf(closed.flatMap(toAnswerOf)),
    toEnd: timesOf(closed.map(toEndOf)),
    up: closed.filter(({ rating }) => rating === 'good').length,
    down: closed.filter(({ rating }) => rating === 'bad').length,
  };
}

function toAnswerOf({ createdAt, answeredAt }: Came): number[] {
  return answeredAt === undefined ? [] : [answeredAt.getTime() - createdAt.getTime()];
}

function toEndOf({ createdAt, closedAt }: Closed): number {
  return closedAt.getTime() - createdAt.getTime();
}

/** The median and the 90th percentile; undefined where there is nothing to tell of. */
export function timesOf(times: readonly number[]): Times | undefined {
  const inOrder = Float64Array.from(times).toSorted();
  const [median, ninetieth] = [nearestRank(inOrder, 50), nearestRank(inOrder, 90)];
  return median === undefined || ninetieth === undefined ? undefined : { median, ninetieth };
}

/** The least of these numbers, which are in order, that so many percent of them do not exceed. https://en.wikipedia.org/wiki/Percentile#The_nearest-rank_method */
function nearestRank(inOrder: Float64Array, percent: number): number | undefined {
  return inOrder[Math.ceil((percent * inOrder.length) / 100) - 1];
}

function grouped<T, Key>(all: readonly T[], keyOf: (one: T) => Key): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

/** The rest of a division, never negative. */
function mod(one: number, by: number): number {
  return ((one % by) + by) % by;
}
