import { parseToObject } from 'hcl2-parser';
import { expect, it } from 'vitest';
import type { JobsEstimate } from '../../core/records/index.ts';
import { type ExportName, renderExport } from '../../reports/exports.ts';
import { jobsEstimate } from './jobs-fixture.ts';

function read(estimate: JobsEstimate, name: ExportName): unknown {
  const [value, error] = parseToObject(renderExport(estimate, name));
  expect(error ?? null).toBeNull();
  return value;
}

const onFargate = {
  ...{ region: 'us-east-1', platform: 'batch-fargate', cpu_architecture: 'X86_64' },
  ...{ min_vcpus: 0, max_vcpus: 250, job_vcpu: 1, job_memory: 2_048, job_attempts: 1 },
};

it("HashiCorp's parser reads a compute environment on Fargate, whose jobs have a task's size", () => {
  expect(read(jobsEstimate, 'terraform')).toEqual(onFargate);
  expect(read(jobsEstimate, 'terragrunt')).toEqual({ inputs: onFargate });
});

it('it reads one on instances, whose jobs have whole vCPUs and may try twice', () => {
  const jobs = { ...jobsEstimate.jobs, vcpu: 0.5, memoryGb: 1.5, retryShare: 0.1 };
  expect(read({ ...jobsEstimate, jobs, recommended: 0 }, 'terraform')).toMatchObject({
    ...{ instance_types: ['m7g.16xlarge'], cpu_architecture: 'ARM64', max_vcpus: 192 },
    ...{ job_vcpu: 1, job_memory: 1_536, job_attempts: 2 },
  });
});

it.each<[string, Partial<JobsEstimate>, ExportName, string]>([
  ['where nothing is recommended', { recommended: null }, 'terraform', 'the estimate recommends nothing'],
  ['to a cluster', {}, 'helm-values', 'helm-values has no place for jobs of AWS Batch'],
  ['to Infracost', {}, 'infracost', 'infracost has no place for jobs of AWS Batch'],
])('there is no export %s', (_, change, name, message) => {
  expect(() => renderExport({ ...jobsEstimate, ...change }, name)).toThrow(message);
});
