import { expect, it } from 'vitest';
import type { MetricRequest } from '../../../../runner/observe/cloudwatch/metric-spec.ts';
import { watchCounts } from '../../../../runner/observe/cloudwatch/task-counts.ts';

const tasks: MetricRequest = {
  resource: 'ecs prod/search',
  namespace: 'ECS/ContainerInsights',
  metric: 'RunningTaskCount',
  stat: 'Average',
  dimensions: {},
  as: 'tasks',
  unit: 'Count',
  missing: 'unknown',
  periodMs: 60_000,
};

it('counts tasks while a run goes on, of services that CloudWatch does not count', async () => {
  const answers = [2, 3, undefined];
  const stop = new AbortController();
  let nowMs = 1_000;
  const ctx = {
    now: () => nowMs,
    sleep: async (durationMs: number) => {
      nowMs += durationMs;
      if (answers.length === 0) stop.abort();
    },
  };
  const stopped = new Promise((resolve) => stop.signal.addEventListener('abort', resolve));
  const recount = async () => answers.shift();
  const known = { capacity: {}, notes: [], recount };
  const watch = watchCounts(
    ctx,
    [
      { ...known, name: 'ecs prod/api', requests: [] },
      { ...known, name: 'ecs prod/search', requests: [tasks] },
    ],
    stop.signal,
  );
  await stopped;
  expect(watch.series(500)).toEqual([
    {
      source: 'cloudwatch',
      resource: 'ecs prod/api',
      metric: 'tasks',
      unit: '',
      stamps: 'instant',
      points: [
        [500, 2],
        [15_500, 3],
        [30_500, null],
      ],
      query: 'ecs:DescribeServices runningCount each 15 s',
    },
  ]);
});
