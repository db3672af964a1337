import type { ClockOffset, ObservedSeries } from '../../../core/records/index.ts';
import type { Answer } from './client.ts';
import type { PrometheusQuery } from './config.ts';
import { selectedRangeMs } from './range-selector.ts';

/** Values by their time on the server's clock. */
export type Points = ReadonlyMap<number, number | null>;

/** The functions that give one, and the label of a summary that is one. */
const quantile = /\b(?:histogram_)?quantile(?:_over_time)?\b/;

/** What a query told of each resource, or why it told nothing. */
export type Reading = { readonly resources: ReadonlyMap<string, Points> } | { readonly unavailable: string };

/** An answer by resource. More than one series of a resource is refused, for nobody said how they add up. */
export function readingOf(query: PrometheusQuery, answer: Answer): Reading {
  if ('unavailable' in answer) return answer;
  const { resource, resourceLabel } = query;
  const resources = new Map<string, Points>();
  for (const { labels, points } of answer.series) {
    const name = resourceLabel === undefined ? resource : labels[resourceLabel];
    if (name === undefined) return { unavailable: `a series of the query has no label "${resourceLabel}"` };
    if (resources.has(name)) return { unavailable: tooMany(query, answer.series.length) };
    resources.set(name, new Map(points));
  }
  return { resources };
}

function tooMany({ resource, resourceLabel }: PrometheusQuery, count: number): string {
  return resourceLabel === undefined
    ? `the query gives ${count} series for "${resource}": add them up in it, or name the label that tells resources apart as resourceLabel`
    : `the query gives several series with the same "${resourceLabel}": add them up in it`;
}

/** How times of the server become times of the run. */
export interface Placement {
  /** The server's time at the unpause. */
  readonly originMs: number;
  readonly clock: ClockOffset | undefined;
}

/** A resource's points as a series on the clock of the run. */
export function toSeries(
  query: PrometheusQuery,
  resource: string,
  points: Iterable<readonly [atMs: number, value: number | null]>,
  { originMs, clock }: Placement,
): ObservedSeries {
  const rangeMs = selectedRangeMs(query.query);
  const stamps = query.stamps ?? (rangeMs === undefined ? 'instant' : 'end');
  return {
    source: 'prometheus',
    resource,
    metric: query.metric,
    unit: query.unit ?? unitOf(query.metric),
    stamps,
    points: [...points].map(([atMs, value]) => [Math.round(atMs - originMs), value]),
    ...(rangeMs !== undefined && stamps === 'end' && { periodMs: rangeMs }),
    ...(quantile.test(query.query) && { percentile: true }),
    ...(clock && { clock }),
    query: query.query,
  };
}

/** Of two that end alike the longer stands first. */
const units = [
  ['cores', 'cores'],
  ['bytes_per_sec', 'bytes/s'],
  ['bytes', 'bytes'],
  ['per_sec', '/s'],
  ['ms', 'ms'],
  ['share', 'share'],
] as const;

/** The unit that the metric's name ends in. */
function unitOf(metric: string): string {
  return units.find(([suffix]) => metric === suffix || metric.endsWith(`_${suffix}`))?.[1] ?? '';
}
