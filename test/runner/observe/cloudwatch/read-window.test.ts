import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openCloudWatch } from '../../../../runner/observe/cloudwatch/client.ts';
import type { MetricRequest } from '../../../../runner/observe/cloudwatch/metric-spec.ts';
import { readWindow, type WindowReading } from '../../../../runner/observe/cloudwatch/read-window.ts';
import { useAwsEnvironment } from './aws-environment.ts';
import { type FakeCloudWatch, startFakeCloudWatch } from './fake-cloudwatch.ts';

const minuteMs = 60_000;
/** The run starts 20 s into a minute, and lasts ten. */
const originMs = Date.UTC(2026, 10, 25, 12, 0, 20);
const endMs = originMs + 10 * minuteMs;
const firstPeriodMs = -5 * minuteMs - 20_000;

const service = { ClusterName: 'prod', ServiceName: 'api' };
const cpu: MetricRequest = {
  resource: 'ecs prod/api',
  namespace: 'AWS/ECS',
  metric: 'CPUUtilization',
  stat: 'Average',
  dimensions: service,
  as: 'cpu_share',
  unit: 'Percent',
  missing: 'unknown',
  periodMs: minuteMs,
};
const balancer = { LoadBalancer: 'app/shop/50dc6c495c0c9188' };
const requestCount: MetricRequest = {
  ...cpu,
  resource: 'alb shop',
  namespace: 'AWS/ApplicationELB',
  metric: 'RequestCount',
  stat: 'Sum',
  dimensions: balancer,
  as: 'requests_per_sec',
  unit: 'Count',
  missing: 'zero',
  perSecond: true,
};
const failures: MetricRequest = {
  ...requestCount,
  metric: 'HTTPCode_Target_5XX_Count',
  as: 'target_5xx_per_sec',
};
const latency: MetricRequest = {
  ...requestCount,
  metric: 'TargetResponseTime',
  stat: 'p99',
  as: 'response_p99_ms',
  unit: 'Seconds',
  missing: 'unknown',
  perSecond: false,
};

useAwsEnvironment();

let nowMs: number;
let fake: FakeCloudWatch;
const ctx = {
  now: () => nowMs,
  sleep: async (durationMs: number) => {
    nowMs += durationMs;
  },
};

beforeEach(async () => {
  nowMs = endMs + 10 * minuteMs + 500;
  fake = await startFakeCloudWatch({ now: () => nowMs });
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDWATCH', fake.url);
});
afterEach(() => fake.close());

/** One value a minute: `of` gets the minute, counted from that in which the run starts. */
function report(request: MetricRequest, of: (minute: number) => readonly number[], minutes = 11): void {
  const { namespace, metric, dimensions } = request;
  for (let minute = 0; minute < minutes; minute += 1) {
    const atMs = originMs - 20_000 + minute * minuteMs + 30_000;
    const values = of(minute);
    if (values.length > 0) fake.report({ namespace, metric, dimensions, atMs, values });
  }
}

async function read(requests: readonly MetricRequest[], waitMs = 0): Promise<WindowReading> {
  const cloudWatch = await openCloudWatch(ctx, {});
  try {
    return await readWindow(ctx, cloudWatch, requests, { originMs, endMs, waitMs });
  } finally {
    cloudWatch.close();
  }
}

const valuesOf = ({ series }: WindowReading, index = 0) => series[index]?.points.map(([, value]) => value);

