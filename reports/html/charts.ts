import type { LoadRow } from '../achieved-load.ts';
import { loadModelMeaning } from '../assessment.ts';
import type { PercentileRow } from '../distribution.ts';
import type { ReportModel } from '../model.ts';
import type { ObservedSummary } from '../observed-summary.ts';
import { clockText, countText, msText, quantityText, shareText } from '../quantity-text.ts';
import { html, type Markup } from './markup.ts';
import type { Panel, PanelLine } from './panel.ts';
import { number, section, table, text } from './table.ts';

/** The panels that deserve more height than the others. */
const tallest: readonly string[] = ['throughput', 'latency'];

/** Everything over time, clients and servers on one axis, and the same numbers as a table. */
export function overTime(model: ReportModel, panels: readonly Panel[]): Markup | null {
  const { timeline, result } = model;
  const bins =
    timeline.binMs === 1_000 ? 'One point is one second.' : `One point covers ${msText(timeline.binMs)}.`;
  const unavailable = result.observed.filter((series) => series.unavailable);
  return section(
    'Over time',
    html`<p class="note">${bins} Percentiles are read from the merged histogram of each point. Gaps are missing data. Shaded bands are steps of constant load; dashed red lines are thresholds.</p>`,
    panels.map((panel) => figure(panel, tallest.includes(panel.id) ? 'middle' : 'low')),
    result.observed.length === 0 && html`<p class="note">No server was observed in this run.</p>`,
    unavailable.map(
      ({ resource, metric, unavailable: reason }) =>
        html`<p class="note">Not observed: ${resource} ${metric} (${reason}).</p>`,
    ),
    html`<details><summary>The same numbers as a table</summary>${timelineTable(panels, timeline.tMs)}</details>`,
  );
}

/** The spread of latencies, the percentiles with their bounds, and which latency it is. */
export function latency(model: ReportModel, panel: Panel | null): Markup | null {
  const { distribution, main, result } = model;
  if (!distribution) return null;
  const { percentiles, bucketWidth, offAxisShare } = distribution;
  return section(
    'Latency distribution',
    html`<p class="note">${main.definition} ${loadModelMeaning[result.loadModel]}</p>`,
    panel && figure(panel, 'tall'),
    table(
      percentiles,
      [
        text<PercentileRow>('Percentile', ({ name }) => percentileName(name)),
        number('Value', ({ value }) => msText(value)),
        number('Exact value lies between', ({ low, high }) => `${msText(low)} and ${msText(high)}`),
        text('', ({ tooFew }) => tooFew && 'too few samples: fewer than ten lie beyond it'),
      ],
      { label: 'Latency percentiles', isCompact: true },
    ),
    html`<p class="note">Percentiles come from a merged histogram with buckets ${shareText(bucketWidth)} wide and are never averaged.${offAxisShare > 0 && ` ${shareText(offAxisShare)} of the values are zero and not on the chart.`}</p>`,
  );
}

function percentileName(name: string): string {
  return name === 'p999' ? 'p99.9' : name === 'p50' ? 'p50 (median)' : name;
}

function figure({ id, title, lines, description }: Panel, size: 'low' | 'middle' | 'tall'): Markup {
  const legend = lines.length > 1 && html`<span class="legend">${lines.map(legendEntry)}</span>`;
  return html`<figure>
<figcaption><strong>${title}</strong>${legend}</figcaption>
<div class="canvas ${size}"><canvas id="chart-${id}" role="img" aria-label="${description}"></canvas></div>
</figure>
`;
}

function legendEntry({ label, colour, isDashed }: PanelLine): Markup {
  const dash = isDashed && html` stroke-dasharray="4 3"`;
  return html`<span><svg viewBox="0 0 18 8" aria-hidden="true"><path d="M0 4h18" style="stroke:var(--${colour})" stroke-width="2"${dash}/></svg>${label}</span>`;
}

interface TimelineRow {
  readonly tMs: number;
  readonly index: number;
}

function timelineTable(panels: readonly Panel[], tMs: readonly number[]): Markup | null {
  const columns = panels.flatMap(({ title, lines, unit }) =>
    lines.map((line) =>
      number<TimelineRow>(lines.length > 1 ? `${title}: ${line.label}` : title, ({ index }) =>
        quantityText(line.y[index], unit),
      ),
    ),
  );
  const rows = tMs.map((start, index) => ({ tMs: start, index }));
  return table(rows, [text('Time', (row) => clockText(row.tMs)), ...columns], {
    label: 'The run over time',
    isTall: true,
  });
}

/** Every observed series in numbers. */
export function servers({ observed }: ReportModel): Markup | null {
  return section(
    'Observed resources',
    table(
      observed,
      [
        text<ObservedSummary>('Resource', ({ resource }) => resource),
        text('Metric', ({ metric }) => metric),
        text('Source', ({ source }) => source),
        number('Mean', ({ mean, unit }) => quantityText(mean, unit)),
        number('Highest', ({ highest, unit }) => quantityText(highest, unit)),
        number('Samples', ({ values, points }) => `${countText(values)} of ${countText(points)}`),
        text('', ({ unavailable }) => unavailable),
      ],
      { label: 'Observed resources' },
    ),
  );
}

/** The load that was wanted against the load that came. */
export function achievedLoad({ achieved }: ReportModel): Markup | null {
  if (!achieved) return null;
  const { sentence, derivation, rows } = achieved;
  return section(
    'Intended load',
    html`<p>${sentence}</p>`,
    derivation.length > 0 && html`<ul class="plain">${derivation.map((line) => html`<li>${line}</li>`)}</ul>`,
    table(
      rows,
      [
        text<LoadRow>('Part', ({ name }) => name),
        number('Intended', ({ intended }) => intended),
        number('Achieved', ({ achieved: came }) => came),
        number('Difference', ({ difference }) => difference),
      ],
      { label: 'Intended and achieved load', isCompact: true },
    ),
  );
}
