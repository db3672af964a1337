import type { Context } from '../../../core/context.ts';
import type { MetricSource, RunClock } from '../../../core/metric-source.ts';
import type { ObservedSeries } from '../../../core/records/index.ts';
import type { AwsPlace } from '../../aws/client-settings.ts';
import { explainAwsFailure } from '../../aws/explain-failure.ts';
import { absoluteSeries } from './absolute-series.ts';
import { openCloudWatch } from './client.ts';
import type { CloudWatchObserver } from './cloudwatch-observer.ts';
import { findResources, placeOf } from './find-resources.ts';
import { followMetrics } from './follow-metrics.ts';
import { readCostText } from './read-cost.ts';
import { type RunWindow, readWindow } from './read-window.ts';
import type { Resource } from './resources/resource.ts';
import { completeAfterMs } from './settle.ts';
import { type CountWatch, watchCounts } from './task-counts.ts';

export interface CloudWatchSourceOptions {
  /** Hears what a look-up lacked and what a reading cost, a line each. */
  readonly onNote: (line: string) => void;
  /** Reads each minute of the run too, and tells `onNote` what is new. */
  readonly follow?: boolean;
  /** What was observed of a run that is over: nobody can count its tasks any more. */
  readonly earlier?: readonly ObservedSeries[];
}

/**
 * CloudWatch as a source: looks the resources up when the run starts, counts the tasks of those whose number it does
 * not report, and reads all metrics in one go when the run has ended; where it is followed, each minute besides.
 */
export function cloudWatchSource(
  ctx: Context,
  observer: CloudWatchObserver,
  { onNote, follow, earlier }: CloudWatchSourceOptions,
): MetricSource {
  const place = placeOf(observer);
  const stop = new AbortController();
  const say = (line: string) => onNote(`cloudwatch: ${line}`);
  const begin = async () => {
    const resources = await findResources(observer);
    for (const { name, notes } of resources) for (const note of notes) say(`${name}: ${note}`);
    for (const { name, absent } of resources) if (absent !== undefined) say(`${name}: ${absent}`);
    const asked = resources.reduce((sum, { requests }) => sum + requests.length, 0);
    say(`will read ${readCostText(asked)} a reading${follow ? ', each minute and at the end' : ''}`);
    const counts = earlier ? countsOf(earlier) : watchCounts(ctx, resources, stop.signal);
    return { resources, counts };
  };
  let clock: RunClock = { tMs: () => 0 };
  const followAll = async ({ resources }: Awaited<ReturnType<typeof begin>>) => {
    const requests = resources.flatMap((resource) => resource.requests);
    const asked = await followMetrics(ctx, place, { requests, clock, say, signal: stop.signal });
    say(`read ${readCostText(asked)}, while the run went on`);
  };
  let following: Promise<void> | undefined;
  let begun: ReturnType<typeof begin> | undefined;
  return {
    description: { name: 'cloudwatch', delivery: 'historical', runsIn: 'cli', stamps: 'start' },
    async start(runClock) {
      clock = runClock;
      begun = begin();
      if (follow) following = begun.then(followAll);
    },
    async finish({ endMs }) {
      stop.abort();
      await following;
      const { resources, counts } = await (begun ?? begin());
      const originMs = ctx.now() - clock.tMs();
      const { waitMs } = observer;
      const impatience = new AbortController();
      const release = ctx.onSignal(() => impatience.abort());
      const window = { originMs, endMs: originMs + endMs, waitMs, signal: impatience.signal };
      if (waitMs > 0 && ctx.now() < window.endMs + completeAfterMs) {
        say('waits for complete data; an interrupt takes what is there');
      }
      return readResources(ctx, place, { resources, counts, window, say }).finally(release);
    },
  };
}

interface ReadRequest {
  readonly resources: readonly Resource[];
  readonly counts: CountWatch;
  readonly window: RunWindow;
  readonly say: (line: string) => void;
}

async function readResources(
  ctx: Context,
  place: AwsPlace,
  { resources, counts, window, say }: ReadRequest,
): Promise<readonly ObservedSeries[]> {
  const absent = resources.flatMap(({ name, absent: why }) => (why === undefined ? [] : [unread(name, why)]));
  const present = resources.filter(
    (resource) => resource.absent === undefined && resource.requests.length > 0,
  );
  if (present.length === 0) return absent;
  const cloudWatch = await openCloudWatch(ctx, place);
  const counted = counts.series(window.originMs);
  try {
    const requests = present.flatMap((resource) => resource.requests);
    const { series, isFinal, calls, metricsRequested } = await readWindow(ctx, cloudWatch, requests, window);
    say(`read ${readCostText(metricsRequested)}, in ${calls} ${calls === 1 ? 'call' : 'calls'}`);
    if (!isFinal)
      say('its data come up to five minutes late: "loadtest observe fetch latest" reads them again');
    const all = [...series, ...counted];
    return [...all, ...present.flatMap((resource) => absoluteSeries(all, resource)), ...absent];
  } catch (error) {
    const { text } = explainAwsFailure(error, 'cloudwatch:GetMetricData', place);
    say(text);
    return [...present.map(({ name }) => unread(name, text)), ...counted, ...absent];
  } finally {
    cloudWatch.close();
  }
}

/** What stands in the result for a resource of which nothing was read. */
function unread(resource: string, unavailable: string): ObservedSeries {
  return {
    source: 'cloudwatch',
    resource,
    metric: 'metrics',
    unit: '',
    stamps: 'start',
    points: [],
    unavailable,
  };
}

/** The counts that were taken while the run went on. */
function countsOf(earlier: readonly ObservedSeries[]): CountWatch {
  const taken = earlier.filter(({ source, stamps }) => source === 'cloudwatch' && stamps === 'instant');
  return { series: () => [...taken] };
}
