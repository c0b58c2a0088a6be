import {
  type Closed,
  type LiveCounts,
  type Report,
  type ReportWeeks,
  reportOf,
  reportWeeks,
} from '../../../src/domain/reports';
import { ids } from '../../../src/slack/ids';
import { chartLabels } from '../../../src/slack/views/charts';
import { namedIn, reportMessage } from '../../../src/slack/views/reports';
import { barsOf } from '../../support/charts';
import { buttonOf, buttons, isFine, primary } from './looks';

const now = new Date('2026-11-24T12:00:00Z');
const idle: LiveCounts = { open: 0, claimed: 0, in_progress: 0, waiting: 0 };
const names = new Map([
  ['U0CAROL', 'Carol Lindqvist'],
  ['U0DAVE', 'Dave Romero'],
]);

function closedBy(claimer: string, hours: number, changed: Partial<Closed> = {}): Closed {
  const createdAt = new Date('2026-11-17T09:00:00Z');
  const later = (ms: number): Date => new Date(createdAt.getTime() + ms);
  return { createdAt, answeredAt: later(hours * 1_200_000), closedAt: later(hours * 3_600_000), claimer, ...changed };
}

function reportWith(closed: readonly Closed[], weeks: ReportWeeks = 4, live = idle): Report {
  return reportOf({ came: closed, closed, live }, weeks, now);
}

function shown(report: Report, known = names) {
  const message = reportMessage(report, known);
  isFine(message);
  return message;
}

test('a report', () => {
  const closed = [
    closedBy('U0CAROL', 3, { rating: 'good' }),
    closedBy('U0CAROL', 80, { rating: 'bad' }),
    closedBy('U0DAVE', 0),
  ];
  const live = { open: 1, claimed: 1, in_progress: 2, waiting: 5 };
  expect(shown(reportWith(closed, 4, live))).toMatchSnapshot();
});

test('a report of nothing', () => {
  expect(shown(reportWith([]))).toMatchSnapshot();
});

test('a report of what came, and nothing closed, has one chart and no word of admins', () => {
  const message = shown(reportOf({ came: [{ createdAt: now }], closed: [], live: { ...idle, open: 1 } }, 4, now));
  expect(barsOf(message).map(({ title }) => title)).toEqual(['Tickets by week']);
  expect(message.text).toContain(
    '•  1 ticket came; 0 had an answer.\n•  0 tickets were closed.\n*Now*, 1 ticket is open:',
  );
  expect(message.text).not.toMatch(/admin who|Thumbs|first answer:|To the end/);
});

test.each(reportWeeks)('of %d weeks, its button stands out, and each leads to its own', (weeks) => {
  const message = shown(reportWith([closedBy('U0CAROL', 1)], weeks));
  expect(buttons(message)).toEqual(['4 weeks', '12 weeks', '26 weeks', '52 weeks']);
  expect(primary(message)).toBe(`${weeks} weeks`);
  expect(buttonOf(message, '26 weeks')).toMatchObject({ action_id: ids.report.weeks26 });
});

test.each([
  [12, 'week', 'Tickets by week'],
  [26, '2 weeks', 'Tickets by 2 weeks'],
  [52, '4 weeks', 'Tickets by 4 weeks'],
] as const)('of %d weeks, it says that it tells of %s together', (weeks, together, title) => {
  const message = shown(reportWith([closedBy('U0CAROL', 1)], weeks));
  expect(message.text).toContain(`*By ${together}, from Monday*`);
  expect(barsOf(message)[0]).toMatchObject({ title });
});

test('every number that a chart shows stands in the words too', () => {
  const message = shown(reportWith([closedBy('U0CAROL', 3), closedBy('U0CAROL', 3), closedBy('U0DAVE', 1)], 12));
  const [byTime, byAdmin] = barsOf(message);
  byTime?.categories.forEach((day, index) => {
    const [came, closed] = [byTime.series['Came']?.[index], byTime.series['Closed']?.[index]];
    expect(message.text).toContain(came === 0 ? `•  ${day}: nothing` : `•  ${day}: ${came} came, ${closed} closed`);
  });
  expect(byAdmin?.series).toEqual({ Closed: [2, 1] });
  expect(message.text).toContain('<@U0CAROL>: 2 closed');
  expect(message.text).toContain('<@U0DAVE>: 1 closed');
});

test('of thirty admins the first have a line and a bar each, and the others share one', () => {
  const many = Array.from({ length: 30 }, (_, nth) => closedBy(`U0ADMIN${nth}`, nth));
  const report = reportWith(many);
  const message = shown(report);
  expect(barsOf(message)[1]?.categories).toHaveLength(12);
  expect(barsOf(message)[1]?.categories.at(-1)).toBe('Others');
  expect(message.text).toContain('•  19 others together: 19 closed');
  expect(namedIn(report)).toHaveLength(11);
});

test('who has no name in Slack is drawn by their id', () => {
  const known = new Map([['U0CAROL', ' ']]);
  const message = shown(reportWith([closedBy('U0CAROL', 1), closedBy('U0DAVE', 1)]), known);
  expect(barsOf(message)[1]?.categories).toEqual(['U0CAROL', 'U0DAVE']);
});

test('labels have room in a chart, and no two are the same', () => {
  expect(chartLabels(['Chris', 'Chris', 'Chris 2', 'Chris'])).toEqual(['Chris', 'Chris 2', 'Chris 2 2', 'Chris 3']);
  expect(chartLabels(['Bartholomew Featherstonehaugh', 'Bartholomew Featherstone'])).toEqual([
    'Bartholomew Feather…',
    'Bartholomew Feath… 2',
  ]);
  expect(chartLabels([' two\n lines '])).toEqual(['two lines']);
});
