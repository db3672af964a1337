import { scalabilityOf } from '../../estimator/scalability/scalability.ts';
import { uslLimit, uslPeak } from '../../estimator/scalability/usl.ts';
import { exact, raytracer } from '../estimator/scalability/usl-sets.ts';
import { type Check, near } from './check.ts';

const share = 0.01;
const errorShare = 0.02;

/** The data sets with published fits: values to 1 %, standard errors to 2 %. */
export function checkScalability(): Check[] {
  const rays = scalabilityOf(raytracer).fit;
  const made = scalabilityOf(exact).fit;
  const within = (name: string, found: number, expected: number, tolerance = share) =>
    near(name, found, expected, Number((tolerance * expected).toPrecision(2)));
  return [
    within('raytracer λ', rays.lambda, 21.848843),
    within('raytracer σ', rays.sigma, 0.05777078),
    near('raytracer κ', rays.kappa, 0, 0),
    within('raytracer limit', uslLimit(rays), 378.2),
    within('raytracer standard error of λ', rays.stderr.lambda, 2.196165, errorShare),
    within('raytracer standard error of σ', rays.stderr.sigma, 0.013293, errorShare),
    within('exact data λ', made.lambda, 1),
    within('exact data σ', made.sigma, 0.02),
    within('exact data κ', made.kappa, 0.02),
    within('exact data peak', uslPeak(made)?.concurrency ?? Number.NaN, 7, 0.005),
  ];
}