describe('reading from CloudWatch', () => {
  it('places whole periods on the clock of the run, from five minutes before it to the one it ends in', async () => {
    report(cpu, (minute) => [minute * 10]);
    const { series, calls, metricsRequested } = await read([cpu]);
    expect(series).toEqual([
      {
        source: 'cloudwatch',
        resource: 'ecs prod/api',
        metric: 'cpu_share',
        unit: 'share',
        stamps: 'start',
        periodMs: minuteMs,
        clock: { offsetMs: 0, withinMs: 500 },
        query: 'AWS/ECS CPUUtilization Average {ClusterName=prod, ServiceName=api} each 60 s',
        points: Array.from({ length: 16 }, (_, index) => [
          firstPeriodMs + index * minuteMs,
          index < 5 ? null : expect.closeTo((index - 5) / 10),
        ]),
      },
    ]);
    expect({ calls, metricsRequested }).toEqual({ calls: 1, metricsRequested: 1 });
  });

  it('reads counts as rates, seconds as milliseconds, and percentiles as CloudWatch has them', async () => {
    report(requestCount, () => Array.from({ length: 600 }, () => 1));
    report(latency, () => Array.from({ length: 100 }, (_, index) => (index + 1) / 1_000));
    const { series } = await read([requestCount, latency]);
    expect(series.map(({ unit, points, percentile }) => [unit, points[6]?.[1], percentile])).toEqual([
      ['/s', 10, undefined],
      ['ms', 99, true],
    ]);
  });

  it.each([
    ['pages of a few values', { pageSize: 3 }],
    ['an empty first page with a token', { pageSize: 4, isFirstPageEmpty: true }],
    ['points in ascending order', { order: 'ascending' as const }],
    [
      'a query that fails for a while',
      { states: { CPUUtilization: { status: 'InternalError' as const, times: 2 } } },
    ],
    [
      'throttling',
      {
        errors: [
          { status: 400, type: 'ThrottlingException' },
          { status: 400, type: 'ThrottlingException' },
        ],
      },
    ],
    ['a server error', { errors: [{ status: 500, type: 'InternalServiceFault' }] }],
  ])('gives the same for %s', async (_, settings) => {
    report(cpu, (minute) => [minute]);
    report(requestCount, (minute) => [minute * 60]);
    const plain = await read([cpu, requestCount]);
    Object.assign(fake.settings, settings);
    expect((await read([cpu, requestCount])).series).toEqual(plain.series);
  });

  it('asks for at most 500 metrics in a call', async () => {
    const many = Array.from({ length: 1_100 }, (_, index) => ({ ...cpu, resource: `${index}` }));
    const { calls, metricsRequested } = await read(many);
    expect(fake.requests.map(({ MetricDataQueries }) => MetricDataQueries.length)).toEqual([500, 500, 100]);
    expect({ calls, metricsRequested }).toEqual({ calls: 3, metricsRequested: 1_100 });
  });

  it('reads what is still kept of an old run', async () => {
    report(cpu, (minute) => [minute < 5 ? 10 : 20]);
    nowMs = endMs + 20 * 86_400_000;
    const reading = await read([cpu]);
    expect(reading.series[0]?.periodMs).toBe(300_000);
    expect(valuesOf(reading)).toEqual([null, expect.closeTo(0.1), expect.closeTo(0.2), expect.closeTo(0.2)]);
  });
});

describe('what is missing', () => {
  it('is zero for a count whose resource reports at all, and unknown for a level', async () => {
    report(requestCount, (minute) => (minute % 2 ? [60] : []));
    report(latency, (minute) => (minute % 2 ? [0.5] : []));
    const reading = await read([requestCount, failures, latency]);
    expect(valuesOf(reading, 0)?.slice(4, 9)).toEqual([0, 0, 1, 0, 1]);
    expect(new Set(valuesOf(reading, 1))).toEqual(new Set([0]));
    expect(valuesOf(reading, 2)?.slice(4, 9)).toEqual([null, null, 500, null, 500]);
  });

  it('is never zero load where nothing came', async () => {
    const { series } = await read([requestCount, cpu]);
    expect(series.map(({ points, unavailable }) => [points, unavailable])).toEqual([
      [[], 'no data: wrong dimension, or no traffic?'],
      [[], 'no data: wrong dimension, or no traffic?'],
    ]);
  });

  it.each([
    ['InternalError', /InternalError/],
    ['Forbidden', /cloudwatch:GetMetricData/],
    ['PartialData', /only a part/],
  ] as const)('is said to be so for good where a metric ends in %s', async (status, why) => {
    report(cpu, () => [50]);
    report(requestCount, () => [60]);
    fake.settings.states = { RequestCount: { status, times: 99 } };
    if (status === 'PartialData') fake.settings.lateMs = 86_400_000;
    const { series } = await read([cpu, requestCount]);
    expect(series[1]?.unavailable).toMatch(why);
    expect(series[1]?.points).toEqual([]);
    expect(series[0]?.points.length).toBe(status === 'PartialData' ? 0 : 16);
  });
});

