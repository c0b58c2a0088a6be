import { BarChart } from 'chartist';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import type { BarChart as Bars, ChartBlock } from '../../src/protocol';
import { inOrder } from '../text/mrkdwn';

/** A chart of bars: drawn for those who see it, and as a table for those who do not. */
export function ChartView({ block: { title, chart } }: { block: ChartBlock }): ReactNode {
  const id = useId();
  const { x_label: xLabel, y_label: yLabel } = chart.axis_config;
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption id={id} className="chart-title" dir="auto">
        {title}
      </figcaption>
      <div aria-hidden="true">
        {yLabel && <p className="small muted">{yLabel}</p>}
        <Plot chart={chart} />
        {xLabel && <p className="small muted chart-axis">{xLabel}</p>}
        <ul className="bk-row small">
          {inOrder(chart.series, ({ name }) => (
            <li className="chart-series" dir="auto">
              {name}
            </li>
          ))}
        </ul>
      </div>
      <Numbers chart={chart} />
    </figure>
  );
}

function Numbers({ chart: { series, axis_config: axes } }: { chart: Bars }): ReactNode {
  return (
    <table className="unseen">
      <thead>
        <tr>
          <th scope="col">{axes.x_label ?? 'Of'}</th>
          {inOrder(series, ({ name }) => (
            <th scope="col">{name}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {inOrder(axes.categories, (category) => (
          <tr>
            <th scope="row">{category}</th>
            {inOrder(series, (one) => (
              <td>{valuesOf(one, [category])}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Plot({ chart }: { chart: Bars }): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    let drawn: BarChart | undefined;
    const observer = new ResizeObserver(() => {
      drawn?.detach();
      element.replaceChildren();
      drawn = draw(chart, element);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      drawn?.detach();
    };
  }, [chart]);
  return <div ref={place} className="chart-plot" />;
}

const axisWidth = 44;
const labelWidth = 44;

function draw({ series, axis_config: { categories } }: Bars, element: HTMLElement): BarChart {
  const width = element.clientWidth - axisWidth;
  const bar = Math.max(2, Math.min(24, Math.floor((width / categories.length) * 0.7) / series.length));
  // Where labels would stand on one another, some are left out: the table has all.
  const step = Math.max(1, Math.ceil((categories.length * labelWidth) / Math.max(1, width)));
  element.style.setProperty('--bar', `${bar}px`);
  element.style.setProperty('--label', `${(width / categories.length) * step}px`);
  return new BarChart(
    element,
    { labels: categories, series: series.map((one) => valuesOf(one, categories)) },
    {
      height: plotHeight,
      seriesBarDistance: bar + 1,
      chartPadding: { top: 16, right: 0, bottom: 0, left: 0 },
      axisX: {
        showGrid: false,
        offset: 40,
        labelInterpolationFnc: (label, index) => (index % step === 0 ? label : null),
      },
      axisY: { onlyInteger: true, offset: axisWidth, scaleMinSpace: 28 },
    },
  );
}

const plotHeight = 240;

/** The values in the order of the categories. */
function valuesOf({ data }: Bars['series'][number], categories: readonly string[]): number[] {
  const values = new Map(data.map(({ label, value }) => [label, value]));
  return categories.map((category) => values.get(category) ?? 0);
}
