import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ObservedSeries, RunResult } from '../../core/records/index.ts';
import { measureDemand } from '../../estimator/index.ts';
import { syntheticRun } from './synthetic-run.ts';

const steady = [{ seconds: 30, requestsPerSec: 100 }];
const staircase = [
  { seconds: 20, requestsPerSec: 50 },
  { seconds: 20, requestsPerSec: 100 },
  { seconds: 20, requestsPerSec: 150 },
];

function demandOf(run: Parameters<typeof syntheticRun>[0], options?: Parameters<typeof measureDemand>[1]) {
  return measureDemand(syntheticRun(run).measurements, options);
}

describe('service demand', () => {
  it('is the CPU above the idle level divided by the requests', () => {
    const demand = demandOf({ steps: steady, cpuSecPerRequest: 0.004, idleCores: 0.02 });
    expect(demand.cpuSecPerRequest.mid).toBeCloseTo(0.004, 12);
    expect(demand).toMatchObject({ idleCores: 0.02, idleObserved: true, highestRequestsPerSec: 100 });
  });

  it('counts idle CPU as demand, and says so, when nothing was observed before the unpause', () => {
    const demand = demandOf({ steps: steady, cpuSecPerRequest: 0.004, idleCores: 0.1, idleSeconds: 0 });
    expect(demand.cpuSecPerRequest.mid).toBeCloseTo(0.005, 12);
    expect(demand).toMatchObject({ idleCores: 0, idleObserved: false });
  });

  it('leaves out the warm-up and the seconds at a step edge, and says how many', () => {
    const demand = demandOf({ steps: staircase });
    expect(demand.cleanSeconds).toBe(60 - 3 - (1 + 2 + 2));
    expect(demand.excluded).toEqual([
      { reason: 'warm-up', seconds: 3 },
      { reason: "at a step's edge", seconds: 5 },
    ]);
  });

  it('shows the demand of each step, so that one that grows with the load is seen', () => {
    const steps = staircase.map((step, i) => ({ ...step, cpuSecPerRequest: 0.003 + i * 0.001 }));
    const demand = demandOf({ steps });
    expect(demand.steps.map((step) => Number(step.cpuSecPerRequest.toFixed(6)))).toEqual([
      0.003, 0.004, 0.005,
    ]);
    expect(demand.cpuSecPerRequest.low).toBeLessThan(0.003);
    expect(demand.cpuSecPerRequest.high).toBeGreaterThan(0.005);
  });

  it('reads the whole run, warm-up and edges excepted, when it had no steps', () => {
    const demand = demandOf({ steps: steady, change: (result) => ({ ...result, steps: [] }) });
    expect(demand).toMatchObject({ cleanSeconds: 26, steps: [{ index: null, seconds: 26 }] });
  });
});

describe('the interval of the demand', () => {
  it('has no width without noise', () => {
    const { low, mid, high } = demandOf({ steps: steady }).cpuSecPerRequest;
    expect(high - low).toBeLessThan(1e-12 + mid * 1e-9);
  });

  it('is wider for noise that lasts than for noise that alternates', () => {
    const width = (noise: (i: number) => number) => {
      const { low, high } = demandOf({
        steps: [{ seconds: 64, requestsPerSec: 100 }],
        noise,
      }).cpuSecPerRequest;
      return high - low;
    };
    expect(width((i) => (Math.floor(i / 16) % 2 === 0 ? 0.05 : -0.05))).toBeGreaterThan(
      5 * width((i) => (i % 2 === 0 ? 0.05 : -0.05)),
    );
  });

  it('covers the truth about nine times in ten under autocorrelated noise', () => {
    const truth = 0.004;
    const covered = Array.from({ length: 300 }, (_, seed) => {
      const noise = autocorrelatedNoise(seed + 1, 0.5, 0.03);
      const { low, high } = demandOf({
        steps: [{ seconds: 65, requestsPerSec: 100 }],
        noise,
      }).cpuSecPerRequest;
      return low <= truth && truth <= high;
    }).filter(Boolean).length;
    expect(covered / 300).toBeGreaterThan(0.83);
    expect(covered / 300).toBeLessThan(0.96);
  });

  it('holds its middle, for any noise', () => {
    const noises = fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), {
      minLength: 40,
      maxLength: 40,
    });
    fc.assert(
      fc.property(noises, (values) => {
        const steps = [{ seconds: 40, requestsPerSec: 100 }];
        const { low, mid, high } = demandOf({ steps, noise: (i) => values[i] ?? 0 }).cpuSecPerRequest;
        expect(low).toBeLessThanOrEqual(mid);
        expect(mid).toBeLessThanOrEqual(high);
      }),
    );
  });
});

describe('effective parallelism', () => {
  it.each([
    {
      name: 'a single thread uses one core',
      busiestShare: 1,
      expected: { cores: 1, basis: 'single-thread' },
    },
    {
      name: 'its helper threads add none',
      busiestShare: 0.85,
      expected: { cores: 1, basis: 'single-thread' },
    },
    {
      name: 'four equal threads use four',
      busiestShare: 0.25,
      expected: { cores: 4, basis: 'multi-thread' },
    },
    {
      name: 'unseen threads are unknown',
      busiestShare: undefined,
      expected: { cores: null, basis: 'not-observed' },
    },
  ])('$name', ({ busiestShare, expected }) => {
    const run = busiestShare === undefined ? { steps: steady } : { steps: steady, busiestShare };
    expect(demandOf(run).parallelism).toEqual(expected);
  });
});

