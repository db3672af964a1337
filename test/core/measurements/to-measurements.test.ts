import { describe, expect, it } from 'vitest';
import { toMeasurements } from '../../../core/measurements/index.ts';
import { measurementsSchema, type ObservedSeries } from '../../../core/records/index.ts';
import { clientSeries, demandOf, observe, type SyntheticStep, syntheticResult } from './synthetic-service.ts';

const second = 1_000;
const minute = 60 * second;
const steady: readonly SyntheticStep[] = [{ seconds: 20, requestsPerSec: 40 }];
const staircase: readonly SyntheticStep[] = [
  { seconds: 300, requestsPerSec: 20 },
  { seconds: 300, requestsPerSec: 40 },
];

/** What a process observer sees of them. */
const processOf = (
  steps: readonly SyntheticStep[],
  level: (tMs: number) => number | null = demandOf(steps, 0.004),
): ObservedSeries =>
  observe({
    source: 'process',
    stamps: 'end',
    periodMs: second,
    fromMs: -5 * second,
    toMs: 700 * second,
    level,
  });
/** What a source of one-minute points sees of them. */
const minutesOf = (change: Partial<Parameters<typeof observe>[0]> = {}): ObservedSeries =>
  observe({
    periodMs: minute,
    fromMs: -130 * second,
    toMs: 700 * second,
    level: demandOf(staircase, 0.01),
    ...change,
  });

async function measure(
  steps: readonly SyntheticStep[],
  observed: readonly ObservedSeries[],
  options?: Parameters<typeof toMeasurements>[2],
) {
  const measured = await toMeasurements(syntheticResult(steps, observed), clientSeries(steps), options);
  return measurementsSchema.parse(measured);
}

describe('a bin', () => {
  it('pairs what was served and used in the same second', async () => {
    const { bins } = await measure(steady, [processOf(steady)]);
    expect(bins).toHaveLength(20 - 3 - 1);
    expect(bins[0]).toMatchObject({
      startMs: 3_000,
      durationMs: 1_000,
      step: 0,
      total: { throughputPerSec: 40, errors: 0 },
      requests: { home: { throughputPerSec: 30 }, cart: { throughputPerSec: 10 } },
    });
    expect(bins[0]?.used.api?.cores).toBeCloseTo(0.16, 12);
  });

  it('holds X·R requests in flight', async () => {
    const { bins } = await measure(steady, []);
    expect(bins[0]?.total.concurrency).toBeCloseTo(40 * 0.04, 12);
    expect(bins[0]?.requests.cart?.concurrency).toBeCloseTo(10 * 0.04, 12);
  });

  it('is as long as what the coarsest source reads, and begins where that does', async () => {
    const { bins } = await measure(staircase, [processOf(staircase), minutesOf({ resource: 'database' })]);
    expect(bins.map(({ startMs, step }) => [startMs / second, step])).toEqual([
      [50, 0],
      [110, 0],
      [170, 0],
      [230, 0],
      [350, 1],
      [410, 1],
      [470, 1],
      [530, 1],
    ]);
    expect(bins[0]).toMatchObject({ durationMs: minute, total: { throughputPerSec: 20 } });
    expect(bins[0]?.used.api?.cores).toBeCloseTo(0.08, 12);
    expect(bins[0]?.used.database?.cores).toBeCloseTo(0.2, 12);
  });

  it('is no longer for what no table shows, and says nothing of that', async () => {
    const volume = minutesOf({ resource: 'volume', metric: 'volume_read_iops', periodMs: 5 * minute });
    const { bins, resources } = await measure(staircase, [minutesOf(), volume]);
    expect(bins).toHaveLength(8);
    expect(bins[0]?.durationMs).toBe(minute);
    expect(Object.keys(bins[0]?.used ?? {})).toEqual(['api']);
    expect(resources.map(({ name }) => name)).toEqual(['api', 'volume']);
    const alone = await measure(staircase, [minutesOf(), volume], { resources: ['volume'] });
    expect(alone.dropped[0]?.durationMs).toBe(5 * minute);
  });

  it('keeps one more period from the edges where the clock of its source was not compared', async () => {
    const { clock: _, ...unknown } = minutesOf();
    const { bins } = await measure(staircase, [unknown]);
    expect(bins.map(({ startMs }) => startMs / second)).toEqual([110, 170, 410, 470]);
  });

  it('is a second again where only the finer source is asked for', async () => {
    const observed = [processOf(staircase), minutesOf({ resource: 'database' })];
    const { bins, resources } = await measure(staircase, observed, { resources: ['api'] });
    expect(bins[0]?.durationMs).toBe(second);
    expect(resources.map(({ name }) => name)).toEqual(['api']);
  });

  it('has the throughput that the servers counted themselves, where they did', async () => {
    const alb = minutesOf({ resource: 'alb', metric: 'requests_per_sec', level: () => 21 });
    const { bins, sources, dropped } = await measure(staircase, [minutesOf(), alb]);
    expect(bins[0]?.total).toMatchObject({ throughputPerSec: 21, concurrency: expect.closeTo(0.84, 9) });
    expect(sources[0]?.throughputFrom).toBe('alb');
    const gap = minutesOf({
      resource: 'alb',
      metric: 'requests_per_sec',
      level: (t) => (t < 150_000 ? 21 : null),
    });
    const late = await measure(staircase, [minutesOf(), gap]);
    expect(late.bins.length + late.dropped.length).toBe(bins.length + dropped.length);
    expect(late.bins.map(({ startMs }) => startMs)).toEqual([50_000]);
    expect(late.dropped.filter(({ reason }) => reason === 'not-observed')).toHaveLength(7);
  });
});

