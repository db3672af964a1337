import type { ValueRange } from '../../core/load/index.ts';
import { normalQuantile } from './normal.ts';

/**
 * Quantile u of a range: lognormal on each side of its middle, which is the median, so that values stay positive and a range
 * may reach further up than down.
 */
export function quantileOf({ low, mid, high, confidence }: ValueRange, u: number): number {
  const z = normalQuantile(u) / normalQuantile((1 + confidence) / 2);
  const edge = z < 0 ? Math.max(low, mid * leastShare) : high;
  return mid * (edge / mid) ** Math.abs(z);
}

/** A lower edge at or below zero is taken as this share of the middle. */
const leastShare = 0.01;
