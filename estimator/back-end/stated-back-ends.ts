import type { Measurements } from '../../core/records/index.ts';
import { cacheDemand } from '../cache/cache-demand.ts';
import { cacheSizer } from '../cache/size-cache.ts';
import type { StatedCache } from '../cache/stated-cache.ts';
import { databaseDemand } from '../database/database-demand.ts';
import { databaseSizer } from '../database/size-database.ts';
import type { StatedDatabase } from '../database/stated-database.ts';
import { refusal } from '../refuse.ts';
import type { Site } from '../sizing/site.ts';
import type { Sizer } from './back-end.ts';
import { isShortage } from './behind-tasks.ts';

/** What the service asks, as far as it is stated. */
export interface StatedBackEnds {
  /** None is priced unless given. */
  readonly database?: StatedDatabase;
  readonly cache?: StatedCache;
}

/** The resources of the measurements that are database and cache, and so not what is to be sized. */
export function resourcesBehind({ database, cache }: StatedBackEnds): readonly string[] {
  const behind = [database, cache].flatMap((each) => each?.resource ?? []);
  if (new Set(behind).size < behind.length)
    throw refusal(
      `"${behind[0]}" is named as the database and as the cache`,
      'name the resource of each, as database.resource and as cache.resource',
    );
  return behind;
}

/** The stated back ends with their demand. Throws ESTIMATE_REFUSED where no size carries one, whatever the connections. */
export function backEndsOf(
  { database, cache }: StatedBackEnds,
  measurements: Measurements,
  place: Pick<Site, 'requestsPerSec' | 'traffic' | 'priceBook' | 'hardware' | 'region'>,
): Pick<Site, 'database' | 'cache'> {
  return {
    database: database ? databaseBehind(database, measurements, place) : null,
    cache: cache ? cacheBehind(cache, measurements, place) : null,
  };
}

type Place = Parameters<typeof backEndsOf>[2];

function databaseBehind(stated: StatedDatabase, measurements: Measurements, place: Place) {
  const demand = databaseDemand(stated, measurements, place.requestsPerSec);
  return carrying({ stated, demand, size: databaseSizer({ stated, demand, ...place }) });
}

function cacheBehind(stated: StatedCache, measurements: Measurements, place: Place) {
  const demand = cacheDemand(stated, measurements, place.requestsPerSec);
  return carrying({ stated, demand, size: cacheSizer({ stated, demand, ...place }) });
}

function carrying<T extends { readonly size: Sizer<unknown> }>(backEnd: T): T {
  const alone = backEnd.size(null);
  if (isShortage(alone)) throw refusal(alone.reason, alone.fix);
  return backEnd;
}
