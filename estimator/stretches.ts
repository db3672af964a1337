import type { ObservedSeries } from '../core/records/index.ts';
import { median } from './median.ts';

/** A stretch of time over which an observed quantity counts as constant; `null` is not known. */
export interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
  readonly value: number | null;
}

/** How much of its stretch lies before a point's time stamp. */
const shareBefore = { end: 1, start: 0, instant: 0.5 } as const;

/**
 * The stretches that the points of a series stand for, in order of time. A point stamped `end` stands for the time
 * since the point before it, `start` for the time up to the next, `instant` for half of both. Where the gap is more
 * than twice the usual one, a point stands for the usual one only, so that a hole stays a hole. Fewer than two
 * points have no length: none.
 */
export function stretchesOf({
  points,
  stamps,
}: Pick<ObservedSeries, 'points' | 'stamps'>): readonly Stretch[] {
  const sorted = points.toSorted(([a], [b]) => a - b);
  const gaps = sorted.slice(1).map(([tMs], i) => tMs - (sorted[i]?.[0] ?? tMs));
  const usualMs = median(gaps);
  if (usualMs === undefined) return [];
  const within = (gapMs: number | undefined) =>
    gapMs === undefined || gapMs > 2 * usualMs ? usualMs : gapMs;
  const back = shareBefore[stamps];
  return sorted.map(([tMs, value], i) => ({
    startMs: tMs - back * within(gaps[i - 1]),
    endMs: tMs + (1 - back) * within(gaps[i]),
    value,
  }));
}

/** The mean over a window, or `null` unless known stretches cover all of it. */
export function meanOver(stretches: readonly Stretch[], startMs: number, endMs: number): number | null {
  let coveredMs = 0;
  let integral = 0;
  for (const stretch of stretches) {
    const overlapMs = Math.min(endMs, stretch.endMs) - Math.max(startMs, stretch.startMs);
    if (overlapMs <= 0) continue;
    if (stretch.value === null) return null;
    coveredMs += overlapMs;
    integral += overlapMs * stretch.value;
  }
  return coveredMs >= (endMs - startMs) * 0.999 ? integral / coveredMs : null;
}
