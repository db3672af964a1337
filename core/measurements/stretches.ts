import { median } from '../median.ts';
import type { ObservedSeries } from '../records/index.ts';

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
 * than twice the usual one, a point stands for the usual one only, so that a hole stays a hole. Where the series says
 * how long the period of a point is, it stands for that. Else fewer than two points have no length: none.
 */
export function stretchesOf({
  points,
  stamps,
  periodMs,
}: Pick<ObservedSeries, 'points' | 'stamps' | 'periodMs'>): readonly Stretch[] {
  const sorted = points.toSorted(([a], [b]) => a - b);
  const gaps = sorted.slice(1).map(([tMs], i) => tMs - (sorted[i]?.[0] ?? tMs));
  const usualMs = periodMs ?? median(gaps);
  if (usualMs === undefined) return [];
  const within = (gapMs: number | undefined) =>
    gapMs === undefined || periodMs !== undefined || gapMs > 2 * usualMs ? usualMs : gapMs;
  const back = shareBefore[stamps];
  return sorted.map(([tMs, value], i) => ({
    startMs: tMs - back * within(gaps[i - 1]),
    endMs: tMs + (1 - back) * within(gaps[i]),
    value,
  }));
}

/** How long the stretches are, as a rule; `undefined` of none. */
export function periodOf(stretches: readonly Stretch[]): number | undefined {
  return median(stretches.map(({ startMs, endMs }) => endMs - startMs));
}

/** Those of the stretches, in order of time, that share some time with a window. */
export function overlapping(
  stretches: readonly Stretch[],
  startMs: number,
  endMs: number,
): readonly Stretch[] {
  let first = 0;
  let end = stretches.length;
  while (first < end) {
    const middle = (first + end) >>> 1;
    if ((stretches[middle]?.endMs ?? 0) <= startMs) first = middle + 1;
    else end = middle;
  }
  let after = first;
  while ((stretches[after]?.startMs ?? Infinity) < endMs) after++;
  return stretches.slice(first, after);
}

/** The mean over a window, or `null` unless known stretches cover all of it. */
export function meanOver(stretches: readonly Stretch[], startMs: number, endMs: number): number | null {
  let coveredMs = 0;
  let integral = 0;
  for (const stretch of overlapping(stretches, startMs, endMs)) {
    if (stretch.value === null) return null;
    const overlapMs = Math.min(endMs, stretch.endMs) - Math.max(startMs, stretch.startMs);
    coveredMs += overlapMs;
    integral += overlapMs * stretch.value;
  }
  return coveredMs >= (endMs - startMs) * 0.999 ? integral / coveredMs : null;
}
