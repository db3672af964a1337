import { readFileSync } from 'node:fs';
import type { JobsEstimate } from '../../../core/records/index.ts';
import { isComplete, type Jobs, jobsSchema } from '../../../estimator/batch/stated-jobs.ts';
import { defaultDeployment } from '../../../estimator/deployment.ts';
import { estimateJobs, type JobsInput, loadHardware, loadPriceBook } from '../../../estimator/index.ts';

const readText = (file: URL) => readFileSync(file, 'utf8');
const priceBook = loadPriceBook(readText);
const hardware = loadHardware(readText);

/** What the jobs of a test differ in. */
export interface JobsChange extends Partial<Omit<JobsInput, 'jobs' | 'deployment'>> {
  readonly jobs?: Partial<Jobs>;
  readonly deployment?: Partial<JobsInput['deployment']>;
}

/** 5,000 jobs a day of 4 minutes, 1 vCPU and 2 GB in Virginia, all at once, done within two hours. */
export function jobsInput(change: JobsChange = {}): JobsInput {
  const stated = { perDay: 5_000, minutes: 4, vcpu: 1, memoryGb: 2, deadlineHours: 2, ...change.jobs };
  const jobs = jobsSchema.parse(stated);
  if (!isComplete(jobs)) throw new Error('the jobs of the test lack something');
  return {
    ...{ region: 'us-east-1', priceBook, hardware, nowMs: Date.parse('2026-11-25') },
    ...change,
    jobs,
    deployment: { ...defaultDeployment, ...change.deployment },
  };
}

export function estimateOf(change: JobsChange = {}): JobsEstimate {
  return estimateJobs(jobsInput(change));
}
