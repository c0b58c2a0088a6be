import type { KnownBlock } from '@slack/types';
import {
  type LiveCounts,
  type Report,
  type ReportWeeks,
  reportWeeks,
  type Span,
  type Times,
} from '../../domain/reports';
import { timeInWords } from '../../domain/waits';
import { ids } from '../ids';
import { actions, button, fitted, heading, type MessageContent, mention, paragraph, smallPrint } from './blocks';
import { barChart, chartLabels } from './charts';

/** Names of people, by user id: a chart has no room for mentions. */
type Names = ReadonlyMap<string, string>;

/** What a team has done in some weeks: drawn, and all of it in words too, for those who cannot see that. */
export function reportMessage(report: Report, names: Names): MessageContent {
  const title = `Report: ${report.weeks} weeks`;
  const began = `Since Monday, ${dayOf(report.since)}. Weeks begin on Monday at midnight UTC, and this one is not over.`;
  const isEmpty = report.came + report.whole.closed === 0;
  const words = isEmpty
    ? [
        'Nothing came in these weeks, and nothing was closed. Choose more weeks, or look again when somebody has typed `/ticket`.',
        nowWords(report.live),
      ]
    : [wholeWords(report), nowWords(report.live), adminWords(report), spanWords(report)].filter((part) => part !== '');
  const notes = isEmpty ? [] : [explained];
  return {
    text: fitted([title, began, ...words, ...notes].join('\n')),
    blocks: [
      heading(title),
      smallPrint(began),
      ...(isEmpty ? [] : charts(report, names)),
      // Nobody asks for a report to see the half of it.
      ...words.map((part) => ({ ...paragraph(part), expand: true })),
      ...notes.map(smallPrint),
      actions(
        ...reportWeeks.map((weeks) =>
          button(`${weeks} weeks`, buttonIds[weeks], String(weeks), weeks === report.weeks ? 'primary' : undefined),
        ),
      ),
    ],
  };
}

const buttonIds = {
  4: ids.report.weeks4,
  12: ids.report.weeks12,
  26: ids.report.weeks26,
  52: ids.report.weeks52,
} as const satisfies Record<ReportWeeks, string>;

/** Whose names a report's charts need. */
export function namedIn({ admins }: Report): string[] {
  return admins.map(({ userId }) => userId);
}

const explained =
  'Of two times the first is the median, and the second the 90th percentile, by nearest rank: half, and nine in ten, took no longer. First answers are those of the tickets that came then, and for an admin of those that they closed, whoever gave them. A withdrawn ticket came, and counts no further; after a reopening the last end counts.';

function charts({ spans, together, admins, others, whole }: Report, names: Names): KnownBlock[] {
  const byTime = barChart({
    title: `Tickets by ${spanName(together)}`,
    categories: spans.map(({ since }) => dayOf(since)),
    series: [
      { name: 'Came', values: spans.map(({ came }) => came) },
      { name: 'Closed', values: spans.map(({ closed }) => closed) },
    ],
    xLabel: 'From Monday (UTC)',
    yLabel: 'Tickets',
  });
  if (whole.closed === 0) return [byTime];
  const rows = [
    ...admins.map(({ userId, closed }) => ({ name: names.get(userId)?.trim() || userId, closed })),
    ...(others === undefined ? [] : [{ name: 'Others', closed: others.closed }]),
  ];
  const byAdmin = barChart({
    title: 'Closed by admin',
    categories: chartLabels(rows.map(({ name }) => name)),
    series: [{ name: 'Closed', values: rows.map(({ closed }) => closed) }],
    xLabel: 'Who had it at the end',
    yLabel: 'Tickets',
  });
  return [byTime, byAdmin];
}

function wholeWords({ came, answered, toAnswer, whole }: Report): string {
  const { closed, toEnd, up, down } = whole;
  return lines('In all', [
    `${counted(came)} came; ${answered} had an answer.`,
    `${counted(closed)} ${closed === 1 ? 'was' : 'were'} closed.`,
    ...(toAnswer === undefined ? [] : [`To the first answer: ${inFull(toAnswer)}.`]),
    ...(toEnd === undefined ? [] : [`To the end: ${inFull(toEnd)}.`]),
    ...(closed === 0 ? [] : [`Thumbs, of ${closed} closed: ${up} up, ${down} down.`]),
  ]);
}

function nowWords({ open, claimed, in_progress: inProgress, waiting }: LiveCounts): string {
  const held = claimed + inProgress;
  const all = open + held + waiting;
  if (all === 0) return '*Now*, no ticket is open.';
  return `*Now*, ${counted(all)} ${all === 1 ? 'is' : 'are'} open: ${open} that nobody has, ${held} in hand, ${waiting} waiting for the requester.`;
}

/** Empty where nothing was closed. */
function adminWords({ admins, others }: Report): string {
  if (admins.length === 0) return '';
  const rows = [
    ...admins.map((one) => ({ who: mention(one.userId), ...one })),
    ...(others === undefined ? [] : [{ who: `${others.count} others together`, ...others }]),
  ];
  return lines(
    'By the admin who had it at the end',
    rows.map(({ who, closed, toAnswer, toEnd, up, down }) =>
      [
        `${who}: ${closed} closed`,
        ...timesLine(toAnswer, toEnd),
        ...(up + down === 0 ? [] : [`thumbs ${up} up, ${down} down`]),
      ].join('  ·  '),
    ),
  );
}

function spanWords({ spans, together }: Report): string {
  return lines(`By ${spanName(together)}, from Monday`, spans.map(spanLine));
}

function spanLine({ since, came, closed, toAnswer, toEnd }: Span): string {
  const counts = came + closed === 0 ? 'nothing' : `${came} came, ${closed} closed`;
  return [`${dayOf(since)}: ${counts}`, ...timesLine(toAnswer, toEnd)].join('  ·  ');
}

function timesLine(toAnswer: Times | undefined, toEnd: Times | undefined): string[] {
  return [
    ...(toAnswer === undefined ? [] : [`first answer ${inShort(toAnswer)}`]),
    ...(toEnd === undefined ? [] : [`to the end ${inShort(toEnd)}`]),
  ];
}

function inFull({ median, ninetieth }: Times): string {
  return `half within ${timeInWords(median)}, nine in ten within ${timeInWords(ninetieth)}`;
}

/** "25 minutes / 3 hours", "25 / 90 minutes". */
function inShort({ median, ninetieth }: Times): string {
  const [half, most] = [timeInWords(median), timeInWords(ninetieth)];
  const [count = half, unit = ''] = half.split(' ');
  const isSameUnit = most.endsWith(` ${unit}`) || most.endsWith(` ${unit}s`);
  return `${isSameUnit ? count : half} / ${most}`;
}

function lines(title: string, all: readonly string[]): string {
  return [`*${title}*`, ...all.map((line) => `•  ${line}`)].join('\n');
}

function spanName(weeks: number): string {
  return weeks === 1 ? 'week' : `${weeks} weeks`;
}

function counted(tickets: number): string {
  return tickets === 1 ? '1 ticket' : `${tickets} tickets`;
}

/** "Nov 23", in UTC. */
function dayOf(date: Date): string {
  return dayFormat.format(date);
}

const dayFormat = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', timeZone: 'UTC' });
