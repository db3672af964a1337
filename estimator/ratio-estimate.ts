import type { Interval } from '../core/records/index.ts';

/** Confidence of every interval that `ratioEstimate` gives. */
export const confidence = 0.9;

/** 95th percentile of Student's t by degrees of freedom, from 1. */
const studentT95 = [
  6.314, 2.92, 2.353, 2.132, 2.015, 1.943, 1.895, 1.86, 1.833, 1.812, 1.796, 1.782, 1.771, 1.761, 1.753,
  1.746, 1.74, 1.734, 1.729, 1.725, 1.721, 1.717, 1.714, 1.711, 1.708, 1.706, 1.703, 1.701, 1.699, 1.697,
];

/** One second: `x` requests, `y` CPU seconds; `group` is its step. */
export interface RatioSample {
  readonly x: number;
  readonly y: number;
  readonly group: number | null;
}

/**
 * D = Σy/Σx with its 90 % interval, for samples in order of time.
 *
 * Neighbouring seconds resemble each other, so the error comes from blocks (batch means): with r = y − D·x and
 * B_k = Σr over block k of K, SE = √(K/(K−1)·ΣB_k²)/Σx and the half-width is t₀.₉₅,K₋₁·SE. There are √n blocks of
 * equal length, at least 3; from 3 groups on, the groups are tried as blocks too and the wider interval holds,
 * since demand that changes with the load shows only between them.
 */
export function ratioEstimate(samples: readonly RatioSample[]): Interval {
  const total = (pick: (sample: RatioSample) => number) => samples.reduce((sum, each) => sum + pick(each), 0);
  const sumX = total(({ x }) => x);
  const mid = total(({ y }) => y) / sumX;
  const blocks = Math.max(3, Math.floor(Math.sqrt(samples.length)));
  const halfWidthOf = (blockOf: (sample: RatioSample, i: number) => number | null) => {
    const sums = new Map<number | null, number>();
    for (const [i, sample] of samples.entries()) {
      const block = blockOf(sample, i);
      sums.set(block, (sums.get(block) ?? 0) + sample.y - mid * sample.x);
    }
    const k = sums.size;
    const squares = [...sums.values()].reduce((sum, each) => sum + each ** 2, 0);
    return (t95(k - 1) * Math.sqrt((k / (k - 1)) * squares)) / sumX;
  };
  const byTime = halfWidthOf((_, i) => Math.floor((i * blocks) / samples.length));
  const groups = new Set(samples.map(({ group }) => group)).size;
  const half =
    groups < 3
      ? byTime
      : Math.max(
          byTime,
          halfWidthOf(({ group }) => group),
        );
  return { low: Math.max(0, mid - half), mid, high: mid + half };
}

/** Past 30 degrees of freedom the first term of the Cornish–Fisher expansion is exact to 1e-3. */
function t95(degrees: number): number {
  const z = 1.6449;
  return studentT95[degrees - 1] ?? z + (z ** 3 + z) / (4 * degrees);
}
