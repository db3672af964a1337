import { fcnnlsVector } from 'ml-fcnnls';
import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import type { UseSample } from './use-sample.ts';

/** used = base + Σ_j demand_j·X_j, with no demand below 0 and a base of either sign. */
export interface LinearUse {
  readonly base: number;
  readonly demands: readonly number[];
}

/**
 * Least squares over the samples, weighed by their length, with every demand at least 0 (Lawson & Hanson's
 * non-negative least squares). The base has no bound, since one that is held at 0 bends the demands; it is taken out
 * by centring both sides on their weighted means, which gives the same minimum.
 */
export function fitNonNegative(samples: readonly UseSample[]): LinearUse {
  const { rows, used, meanPerSec, meanUsed } = centred(samples);
  const { K } = fcnnlsVector(rows, used);
  const demands = K.to1DArray();
  const base = demands.reduce((rest, demand, j) => rest - demand * (meanPerSec[j] ?? 0), meanUsed);
  return { base, demands };
}

export function predictUse({ base, demands }: LinearUse, perSec: readonly number[]): number {
  return demands.reduce((sum, demand, j) => sum + demand * (perSec[j] ?? 0), base);
}

/**
 * How nearly the kinds of requests rise and fall together: the condition number of the centred throughputs, each
 * scaled to length 1. 1 is independent; from about 30 on their demands cannot be told apart (Belsley, Kuh & Welsch).
 */
export function conditionNumber(samples: readonly UseSample[]): number {
  const { rows } = centred(samples);
  const columns = new Matrix(rows).transpose().to2DArray();
  const scaled = columns.map((column) => {
    const length = Math.hypot(...column);
    return length === 0 ? column : column.map((value) => value / length);
  });
  const singular = new SingularValueDecomposition(new Matrix(scaled).transpose(), { autoTranspose: true })
    .diagonal;
  const least = Math.min(...singular);
  return least === 0 ? Infinity : Math.max(...singular) / least;
}

/** Both sides less their weighted means, times the root of the weights. */
function centred(samples: readonly UseSample[]) {
  const total = samples.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const mean = (of: (sample: UseSample) => number) =>
    samples.reduce((sum, each) => sum + of(each) * each.durationMs, 0) / total;
  const meanPerSec = (samples[0]?.perSec ?? []).map((_, j) => mean(({ perSec }) => perSec[j] ?? 0));
  const meanUsed = mean(({ used }) => used);
  const root = ({ durationMs }: UseSample) => Math.sqrt(durationMs / total);
  return {
    meanPerSec,
    meanUsed,
    rows: samples.map((each) => each.perSec.map((value, j) => root(each) * (value - (meanPerSec[j] ?? 0)))),
    used: samples.map((each) => root(each) * (each.used - meanUsed)),
  };
}
