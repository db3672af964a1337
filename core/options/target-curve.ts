import type { DerivedScenario, Stage } from './derived-scenario.ts';

/** A stretch of the run in which a scenario's target moves on a straight line `from` one value `to` another. */
export interface CurvePiece {
  readonly startMs: number;
  readonly endMs: number;
  readonly from: number;
  readonly to: number;
}

/**
 * A scenario's target over the run, in order and without gaps: iterations started per second for arrival rates,
 * virtual users for the rest. Outside of it the scenario is not active. Jumps lie between two pieces.
 */
export function targetCurve(scenario: DerivedScenario): CurvePiece[] {
  const { startMs } = scenario;
  switch (scenario.executor) {
    case 'constant-vus':
      return flat(startMs, scenario.durationMs, scenario.vus);
    case 'shared-iterations':
    case 'per-vu-iterations':
      return flat(startMs, scenario.maxDurationMs, scenario.vus);
    case 'constant-arrival-rate':
      return flat(startMs, scenario.durationMs, scenario.ratePerSec);
    case 'ramping-vus':
      return ramps(startMs, scenario.startVus, scenario.stages);
    case 'ramping-arrival-rate':
      return ramps(startMs, scenario.startRatePerSec, scenario.stages);
  }
}

function flat(startMs: number, durationMs: number, target: number): CurvePiece[] {
  return [{ startMs, endMs: startMs + durationMs, from: target, to: target }];
}

function ramps(startMs: number, start: number, stages: readonly Stage[]): CurvePiece[] {
  const pieces: CurvePiece[] = [];
  let [atMs, from] = [startMs, start];
  for (const { durationMs, target: to } of stages) {
    if (durationMs > 0) pieces.push({ startMs: atMs, endMs: atMs + durationMs, from, to });
    atMs += durationMs;
    from = to;
  }
  return pieces;
}
