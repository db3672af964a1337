import type { ObservedSeries } from '../../../core/records/index.ts';
import type { Capacity } from './resources/resource.ts';

/** A resource by what it has: how much one of it, and how many there are unless a series says so. */
export interface Sized {
  readonly name: string;
  readonly capacity: Capacity;
  readonly count?: number;
}

type Points = ObservedSeries['points'];

/** The series that say how many a resource consists of. */
const countMetrics: readonly string[] = ['tasks', 'instances', 'replicas'];

/**
 * What a resource used and has in absolute figures, from its shares: used = share × capacity × count, with the count
 * of the same period, since a share's denominator changes as a resource scales. Memory comes from what is free where
 * no share is reported. Nothing where the size is not known.
 */
export function absoluteSeries(
  series: readonly ObservedSeries[],
  { name, capacity, count }: Sized,
): ObservedSeries[] {
  const own = series.filter(({ resource }) => resource === name);
  const named = (metric: string) => own.find((each) => each.metric === metric && each.points.length > 0);
  const counts = own.find(({ metric, points }) => countMetrics.includes(metric) && points.length > 0);
  const { cores, memoryBytes } = capacity;
  const derive = (from: ObservedSeries | undefined, of: (value: number, count: number) => number) =>
    from?.points.map(([tMs, value]): [number, number | null] => {
      const there = countAt(counts?.points, tMs, from.periodMs ?? 0) ?? count;
      return [tMs, value === null || there === undefined ? null : of(value, there)];
    });
  const made = (
    from: ObservedSeries | undefined,
    metric: string,
    unit: string,
    points: Points | undefined,
  ) => {
    if (!from || !points?.some(([, value]) => value !== null)) return [];
    return [{ ...from, metric, unit, points }];
  };
  const cpu = cores === undefined ? undefined : named('cpu_share');
  const memoryShare = memoryBytes === undefined ? undefined : named('memory_share');
  const memoryFree = memoryBytes === undefined || memoryShare ? undefined : named('memory_free_bytes');
  const memory = memoryShare ?? memoryFree;
  const coresEach = cores ?? 0;
  const bytesEach = memoryBytes ?? 0;
  const useOf = memoryShare
    ? (share: number, there: number) => share * bytesEach * there
    : (free: number, there: number) => bytesEach * there - free;
  return [
    ...made(
      cpu,
      'cpu_cores',
      'cores',
      derive(cpu, (share, there) => share * coresEach * there),
    ),
    ...made(
      cpu,
      'cpu_limit_cores',
      'cores',
      derive(cpu, (_, there) => coresEach * there),
    ),
    ...made(memory, 'memory_bytes', 'bytes', derive(memory, useOf)),
    ...made(
      memory,
      'memory_limit_bytes',
      'bytes',
      derive(memory, (_, there) => bytesEach * there),
    ),
  ];
}

/** The mean count over a period, or else the last one before it, or else the first one after it. */
function countAt(points: Points | undefined, tMs: number, periodMs: number): number | undefined {
  const known = (points ?? []).flatMap(([at, value]): [number, number][] =>
    value === null ? [] : [[at, value]],
  );
  const within = known.filter(([at]) => at >= tMs && at < tMs + periodMs).map(([, value]) => value);
  if (within.length > 0) return within.reduce((sum, value) => sum + value, 0) / within.length;
  return (known.filter(([at]) => at < tMs).at(-1) ?? known[0])?.[1];
}
