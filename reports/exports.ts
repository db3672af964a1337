import { stringify } from 'yaml';
import { LoadtestError } from '../core/errors.ts';
import type { Estimate, JobsEstimate, SizingOption } from '../core/records/index.ts';
import { chartValues } from './chart-values.ts';
import { cacheVariables } from './export-cache.ts';
import { databaseVariables } from './export-database.ts';
import { renderJobsExport } from './export-jobs.ts';
import { terraformText, terragruntText, type Variable } from './hcl.ts';
import { infracostUsage } from './infracost.ts';

/** What other tools read of an estimate's recommended option, by the name that `loadtest export` takes. */
export const estimateExports = {
  terraform: (estimate) => terraformText(variablesOf(estimate)),
  terragrunt: (estimate) => terragruntText(variablesOf(estimate)),
  'helm-values': (estimate) => stringify(helmValues(estimate)).trimEnd(),
  infracost: (estimate) => stringify(infracostUsage(estimate, recommendedOf(estimate))).trimEnd(),
} as const satisfies Record<string, (estimate: Estimate) => string>;

export type ExportName = keyof typeof estimateExports;

/** The export under a comment that says where its numbers come from. Throws ESTIMATE_REFUSED where no option is recommended. */
export function renderExport(estimate: Estimate | JobsEstimate, name: ExportName): string {
  if (estimate.kind === 'batch-jobs') return renderJobsExport(estimate, name);
  const { sources, region, connections, workload } = estimate;
  const rate = Number(workload.requestsPerSec.toPrecision(6));
  const load = connections ? `${connections.open} open connections` : `${rate} requests/s`;
  const measured = sources.map(({ kind, id }) => `${kind === 'csv' ? 'table' : 'run'} ${id}`).join(', ');
  return `# loadtest: ${measured}, ${load} in ${region}\n${estimateExports[name](estimate)}\n`;
}

function recommendedOf({ options, recommended }: Estimate): SizingOption {
  const option = recommended === null ? undefined : options[recommended];
  if (option) return option;
  throw new LoadtestError(
    'ESTIMATE_REFUSED',
    'the estimate recommends no option, so there is nothing to export',
    {
      hint: 'run at a higher rate, and estimate again',
    },
  );
}

/** Counts of the option, and its policy; a constant count is a policy that cannot move. */
function variablesOf(estimate: Estimate): readonly Variable[] {
  const option = recommendedOf(estimate);
  return [
    ['region', estimate.region],
    ['platform', option.platform],
    ...sizeVariables(option),
    ...policyVariables(option),
    ...databaseVariables(estimate, option),
    ...cacheVariables(option),
  ];
}

function sizeVariables(option: SizingOption): readonly Variable[] {
  const { platform, architecture, size, vcpu, memoryGb } = option;
  const memoryMib = Math.round(memoryGb * 1_024);
  if (platform === 'lambda')
    return [
      ['architecture', architecture],
      ['memory_size', memoryMib],
    ];
  if (platform === 'ec2') return [['instance_type', size]];
  const names =
    platform === 'eks-ec2' ? ([['node_instance_type', size.split(' on ')[1] ?? size]] as const) : [];
  const cpu = { x86_64: 'X86_64', arm64: 'ARM64' }[architecture];
  return [
    ['cpu_architecture', cpu],
    ['task_cpu', Math.round(vcpu * 1_024)],
    ['task_memory', memoryMib],
    ...names,
  ];
}

function policyVariables(option: SizingOption): readonly Variable[] {
  const { platform, autoscaled, tasks, nodes, provisionedConcurrency: ready } = option;
  if (platform === 'lambda')
    return [
      ['expected_concurrency', tasks.mid],
      ...(ready === undefined ? [] : ([['provisioned_concurrent_executions', ready]] as const)),
    ];
  const isScaled = autoscaled !== null;
  return [
    ['desired_count', tasks.mid],
    ['min_capacity', isScaled ? autoscaled.minTasks : tasks.mid],
    ['max_capacity', isScaled ? Math.max(autoscaled.maxTasks, tasks.mid) : tasks.mid],
    ...(isScaled ? ([['cpu_target_value', Math.round(autoscaled.targetUtilisation * 100)]] as const) : []),
    ...(platform === 'eks-ec2' && nodes !== null ? ([['node_count', nodes]] as const) : []),
  ];
}

/** The values of a chart as `helm create` makes one, and database and cache beside it. */
function helmValues(estimate: Estimate) {
  const option = recommendedOf(estimate);
  const { vcpu, memoryGb, tasks, autoscaled, architecture, platform } = option;
  if (!platform.startsWith('eks-'))
    throw new LoadtestError(
      'USAGE',
      `Helm deploys to a cluster, and the recommended platform is ${platform}`,
      {
        hint: 'estimate with --platforms eks-fargate,eks-ec2',
      },
    );
  const amounts = { cpu: `${Math.round(vcpu * 1_000)}m`, memory: `${Math.floor(memoryGb * 1_024)}Mi` };
  return {
    replicaCount: tasks.mid,
    resources: { requests: amounts, limits: amounts },
    autoscaling: autoscaled
      ? {
          enabled: true,
          minReplicas: autoscaled.minTasks,
          maxReplicas: Math.max(autoscaled.maxTasks, tasks.mid),
          targetCPUUtilizationPercentage: Math.round(autoscaled.targetUtilisation * 100),
        }
      : { enabled: false },
    nodeSelector: { 'kubernetes.io/arch': architecture === 'x86_64' ? 'amd64' : 'arm64' },
    ...chartValues('database', databaseVariables(estimate, option)),
    ...chartValues('cache', cacheVariables(option)),
  };
}
