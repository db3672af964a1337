import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Estimate, estimateSchema } from '../../../core/records/index.ts';
import { cli, makeDirectory } from '../harness.ts';
import { runId, storeRun } from './stored-run.ts';

const region = ['--region', 'ap-northeast-1'];
const users = ['--concurrent-users', '2500', '--requests-per-user-per-second', '0.2'];

let directory: string;
beforeEach(() => {
  directory = makeDirectory();
});
afterEach(() => rmSync(directory, { recursive: true }));

// The age of prices and runs is told from here.
const nowMs = Date.parse('2026-11-25T12:00:00Z');
const call = (...argv: readonly string[]) => cli(['estimate', ...argv], { directory, nowMs });
const configure = (yaml: string) => writeFileSync(join(directory, 'loadtest.config.yaml'), yaml);

async function estimateOf(...argv: readonly string[]): Promise<Estimate> {
  const { stdout, stderr } = await call('--json', ...argv);
  expect(stderr).toBe('');
  return estimateSchema.parse(JSON.parse(stdout));
}

describe('loadtest estimate', () => {
  beforeEach(() => storeRun(directory));

  it('sizes a run for concurrent users: 500/s · 4 ms over .6 − .02 is 4 tasks of 1 vCPU, and one more', async () => {
    const { demand, options, recommended, workload } = await estimateOf('--from', runId, ...users, ...region);
    expect(workload).toEqual({
      requestsPerSec: 500,
      derivation: ['2500 concurrent users x 0.2 requests/s each = 500 requests/s'],
    });
    expect(demand.cpuSecPerRequest.mid).toBeCloseTo(0.004, 6);
    expect(options[recommended ?? -1]).toMatchObject({
      vcpu: 1,
      memoryGb: 2,
      tasks: { mid: 5 },
      usdPerMonth: { mid: 283.53 },
    });
  });

  it('says all of that on the terminal', async () => {
    const { exitCode, stdout, stderr } = await call('--from', runId, ...users, ...region);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    await expect(stdout).toMatchFileSnapshot('golden/estimate.txt');
  });

  it.each([
    [
      'users of a day',
      [
        '--daily-users',
        '200000',
        '--sessions-per-user',
        '1.8',
        '--requests-per-session',
        '25',
        '--peak-hour-share',
        '.12',
        '--peak-ratio',
        '1.5',
      ],
      450,
    ],
    [
      'concurrent users with their pages',
      ['--concurrent-users', '900', '--requests-per-page', '5', '--think-time', '9'],
      450,
    ],
    ['growth of users whose rate is known', [...users, '--growth', '0.5'], 750],
  ])('takes %s', async (_, argv, requestsPerSec) => {
    expect((await estimateOf(...argv, ...region)).workload.requestsPerSec).toBeCloseTo(requestsPerSec, 9);
  });

  it('takes workload, region and utilisation from the configuration', async () => {
    configure('region: us-east-1\nutilisation: 0.5\nworkload: {concurrentUsers: 1100}\n');
    expect(await estimateOf()).toMatchObject({
      region: 'us-east-1',
      rule: { utilisation: 0.5, basis: 'given' },
      workload: { requestsPerSec: 100 },
    });
  });

  it('has the command line stand against the configuration, and concurrent users against those of a day', async () => {
    configure('region: us-east-1\nutilisation: 0.5\nworkload: {dailyUsers: 1000000}\n');
    const estimate = await estimateOf('--concurrent-users', '1100', '--utilisation', '0.7', ...region);
    expect(estimate).toMatchObject({
      region: 'ap-northeast-1',
      rule: { utilisation: 0.7 },
      workload: { requestsPerSec: 100 },
    });
  });

  it('has the cache of the configuration in the bill, on the terminal and in each file', async () => {
    configure('cache: {engine: valkey, dataGb: 3, operationsPerRequest: 4, cpuSecPerOperation: 0.00003}\n');
    const line = 'ElastiCache cache.m6g.large, Valkey';
    expect((await call(...users, ...region)).stdout).toContain(line);
    for (const file of ['estimate.md', 'estimate.html', 'estimate.json'])
      expect((await call(...users, ...region, '-o', file)).files[file]).toContain(line);
  });

  it('tells of all that a stated cache lacks', async () => {
    configure('cache: {engine: valkey, operationsPerRequest: 4}\n');
    const { exitCode, stderr } = await call(...users, ...region);
    expect(exitCode).toBe(104);
    expect(stderr).toContain(
      'cache.cpuSecPerOperation is missing, it must say what a command costs the engine',
    );
    expect(stderr).toContain('cache.dataGb is missing, it must say how much data the cache will hold');
  });

  it('takes the SLO from the flag, else from the configuration', async () => {
    configure('slo: p95<90ms\n');
    const objectivesOf = async (...argv: readonly string[]) =>
      (await estimateOf(...users, ...region, ...argv)).rule.objectives;
    expect(await objectivesOf()).toEqual([{ quantile: 0.95, limitMs: 90 }]);
    expect(await objectivesOf('--slo', 'p99<0.3s')).toEqual([{ quantile: 0.99, limitMs: 300 }]);
  });

  it.each([
    ['estimate.html', /^<!doctype html>/],
    ['out/estimate.md', /^### Sizing: browse at 500 requests\/s in ap-northeast-1/],
    ['estimate.json', /^\{\n {2}"schemaVersion"/],
  ])('writes %s', async (file, beginning) => {
    const { exitCode, stdout, stderr, files } = await call(...users, ...region, '-o', file);
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: '', stderr: `wrote ${file}\n` });
    expect(files[file]).toMatch(beginning);
  });

  it.each([
    [
      'no users',
      [...region],
      2,
      'an estimate needs users: give --concurrent-users with --requests-per-user-per-second, or --daily-users',
    ],
    ['growth of nobody', ['--growth', '0.2', ...region], 2, 'an estimate needs users'],
    [
      'a rate of nobody',
      ['--requests-per-user-per-second', '1', ...region],
      2,
      'a rate of each user needs users: give --concurrent-users',
    ],
    [
      'two rates',
      [...users, '--think-time', '3', ...region],
      2,
      'option "--requests-per-user-per-second <n>" cannot be used with option "--think-time <n>"',
    ],
    ['no region', users, 2, 'an estimate needs a region, since prices differ: give --region'],
    [
      'what is no region',
      [...users, '--region', 'tokyo'],
      104,
      'the configuration has a problem\n  at flag --region region must be an AWS region',
    ],
    [
      'a region without prices',
      [...users, '--region', 'xx-north-9'],
      104,
      'no price for "AmazonECS, xx-north-9',
    ],
    [
      'a peak-hour share above 1',
      ['--daily-users', '9', '--peak-hour-share', '3', ...region],
      104,
      'the configuration has a problem\n  at flag --peak-hour-share workload.peakHourShare',
    ],
    ['an unknown run', ['--from', 'nope', ...users, ...region], 2, 'there is no run "nope"'],
    [
      'an unknown resource',
      ['--resource', 'db', ...users, ...region],
      4,
      'the CPU of "db" was not observed, only that of "sample-api"',
    ],
    [
      'an SLO below the service time',
      ['--slo', 'p99<30ms', ...users, ...region],
      4,
      'p99 within 30 ms cannot be kept: at the lowest measured load it is 45.3 ms',
    ],
    [
      'what is no SLO',
      ['--slo', 'p99=1s', ...users, ...region],
      104,
      'the configuration has a problem\n  at flag --slo slo expected limits such as p99<300ms, got "p99=1s"',
    ],
    [
      'a utilisation in percent',
      ['--utilisation', '60', ...users, ...region],
      2,
      '--utilisation must be a share above 0 and below 1, such as 0.6, got "60"',
    ],
    [
      'a file that does not tell the format',
      ['-o', 'x.pdf', ...users, ...region],
      2,
      '"x.pdf" does not tell the format',
    ],
  ])('refuses %s', async (_, argv, exitCode, sentence) => {
    const outcome = await call(...argv);
    expect(outcome).toMatchObject({ exitCode, stdout: '' });
    expect(outcome.stderr).toContain(`error: ${sentence}`);
  });
});

