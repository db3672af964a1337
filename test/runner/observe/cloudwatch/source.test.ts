import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ObservedSeries } from '../../../../core/records/index.ts';
import {
  type CloudWatchObserver,
  cloudWatchObserverSchema,
} from '../../../../runner/observe/cloudwatch/cloudwatch-observer.ts';
import { cloudWatchSource } from '../../../../runner/observe/cloudwatch/source.ts';
import { makeContext } from '../../test-context.ts';
import { useAwsEnvironment } from './aws-environment.ts';
import { type FakeCloudWatch, startFakeCloudWatch } from './fake-cloudwatch.ts';

useAwsEnvironment();

const secrets = /AKIATEST|secret-of-a-test|token-of-a-test/;
const queue = { namespace: 'Shop', metric: 'QueueLength', dimensions: { Queue: 'orders' } };
const observer = observe({
  metrics: [{ ...queue, stat: 'Maximum', as: 'queue_length', resource: 'orders' }],
});

function observe(given: object): CloudWatchObserver {
  return cloudWatchObserverSchema.parse({ type: 'cloudwatch', ...given });
}

const nowMs = Date.UTC(2026, 10, 25, 12, 30);
const durationMs = 600_000;
const ctx = makeContext({ now: () => nowMs });
let fake: FakeCloudWatch;

beforeEach(async () => {
  fake = await startFakeCloudWatch({ now: () => nowMs });
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDWATCH', fake.url);
});
afterEach(() => fake.close());

async function run(given: CloudWatchObserver, earlier?: readonly ObservedSeries[]) {
  const notes: string[] = [];
  const source = cloudWatchSource(ctx, given, {
    onNote: (line) => notes.push(line),
    ...(earlier && { earlier }),
  });
  await source.start({ tMs: () => 1_200_000 });
  const series = await source.finish({ startMs: Number.NEGATIVE_INFINITY, endMs: durationMs });
  return { series, notes };
}

describe('CloudWatch as a source', () => {
  it('reads what the configuration spells out, and says what it cost', async () => {
    for (let minute = 0; minute < 10; minute += 1) {
      fake.report({ ...queue, atMs: nowMs - 1_200_000 + minute * 60_000, values: [minute, 3] });
    }
    const { series, notes } = await run(observer);
    expect(series).toHaveLength(1);
    expect(series[0]).toMatchObject({
      source: 'cloudwatch',
      resource: 'orders',
      metric: 'queue_length',
      unit: '',
    });
    expect(series[0]?.points.slice(5).map(([, value]) => value)).toEqual([3, 3, 3, 3, 4, 5, 6, 7, 8, 9]);
    expect(notes).toEqual([
      'cloudwatch: will read 1 metric, $0.00001 a reading',
      'cloudwatch: read 1 metric, $0.00001, in 1 call',
    ]);
  });

  it.each([
    ['an expired token', { status: 400, type: 'ExpiredTokenException' }, /have expired: sign in again/],
    [
      'a denied action',
      { status: 400, type: 'AccessDeniedException' },
      /may not do cloudwatch:GetMetricData: allow/,
    ],
    [
      'keys that AWS does not know',
      { status: 403, type: 'UnrecognizedClientException' },
      /does not know the credentials/,
    ],
    [
      'a wrong signature',
      { status: 403, type: 'InvalidSignatureException' },
      /does not know the credentials/,
    ],
    ['any other error', { status: 400, type: 'InvalidFormatFault' }, /InvalidFormatFault: … …$/],
  ])('says of %s what would help, and nothing of the credentials', async (_, error, why) => {
    const message = `AKIATESTTESTTESTTEST ${'dG9rZW4t'.repeat(8)}`;
    fake.settings.errors = Array.from({ length: 6 }, () => ({ ...error, message }));
    const { series, notes } = await run(observer);
    expect(series).toEqual([
      expect.objectContaining({ resource: 'orders', points: [], unavailable: expect.stringMatching(why) }),
    ]);
    expect(JSON.stringify([series, notes])).not.toMatch(secrets);
  });

  it.each([
    [
      'no credentials',
      { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
      {},
      /no AWS credentials: set AWS_PROFILE/,
    ],
    ['no such profile', {}, { profile: 'staging' }, /profile "staging": check its name/],
    ['no region', { AWS_REGION: undefined }, {}, /no AWS region is known/],
    [
      'a region that there is not',
      { AWS_ENDPOINT_URL_CLOUDWATCH: 'http://127.0.0.1:9' },
      { region: 'eu-west-9' },
      /could not be reached .* in region "eu-west-9"/,
    ],
    ['no name of a region', {}, { region: 'eu west 1' }, /"eu west 1" is no AWS region/],
  ])('says that there is %s', async (_, environment, place, why) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const { series, notes } = await run({ ...observer, ...place });
    expect(series.map(({ unavailable }) => unavailable)).toEqual([expect.stringMatching(why)]);
    expect(notes.join()).toMatch(why);
  });

  it('waits for no answer without end', async () => {
    fake.settings.isSilent = true;
    const { series } = await run(observe({ ...observer, timeoutMs: 50 }));
    expect(series.map(({ unavailable }) => unavailable)).toEqual([
      expect.stringMatching(/could not be reached for cloudwatch:GetMetricData/),
    ]);
  });

  it('keeps the counts of tasks that were taken while the run went on, whatever fails at its end', async () => {
    const taken: ObservedSeries = {
      source: 'cloudwatch',
      resource: 'ecs prod/api',
      metric: 'tasks',
      unit: '',
      stamps: 'instant',
      points: [[0, 2]],
    };
    expect((await run(observer, [taken])).series).toContainEqual(taken);
    fake.settings.errors = [{ status: 400, type: 'ExpiredTokenException' }];
    const { series } = await run(observer, [taken]);
    expect(series).toEqual([expect.objectContaining({ resource: 'orders', points: [] }), taken]);
  });
});
