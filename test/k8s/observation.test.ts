import { describe, expect, it } from 'vitest';
import type { MetricSource, RunClock } from '../../core/metric-source.ts';
import { observeRun } from '../../k8s/observation.ts';
import { makeContext } from '../runner/test-context.ts';

/** A context whose clock stands where it is put. */
function contextAt(startMs: number) {
  const time = { nowMs: startMs };
  return { time, ctx: makeContext({ monotonicMs: () => time.nowMs }) };
}

/** A source that saw 7 where the run's clock is now, and shows the clock. */
function countingSource(): MetricSource & { readonly clock: () => RunClock | undefined } {
  let clock: RunClock | undefined;
  return {
    clock: () => clock,
    description: { name: 'count', delivery: 'live', runsIn: 'cli', stamps: 'instant' },
    start: async (runClock) => {
      clock = runClock;
    },
    finish: async () => [
      {
        source: 'test',
        resource: 'shop',
        metric: 'replicas',
        unit: '',
        stamps: 'instant',
        points: [[clock?.tMs() ?? Number.NaN, 7]],
      },
    ],
  };
}

describe('observeRun', () => {
  it("puts sources on the clock of the run, by the coordinator's quickest answer", async () => {
    const { time, ctx } = contextAt(1_000);
    const source = countingSource();
    const { heardClock } = await observeRun(ctx, [source]);
    time.nowMs = 11_000;
    heardClock(4_970, 10_940);
    expect(source.clock()?.tMs()).toBe(5_000);
    time.nowMs = 12_000;
    heardClock(5_200, 11_000);
    expect(source.clock()?.tMs()).toBe(6_000);
  });

  it('gives what it saw of a run that it followed from the beginning', async () => {
    const { time, ctx } = contextAt(0);
    const { heardClock, finish } = await observeRun(ctx, [countingSource()]);
    time.nowMs = 5_000;
    heardClock(100, 5_000);
    time.nowMs = 9_000;
    expect(await finish(4_000)).toMatchObject([{ points: [[4_100, 7]] }]);
  });

  it('marks the part of a run that it came too late for', async () => {
    const { time, ctx } = contextAt(0);
    const { heardClock, finish } = await observeRun(ctx, [countingSource()]);
    heardClock(35_000, 0);
    time.nowMs = 1_000;
    expect(await finish(40_000)).toMatchObject([
      {
        points: [
          [0, null],
          [36_000, 7],
        ],
        unavailable: 'not observed before 35 s of the run: no command line followed it',
      },
    ]);
  });
});
