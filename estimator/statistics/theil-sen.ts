import { median } from '../../core/median.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line that a third of wild points does not move: the median of all slopes, and of what they leave (Theil–Sen). */
export interface Line {
  readonly slope: number;
  readonly base: number;
}

/** The line through the points; `undefined` unless two of them are `apart` in x, which slopes are taken over. */
export function theilSen(points: readonly Point[], apart = 0): Line | undefined {
  const slopes = points.flatMap((a, i) =>
    points
      .slice(i + 1)
      .filter((b) => Math.abs(b.x - a.x) > apart)
      .map((b) => (b.y - a.y) / (b.x - a.x)),
  );
  const slope = median(slopes);
  if (slope === undefined) return undefined;
  return { slope, base: median(points.map(({ x, y }) => y - slope * x)) ?? 0 };
}
