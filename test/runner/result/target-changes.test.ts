import { describe, expect, it } from 'vitest';
import type { ObservedSeries } from '../../../core/records/index.ts';
import { targetChanges } from '../../../runner/result/target-changes.ts';

const series = (metric: string, points: ObservedSeries['points']): ObservedSeries => ({
  source: 'kubernetes',
  resource: 'shop',
  metric,
  unit: '',
  stamps: 'instant',
  points,
});

/** From 10 s to 20 s and from 30 s to 40 s; a ramp between them. */
const steps = [
  { startMs: 10_000, endMs: 20_000 },
  { startMs: 30_000, endMs: 40_000 },
];
const replicas = (...points: readonly (readonly [sec: number, value: number | null])[]) =>
  series(
    'replicas',
    points.map(([sec, value]) => [sec * 1_000, value]),
  );

describe('targetChanges', () => {
  it.each<[string, ObservedSeries[], number | null]>([
    ['tells nothing without a series of counts', [series('cpu_cores', [[0, 1]])], null],
    ['sees no change in a constant number', [replicas([0, 2], [15, 2], [35, 2])], 0],
    ['counts a change inside of a step', [replicas([11, 2], [16, 3])], 1],
    ['counts one that may have been inside of it', [replicas([5, 2], [12, 3])], 1],
    ['counts one over a gap', [replicas([11, 2], [14, null], [17, 1])], 1],
    ['lets a target grow between steps', [replicas([21, 2], [29, 3])], 0],
    ['lets a target grow before the load', [replicas([-5, 1], [5, 2])], 0],
    [
      'adds up resources',
      [
        replicas([11, 2], [12, 3]),
        series('tasks', [
          [31_000, 1],
          [32_000, 2],
          [33_000, 1],
        ]),
      ],
      3,
    ],
  ])('%s', (_, observed, expected) => {
    expect(targetChanges(steps, observed)).toBe(expected);
  });
});
