import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type JobsEstimate, jobsEstimateSchema } from '../../../core/records/index.ts';
import { cli, makeDirectory } from '../harness.ts';

const jobs = [
  ...['--jobs-per-day', '5000', '--job-minutes', '4', '--job-vcpu', '1', '--job-memory-gb', '2'],
  ...['--deadline-hours', '2', '--region', 'us-east-1'],
];

let directory: string;
beforeEach(() => {
  directory = makeDirectory();
});
afterEach(() => rmSync(directory, { recursive: true }));

// The age of prices and runs is told from here.
const nowMs = Date.parse('2026-11-25T12:00:00Z');
const call = (...argv: readonly string[]) => cli(['estimate', ...argv], { directory, nowMs });
const configure = (yaml: string) => writeFileSync(join(directory, 'loadtest.config.yaml'), yaml);

async function estimateOf(...argv: readonly string[]): Promise<JobsEstimate> {
  const { stdout, stderr } = await call('--json', ...argv);
  expect(stderr).toBe('');
  return jobsEstimateSchema.parse(JSON.parse(stdout));
}

describe('loadtest estimate of jobs', () => {
  it('needs no run: 250 jobs at a time on Fargate, $826.88 a month', async () => {
    const { options, recommended } = await estimateOf(...jobs, '--job-platforms', 'batch-fargate');
    expect(options[recommended ?? -1]).toMatchObject({ slots: 250, maxVcpus: 250, usdPerMonth: 826.88 });
  });

  it('says all of that on the terminal', async () => {
    const { exitCode, stdout, stderr } = await call(...jobs, '--job-platforms', 'batch-fargate');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    await expect(stdout).toMatchFileSnapshot('golden/estimate-jobs.txt');
  });

  it('takes every flag', async () => {
    const { jobs: stated } = await estimateOf(
      ...[...jobs, '--longest-job-minutes', '9', '--arrive-within-hours', '0', '--job-start-seconds', '30'],
      ...['--retry-share', '0.2', '--job-architecture', 'arm64', '--spot-discount', '0.6'],
    );
    expect(stated).toMatchObject({ longestMinutes: 9, arriveWithinHours: 0, attemptsPerDay: 6_250 });
  });

  const configured =
    'region: us-east-1\njobs: {perDay: {low: 4000, mid: 5000, high: 8000}, minutes: 4, vcpu: 1, memoryGb: 2, deadlineHours: 2, platforms: [batch-fargate]}\n';

  it('takes the jobs of the configuration with --jobs, and lays flags over them', async () => {
    configure(configured);
    expect((await estimateOf('--jobs')).tornado.map(({ input }) => input)).toContain('perDay');
    expect((await estimateOf('--jobs-per-day', '100')).jobs).toMatchObject({ perDay: 100, minutes: 4 });
  });

  describe('of measured jobs', () => {
    const argv = [...jobs.slice(0, 2), ...jobs.slice(4), '--job-durations', 'done.csv'];
    const done = (...rows: readonly string[]) =>
      writeFileSync(join(directory, 'done.csv'), `id,seconds\n${rows.join('\n')}\n`);

    it('has their mean and their longest', async () => {
      done('a,180', 'b,240', 'c,300', 'd,240', 'e,240');
      const { jobs: measured, tornado, confidence } = await estimateOf(...argv);
      expect(measured).toMatchObject({ minutes: 4, longestMinutes: 5, measuredJobs: 5 });
      expect(tornado.map(({ input }) => input)).toContain('minutes');
      expect(confidence.reasons).toContain(
        'fewer jobs were measured than a day has: one of them may take longer',
      );
    });

    it.each<[string, readonly string[], number, string]>([
      ['too few', ['a,180'], 4, 'too few jobs were measured to tell their mean: 1'],
      ['one that did not end', ['a,180', 'b,'], 3, 'at done.csv:3 seconds must be a number above 0, got ""'],
    ])('is refused for %s', async (_, rows, code, message) => {
      done(...rows);
      const { exitCode, stderr } = await call(...argv);
      expect(stderr).toContain(message);
      expect(exitCode).toBe(code);
    });

    it('is refused without a column that tells the duration, and without the file', async () => {
      expect((await call(...argv)).stderr).toContain('the durations of jobs cannot be read: ENOENT');
      writeFileSync(join(directory, 'done.csv'), 'id,hours\na,1\n');
      expect((await call(...argv)).stderr).toContain('the table of jobs has no column minutes or seconds');
    });

    it('stands alone', async () => {
      expect((await call(...jobs, '--job-durations', 'done.csv')).stderr).toContain(
        'cannot be used with option',
      );
      configure('jobs: {minutes: 4, longestMinutes: 5, durations: done.csv}\n');
      const { exitCode, stderr } = await call('--jobs');
      expect(exitCode).toBe(104);
      expect(stderr).toContain('jobs.minutes must be left out beside durations, which tell it');
      expect(stderr).toContain('jobs.longestMinutes must be left out beside durations, which tell it');
    });
  });

  it('writes a page', async () => {
    const { stderr } = await call(...jobs, '-o', 'jobs.html');
    expect(stderr).toContain('wrote jobs.html');
    expect(readFileSync(join(directory, 'jobs.html'), 'utf8')).toContain('<title>Batch jobs: 5,000 a day');
  });

  it.each<[string, readonly string[], string]>([
    [
      'users',
      [...jobs, '--daily-users', '5'],
      'option "--jobs-per-day <n>" cannot be used with option "--daily-users <n>"',
    ],
    ['a run', [...jobs, '--from', 'latest'], 'cannot be used with option "--from <run>"'],
    [
      'platforms of services',
      [...jobs, '--platforms', 'ec2'],
      'cannot be used with option "--platforms <names>"',
    ],
    [
      'no more than their number',
      ['--jobs-per-day', '5', '--region', 'us-east-1'],
      'an estimate of jobs also needs --job-minutes (or --job-durations), --job-vcpu, --job-memory-gb, --deadline-hours',
    ],
    ['no region', jobs.slice(0, -2), 'an estimate needs a region'],
    [
      'a number that is none',
      ['--jobs-per-day', 'many'],
      '--jobs-per-day must be a number above 0, got "many"',
    ],
    [
      'a share above one',
      [...jobs, '--retry-share', '1.5'],
      '--retry-share must be a share above 0 and below 1',
    ],
  ])('refuses %s', async (_, argv, message) => {
    const { exitCode, stderr } = await call(...argv);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });

  it('refuses a deadline below one job with the exit code of a result that is none', async () => {
    const { exitCode, stderr } = await call(
      ...jobs.slice(0, 8),
      '--deadline-hours',
      '0.05',
      '--region',
      'us-east-1',
    );
    expect(exitCode).toBe(4);
    expect(stderr).toContain('one job takes up to 4 minutes and must be done in 3');
  });
});
