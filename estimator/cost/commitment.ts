import type { Commitment } from '../../core/records/index.ts';
import { hoursPerMonth } from './line.ts';

/**
 * The commitment (31) that costs least for usage in on-demand USD an hour: with a discount δ a commitment of κ USD an hour covers
 * K = κ/(1 − δ), and κ + max(0, u − K) is least where P(u ≥ K) = 1 − δ, the newsvendor's rule. It pays where usage is at least
 * K in more than 1 − δ of the time.
 */
export function bestCommitment(usdPerHour: readonly number[], discount: number): Commitment {
  const sorted = Float64Array.from(usdPerHour).sort();
  const covered = sorted[Math.min(sorted.length - 1, Math.floor(discount * sorted.length))] ?? 0;
  const committed = covered * (1 - discount);
  const mean = (of: (usd: number) => number) => sorted.reduce((sum, usd) => sum + of(usd), 0) / sorted.length;
  const saved = mean((usd) => usd) - mean((usd) => committed + Math.max(0, usd - covered));
  return {
    discount,
    usdPerHour: committed,
    coveredUsdPerHour: covered,
    savedUsdPerMonth: Math.round(saved * hoursPerMonth * 100) / 100,
    breakEvenShare: 1 - discount,
  };
}
