import type { Architecture, Demand, SizingOption } from '../../core/records/index.ts';
import type { DatabaseDemand } from '../database/database-demand.ts';
import type { DatabaseSizer } from '../database/size-database.ts';
import type { StatedDatabase } from '../database/stated-database.ts';
import type { Deployment } from '../deployment.ts';
import type { InstanceType } from '../prices/hardware.ts';
import type { PriceBook } from '../prices/price-book.ts';
import type { Traffic } from '../traffic/week.ts';

/** A stated database, what requests demand of it, and its sizes. */
interface Database {
  readonly stated: StatedDatabase;
  readonly demand: DatabaseDemand;
  readonly size: DatabaseSizer;
}

/** What a platform is sized for, and where. */
export interface Site {
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
  readonly region: string;
  readonly deployment: Deployment;
  /** The database that the tasks ask, where one is stated. */
  readonly database: Database | null;
  readonly priceBook: PriceBook;
  readonly hardware: readonly InstanceType[];
}
