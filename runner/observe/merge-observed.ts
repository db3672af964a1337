import type { ObservedSeries } from '../../core/records/index.ts';

/**
 * What is known of a run's servers after they were read again: of each series the reading that knows more, since a source
 * forgets with time what it once told. What only one of them has is kept, unless it has nothing to say.
 */
export function mergeObserved(
  stored: readonly ObservedSeries[],
  read: readonly ObservedSeries[],
): ObservedSeries[] {
  const keyOf = ({ source, resource, metric }: ObservedSeries) => JSON.stringify([source, resource, metric]);
  const again = new Map(read.map((series) => [keyOf(series), series]));
  const seen = new Set(stored.map(keyOf));
  const isReadAgain = ({ source, resource }: ObservedSeries) =>
    read.some((series) => series.source === source && series.resource === resource);
  const kept = stored.flatMap((series) => {
    const other = again.get(keyOf(series));
    if (other) return [valuesIn(other) >= valuesIn(series) ? other : series];
    return isReadAgain(series) && valuesIn(series) === 0 ? [] : [series];
  });
  return [...kept, ...read.filter((series) => !seen.has(keyOf(series)))];
}

function valuesIn({ points }: ObservedSeries): number {
  return points.filter(([, value]) => value !== null).length;
}
