import type { UslParameters as Usl } from '../../core/records/index.ts';
import { uslSlowdown, uslThroughput } from '../../core/usl.ts';

/** ∂X/∂λ, ∂X/∂σ and ∂X/∂κ at N. */
export function uslGradient(usl: Usl, concurrency: number): [number, number, number] {
  const slow = uslSlowdown(usl, concurrency);
  const single = concurrency / slow;
  const lost = (-usl.lambda * single * (concurrency - 1)) / slow;
  return [single, lost, lost * concurrency];
}

/** dX/dN = λ·(1 − σ − κ·N²) / (1 + σ·(N − 1) + κ·N·(N − 1))² */
export function uslSlope(usl: Usl, concurrency: number): number {
  const { lambda, sigma, kappa } = usl;
  return (lambda * (1 - sigma - kappa * concurrency ** 2)) / uslSlowdown(usl, concurrency) ** 2;
}

/** The load beyond which throughput falls, N = √((1 − σ)/κ); `null` where κ = 0, which has none. */
export function uslPeak(usl: Usl): { readonly concurrency: number; readonly throughput: number } | null {
  if (usl.kappa === 0) return null;
  const concurrency = Math.sqrt((1 - usl.sigma) / usl.kappa);
  return { concurrency, throughput: uslThroughput(usl, concurrency) };
}

/** λ/σ, which throughput would approach if coherency cost nothing; for σ > 0. */
export function uslLimit({ lambda, sigma }: Usl): number {
  return lambda / sigma;
}