describe('data that come late', () => {
  beforeEach(() => {
    nowMs = endMs + 5_500;
    fake.settings.lateMs = 150_000;
    report(cpu, (minute) => [minute]);
    report(requestCount, () => [60]);
  });

  it('are marked provisional where nobody waits, and end with the last value that came', async () => {
    const reading = await read([cpu, requestCount]);
    expect(reading.series.map(({ provisional }) => provisional)).toEqual([true, true]);
    expect(valuesOf(reading, 0)?.at(-1)).toBeCloseTo(0.06);
    expect(valuesOf(reading, 1)?.at(-1)).toBe(1);
    expect(reading.calls).toBe(1);
  });

  it('are waited for until two readings agree', async () => {
    const reading = await read([cpu], 10 * minuteMs);
    expect(reading.series[0]?.provisional).toBeUndefined();
    expect(valuesOf(reading)).toHaveLength(16);
    expect(valuesOf(reading)?.at(-1)).toBeCloseTo(0.1);
    expect(nowMs - endMs).toBeLessThan(5 * minuteMs);
  });

  it('are waited for no longer than was said', async () => {
    const reading = await read([cpu], minuteMs);
    expect(reading.series[0]?.provisional).toBe(true);
    expect(nowMs - endMs).toBe(65_500);
  });

  it('are taken as complete five minutes after the end, though they still change', async () => {
    fake.settings.states = { CPUUtilization: { status: 'InternalError', times: 0 } };
    const noise = setNoise();
    const reading = await read([cpu], 60 * minuteMs);
    noise.stop();
    expect(reading.series[0]?.provisional).toBeUndefined();
    expect(nowMs - endMs).toBe(5 * minuteMs);
  });

  /** A metric that says something else each time it is read. */
  function setNoise() {
    const { now } = fake.settings;
    fake.settings.now = () => {
      fake.report({ ...cpu, atMs: originMs, values: [Math.random()] });
      return now();
    };
    return { stop: () => Object.assign(fake.settings, { now }) };
  }
});

describe('a clock that is off', () => {
  it.each([30_000, 60_000, 90_000, -90_000])('by %d ms moves no value', async (clockAheadMs) => {
    fake.settings.clockAheadMs = clockAheadMs;
    // A whole minute of CloudWatch begins where its own clock says so.
    const aheadOfMinuteMs = ((clockAheadMs % minuteMs) + minuteMs) % minuteMs;
    for (let second = 0; second < 600; second += 1) {
      fake.report({ ...requestCount, atMs: originMs + second * 1_000, values: [second < 300 ? 1 : 5] });
    }
    const reading = await read([requestCount]);
    const [points] = reading.series.map((series) => series.points);
    const total = points?.reduce((sum, [, value]) => sum + (value ?? 0) * 60, 0);
    expect(total).toBeCloseTo(300 + 1_500);
    for (const [tMs, value] of points ?? []) {
      const phaseMs = (((tMs + 20_000 + aheadOfMinuteMs) % minuteMs) + minuteMs) % minuteMs;
      expect(Math.min(phaseMs, minuteMs - phaseMs)).toBeLessThanOrEqual(1_000);
      if (tMs > 0 && tMs + minuteMs < 299_000) expect(value).toBe(1);
      if (tMs > 301_000 && tMs + minuteMs < 599_000) expect(value).toBe(5);
    }
  });
});
