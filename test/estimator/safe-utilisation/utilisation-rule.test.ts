import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoadtestError } from '../../../core/errors.ts';
import type { Estimate, LatencyObjective, ThresholdResult } from '../../../core/records/index.ts';
import {
  type EstimateOptions,
  estimateFromRun,
  loadHardware,
  loadPriceBook,
} from '../../../estimator/index.ts';
import type { PlatformName } from '../../../estimator/platform-names.ts';
import { objectivesOfText, objectivesOfThresholds } from '../../../estimator/safe-utilisation/objectives.ts';
import { syntheticRun } from '../synthetic-run.ts';

const readText = (file: URL) => readFileSync(file, 'utf8');
const priceBook = loadPriceBook(readText);
const hardware = loadHardware(readText);

const threshold = (expression: string, metric = 'http_req_duration'): ThresholdResult => ({
  ...{ metric, expression, ok: true, observed: 40, withinPrecision: false, aborted: false },
});

interface Asked {
  readonly thresholds?: readonly string[];
  readonly busiestShare?: number;
  readonly cpuSecPerRequest?: number;
  readonly platforms?: readonly PlatformName[];
  readonly options?: EstimateOptions;
}

/** 500 requests/s of 4 ms, whose responses took some 45 ms at every load. */
function estimateOf({
  thresholds = [],
  busiestShare = 1,
  cpuSecPerRequest = 0.004,
  platforms = ['ecs-fargate', 'lambda'],
  options = {},
}: Asked): Estimate {
  const { measurements, result } = syntheticRun({
    steps: [50, 100, 150].map((requestsPerSec) => ({ seconds: 20, requestsPerSec })),
    ...{ idleCores: 0.02, busiestShare, cpuSecPerRequest },
    change: (run) => ({ ...run, thresholds: thresholds.map((each) => threshold(each)) }),
  });
  return estimateFromRun({
    ...{ result, measurements, priceBook, hardware, options },
    workload: { requestsPerSec: 500, derivation: [] },
    region: 'ap-northeast-1',
    platforms,
    nowMs: Date.parse('2026-11-25T00:00:00Z'),
  });
}

const within = (limitMs: number): readonly LatencyObjective[] => [{ quantile: 0.99, limitMs }];
const sizeOf = ({ platform, architecture, vcpu }: Estimate['options'][number]) =>
  [platform, architecture, vcpu].join(' ');

describe('what a sizing plans its tasks for', () => {
  it('is an assumption without an objective, and says so', () => {
    const { rule, options } = estimateOf({});
    expect(rule).toMatchObject({ name: 'utilisation-target', basis: 'assumed', objectives: [] });
    const tasks = options.filter(({ unit }) => unit === 'task');
    expect(new Set(tasks.map(({ planned }) => planned.utilisation))).toEqual(new Set([0.6]));
  });

  it("comes from the run's own thresholds on the latency of all requests", () => {
    const { rule } = estimateOf({ thresholds: ['p(99)<300', 'avg<100'] });
    expect(rule).toMatchObject({ name: 'latency-objective', basis: 'thresholds', objectives: within(300) });
  });

  it('comes from a given objective rather than from those of the run', () => {
    const { rule } = estimateOf({ thresholds: ['p(99)<300'], options: { slo: within(200) } });
    expect(rule).toMatchObject({ basis: 'given', objectives: within(200) });
  });

  it('is higher for tasks that work on more requests at a time, and names its rules', () => {
    const { options } = estimateOf({ busiestShare: 0.25, options: { slo: within(60) } });
    const planned = [1, 2, 4].map(
      (cores) => options.find(({ vcpu, unit }) => vcpu === cores && unit === 'task')?.planned,
    );
    const [one = 1, two = 0, four = 0] = planned.map((each) => each?.utilisation);
    expect(one < two && two < four).toBe(true);
    expect(planned[0]?.rules[0]).toContain('p99 within 60 ms');
  });

  it('is where the latency of the recommended size, which rises with its utilisation, crosses the limit', () => {
    const { latency, options, recommended } = estimateOf({ options: { slo: within(60) } });
    const [curve] = latency;
    const planned = options[recommended ?? -1]?.planned.utilisation ?? Number.NaN;
    expect(curve?.measured.length).toBe(3);
    const modelled = curve?.modelled ?? [];
    expect(modelled.map(({ ms }) => ms)).toEqual(modelled.map(({ ms }) => ms).sort((a, b) => a - b));
    for (const { utilisation, ms } of modelled) expect(ms <= 60.001).toBe(utilisation <= planned);
    expect(estimateOf({}).latency).toEqual([]);
  });

  it('never exceeds a utilisation that is given beside', () => {
    const { options } = estimateOf({ options: { slo: within(300), utilisation: 0.5 } });
    expect(
      Math.max(...options.filter(({ unit }) => unit === 'task').map(({ planned }) => planned.highest)),
    ).toBe(0.5);
  });

  it('may be kept by a smaller task, which is recommended then', () => {
    const of = (options: EstimateOptions) => {
      const { options: sized, recommended } = estimateOf({ busiestShare: 0.25, options });
      return sized[recommended ?? -1];
    };
    expect(of({})?.vcpu).toBeGreaterThanOrEqual(1);
    const [kept, assumed] = [of({ slo: within(5_000) }), of({})];
    expect(kept?.usdPerMonth.mid).toBeLessThanOrEqual(assumed?.usdPerMonth.mid ?? 0);
  });

  it('rejects the sizes that keep the objective at no load: a quarter of a vCPU waits 75 ms for its quota', () => {
    const { rejected } = estimateOf({ options: { slo: within(100) } });
    expect(rejected.map(({ platform, vcpu, reason }) => [platform, vcpu, reason])).toContainEqual([
      'ecs-fargate',
      0.25,
      expect.stringMatching(/^p99 within 100 ms cannot be kept: .* on 0\.25 vCPU$/),
    ]);
    expect(rejected.some(({ platform }) => platform === 'lambda')).toBe(true);
  });

  it.each([
    [
      'below the service time',
      30,
      /^p99 within 30 ms cannot be kept: at the lowest measured load it is 45\.3 ms$/,
    ],
    [
      'that leaves hardly a moment to wait',
      47,
      /^no size can carry this, .* an idle server uses 0\.020 cores/,
    ],
  ])('is refused with an objective %s', (_, limitMs, message) => {
    expect(() => estimateOf({ platforms: ['ecs-fargate'], options: { slo: within(limitMs) } })).toThrow(
      expect.objectContaining({ code: 'ESTIMATE_REFUSED', message: expect.stringMatching(message) }),
    );
  });
});

