import { inverse, Matrix } from 'ml-matrix';
import { studentT } from '../statistics/student-t.ts';
import { fitNonNegative, type LinearUse, predictUse } from './non-negative-fit.ts';
import { meanByLoad, type UseSample } from './use-sample.ts';

/** A fitted line with how well it fits and how far its values may be off. */
export interface UseFit extends LinearUse {
  /** Different loads, each one degree of freedom. */
  readonly loads: number;
  /** Degrees of freedom of the covariance. */
  readonly degrees: number;
  /** R²: the share of the variation between loads that the line explains. */
  readonly explained: number;
  /** Of base and demands, in this order; rows and columns of a demand on its bound are those of the free fit. */
  readonly covariance: readonly (readonly number[])[];
  /** Places of the demands that ended on their bound 0. */
  readonly onBound: readonly number[];
}

/** Half the width of the interval that holds a value of this variance with `confidence`, by Student's t. */
export function halfWidth(degrees: number, variance: number, confidence: number): number {
  return studentT(degrees, (1 + confidence) / 2) * Math.sqrt(Math.max(0, variance));
}

/** From so many loads on, their own scatter tells the error at each. */
const manyLoads = 10;

/**
 * The fit over all samples, with the covariance of its values. Samples of one load may share an error, so each load
 * counts once, by its mean: s²·(AᵀWA)⁻¹ with s² = Σw·r²/(loads − p). With many loads, and no demand on its bound, where
 * it does not hold, the scatter need not be the same at every load (HC3; MacKinnon & White 1985); of few it covers too
 * much. There must be more loads than values to fit.
 */
export function fitUse(samples: readonly UseSample[]): UseFit {
  const line = fitNonNegative(samples);
  const means = meanByLoad(samples);
  const onBound = line.demands.flatMap((demand, j) => (demand > 0 ? [] : [j]));
  const covarianceOf = means.length >= manyLoads && onBound.length === 0 ? robustCovariance : plainCovariance;
  return {
    ...line,
    loads: means.length,
    degrees: means.length - 1 - line.demands.length,
    explained: explainedBy(means, line),
    covariance: covarianceOf(means, line),
    onBound,
  };
}

function plainCovariance(means: readonly UseSample[], line: LinearUse): number[][] {
  const { design, weights, spread } = designOf(means);
  const squares = means.reduce((sum, each, i) => sum + (weights[i] ?? 0) * residual(each, line) ** 2, 0);
  return spread.mul(squares / (means.length - design.columns)).to2DArray();
}

function robustCovariance(means: readonly UseSample[], line: LinearUse): number[][] {
  const { design, weights, spread } = designOf(means);
  const scores = design.clone();
  for (const [i, sample] of means.entries()) {
    const row = design.getRowVector(i);
    const weight = weights[i] ?? 0;
    const leverage = weight * row.mmul(spread).mmul(row.transpose()).get(0, 0);
    scores.mulRow(i, (weight * residual(sample, line)) / (1 - leverage));
  }
  return spread.mmul(scores.transpose().mmul(scores)).mmul(spread).to2DArray();
}

/** A, the weights w (of mean 1), and (AᵀWA)⁻¹. */
function designOf(samples: readonly UseSample[]) {
  const total = samples.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const weights = samples.map(({ durationMs }) => (durationMs * samples.length) / total);
  const design = new Matrix(samples.map(({ perSec }) => [1, ...perSec]));
  const weighted = design.clone();
  for (const [i, weight] of weights.entries()) weighted.mulRow(i, weight);
  return { design, weights, spread: inverse(design.transpose().mmul(weighted)) };
}

function explainedBy(means: readonly UseSample[], line: LinearUse): number {
  const total = means.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const mean = means.reduce((sum, { used, durationMs }) => sum + used * durationMs, 0) / total;
  const squares = (of: (sample: UseSample) => number) =>
    means.reduce((sum, each) => sum + each.durationMs * of(each) ** 2, 0);
  const all = squares(({ used }) => used - mean);
  return all === 0 ? 0 : 1 - squares((each) => residual(each, line)) / all;
}

function residual({ used, perSec }: UseSample, line: LinearUse): number {
  return used - predictUse(line, perSec);
}
