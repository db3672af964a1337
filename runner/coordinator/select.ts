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

/** The count of a counter, zero if it never occurred. */
export function selectCount(series: readonly MergedSeries[], metric: string, wanted: Tags = {}): number {
  const state = selectState(series, metric, wanted);
  return state?.type === 'counter' ? state.count : 0;
}
