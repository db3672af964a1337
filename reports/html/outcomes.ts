import type { CheckResult, Metric, RequestResult, StepResult, Trend } from '../../core/records/index.ts';
import type { ReportModel } from '../model.ts';
import {
  absent,
  clockText,
  countText,
  msText,
  numberText,
  plural,
  quantityText,
  rateText,
  shareText,
} from '../quantity-text.ts';
import type { ThresholdView } from '../threshold-view.ts';
import { html, type Markup, raw } from './markup.ts';
import { sign } from './summary.ts';
import { type Column, number, section, table, text } from './table.ts';

const tooFewMark = '†';

/** A percentile of a trend, marked where it rests on too few samples. */
function percentileColumn<Row>(
  name: 'p50' | 'p90' | 'p95' | 'p99',
  trendOf: (row: Row) => Trend,
): Column<Row> {
  return number(name, (row) => {
    const trend = trendOf(row);
    return `${msText(trend[name])}${trend.tooFewFor.includes(name) && trend.count > 0 ? tooFewMark : ''}`;
  });
}

function tooFewNote(trends: readonly Trend[]): Markup | false {
  const isMarked = trends.some(
    ({ tooFewFor, count }) => count > 0 && tooFewFor.some((name) => name !== 'p999'),
  );
  return (
    isMarked &&
    html`<p class="note">${tooFewMark} Too few samples: fewer than ten values lie beyond this percentile.</p>`
  );
}

/** One row a request name and method. */
export function requests({ result }: ReportModel): Markup | null {
  const rows = result.requests;
  const scaleMs = Math.max(0, ...rows.map(({ duration }) => duration.p99 ?? 0));
  return section(
    'Requests',
    table(
      rows,
      [
        text<RequestResult>(
          'Request',
          ({ name, method }) => html`<span class="method">${method}</span>${name}`,
        ),
        number('Count', ({ count }) => countText(count)),
        number('Rate', ({ ratePerSec }) => rateText(ratePerSec)),
        number('Failed', ({ failed, count }) => shareText(count > 0 ? failed / count : null)),
        text('p50 – p95 – p99', ({ duration }) => range(duration, scaleMs)),
        percentileColumn('p50', ({ duration }) => duration),
        percentileColumn('p90', ({ duration }) => duration),
        percentileColumn('p95', ({ duration }) => duration),
        percentileColumn('p99', ({ duration }) => duration),
        number('Max', ({ duration }) => msText(duration.max)),
        text('Statuses', ({ statuses, errors }) =>
          [counts(statuses), counts(otherErrors(errors), 'error ')].filter(Boolean).join(', '),
        ),
      ],
      { label: 'Requests by name' },
    ),
    tooFewNote(rows.map(({ duration }) => duration)),
  );
}

/** k6's error codes 1400 to 1599 repeat the HTTP status; the others tell of what never became a response. */
function otherErrors(errors: RequestResult['errors']): RequestResult['errors'] {
  return Object.fromEntries(Object.entries(errors).filter(([code]) => !/^1[45]\d\d$/.test(code)));
}

function counts(byCode: Readonly<Record<string, number>>, prefix = ''): string {
  return Object.entries(byCode)
    .map(([code, count]) => `${prefix}${code} × ${countText(count)}`)
    .join(', ');
}

/** p50 to p99 as a bar with a mark at p95, on one linear scale for all rows. */
function range({ p50, p95, p99 }: Trend, scaleMs: number): Markup | string {
  if (p50 === null || p95 === null || p99 === null || scaleMs === 0) return absent;
  const at = (ms: number) => Number(((ms / scaleMs) * 126 + 2).toFixed(1));
  return raw(
    `<svg class="range" viewBox="0 0 130 12" aria-hidden="true"><path d="M2 6h126" stroke="var(--hairline)"/><path d="M${at(p50)} 6H${at(p99)}" stroke="var(--p50)" stroke-width="4"/><path d="M${at(p50)} 2v8" stroke="var(--p95)" stroke-width="2"/><path d="M${at(p95)} 2v8" stroke="var(--p99)" stroke-width="2"/></svg>`,
  );
}

