import type { Architecture, Demand, SizingOption } from '../../core/records/index.ts';
import type { Deployment } from '../deployment.ts';
import type { InstanceType } from '../prices/hardware.ts';
import type { PriceBook } from '../prices/price-book.ts';
import type { Traffic } from '../traffic/week.ts';

/** What a platform is sized for, and where. */
export interface Site {
  /** The design load λ*. */
  readonly requestsPerSec: number;
  readonly traffic: Traffic;
  readonly demand: Demand;
  /** The utilisation ρ* that one task of this queue may be planned for, 0–1 of the CPU that it can use. */
  readonly safeUtilisation: SafeUtilisation;
  readonly measuredArchitecture: Architecture;
  readonly region: string;
  readonly deployment: Deployment;
  readonly priceBook: PriceBook;
  readonly hardware: readonly InstanceType[];
}

export type SafeUtilisation = (queue: SizingOption['queue']) => SizingOption['planned'];
