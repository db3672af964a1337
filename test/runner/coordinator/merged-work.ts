import fc from 'fast-check';
import { expect } from 'vitest';
import { emptyHistogram, type Histogram, mergeHistograms, scaleDown } from '../../../core/histogram.ts';
import type { SeriesPoint } from '../../../core/records/index.ts';
import type { FeedPoint } from '../../../runner/coordinator/feed.ts';
import { Merge } from '../../../runner/coordinator/merge.ts';
import { selectState } from '../../../runner/coordinator/select.ts';
import { SimulatedWorker, type Work } from './simulated-worker.ts';

export const originMs = 50_000;
/** The workers' wall clocks stand this far from the coordinator's monotonic clock. */
export const clockMs = 1_700_000_000_000;

export const work: fc.Arbitrary<Work> = fc.record({
  iterations: fc.nat(1_000),
  durations: fc.array(fc.double({ min: 0.01, max: 60_000, noNaN: true }), { maxLength: 30 }),
  passes: fc.nat(100),
  fails: fc.nat(100),
});
export const idle: Work = { iterations: 0, durations: [], passes: 0, fails: 0 };
export const run = fc.array(work, { minLength: 1, maxLength: 12 });

/** One worker's pushes, a second apart. */
export function pushesOf(works: readonly Work[], worker = new SimulatedWorker(clockMs)): FeedPoint[][] {
  return works.map((done, second) => worker.push(clockMs + originMs + (second + 1) * 1_000, done));
}

export function totalOf(works: readonly Work[]) {
  const sum = (of: (work: Work) => number) => works.reduce((total, one) => total + of(one), 0);
  return {
    iterations: sum(({ iterations }) => iterations),
    passes: sum(({ passes }) => passes),
    checks: sum(({ passes, fails }) => passes + fails),
    durations: works.flatMap(({ durations }) => durations),
  };
}

export function receiveAll(merge: Merge, pushes: readonly FeedPoint[][], worker = 0): void {
  for (const points of pushes) merge.receive(worker, points, (points[0]?.timeMs ?? 0) - clockMs + 5);
}

export function startedMerge(workers = 1): Merge {
  const merge = new Merge(workers);
  merge.start(originMs);
  return merge;
}

export function expectTotals(merge: Merge, works: readonly Work[]): void {
  const { iterations, passes, checks, durations } = totalOf(works);
  const state = (metric: string) => selectState(merge.totals(), metric);
  expect(state('iterations') ?? { type: 'counter', count: 0 }).toEqual({
    type: 'counter',
    count: iterations,
  });
  expect(state('checks') ?? { type: 'rate', trues: 0, total: 0 }).toEqual({
    type: 'rate',
    trues: passes,
    total: checks,
  });
  const trend = state('iteration_duration');
  expectHistogramOf(trend?.type === 'trend' ? trend.histogram : emptyHistogram(), durations);
  if (durations.length > 0) {
    expect(trend).toMatchObject({ histogram: { min: Math.min(...durations), max: Math.max(...durations) } });
  }
}

/** Counts are exact; the sum is, but for the rounding of its additions. */
export function expectHistogramOf(histogram: Histogram, values: readonly number[]): void {
  const inBuckets = histogram.positive.counts.reduce((sum, count) => sum + count, 0);
  expect(histogram.count).toBe(values.length);
  expect(inBuckets + histogram.zeroCount).toBe(values.length);
  expect(histogram.sum).toBeCloseTo(
    values.reduce((sum, value) => sum + value, 0),
    4,
  );
}

export function trendOf(merge: Merge): Histogram {
  const state = selectState(merge.totals(), 'iteration_duration');
  return state?.type === 'trend' ? state.histogram : emptyHistogram();
}

/** Of two histograms of the same values, the finer one made as coarse as the other has the same buckets. */
export function expectSameAtCoarserScale(a: Histogram, b: Histogram): void {
  const scale = Math.min(a.scale, b.scale);
  const [{ sum: sumA, ...left }, { sum: sumB, ...right }] = [scaleDown(a, scale), scaleDown(b, scale)];
  expect(left).toEqual(right);
  expect(sumA).toBeCloseTo(sumB, 4);
}

export function sumOf(points: readonly SeriesPoint[], metric: string): number {
  return points
    .filter((point) => point.metric === metric)
    .reduce(
      (sum, point) =>
        sum + (point.type === 'counter' ? point.delta : point.type === 'rate' ? point.total : 0),
      0,
    );
}

export function trendOfPoints(points: readonly SeriesPoint[]): Histogram {
  return points
    .flatMap((point) => (point.type === 'trend' ? [point.histogram] : []))
    .reduce(mergeHistograms, emptyHistogram());
}
