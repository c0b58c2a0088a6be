import type { AnyBlock } from '@slack/types';

interface Bars {
  readonly title: string;
  readonly categories: readonly string[];
  /** The numbers of each series, by its name. */
  readonly series: Readonly<Record<string, readonly number[]>>;
}

interface Drawn {
  readonly title: string;
  readonly chart: {
    readonly series: readonly { readonly name: string; readonly data: readonly { readonly value: number }[] }[];
    readonly axis_config: { readonly categories: readonly string[] };
  };
}

/** The charts among blocks, as they are read. */
export function barsOf({ blocks = [] }: { readonly blocks?: readonly AnyBlock[] }): Bars[] {
  return blocks
    .filter(({ type }) => type === 'data_visualization')
    .map((block) => {
      const { title, chart } = block as unknown as Drawn; // Slack's types do not know charts; their shape was checked when they came
      const series = chart.series.map(({ name, data }) => [name, data.map(({ value }) => value)] as const);
      return { title, categories: chart.axis_config.categories, series: Object.fromEntries(series) };
    });
}
