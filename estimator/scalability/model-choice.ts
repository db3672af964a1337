import type { UslFit } from './fit-usl.ts';
import type { LoadPoint } from './load-point.ts';

export type ScalabilityModel = 'linear' | 'contention' | 'usl';

interface Candidate {
  readonly model: ScalabilityModel;
  readonly parameters: number;
  readonly residualSquares: number;
}

/**
 * The model that explains the points with the fewest parameters: the least AICc of linear (X = λ·N), contention
 * (κ = 0) and the whole law,
 *
 *     AICc = n·ln(RSS/n) + 2k + 2k·(k + 1)/(n − k − 1),   k: the parameters and the variance
 *
 * (Hurvich & Tsai 1989). `contention` is the fit with κ = 0, `usl` the one with κ free.
 */
export function chooseModel(points: readonly LoadPoint[], contention: UslFit, usl: UslFit): ScalabilityModel {
  const candidates: readonly Candidate[] = [
    { model: 'linear', parameters: 1, residualSquares: linearSquares(points) },
    { model: 'contention', parameters: 2, residualSquares: contention.residualSquares },
    { model: 'usl', parameters: 3, residualSquares: usl.residualSquares },
  ];
  const rounding = 1e-12 * points.reduce((sum, { throughputPerSec }) => sum + throughputPerSec ** 2, 0);
  const scored = candidates.map(({ model, parameters, residualSquares }) => ({
    model,
    score: aicc(points.length, parameters + 1, Math.max(residualSquares, rounding)),
  }));
  return scored.reduce((best, each) => (each.score < best.score ? each : best)).model;
}

function aicc(n: number, k: number, residualSquares: number): number {
  const correction = n > k + 1 ? (2 * k * (k + 1)) / (n - k - 1) : Infinity;
  return n * Math.log(residualSquares / n) + 2 * k + correction;
}

function linearSquares(points: readonly LoadPoint[]): number {
  const sum = (of: (point: LoadPoint) => number) => points.reduce((total, each) => total + of(each), 0);
  const lambda =
    sum(({ concurrency, throughputPerSec }) => concurrency * throughputPerSec) /
    sum(({ concurrency }) => concurrency ** 2);
  return sum(({ concurrency, throughputPerSec }) => (throughputPerSec - lambda * concurrency) ** 2);
}
