import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateOf, type JobsChange, jobsInput } from './jobs-site.ts';

/** Days of a month of 730 hours; prices are typed here, so that the arithmetic stands beside the code's. */
const days = 730 / 24;
const tokyo = 'ap-northeast-1';
const only = (name: string) => jobsInput().hardware.filter((type) => type.name === name);

/** Fargate for so many hours a day, with a public address. */
const fargate = (hours: number, usdAnHour: number) => hours * days * (usdAnHour + 0.005);
/** Instances for so many hours a day, with a share of 20 GB and an address. */
const instances = (hours: number, usdAnHour: number, gbMonth: number) =>
  hours * days * (usdAnHour + 0.005) + (20 * gbMonth * hours) / 24;

const fargateJobs = { platforms: ['batch-fargate' as const] };
/** 240 jobs of 5 minutes that start at once, in an hour after the instances have come: 12 waves of 20. */
const hourOfJobs = {
  ...{ perDay: 240, minutes: 5, startSeconds: 0, deadlineHours: 63 / 60 },
  platforms: ['batch-ec2' as const],
};

const bills: readonly (readonly [string, JobsChange, string, number])[] = [
  [
    'Fargate x86 in Virginia: 5,000 jobs of 4 minutes and 2 to start are 500 hours',
    { jobs: fargateJobs },
    'x86_64',
    fargate(500, 0.04048 + 2 * 0.004445),
  ],
  ['Fargate ARM in Virginia', { jobs: fargateJobs }, 'arm64', fargate(500, 0.03238 + 2 * 0.00356)],
  [
    'Fargate x86 in Tokyo',
    { region: tokyo, jobs: fargateJobs },
    'x86_64',
    fargate(500, 0.05056 + 2 * 0.00553),
  ],
  [
    'a job of 3 vCPU takes a task of 4 with the least memory that it may have, 8 GB',
    { region: tokyo, jobs: { ...fargateJobs, vcpu: 3 } },
    'x86_64',
    fargate(500, 4 * 0.05056 + 8 * 0.00553),
  ],
  [
    'a job of 9 GB takes a task of 2 vCPU, which may have 9',
    { region: tokyo, jobs: { ...fargateJobs, memoryGb: 9 } },
    'x86_64',
    fargate(500, 2 * 0.05056 + 9 * 0.00553),
  ],
  [
    'a task of 6 seconds is paid for a minute',
    { region: tokyo, jobs: { ...fargateJobs, minutes: 0.1, startSeconds: 0 } },
    'x86_64',
    fargate(5_000 / 60, 0.05056 + 2 * 0.00553),
  ],
  [
    'a fifth of the attempts run again: 6,250 of them',
    { jobs: { ...fargateJobs, retryShare: 0.2 } },
    'x86_64',
    fargate(625, 0.04048 + 2 * 0.004445),
  ],
  [
    'Spot at 60 % off, addresses in full',
    { jobs: { ...fargateJobs, spotDiscount: 0.6 } },
    'x86_64',
    500 * days * (0.4 * (0.04048 + 2 * 0.004445) + 0.005),
  ],
  [
    'behind NAT in three zones, 10 MiB through it for each job',
    { jobs: { ...fargateJobs, natBytes: 10 * 2 ** 20 }, deployment: { subnets: 'private' } },
    'x86_64',
    500 * days * (0.04048 + 2 * 0.004445) + 3 * 730 * 0.045 + ((5_000 * days * 10) / 1_024) * 0.045,
  ],
  [
    'a job that logs 1 MiB, in Tokyo',
    { region: tokyo, jobs: { ...fargateJobs, logBytes: 2 ** 20 } },
    'x86_64',
    fargate(500, 0.05056 + 2 * 0.00553) + ((5_000 * days) / 1_024) * 0.76,
  ],
  [
    'EC2 in Virginia: 20 jobs at a time on 5 m5.xlarge, for 63 minutes',
    { hardware: only('m5.xlarge'), jobs: hourOfJobs },
    'x86_64',
    instances((5 * 63) / 60, 0.192, 0.08),
  ],
  [
    'EC2 in Tokyo, 16 vCPU of c6g.4xlarge hold 7 jobs of 4 GB: 3 instances, 12 waves',
    { region: tokyo, hardware: only('c6g.4xlarge'), jobs: { ...hourOfJobs, memoryGb: 4 } },
    'arm64',
    instances((3 * 63) / 60, 0.6848, 0.096),
  ],
  [
    'instances that hold more than 20 are done earlier: 24 on 3 m7g.2xlarge take 10 waves',
    { hardware: only('m7g.2xlarge'), jobs: hourOfJobs },
    'arm64',
    instances((3 * 53) / 60, 0.3264, 0.08),
  ],
  [
    'arrivals over ten hours, one in 2.5 minutes: 2 at a time, one instance for 600.5 minutes and 3 to come',
    { hardware: only('m5.xlarge'), jobs: { ...hourOfJobs, arriveWithinHours: 10 } },
    'x86_64',
    instances((3 + 600 * (239 / 240) + 5) / 60, 0.192, 0.08),
  ],
  [
    'arrivals all day: one instance, 24 hours and no more',
    { hardware: only('m5.xlarge'), jobs: { ...hourOfJobs, arriveWithinHours: 24 } },
    'x86_64',
    instances(24, 0.192, 0.08),
  ],
];

