import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
} from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeImagesCommand,
  DescribeSubnetsCommand,
  EC2Client,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import {
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateCacheClusterCommand, ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { CreateDBClusterCommand, CreateDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { clientSettings } from '../../../../runner/aws/client-settings.ts';
import { cloudWatchObserverSchema } from '../../../../runner/observe/cloudwatch/cloudwatch-observer.ts';
import { findResources } from '../../../../runner/observe/cloudwatch/find-resources.ts';
import { instanceSize } from '../../../../runner/observe/cloudwatch/resources/app-runner.ts';
import { cloudWatchSource } from '../../../../runner/observe/cloudwatch/source.ts';
import { type Moto, startMoto } from '../../../tools/moto/server.ts';
import { makeContext } from '../../test-context.ts';
import { useAwsEnvironment } from './aws-environment.ts';

useAwsEnvironment();

let moto: Moto;
beforeAll(async () => {
  moto = await startMoto();
}, 120_000);
afterAll(() => moto.close());
beforeEach(() => {
  vi.stubEnv('AWS_ENDPOINT_URL', moto.url);
});

const settings = clientSettings({});
const gib = 2 ** 30;

const find = (given: object) =>
  findResources(cloudWatchObserverSchema.parse({ type: 'cloudwatch', ...given }));

async function makeService(cluster: string, insights: 'enabled' | 'disabled') {
  const ecs = new ECSClient(settings);
  await ecs.send(
    new CreateClusterCommand({
      clusterName: cluster,
      settings: [{ name: 'containerInsights', value: insights }],
    }),
  );
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'api',
      cpu: '512',
      memory: '1024',
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      containerDefinitions: [{ name: 'api', image: 'api', essential: true }],
    }),
  );
  await ecs.send(
    new CreateServiceCommand({ cluster, serviceName: 'api', taskDefinition: 'api', desiredCount: 2 }),
  );
}

describe('looking resources up', () => {
  it('finds the size of the tasks of an ECS service, and whether Container Insights counts them', async () => {
    await makeService('prod', 'enabled');
    await makeService('plain', 'disabled');
    const [prod, plain] = await find({
      ecs: [
        { cluster: 'prod', service: 'api' },
        { cluster: 'plain', service: 'api' },
      ],
    });
    expect(prod).toMatchObject({
      name: 'ecs prod/api',
      capacity: { cores: 0.5, memoryBytes: 1 * gib },
      kind: '512 CPU units and 1024 MiB a task',
      notes: [],
    });
    expect(prod?.requests.map(({ as }) => as)).toContain('tasks');
    expect(plain?.requests.map(({ as }) => as)).not.toContain('tasks');
    expect(plain?.requests[0]?.dimensions).toEqual({ ClusterName: 'plain', ServiceName: 'api' });
  });

  it('finds a load balancer and a target group by name and by ARN', async () => {
    const client = new ElasticLoadBalancingV2Client(settings);
    const { Subnets = [] } = await new EC2Client(settings).send(new DescribeSubnetsCommand({}));
    const subnets = Subnets.slice(0, 2).flatMap(({ SubnetId }) => SubnetId ?? []);
    const made = await client.send(new CreateLoadBalancerCommand({ Name: 'shop', Subnets: subnets }));
    const arn = made.LoadBalancers?.[0]?.LoadBalancerArn ?? '';
    const group = await client.send(
      new CreateTargetGroupCommand({ Name: 'web', Port: 80, Protocol: 'HTTP', VpcId: Subnets[0]?.VpcId }),
    );
    const targetGroup = group.TargetGroups?.[0]?.TargetGroupArn;
    const [byName, ...byArn] = await find({ alb: ['shop', { loadBalancer: arn, targetGroup }] });
    const dimension = arn.split(':loadbalancer/')[1];
    expect(byName?.requests[0]).toMatchObject({
      namespace: 'AWS/ApplicationELB',
      dimensions: { LoadBalancer: dimension },
    });
    expect(byArn.map(({ name }) => name)).toEqual(['alb shop', 'alb shop web']);
    expect(byArn[1]?.requests[0]?.dimensions).toEqual({
      LoadBalancer: dimension,
      TargetGroup: expect.stringMatching(/^targetgroup\/web\/\w+$/),
    });
  });

  it('finds the class of a database, and the writer and readers of an Aurora cluster apart', async () => {
    const rds = new RDSClient(settings);
    await rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: 'orders',
        DBInstanceClass: 'db.m5.xlarge',
        Engine: 'postgres',
        AllocatedStorage: 20,
        MasterUsername: 'admin',
        MasterUserPassword: 'password',
      }),
    );
    await rds.send(
      new CreateDBClusterCommand({
        DBClusterIdentifier: 'carts',
        Engine: 'aurora-postgresql',
        MasterUsername: 'admin',
        MasterUserPassword: 'password',
      }),
    );
    for (const member of ['carts-0', 'carts-1']) {
      await rds.send(
        new CreateDBInstanceCommand({
          DBInstanceIdentifier: member,
          DBClusterIdentifier: 'carts',
          DBInstanceClass: 'db.r5.large',
          Engine: 'aurora-postgresql',
        }),
      );
    }
    const [orders, ...carts] = await find({ rds: 'orders', aurora: 'carts' });
    expect(orders).toMatchObject({
      kind: 'db.m5.xlarge',
      capacity: { cores: 4, memoryBytes: 16 * gib },
      count: 1,
    });
    expect(carts.map(({ name }) => name)).toEqual([
      'aurora carts writer carts-0',
      'aurora carts reader carts-1',
      'aurora carts',
    ]);
    expect(carts[1]).toMatchObject({ kind: 'db.r5.large', capacity: { cores: 2, memoryBytes: 16 * gib } });
    expect(carts[1]?.requests.map(({ as }) => as)).toContain('replica_lag_ms');
    expect(carts[2]?.requests[0]).toMatchObject({ as: 'volume_read_iops', periodMs: 300_000 });
  });

  it('finds the node type of a cache, and takes no memory from its EC2 type', async () => {
    await new ElastiCacheClient(settings).send(
      new CreateCacheClusterCommand({
        CacheClusterId: 'sessions',
        CacheNodeType: 'cache.m5.large',
        Engine: 'redis',
        NumCacheNodes: 1,
      }),
    );
    const [node] = await find({ elasticache: 'sessions' });
    expect(node).toMatchObject({
      name: 'elasticache sessions',
      kind: 'cache.m5.large',
      capacity: { cores: 2 },
    });
  });

  it('finds the types of instances and what an Auto Scaling group consists of', async () => {
    const ec2 = new EC2Client(settings);
    const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ['amazon'] }));
    const image = Images[0]?.ImageId;
    const { Instances = [] } = await ec2.send(
      new RunInstancesCommand({
        ImageId: image,
        InstanceType: 'c5.xlarge',
        MinCount: 1,
        MaxCount: 1,
        Monitoring: { Enabled: true },
      }),
    );
    const scaling = new AutoScalingClient(settings);
    await scaling.send(
      new CreateLaunchConfigurationCommand({
        LaunchConfigurationName: 'web',
        ImageId: image,
        InstanceType: 'm5.large',
      }),
    );
    await scaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: 'web',
        LaunchConfigurationName: 'web',
        MinSize: 3,
        MaxSize: 3,
        AvailabilityZones: ['eu-west-1a'],
      }),
    );
    const [instance, group] = await find({ ec2: Instances[0]?.InstanceId, autoScalingGroup: 'web' });
    expect(instance).toMatchObject({
      kind: 'c5.xlarge',
      capacity: { cores: 4, memoryBytes: 8 * gib },
      count: 1,
    });
    expect(group).toMatchObject({ kind: 'm5.large', capacity: { cores: 2 }, count: 3 });
    expect(group?.notes.join()).toMatch(/GroupInServiceInstances/);
  });

  it.each([
    ['an ECS service', { ecs: { cluster: 'prod', service: 'nobody' } }],
    ['an ECS cluster', { ecs: { cluster: 'nowhere', service: 'api' } }],
    ['a database', { rds: 'nobody' }],
    ['an Aurora cluster', { aurora: 'nobody' }],
    ['a cache', { elasticache: 'nobody' }],
    ['a load balancer', { alb: 'nobody' }],
    ['a function', { lambda: 'nobody' }],
    ['an instance', { ec2: 'i-0123456789abcdef0' }],
    ['an Auto Scaling group', { autoScalingGroup: 'nobody' }],
    ['a compute environment', { batch: 'nobody' }],
  ])('says that there is not such %s', async (_, observer) => {
    const [resource] = await find(observer);
    expect(resource?.absent).toMatch(/check|there is no/);
    expect(resource?.requests).toEqual([]);
  });
});

