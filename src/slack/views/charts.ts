import type { Block, KnownBlock } from '@slack/types';
import { cut } from '../../domain/words';

/** A chart of bars. Labels are plain text, and no two of one kind are the same. */
interface BarChart {
  readonly title: string;
  /** What stands below each group of bars; Slack takes at most 20 of them. */
  readonly categories: readonly string[];
  /** One number for each category. */
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly xLabel: string;
  readonly yLabel: string;
}

/** Of a category's label, in characters. */
const chartLabelMost = 20;

/**
 * A chart of bars, in messages alone: at most two in one, with 50 characters of title and of each axis' label.
 * https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
 */
export function barChart({ title, categories, series, xLabel, yLabel }: BarChart): KnownBlock {
  const block = {
    type: chartType,
    title,
    chart: {
      type: 'bar',
      series: series.map(({ name, values }) => ({
        name,
        data: categories.map((label, index) => ({ label, value: values[index] ?? 0 })),
      })),
      axis_config: { categories, x_label: xLabel, y_label: yLabel },
    },
  } satisfies Block & Record<string, unknown>;
  return block as unknown as KnownBlock; // Slack's own types do not have this kind yet
}

/** True for what Slack takes in messages, and in no modal. */
export function isChart({ type }: Block): boolean {
  return type === chartType;
}

const chartType = 'data_visualization';

/** Labels of at most 20 characters, the same names told apart by a number. */
export function chartLabels(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((given) => {
    const name = given.trim().replaceAll(/\s+/g, ' ');
    for (let nth = 1; ; nth += 1) {
      const end = nth === 1 ? '' : ` ${nth}`;
      const label = `${shortened(name, chartLabelMost - end.length)}${end}`;
      if (taken.has(label)) continue;
      taken.add(label);
      return label;
    }
  });
}

function shortened(name: string, most: number): string {
  return name.length <= most ? name : `${cut(name, most - 1).trimEnd()}…`;
}
