import { median } from '../median.ts';
import type { MeasuredResource, ObservedSeries, RunResult, Usage } from '../records/index.ts';
import { countMeasures, cpuShares, csvMeasures, meaningOf } from './measures.ts';
import { meanOver, overlapping, periodOf, type Stretch, stretchesOf } from './stretches.ts';

/** A resource that a run observed, on the clock of the run. */
export interface Watched {
  readonly name: string;
  readonly observedBy: string;
  /** What it used, by measure. */
  readonly use: ReadonlyMap<string, readonly Stretch[]>;
  /** How far its times may be off: what is known of its clock, or one of its periods where that was not compared. */
  readonly clockWithinMs: number;
  readonly limits: Readonly<Record<string, number>>;
  /** What it had over time, by the measure that it limits: a service that scales has more later than before. */
  readonly had: ReadonlyMap<string, readonly Stretch[]>;
  /** Its CPU, or where it has none what is read most often: what bins are cut for. */
  readonly lead: readonly Stretch[];
  /** Whether it has anything that a table shows: the storage of a database, read each five minutes, has not. */
  readonly setsBins: boolean;
  readonly unavailable: string | null;
}

interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

/** A source that reads each second is not exact to the millisecond. */
const negligibleMs = 50;

/** The k6 processes are the load, not what is loaded. */
const generator = 'worker';

/**
 * The resources of the system under test, in the order of their first series; only those named, where names are
 * given. Where two sources call something alike, the source is put before the name.
 */
export function watchedResources(result: RunResult, only?: readonly string[]): readonly Watched[] {
  const groups = new Map<string, ObservedSeries[]>();
  for (const series of result.observed) {
    if (series.source === generator) continue;
    const key = JSON.stringify([series.source, series.resource]);
    groups.set(key, [...(groups.get(key) ?? []), series]);
  }
  const resources = [...groups.values()];
  const namesakes = (name: string) => resources.filter(([first]) => first?.resource === name).length;
  return resources.flatMap((all) => {
    const [first] = all;
    if (!first) return [];
    const name = namesakes(first.resource) > 1 ? `${first.source} ${first.resource}` : first.resource;
    return only === undefined || only.includes(name) ? [watch(name, first.source, all, result)] : [];
  });
}

function watch(
  name: string,
  observedBy: string,
  series: readonly ObservedSeries[],
  { generator: machine }: RunResult,
): Watched {
  // A process is observed on the machine that the load comes from, and one thread fills one core.
  const ownLimits = observedBy === 'process' ? { cores: machine.cpus, busiest_thread_cores: 1 } : {};
  const limits: Record<string, number> = { ...ownLimits };
  const use = new Map<string, readonly Stretch[]>();
  const had = new Map<string, readonly Stretch[]>();
  for (const each of series) {
    // It is nobody's use, and the mean over a bin that it would need does not exist.
    if (each.percentile) continue;
    const { kind, measure } = meaningOf(each.metric);
    (kind === 'use' ? use : had).set(measure, stretchesOf(each));
    const limit = kind === 'limit' ? median(each.points.flatMap(([, value]) => value ?? [])) : undefined;
    if (limit !== undefined) limits[measure] = limit;
  }
  const lead = leadOf(use);
  const clock = series.find((each) => each.clock !== undefined)?.clock;
  return {
    name,
    observedBy,
    use,
    limits,
    had,
    lead,
    setsBins: [...use.keys()].some((measure) => csvMeasures.includes(measure) || cpuShares.includes(measure)),
    clockWithinMs: clock?.withinMs ?? periodOf(lead) ?? 0,
    unavailable: series.find(({ unavailable }) => unavailable !== undefined)?.unavailable ?? null,
  };
}

function leadOf(use: ReadonlyMap<string, readonly Stretch[]>): readonly Stretch[] {
  const densest = [...use.values()].reduce<readonly Stretch[]>(
    (most, each) => (each.length > most.length ? each : most),
    [],
  );
  return use.get('cores') ?? densest;
}

/** Those that bins of this length can tell of: a point of a longer time says nothing about one bin alone. */
export function readWithin(resources: readonly Watched[], periodMs: number): readonly Watched[] {
  return resources.filter(({ setsBins, lead }) => setsBins || (periodOf(lead) ?? 0) <= periodMs);
}

/** The record of a resource: limits, and what it used before the unpause. */
export function toMeasuredResource({
  name,
  observedBy,
  use,
  limits,
  unavailable,
}: Watched): MeasuredResource {
  const idle = [...use].flatMap(([measure, stretches]) => {
    const before = stretches.flatMap(({ endMs, value }) => (endMs <= 0 && value !== null ? [value] : []));
    const value = median(before);
    return value === undefined ? [] : [[measure, { value, samples: before.length }] as const];
  });
  return { name, observedBy, limits: { ...limits }, idle: Object.fromEntries(idle), unavailable };
}

/** What was used over a window, by measure. */
export function usageOver({ use }: Watched, startMs: number, endMs: number): Usage {
  return Object.fromEntries(
    [...use].map(([measure, stretches]) => [measure, meanOver(stretches, startMs, endMs)]),
  );
}

/** Whether something of its use was read: CPU, where that is a thing of the resource. How many there were is no use. */
export function isSeen(usage: Usage): boolean {
  if ('cores' in usage) return usage.cores !== null;
  return Object.entries(usage).some(([measure, value]) => value !== null && !countMeasures.includes(measure));
}

/** A resource that uses this share of its CPU says nothing more about a request's cost. */
const saturatedShare = 0.95;

export function isSaturated({ limits, had }: Watched, usage: Usage, { startMs, endMs }: Interval): boolean {
  const isFull = ['cores', 'busiest_thread_cores'].some((measure) => {
    const limit = meanOver(had.get(measure) ?? [], startMs, endMs) ?? limits[measure] ?? Infinity;
    return (usage[measure] ?? 0) >= saturatedShare * limit;
  });
  return isFull || cpuShares.some((measure) => (usage[measure] ?? 0) >= saturatedShare);
}

/** Whether what was read of the bin also tells of a time outside of the interval of constant load. */
export function readsBeyond({ lead }: Watched, bin: Interval, window: Interval): boolean {
  return overlapping(lead, bin.startMs + negligibleMs, bin.endMs - negligibleMs).some(
    ({ startMs, endMs }) => startMs < window.startMs || endMs > window.endMs,
  );
}

/** Whether the number of what it consists of changed in the bin, or at either end of it. */
export function hasScaled({ use }: Watched, bin: Interval): boolean {
  return countMeasures.some((measure) => {
    const during = overlapping(use.get(measure) ?? [], bin.startMs - 1, bin.endMs + 1);
    const counts = new Set(during.flatMap(({ value }) => value ?? []));
    return counts.size > 1;
  });
}
