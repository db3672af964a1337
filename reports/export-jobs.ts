import { LoadtestError } from '../core/errors.ts';
import type { JobsEstimate } from '../core/records/index.ts';
import type { ExportName } from './exports.ts';
import { terraformText, terragruntText, type Variable } from './hcl.ts';

/**
 * The recommended compute environment of an estimate of jobs, as inputs of Terraform or Terragrunt. Throws USAGE for an export
 * that has no place for it, ESTIMATE_REFUSED where none is recommended.
 */
export function renderJobsExport(estimate: JobsEstimate, name: ExportName): string {
  const { perDay, deadlineHours } = estimate.jobs;
  const origin = `# loadtest: ${perDay} jobs a day, each within ${deadlineHours} h, in ${estimate.region}`;
  return `${origin}\n${textOf(jobsVariables(estimate), name)}\n`;
}

function textOf(variables: readonly Variable[], name: ExportName): string {
  if (name === 'terraform') return terraformText(variables);
  if (name === 'terragrunt') return terragruntText(variables);
  throw new LoadtestError('USAGE', `${name} has no place for jobs of AWS Batch`, {
    hint: 'choose terraform or terragrunt',
  });
}

/** What `aws_batch_compute_environment` and `aws_batch_job_definition` take: an instance gives a job whole vCPUs, Fargate a task's. */
function jobsVariables({ region, jobs, options, recommended }: JobsEstimate): readonly Variable[] {
  const option = recommended === null ? undefined : options[recommended];
  if (!option)
    throw new LoadtestError(
      'ESTIMATE_REFUSED',
      'the estimate recommends nothing, so there is nothing to export',
      {
        hint: 'estimate on an architecture that the platforms have',
      },
    );
  const { platform, unit, architecture, size, vcpu, memoryGb, maxVcpus } = option;
  const isTask = unit === 'task';
  return [
    ['region', region],
    ['platform', platform],
    ['cpu_architecture', { x86_64: 'X86_64', arm64: 'ARM64' }[architecture]],
    ...(isTask ? [] : [['instance_types', [size]] as const]),
    ['min_vcpus', 0],
    ['max_vcpus', Math.ceil(maxVcpus)],
    ['job_vcpu', isTask ? vcpu : Math.ceil(jobs.vcpu)],
    ['job_memory', Math.ceil((isTask ? memoryGb : jobs.memoryGb) * 1_024)],
    ['job_attempts', jobs.retryShare > 0 ? 2 : 1],
  ];
}
