import type { MetricUnit, Tags } from '../../../core/records/index.ts';
import type { SeriesState } from '../../../runner/coordinator/feed.ts';
import type { MergedSeries } from '../../../runner/coordinator/merge.ts';
import { histogramOf } from '../../core/raw-histogram.ts';

function series(metric: string, state: SeriesState, tags: Tags = {}, unit: MetricUnit = ''): MergedSeries {
  return { metric, tags, unit, state };
}

export function counter(metric: string, count: number, tags?: Tags): MergedSeries {
  return series(metric, { type: 'counter', count }, tags);
}

export function rate(metric: string, trues: number, total: number, tags?: Tags): MergedSeries {
  return series(metric, { type: 'rate', trues, total }, tags);
}

export function trend(metric: string, values: readonly number[], tags?: Tags): MergedSeries {
  return series(metric, { type: 'trend', histogram: histogramOf(values, 5) }, tags, 'ms');
}

export function gauge(metric: string, value: number, tags?: Tags, changedMs = 0): MergedSeries {
  return { ...series(metric, { type: 'gauge', value, changedMs }, tags), range: { min: value, max: value } };
}
