import type { DerivedScenario } from '../options/derived-scenario.ts';
import { modelOf } from '../options/scenarios.ts';
import { type CurvePiece, targetCurve } from '../options/target-curve.ts';
import type { GuardDecision } from '../records/run-plan.ts';

/**
 * A sentence when the plan asks for more iterations per second than the ceiling lets requests through, at its
 * highest moment over all scenarios; empty without a ceiling. An iteration is taken to make at least one request.
 */
export function rateCeilingProblems(
  scenarios: readonly DerivedScenario[],
  decision: GuardDecision,
): string[] {
  const { maxRatePerSec, environment } = decision;
  const peak = peakRatePerSec(scenarios);
  if (maxRatePerSec === undefined || peak <= maxRatePerSec) return [];
  return [
    `the scenarios start up to ${peak} iterations/s, above the ceiling of ${maxRatePerSec} requests/s of "${environment}"`,
  ];
}

/** The highest sum of all arrival rates. Rates move on straight lines, so it lies at an end of one of them. */
function peakRatePerSec(scenarios: readonly DerivedScenario[]): number {
  const curves = scenarios.filter((scenario) => modelOf(scenario) === 'open').map(targetCurve);
  const edges = curves.flat().flatMap(({ startMs, endMs }) => [startMs, endMs]);
  const total = (rateOf: (curve: readonly CurvePiece[]) => number) =>
    curves.reduce((sum, curve) => sum + rateOf(curve), 0);
  return Math.max(
    0,
    ...edges.flatMap((atMs) => [total((curve) => before(curve, atMs)), total((curve) => after(curve, atMs))]),
  );
}

/** The rate with which a curve arrives at a time; 0 where it is not active. */
function before(curve: readonly CurvePiece[], atMs: number): number {
  return rateAt(
    curve.find((piece) => piece.startMs < atMs && atMs <= piece.endMs),
    atMs,
  );
}

/** The rate with which a curve goes on from a time; 0 where it is not active. */
function after(curve: readonly CurvePiece[], atMs: number): number {
  return rateAt(
    curve.find((piece) => piece.startMs <= atMs && atMs < piece.endMs),
    atMs,
  );
}

function rateAt(piece: CurvePiece | undefined, atMs: number): number {
  if (!piece) return 0;
  return piece.from + ((piece.to - piece.from) * (atMs - piece.startMs)) / (piece.endMs - piece.startMs);
}
