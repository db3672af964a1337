import { describe, expect, it } from 'vitest';
import { meanOver, stretchesOf } from '../../../core/measurements/stretches.ts';

const points: [number, number | null][] = [
  [1_000, 1],
  [2_000, 2],
  [3_000, 3],
];

describe('a point stands for', () => {
  it.each([
    { name: 'the time before it when it is stamped at the end', stamps: 'end' as const, startMs: 0, mean: 2 },
    {
      name: 'the time after it when it is stamped at the start',
      stamps: 'start' as const,
      startMs: 1_000,
      mean: 2,
    },
    { name: 'half of both when it is an instant', stamps: 'instant' as const, startMs: 500, mean: 2 },
  ])('$name', ({ stamps, startMs, mean }) => {
    const stretches = stretchesOf({ points, stamps });
    expect(stretches.map((stretch) => stretch.startMs)).toEqual([startMs, startMs + 1_000, startMs + 2_000]);
    expect(meanOver(stretches, startMs, startMs + 3_000)).toBe(mean);
  });

  it('the same whatever the order of the points', () => {
    expect(stretchesOf({ points: points.toReversed(), stamps: 'end' })).toEqual(
      stretchesOf({ points, stamps: 'end' }),
    );
  });

  it('nothing when it is alone: its length is unknown', () => {
    expect(stretchesOf({ points: [[1_000, 1]], stamps: 'end' })).toEqual([]);
  });
});

describe('the mean over a window', () => {
  const stretches = stretchesOf({ points, stamps: 'end' });
  it.each([
    { name: 'weighs each stretch by its overlap', window: [500, 1_500], mean: 1.5 },
    { name: 'is unknown before the first stretch', window: [-500, 500], mean: null },
    { name: 'is unknown after the last stretch', window: [2_500, 3_500], mean: null },
  ])('$name', ({ window: [startMs = 0, endMs = 0], mean }) => {
    expect(meanOver(stretches, startMs, endMs)).toBe(mean);
  });

  it('is unknown where a point is', () => {
    const withGap = stretchesOf({ points: [...points, [4_000, null]], stamps: 'end' });
    expect(meanOver(withGap, 2_500, 3_500)).toBeNull();
    expect(meanOver(withGap, 2_000, 3_000)).toBe(3);
  });

  it('is unknown in a hole of the series, and known at its rim', () => {
    const withHole = stretchesOf({ points: [...points, [10_000, 4]], stamps: 'end' });
    expect(meanOver(withHole, 5_000, 6_000)).toBeNull();
    expect(meanOver(withHole, 9_000, 10_000)).toBe(4);
  });
});
