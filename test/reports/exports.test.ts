import { parseToObject } from 'hcl2-parser';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type {
  CostGroup,
  Estimate,
  SizedCache,
  SizedDatabase,
  SizingOption,
} from '../../core/records/index.ts';
import { type ExportName, renderExport } from '../../reports/exports.ts';
import { makeEstimate } from './estimate-fixture.ts';

function estimateOf(change: Partial<SizingOption> = {}): Estimate {
  const estimate = makeEstimate();
  const [option] = estimate.options;
  if (!option) throw new Error('the fixture has an option');
  return { ...estimate, options: [{ ...option, ...change }] };
}

const autoscaled = {
  ...{ targetUtilisation: 0.45, minTasks: 2, maxTasks: 9, meanTasks: 3.2, usdPerMonth: 150 },
  ...{ riskMinutesPerDay: 0.4, foresightUsdPerMonth: 130 },
};

const database = (change: Partial<SizedDatabase> = {}): SizedDatabase => ({
  ...{ service: 'rds', engine: 'postgresql', size: 'db.m6g.large', instances: 2, vcpu: 2, memoryGb: 8 },
  ...{ storageGb: 150, utilisation: 0.4, connections: { open: 80, most: 901 } },
  ...{ binding: 'cpu', runnerUp: null, notes: [] },
  ...change,
});

const cache = (change: Partial<SizedCache> = {}): SizedCache => ({
  ...{ engine: 'valkey', size: 'cache.r7g.large', shards: 2, replicas: 1, multiAz: true, vcpu: 2 },
  ...{ memoryGb: 13.07, dataGb: 15, utilisation: 0.4, connections: { open: 80, most: 65_000 } },
  ...{ binding: 'memory', runnerUp: null, smaller: [], notes: [] },
  ...change,
});

const aurora: Partial<SizedDatabase> = {
  ...{ service: 'aurora-serverless-v2', engine: 'aurora-postgresql', size: '0.5 to 8 ACU' },
  ...{ capacityUnits: { least: 0.5, most: 8 }, storageGb: 120 },
};

describe("HashiCorp's parser reads", () => {
  const read = (name: ExportName, estimate: Estimate) => {
    const [value, error] = parseToObject(renderExport(estimate, name));
    expect(error ?? null).toBeNull();
    return value;
  };

  it('Terraform variables: task size, counts, target value', () => {
    expect(read('terraform', estimateOf({ autoscaled }))).toEqual({
      ...{ region: 'ap-northeast-1', platform: 'ecs-fargate', cpu_architecture: 'X86_64' },
      ...{ task_cpu: 1_024, task_memory: 2_048, desired_count: 5 },
      ...{ min_capacity: 2, max_capacity: 9, cpu_target_value: 45 },
    });
  });

  it('a constant count as a policy that cannot move', () => {
    expect(read('terraform', estimateOf())).toMatchObject({
      desired_count: 5,
      min_capacity: 5,
      max_capacity: 5,
    });
  });

  it('an instance type, and a text that looks like a template as text', () => {
    const region = ['a$', '{b}%{c}"d'].join('');
    const estimate = { ...estimateOf({ platform: 'ec2', size: 'c7g.large' }), region };
    expect(read('terraform', estimate)).toMatchObject({ instance_type: 'c7g.large' });
    const escaped = ['a$$', '{b}%%{c}\\"d'].join('');
    expect(renderExport(estimate, 'terraform')).toContain(`region = "${escaped}"`);
  });

  it('a function with what is kept ready of it', () => {
    const change = { ...{ platform: 'lambda', size: '1024 MB, 28 provisioned' }, provisionedConcurrency: 28 };
    expect(read('terraform', estimateOf(change))).toMatchObject({ provisioned_concurrent_executions: 28 });
  });

  it.each([
    {
      name: 'RDS',
      of: database(),
      has: {
        ...{ database_engine: 'postgres', database_instance_class: 'db.m6g.large', database_multi_az: true },
        ...{ database_allocated_storage: 150, database_storage_type: 'gp3' },
      },
    },
    {
      name: 'Aurora Serverless v2',
      of: database(aurora),
      has: {
        ...{ database_engine: 'aurora-postgresql', database_instance_class: 'db.serverless' },
        ...{ database_multi_az: true, database_instances: 2, database_storage_type: '' },
        ...{ database_min_capacity: 0.5, database_max_capacity: 8 },
      },
    },
  ])('the database, on $name', ({ of, has }) => {
    const found = Object.entries(read('terraform', estimateOf({ database: of })));
    expect(Object.fromEntries(found.filter(([key]) => key.startsWith('database_')))).toEqual(has);
  });

  it.each([
    {
      name: 'Valkey',
      of: cache(),
      has: {
        ...{ cache_engine: 'valkey', cache_node_type: 'cache.r7g.large', cache_num_node_groups: 2 },
        ...{ cache_replicas_per_node_group: 1, cache_multi_az_enabled: true },
      },
    },
    {
      name: 'Memcached',
      of: cache({ engine: 'memcached', replicas: 0, multiAz: false }),
      has: { cache_engine: 'memcached', cache_node_type: 'cache.r7g.large', cache_num_cache_nodes: 2 },
    },
  ])('the cache, with $name', ({ of, has }) => {
    const found = Object.entries(read('terraform', estimateOf({ cache: of })));
    expect(Object.fromEntries(found.filter(([key]) => key.startsWith('cache_')))).toEqual(has);
  });

  it('the storage of Aurora that charges no I/O', () => {
    const estimate = estimateOf({
      database: database({ ...aurora, service: 'aurora', size: 'db.r6g.large' }),
    });
    const prices = estimate.prices.map((price) => ({
      ...price,
      attributes: { storageConfig: 'IO-Optimized' },
    }));
    expect(read('terraform', { ...estimate, prices })).toMatchObject({
      database_storage_type: 'aurora-iopt1',
    });
  });

  it("Terragrunt's inputs", () => {
    expect(read('terragrunt', estimateOf({ autoscaled }))).toMatchObject({
      inputs: { task_cpu: 1_024, desired_count: 5 },
    });
  });
});

