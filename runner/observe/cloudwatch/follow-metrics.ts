import type { Context } from '../../../core/context.ts';
import { formatDuration } from '../../../core/duration.ts';
import type { RunClock } from '../../../core/metric-source.ts';
import { formatCount } from '../../../core/quantity.ts';
import type { ObservedSeries } from '../../../core/records/index.ts';
import type { AwsPlace } from '../../aws/client-settings.ts';
import { openCloudWatch } from './client.ts';
import type { MetricRequest } from './metric-spec.ts';
import { readWindow } from './read-window.ts';

/** A service reports once a minute: to ask more often would bring nothing new. */
const pauseMs = 60_000;

/** What a line holds of a resource: presets name what matters most first. */
const mostValues = 4;

interface Followed {
  readonly requests: readonly MetricRequest[];
  readonly clock: RunClock;
  readonly say: (line: string) => void;
  /** Aborted when the load is over. */
  readonly signal: AbortSignal;
}

/**
 * Reads each minute while a run goes on and says what is new, a line a resource. Nothing of it is kept, for the reading
 * after the run knows it all, and says what cannot be read. Gives the number of metrics that were requested.
 */
export async function followMetrics(
  ctx: Context,
  place: AwsPlace,
  { requests, clock, say, signal }: Followed,
): Promise<number> {
  const cloudWatch = await openCloudWatch(ctx, place);
  const said = new Map<string, number>();
  let metricsRequested = 0;
  while (!signal.aborted) {
    await ctx.sleep(pauseMs, signal);
    if (signal.aborted) break;
    const endMs = ctx.now();
    const window = { originMs: endMs - clock.tMs(), endMs, waitMs: 0, signal };
    const reading = await readWindow(ctx, cloudWatch, requests, window).catch(() => undefined);
    if (!reading) continue;
    metricsRequested += reading.metricsRequested;
    for (const line of newsOf(reading.series, said)) say(line);
  }
  cloudWatch.close();
  return metricsRequested;
}

/** A line of each resource with the values of its latest period, if that was not said before. */
function newsOf(series: readonly ObservedSeries[], said: Map<string, number>): string[] {
  return [...new Set(series.map(({ resource }) => resource))].flatMap((resource) => {
    const own = series.filter((each) => each.resource === resource);
    const lastMs = lastTimeOf(own);
    // Times move by a little as more becomes known of the clock.
    if (lastMs < (said.get(resource) ?? -pauseMs) + pauseMs / 2) return [];
    said.set(resource, lastMs);
    const at = formatDuration(Math.max(0, Math.round(lastMs / 1_000) * 1_000));
    return [`${resource} at ${at}: ${valuesAt(own, lastMs).slice(0, mostValues).join(', ')}`];
  });
}

/** The latest time with a value, negative infinity without any. */
function lastTimeOf(series: readonly ObservedSeries[]): number {
  const times = series.flatMap(({ points }) => points.flatMap(([tMs, value]) => (value === null ? [] : tMs)));
  return times.reduce((last, tMs) => Math.max(last, tMs), Number.NEGATIVE_INFINITY);
}

function valuesAt(series: readonly ObservedSeries[], atMs: number): string[] {
  return series.flatMap(({ metric, points }) => {
    const value = points.find(([tMs]) => tMs === atMs)?.[1];
    return typeof value === 'number' ? [`${metric} ${formatCount(value)}`] : [];
  });
}
