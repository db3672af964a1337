import type { LoadPoint } from '../../../estimator/scalability/load-point.ts';

function loads(concurrencies: readonly number[], throughputs: readonly number[]): LoadPoint[] {
  return concurrencies.map((concurrency, i) => ({
    concurrency,
    throughputPerSec: throughputs[i] ?? Number.NaN,
  }));
}

/** Rays a second on a SGI Origin 2000, as the R package `usl` has them. */
export const raytracer = loads(
  [1, 4, 8, 12, 16, 20, 24, 28, 32, 48, 64],
  [20, 78, 130, 170, 190, 200, 210, 230, 260, 280, 310],
);

/** λ = 1, σ = κ = 0.02, rounded to four decimals. */
export const exact = loads([1, 2, 4, 6, 8, 10], [1, 1.8868, 3.0769, 3.5294, 3.5398, 3.3557]);
