import { uslThroughput } from '../../core/usl.ts';
import { studentT } from '../statistics/student-t.ts';
import type { UslFit } from './fit-usl.ts';
import { uslGradient } from './usl.ts';

/**
 * The bounds between which the law's throughput at a concurrency lies with a confidence (0–1): by the delta method
 * X(N) ± t·√(gᵀΣg), with g the gradient of X in λ, σ and κ, Σ their covariance, and t of Student's distribution,
 * two-sided.
 */
export function uslBand(
  fit: UslFit,
  concurrency: number,
  confidence: number,
): { readonly low: number; readonly high: number } {
  const gradient = uslGradient(fit, concurrency);
  const variance = fit.covariance.reduce(
    (sum, row, i) =>
      sum + row.reduce((inner, each, j) => inner + (gradient[i] ?? 0) * each * (gradient[j] ?? 0), 0),
    0,
  );
  const half = studentT(fit.degrees, (1 + confidence) / 2) * Math.sqrt(Math.max(0, variance));
  const mid = uslThroughput(fit, concurrency);
  return { low: Math.max(0, mid - half), high: mid + half };
}
