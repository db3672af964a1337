import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configSchema } from '../../cli/config/schema.ts';
import { createSources, type Observer, observerSchema } from '../../cli/observers.ts';
import { makeContext } from '../runner/test-context.ts';

const ownMetric = {
  namespace: 'Shop',
  metric: 'QueueLength',
  stat: 'Maximum',
  dimensions: { Queue: 'orders' },
};
const networkBalancer =
  'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/net/shop/50dc6c495c0c9188';
const cloudWatch = {
  type: 'cloudwatch',
  waitMs: '5m',
  ecs: [
    { cluster: 'prod', service: 'api' },
    { cluster: 'prod', service: 'search' },
  ],
  nlb: networkBalancer,
  rds: 'orders',
  metrics: [ownMetric],
};

describe('observerSchema', () => {
  it.each([
    ['a pid', { type: 'process', pid: 12 }, true],
    ['a port with a name', { type: 'process', port: 3000, name: 'api' }, true],
    ['a pid file', { type: 'process', pidFile: 'tmp/api.pid' }, true],
    ['two ways to find the process', { type: 'process', pid: 12, port: 3000 }, false],
    ['no way to find it', { type: 'process', name: 'api' }, false],
    ['an unknown key', { type: 'process', pid: 12, host: 'db' }, false],
    ['a Deployment', { type: 'kubernetes', deployment: 'shop', namespace: 'shop' }, true],
    [
      'a StatefulSet elsewhere',
      { type: 'kubernetes', statefulSet: 'db', context: 'staging', name: 'db' },
      true,
    ],
    ['a label selector', { type: 'kubernetes', selector: 'app=shop,tier!=cache' }, true],
    ['two workloads', { type: 'kubernetes', deployment: 'shop', daemonSet: 'agent' }, false],
    ['a cluster without a workload', { type: 'kubernetes', namespace: 'shop' }, false],
    ['services, databases and an own metric of CloudWatch', cloudWatch, true],
    ['CloudWatch without anything to read', { type: 'cloudwatch', region: 'eu-west-1' }, false],
    ['a network load balancer as an application one', { type: 'cloudwatch', alb: networkBalancer }, false],
    [
      'a load balancer of another region',
      { type: 'cloudwatch', region: 'us-east-1', nlb: networkBalancer },
      false,
    ],
    [
      'an API that is both REST and HTTP',
      { type: 'cloudwatch', apiGateway: { rest: 'a', http: 'b' } },
      false,
    ],
    [
      'a statistic that CloudWatch does not have',
      { ...cloudWatch, metrics: [{ ...ownMetric, stat: 'avg' }] },
      false,
    ],
    [
      'a period that CloudWatch does not have',
      { ...cloudWatch, metrics: [{ ...ownMetric, periodMs: '90s' }] },
      false,
    ],
    [
      'a unit that CloudWatch does not have',
      { ...cloudWatch, metrics: [{ ...ownMetric, unit: 'Furlongs' }] },
      false,
    ],
    ['an unknown type', { type: 'telepathy' }, false],
    ['a port that cannot be', { type: 'process', port: 70_000 }, false],
  ])('judges %s', (_, observer, valid) => {
    expect(observerSchema.safeParse(observer).success).toBe(valid);
  });
});

describe('createSources', () => {
  const { kubernetes } = configSchema.parse({});
  const sourcesOf = (observer: Observer, ctx = makeContext()) =>
    createSources(ctx, { observers: [observer], kubernetes, follow: false }, () => undefined);

  it.each([
    [{ type: 'process', pid: process.pid } as const, `process pid ${process.pid}`],
    [{ type: 'process', port: 3000 } as const, 'process port 3000'],
    [{ type: 'process', pidFile: 'tmp/api.pid' } as const, 'process api'],
    [{ type: 'process', port: 3000, name: 'checkout' } as const, 'process checkout'],
    [{ type: 'kubernetes', deployment: 'shop' } as const, 'kubernetes shop'],
    [{ type: 'kubernetes', selector: 'app=shop' } as const, 'kubernetes app=shop'],
    [{ type: 'cloudwatch', waitMs: 0, rds: 'orders', metrics: [] } satisfies Observer, 'cloudwatch'],
  ])('names the source of %j', async (observer, name) => {
    const sources = await sourcesOf(observer);
    expect(sources.map(({ description }) => description.name)).toEqual([name]);
  });

  it('observes the process of a pid file in the working directory', async () => {
    const ctx = makeContext();
    writeFileSync(join(ctx.cwd, 'api.pid'), `${process.pid}\n`);
    const [source] = await sourcesOf({ type: 'process', pidFile: 'api.pid' }, ctx);
    await source?.start({ tMs: () => 0 });
    const series = await source?.finish({ startMs: -10_000, endMs: 0 });
    expect(series?.find(({ metric }) => metric === 'threads')).toMatchObject({
      resource: 'api',
      points: [[expect.any(Number), expect.any(Number)]],
    });
  });
});
