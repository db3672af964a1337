import type { LoadRow } from '../achieved-load.ts';
import { loadModelMeaning } from '../assessment.ts';
import type { PercentileRow } from '../distribution.ts';
import type { ReportModel } from '../model.ts';
import { type ObservedSummary, observedSentence } from '../observed-summary.ts';
import { clockText, countText, msText, quantityText, shareText } from '../quantity-text.ts';
import { html, type Markup } from './markup.ts';
import type { Panel, PanelLine } from './panel.ts';
import { number, section, table, text } from './table.ts';

/** The panels that deserve more height than the others. */
const tallest: readonly string[] = ['throughput', 'latency'];

/** How many series without data are named beside the charts. */
const mostReasons = 5;

/** Everything over time, clients and servers on one axis, and the same numbers as a table. */
export function overTime(model: ReportModel, panels: readonly Panel[]): Markup | null {
  const { timeline } = model;
  const servers = model.observed.filter(({ source }) => source !== 'worker');
  const empty = servers.filter(({ came }) => came === 'nothing');
  const bins =
    timeline.binMs === 1_000 ? 'One point is one second.' : `One point covers ${msText(timeline.binMs)}.`;
  return section(
    'Over time',
    html`<p class="note">${bins} Percentiles are read from the merged histogram of each point. Gaps are missing data. Shaded bands are steps of constant load; dashed red lines are thresholds.</p>`,
    panels.map((panel) => figure(panel, tallest.includes(panel.id) ? 'middle' : 'low')),
    html`<p class="note">${observedSentence(servers) ?? 'No server was observed in this run.'}</p>`,
    empty
      .slice(0, mostReasons)
      .map(
        ({ resource, metric, unavailable }) =>
          html`<p class="note">Nothing of ${resource} ${metric}: ${unavailable}</p>`,
      ),
    empty.length > mostReasons &&
      html`<p class="note">and of ${countText(empty.length - mostReasons)} more, as the table of observed resources says.</p>`,
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

/** Every series that was asked for: what came of it, in numbers, and how it was asked for. */
export function servers({ observed }: ReportModel): Markup | null {
  const resource = text<ObservedSummary>('Resource', (series) => series.resource);
  const metric = text<ObservedSummary>('Metric', (series) => series.metric);
  const came = [
    number<ObservedSummary>('Mean', ({ mean, unit }) => quantityText(mean, unit)),
    number<ObservedSummary>('Highest', ({ highest, unit }) => quantityText(highest, unit)),
    number<ObservedSummary>(
      'Samples',
      ({ values, points }) => `${countText(values)} of ${countText(points)}`,
    ),
    text<ObservedSummary>('Came', (series) => series.came),
    text<ObservedSummary>('', ({ unavailable }) => unavailable),
  ];
  const asked = [
    text<ObservedSummary>('Source', ({ source }) => source),
    text<ObservedSummary>('Times label', ({ stamps }) => stamps),
    text<ObservedSummary>('Asked', ({ query }) => query && html`<code>${query}</code>`),
  ];
  return section(
    'Observed resources',
    table(observed, [resource, metric, ...came], { label: 'Observed resources' }),
    observed.length > 0 &&
      html`<details><summary>What was asked, and on which clock</summary>${table(observed, [resource, metric, ...asked], { label: 'What was asked' })}</details>`,
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
