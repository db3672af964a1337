import { afterEach, describe, expect, it, vi } from 'vitest';
import { toMeasurements } from '../../../../core/measurements/index.ts';
import { cloudWatchObserverSchema } from '../../../../runner/observe/cloudwatch/cloudwatch-observer.ts';
import { cloudWatchSource } from '../../../../runner/observe/cloudwatch/source.ts';
import { slopeOf } from '../../../core/measurements/slope.ts';
import { clientSeries, secondsOf, syntheticResult } from '../../../core/measurements/synthetic-service.ts';
import { makeContext } from '../../test-context.ts';
import { useAwsEnvironment } from './aws-environment.ts';
import { type FakeCloudWatch, startFakeCloudWatch } from './fake-cloudwatch.ts';

useAwsEnvironment();

const demandSec = 0.02;
const idleCores = 0.03;
const steps = [12, 20, 32, 40].map((requestsPerSec) => ({ seconds: 300, requestsPerSec }));
const seconds = secondsOf(steps);
const originMs = Date.UTC(2026, 10, 25, 12, 0, 17, 300);
const durationMs = seconds.length * 1_000;
const endedMs = originMs + durationMs + 600_000;

const cpu = { namespace: 'Shop', metric: 'Cpu', dimensions: { Service: 'api' } };
const requests = { namespace: 'Shop', metric: 'Requests', dimensions: { Balancer: 'shop' } };
const cpuMetric = { ...cpu, stat: 'Average', as: 'cpu_cores', resource: 'api' };
const requestMetric = {
  ...requests,
  stat: 'Sum',
  as: 'requests_per_sec',
  perSecond: true,
  resource: 'balancer',
};

let fake: FakeCloudWatch;
afterEach(() => fake.close());

/** What a server reported each second of true time; minutes of its clock that are multiples of `lostEvery` got lost. */
async function reportTo(clockAheadMs: number, lostEvery: number): Promise<void> {
  fake = await startFakeCloudWatch({ now: () => endedMs, clockAheadMs, pageSize: 7, isFirstPageEmpty: true });
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDWATCH', fake.url);
  for (const [second, { requestsPerSec }] of seconds.entries()) {
    const atMs = originMs + second * 1_000 + 500;
    fake.report({ ...requests, atMs, values: [requestsPerSec] });
    const isLost = Math.floor((atMs + clockAheadMs) / 60_000) % lostEvery === 0;
    if (!isLost) fake.report({ ...cpu, atMs, values: [idleCores + demandSec * requestsPerSec] });
  }
}

async function observed(metrics: readonly object[]) {
  const ctx = makeContext({ now: () => endedMs });
  const observer = cloudWatchObserverSchema.parse({ type: 'cloudwatch', metrics });
  const source = cloudWatchSource(ctx, observer, { onNote: () => undefined });
  await source.start({ tMs: () => endedMs - originMs });
  return source.finish({ startMs: Number.NEGATIVE_INFINITY, endMs: durationMs });
}

describe.each([0, 30_000, 60_000, -45_000])(
  'with a CloudWatch that is %d ms ahead, loses minutes and pages,',
  (aheadMs) => {
    it.each([
      ['the clients', [cpuMetric], null],
      ['the load balancer', [cpuMetric, requestMetric], 'balancer'],
    ])(
      'the demand is recovered within 3 %%, with the requests that %s counted',
      async (_, metrics, throughputFrom) => {
        await reportTo(aheadMs, 7);
        const measured = await toMeasurements(
          syntheticResult(steps, await observed(metrics)),
          clientSeries(steps),
        );
        expect(measured.sources[0]?.throughputFrom).toBe(throughputFrom);
        expect(measured.bins.length).toBeGreaterThanOrEqual(10);
        expect(measured.bins.every(({ durationMs: lengthMs }) => lengthMs === 60_000)).toBe(true);
        expect(Math.abs(slopeOf(measured, 'api') / demandSec - 1)).toBeLessThan(0.03);
      },
    );
  },
);