describe('YAML', () => {
  /** What a chart that `helm create` made takes. */
  const values = z.strictObject({
    replicaCount: z.int(),
    resources: z.record(
      z.enum(['requests', 'limits']),
      z.strictObject({ cpu: z.string(), memory: z.string() }),
    ),
    autoscaling: z.union([
      z.strictObject({ enabled: z.literal(false) }),
      z.strictObject({
        enabled: z.literal(true),
        minReplicas: z.int(),
        maxReplicas: z.int(),
        targetCPUUtilizationPercentage: z.int(),
      }),
    ]),
    nodeSelector: z.strictObject({ 'kubernetes.io/arch': z.enum(['amd64', 'arm64']) }),
  });

  it('is the values of a chart', () => {
    const text = renderExport(
      estimateOf({ platform: 'eks-ec2', autoscaled, memoryGb: 0.375 }),
      'helm-values',
    );
    expect(values.parse(parse(text))).toMatchObject({
      replicaCount: 5,
      resources: { requests: { cpu: '1000m', memory: '384Mi' } },
      autoscaling: { minReplicas: 2, maxReplicas: 9, targetCPUUtilizationPercentage: 45 },
    });
  });

  it('has database and cache of a chart beside it', () => {
    const behind = { database: database(), cache: cache() };
    const text = renderExport(estimateOf({ platform: 'eks-ec2', ...behind }), 'helm-values');
    expect(parse(text).cache).toEqual({
      ...{ engine: 'valkey', nodeType: 'cache.r7g.large', numNodeGroups: 2 },
      ...{ replicasPerNodeGroup: 1, multiAzEnabled: true },
    });
    expect(parse(text).database).toEqual({
      ...{ engine: 'postgres', instanceClass: 'db.m6g.large', multiAz: true },
      ...{ allocatedStorage: 150, storageType: 'gp3' },
    });
  });
});

