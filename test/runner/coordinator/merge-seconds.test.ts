import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SeriesPoint } from '../../../core/records/index.ts';
import { Merge } from '../../../runner/coordinator/merge.ts';
import {
  clockMs,
  expectHistogramOf,
  idle,
  originMs,
  pushesOf,
  receiveAll,
  run,
  startedMerge,
  sumOf,
  totalOf,
  trendOfPoints,
  work,
} from './merged-work.ts';
import { SimulatedWorker, type Work } from './simulated-worker.ts';

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
