import { mergeHistograms } from '../../core/histogram.ts';
import type { SeriesPoint } from '../../core/records/index.ts';
import type { MergedSeries } from '../coordinator/merge.ts';

/**
 * What the seconds of a run, in their order, come to: each series over the whole run. A trend's extremes are those of
 * its buckets, since a second has no others.
 */
export class SeriesTotals {
  readonly #byKey = new Map<string, MergedSeries>();

  add(point: SeriesPoint): void {
    const key = JSON.stringify([point.metric, point.tags]);
    this.#byKey.set(key, addPoint(this.#byKey.get(key), point));
  }

  totals(): readonly MergedSeries[] {
    return [...this.#byKey.values()];
  }
}

function addPoint(before: MergedSeries | undefined, point: SeriesPoint): MergedSeries {
  const { metric, tags, unit } = point;
  const base = { metric, tags, unit };
  const sum = before?.state;
  switch (point.type) {
    case 'counter': {
      const count = point.delta + (sum?.type === 'counter' ? sum.count : 0);
      return { ...base, state: { type: 'counter', count } };
    }
    case 'rate': {
      const { trues, total } = sum?.type === 'rate' ? sum : { trues: 0, total: 0 };
      return { ...base, state: { type: 'rate', trues: trues + point.trues, total: total + point.total } };
    }
    case 'trend': {
      const histogram =
        sum?.type === 'trend' ? mergeHistograms(sum.histogram, point.histogram) : point.histogram;
      return { ...base, state: { type: 'trend', histogram } };
    }
    case 'gauge': {
      const { value, tMs } = point;
      const { min, max } = before?.range ?? { min: value, max: value };
      const range = { min: Math.min(min, value), max: Math.max(max, value) };
      return { ...base, state: { type: 'gauge', value, changedMs: tMs }, range };
    }
  }
}
