import type { Buckets, Histogram } from './histogram.ts';

/** A percentile read off a histogram: the estimate, and the bounds between which the exact value lies. */
export interface Percentile {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

interface Bucket {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/**
 * The value below which the fraction `q` (0–1) of all values lies, with its bounds; `undefined` if there are none.
 *
 * As in k6 the wanted rank is `r = q·(n−1)`, and between two ranks the value is interpolated on a straight line:
 * `v(⌊r⌋) + (r − ⌊r⌋)·(v(⌈r⌉) − v(⌊r⌋))`. Inside a bucket the values are taken as spread evenly on the
 * histogram's logarithmic scale: `low·(high/low)^f`, `f` the rank's share of the bucket. Where `min` and `max` are
 * known they are the first and the last value, and narrow the outermost buckets.
 */
export function percentile(histogram: Histogram, q: number): Percentile | undefined {
  if (histogram.count === 0) return undefined;
  const rank = Math.min(1, Math.max(0, q)) * (histogram.count - 1);
  const below = valueAt(histogram, Math.floor(rank));
  const above = Number.isInteger(rank) ? below : valueAt(histogram, Math.ceil(rank));
  if (!below || !above) return undefined;
  const between = (from: number, to: number) => from + (rank - Math.floor(rank)) * (to - from);
  return {
    value: between(below.value, above.value),
    low: between(below.low, above.low),
    high: between(below.high, above.high),
  };
}

/** The estimate alone, or `undefined` of an empty histogram. */
export function percentileValue(histogram: Histogram, q: number): number | undefined {
  return percentile(histogram, q)?.value;
}

/** The value of an integer rank: 0 is the lowest, `count − 1` the highest. */
function valueAt(histogram: Histogram, rank: number): Percentile | undefined {
  const { min, max, count } = histogram;
  if (rank <= 0 && min !== undefined) return { value: min, low: min, high: min };
  if (rank >= count - 1 && max !== undefined) return { value: max, low: max, high: max };
  let before = 0;
  let last: Bucket | undefined;
  for (const bucket of bucketsOf(histogram)) {
    if (bucket.count === 0) continue;
    last = bucket;
    if (rank < before + bucket.count) break;
    before += bucket.count;
  }
  if (!last) return undefined;
  const low = clamp(last.low, histogram);
  const high = clamp(last.high, histogram);
  const share = Math.min(1, (rank - before + 0.5) / last.count);
  return { value: interpolate(low, high, share), low, high };
}

/** Every bucket from the lowest value to the highest. */
export function* bucketsOf(histogram: Histogram): Generator<Bucket> {
  const bound = (index: number) => 2 ** (index * 2 ** -histogram.scale);
  const { negative, positive } = histogram;
  if (negative) {
    for (const [index, count] of indexed(negative).reverse()) {
      yield { low: -bound(index + 1), high: -bound(index), count };
    }
  }
  if (histogram.zeroCount > 0) {
    yield {
      low: negative ? -histogram.zeroThreshold : 0,
      high: histogram.zeroThreshold,
      count: histogram.zeroCount,
    };
  }
  for (const [index, count] of indexed(positive)) yield { low: bound(index), high: bound(index + 1), count };
}

function indexed({ offset, counts }: Buckets): (readonly [number, number])[] {
  return counts.map((count, j) => [offset + j, count] as const);
}

function clamp(value: number, { min, max }: Histogram): number {
  return Math.min(max ?? Infinity, Math.max(min ?? -Infinity, value));
}

function interpolate(low: number, high: number, share: number): number {
  const sameSign = low > 0 || high < 0;
  return sameSign ? low * (high / low) ** share : low + (high - low) * share;
}
