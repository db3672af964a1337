import { openCloudWatch } from '../../runner/observe/cloudwatch/client.ts';
import type { MetricRequest } from '../../runner/observe/cloudwatch/metric-spec.ts';
import { readWindow } from '../../runner/observe/cloudwatch/read-window.ts';
import { type FakeCloudWatch, startFakeCloudWatch } from '../runner/observe/cloudwatch/fake-cloudwatch.ts';
import { atMost, type Benchmark, type Findings, median, rounded } from './bench.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;
const metricCount = 200;
const goalMs = 5_000;

/** Reading what CloudWatch has of an hour's run, from a server on loopback with its semantics. */
export const cloudWatch: Benchmark = {
  measures: `reading ${metricCount} metrics of a run of one hour from CloudWatch: calls, bytes, time`,
  async run(bench) {
    const endMs = Math.floor(Date.now() / minuteMs) * minuteMs - 10 * minuteMs;
    const requests = Array.from({ length: metricCount }, (_, index) => requestOf(index));
    const fake = await startFakeCloudWatch({ now: () => Date.now() });
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_CLOUDWATCH: fake.url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
    });
    reportHour(fake, requests, endMs);
    const window = { originMs: endMs - hourMs, endMs, waitMs: 0 };
    const durationsMs: number[] = [];
    let calls = 0;
    for (let reading = 0; reading < (bench.quick ? 2 : 5); reading++) {
      const client = await openCloudWatch(bench.ctx, {});
      const startedMs = performance.now();
      calls = (await readWindow(bench.ctx, client, requests, window)).calls;
      durationsMs.push(performance.now() - startedMs);
      client.close();
    }
    const bytes = fake.bytes() / durationsMs.length;
    await fake.close();
    return {
      goals: [atMost(`reading ${metricCount} metrics, median`, goalMs, median(durationsMs), ' ms')],
      figures: { calls, answerBytes: rounded(bytes), durationsMs: durationsMs.map(Math.round) },
    } satisfies Findings;
  },
};

function requestOf(index: number): MetricRequest {
  return {
    resource: `service ${index}`,
    namespace: 'AWS/ECS',
    metric: 'CPUUtilization',
    stat: 'Average',
    dimensions: { ClusterName: 'prod', ServiceName: `service-${index}` },
    as: 'cpu_share',
    unit: 'Percent',
    missing: 'unknown',
    periodMs: minuteMs,
  };
}

function reportHour(fake: FakeCloudWatch, requests: readonly MetricRequest[], endMs: number): void {
  for (let atMs = endMs - hourMs; atMs < endMs; atMs += minuteMs) {
    for (const { namespace, metric, dimensions } of requests) {
      fake.report({ namespace, metric, dimensions, atMs, values: [Math.random() * 100] });
    }
  }
}