describe('a stricter objective', () => {
  it('never makes a size cheaper; every number is finite, or the estimate refused', () => {
    const asked = fc.record({
      limitMs: fc.integer({ min: 46, max: 400 }),
      stricter: fc.double({ min: 0.7, max: 1, noNaN: true }),
      busiestShare: fc.constantFrom(1, 0.6, 0.25),
      cpuSecPerRequest: fc.double({ min: 0.0005, max: 0.006, noNaN: true }),
    });
    fc.assert(
      fc.property(asked, ({ limitMs, stricter, ...run }) => {
        const loose = usdBySize({ ...run, options: { slo: within(limitMs) } });
        const strict = usdBySize({ ...run, options: { slo: within(limitMs * stricter) } });
        for (const [size, usd] of strict) {
          expect(Number.isFinite(usd)).toBe(true);
          expect(usd).toBeGreaterThanOrEqual(loose.get(size) ?? Number.NaN);
        }
      }),
      { numRuns: 12 },
    );
  });
});

/** The bill of each size with a constant count; none where the estimate is refused. */
function usdBySize(asked: Asked): ReadonlyMap<string, number> {
  try {
    const { options } = estimateOf(asked);
    return new Map(options.map((option) => [sizeOf(option), option.usdPerMonth.mid]));
  } catch (error) {
    expect(error).toMatchObject({ code: 'ESTIMATE_REFUSED' } satisfies Partial<LoadtestError>);
    return new Map();
  }
}

describe('objectives', () => {
  it.each([
    ['p99<300ms', [{ quantile: 0.99, limitMs: 300 }]],
    [
      ' p50 < 80ms, p99.9 < 1.5s',
      [
        { quantile: 0.5, limitMs: 80 },
        { quantile: 0.999, limitMs: 1_500 },
      ],
    ],
  ])('are read from %s', (text, objectives) => {
    const read = objectivesOfText(text);
    expect(read.map(({ quantile, limitMs }) => ({ quantile: Number(quantile.toFixed(9)), limitMs }))).toEqual(
      objectives,
    );
  });

  it.each([
    ['p99', 'slo: expected limits such as p99<300ms, got "p99"'],
    ['p99<300', 'slo: p99 must be a duration such as "300ms" or "1.5s", got "300"'],
    ['p100<1s', 'slo: expected a percentile such as p99, got "p100"'],
    ['p99<1s,p99<2s', 'slo: expected each percentile once, got "p99<1s,p99<2s"'],
    ['', 'slo: expected limits such as p99<300ms, got ""'],
  ])('are refused in "%s"', (text, message) => {
    expect(() => objectivesOfText(text)).toThrow(new RangeError(message));
  });

  it('are the upper limits on percentiles of all requests', () => {
    const found = objectivesOfThresholds([
      ...['p(95)<=200', 'med<50', 'p(90)>1', 'avg<9', 'max<900', 'p(100)<900'].map((each) => threshold(each)),
      threshold('p(99)<1', 'http_req_duration{name:home}'),
      threshold('rate<0.01', 'http_req_failed'),
    ]);
    expect(found).toEqual([
      { quantile: 0.95, limitMs: 200 },
      { quantile: 0.5, limitMs: 50 },
    ]);
  });
});
