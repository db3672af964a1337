import type { BackTest } from '../../core/records/index.ts';
import { fitNonNegative, predictUse } from './non-negative-fit.ts';
import { meanByLoad, type UseSample } from './use-sample.ts';

const fewestLoads = 4;

/**
 * The estimator's own accuracy on these data: the line through the lower half of the loads, and how far it is off at
 * the upper half. `null` of fewer than four different loads.
 */
export function backTest(samples: readonly UseSample[]): BackTest | null {
  const loads = meanByLoad(samples).toSorted((a, b) => (a.perSec[0] ?? 0) - (b.perSec[0] ?? 0));
  if (loads.length < fewestLoads) return null;
  const lower = Math.ceil(loads.length / 2);
  const known = new Set(loads.slice(0, lower).map(({ load }) => load));
  const line = fitNonNegative(samples.filter(({ load }) => known.has(load)));
  const predictions = loads.slice(lower).map(({ perSec, used }) => {
    const predictedCores = predictUse(line, perSec);
    return {
      requestsPerSec: perSec[0] ?? 0,
      measuredCores: used,
      predictedCores,
      error: predictedCores / used - 1,
    };
  });
  return { fittedLoads: lower, predictions };
}
