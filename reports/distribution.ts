import { type Histogram, scaleDown } from '../core/histogram.ts';
import { bucketsOf, percentile } from '../core/percentile.ts';
import type { Trend } from '../core/records/index.ts';

/** A percentile with the bounds between which the exact value lies. `tooFew`: fewer than ten values beyond it. */
export interface PercentileRow {
  readonly name: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly tooFew: boolean;
}

export interface DistributionBar {
  readonly low: number;
  readonly high: number;
  /** Of all values, those that lie in (low, high]. */
  readonly share: number;
}

/** How the values of a trend are spread; `bars` are of equal width on a logarithmic axis, without gaps. */
export interface Distribution {
  readonly bars: readonly DistributionBar[];
  /** Of all values, those that are zero or negative and thus have no place on a logarithmic axis. */
  readonly offAxisShare: number;
  readonly percentiles: readonly PercentileRow[];
  /** The width of the histogram's buckets as a fraction of their lower bound. */
  readonly bucketWidth: number;
}

const maxBars = 72;

const ranks = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const;

/** The distribution of a trend; `null` if it holds no value. */
export function buildDistribution({ histogram, tooFewFor }: Trend): Distribution | null {
  if (histogram.count === 0) return null;
  const bars = bucketsOf({ ...fitBars(histogram), zeroCount: 0 })
    .filter(({ low }) => low > 0)
    .map(({ low, high, count }) => ({ low, high, share: count / histogram.count }));
  const percentiles = Object.entries(ranks).flatMap(([name, rank]) => {
    const found = percentile(histogram, rank);
    return found ? [{ name, ...found, tooFew: tooFewFor.includes(name) }] : [];
  });
  return {
    bars,
    offAxisShare: (histogram.zeroCount + sumOf(histogram.negative?.counts ?? [])) / histogram.count,
    percentiles,
    bucketWidth: 2 ** (2 ** -histogram.scale) - 1,
  };
}

/** The histogram at the finest scale at which its positive part needs no more than `maxBars` buckets. */
function fitBars(histogram: Histogram): Histogram {
  let fitted = histogram;
  while (fitted.positive.counts.length > maxBars) fitted = scaleDown(fitted, fitted.scale - 1);
  return fitted;
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
