import type { DerivedScenario } from './options/derived-scenario.ts';
import { modelOf } from './options/scenarios.ts';
import { type CurvePiece, targetCurve } from './options/target-curve.ts';
import type { Step } from './records/step.ts';

/** A shorter interval holds no second that could be measured whole. */
const shortestStepMs = 1_000;

interface Interval {
  readonly startMs: number;
  readonly endMs: number;
  /** The target of each scenario, in their order. */
  readonly targets: readonly number[];
}

/**
 * The intervals in which the target of every scenario is constant, as long as they get, one row for each scenario
 * that has load in them. Ramps are none, and neither is what is shorter than a second or has no load at all.
 */
export function stepsOf(scenarios: readonly DerivedScenario[]): Step[] {
  const curves = scenarios.map(targetCurve);
  const edges = [...new Set(curves.flat().flatMap(({ startMs, endMs }) => [startMs, endMs]))].sort(
    (a, b) => a - b,
  );
  const intervals = edges.slice(1).flatMap((endMs, i) => intervalOf(curves, edges[i] ?? endMs, endMs) ?? []);
  return joinEqual(intervals)
    .filter(
      ({ startMs, endMs, targets }) =>
        endMs - startMs >= shortestStepMs && targets.some((target) => target > 0),
    )
    .flatMap(({ startMs, endMs, targets }, index) =>
      scenarios.flatMap((scenario, i) => {
        const target = targets[i] ?? 0;
        return target > 0
          ? [{ index, startMs, endMs, scenario: scenario.name, model: modelOf(scenario), target }]
          : [];
      }),
    );
}

/** The targets between two neighbouring edges; `undefined` while one of them moves. */
function intervalOf(curves: readonly CurvePiece[][], startMs: number, endMs: number): Interval | undefined {
  const pieces = curves.map((curve) =>
    curve.find((piece) => piece.startMs <= startMs && endMs <= piece.endMs),
  );
  if (pieces.some((piece) => piece && piece.from !== piece.to)) return undefined;
  return { startMs, endMs, targets: pieces.map((piece) => piece?.to ?? 0) };
}

function joinEqual(intervals: readonly Interval[]): Interval[] {
  const joined: Interval[] = [];
  for (const next of intervals) {
    const last = joined.at(-1);
    const continues =
      last?.endMs === next.startMs && last.targets.every((target, i) => target === next.targets[i]);
    if (last && continues) joined[joined.length - 1] = { ...last, endMs: next.endMs };
    else joined.push(next);
  }
  return joined;
}
