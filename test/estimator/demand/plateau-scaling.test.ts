import { describe, expect, it } from 'vitest';
import type { MeasurementBin, Measurements } from '../../../core/records/index.ts';
import { measureDemand } from '../../../estimator/demand/measure-demand.ts';
import { plateauScaling } from '../../../estimator/demand/plateau-scaling.ts';

const cpuSec = 0.004;

/** Throughput by requests in flight, all servers together, each load for ten seconds. */
type Loads = readonly (readonly [concurrency: number, perSec: number])[];

function binsOf(servers: number, source: number, loads: Loads): MeasurementBin[] {
  return loads.flatMap(([concurrency, throughputPerSec], step) =>
    Array.from({ length: 10 }, (_, second) => ({
      ...{ source, step, startMs: (10 * step + second) * 1_000, durationMs: 1_000, requests: {} },
      total: { throughputPerSec, concurrency, p50Ms: null, p95Ms: null, p99Ms: null, errors: 0 },
      used: { api: { replicas: servers, cores: cpuSec * throughputPerSec, busiest_thread_cores: 0.1 } },
    })),
  );
}

const measured = (...parts: readonly (readonly MeasurementBin[])[]): Measurements => ({
  ...{ schemaVersion: 1, dropped: [], steps: [] },
  sources: parts.map((_, i) => ({
    ...{ kind: 'run', id: `run-${i}`, scenario: 'browse', startedAt: null, loadModel: 'closed' },
    ...{ validity: 'valid', generatorWasBusy: false, throughputFrom: null },
  })),
  resources: [{ name: 'api', observedBy: 'kubernetes', limits: { cores: 2 }, idle: {}, unavailable: null }],
  bins: parts.flat(),
});

const one: Loads = [
  [1, 40],
  [2, 80],
  [4, 119],
  [12, 120],
];
const rising: Loads = [
  [1, 40],
  [2, 80],
];
const times = (factor: number): Loads => one.map(([n, x]) => [2 * n, factor * x]);

describe('one server and two, up to where throughput stops', () => {
  it.each([
    {
      name: 'each have their own bottleneck where two carry twice as much',
      measurements: measured(binsOf(1, 0, one), binsOf(2, 1, times(2))),
      scaling: { servers: 2, isPerServer: true },
      ratio: 2,
    },
    {
      name: 'share it where two carry hardly more',
      measurements: measured(binsOf(1, 0, one), binsOf(2, 1, times(1.1))),
      scaling: { servers: 2, isPerServer: false },
      ratio: 1.1,
    },
    {
      name: 'share it below 1.7 times',
      measurements: measured(binsOf(1, 0, one), binsOf(2, 1, times(1.65))),
      scaling: { servers: 2, isPerServer: false },
      ratio: 1.65,
    },
  ])('$name', ({ measurements, scaling, ratio }) => {
    const found = plateauScaling(measurements, 'api');
    expect(found).toMatchObject(scaling);
    expect(found?.ratio).toBeCloseTo(ratio, 1);
  });

  it.each([
    { name: 'one server was measured only', measurements: measured(binsOf(1, 0, one)) },
    { name: 'one did not stop', measurements: measured(binsOf(1, 0, rising), binsOf(2, 1, times(2))) },
    { name: 'two did not come far', measurements: measured(binsOf(1, 0, one), binsOf(2, 1, rising)) },
  ])('tell nothing where $name', ({ measurements }) => {
    expect(plateauScaling(measurements, 'api')).toBeNull();
  });
});

describe('the bottleneck of a demand', () => {
  const bottleneckOf = (factor: number) =>
    measureDemand(measured(binsOf(1, 0, one), binsOf(2, 1, times(factor))), { cores: 2 }).evidence
      .hiddenBottleneck;

  it('that two share is what one got through', () => {
    const found = bottleneckOf(1.1);
    expect(found?.throughputPerSec.mid).toBeCloseTo(119.5, 1);
    expect(found?.text).toMatch(/: 2 carried 1\.10 times as much as one, so they share it$/);
  });

  it('that each has says so', () => {
    expect(bottleneckOf(2)?.text).toMatch(/: 2 carried 2\.\d\d times as much as one, so each has its own$/);
    expect(bottleneckOf(2)?.scaling?.isPerServer).toBe(true);
  });
});
