import { z } from 'zod';

const buckets = z.object({ offset: z.int(), counts: z.array(z.number().nonnegative()) });

/**
 * A base-2 exponential histogram as OpenTelemetry defines it, the form in which every trend is kept and merged.
 *
 * With `base = 2^(2^-scale)`, `positive.counts[j]` counts the values in `(base^i, base^(i+1)]`, `i = offset + j`;
 * `negative` mirrors it for values below zero; `zeroCount` counts those within `zeroThreshold` of zero.
 * `min` and `max` are absent where they are not known, as in a difference of two histograms.
 */
export const histogramSchema = z.object({
  scale: z.int(),
  zeroThreshold: z.number(),
  zeroCount: z.number().nonnegative(),
  positive: buckets,
  negative: buckets.optional(),
  count: z.number().nonnegative(),
  sum: z.number(),
  min: z.number().optional(),
  max: z.number().optional(),
});

export type Histogram = z.infer<typeof histogramSchema>;
export type Buckets = z.infer<typeof buckets>;

/** The scale of an empty histogram: the finest that OpenTelemetry's SDKs start from. */
const maxScale = 20;

/** A merged histogram spans at most this many buckets; beyond it the scale falls. Workers' own span 160. */
export const maxBuckets = 320;

export function emptyHistogram(): Histogram {
  return {
    scale: maxScale,
    zeroThreshold: 0,
    zeroCount: 0,
    positive: { offset: 0, counts: [] },
    count: 0,
    sum: 0,
  };
}

/** The same histogram at a coarser scale; exact, as each bucket falls whole into one of the coarser buckets. */
export function scaleDown(histogram: Histogram, scale: number): Histogram {
  const shift = histogram.scale - scale;
  if (shift <= 0) return histogram;
  const { negative, ...rest } = histogram;
  return {
    ...rest,
    scale,
    positive: scaleDownBuckets(histogram.positive, shift),
    ...(negative && { negative: scaleDownBuckets(negative, shift) }),
  };
}

function scaleDownBuckets({ offset, counts }: Buckets, shift: number): Buckets {
  if (counts.length === 0) return { offset: 0, counts: [] };
  const divisor = 2 ** shift;
  const first = Math.floor(offset / divisor);
  const last = Math.floor((offset + counts.length - 1) / divisor);
  const scaled = new Array<number>(last - first + 1).fill(0);
  counts.forEach((count, j) => {
    const index = Math.floor((offset + j) / divisor) - first;
    scaled[index] = (scaled[index] ?? 0) + count;
  });
  return { offset: first, counts: scaled };
}

/** The buckets of `a` plus `sign` times those of `b`, both at the same scale. */
function addBuckets(a: Buckets, b: Buckets, sign: 1 | -1): Buckets {
  if (b.counts.length === 0) return a;
  if (a.counts.length === 0 && sign === 1) return b;
  const first = a.counts.length === 0 ? b.offset : Math.min(a.offset, b.offset);
  const end = Math.max(a.offset + a.counts.length, b.offset + b.counts.length);
  const counts = new Array<number>(end - first).fill(0);
  for (let j = 0; j < a.counts.length; j++) counts[a.offset - first + j] = a.counts[j] ?? 0;
  for (let j = 0; j < b.counts.length; j++) {
    const index = b.offset - first + j;
    counts[index] = Math.max(0, (counts[index] ?? 0) + sign * (b.counts[j] ?? 0));
  }
  return { offset: first, counts };
}

const none: Buckets = { offset: 0, counts: [] };

function addNegative(a: Histogram, b: Histogram, sign: 1 | -1): { negative?: Buckets } {
  const negative = trimBuckets(addBuckets(a.negative ?? none, b.negative ?? none, sign));
  return negative.counts.length === 0 ? {} : { negative };
}

/** The finest scale, at most that of either, at which the buckets of both together fit into `maxBuckets`. */
function commonScale(a: Histogram, b: Histogram): number {
  let scale = Math.min(a.scale, b.scale);
  while (span(a.positive, b.positive, a.scale - scale, b.scale - scale) > maxBuckets) scale--;
  if (a.negative && b.negative) {
    while (span(a.negative, b.negative, a.scale - scale, b.scale - scale) > maxBuckets) scale--;
  }
  return scale;
}

function span(a: Buckets, b: Buckets, shiftA: number, shiftB: number): number {
  if (a.counts.length === 0 || b.counts.length === 0) return 0;
  const first = Math.min(Math.floor(a.offset / 2 ** shiftA), Math.floor(b.offset / 2 ** shiftB));
  const lastOf = ({ offset, counts }: Buckets, shift: number) =>
    Math.floor((offset + counts.length - 1) / 2 ** shift);
  return Math.max(lastOf(a, shiftA), lastOf(b, shiftB)) - first + 1;
}

/** All values of both: counts and sums add up exactly, at the coarser scale or at the first at which both fit. */
export function mergeHistograms(a: Histogram, b: Histogram): Histogram {
  if (a.count === 0) return b;
  if (b.count === 0) return a;
  const scale = commonScale(a, b);
  const left = scaleDown(a, scale);
  const right = scaleDown(b, scale);
  return {
    scale,
    zeroThreshold: Math.max(a.zeroThreshold, b.zeroThreshold),
    zeroCount: a.zeroCount + b.zeroCount,
    positive: addBuckets(left.positive, right.positive, 1),
    ...addNegative(left, right, 1),
    count: a.count + b.count,
    sum: a.sum + b.sum,
    ...(a.min !== undefined && b.min !== undefined && { min: Math.min(a.min, b.min) }),
    ...(a.max !== undefined && b.max !== undefined && { max: Math.max(a.max, b.max) }),
  };
}

/**
 * The values that came between two cumulative states of one series. The finer state is scaled down first, since
 * a running histogram's scale falls as its range grows. A difference knows no min and max.
 */
export function subtractHistograms(later: Histogram, earlier: Histogram): Histogram {
  const scale = Math.min(later.scale, earlier.scale);
  const left = scaleDown(later, scale);
  const right = scaleDown(earlier, scale);
  return {
    scale,
    zeroThreshold: Math.max(later.zeroThreshold, earlier.zeroThreshold),
    zeroCount: Math.max(0, later.zeroCount - earlier.zeroCount),
    positive: trimBuckets(addBuckets(left.positive, right.positive, -1)),
    ...addNegative(left, right, -1),
    count: Math.max(0, later.count - earlier.count),
    sum: later.sum - earlier.sum,
  };
}

/** The same buckets without the empty ones at either end. */
function trimBuckets({ offset, counts }: Buckets): Buckets {
  let first = 0;
  let end = counts.length;
  while (end > 0 && counts[end - 1] === 0) end--;
  while (first < end && counts[first] === 0) first++;
  return first === end ? none : { offset: offset + first, counts: counts.slice(first, end) };
}
