import type { Tags } from '../../core/records/index.ts';
import { addStates, type SeriesState } from './feed.ts';
import type { MergedSeries } from './merge.ts';

/** Whether a series carries all of the wanted tags; an empty value wants a tag to be absent. */
export function hasTags(tags: Tags, wanted: Tags): boolean {
  return Object.entries(wanted).every(([name, value]) => (tags[name] ?? '') === value);
}

/** All series of a metric that carry the wanted tags, as one state; `undefined` if there is none. */
export function selectState(
  series: readonly MergedSeries[],
  metric: string,
  wanted: Tags = {},
): SeriesState | undefined {
  return series
    .filter((one) => one.metric === metric && hasTags(one.tags, wanted))
    .map((one) => one.state)
    .reduce<SeriesState | undefined>((sum, state) => (sum ? addStates(sum, state) : state), undefined);
}

/**
 * What the script has sent, as a rate ceiling counts it: HTTP requests with those that redirects lead to, gRPC calls, and
 * messages over WebSockets and gRPC streams.
 */
export function countSent(series: readonly MergedSeries[]): number {
  const calls = selectState(series, 'grpc_req_duration');
  const counters = ['http_reqs', 'ws_msgs_sent', 'grpc_streams_msgs_sent'];
  return counters.reduce(
    (sum, metric) => sum + selectCount(series, metric),
    calls?.type === 'trend' ? calls.histogram.count : 0,
  );
}

/** The count of a counter, zero if it never occurred. */
export function selectCount(series: readonly MergedSeries[], metric: string, wanted: Tags = {}): number {
  const state = selectState(series, metric, wanted);
  return state?.type === 'counter' ? state.count : 0;
}