describe('a monthly bill is, to the cent,', () => {
  it.each(bills)('%s', (_, change, architecture, usd) => {
    const [option] = estimateOf(change).options.filter((each) => each.architecture === architecture);
    expect(option?.usdPerMonth).toBeCloseTo(usd, 2);
    const sum = option?.lines.reduce((total, line) => total + line.usdPerMonth, 0);
    expect(sum).toBeCloseTo(option?.usdPerMonth ?? 0, 2);
  });
});

describe('jobs on an instance', () => {
  const heldBy = (name: string, jobs: NonNullable<JobsChange['jobs']>) =>
    estimateOf({ hardware: only(name), jobs: { ...hourOfJobs, ...jobs } }).options[0]?.jobsPerMachine;

  it.each<[string, string, NonNullable<JobsChange['jobs']>, number]>([
    ['by their vCPUs', 'm5.xlarge', { memoryGb: 1 }, 4],
    ['by their memory, of which 5 % are kept: 15.2 GB hold 3 of 5', 'm5.xlarge', { memoryGb: 5 }, 3],
    ['a whole vCPU each', 'm5.xlarge', { vcpu: 0.25, memoryGb: 0.5 }, 4],
    ['two whole ones for one and a half', 'm5.xlarge', { vcpu: 1.5 }, 2],
  ])('%s', (_, name, jobs, count) => expect(heldBy(name, jobs)).toBe(count));
});

it('more jobs never cost less', () => {
  const cheapest = (perDay: number, change: JobsChange) =>
    estimateOf({ ...change, jobs: { ...change.jobs, perDay } }).options[0]?.usdPerMonth ?? 0;
  const places: readonly JobsChange[] = [
    { jobs: fargateJobs },
    { hardware: [...only('m5.xlarge'), ...only('c6g.4xlarge')], jobs: { platforms: ['batch-ec2'] } },
    {
      hardware: only('m7g.2xlarge'),
      jobs: { platforms: ['batch-ec2'], longestMinutes: 9, arriveWithinHours: 3 },
    },
  ];
  const count = fc.integer({ min: 1, max: 9_000 });
  fc.assert(
    fc.property(
      count,
      fc.integer({ min: 1, max: 400 }),
      fc.constantFrom(...places),
      (perDay, more, place) => {
        expect(cheapest(perDay + more, place)).toBeGreaterThanOrEqual(cheapest(perDay, place));
      },
    ),
    { numRuns: 60 },
  );
});