describe('a run that was made for users', () => {
  const intended = {
    ratePerSec: 50,
    derivation: ['in iterations'],
    requests: { requestsPerSec: 300, derivation: ['so many users'] },
  };
  beforeEach(() => storeRun(directory, { intended }));

  it.each([
    ['is sized for them', '', [], 300],
    ['is sized for them rather than for the configured ones', 'workload: {concurrentUsers: 1100}\n', [], 300],
    ['is sized for others on demand', '', users, 500],
    [
      'is sized for the configured ones where they are changed',
      'workload: {concurrentUsers: 1100}\n',
      ['--growth', '1'],
      200,
    ],
  ])('%s', async (_, yaml, argv, requestsPerSec) => {
    configure(yaml);
    expect((await estimateOf(...argv, ...region)).workload.requestsPerSec).toBeCloseTo(requestsPerSec, 9);
  });
});

describe('an invalid run', () => {
  const validity = {
    level: 'invalid' as const,
    reasons: [{ code: 'lost-worker', level: 'invalid' as const, message: 'worker 1 was lost' }],
  };
  beforeEach(() => storeRun(directory, { validity }));

  it('is refused, with the way around it', async () => {
    const { exitCode, stderr } = await call(...users, ...region);
    expect(exitCode).toBe(4);
    expect(stderr).toContain(`error: run ${runId} is invalid\nhint: see why (loadtest runs show ${runId})`);
    expect(stderr).toContain('--accept-invalid');
  });

  it('is sized when accepted, and says so', async () => {
    const { warnings } = await estimateOf('--accept-invalid', ...users, ...region);
    expect(warnings[0]).toBe('the run is invalid: worker 1 was lost');
  });
});

describe('the report of a run', () => {
  const report = (...argv: readonly string[]) => cli(['report', 'latest', ...argv], { directory });

  it('shows the sizing where region and users are configured', async () => {
    await storeRun(directory);
    configure('region: ap-northeast-1\nworkload: {concurrentUsers: 1100}\n');
    expect((await report()).stdout).toContain('Sizing: browse at 100 requests/s in ap-northeast-1\n');
    expect((await report('-f', 'md')).stdout).toContain('### Sizing: browse at 100 requests/s');
    expect((await report('-f', 'html')).stdout).toContain('<h2>Sizing: browse at 100 requests/s');
  });

  it.each([
    ['users', 'region: ap-northeast-1\n'],
    ['a region', 'workload: {concurrentUsers: 1100}\n'],
  ])('shows none without %s', async (_, yaml) => {
    await storeRun(directory);
    configure(yaml);
    expect((await report()).stdout).not.toContain('sizing');
  });

  it('says in a sentence why a run carries none', async () => {
    await storeRun(directory, { observed: [] });
    configure('region: ap-northeast-1\nworkload: {concurrentUsers: 1100}\n');
    const { exitCode, stdout } = await report();
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Sizing\n  there is none: the server's CPU was not observed\n");
    expect((await report('-f', 'html')).stdout).toContain('There is no sizing: the server');
  });
});
