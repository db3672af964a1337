import type {
  Architecture,
  Connections,
  Demand,
  SizedCache,
  SizedDatabase,
  SizingOption,
} from '../../core/records/index.ts';
import type { BackEnd } from '../back-end/back-end.ts';
import type { CacheDemand } from '../cache/cache-demand.ts';
import type { StatedCache } from '../cache/stated-cache.ts';
import type { DatabaseDemand } from '../database/database-demand.ts';
import type { StatedDatabase } from '../database/stated-database.ts';
import type { Deployment } from '../deployment.ts';
import type { InstanceType } from '../prices/hardware.ts';
import type { PriceBook } from '../prices/price-book.ts';
import type { Traffic } from '../traffic/week.ts';

/** Where something runs, and what is to be had there. */
export interface Premises {
  readonly region: string;
  readonly deployment: Deployment;
  readonly priceBook: PriceBook;
  readonly hardware: readonly InstanceType[];
}

/** What a platform is sized for, and where. */
export interface Site extends Premises {
  /** The design load λ*. */
  readonly requestsPerSec: number;
  readonly traffic: Traffic;
  readonly demand: Demand;
  /**
   * The utilisation ρ* that a task with so many usable cores may be planned for, 0–1 of these; or the sentence that says why
   * it cannot keep the latency objective.
   */
  readonly safeUtilisation: (cores: number) => SizingOption['planned'] | string;
  readonly measuredArchitecture: Architecture;
  /** The WebSocket connections that are to be held, where these are what is sized; messages then stand where requests do. */
  readonly connections: Connections | null;
  /** The database and the cache that the tasks ask, where they are stated. */
  readonly database: BackEnd<StatedDatabase, DatabaseDemand, SizedDatabase> | null;
  readonly cache: BackEnd<StatedCache, CacheDemand, SizedCache> | null;
}
