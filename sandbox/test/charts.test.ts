import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { checkBlocks } from '../src/checks';
import { ChartView } from '../ui/blocks/chart';

const many = (size: number): string[] => Array.from({ length: size }, (_, n) => `Week ${n}`);
const point = <T = number>(label: string, value = 1 as T): { label: string; value: T } => ({ label, value });
const series = (name: string, labels = ['Mon', 'Tue']): object => ({ name, data: labels.map((label) => point(label)) });
const bars = (more: object = {}): object => ({
  type: 'bar',
  series: [series('Came'), series('Closed')],
  axis_config: { categories: ['Mon', 'Tue'], x_label: 'Day', y_label: 'Tickets' },
  ...more,
});
const chart = (more: object = {}): object => ({ type: 'data_visualization', title: 'Tickets', chart: bars(), ...more });
const wide = (size: number): object =>
  chart({ chart: bars({ series: [series('Came', many(size))], axis_config: { categories: many(size) } }) });

test.each<[string, object[]]>([
  ['one chart', [chart({ block_id: 'chart' })]],
  ['two charts', [chart(), chart()]],
  ['labels and titles as long as they may be', [chart({ title: 'x'.repeat(50) })]],
  ['twenty points', [wide(20)]],
  ['points in another order than the axis', [chart({ chart: bars({ series: [series('Came', ['Tue', 'Mon'])] }) })]],
  [
    'a number below nothing, and half of one',
    [chart({ chart: bars({ series: [{ name: 'Came', data: [point('Mon', -1), point('Tue', 0.5)] }] }) })],
  ],
])('%s stands in messages and in a Home', (_, blocks) => {
  expect(checkBlocks(blocks, 'message')).toEqual([]);
  expect(checkBlocks(blocks, 'home')).toEqual([]);
});

test.each<[string, object[], string]>([
  [
    'a third chart',
    [chart(), chart(), chart()],
    'no more than 2 data_visualization blocks allowed [json-pointer:/blocks/2]',
  ],
  [
    'a title of 51 characters',
    [chart({ title: 'x'.repeat(51) })],
    'must be less than 51 characters [json-pointer:/blocks/0/title]',
  ],
  [
    'no title',
    [{ type: 'data_visualization', chart: bars() }],
    'missing required field: title [json-pointer:/blocks/0]',
  ],
  ['21 points', [wide(21)], 'no more than 20 items allowed [json-pointer:/blocks/0/chart/series/0/data]'],
  [
    'a label of 21 characters',
    [chart({ chart: bars({ axis_config: { categories: ['x'.repeat(21), 'Tue'] } }) })],
    'must be less than 21 characters [json-pointer:/blocks/0/chart/axis_config/categories/0]',
  ],
  [
    'seven series',
    [chart({ chart: bars({ series: many(7).map((name) => series(name)) }) })],
    'no more than 6 items allowed [json-pointer:/blocks/0/chart/series]',
  ],
  [
    'no series',
    [chart({ chart: bars({ series: [] }) })],
    'must provide at least 1 items [json-pointer:/blocks/0/chart/series]',
  ],
  [
    'two series of one name',
    [chart({ chart: bars({ series: [series('Came'), series('Came')] }) })],
    'series names must be unique [json-pointer:/blocks/0/chart/series]',
  ],
  [
    'two categories of one name',
    [chart({ chart: bars({ series: [series('Came')], axis_config: { categories: ['Mon', 'Mon'] } }) })],
    'categories must be unique [json-pointer:/blocks/0/chart/axis_config/categories]',
  ],
  [
    'a point that is missing',
    [chart({ chart: bars({ series: [series('Came', ['Mon'])] }) })],
    'data labels must match the axis categories [json-pointer:/blocks/0/chart/series/0/data]',
  ],
  [
    'a point of no category',
    [chart({ chart: bars({ series: [series('Came', ['Mon', 'Wed'])] }) })],
    'data labels must match the axis categories [json-pointer:/blocks/0/chart/series/0/data]',
  ],
  [
    'a number in words',
    [chart({ chart: bars({ series: [{ name: 'Came', data: [point('Mon', '1'), point('Tue')] }] }) })],
    'must provide a number [json-pointer:/blocks/0/chart/series/0/data/0/value]',
  ],
])('%s is refused', (_, blocks, message) => {
  expect(checkBlocks(blocks, 'message')).toContain(`[ERROR] ${message}`);
});

test('a modal has no charts', () => {
  expect(checkBlocks([chart()], 'modal')).toEqual([
    '[ERROR] unsupported type: data_visualization [json-pointer:/blocks/0/type]',
  ]);
});

test.each(['line', 'area', 'pie'])('a chart of kind %s, which Slack has, is refused by name', (type) => {
  expect(checkBlocks([chart({ chart: { type } })], 'message')).toEqual([
    `[ERROR] unsupported type here: ${type}; Slack has it, the practice workspace does not [json-pointer:/blocks/0/chart/type]`,
  ]);
});

test('who does not see a chart reads its numbers in a table', () => {
  const html = renderToStaticMarkup(
    createElement(ChartView, {
      block: {
        type: 'data_visualization',
        title: 'Tickets by week',
        chart: {
          type: 'bar',
          series: [
            { name: 'Came', data: [point('Nov 16', 3), point('Nov 23', 5)] },
            { name: 'Closed', data: [point('Nov 23', 4), point('Nov 16', 2)] },
          ],
          axis_config: { categories: ['Nov 16', 'Nov 23'], x_label: 'From Monday' },
        },
      },
    }),
  );
  const rows = [...html.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row = '']) => row.replaceAll(/<[^>]*>/g, ' ').trim());
  expect(rows.map((row) => row.split(/ {2,}/))).toEqual([
    ['From Monday', 'Came', 'Closed'],
    ['Nov 16', '3', '2'],
    ['Nov 23', '5', '4'],
  ]);
  const [, id] = /<figure class="chart" aria-labelledby="([^"]+)">/.exec(html) ?? [];
  expect(html).toContain(`<figcaption id="${id}" class="chart-title" dir="auto">Tickets by week</figcaption>`);
});
