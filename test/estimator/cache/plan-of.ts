import type { z } from 'zod';
import type { Measurements, SizedCache } from '../../../core/records/index.ts';
import type { BackEndPlan, Shortage } from '../../../estimator/back-end/back-end.ts';
import { type CacheDemand, cacheDemand } from '../../../estimator/cache/cache-demand.ts';
import { cacheSizer } from '../../../estimator/cache/size-cache.ts';
import { cacheSchema } from '../../../estimator/cache/stated-cache.ts';
import type { Site } from '../../../estimator/sizing/site.ts';
import { makeSite, type SiteChange } from '../site.ts';

export type CacheInput = z.input<typeof cacheSchema>;

/** What a cache of a test differs in: 3 GB, four commands of 50 µs a request, in Tokyo at 450 requests/s all the time. */
export interface CacheChange {
  readonly stated: Partial<CacheInput> & Pick<CacheInput, 'engine'>;
  readonly demand?: Partial<CacheDemand>;
  readonly site?: SiteChange;
  readonly connections?: number;
}

const nothing: Measurements = {
  ...{ schemaVersion: 1, sources: [], resources: [], bins: [], dropped: [], steps: [] },
};

/** The cache behind the tasks of a site. */
export function behind({ stated, demand, site }: CacheChange): NonNullable<Site['cache']> {
  const { requestsPerSec, priceBook, region, hardware } = makeSite(site);
  const parsed = cacheSchema.parse({
    ...{ dataGb: 3, operationsPerRequest: 4, cpuSecPerOperation: 50e-6 },
    ...stated,
  });
  const demanded = { ...cacheDemand(parsed, nothing, requestsPerSec), ...demand };
  const load = { stated: parsed, demand: demanded, requestsPerSec };
  return { stated: parsed, demand: demanded, size: cacheSizer({ ...load, priceBook, region, hardware }) };
}

export function sizeOf(change: CacheChange): BackEndPlan<SizedCache> | Shortage {
  return behind(change).size(change.connections ?? null);
}

/** The plan, where there is one. */
export function planOf(change: CacheChange): BackEndPlan<SizedCache> {
  const plan = sizeOf(change);
  if ('fix' in plan) throw new Error(plan.reason);
  return plan;
}
