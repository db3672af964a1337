import type { Histogram } from '../histogram.ts';
import { type Percentile, percentile } from '../percentile.ts';
import type { ThresholdSpec } from '../records/run-plan.ts';
import { type Aggregation, type Operator, parseExpression } from './parse.ts';

/** What a metric has gathered over all workers since the start; a counter's rate is over `elapsedMs`. */
export type MetricState =
  | { readonly type: 'counter'; readonly count: number; readonly elapsedMs: number }
  | { readonly type: 'gauge'; readonly value: number }
  | { readonly type: 'rate'; readonly trues: number; readonly total: number }
  | { readonly type: 'trend'; readonly histogram: Histogram };

/** `observed` is `null` where there was nothing to judge; then the threshold holds. */
export interface ThresholdOutcome {
  readonly ok: boolean;
  readonly observed: number | null;
  /** The limit lies within the bounds of the deciding percentile: the histogram cannot tell on which side. */
  readonly withinPrecision: boolean;
}

/**
 * Whether a metric has nothing to judge yet. Such a threshold is not evaluated while the run goes on; at its end
 * `evaluateThreshold` decides.
 */
export function isEmptyMetric(metric: MetricState | undefined): boolean {
  if (metric === undefined) return true;
  if (metric.type === 'rate') return metric.total === 0;
  return metric.type === 'trend' && metric.histogram.count === 0;
}

/**
 * Whether a threshold holds, as k6 decides at the end of a run. A metric that never occurred (`undefined`) reads
 * 0, and so does an empty trend; a rate without any value holds, and so does an aggregation that the type lacks.
 * Without a metric, `rate` is taken for that of a rate: the caller that knows it for a counter passes a count of 0.
 */
export function evaluateThreshold(spec: ThresholdSpec, metric: MetricState | undefined): ThresholdOutcome {
  const { aggregation, operator, limit } = parseExpression(spec.expression);
  const observed = observe(aggregation, metric);
  if (observed === undefined) return { ok: true, observed: null, withinPrecision: false };
  return {
    ok: compare(observed.value, operator, limit),
    observed: observed.value,
    withinPrecision: observed.low < observed.high && observed.low <= limit && limit <= observed.high,
  };
}

function observe(aggregation: Aggregation, metric: MetricState | undefined): Percentile | undefined {
  if (metric === undefined) return aggregation.kind === 'rate' ? undefined : exactly(0);
  switch (metric.type) {
    case 'counter':
      return observeCounter(aggregation, metric.count, metric.elapsedMs);
    case 'gauge':
      return aggregation.kind === 'value' ? exactly(metric.value) : undefined;
    case 'rate':
      return aggregation.kind === 'rate' && metric.total > 0
        ? exactly(metric.trues / metric.total)
        : undefined;
    case 'trend':
      return observeTrend(aggregation, metric.histogram);
  }
}

function observeCounter({ kind }: Aggregation, count: number, elapsedMs: number): Percentile | undefined {
  if (kind === 'count') return exactly(count);
  return kind === 'rate' && elapsedMs > 0 ? exactly(count / (elapsedMs / 1_000)) : undefined;
}

function observeTrend(aggregation: Aggregation, histogram: Histogram): Percentile | undefined {
  const nothing = exactly(0);
  switch (aggregation.kind) {
    case 'avg':
      return histogram.count === 0 ? nothing : exactly(histogram.sum / histogram.count);
    case 'min':
      return percentile(histogram, 0) ?? nothing;
    case 'med':
      return percentile(histogram, 0.5) ?? nothing;
    case 'max':
      return percentile(histogram, 1) ?? nothing;
    case 'p':
      return percentile(histogram, aggregation.q) ?? nothing;
    default:
      return undefined;
  }
}

function exactly(value: number): Percentile {
  return { value, low: value, high: value };
}

/** Whether a value meets a limit. */
export function compare(value: number, operator: Operator, limit: number): boolean {
  switch (operator) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '!=':
      return value !== limit;
    case '==':
    case '===':
      return value === limit;
  }
}
