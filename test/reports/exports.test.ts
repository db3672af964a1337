import { parseToObject } from 'hcl2-parser';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Estimate, SizingOption } from '../../core/records/index.ts';
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

  it("is Infracost's usage file", () => {
    const line = (group: 'transfer' | 'logs', quantity: number) => ({
      ...{ group, text: group, quantity, unit: 'GB', usdPerMonth: 1, prices: [0] },
    });
    const text = renderExport(
      estimateOf({ lines: [line('transfer', 5_000.4), line('logs', 274)] }),
      'infracost',
    );
    expect(parse(text)).toEqual({
      version: 0.1,
      resource_type_default_usage: {
        aws_lb: { processed_bytes_gb: 5_000 },
        aws_cloudwatch_log_group: { monthly_data_ingested_gb: 274 },
        aws_data_transfer: { monthly_outbound_internet_gb: 5_000 },
      },
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
