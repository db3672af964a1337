import { countMeasures } from '../../core/measurements/measures.ts';
import type { ObservedSeries, Step } from '../../core/records/index.ts';

/**
 * How often the size of what was observed changed during a step; `null` if no series tells. Between two points that
 * differ the change may lie anywhere, so that it counts for each step that they touch.
 */
export function targetChanges(
  steps: readonly Pick<Step, 'startMs' | 'endMs'>[],
  observed: readonly ObservedSeries[],
): number | null {
  const counts = observed.filter(({ metric }) => countMeasures.includes(metric));
  if (counts.length === 0) return null;
  return counts.reduce((sum, { points }) => sum + changesIn(steps, points), 0);
}

function changesIn(
  steps: readonly Pick<Step, 'startMs' | 'endMs'>[],
  points: ObservedSeries['points'],
): number {
  const known = points.filter(([, value]) => value !== null);
  return known.slice(1).filter(([tMs, value], i) => {
    const [beforeMs = tMs, before = value] = known[i] ?? [];
    return value !== before && steps.some(({ startMs, endMs }) => startMs < tMs && endMs > beforeMs);
  }).length;
}