/** Wanted against achieved, a row a step and scenario. */
export function steps({ result }: ReportModel): Markup | null {
  const achieved = ({ model, iterationsPerSec, meanVus }: StepResult) =>
    model === 'open' ? iterationsPerSec : meanVus;
  const load = ({ model }: StepResult, value: number | null) =>
    model === 'open' ? rateText(value) : value === null ? absent : `${numberText(value)} VUs`;
  return section(
    'Steps',
    result.steps.length > 0 &&
      html`<p class="note">A step is an interval of constant load; ramps are not steps. An open step’s load is iterations started per second, a closed step’s is virtual users.</p>`,
    table(
      result.steps,
      [
        text<StepResult>('Step', ({ index, scenario }) => `${index + 1} ${scenario}`),
        text('Time', ({ startMs, endMs }) => `${clockText(startMs)} – ${clockText(endMs)}`),
        number('Target', (step) => load(step, step.target)),
        number('Achieved', (step) => load(step, achieved(step))),
        number('Of target', (step) => shareText(shareOf(achieved(step), step.target))),
        number('Requests', ({ requestsPerSec }) => rateText(requestsPerSec)),
        number('Failed', ({ failedRate }) => shareText(failedRate)),
        percentileColumn('p50', ({ duration }) => duration),
        percentileColumn('p95', ({ duration }) => duration),
        percentileColumn('p99', ({ duration }) => duration),
        number('Dropped', ({ droppedIterations }) => countText(droppedIterations)),
      ],
      { label: 'Steps of constant load' },
    ),
    tooFewNote(result.steps.map(({ duration }) => duration)),
  );
}

function shareOf(part: number | null, whole: number): number | null {
  return part === null || whole === 0 ? null : part / whole;
}

export function thresholds(model: ReportModel): Markup | null {
  return section(
    'Thresholds',
    model.thresholds.length === 0
      ? html`<p>No thresholds were set.</p>`
      : table(
          model.thresholds,
          [
            text<ThresholdView>('Metric', ({ metric }) => html`<code>${metric}</code>`),
            text('Limit', ({ expression }) => html`<code>${expression}</code>`),
            number('Observed', ({ observed }) => observed),
            text('Outcome', ({ ok }) => outcome(ok, ok ? 'met' : 'missed')),
            text('', ({ notes }) => notes.join('; ')),
          ],
          { label: 'Thresholds' },
        ),
  );
}

export function checks({ result }: ReportModel): Markup | null {
  return section(
    'Checks',
    table(
      result.checks,
      [
        text<CheckResult>('Check', ({ name }) => name),
        text('Group', ({ group }) => group.replace(/^::/, '')),
        number('Passed', ({ passes }) => countText(passes)),
        number('Failed', ({ fails }) => countText(fails)),
        number('Passed share', ({ passes, fails }) => shareText(shareOf(passes, passes + fails))),
      ],
      { label: 'Checks' },
    ),
  );
}

function outcome(ok: boolean, word: string): Markup {
  return html`<span class="outcome ${ok ? 'good' : 'bad'}">${sign(ok ? 'good' : 'bad')}${word}</span>`;
}

/** What the script threw, at its place in the source as it was written. */
export function exceptions({ result }: ReportModel): Markup | null {
  type Row = (typeof result.exceptions)[number];
  return section(
    'Exceptions in the scenario',
    table(
      result.exceptions,
      [
        text<Row>('Message', ({ message }) => message),
        text('Place', ({ place }) => (place === null ? absent : html`<code>${place}</code>`)),
        number('Count', ({ count }) => countText(count)),
      ],
      { label: 'Exceptions' },
    ),
  );
}

/** Every merged metric, one line each. */
export function metrics({ result }: ReportModel): Markup | null {
  type Row = readonly [string, Metric];
  const rows: Row[] = Object.entries(result.metrics);
  if (rows.length === 0) return null;
  return html`<details><summary>All ${plural(rows.length, 'metric')}</summary>${table(
    rows,
    [
      text<Row>('Metric', ([name]) => html`<code>${name}</code>`),
      text('Type', ([, metric]) => metric.type),
      text('Value', ([, metric]) => metricText(metric)),
    ],
    { label: 'All metrics' },
  )}</details>`;
}

function metricText(metric: Metric): string {
  const quantity = (value: number | null) => quantityText(value, metric.unit);
  switch (metric.type) {
    case 'counter':
      return `${quantity(metric.count)}, ${quantity(metric.ratePerSec)}${metric.unit ? ' ' : ''}/s`;
    case 'gauge':
      return `${quantity(metric.value)}, min ${quantity(metric.min)}, max ${quantity(metric.max)}`;
    case 'rate':
      return `${shareText(metric.rate)} (${countText(metric.trues)} of ${countText(metric.total)})`;
    case 'trend':
      return `avg ${quantity(metric.avg)}, p50 ${quantity(metric.p50)}, p95 ${quantity(metric.p95)}, p99 ${quantity(metric.p99)}, max ${quantity(metric.max)} (${plural(metric.count, 'value')})`;
  }
}