describe('of several counts of requests', () => {
  const count = (resource: string, level: number) =>
    minutesOf({ resource, metric: 'requests_per_sec', level: () => level });
  const observed = [minutesOf(), count('alb', 21), count('api-gateway', 22)];

  it.each([
    [undefined, 20, null],
    ['alb', 21, 'alb'],
    ['api-gateway', 22, 'api-gateway'],
    ['clients', 20, null],
  ])('that of %s is taken', async (throughputFrom, throughputPerSec, source) => {
    const { bins, sources } = await measure(staircase, observed, {
      ...(throughputFrom && { throughputFrom }),
    });
    expect(bins[0]?.total.throughputPerSec).toBe(throughputPerSec);
    expect(sources[0]?.throughputFrom).toBe(source);
  });

  it('one that nobody made is refused', async () => {
    await expect(measure(staircase, observed, { throughputFrom: 'api' })).rejects.toMatchObject({
      code: 'USAGE',
      hint: 'name one of clients, alb, api-gateway',
    });
  });
});

describe('a bin is left out, and kept with its reason,', () => {
  const ramp = { steps: [{ seconds: 20, requestsPerSec: 40 }], toSteps: 10 };
  const failing = (failedPerSec: number) => [{ seconds: 20, requestsPerSec: 400, failedPerSec }];
  it.each([
    { name: 'in the warm-up', steps: steady, reason: 'warm-up', count: 3 },
    { name: 'next to the edge of a step', steps: steady, reason: 'step-edge', count: 1 },
    { name: 'when more than 1 % failed', steps: failing(8), reason: 'errors', count: 16 },
    { name: 'but not when 1 % did', steps: failing(4), reason: 'errors', count: 0 },
    {
      name: 'when arrivals found no virtual user',
      steps: [{ seconds: 20, requestsPerSec: 40, droppedPerSec: 1 }],
      reason: 'dropped-iterations',
      count: 16,
    },
    {
      name: 'when nothing was read of the servers',
      steps: steady,
      observed: [processOf(steady, (tMs) => (tMs > 10_000 ? null : 1))],
      reason: 'not-observed',
      count: 9,
    },
    {
      name: 'when no more was read than how many tasks there were',
      steps: staircase,
      observed: [minutesOf({ metric: 'tasks', level: () => 2 })],
      reason: 'not-observed',
      count: 8,
    },
    {
      name: 'when the source of all was unavailable',
      steps: steady,
      observed: [{ ...processOf(steady), points: [], unavailable: 'denied' }],
      reason: 'not-observed',
      count: 16,
    },
    {
      name: 'when the machine was saturated',
      steps: steady,
      observed: [processOf(steady, (tMs) => (tMs > 10_000 ? 3.9 : 1))],
      reason: 'saturated',
      count: 9,
    },
    {
      name: 'when a thread was',
      steps: steady,
      observed: [
        processOf(steady),
        { ...processOf(steady, (tMs) => (tMs > 10_000 ? 0.96 : 0.5)), metric: 'busiest_thread_cores' },
      ],
      reason: 'saturated',
      count: 9,
    },
    {
      name: 'when a resource used all that it is said to have',
      steps: staircase,
      observed: [minutesOf(), minutesOf({ metric: 'cpu_limit_cores', level: () => 0.41 })],
      reason: 'saturated',
      count: 4,
    },
    {
      name: 'when a resource used all that it had by then, before it got more',
      steps: staircase,
      observed: [
        minutesOf(),
        minutesOf({ metric: 'cpu_limit_cores', level: (tMs) => (tMs < 300_000 ? 0.2 : 1) }),
      ],
      reason: 'saturated',
      count: 4,
    },
    {
      name: 'when it used all of a CPU whose size is not known',
      steps: staircase,
      observed: [minutesOf({ metric: 'cpu_share', level: (tMs) => (tMs < 300_000 ? 0.5 : 0.97) })],
      reason: 'saturated',
      count: 4,
    },
    {
      name: 'on both sides of a change of the number of tasks',
      steps: staircase,
      observed: [minutesOf(), minutesOf({ metric: 'tasks', level: (tMs) => (tMs < 170_000 ? 2 : 3) })],
      reason: 'target-scaled',
      count: 2,
    },
  ])('$name', async ({ steps, observed = [processOf(steps)], reason, count }) => {
    const { dropped } = await measure(steps, observed);
    expect(dropped.filter((bin) => bin.reason === reason)).toHaveLength(count);
  });

  it('between steps', async () => {
    const result = syntheticResult(ramp.steps, [processOf(ramp.steps)]);
    const [step] = result.steps;
    const steps = step ? [{ ...step, endMs: ramp.toSteps * second }] : [];
    const { dropped } = await toMeasurements({ ...result, steps }, clientSeries(ramp.steps));
    expect(dropped.filter(({ reason }) => reason === 'ramp')).toHaveLength(10);
  });

  it('when its reading reaches over the edge of a step, however short the bin', async () => {
    const windows = minutesOf({ periodMs: 15 * second, fromMs: -130 * second });
    const points = windows.points.filter(([tMs]) => tMs !== 290_000);
    const irregular = { ...windows, stamps: 'end', points } as const;
    const { dropped } = await measure(staircase, [irregular]);
    const edges = dropped
      .filter(({ reason }) => reason === 'step-edge')
      .map(({ startMs }) => startMs / second);
    expect(edges).toEqual([275, 290, 590]);
  });
});

