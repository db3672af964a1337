import type { z } from 'zod';
import type { SizedDatabase } from '../../../core/records/index.ts';
import type { BackEndPlan, Shortage } from '../../../estimator/back-end/back-end.ts';
import type { DatabaseDemand } from '../../../estimator/database/database-demand.ts';
import { databaseSizer } from '../../../estimator/database/size-database.ts';
import { databaseSchema } from '../../../estimator/database/stated-database.ts';
import type { Site } from '../../../estimator/sizing/site.ts';
import { makeSite, type SiteChange } from '../site.ts';

export type DatabaseInput = z.input<typeof databaseSchema>;

/** What a database of a test differs in: 4 ms of its CPU a request, in Tokyo at 450 requests/s all the time. */
export interface DatabaseChange {
  readonly stated: Partial<DatabaseInput> & Pick<DatabaseInput, 'engine'>;
  readonly demand?: Partial<DatabaseDemand>;
  readonly site?: SiteChange;
  readonly connections?: number;
}

/** The database behind the tasks of a site. */
export function behind({ stated, demand, site }: DatabaseChange): NonNullable<Site['database']> {
  const { cpuSecPerRequest = 0.004, ioPerRequest } = stated;
  const { requestsPerSec, traffic, priceBook, region } = makeSite(site);
  const parsed = databaseSchema.parse({ dataGb: 100, cpuSecPerRequest, ...stated });
  const demanded = {
    cpuSecPerRequest: { low: cpuSecPerRequest, mid: cpuSecPerRequest, high: cpuSecPerRequest },
    idleCores: 0,
    io: ioPerRequest === undefined ? null : { perRequest: ioPerRequest, idlePerSec: 0 },
    ratio: 1,
    concerns: [],
    ...demand,
  };
  const where = { requestsPerSec, traffic, priceBook, region };
  return {
    stated: parsed,
    demand: demanded,
    size: databaseSizer({ stated: parsed, demand: demanded, ...where }),
  };
}

export function sizeOf(change: DatabaseChange): BackEndPlan<SizedDatabase> | Shortage {
  return behind(change).size(change.connections ?? null);
}

/** The plan, where there is one. */
export function planOf(change: DatabaseChange): BackEndPlan<SizedDatabase> {
  const plan = sizeOf(change);
  if ('fix' in plan) throw new Error(plan.reason);
  return plan;
}
