import { describe, expect, it } from 'vitest';
import { jobsEstimateSchema } from '../../../core/records/index.ts';
import { jobsSchema } from '../../../estimator/batch/stated-jobs.ts';
import { estimateOf, type JobsChange, jobsInput } from './jobs-site.ts';

const fargate = { platforms: ['batch-fargate' as const] };
const perDay = { low: 4_000, mid: 5_000, high: 8_000, confidence: 0.8 };
const minutes = { low: 3, mid: 4, high: 6, confidence: 0.8 };

describe('an estimate of jobs', () => {
  it('is a record of its schema, cheapest first, with the prices of every line', () => {
    const estimate = jobsEstimateSchema.parse(estimateOf());
    const usd = estimate.options.map(({ usdPerMonth }) => usdPerMonth);
    expect(usd).toEqual([...usd].sort((a, b) => a - b));
    for (const { lines } of estimate.options)
      for (const { prices } of lines)
        expect(prices.every((place) => estimate.prices[place] !== undefined)).toBe(true);
  });

  it('takes the cheapest on the architecture that the duration holds on', () => {
    const chosenOn = (architecture: 'x86_64' | 'arm64') => {
      const { options, recommended } = estimateOf({ jobs: { ...fargate, architecture } });
      return options[recommended ?? -1]?.architecture;
    };
    expect([chosenOn('x86_64'), chosenOn('arm64')]).toEqual(['x86_64', 'arm64']);
  });

  it('needs 20 waves of 6 minutes in two hours on Fargate: 250 at a time, 1 vCPU each', () => {
    const [option] = estimateOf({ jobs: fargate }).options;
    expect(option).toMatchObject({ slots: 250, machines: 250, maxVcpus: 250, doneWithinHours: 2 });
  });

  it('says how attempts and work come about', () => {
    expect(estimateOf({ jobs: { ...fargate, retryShare: 0.2 } }).jobs).toMatchObject({
      attemptsPerDay: 6_250,
      derivation: [
        '5000 jobs/day / (1 - 0.2 run again) = 6250 attempts/day',
        '6250 attempts/day x 4 minutes = 416.7 h of work a day',
        '416.7 h / 2 h from the first arrival to the last deadline = 208.3 jobs at a time at least, without starts and whole waves',
      ],
    });
  });

  it('is the same at each call', () =>
    expect(estimateOf({ jobs: { perDay } })).toEqual(estimateOf({ jobs: { perDay } })));

  it('names what is uncertain, and how far it moves the bill', () => {
    const { tornado } = estimateOf({ jobs: { ...fargate, perDay, minutes } });
    expect(tornado.map(({ input }) => input).sort()).toEqual(['hardware', 'minutes', 'perDay']);
    const [option] = estimateOf({ jobs: { ...fargate, perDay } }).options;
    const { p10 = 0, p50 = 0, p90 = 0 } = option?.uncertainty.usdPerMonth ?? {};
    expect(p10 < p50 && p50 < p90).toBe(true);
    expect(p50 / (option?.usdPerMonth ?? 0)).toBeCloseTo(1, 1);
  });

  it('keeps a deadline surely with time to spare, and in half of the draws without', () => {
    const keptIn = (deadlineHours: number, platform: 'batch-fargate' | 'batch-ec2', count = 5_000) =>
      estimateOf({ jobs: { perDay: count, deadlineHours, platforms: [platform] } }).options[0]?.uncertainty;
    expect(keptIn(2, 'batch-fargate')?.deadlineMet).toBeCloseTo(0.5, 2);
    expect(keptIn(2, 'batch-fargate', 1)).toMatchObject({ deadlineMet: 1, leastRegretSlots: 1 });
  });

  it('has no number of jobs at a time where one job alone misses the deadline too often', () => {
    const [option] = estimateOf({ jobs: { ...fargate, deadlineHours: 6.01 / 60 } }).options;
    expect(option?.uncertainty.leastRegretSlots).toBeNull();
  });

  it('commits to nothing for two hours of a day, and to all that runs all day', () => {
    const commitment = (jobs: NonNullable<JobsChange['jobs']>, commitmentDiscount?: number) =>
      estimateOf({ jobs, ...(commitmentDiscount !== undefined && { commitmentDiscount }) }).commitment;
    expect(commitment(fargate)).toBeNull();
    expect(commitment({ ...fargate, spotDiscount: 0.5 }, 0.2)).toBeNull();
    expect(commitment(fargate, 0.2)).toMatchObject({ usdPerHour: 0, savedUsdPerMonth: 0 });
    const allDay = commitment({ ...fargate, arriveWithinHours: 24 }, 0.2);
    expect(allDay?.savedUsdPerMonth).toBeCloseTo(0.2 * 500 * (730 / 24) * (0.04048 + 2 * 0.004445), 1);
  });

  it('is graded by what is not known', () => {
    const gradeOf = (jobs: JobsChange['jobs']) => estimateOf({ jobs: { ...fargate, ...jobs } }).confidence;
    expect(gradeOf({})).toMatchObject({
      grade: 'C',
      reasons: [
        'the jobs are stated, not measured',
        'the jobs of a day and their duration are taken as exact: give ranges',
        'all jobs are taken to be equally long: give longestMinutes',
        'how long a job takes to start is assumed: give startSeconds',
      ],
    });
    expect(gradeOf({ perDay, longestMinutes: 9, startSeconds: 40 })).toMatchObject({ grade: 'A' });
  });

  it('says what it assumes of retries, Spot, NAT and logs', () => {
    const change = { ...fargate, retryShare: 0.1, spotDiscount: 0.6, logBytes: 2_000, startSeconds: 30 };
    const { assumptions } = estimateOf({ jobs: change, deployment: { subnets: 'private' } });
    const text = assumptions.join('\n');
    expect(text).toContain('an attempt that fails takes as long as one that succeeds');
    expect(text).toContain('Spot at 60 % off, as stated');
    expect(text).toContain('a NAT gateway in each of 3 zones, all month');
    expect(text).toContain('a job logs 2000 bytes');
    expect(text).not.toContain('a job starts');
  });
});

