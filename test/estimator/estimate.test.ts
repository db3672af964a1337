import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { estimateSchema, type RunResult } from '../../core/records/index.ts';
import { type EstimateOptions, estimateFromRun, loadHardware, loadPriceBook } from '../../estimator/index.ts';
import { syntheticRun } from './synthetic-run.ts';

const readText = (file: URL) => readFileSync(file, 'utf8');
const priceBook = loadPriceBook(readText);
const hardware = loadHardware(readText);
const staircase = [50, 100, 150].map((requestsPerSec) => ({ seconds: 20, requestsPerSec }));
const workload = {
  requestsPerSec: 500,
  derivation: ['2,500 concurrent users × 0.2 requests/s = 500 requests/s'],
};

function estimateOf(
  run: Partial<Parameters<typeof syntheticRun>[0]> = {},
  change: {
    readonly requestsPerSec?: number;
    readonly region?: string;
    readonly options?: EstimateOptions;
  } = {},
) {
  const { requestsPerSec = workload.requestsPerSec, region = 'ap-northeast-1', options = {} } = change;
  return estimateFromRun({
    ...syntheticRun({
      steps: staircase,
      idleCores: 0.02,
      busiestShare: 1,
      memoryBytes: () => 150 * 2 ** 20,
      ...run,
    }),
    workload: { ...workload, requestsPerSec },
    region,
    priceBook,
    hardware,
    nowMs: Date.parse('2026-11-25T00:00:00Z'),
    options,
  });
}

describe('an estimate', () => {
  it('is a record', async () => {
    const estimate = estimateOf({ noise: (i) => (i % 7) * 0.01 });
    expect(estimateSchema.parse(estimate)).toEqual(estimate);
    await expect(`${JSON.stringify(estimate, null, 2)}\n`).toMatchFileSnapshot('golden/estimate.json');
  });

  it('follows by hand: 500/s · 4 ms over .6 − .02 is 4 tasks of 1 vCPU, and one more', () => {
    const { options } = estimateOf();
    const one = options.find(({ vcpu, architecture }) => vcpu === 1 && architecture === 'x86_64');
    expect(one).toMatchObject({
      needed: { cpu: 4, memory: 1 },
      tasks: { mid: 5 },
      binding: 'cpu',
      memoryGb: 2,
    });
    // Five tasks with their addresses, the load balancer with three of them, and two of its capacity units: 50 new connections/s.
    expect(one?.usdPerMonth.mid).toBe(283.53);
    expect(one?.lines[0]).toMatchObject({ text: 'Fargate vCPU', quantity: 5 * 730 });
  });

  it('recommends the cheapest option of whole vCPUs on the measured architecture', () => {
    const chosen = (options: EstimateOptions) => {
      const estimate = estimateOf({}, { options });
      return estimate.options[estimate.recommended ?? -1];
    };
    expect(chosen({})).toMatchObject({ architecture: 'x86_64', vcpu: 1, memoryGb: 2 });
    expect(chosen({ measuredArchitecture: 'arm64' })).toMatchObject({ architecture: 'arm64', vcpu: 1 });
  });

  it('recommends a slower task where a whole vCPU would carry more than twice the measured load', () => {
    const { options, recommended } = estimateOf({ steps: [{ seconds: 20, requestsPerSec: 40 }] });
    expect(options[recommended ?? -1]).toMatchObject({ vcpu: 0.5, extrapolation: { level: 'extrapolated' } });
  });

  it('recommends nothing past twice the measured load, and asks for a test', () => {
    const estimate = estimateOf({ steps: [{ seconds: 20, requestsPerSec: 1 }], cpuSecPerRequest: 0.004 });
    expect(estimate.options.every(({ extrapolation }) => extrapolation.level === 'needs-test')).toBe(true);
    expect(estimate.recommended).toBeNull();
    expect(estimate.warnings.at(-1)).toMatch(/^no size is recommended/);
  });

  it('names its utilisation rule, and whether that is an assumption', () => {
    expect(estimateOf().rule).toMatchObject({
      name: 'utilisation-target',
      utilisation: 0.6,
      basis: 'assumed',
    });
    expect(estimateOf({}, { options: { utilisation: 0.5 } }).rule).toMatchObject({
      utilisation: 0.5,
      basis: 'given',
    });
  });

  it('finds the architecture in the run', () => {
    const change = (result: RunResult) => ({
      ...result,
      generator: { ...result.generator, platform: 'linux arm64' },
    });
    const { options } = estimateOf({ change });
    expect(options.find(({ architectureMeasured }) => architectureMeasured)?.architecture).toBe('arm64');
  });
});

