import { median } from '../../core/median.ts';
import type { DroppedBin, MeasurementBin, Measurements, Usage } from '../../core/records/index.ts';
import { refusal } from '../refuse.ts';

/** A bin as one server of the resource saw it: its share of the throughput, and what it used. */
export interface ServerBin {
  /** Names the load: the source and its step. */
  readonly load: string;
  readonly step: number | null;
  readonly startMs: number;
  readonly durationMs: number;
  readonly requestsPerSec: number;
  /** By request name. */
  readonly perSecByName: Readonly<Record<string, number>>;
  readonly inFlight: number | null;
  /** By measure; `null` where it was not observed. */
  readonly used: Readonly<Record<string, number | null>>;
}

/** Measures that say of how many servers a resource consists. */
const countMeasures = ['tasks', 'replicas', 'instances'] as const;

/** Of how many servers a resource consisted, by what was read of it; 1 where it does not count them. */
export function serversIn(usage: Usage): number {
  return countMeasures.map((measure) => usage[measure] ?? 0).find((count) => count > 0) ?? 1;
}

/** What counts the servers of a resource; `undefined` where nothing does. */
export function countMeasureOf(
  { bins, dropped }: Measurements,
  resource: string,
): (typeof countMeasures)[number] | undefined {
  return countMeasures.find((measure) =>
    [...bins, ...dropped].some(({ used }) => (used[resource]?.[measure] ?? 0) > 0),
  );
}

/** Of how many servers a resource consisted, as a rule. */
export function serverCountOf(
  { bins, dropped }: Pick<Measurements, 'bins' | 'dropped'>,
  resource: string,
): number {
  return median([...bins, ...dropped].map(({ used }) => serversIn(used[resource] ?? {}))) ?? 1;
}

/** What one server of the resource can use of a measure: what all of them have, by how many they were. */
export function serverLimitOf(
  measurements: Measurements,
  resource: string,
  measure: 'cores' | 'bytes',
): number | null {
  const limit = measurements.resources.find(({ name }) => name === resource)?.limits[measure];
  return limit === undefined ? null : limit / serverCountOf(measurements, resource);
}

/** The bins of a resource, for one server each: where the resource counts its servers, all is divided by their number. */
export function serverBins(bins: readonly (MeasurementBin | DroppedBin)[], resource: string): ServerBin[] {
  return bins.map((bin) => {
    const usage = bin.used[resource] ?? {};
    const servers = serversIn(usage);
    const share = (value: number | null) => (value === null ? null : value / servers);
    return {
      load: `${bin.source}:${bin.step ?? ''}`,
      step: bin.step,
      startMs: bin.startMs,
      durationMs: bin.durationMs,
      requestsPerSec: bin.total.throughputPerSec / servers,
      perSecByName: Object.fromEntries(
        Object.entries(bin.requests).map(([name, served]) => [name, served.throughputPerSec / servers]),
      ),
      inFlight: share(bin.total.concurrency),
      used: Object.fromEntries(
        Object.entries(usage).map(([measure, value]) => [
          measure,
          measure === 'busiest_thread_cores' ? value : share(value),
        ]),
      ),
    };
  });
}

/**
 * The one resource whose CPU was observed, or the one named; never one behind it. Throws ESTIMATE_REFUSED when there is none, or several
 * to choose from.
 */
export function resourceToSize(
  { resources, bins, dropped }: Measurements,
  named?: string,
  behind: readonly string[] = [],
): string {
  if (named !== undefined && behind.includes(named)) {
    throw refusal(
      `"${named}" is named as what is to be sized and as what stands behind that`,
      'name the resource of the tasks with --resource, those of database and cache as database.resource and cache.resource',
    );
  }
  const hasCpu = (name: string) =>
    [...bins, ...dropped].some(({ used }) => typeof used[name]?.cores === 'number');
  const withCpu = resources.map(({ name }) => name).filter((name) => !behind.includes(name) && hasCpu(name));
  const [only, ...others] = withCpu.filter((name) => named === undefined || name === named);
  const names = withCpu.map((name) => `"${name}"`).join(', ');
  if (only === undefined && named !== undefined && withCpu.length > 0) {
    throw refusal(`the CPU of "${named}" was not observed, only that of ${names}`, 'name one of these');
  }
  if (only === undefined) {
    const why = resources.find(({ unavailable }) => unavailable !== null)?.unavailable;
    const seenBehind = behind.filter(hasCpu).map((name) => `, only that of "${name}" behind it`);
    throw refusal(
      `the server's CPU was not observed${why === undefined ? seenBehind.join('') : ` (${why})`}`,
      'observe the server process: give `target.command`, or an observer with its pid, and run again',
    );
  }
  if (others.length > 0) {
    throw refusal(
      `the CPU of ${withCpu.length} resources was observed: ${names}`,
      'name the one to size: --resource NAME',
    );
  }
  return only;
}
