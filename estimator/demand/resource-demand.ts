import type { Interval } from '../../core/records/index.ts';
import { refusal } from '../refuse.ts';
import { fitUse, halfWidth } from './use-fit.ts';
import { meanByLoad, type UseSample } from './use-sample.ts';

/** What one request costs a resource, by regression over loads: used = base + demand·X. */
export interface ResourceDemand {
  /** D, in the resource's unit times seconds a request. */
  readonly perRequest: Interval;
  /** Of the interval. */
  readonly confidence: number;
  /** U0, what the line has at no load; below 0 where the use bends upwards. */
  readonly base: number;
  /** R² over the loads. */
  readonly explained: number;
  readonly loads: number;
  readonly highestPerSec: number;
}

const confidence = 0.9;
const fewestLoads = 3;
const leastExplained = 0.95;

/**
 * The demand for one resource of the mix of requests that was run, with its 90 % interval. Throws ESTIMATE_REFUSED
 * where the samples do not carry it: fewer than three loads, no throughput, use that does not rise with the load, or
 * a line that explains less than 95 % of what was used.
 */
export function resourceDemand(resource: string, samples: readonly UseSample[]): ResourceDemand {
  const means = meanByLoad(samples);
  const throughputs = means.map(({ perSec }) => perSec[0] ?? 0);
  const highestPerSec = Math.max(0, ...throughputs);
  if (highestPerSec === 0) {
    throw refusal(`nothing was served while ${resource} was observed`, 'check the target, and measure again');
  }
  const different = new Set(throughputs).size;
  if (different < fewestLoads) {
    throw refusal(
      `the demand for ${resource} needs at least ${fewestLoads} different throughputs, got ${different}`,
      'measure more loads, such as 20, 40 and 60 % of what the system carries',
    );
  }
  const fit = fitUse(samples);
  const [demand = 0] = fit.demands;
  if (demand === 0) {
    throw refusal(
      `${resource} does not rise with the throughput`,
      'check that it is the resource of the system that was loaded',
    );
  }
  if (fit.explained < leastExplained) {
    throw refusal(
      `throughput explains ${Math.floor(fit.explained * 100)} % of what was used of ${resource}, less than ${leastExplained * 100} %`,
      'measure each load longer, and check that nothing else used it meanwhile',
    );
  }
  const half = halfWidth(fit.degrees, fit.covariance[1]?.[1] ?? 0, confidence);
  return {
    perRequest: { low: Math.max(0, demand - half), mid: demand, high: demand + half },
    confidence,
    base: fit.base,
    explained: fit.explained,
    loads: fit.loads,
    highestPerSec,
  };
}
