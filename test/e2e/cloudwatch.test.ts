import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setInterval } from 'node:timers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { measurementsSchema } from '../../core/records/index.ts';
import { type FakeCloudWatch, startFakeCloudWatch } from '../runner/observe/cloudwatch/fake-cloudwatch.ts';
import { cli, resultOf } from './harness.ts';
import { type MeteredService, startMeteredService } from './prometheus.ts';

const cpuSecPerRequest = 0.002;
const dimensions = { ServiceName: 'api' };

let service: MeteredService;
let cloudWatch: FakeCloudWatch;
let reporting: NodeJS.Timeout;
beforeAll(async () => {
  service = await startMeteredService(cpuSecPerRequest);
  // Its clock is 30 s ahead, and a value can be read a second after its period.
  cloudWatch = await startFakeCloudWatch({ now: () => Date.now(), clockAheadMs: 30_000, lateMs: 1_000 });
  reporting = setInterval(() => void reportUse(), 200);
});
afterAll(async () => {
  clearInterval(reporting);
  await cloudWatch.close();
  await service.close();
});

let reportedRequests = 0;

/** What the service has done since the last time, as its agent tells CloudWatch. */
async function reportUse(): Promise<void> {
  const text = await fetch(new URL('metrics', service.url)).then((response) => response.text());
  const requests = Number(/service_requests_total (\d+)/.exec(text)?.[1]);
  const more = requests - reportedRequests;
  reportedRequests = requests;
  const atMs = Date.now();
  const report = (metric: string, value: number) =>
    cloudWatch.report({ namespace: 'Shop', metric, dimensions, atMs, values: [value] });
  report('Requests', more);
  report('CpuSeconds', more * cpuSecPerRequest);
}

const scenario = `
import http from 'k6/http';
export const options = { scenarios: { steady: {
  executor: 'constant-arrival-rate', rate: 50, timeUnit: '1s', duration: '16s', preAllocatedVUs: 20,
} } };
export default function () { http.get(__ENV.TARGET_URL, { tags: { name: 'home' } }); }
`;

const sum = (metric: string, as: string) => ({
  ...{ namespace: 'Shop', metric, stat: 'Sum', dimensions, as, resource: 'api' },
  ...{ perSecond: true, periodMs: '1s' },
});

it('a run without credentials keeps its result, and says what is missing', async () => {
  const { exitCode, directory } = await cli(['run', 'steady', '--duration', '1s', '--vus', '1'], {
    env: {
      AWS_REGION: 'eu-west-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/nonexistent',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    },
    files: {
      'loadtest.config.yaml': JSON.stringify({
        target: { url: service.url },
        observers: [{ type: 'cloudwatch', rds: 'orders' }],
      }),
      'loadtest/scenarios/steady.ts': scenario,
    },
  });
  expect(exitCode).toBe(0);
  const { metrics, observed } = resultOf(directory);
  expect(metrics.http_reqs).toMatchObject({ count: expect.any(Number) });
  expect(observed.find(({ source }) => source === 'cloudwatch')).toMatchObject({
    resource: 'rds orders',
    points: [],
    unavailable: expect.stringMatching(/no AWS credentials: set AWS_PROFILE/),
  });
});

it('a run that is observed by CloudWatch tells what a request costs', async () => {
  const { exitCode, stderr, directory } = await cli(['run', 'steady'], {
    env: {
      AWS_ENDPOINT_URL_CLOUDWATCH: cloudWatch.url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIATESTTESTTESTTEST',
      AWS_SECRET_ACCESS_KEY: 'secret-of-a-test',
    },
    files: {
      'loadtest.config.yaml': JSON.stringify({
        target: { url: service.url },
        observers: [
          {
            type: 'cloudwatch',
            metrics: [
              { ...sum('Requests', 'requests_per_sec'), unit: 'Count', missing: 'zero' },
              { ...sum('CpuSeconds', 'cpu_cores'), unit: 'None' },
              {
                ...sum('Nothing', 'nothing'),
                unit: 'Count',
                missing: 'zero',
                dimensions: { ServiceName: 'app' },
              },
            ],
          },
        ],
      }),
      'loadtest/scenarios/steady.ts': scenario,
    },
  });
  expect(exitCode, stderr).toBe(0);
  expect(stderr).toMatch(/cloudwatch: will read 3 metrics, \$0\.00003 a reading/);
  expect(stderr).toMatch(/loadtest observe fetch latest/);

  const text = readFileSync(
    join(directory, '.loadtest/runs', resultOf(directory).runId, 'result.json'),
    'utf8',
  );
  expect(text + stderr).not.toMatch(/AKIATEST|secret-of-a-test/);
  const { observed } = resultOf(directory);
  const used = observed.find(({ metric }) => metric === 'cpu_cores');
  expect(used).toMatchObject({ source: 'cloudwatch', periodMs: 1_000, provisional: true });
  expect(used?.clock?.offsetMs).toBeGreaterThan(29_000);
  expect(used?.clock?.offsetMs).toBeLessThan(31_000);
  expect(observed.find(({ metric }) => metric === 'nothing')?.unavailable).toBe(
    'no data: wrong dimension, or no traffic?',
  );

  const { stdout } = await cli(['measurements', 'latest', '--json'], { directory });
  const { bins, sources } = measurementsSchema.parse(JSON.parse(stdout));
  expect(sources[0]?.throughputFrom).toBe('api');
  expect(bins.length).toBeGreaterThan(1);
  for (const { total, used: use } of bins) {
    expect(use.api?.cores).toBeCloseTo(cpuSecPerRequest * total.throughputPerSec, 6);
  }
});
