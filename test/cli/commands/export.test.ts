import { expect, it } from 'vitest';
import { makeEstimate } from '../../reports/estimate-fixture.ts';
import { jobsEstimate } from '../../reports/jobs-fixture.ts';
import { cli } from '../harness.ts';

const files = {
  'estimate.json': JSON.stringify(makeEstimate()),
  'jobs.json': JSON.stringify(jobsEstimate),
  'other.json': '{}',
  'none.json': '{',
};

it('export writes the recommended option to stdout, or to a file', async () => {
  const { exitCode, stdout } = await cli(['export', 'terraform', 'estimate.json'], { files });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('task_cpu = 1024\n');
  const written = await cli(['export', 'infracost', 'estimate.json', '-o', 'out/usage.yml'], { files });
  expect(written.files['out/usage.yml']).toContain('version: 0.1');
});

it('export writes the compute environment of an estimate of jobs', async () => {
  const { exitCode, stdout } = await cli(['export', 'terraform', 'jobs.json'], { files });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('max_vcpus = 250\n');
});

it.each([
  { argv: ['helm-values', 'jobs.json'], exitCode: 2, says: 'helm-values has no place for jobs of AWS Batch' },
  { argv: ['pulumi', 'estimate.json'], exitCode: 2, says: 'there is no export "pulumi"' },
  { argv: ['terraform', 'other.json'], exitCode: 3, says: '"other.json" is no estimate' },
  { argv: ['terraform', 'none.json'], exitCode: 3, says: '"none.json" is no estimate' },
  { argv: ['terraform', 'missing.json'], exitCode: 3, says: '"missing.json" is no estimate: ENOENT' },
])('export $argv ends with $exitCode', async ({ argv, exitCode, says }) => {
  const outcome = await cli(['export', ...argv], { files });
  expect(outcome.exitCode).toBe(exitCode);
  expect(outcome.stderr).toContain(says);
});
