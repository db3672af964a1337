import type { Context } from '../../../core/context.ts';
import type { ObservedSeries } from '../../../core/records/index.ts';
import type { Resource } from './resources/resource.ts';

/** Counts that were taken while a run went on. */
export interface CountWatch {
  /** One series a resource; `originMs` is when the run's clock stood at zero, in milliseconds since the epoch. */
  series(originMs: number): ObservedSeries[];
}

const pauseMs = 15_000;

/** Counts the tasks of resources whose number CloudWatch itself does not report, until the signal is aborted. */
export function watchCounts(
  ctx: Pick<Context, 'now' | 'sleep'>,
  resources: readonly Resource[],
  signal: AbortSignal,
): CountWatch {
  const watched = resources.flatMap(({ name, recount, requests }) =>
    recount && !requests.some(({ as }) => as === 'tasks')
      ? [{ name, recount, samples: new Map<number, number | null>() }]
      : [],
  );
  const countAll = () =>
    Promise.all(
      watched.map(async ({ recount, samples }) => {
        const atMs = ctx.now();
        samples.set(atMs, (await recount().catch(() => undefined)) ?? null);
      }),
    );
  const watch = async () => {
    while (!signal.aborted) {
      await countAll();
      await ctx.sleep(pauseMs, signal);
    }
  };
  if (watched.length > 0) void watch();
  return {
    series: (originMs) =>
      watched.map(({ name, samples }) => ({
        source: 'cloudwatch',
        resource: name,
        metric: 'tasks',
        unit: '',
        stamps: 'instant',
        points: [...samples].map(([atMs, count]) => [Math.round(atMs - originMs), count]),
        query: `ecs:DescribeServices runningCount each ${pauseMs / 1_000} s`,
      })),
  };
}