describe('of a resource', () => {
  it('is known what it used before the load, and what it has', async () => {
    const idle = processOf(steady, (tMs) => (tMs < 0 ? 0.1 : 1));
    const { resources } = await measure(steady, [idle]);
    expect(resources).toEqual([
      {
        name: 'api',
        observedBy: 'process',
        limits: { cores: 4, busiest_thread_cores: 1 },
        idle: { cores: { value: expect.closeTo(0.1, 12), samples: 5 } },
        unavailable: null,
      },
    ]);
  });

  it('no percentile is among what it used', async () => {
    const latency = { ...minutesOf({ metric: 'response_p95_ms' }), percentile: true };
    const { bins } = await measure(staircase, [minutesOf(), latency]);
    expect(Object.keys(bins[0]?.used.api ?? {})).toEqual(['cores']);
  });

  it('is known why nothing was read', async () => {
    const denied = { ...minutesOf(), points: [], unavailable: 'not allowed' };
    const { resources } = await measure(staircase, [denied]);
    expect(resources).toMatchObject([{ name: 'api', limits: {}, idle: {}, unavailable: 'not allowed' }]);
  });

  it('the name says the source, where two call something alike; the generator is none', async () => {
    const observed = [minutesOf(), processOf(staircase), { ...processOf(staircase), source: 'worker' }];
    const { resources } = await measure(staircase, observed);
    expect(resources.map(({ name }) => name)).toEqual(['cloudwatch api', 'process api']);
  });

  it('that was not observed nothing can be measured', async () => {
    await expect(measure(steady, [processOf(steady)], { resources: ['db'] })).rejects.toMatchObject({
      code: 'USAGE',
      message: 'run run-1 did not observe "db"',
      hint: 'it observed "api"',
    });
  });
});
