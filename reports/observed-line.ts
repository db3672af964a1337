import type { ObservedSeries } from '../core/records/index.ts';
import type { Line } from './timeline.ts';

interface Level {
  readonly weightedSum: number;
  readonly weight: number;
}

/**
 * An observed series as one mean a bin. A value that labels a period counts for the time by which the period
 * overlaps the bin, an instant for the bin it lies in. A bin that is covered by less than half is a gap.
 */
export function binObserved({ points, stamps }: ObservedSeries, tMs: readonly number[], binMs: number): Line {
  const periodMs = stamps === 'instant' ? 0 : spacingOf(points.map(([pointMs]) => pointMs));
  const levels = new Map<number, Level>();
  for (const [pointMs, value] of points) {
    if (value === null) continue;
    const startMs = stamps === 'end' ? pointMs - periodMs : pointMs;
    for (const [bin, weight] of overlaps(startMs, periodMs, binMs)) {
      const level = levels.get(bin) ?? { weightedSum: 0, weight: 0 };
      levels.set(bin, { weightedSum: level.weightedSum + value * weight, weight: level.weight + weight });
    }
  }
  const least = periodMs === 0 ? 0 : binMs / 2;
  return tMs.map((start) => {
    const level = levels.get(start);
    return level && level.weight >= least ? level.weightedSum / level.weight : null;
  });
}

/** The bins that a period touches, each with the time it covers there; an instant touches its own with weight 1. */
function* overlaps(startMs: number, periodMs: number, binMs: number): Generator<readonly [number, number]> {
  const first = Math.floor(startMs / binMs) * binMs;
  if (periodMs === 0) yield [first, 1];
  const endMs = startMs + periodMs;
  for (let bin = first; bin < endMs; bin += binMs) {
    yield [bin, Math.min(bin + binMs, endMs) - Math.max(bin, startMs)];
  }
}

/** The median distance between points; 0 if there are fewer than two. */
function spacingOf(tMs: readonly number[]): number {
  const distances = tMs.slice(1).map((time, index) => time - (tMs[index] ?? time));
  return distances.sort((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 0;
}
