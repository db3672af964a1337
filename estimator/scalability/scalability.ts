import { refusal } from '../refuse.ts';
import { fitUsl, type UslFit } from './fit-usl.ts';
import type { LoadPoint } from './load-point.ts';
import { chooseModel } from './model-choice.ts';
import { uslPeak, uslSlope } from './usl.ts';

/** The scalability law of a system, and what to beware of when reading it. */
export interface Scalability {
  readonly fit: UslFit;
  readonly warnings: readonly string[];
}

const fewestLoads = 6;
const leastExplained = 0.9;
/** From this share of the first slope on, throughput has hardly begun to bend. */
const unbent = 0.5;
/** A parameter within so many standard errors of 0 may be 0. */
const significant = 2;
const leastSigma = 1e-6;
const mostSigma = 0.99;
const negligible = 1e-9;

/**
 * The scalability law of loads measured on one system. Throws ESTIMATE_REFUSED where the points do not show it: too
 * few loads, no bend beyond the noise, a parameter on its bound, or another curve altogether.
 */
export function scalabilityOf(points: readonly LoadPoint[]): Scalability {
  const loads = new Set(points.map(({ concurrency }) => concurrency)).size;
  if (loads < fewestLoads) {
    throw refusal(
      `the scalability law needs at least ${fewestLoads} different loads, got ${loads}`,
      'measure more steps, from one request in flight to past the knee: truncated data invent a peak',
    );
  }
  const fit = fitUsl(points);
  const model = chooseModel(points, fitUsl(points, { coherency: false }), fit);
  refuseBounds(fit);
  refuseOtherCurve(points, fit);
  const highest = Math.max(...points.map(({ concurrency }) => concurrency));
  refuseNoise(fit);
  const isSure = model === 'usl' || fit.kappa === 0;
  return {
    fit,
    warnings: [...pastPeak(fit, highest), ...hardlyBent(fit, highest), ...(isSure ? [] : [unsure(fit)])],
  };
}

function refuseBounds({ lambda, sigma, kappa }: UslFit): void {
  const higher = 'measure higher loads, until throughput bends';
  if (!(lambda > 0)) throw refusal(`the fit ends on the bound of λ (${lambda.toPrecision(3)})`, higher);
  if (sigma < leastSigma) {
    const grows =
      kappa < negligible
        ? 'throughput grows at least in proportion to concurrency'
        : 'throughput grows faster than concurrency at first';
    throw refusal(`the fit ends on the bound of σ = 0: ${grows}, which the law does not describe`, higher);
  }
  if (sigma > mostSigma) {
    throw refusal(
      'the fit ends on the bound of σ = 1: throughput does not grow with concurrency at all',
      'measure lower loads, from one request in flight on',
    );
  }
}

function refuseOtherCurve(points: readonly LoadPoint[], { residualSquares }: UslFit): void {
  const mean = points.reduce((sum, each) => sum + each.throughputPerSec, 0) / points.length;
  const total = points.reduce((sum, each) => sum + (each.throughputPerSec - mean) ** 2, 0);
  const explained = total === 0 ? 0 : 1 - residualSquares / total;
  if (explained >= leastExplained) return;
  throw refusal(
    `the scalability law explains ${Math.round(Math.max(0, explained) * 100)} % of the throughput's variation, less than ${leastExplained * 100} %`,
    'check that all rows are of one system at rest between loads, and measure each load longer',
  );
}

function refuseNoise({ sigma, kappa, stderr }: UslFit): void {
  if (sigma > significant * stderr.sigma || kappa > significant * stderr.kappa) return;
  throw refusal(
    `throughput has not begun to bend: σ = ${sigma.toPrecision(2)} ± ${stderr.sigma.toPrecision(2)} and κ = ${kappa.toPrecision(2)} ± ${stderr.kappa.toPrecision(2)} may both be 0`,
    'measure higher loads: what bends later cannot be read from here',
  );
}

function hardlyBent(fit: UslFit, highest: number): string[] {
  const share = uslSlope(fit, highest) / fit.lambda;
  if (share < unbent) return [];
  return [
    `throughput has hardly begun to bend: at ${highest} in flight it still grows with ${Math.round(share * 100)} % of its first slope; what bends later cannot be read from here`,
  ];
}

function pastPeak(fit: UslFit, highest: number): string[] {
  const peak = uslPeak(fit);
  if (!peak || peak.concurrency <= highest) return [];
  return [
    `the peak, at ${peak.concurrency.toFixed(0)} in flight, lies past the measured ${highest}: measure there before relying on it`,
  ];
}

function unsure({ kappa, stderr }: UslFit): string {
  return `the loads do not tell κ = ${kappa.toPrecision(2)} ± ${stderr.kappa.toPrecision(2)} from 0 (AICc): throughput may have no peak`;
}
