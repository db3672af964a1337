import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStore } from '../../../runner/store/run-store.ts';
import { useAwsEnvironment } from '../../runner/observe/cloudwatch/aws-environment.ts';
import { type FakeCloudWatch, startFakeCloudWatch } from '../../runner/observe/cloudwatch/fake-cloudwatch.ts';
import { runId, storeRun } from '../estimate/stored-run.ts';
import { cli, makeDirectory } from '../harness.ts';

useAwsEnvironment();

const config = `observers:
  - type: cloudwatch
    alb: arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop/50dc6c495c0c9188
    metrics:
      - { namespace: Shop, metric: QueueLength, stat: Maximum, dimensions: { Queue: orders }, as: queue_length }
  - { type: process, port: 3000 }
`;
const files = { 'loadtest.config.yaml': config };
const queue = { namespace: 'Shop', metric: 'QueueLength', dimensions: { Queue: 'orders' } };

let fake: FakeCloudWatch;
let directory: string;
beforeEach(async () => {
  directory = makeDirectory();
  fake = await startFakeCloudWatch({ now: () => Date.now() });
  vi.stubEnv('AWS_ENDPOINT_URL', fake.url);
});
afterEach(async () => {
  rmSync(directory, { recursive: true });
  await fake.close();
});

describe('observe list', () => {
  it('shows each series of each resource and what a reading costs, and reads nothing', async () => {
    const { exitCode, stdout } = await cli(['observe', 'list'], { files });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^cloudwatch \(21 metrics, \$0\.00021 a reading\)$/m);
    expect(stdout).toMatch(/^ {2}alb shop$/m);
    expect(stdout).toMatch(
      /^ {4}requests_per_sec +AWS\/ApplicationELB RequestCount Sum \{LoadBalancer=app\/shop\/\w+\}$/m,
    );
    expect(stdout).toMatch(/^ {4}queue_length +Shop QueueLength Maximum \{Queue=orders\}$/m);
    expect(stdout).toMatch(/^process\n {2}port 3000$/m);
    expect(fake.requests).toEqual([]);
  });

  it('says for a program what could not be looked up, and what it takes', async () => {
    fake.settings.errors = Array.from({ length: 9 }, () => ({ status: 400, type: 'AccessDeniedException' }));
    const ecs = 'observers: [{ type: cloudwatch, ecs: { cluster: prod, service: api } }]';
    const { exitCode, stdout } = await cli(['observe', 'list', '--json'], {
      files: { 'loadtest.config.yaml': ecs },
    });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      observers: [
        {
          type: 'cloudwatch',
          resources: [
            { name: 'ecs prod/api', notes: [expect.stringMatching(/may not do ecs:DescribeServices/)] },
          ],
          cost: { metrics: 4, usd: 0.000_04 },
        },
      ],
    });
  });

  it('says where nothing is observed', async () => {
    expect(await cli(['observe', 'list'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^nothing is observed/),
    });
  });
});

describe('doctor --aws', () => {
  it('prints the least IAM policy of what is configured', async () => {
    const { exitCode, stdout } = await cli(['doctor', '--aws', '--json'], { files });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      findings: [
        { name: 'cloudwatch', state: 'ok' },
        { name: 'alb shop', state: 'ok' },
        { name: 'Shop orders', state: 'ok' },
      ],
      policy: {
        Statement: [
          {
            Effect: 'Allow',
            Action: ['cloudwatch:GetMetricData', 'elasticloadbalancing:DescribeLoadBalancers'],
            Resource: '*',
          },
        ],
      },
    });
  });

  it('ends with exit 3 where metrics cannot be read', async () => {
    fake.settings.errors = [{ status: 400, type: 'ExpiredTokenException' }];
    const { exitCode, stdout } = await cli(['doctor', '--aws'], { files });
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^missing +cloudwatch .*\n +the AWS credentials have expired/m);
  });
});

describe('observe fetch', () => {
  const startedAtMs = Date.now() - 3_600_000;

  beforeEach(() => storeRun(directory, { startedAt: new Date(startedAtMs).toISOString() }));

  it('brings a finished run what has come since, and renders its report again', async () => {
    fake.report({ ...queue, atMs: startedAtMs + 10_000, values: [7] });
    const outcome = await cli(['observe', 'fetch', 'latest'], { directory, files });
    expect(outcome).toMatchObject({
      exitCode: 0,
      stderr: expect.stringMatching(/cloudwatch: read 21 metrics, \$0\.00021/),
    });
    const store = openStore(join(directory, '.loadtest/runs'));
    const { observed } = await store.readResult(runId);
    const fetched = observed.find(({ metric }) => metric === 'queue_length');
    expect(fetched?.points.some(([, value]) => value === 7)).toBe(true);
    expect(observed.some(({ source }) => source === 'process')).toBe(true);
    expect(outcome.files[`.loadtest/runs/${runId}/report.html`]).toMatch(/queue.length/);
  });

  it('keeps what CloudWatch has forgotten', async () => {
    fake.report({ ...queue, atMs: startedAtMs + 10_000, values: [7] });
    await cli(['observe', 'fetch', runId], { directory, files });
    const stored = JSON.parse(
      (await cli(['observe', 'fetch', runId, '--json'], { directory, files })).stdout,
    );
    await fake.close();
    fake = await startFakeCloudWatch({ now: () => Date.now() });
    vi.stubEnv('AWS_ENDPOINT_URL', fake.url);
    const again = JSON.parse((await cli(['observe', 'fetch', runId, '--json'], { directory, files })).stdout);
    const of = (series: { metric: string }[]) => series.find(({ metric }) => metric === 'queue_length');
    expect(of(again)).toEqual(of(stored));
  });

  it('has nothing to do where nothing is configured that could be read again', async () => {
    expect(await cli(['observe', 'fetch', 'latest'], { directory })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/no observer is configured that can be read after a run/),
    });
  });
});