describe('an estimate warns', () => {
  const calm = { steps: staircase, idleCores: 0.02 };
  it.each([
    { name: 'of nothing when there is nothing', run: calm, requestsPerSec: 100, warning: undefined },
    {
      name: 'that the run is suspect',
      run: {
        ...calm,
        change: (result: RunResult) => ({
          ...result,
          validity: {
            level: 'suspect' as const,
            reasons: [
              { code: 'start-skew', level: 'suspect' as const, message: 'workers started 80 ms apart' },
            ],
          },
        }),
      },
      requestsPerSec: 100,
      warning: 'the run is suspect: workers started 80 ms apart',
    },
    {
      name: 'that demand changes with the load',
      run: { ...calm, steps: staircase.map((step, i) => ({ ...step, cpuSecPerRequest: 0.003 + i * 0.001 })) },
      requestsPerSec: 100,
      warning: [
        'demand changes with the load: 3.00 to 5.00 ms CPU a request over the steps',
        'use of sample-api is no straight line over the throughput: its interval is doubled',
      ],
    },
    {
      name: 'that what the tasks share was not measured at this load',
      run: calm,
      requestsPerSec: 300,
      warning:
        'the run reached 150.0 requests/s, the design load is 2.0 times that: what all tasks share (database, cache) was not measured there',
    },
    {
      name: 'that the server was almost idle',
      run: { steps: [{ seconds: 20, requestsPerSec: 5 }] },
      requestsPerSec: 5,
      warning: 'the server was almost idle (0.040 cores): measure it at a higher load',
    },
  ])('$name', ({ run, requestsPerSec, warning }) => {
    expect(estimateOf(run, { requestsPerSec }).warnings).toEqual([warning ?? []].flat());
  });

  it('that a single thread at 80 % leaves latency to luck', () => {
    const { warnings } = estimateOf({}, { requestsPerSec: 100, options: { utilisation: 0.8 } });
    expect(warnings).toEqual(['a utilisation target above 0.7 leaves latency to luck on this kind of task']);
  });
});

describe('an estimate is refused', () => {
  it.each([
    { name: 'without load', requestsPerSec: 0, message: 'the workload must have > 0 requests/s, got 0' },
    {
      name: 'with a negative load',
      requestsPerSec: -5,
      message: 'the workload must have > 0 requests/s, got -5',
    },
    {
      name: 'with NaN',
      requestsPerSec: Number.NaN,
      message: 'the workload must have > 0 requests/s, got NaN',
    },
    {
      name: 'at 60 instead of 0.6',
      utilisation: 60,
      message: 'the utilisation target must be between 0 and 1, got 60',
    },
  ])('$name', ({ requestsPerSec, utilisation, message }) => {
    const change = {
      ...(requestsPerSec === undefined ? {} : { requestsPerSec }),
      options: utilisation === undefined ? {} : { utilisation },
    };
    expect(() => estimateOf({}, change)).toThrow(
      expect.objectContaining({ code: 'ESTIMATE_REFUSED', message }),
    );
  });

  it('in a region without prices', () => {
    expect(() => estimateOf({}, { region: 'mars-1' })).toThrow(
      expect.objectContaining({ code: 'PRICE_NOT_FOUND' }),
    );
  });
});
