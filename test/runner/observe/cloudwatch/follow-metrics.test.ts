import { once } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { cloudWatchObserverSchema } from '../../../../runner/observe/cloudwatch/cloudwatch-observer.ts';
import { cloudWatchSource } from '../../../../runner/observe/cloudwatch/source.ts';
import { makeContext } from '../../test-context.ts';
import { useAwsEnvironment } from './aws-environment.ts';
import { type FakeCloudWatch, startFakeCloudWatch } from './fake-cloudwatch.ts';

useAwsEnvironment();

const minuteMs = 60_000;
const startMs = Date.UTC(2026, 10, 25, 12);
const queue = { namespace: 'Shop', metric: 'QueueLength', dimensions: { Queue: 'orders' } };
const observer = cloudWatchObserverSchema.parse({
  type: 'cloudwatch',
  metrics: [{ ...queue, stat: 'Maximum', as: 'queue_length', resource: 'orders' }],
});

let nowMs = startMs;
let fake: FakeCloudWatch;
beforeEach(async () => {
  nowMs = startMs;
  fake = await startFakeCloudWatch({ now: () => nowMs, lateMs: 2 * minuteMs });
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDWATCH', fake.url);
});
afterEach(() => fake.close());

it('says each minute of a run what is new, once, and what all of that cost', async () => {
  for (let minute = 0; minute < 3; minute += 1) {
    fake.report({ ...queue, atMs: startMs + minute * minuteMs, values: [minute + 1] });
  }
  const minutes = 7;
  const end = new AbortController();
  const isOver = once(end.signal, 'abort');
  const ctx = makeContext({
    now: () => nowMs,
    sleep: async (durationMs, signal) => {
      if (nowMs < startMs + minutes * minuteMs) {
        nowMs += durationMs;
        return;
      }
      end.abort();
      await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    },
  });
  const notes: string[] = [];
  const source = cloudWatchSource(ctx, observer, { onNote: (line) => notes.push(line), follow: true });
  await source.start({ tMs: () => nowMs - startMs });
  await isOver;
  const series = await source.finish({ startMs: Number.NEGATIVE_INFINITY, endMs: 3 * minuteMs });
  expect(notes.slice(0, 5)).toEqual([
    'cloudwatch: will read 1 metric, $0.00001 a reading, each minute and at the end',
    'cloudwatch: orders at 0s: queue_length 1',
    'cloudwatch: orders at 1m: queue_length 2',
    'cloudwatch: orders at 2m: queue_length 3',
    'cloudwatch: read 7 metrics, $0.00007, while the run went on',
  ]);
  expect(series[0]?.points.slice(-3).map(([, value]) => value)).toEqual([1, 2, 3]);
});