describe("Infracost's usage file", () => {
  const amount = z.int().positive();
  const shape = <Key extends string>(...keys: readonly Key[]) =>
    z.strictObject(Object.fromEntries(keys.map((key) => [key, amount.optional()])));
  /** The part of its own example (infracost/config, 22dc251) that an estimate can say. */
  const usage = z.strictObject({
    version: z.literal(0.1),
    resource_type_default_usage: z.strictObject({
      aws_lb: shape('processed_bytes_gb', 'new_connections', 'active_connections').optional(),
      aws_nat_gateway: shape('monthly_data_processed_gb').optional(),
      aws_cloudwatch_log_group: shape('monthly_data_ingested_gb', 'storage_gb').optional(),
      aws_autoscaling_group: shape('instances').optional(),
      aws_eks_node_group: shape('instances').optional(),
      aws_lambda_function: shape('monthly_requests', 'request_duration_ms').optional(),
      aws_lambda_provisioned_concurrency_config: z
        .strictObject({
          monthly_duration_hrs: amount,
          architecture: z.enum(['x86_64', 'arm64']),
          memory_mb: amount,
        })
        .optional(),
      aws_rds_cluster: shape('storage_gb', 'read_requests_per_sec', 'write_requests_per_sec').optional(),
      aws_rds_cluster_instance: shape('capacity_units_per_hr').optional(),
    }),
    resource_usage: z
      .record(
        z.string().regex(/^aws_data_transfer\.\w+$/),
        z.strictObject({ region: z.string(), monthly_outbound_internet_gb: amount }),
      )
      .optional(),
  });
  const usageOf = (estimate: Estimate) => usage.parse(parse(renderExport(estimate, 'infracost')));
  const line = (group: CostGroup, quantity: number, unit = 'GB', price = 0) => ({
    ...{ group, text: group, quantity, unit, usdPerMonth: 1, prices: [price] },
  });

  it('has what is not priced by its size, and data transfer as a resource of its own', () => {
    expect(usageOf(estimateOf({ lines: [line('transfer', 5_000.4), line('logs', 274)] }))).toEqual({
      version: 0.1,
      resource_type_default_usage: {
        aws_lb: { processed_bytes_gb: 5_000 },
        aws_cloudwatch_log_group: { monthly_data_ingested_gb: 274 },
      },
      resource_usage: {
        'aws_data_transfer.ap_northeast_1': {
          ...{ region: 'ap-northeast-1', monthly_outbound_internet_gb: 5_000 },
        },
      },
    });
  });

  const having: readonly {
    readonly name: string;
    readonly change: Partial<SizingOption>;
    readonly has: object;
  }[] = [
    {
      name: 'instances of an Auto Scaling group',
      change: { platform: 'ec2', unit: 'instance' },
      has: { aws_autoscaling_group: { instances: 5 } },
    },
    {
      name: 'nodes of EKS',
      change: { platform: 'eks-ec2', unit: 'pod', nodes: 3 },
      has: { aws_eks_node_group: { instances: 3 } },
    },
    {
      name: 'calls of a function, and that it is kept ready',
      change: {
        ...{ platform: 'lambda', unit: 'concurrency', provisionedConcurrency: 12 },
        lines: [line('compute', 9e6, 'Request')],
      },
      has: {
        aws_lambda_function: { monthly_requests: 9e6, request_duration_ms: 6 },
        aws_lambda_provisioned_concurrency_config: {
          ...{ monthly_duration_hrs: 730, architecture: 'x86_64', memory_mb: 2_048 },
        },
      },
    },
  ];
  it.each(having)('has the $name', ({ change, has }) => {
    expect(usageOf(estimateOf({ lines: [], ...change })).resource_type_default_usage).toEqual(has);
  });

  it("has Aurora's storage, I/O and capacity", () => {
    const lines = [line('database', 262.8, '1M I/O', 1), line('database', 2 * 730 * 3.5, 'ACU-Hrs', 2)];
    const estimate = estimateOf({ lines, database: database(aurora) });
    const [price] = estimate.prices;
    if (!price) throw new Error('the fixture has a price');
    const prices = ['other', 'Aurora I/O', 'Aurora Serverless v2'].map((item) => ({ ...price, item }));
    expect(usageOf({ ...estimate, prices }).resource_type_default_usage).toEqual({
      aws_rds_cluster: { storage_gb: 120, read_requests_per_sec: 50, write_requests_per_sec: 50 },
      aws_rds_cluster_instance: { capacity_units_per_hr: 4 },
    });
  });
});

describe('an export is refused', () => {
  it('where nothing is recommended', () => {
    expect(() => renderExport({ ...estimateOf(), recommended: null }, 'terraform')).toThrow(
      'the estimate recommends no option',
    );
  });

  it('for Helm, where the platform is no cluster', () => {
    expect(() => renderExport(estimateOf(), 'helm-values')).toThrow(
      'the recommended platform is ecs-fargate',
    );
  });
});
