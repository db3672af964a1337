import { LoadtestError } from '../../core/errors.ts';
import type { FurtherDemand, Measurements } from '../../core/records/index.ts';
import { orRefusal } from '../refuse.ts';
import { resourceDemand } from './resource-demand.ts';
import { serverBins } from './server-bins.ts';

/** What grows with requests, and so can be demanded by each; the CPU of the server to size is told apart. */
const demandable = ['cores', 'connections', 'bytes_per_sec', 'iops'] as const;

/**
 * The demand of a request for databases, caches and whatever else was observed, and for connections and bandwidth of
 * the server itself. What the loads do not carry is left out.
 */
export function furtherDemands({ resources, bins }: Measurements, sized: string): FurtherDemand[] {
  return resources.flatMap(({ name, limits }) =>
    demandable.flatMap((measure) => {
      if (name === sized && measure === 'cores') return [];
      const samples = serverBins(bins, name).flatMap(({ load, durationMs, requestsPerSec, used }) => {
        const value = used[measure];
        return typeof value === 'number' ? [{ load, durationMs, perSec: [requestsPerSec], used: value }] : [];
      });
      if (samples.length === 0) return [];
      const found = orRefusal(() => resourceDemand(name, samples));
      if (found instanceof LoadtestError) return [];
      const { perRequest, base } = found;
      return [{ resource: name, measure, perRequest, base, limit: limits[measure] ?? null }];
    }),
  );
}
