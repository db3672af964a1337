import type { Interval } from '../../core/records/index.ts';
import { studentT } from '../statistics/student-t.ts';

/** One bin: `x` requests and `y` CPU seconds, a second. */
export interface RatioSample {
  readonly x: number;
  readonly y: number;
}

/**
 * D = Σy/Σx with its interval, for samples in order of time.
 *
 * Neighbouring bins resemble each other, so the error comes from blocks (batch means): with r = y − D·x and
 * B_k = Σr over block k of K, SE = √(K/(K−1)·ΣB_k²)/Σx and the half-width is t_{K−1}·SE. There are √n blocks of equal
 * length, at least 3.
 */
export function ratioEstimate(samples: readonly RatioSample[], confidence: number): Interval {
  const total = (pick: (sample: RatioSample) => number) => samples.reduce((sum, each) => sum + pick(each), 0);
  const sumX = total(({ x }) => x);
  const mid = total(({ y }) => y) / sumX;
  const blocks = Math.max(3, Math.floor(Math.sqrt(samples.length)));
  const sums = new Array<number>(blocks).fill(0);
  for (const [i, { x, y }] of samples.entries()) {
    const block = Math.floor((i * blocks) / samples.length);
    sums[block] = (sums[block] ?? 0) + y - mid * x;
  }
  const squares = sums.reduce((sum, each) => sum + each ** 2, 0);
  const t = studentT(blocks - 1, (1 + confidence) / 2);
  const half = (t * Math.sqrt((blocks / (blocks - 1)) * squares)) / sumX;
  return { low: Math.max(0, mid - half), mid, high: mid + half };
}
