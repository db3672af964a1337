import type { Histogram } from './histogram.ts';

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
 * `v(⌊r⌋) + (r − ⌊r⌋)·(v(⌈r⌉) − v(⌊r⌋))`. Inside a bucket a value is `low·(high/low)^x`, where `x` follows from the
 * rank's share of the bucket and the slope of the values' density, which its neighbours tell. Where `min` and `max`
 * are known they are the first and the last value, and narrow the outermost buckets.
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
  const counts = countsOf(histogram);
  let before = 0;
  let place = -1;
  for (const [each, own] of counts.entries()) {
    if (own === 0) continue;
    place = each;
    if (rank < before + own) break;
    before += own;
  }
  const bucket = bucketAt(histogram, counts, place);
  if (!bucket) return undefined;
  const low = clamp(bucket.low, histogram);
  const high = clamp(bucket.high, histogram);
  const share = Math.min(1, (rank - before + 0.5) / bucket.count);
  const slope = slopeOf(
    bucketAt(histogram, counts, place - 1),
    bucket,
    bucketAt(histogram, counts, place + 1),
  );
  return { value: interpolate(low, high, placeOf(share, slope)), low, high };
}

/**
 * The slope `s` of the density `1 + s·(x − ½)` of the values across a bucket, `x` from 0 to 1 on the logarithmic scale:
 * half of what the counts rise from the bucket before to the one after, in units of its own count, and never so steep
 * that the density falls below 0. Without two neighbours as wide as itself the values are taken as spread evenly.
 */
function slopeOf(
  before: Bucket | undefined,
  { low, high, count }: Bucket,
  after: Bucket | undefined,
): number {
  if (!before || !after || before.low * low <= 0 || after.high * high <= 0) return 0;
  return Math.min(2, Math.max(-2, (after.count - before.count) / (2 * count)));
}

/** Where in a bucket a share of its values lies: the `x` for which `(1 − s/2)·x + (s/2)·x²`, the density's integral, is that share. */
function placeOf(share: number, slope: number): number {
  const linear = 1 - slope / 2;
  return (2 * share) / (linear + Math.sqrt(linear ** 2 + 2 * slope * share));
}

/** Every bucket from the lowest value to the highest. */
export function bucketsOf(histogram: Histogram): Bucket[] {
  const counts = countsOf(histogram);
  return counts.flatMap((_, place) => bucketAt(histogram, counts, place) ?? []);
}

/** How many values each bucket holds, from the lowest to the highest. */
function countsOf({ negative, zeroCount, positive }: Histogram): readonly number[] {
  if (!negative && zeroCount === 0) return positive.counts;
  return [
    ...(negative?.counts.toReversed() ?? []),
    ...(zeroCount > 0 ? [zeroCount] : []),
    ...positive.counts,
  ];
}

/** The bucket at a place among the counts, with its bounds; `undefined` beside them. */
function bucketAt(histogram: Histogram, counts: readonly number[], place: number): Bucket | undefined {
  const count = counts[place];
  if (count === undefined) return undefined;
  const { scale, negative, zeroCount, zeroThreshold, positive } = histogram;
  const bound = (index: number) => 2 ** (index * 2 ** -scale);
  const negatives = negative?.counts.length ?? 0;
  if (negative && place < negatives) {
    const index = negative.offset + negatives - 1 - place;
    return { low: -bound(index + 1), high: -bound(index), count };
  }
  const zeros = zeroCount > 0 ? 1 : 0;
  if (place < negatives + zeros) return { low: negative ? -zeroThreshold : 0, high: zeroThreshold, count };
  const index = positive.offset + place - negatives - zeros;
  return { low: bound(index), high: bound(index + 1), count };
}

function clamp(value: number, { min, max }: Histogram): number {
  return Math.min(max ?? Infinity, Math.max(min ?? -Infinity, value));
}

function interpolate(low: number, high: number, share: number): number {
  const sameSign = low > 0 || high < 0;
  return sameSign ? low * (high / low) ** share : low + (high - low) * share;
}