describe('an estimate of jobs is refused', () => {
  it.each<[string, JobsChange, string]>([
    [
      'where one job is longer than the deadline',
      { jobs: { deadlineHours: 0.05 } },
      'one job takes up to 4 minutes and must be done in 3: no number of machines keeps it',
    ],
    [
      'where the longest is',
      { jobs: { longestMinutes: 121 } },
      'one job takes up to 121 minutes and must be done in 120: no number of machines keeps it',
    ],
    [
      'where a job and its start are',
      { jobs: { ...fargate, deadlineHours: 0.09 } },
      'no size does these jobs in time; batch-fargate: a job takes up to 6 minutes with its start, and must be done in 5.4 minutes',
    ],
    [
      'where a job that fails cannot be run again in time',
      { jobs: { ...fargate, deadlineHours: 0.15, retryShare: 0.1 } },
      'a job takes up to 6 minutes with its start, twice where it fails, and must be done in 9 minutes',
    ],
    [
      'where one job is longer than a day',
      { jobs: { minutes: 1_441, deadlineHours: 48 } },
      "one job takes up to 1441 minutes, so that it still runs when the next day's jobs arrive",
    ],
    [
      'where it is with its start',
      { jobs: { ...fargate, minutes: 1_439, deadlineHours: 48 } },
      'a job takes up to 1441 minutes with its start, and must be done in 1440 minutes',
    ],
    [
      'where machines come too late',
      { jobs: { platforms: ['batch-ec2'], deadlineHours: 0.1 } },
      'a job takes up to 4.167 minutes with its start, 3 minutes after a machine was asked for, and must be done in 6 minutes',
    ],
    [
      'where a job fits no machine',
      { jobs: { ...fargate, memoryGb: 121 } },
      'batch-fargate: a job of 1 vCPU and 121 GB does not fit the largest size',
    ],
    ['where a region has no prices', { region: 'eu-west-1' }, 'no price for "AmazonECS, eu-west-1'],
  ])('%s', (_, change, message) => expect(() => estimateOf(change)).toThrow(message));
});

describe('jobs are stated wrongly', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['none a day', { perDay: 0 }, 'must be > 0, got 0'],
    ['a negative duration', { minutes: -4 }, 'must be > 0, got -4'],
    [
      'a range upside down',
      { perDay: { low: 9, mid: 5, high: 8 } },
      'must have 0 < low <= mid <= high, got 9, 5, 8',
    ],
    ['a longest one below the mean', { longestMinutes: 3 }, 'must be at least the mean of 4 minutes, got 3'],
    ['all attempts fail', { retryShare: 1 }, 'expected number to be <1'],
    ['arrivals over more than a day', { arriveWithinHours: 25 }, 'expected number to be <=24'],
    ['no memory', { memoryGb: 0 }, 'expected number to be >0'],
    ['Spot for nothing', { spotDiscount: 1 }, 'expected number to be <1'],
    ['not a number', { perDay: Number.NaN }, 'Invalid input'],
    ['a platform of services', { platforms: ['ecs-fargate'] }, 'Invalid option'],
  ])('%s', (_, change, message) => {
    const { success, error } = jobsSchema.safeParse({ ...jobsInput().jobs, ...change });
    expect(success).toBe(false);
    expect(error?.issues.map((issue) => issue.message).join('; ')).toContain(message);
  });
});
