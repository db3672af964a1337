import type { Interval } from '../../core/records/index.ts';
import { bootstrapIntervals } from './bootstrap.ts';
import { conditionNumber } from './non-negative-fit.ts';
import { confidence } from './resource-demand.ts';
import type { ServerBin } from './server-bins.ts';
import { fitUse, halfWidth, type UseFit } from './use-fit.ts';
import { meanByLoad, type UseSample } from './use-sample.ts';

/** The demand of each kind of request, or why only that of their mix can be told. */
export type DemandByRequest = { readonly told: ToldApart } | { readonly pooledBecause: string };

export interface ToldApart {
  readonly demands: Readonly<Record<string, Interval>>;
  /** D of the mean mix of all loads, Σ w_j·D_j. */
  readonly ofMix: Interval;
  readonly fit: UseFit;
}

/** From here on the kinds rise and fall so much together that their demands would be noise. */
const mostCondition = 30;
const spareLoads = 2;

/**
 * D of each request name, by non-negative regression of the cores on all of their throughputs. It takes loads whose
 * mix differs; a fixed mix tells one pooled demand only.
 */
export function demandByRequest(bins: readonly ServerBin[]): DemandByRequest {
  const names = [...new Set(bins.flatMap(({ perSecByName }) => Object.keys(perSecByName)))].sort();
  if (names.length < 2) return { pooledBecause: 'requests have one name' };
  const samples = bins.map(({ load, durationMs, perSecByName, used }) => ({
    load,
    durationMs,
    perSec: names.map((name) => perSecByName[name] ?? 0),
    used: used.cores ?? 0,
  }));
  const means = meanByLoad(samples);
  const fewest = names.length + 1 + spareLoads;
  if (means.length < fewest) {
    return { pooledBecause: `${names.length} kinds of requests need ${fewest} loads, got ${means.length}` };
  }
  const condition = conditionNumber(means);
  if (condition > mostCondition) {
    const number = condition > 1_000 ? 'over 1,000' : condition.toFixed(0);
    return {
      pooledBecause: `the mix of requests is the same at every load (condition number ${number} of at most ${mostCondition}): rotate it from step to step`,
    };
  }
  return { told: tellApart(names, samples) };
}

function tellApart(names: readonly string[], samples: readonly UseSample[]): ToldApart {
  const fit = fitUse(samples);
  const resampled = fit.onBound.length > 0 ? bootstrapIntervals(samples, confidence) : undefined;
  const demands = names.map((name, j) => {
    const mid = fit.demands[j] ?? 0;
    const half = halfWidth(fit.degrees, fit.covariance[j + 1]?.[j + 1] ?? 0, confidence);
    const { low, high } = resampled?.[j] ?? { low: mid - half, high: mid + half };
    return [name, { low: Math.max(0, Math.min(low, mid)), mid, high: Math.max(high, mid) }] as const;
  });
  return { demands: Object.fromEntries(demands), ofMix: ofMeanMix(samples, fit), fit };
}

/** Var Σ w_j·D_j = wᵀ·Cov·w */
function ofMeanMix(samples: readonly UseSample[], { demands, covariance, degrees }: UseFit): Interval {
  const sums = demands.map((_, j) =>
    samples.reduce((sum, { perSec, durationMs }) => sum + (perSec[j] ?? 0) * durationMs, 0),
  );
  const all = sums.reduce((sum, each) => sum + each, 0);
  const weights = sums.map((sum) => sum / all);
  const mid = weights.reduce((sum, weight, j) => sum + weight * (demands[j] ?? 0), 0);
  const variance = weights.reduce(
    (sum, weight, i) =>
      sum + weights.reduce((part, other, j) => part + weight * other * (covariance[i + 1]?.[j + 1] ?? 0), 0),
    0,
  );
  const half = halfWidth(degrees, variance, confidence);
  return { low: Math.max(0, mid - half), mid, high: mid + half };
}
