import type { Interval } from './interval.ts';

/** The parameters of the universal scalability law: λ in requests a second, σ and κ without a unit. */
export interface UslParameters {
  readonly lambda: number;
  readonly sigma: number;
  readonly kappa: number;
}

/** The scalability law of measured loads. */
export interface FittedUsl extends UslParameters {
  /** Standard errors. */
  readonly stderr: UslParameters;
  /** Where throughput is highest; `null` where κ = 0, and it only approaches its limit. */
  readonly peak: { readonly concurrency: number; readonly throughput: number } | null;
  /** λ/σ: what contention alone leaves, requests a second. */
  readonly limit: number;
}

/** What one request costs a resource, by regression of the cores in use on the throughput. */
export interface FittedDemand {
  readonly cpuSecPerRequest: Interval;
  /** Of the interval. */
  readonly confidence: number;
  /** Cores that the line has at no load; below 0 where the use bends upwards. */
  readonly idleCores: number;
  readonly rSquared: number;
  readonly loads: number;
}

/** What `loadtest fit` reads out of a table of loads. */
export interface Fit {
  /** `null` where the loads do not show the law but the demand, which is then what there is. */
  readonly usl: FittedUsl | null;
  /** By resource. */
  readonly demand: Readonly<Record<string, FittedDemand>>;
  readonly warnings: readonly string[];
}

/** One load of a system: requests in flight and requests a second, with the cores that each resource used. */
export interface MeasuredLoad {
  readonly concurrency: number;
  readonly throughputPerSec: number;
  /** By resource; `null` where it was not observed at this load. */
  readonly cores: Readonly<Record<string, number | null>>;
}
