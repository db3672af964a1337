import type { Buckets, Histogram } from '../../core/histogram.ts';

/** The histogram of raw values at a scale, the slow and obvious way; value `v > 0` is in bucket ⌈log(v)/log(base)⌉ − 1. */
export function histogramOf(values: readonly number[], scale = 3, knowsRange = true): Histogram {
  const positive = values.filter((value) => value > 0);
  const negative = values.filter((value) => value < 0).map((value) => -value);
  return {
    scale,
    zeroThreshold: 0,
    zeroCount: values.length - positive.length - negative.length,
    positive: bucketsFor(positive, scale),
    ...(negative.length > 0 && { negative: bucketsFor(negative, scale) }),
    count: values.length,
    sum: values.reduce((sum, value) => sum + value, 0),
    ...(knowsRange && values.length > 0 && { min: Math.min(...values), max: Math.max(...values) }),
  };
}

function bucketsFor(values: readonly number[], scale: number): Buckets {
  if (values.length === 0) return { offset: 0, counts: [] };
  const indexes = values.map((value) => Math.ceil(Math.log2(value) * 2 ** scale) - 1);
  const offset = Math.min(...indexes);
  const counts = new Array<number>(Math.max(...indexes) - offset + 1).fill(0);
  for (const index of indexes) counts[index - offset] = (counts[index - offset] ?? 0) + 1;
  return { offset, counts };
}

/** k6's own percentile of raw values: a straight line between the two nearest ranks of `q·(n−1)`. */
export function exactPercentile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = q * (sorted.length - 1);
  const below = sorted[Math.floor(rank)] ?? Number.NaN;
  const above = sorted[Math.ceil(rank)] ?? Number.NaN;
  return below + (rank - Math.floor(rank)) * (above - below);
}
