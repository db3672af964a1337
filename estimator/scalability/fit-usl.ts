import { levenbergMarquardt } from 'ml-levenberg-marquardt';
import { inverse, Matrix } from 'ml-matrix';
import type { UslParameters as Usl } from '../../core/records/index.ts';
import { uslThroughput } from '../../core/usl.ts';
import { linearisedUsl } from './linearised-usl.ts';
import type { LoadPoint } from './load-point.ts';
import { uslGradient } from './usl.ts';

/** The law that fits best, with the standard error of each parameter and the squares that it leaves. */
export interface UslFit extends Usl {
  readonly stderr: Usl;
  /** Of λ, σ and κ, in this order. */
  readonly covariance: readonly (readonly number[])[];
  /** Loads less parameters. */
  readonly degrees: number;
  readonly residualSquares: number;
}

/** Brings σ and κ to the order of 1, where one step width suits all three parameters. */
const sigmaUnit = 0.01;
const kappaUnit = 0.0001;
const iterations = 300;
/** λ, σ and κ. */
const parameters = 3;

/**
 * Non-linear least squares of the scalability law, seeded by its linearised form, on parameters scaled to the order
 * of 1; unscaled, the method stops on the bounds without a word. A κ below 0 means that the data show no
 * retrograde part: it is then held at 0, as it is without `coherency`. σ is left free, so that a σ below 0 can be
 * seen and refused.
 *
 * Standard errors are those of all three parameters, √(s²·(JᵀJ)⁻¹) with s² = Σr²/(n − 3), as R's `usl` gives them.
 * `points` have at least four different loads.
 */
export function fitUsl(points: readonly LoadPoint[], { coherency = true } = {}): UslFit {
  const seed = linearisedUsl(points);
  const free = leastSquares(points, seed, coherency);
  const best = free.kappa >= 0 ? free : leastSquares(points, seed, false);
  const residualSquares = squaresOf(points, best);
  const degrees = points.length - parameters;
  const covariance = covarianceOf(points, best, residualSquares / degrees);
  const [lambda = 0, sigma = 0, kappa = 0] = covariance.map((row, i) => Math.sqrt(row[i] ?? 0));
  return { ...best, stderr: { lambda, sigma, kappa }, covariance, degrees, residualSquares };
}

function leastSquares(points: readonly LoadPoint[], seed: Usl, withKappa: boolean): Usl {
  const unit = seed.lambda;
  const uslOf = ([lambda = 0, sigma = 0, kappa = 0]: readonly number[]): Usl => ({
    lambda: lambda * unit,
    sigma: sigma * sigmaUnit,
    kappa: withKappa ? kappa * kappaUnit : 0,
  });
  const highest = Math.max(...points.map(({ throughputPerSec }) => throughputPerSec));
  const start = [1, seed.sigma / sigmaUnit, seed.kappa / kappaUnit];
  const { parameterValues } = levenbergMarquardt(
    {
      x: points.map(({ concurrency }) => concurrency),
      y: points.map(({ throughputPerSec }) => throughputPerSec / highest),
    },
    (parameters) => (concurrency) => uslThroughput(uslOf(parameters), concurrency) / highest,
    {
      initialValues: withKappa ? start : start.slice(0, 2),
      jacobianFunction: (parameters) => (concurrency) => {
        const [lambda, sigma, kappa] = uslGradient(uslOf(parameters), concurrency);
        const scaled = [lambda * unit, sigma * sigmaUnit, kappa * kappaUnit].map((each) => each / highest);
        return withKappa ? scaled : scaled.slice(0, 2);
      },
      damping: 1e-3,
      errorTolerance: 0,
      maxIterations: iterations,
    },
  );
  return uslOf(parameterValues);
}

function squaresOf(points: readonly LoadPoint[], usl: Usl): number {
  return points.reduce(
    (sum, { concurrency, throughputPerSec }) =>
      sum + (throughputPerSec - uslThroughput(usl, concurrency)) ** 2,
    0,
  );
}

/** s²·(JᵀJ)⁻¹, inverted on parameters of the order of 1. */
function covarianceOf(points: readonly LoadPoint[], usl: Usl, variance: number): number[][] {
  const units = [usl.lambda, sigmaUnit, kappaUnit];
  const jacobian = new Matrix(
    points.map(({ concurrency }) => uslGradient(usl, concurrency).map((each, i) => each * (units[i] ?? 1))),
  );
  const scaled = inverse(jacobian.transpose().mmul(jacobian));
  return units.map((unit, i) => units.map((other, j) => unit * other * variance * scaled.get(i, j)));
}
