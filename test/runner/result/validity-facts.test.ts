import { describe, expect, it } from 'vitest';
import type { RunOutcome } from '../../../runner/coordinator/outcome.ts';
import { counter, rate } from '../coordinator/series-fixture.ts';
import { resultOf, worker } from './outcome-fixture.ts';

type Case = Parameters<typeof resultOf>[0];

const iterations = (count: number) => counter('iterations', count, { scenario: 'default' });
const requests = (count: number, failed: number, status: string, tags: object = { scenario: 'default' }) => [
  counter('http_reqs', count, { ...tags, status }),
  rate('http_req_failed', failed, count, { ...tags, status }),
];
const arrivals = (rate: number) => ({
  scenarios: {
    default: { executor: 'constant-arrival-rate', rate, timeUnit: '1s', duration: '10s', preAllocatedVUs: 5 },
  },
});
const two = { workers: 2 };
const usage = (more: object) =>
  [0, 10].map((sec) => ({
    atMs: 50_000 + sec * 1_000,
    usage: { cpuSeconds: sec * 1.9, memoryBytes: 1, ...(sec > 0 && more) },
  }));

describe('a run may not be believed', () => {
  const rows: readonly [string, Case, readonly string[]][] = [
    ['unless nothing speaks against it', {}, []],
    [
      'when iterations were dropped',
      { outcome: { series: [iterations(100), counter('dropped_iterations', 1)] } },
      ['dropped-iterations'],
    ],
    [
      'when it fell short of its arrival rate',
      { options: arrivals(12), outcome: { series: [iterations(100)] } },
      ['rate-short'],
    ],
    [
      'not when it reached its arrival rate',
      { options: arrivals(10), outcome: { series: [iterations(100)] } },
      [],
    ],
    [
      'not for the rate of a run that was stopped',
      { options: arrivals(90), outcome: { end: { by: 'user' } } },
      [],
    ],
    [
      'when nothing answered, whatever setup got',
      {
        outcome: {
          series: [iterations(100), ...requests(1, 0, '200', {}), ...requests(100, 100, '0')],
        },
      },
      ['unanswered'],
    ],
    [
      'when all answers were failures',
      { outcome: { series: [iterations(100), ...requests(80, 80, '500'), ...requests(20, 20, '0')] } },
      ['answers-failed'],
    ],
    [
      'not for failures that the script does not count',
      {
        outcome: {
          series: [iterations(100), counter('http_reqs', 100, { scenario: 'default', status: '404' })],
        },
      },
      [],
    ],
    [
      'when a worker was short of CPU',
      { outcome: { workers: [worker(0, { usage: usage({ cpuLimitCores: 2 }) })] } },
      ['generator-cpu'],
    ],
    [
      'when all workers together were',
      { outcome: { workers: [0, 1].map((i) => worker(i, { usage: usage({}) })) }, plan: two },
      ['generator-cpu'],
    ],
    [
      'not for workers on machines of their own that are not short of it',
      {
        outcome: { workers: [0, 1, 2].map((i) => worker(i, { usage: usage({ cpuLimitCores: 4 }) })) },
        plan: { workers: 3, backend: 'k8s' },
      },
      [],
    ],
    [
      'when the CPU of workers elsewhere has no limit to be measured against',
      { outcome: { workers: [worker(0, { usage: usage({}) })] }, plan: { backend: 'k8s' } },
      ['generator-cpu'],
    ],
    ['when the machine was busy with something else', { generator: { busyShare: 0.99 } }, ['host-cpu']],
    [
      'when a worker was throttled',
      {
        outcome: {
          workers: [
            worker(0, {
              usage: [0, 10].map((sec) => ({
                atMs: 50_000 + sec * 1_000,
                usage: {
                  cpuSeconds: sec,
                  memoryBytes: 1,
                  cpuLimitCores: 2,
                  periods: sec * 10,
                  throttledPeriods: sec,
                },
              })),
            }),
          ],
        },
      },
      ['generator-throttled'],
    ],
    [
      'when workers started apart',
      { outcome: { workers: [worker(0), worker(1, { startOffsetMs: 90 })] }, plan: two },
      ['start-skew'],
    ],
    ['when pushes are missing', { outcome: { workers: [worker(0, { pushes: 5 })] } }, ['pushes-missing']],
    [
      'when the last push is missing',
      { outcome: { workers: [worker(0, { complete: false })] } },
      ['final-push-missing'],
    ],
    ['when tags were lost', { outcome: { overflowedMetrics: ['http_reqs'] } }, ['cardinality-overflow']],
    [
      "when a worker's clock moved",
      { outcome: { workers: [worker(0, { clockDriftMs: 300 })] } },
      ['clock-offset'],
    ],
    [
      'when a worker was lost, whose pushes and clock are not asked for then',
      {
        outcome: {
          workers: [worker(0), worker(1, { lost: 'gone', pushes: 0, clockDriftMs: 9_000, complete: false })],
        },
        plan: two,
      },
      ['worker-lost'],
    ],
    [
      "when the guard's ceiling held requests back",
      {
        outcome: { series: [iterations(100), counter('http_reqs', 1_000)] },
        plan: {
          guard: {
            environment: 'a',
            allowed: [],
            blocked: [],
            hosts: [],
            maxRatePerSec: 100,
            errorStorm: { share: 0.9, windowMs: 60_000 },
          },
        },
      },
      ['rate-ceiling'],
    ],
  ];

  it.each(rows)('%s', (_, run, codes) => {
    expect(resultOf(run).validity.reasons.map(({ code }) => code)).toEqual(codes);
  });
});

describe('a run that was never loaded', () => {
  it('is not blamed for what it could not do', () => {
    const changes: Partial<RunOutcome> = { originMs: undefined, durationMs: 0, series: [] };
    const { reasons } = resultOf({ outcome: changes }).validity;
    expect(reasons.map(({ code }) => code)).toEqual(expect.arrayContaining(['no-iterations']));
    expect(reasons.map(({ code }) => code)).not.toContain('pushes-missing');
  });
});
