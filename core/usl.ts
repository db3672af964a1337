import type { UslParameters } from './records/fit.ts';

/**
 * The throughput that the universal scalability law (Gunther) gives for `concurrency` N requests in flight,
 *
 *     X(N) = λ·N / (1 + σ·(N − 1) + κ·N·(N − 1))
 *
 * with λ the throughput of one alone, σ the share of the work that must queue (contention) and κ the cost of keeping
 * each pair coherent.
 */
export function uslThroughput(usl: UslParameters, concurrency: number): number {
  return (usl.lambda * concurrency) / uslSlowdown(usl, concurrency);
}

/** 1 + σ·(N − 1) + κ·N·(N − 1): how many times longer a request takes than alone. */
export function uslSlowdown({ sigma, kappa }: UslParameters, concurrency: number): number {
  return 1 + sigma * (concurrency - 1) + kappa * concurrency * (concurrency - 1);
}
