import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyHistogram, type Histogram, mergeHistograms, scaleDown } from '../../../core/histogram.ts';
import type { SeriesPoint } from '../../../core/records/index.ts';
import { type FeedPoint, overflowTag } from '../../../runner/coordinator/feed.ts';
import { Merge } from '../../../runner/coordinator/merge.ts';
import { selectState } from '../../../runner/coordinator/select.ts';
import { SimulatedWorker, seriesOf, type Work } from './simulated-worker.ts';

const originMs = 50_000;
/** The workers' wall clocks stand this far from the coordinator's monotonic clock. */
const clockMs = 1_700_000_000_000;

const work: fc.Arbitrary<Work> = fc.record({
  iterations: fc.nat(1_000),
  durations: fc.array(fc.double({ min: 0.01, max: 60_000, noNaN: true }), { maxLength: 30 }),
  passes: fc.nat(100),
  fails: fc.nat(100),
});
const idle: Work = { iterations: 0, durations: [], passes: 0, fails: 0 };
const run = fc.array(work, { minLength: 1, maxLength: 12 });

/** One worker's pushes, a second apart. */
function pushesOf(works: readonly Work[], worker = new SimulatedWorker(clockMs)): FeedPoint[][] {
  return works.map((done, second) => worker.push(clockMs + originMs + (second + 1) * 1_000, done));
}

function totalOf(works: readonly Work[]) {
  const sum = (of: (work: Work) => number) => works.reduce((total, one) => total + of(one), 0);
  return {
    iterations: sum(({ iterations }) => iterations),
    passes: sum(({ passes }) => passes),
    checks: sum(({ passes, fails }) => passes + fails),
    durations: works.flatMap(({ durations }) => durations),
  };
}

function receiveAll(merge: Merge, pushes: readonly FeedPoint[][], worker = 0): void {
  for (const points of pushes) merge.receive(worker, points, (points[0]?.timeMs ?? 0) - clockMs + 5);
}

function startedMerge(workers = 1): Merge {
  const merge = new Merge(workers);
  merge.start(originMs);
  return merge;
}

