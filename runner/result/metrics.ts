import { emptyHistogram, type Histogram } from '../../core/histogram.ts';
import { percentileValue } from '../../core/percentile.ts';
import type { Metric, MetricUnit, ThresholdSpec, Trend } from '../../core/records/index.ts';
import { parseThresholdKey } from '../../core/thresholds/parse.ts';
import { tooFewSamples } from '../../core/validity.ts';
import type { SeriesState } from '../coordinator/feed.ts';
import type { MergedSeries } from '../coordinator/merge.ts';
import { hasTags, selectState } from '../coordinator/select.ts';

const percentiles = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const;

/** A trend's record from its merged histogram. */
export function toTrend(histogram: Histogram, unit: MetricUnit): Trend {
  const { count, sum, min, max } = histogram;
  const at = (q: number) => percentileValue(histogram, q) ?? null;
  return {
    type: 'trend',
    unit,
    count,
    sum,
    min: min ?? at(0),
    max: max ?? at(1),
    avg: count > 0 ? sum / count : null,
    p50: at(percentiles.p50),
    p90: at(percentiles.p90),
    p95: at(percentiles.p95),
    p99: at(percentiles.p99),
    p999: at(percentiles.p999),
    tooFewFor: Object.entries(percentiles).flatMap(([name, q]) => (tooFewSamples(q, count) ? [name] : [])),
    histogram,
  };
}

/**
 * Every metric by name, over all its tags, and every sub-metric that a threshold names (`metric{tag:value}`). A
 * counter's rate is over `durationMs`.
 */
export function toMetrics(
  series: readonly MergedSeries[],
  thresholds: readonly ThresholdSpec[],
  durationMs: number,
): Record<string, Metric> {
  const names = [...new Set(series.map(({ metric }) => metric))].sort();
  const subMetrics = thresholds.map(({ metric }) => metric).filter((key) => key.includes('{'));
  const metrics: Record<string, Metric> = {};
  for (const key of [...names, ...new Set(subMetrics)]) {
    const { metric, tags } = parseThresholdKey(key);
    const matching = series.filter((one) => one.metric === metric && hasTags(one.tags, tags));
    const state = selectState(matching, metric);
    const unit = matching[0]?.unit ?? '';
    if (state) metrics[key] = toMetric(state, unit, matching, durationMs);
  }
  return metrics;
}

function toMetric(
  state: SeriesState,
  unit: MetricUnit,
  matching: readonly MergedSeries[],
  durationMs: number,
): Metric {
  switch (state.type) {
    case 'counter': {
      const ratePerSec = durationMs > 0 ? state.count / (durationMs / 1_000) : 0;
      return { type: 'counter', unit, count: state.count, ratePerSec };
    }
    case 'rate': {
      const { trues, total } = state;
      return { type: 'rate', unit, rate: total > 0 ? trues / total : 0, trues, total };
    }
    case 'gauge': {
      const ranges = matching.map(({ range }) => range ?? { min: state.value, max: state.value });
      const min = Math.min(...ranges.map((range) => range.min));
      const max = Math.max(...ranges.map((range) => range.max));
      return { type: 'gauge', unit, value: state.value, min, max };
    }
    case 'trend':
      return toTrend(state.histogram, unit);
  }
}

/** The histogram of a trend over the wanted series; an empty one if there is none. */
export function trendOf(state: SeriesState | undefined): Histogram {
  return state?.type === 'trend' ? state.histogram : emptyHistogram();
}