it.each([
  ['1024', '2048', { cores: 1, memoryBytes: 2 * gib }],
  ['0.25 vCPU', '0.5 GB', { cores: 0.25, memoryBytes: gib / 2 }],
  ['', '', {}],
])('reads the size of an App Runner instance from "%s" and "%s"', (cpu, memory, size) => {
  expect(instanceSize(cpu, memory)).toEqual(size);
});

it('brings a run what a service and an own metric really reported', async () => {
  const nowMs = Math.floor(Date.now() / 60_000) * 60_000;
  await makeService('shop', 'enabled');
  const point = (namespace: string, metric: string, value: number, minutesAgo: number) =>
    new CloudWatchClient(settings).send(
      new PutMetricDataCommand({
        Namespace: namespace,
        MetricData: [
          {
            MetricName: metric,
            Timestamp: new Date(nowMs - minutesAgo * 60_000),
            Value: value,
            Dimensions: [
              { Name: 'ClusterName', Value: 'shop' },
              { Name: 'ServiceName', Value: 'api' },
            ],
          },
        ],
      }),
    );
  for (const minute of [11, 12, 13]) {
    await point('AWS/ECS', 'CPUUtilization', 50, minute);
    await point('ECS/ContainerInsights', 'RunningTaskCount', 4, minute);
  }
  const ctx = makeContext();
  const observer = cloudWatchObserverSchema.parse({
    type: 'cloudwatch',
    ecs: { cluster: 'shop', service: 'api' },
  });
  const source = cloudWatchSource(ctx, observer, { onNote: () => undefined });
  await source.start({ tMs: () => Date.now() - (nowMs - 14 * 60_000) });
  const series = await source.finish({ startMs: 0, endMs: 4 * 60_000 });
  const values = series
    .find(({ metric }) => metric === 'cpu_cores')
    ?.points.filter(([, value]) => value !== null)
    .map(([, value]) => value);
  expect(values).toEqual([1, 1, 1]);
});