function expectTotals(merge: Merge, works: readonly Work[]): void {
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
function expectHistogramOf(histogram: Histogram, values: readonly number[]): void {
  const inBuckets = histogram.positive.counts.reduce((sum, count) => sum + count, 0);
  expect(histogram.count).toBe(values.length);
  expect(inBuckets + histogram.zeroCount).toBe(values.length);
  expect(histogram.sum).toBeCloseTo(
    values.reduce((sum, value) => sum + value, 0),
    4,
  );
}

describe('totals', () => {
  it('are the same whichever pushes are lost on the way, as long as the last arrives', () => {
    fc.assert(
      fc.property(run, fc.infiniteStream(fc.boolean()), (works, arrives) => {
        const merge = startedMerge();
        receiveAll(
          merge,
          pushesOf(works).filter((_, i) => i === works.length - 1 || arrives.next().value),
        );
        expectTotals(merge, works);
      }),
    );
  });

  it('are the same in whatever order pushes arrive, and if they arrive twice', () => {
    const shuffled = run.chain((works) =>
      fc.tuple(
        fc.constant(works),
        fc.shuffledSubarray([...works.keys(), ...works.keys()], { minLength: 2 * works.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([works, order]) => {
        const merge = startedMerge();
        const pushes = pushesOf(works);
        receiveAll(
          merge,
          order.map((i) => pushes[i] ?? []),
        );
        expectTotals(merge, works);
      }),
    );
  });

  it('of four workers are those of one that did the work of all', () => {
    fc.assert(
      fc.property(fc.array(run, { minLength: 4, maxLength: 4 }), (runs) => {
        const four = startedMerge();
        runs.forEach((works, worker) => {
          receiveAll(four, pushesOf(works), worker);
        });
        expectTotals(four, runs.flat());
        const one = startedMerge();
        receiveAll(one, pushesOf(runs.flat()));
        expectSameAtCoarserScale(trendOf(four), trendOf(one));
      }),
    );
  });

  it('go on when a series starts anew, as after its SDK was set up again', () => {
    fc.assert(
      fc.property(run, run, (before, after) => {
        const merge = startedMerge();
        receiveAll(merge, pushesOf(before));
        const restarted = new SimulatedWorker(clockMs + originMs + 20_000);
        after.forEach((done, i) => {
          const timeMs = clockMs + originMs + 21_000 + i * 1_000;
          merge.receive(0, restarted.push(timeMs, done), timeMs - clockMs);
        });
        expectTotals(merge, [...before, ...after]);
      }),
    );
  });

  it('are not held back by a clock that is set back', () => {
    const merge = startedMerge();
    const worker = new SimulatedWorker(clockMs);
    const done: Work = { iterations: 10, durations: [5], passes: 1, fails: 0 };
    [1_000, 2_000, -8_000, -7_000].forEach((stampMs, i) => {
      merge.receive(0, worker.push(clockMs + originMs + stampMs, done), originMs + (i + 1) * 1_000);
    });
    expectTotals(merge, [done, done, done, done]);
  });

  it('keep what a falling counter lost', () => {
    const merge = startedMerge();
    const counted = (count: number, timeMs: number): FeedPoint[] => [
      { series: seriesOf('balance'), startMs: 0, timeMs, state: { type: 'counter', count } },
    ];
    merge.receive(0, counted(10, 1_000), 1_000);
    merge.receive(0, counted(4, 2_000), 2_000);
    expect(selectState(merge.totals(), 'balance')).toEqual({ type: 'counter', count: 4 });
  });

  it('do not change by a push without a point, as a worker without work sends it', () => {
    const merge = startedMerge();
    merge.receive(0, [], originMs + 1_000);
    expect([merge.totals(), merge.takeBins(Infinity), merge.clockDriftMs(0)]).toEqual([[], [], 0]);
    expect([merge.pushesOf(0), merge.lastPushMs(0)]).toEqual([1, originMs + 1_000]);
  });

  it('name the metrics that had more tags than the SDK keeps apart', () => {
    const merge = startedMerge();
    const series = seriesOf('http_reqs', { [overflowTag]: 'true' });
    merge.receive(0, [{ series, startMs: 0, timeMs: 1, state: { type: 'counter', count: 3 } }], 1);
    expect(merge.overflowed).toEqual(['http_reqs']);
  });
});

describe('seconds', () => {
  it('add up to the totals since the start of the load', () => {
    fc.assert(
      fc.property(work, run, run, (before, first, second) => {
        const merge = new Merge(2);
        const [warm, cold] = [new SimulatedWorker(clockMs), new SimulatedWorker(clockMs)];
        for (const [worker, simulated] of [warm, cold].entries()) {
          merge.receive(worker, simulated.push(clockMs + originMs - 500, before), originMs - 500);
        }
        merge.start(originMs);
        receiveAll(merge, pushesOf(first, warm), 0);
        receiveAll(merge, pushesOf(second, cold), 1);
        const points = merge.takeBins(Infinity);
        const { iterations, checks, durations } = totalOf([...first, ...second]);
        expect(sumOf(points, 'iterations')).toBe(iterations);
        expect(sumOf(points, 'checks')).toBe(checks);
        expectHistogramOf(trendOfPoints(points), durations);
      }),
    );
  });

  const timesOf = (points: readonly SeriesPoint[]) => [...new Set(points.map(({ tMs }) => tMs))];

  it('come out once, oldest first, and only those that are over', () => {
    const merge = startedMerge();
    const done: Work = { iterations: 1, durations: [1], passes: 0, fails: 0 };
    receiveAll(merge, pushesOf([done, done, done]));
    const early = merge.takeBins(originMs + 2_000);
    const late = merge.takeBins(Infinity);
    expect([timesOf(early), timesOf(late), merge.takeBins(Infinity)]).toEqual([[0, 1_000], [2_000], []]);
  });

  it('come out as soon as every worker has pushed for them, or has been waited for', () => {
    const merge = startedMerge(2);
    const done: Work = { ...idle, iterations: 1 };
    receiveAll(merge, pushesOf([done, done]), 0);
    const ofOne = timesOf(merge.takeBins(originMs + 2_500));
    receiveAll(merge, pushesOf([done]), 1);
    const ofBoth = timesOf(merge.takeBins(originMs + 2_500));
    const waitedFor = timesOf(merge.takeBins(originMs + 5_000));
    expect([ofOne, ofBoth, waitedFor]).toEqual([[], [0], [1_000]]);
  });

  it('that are out take in nothing more: what comes late for them is in the next', () => {
    const merge = startedMerge();
    const worker = new SimulatedWorker(clockMs);
    merge.receive(0, worker.push(clockMs + originMs + 900, { ...idle, iterations: 5 }), originMs + 900);
    merge.takeBins(originMs + 1_000);
    merge.receive(0, worker.push(clockMs + originMs + 950, { ...idle, iterations: 1 }), originMs + 950);
    const [late] = merge.takeBins(Infinity);
    expect(late).toMatchObject({ metric: 'iterations', tMs: 1_000, delta: 1 });
  });

  it('hold what a push brought in the middle of the time that it covers', () => {
    const merge = startedMerge();
    const done: Work = { iterations: 6, durations: [], passes: 0, fails: 0 };
    const worker = new SimulatedWorker(clockMs);
    merge.receive(0, worker.push(clockMs + originMs + 1_000, done), originMs + 1_000);
    merge.receive(0, worker.push(clockMs + originMs + 6_000, done), originMs + 6_000);
    const iterations = merge.takeBins(Infinity).filter(({ metric }) => metric === 'iterations');
    expect(iterations.map(({ tMs }) => tMs)).toEqual([0, 3_000]);
  });

  it('hold one push each, though pushes come a little early or late', () => {
    const jitter = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(fc.nat(999), jitter, (phaseMs, jitterMs) => {
        const merge = startedMerge();
        const worker = new SimulatedWorker(clockMs);
        jitterMs.forEach((lateMs, i) => {
          const atMs = originMs + phaseMs + (i + 1) * 1_000 + lateMs;
          merge.receive(0, worker.push(clockMs + atMs, { ...idle, iterations: 10 }), atMs);
        });
        const perSecond = merge
          .takeBins(Infinity)
          .flatMap((one) => (one.metric === 'iterations' && one.type === 'counter' ? [one] : []));
        expect(perSecond.map(({ delta }) => delta)).toEqual(new Array(20).fill(10));
        expect(perSecond.map(({ tMs }) => tMs - (perSecond[0]?.tMs ?? 0))).toEqual(
          jitterMs.map((_, i) => i * 1_000),
        );
      }),
    );
  });

  it('place a worker by its own stamps, less the offset of its clock', () => {
    const merge = startedMerge();
    const worker = new SimulatedWorker(clockMs);
    const done: Work = { iterations: 1, durations: [], passes: 0, fails: 0 };
    const delaysMs = [3, 900, 3, 1_400, 3];
    delaysMs.forEach((delayMs, i) => {
      const stampedMs = originMs + (i + 1) * 1_000;
      merge.receive(0, worker.push(clockMs + stampedMs, done), stampedMs + delayMs);
    });
    const iterations = merge.takeBins(Infinity).filter(({ metric }) => metric === 'iterations');
    expect(iterations.map(({ tMs }) => tMs)).toEqual([0, 1_000, 2_000, 3_000, 4_000]);
    expect(merge.clockDriftMs(0)).toBe(0);
  });

  it.each([0, 90_000, -90_000])('tell that the clock of a worker is %d ms ahead', (aheadMs) => {
    const merge = startedMerge();
    expect(merge.clockAheadMs(0, 0, 0)).toBeUndefined();
    const worker = new SimulatedWorker(clockMs);
    const done: Work = { iterations: 1, durations: [], passes: 0, fails: 0 };
    for (const [second, delayMs] of [40, 2, 700].entries()) {
      const atMs = originMs + second * 1_000;
      merge.receive(0, worker.push(clockMs + atMs + aheadMs, done), atMs + delayMs);
    }
    expect(merge.clockAheadMs(0, clockMs + originMs, originMs)).toBe(aheadMs - 2);
  });

  it.each([
    ['forward', 10_000],
    ['back', -10_000],
  ])('tell of a clock that was set %s in mid-run', (_, stepMs) => {
    const merge = startedMerge();
    const worker = new SimulatedWorker(clockMs);
    const done: Work = { iterations: 1, durations: [], passes: 0, fails: 0 };
    for (let second = 1; second <= 20; second++) {
      const stampedMs = originMs + second * 1_000 + (second > 10 ? stepMs : 0);
      merge.receive(0, worker.push(clockMs + stampedMs, done), originMs + second * 1_000 + 2);
    }
    expect(merge.clockDriftMs(0)).toBe(10_000);
  });

  it('are kept only until they are taken: memory grows with the series, not with the run', () => {
    const merge = startedMerge();
    const worker = new SimulatedWorker(clockMs);
    const sizes: number[] = [];
    for (let second = 1; second <= 200; second++) {
      const atMs = originMs + second * 1_000;
      merge.receive(
        0,
        worker.push(clockMs + atMs, { iterations: 1, durations: [], passes: 1, fails: 0 }),
        atMs,
      );
      sizes.push(merge.takeBins(atMs).length);
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual(3);
    expect(merge.takeBins(Infinity).length).toBeLessThanOrEqual(4 * 3);
  });
});

function trendOf(merge: Merge): Histogram {
  const state = selectState(merge.totals(), 'iteration_duration');
  return state?.type === 'trend' ? state.histogram : emptyHistogram();
}

/** Of two histograms of the same values, the finer one made as coarse as the other has the same buckets. */
function expectSameAtCoarserScale(a: Histogram, b: Histogram): void {
  const scale = Math.min(a.scale, b.scale);
  const [{ sum: sumA, ...left }, { sum: sumB, ...right }] = [scaleDown(a, scale), scaleDown(b, scale)];
  expect(left).toEqual(right);
  expect(sumA).toBeCloseTo(sumB, 4);
}

function sumOf(points: readonly SeriesPoint[], metric: string): number {
  return points
    .filter((point) => point.metric === metric)
    .reduce(
      (sum, point) =>
        sum + (point.type === 'counter' ? point.delta : point.type === 'rate' ? point.total : 0),
      0,
    );
}

function trendOfPoints(points: readonly SeriesPoint[]): Histogram {
  return points
    .flatMap((point) => (point.type === 'trend' ? [point.histogram] : []))
    .reduce(mergeHistograms, emptyHistogram());
}
