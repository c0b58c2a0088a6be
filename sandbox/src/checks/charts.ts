/**
 * Charts as Slack accepts them: docs.slack.dev/reference/block-kit/blocks/data-visualization-block. Of the four kinds the practice
 * workspace draws bars. The page gives six series where people have sent twelve, and does not say that a third chart is refused,
 * as it is (vercel/chat#696).
 */
import type { BarChart, ChartBlock, ChartPoint, ChartSeries } from '../protocol';
import { id } from './elements';
import { isObject, list, object, problem, type Rule, record, required, string, typed, undrawn } from './schema';

const seriesMost = 6;
const pointsMost = 20;
const chartsMost = 2;

const label = string(1, 20);
const axisLabel = string(1, 50);

const number: Rule = (value, at) =>
  typeof value === 'number' && Number.isFinite(value) ? [] : [problem('must provide a number', at)];

const points = list(record<ChartPoint>({ label: required(label), value: required(number) }), 1, pointsMost);
const series = list(record<ChartSeries>({ name: required(label), data: required(points) }), 1, seriesMost);
const axisConfig = record<BarChart['axis_config']>({
  categories: required(list(label, 1, pointsMost)),
  x_label: axisLabel,
  y_label: axisLabel,
});

const bars = object<BarChart>({ series: required(series), axis_config: required(axisConfig) }, sameName, inCategories);

/** A chart in a message or a Home. */
export const chart: Rule = object<ChartBlock>({
  block_id: id,
  title: required(string(1, 50)),
  chart: required(typed({ bar: bars, line: undrawn, area: undrawn, pie: undrawn })),
});

/** Each series has a name of its own. */
function sameName(value: unknown, at: string): string[] {
  const names = barsIn(value).series.map(({ name }) => name);
  return names.length === new Set(names).size ? [] : [problem('series names must be unique', `${at}/series`)];
}

/** Each series has one point for each category, and no two categories are the same. */
function inCategories(value: unknown, at: string): string[] {
  const { series: all, axis_config: axes } = barsIn(value);
  const categories = new Set(axes.categories);
  if (categories.size < axes.categories.length) {
    return [problem('categories must be unique', `${at}/axis_config/categories`)];
  }
  return all.flatMap(({ data }, index) => {
    const labels = new Set(data.map((point) => point.label));
    const isWhole = labels.size === data.length && labels.size === categories.size;
    return isWhole && data.every((point) => categories.has(point.label))
      ? []
      : [problem('data labels must match the axis categories', `${at}/series/${index}/data`)];
  });
}

function barsIn(value: unknown): BarChart {
  return value as BarChart; // its shape was found to be right before
}

/** What is too much: a third chart. */
export function manyCharts(blocks: readonly unknown[], at: string): string[] {
  const all = blocks.flatMap((one, index) => (isObject(one) && one['type'] === 'data_visualization' ? [index] : []));
  return all
    .slice(chartsMost)
    .map((index) => problem(`no more than ${chartsMost} data_visualization blocks allowed`, `${at}/${index}`));
}
