import type { JobsEstimate, JobsOption, PriceRow } from '../../core/records/index.ts';

const price = (item: string, usd: number, unit: string): PriceRow => ({
  ...{ service: 'AmazonECS', region: 'us-east-1', item, attributes: { arch: 'x86_64' } },
  ...{ unit, usd, date: '2025-10-27', source: 'https://prices.example.com' },
});

const fargate: JobsOption = {
  ...{ platform: 'batch-fargate', size: '1 vCPU, 2 GB', unit: 'task' },
  ...{ architecture: 'x86_64', architectureStated: true, vcpu: 1, memoryGb: 2 },
  ...{ jobsPerMachine: 1, bootMinutes: 0, startMinutes: 2, slots: 250, machines: 250, maxVcpus: 250 },
  ...{ doneWithinHours: 2, machineHoursPerDay: 500, usdPerMonth: 826.88 },
  lines: [
    {
      ...{ group: 'compute', text: 'Fargate vCPU', quantity: 15_208.3, unit: 'vCPU-Hrs' },
      ...{ usdPerMonth: 615.63, prices: [0] },
    },
    {
      ...{ group: 'compute', text: 'Fargate memory', quantity: 30_416.7, unit: 'GB-Hrs' },
      ...{ usdPerMonth: 211.25, prices: [1] },
    },
  ],
  uncertainty: {
    usdPerMonth: { p10: 700, p50: 827, p90: 990 },
    ...{ deadlineMet: 0.504, leastRegretSlots: 285 },
  },
  notes: [],
};

const ec2: JobsOption = {
  ...fargate,
  ...{ platform: 'batch-ec2', size: 'm7g.16xlarge', unit: 'instance' },
  ...{ architecture: 'arm64', architectureStated: false, vcpu: 64, memoryGb: 256 },
  ...{ jobsPerMachine: 64, bootMinutes: 3, startMinutes: 1 / 6, slots: 179, machines: 3, maxVcpus: 192 },
  ...{ doneWithinHours: 1.925, machineHoursPerDay: 5.775, usdPerMonth: 460.11 },
  uncertainty: {
    usdPerMonth: { p10: 391, p50: 460, p90: 541 },
    ...{ deadlineMet: 0.62, leastRegretSlots: null },
  },
  notes: ['a job takes 1 whole vCPU of an instance, not 0.5'],
};

/** 5,000 jobs a day on two platforms, of which the dearer is on the stated architecture. */
export const jobsEstimate: JobsEstimate = {
  ...{ schemaVersion: 1, kind: 'batch-jobs', region: 'us-east-1' },
  jobs: {
    ...{
      perDay: 5_000,
      attemptsPerDay: 5_000,
      minutes: 4,
      longestMinutes: 9,
      measuredJobs: null,
      vcpu: 1,
      memoryGb: 2,
    },
    ...{ deadlineHours: 2, arriveWithinHours: 0, retryShare: 0 },
    derivation: ['5000 attempts/day x 4 minutes = 333.3 hours of work a day'],
  },
  options: [ec2, fargate],
  rejected: [
    {
      ...{ platform: 'batch-ec2', size: 't3.*', architecture: 'x86_64', vcpu: 2 },
      reason: 'CPU above a baseline is paid with credits',
    },
  ],
  recommended: 1,
  draws: 2_000,
  tornado: [
    { input: 'perDay', lowUsd: 700, highUsd: 990 },
    { input: 'hardware', lowUsd: 750, highUsd: 910 },
  ],
  confidence: {
    grade: 'B',
    reasons: ['the jobs are stated, not measured'],
    runAgeDays: null,
    oldestPriceDays: 394,
  },
  commitment: null,
  assumptions: ["a day's jobs arrive all at once"],
  prices: [price('Fargate vCPU', 0.04048, 'vCPU-Hrs'), price('Fargate memory', 0.004445, 'GB-Hrs')],
};