describe('memory', () => {
  const megabyte = 2 ** 20;

  it('is the peak at every load when the run had one load', () => {
    expect(demandOf({ steps: steady, memoryBytes: () => 200 * megabyte }).memory).toEqual({
      peakBytes: 200 * megabyte,
      baseBytes: 200 * megabyte,
      bytesPerInFlight: 0,
      basis: 'peak',
    });
  });

  it('is a base and a part for each request in flight when loads differ (X·40 ms in flight)', () => {
    const memory = demandOf({
      steps: staircase,
      memoryBytes: (rate) => (100 + 5 * rate * 0.04) * megabyte,
    }).memory;
    expect(memory).toMatchObject({ basis: 'fit', peakBytes: 130 * megabyte });
    expect(memory?.bytesPerInFlight).toBeCloseTo(5 * megabyte, 3);
    expect(memory?.baseBytes).toBeCloseTo(100 * megabyte, 3);
  });

  it('falls back to the peak when memory shrinks with the load', () => {
    expect(demandOf({ steps: staircase, memoryBytes: (rate) => (300 - rate) * megabyte }).memory?.basis).toBe(
      'peak',
    );
  });

  it('is null when it was not observed', () => {
    expect(demandOf({ steps: steady }).memory).toBeNull();
  });
});

type Change = (result: RunResult) => RunResult;

const invalid: Change = (result) => ({
  ...result,
  validity: {
    level: 'invalid',
    reasons: [{ code: 'lost-worker', level: 'invalid', message: 'worker 1 was lost' }],
  },
});

const observing =
  (change: (series: ObservedSeries) => ObservedSeries[]): Change =>
  (result) => ({ ...result, observed: result.observed.flatMap(change) });

describe('a run that does not carry an estimate is refused', () => {
  it.each([
    {
      name: 'when it is invalid',
      run: { steps: steady, change: invalid },
      message: 'run run-1 is invalid',
    },
    {
      name: 'when no CPU was observed',
      run: { steps: steady, change: observing(() => []) },
      message: "the server's CPU was not observed",
    },
    {
      name: 'when the observer could not read it, with its reason',
      run: {
        steps: steady,
        change: observing((series) => [{ ...series, points: [], unavailable: 'no procfs here' }]),
      },
      message: "the server's CPU was not observed (no procfs here)",
    },
    {
      name: 'when two processes could be meant',
      run: { steps: steady, change: observing((series) => [series, { ...series, resource: 'worker' }]) },
      message: 'the CPU of 2 resources was observed: "sample-api", "worker"',
    },
    {
      name: 'when nothing was requested',
      run: { steps: [{ seconds: 30, requestsPerSec: 0 }] },
      message: 'no request ended in the clean seconds',
    },
    {
      name: 'when it was too short',
      run: { steps: [{ seconds: 8, requestsPerSec: 100 }] },
      message: "at least 5 clean seconds are needed, got 4 (left out: 3 s warm-up, 1 s at a step's edge)",
    },
    {
      name: 'when it was saturated all the time',
      run: { steps: [{ seconds: 30, requestsPerSec: 248 }], busiestShare: 1 },
      message: 'the server was saturated in 26 seconds and clean in 0 of at least 5',
    },
    {
      name: 'when the load cost no CPU above idling',
      run: { steps: steady, cpuSecPerRequest: 0, idleCores: 0.5 },
      message: 'the server used 0.500 cores under load and 0.500 before it: nothing is left for the requests',
    },
  ])('$name', ({ run, message }) => {
    expect(() => demandOf(run)).toThrow(
      expect.objectContaining({ code: 'ESTIMATE_REFUSED', message, hint: expect.any(String) }),
    );
  });

  it('when only what stands behind the server was observed', () => {
    expect(() => demandOf({ steps: steady }, { behind: ['sample-api'] })).toThrow(
      'the server\'s CPU was not observed, only that of "sample-api" behind it',
    );
  });

  it('unless an invalid run is accepted', () => {
    const demand = demandOf({ steps: steady, change: invalid }, { acceptInvalid: true });
    expect(demand.cpuSecPerRequest.mid).toBeCloseTo(0.004, 12);
  });

  it('and one of several processes is read when it is named', () => {
    const change = observing((series) => [series, { ...series, resource: 'worker', points: [] }]);
    expect(demandOf({ steps: steady, change }, { resource: 'sample-api' }).resource).toBe('sample-api');
    expect(() => demandOf({ steps: steady, change }, { resource: 'worker' })).toThrow(
      'the CPU of "worker" was not observed, only that of "sample-api"',
    );
  });
});

/** Seeded AR(1) noise of a given correlation and standard deviation. */
function autocorrelatedNoise(seed: number, correlation: number, deviation: number): (i: number) => number {
  let state = (seed * 2_654_435_761) % 2 ** 32;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const values: number[] = [];
  for (let i = 0, last = 0; i < 100; i++) {
    const normal = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    last = correlation * last + Math.sqrt(1 - correlation ** 2) * normal;
    values.push(last * deviation);
  }
  return (i) => values[i] ?? 0;
}
