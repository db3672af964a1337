import { Matrix, solve } from 'ml-matrix';
import type { UslParameters as Usl } from '../../core/records/index.ts';
import type { LoadPoint } from './load-point.ts';

/**
 * The scalability law from its linear form, N/X = 1/λ·(1 + σ·(N − 1) + κ·N·(N − 1)): a quick start for the real fit
 * and no more, since it weighs the errors of small throughputs most. Its values are brought into the law's bounds.
 */
export function linearisedUsl(points: readonly LoadPoint[]): Usl {
  const rows = points.map(({ concurrency: n }) => [1, n - 1, n * (n - 1)]);
  const inverseEfficiency = points.map(({ concurrency, throughputPerSec }) => [
    concurrency / throughputPerSec,
  ]);
  const [a = 0, b = 0, c = 0] = solve(new Matrix(rows), new Matrix(inverseEfficiency), true).to1DArray();
  const lambda = Math.max(
    ...points.map(({ concurrency, throughputPerSec }) => throughputPerSec / concurrency),
  );
  if (a <= 0) return { lambda, sigma: 0.05, kappa: 0.0001 };
  return { lambda: 1 / a, sigma: Math.min(1, Math.max(0, b / a)), kappa: Math.min(1, Math.max(0, c / a)) };
}
