import type { ObservedSeries } from '../core/records/index.ts';
import type { Line } from './timeline.ts';

interface Level {
  readonly weightedSum: number;
  readonly weight: number;
}

/**
 * An observed series as one mean a bin, weighted by time: a value stands for its period, an instant for the time
 * around it, up to half the distance to the next. A bin that is covered by less than half is a gap.
 */
export function binObserved({ points, stamps }: ObservedSeries, tMs: readonly number[], binMs: number): Line {
  const periodMs = spacingOf(points.map(([pointMs]) => pointMs)) ?? binMs;
  const levels = new Map<number, Level>();
  for (const [pointMs, value] of points) {
    if (value === null) continue;
    const startMs = pointMs - periodMs * shareBefore[stamps];
    for (const [bin, weight] of overlaps(startMs, periodMs, binMs)) {
      const level = levels.get(bin) ?? { weightedSum: 0, weight: 0 };
      levels.set(bin, { weightedSum: level.weightedSum + value * weight, weight: level.weight + weight });
    }
  }
  return tMs.map((start) => {
    const level = levels.get(start);
    return level && level.weight >= binMs / 2 ? level.weightedSum / level.weight : null;
  });
}

/** How much of its period lies before the time that labels a value. */
const shareBefore = { start: 0, instant: 0.5, end: 1 } as const satisfies Record<
  ObservedSeries['stamps'],
  number
>;

/** The bins that a period touches, each with the time it covers there. */
function* overlaps(startMs: number, periodMs: number, binMs: number): Generator<readonly [number, number]> {
  const endMs = startMs + periodMs;
  for (let bin = Math.floor(startMs / binMs) * binMs; bin < endMs; bin += binMs) {
    yield [bin, Math.min(bin + binMs, endMs) - Math.max(bin, startMs)];
  }
}

/** The median distance between points; `undefined` if there are fewer than two. */
function spacingOf(tMs: readonly number[]): number | undefined {
  const distances = tMs.slice(1).map((time, index) => time - (tMs[index] ?? time));
  return distances.sort((a, b) => a - b)[Math.floor(distances.length / 2)];
}
