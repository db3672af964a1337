import { overlapping, stretchesOf } from '../core/measurements/stretches.ts';
import type { ObservedSeries } from '../core/records/index.ts';
import type { Line } from './timeline.ts';

/**
 * An observed series as one mean a bin, weighted by the time that each value stands for; of percentiles, which have no
 * mean, as the highest. A bin that is known by less than half is a gap.
 */
export function binObserved(series: ObservedSeries, tMs: readonly number[], binMs: number): Line {
  // A lone point of unknown length is worth showing.
  const isLone = series.points.length === 1 && series.periodMs === undefined;
  const stretches = stretchesOf(isLone ? { ...series, periodMs: binMs } : series);
  return tMs.map((start) => {
    let knownMs = 0;
    let integral = 0;
    let highest = Number.NEGATIVE_INFINITY;
    for (const { startMs, endMs, value } of overlapping(stretches, start, start + binMs)) {
      if (value === null) continue;
      const partMs = Math.min(endMs, start + binMs) - Math.max(startMs, start);
      knownMs += partMs;
      integral += partMs * value;
      highest = Math.max(highest, value);
    }
    if (knownMs < binMs / 2) return null;
    return series.percentile ? highest : integral / knownMs;
  });
}
