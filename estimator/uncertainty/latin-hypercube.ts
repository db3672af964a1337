import { seeded } from './seeded.ts';

/** Draws of a Monte Carlo simulation. */
export const drawCount = 2_000;

/**
 * `count` numbers in (0, 1), one in each stratum of equal width, in an order that the name decides: the same at each call,
 * and independent between names. Together those of several names are a Latin hypercube.
 */
export function stratified(name: string, count: number): Float64Array {
  const random = seeded(name);
  const strata = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    [strata[i], strata[other]] = [strata[other] ?? 0, strata[i] ?? 0];
  }
  return Float64Array.from(strata, (stratum) => (stratum + 0.5e-6 + random() * (1 - 1e-6)) / count);
}
