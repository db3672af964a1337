import type { Interval } from '../../core/records/index.ts';
import { refusal } from '../refuse.ts';
import { runsTest } from '../statistics/runs-test.ts';
import { predictUse } from './non-negative-fit.ts';
import { fitUse, halfWidth, type UseFit } from './use-fit.ts';
import { meanByLoad, type UseSample } from './use-sample.ts';

/** What one request costs a resource, by regression over loads: used = base + demand·X. */
export interface ResourceDemand {
  /** D, in the resource's unit times seconds a request; twice as wide for each of the concerns. */
  readonly perRequest: Interval;
  /** U0, what the line has at no load; below 0 where the use bends upwards. */
  readonly base: number;
  readonly fit: UseFit;
  /** Highest over lowest throughput of the loads. */
  readonly span: number;
  readonly highestPerSec: number;
  /** How likely the residuals are those of a straight line (runs test). */
  readonly straightness: number;
  /** Why the interval is wider than the scatter says, a sentence each. */
  readonly concerns: readonly string[];
}

/** Confidence of every interval of a demand. */
export const confidence = 0.9;
export const fewestLoads = 3;
const refusedExplained = 0.8;
const wantedExplained = 0.95;
const wantedSpan = 3;
const leastStraightness = 0.01;

/**
 * The demand for one resource of the mix of requests that was run. Throws ESTIMATE_REFUSED where the samples do not
 * carry it: fewer than three loads, no throughput, use that does not rise with the load, or a line that explains less
 * than 80 % of what was used.
 */
export function resourceDemand(resource: string, samples: readonly UseSample[]): ResourceDemand {
  const throughputs = differentThroughputs(samples);
  const highestPerSec = Math.max(0, ...throughputs);
  if (highestPerSec === 0) {
    throw refusal(`nothing was served while ${resource} was observed`, 'check the target, and measure again');
  }
  if (throughputs.length < fewestLoads) {
    throw refusal(
      `the demand for ${resource} needs at least ${fewestLoads} different throughputs, got ${throughputs.length}`,
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
  if (fit.explained < refusedExplained) {
    throw refusal(
      `throughput explains ${Math.floor(Math.max(0, fit.explained) * 100)} % of what was used of ${resource}, less than ${refusedExplained * 100} %`,
      'measure each load longer, and check that nothing else used it meanwhile',
    );
  }
  const span = highestPerSec / Math.min(...throughputs.filter((perSec) => perSec > 0));
  const straightness = runsTest(residualsByLoad(samples, fit));
  const concerns = concernsOf(resource, fit, span, straightness);
  const half = 2 ** concerns.length * halfWidth(fit.degrees, fit.covariance[1]?.[1] ?? 0, confidence);
  return {
    perRequest: { low: Math.max(0, demand - half), mid: demand, high: demand + half },
    base: fit.base,
    fit,
    span,
    highestPerSec,
    straightness,
    concerns,
  };
}

/** The throughputs of the loads, without repetitions. */
export function differentThroughputs(samples: readonly UseSample[]): number[] {
  return [...new Set(meanByLoad(samples).map(({ perSec }) => perSec[0] ?? 0))];
}

/** What rounding leaves of a residual, as a share of what was used. */
const rounding = 1e-9;

/** In the order of the throughput, in which a curve keeps its sign for long. */
function residualsByLoad(samples: readonly UseSample[], fit: UseFit): number[] {
  return samples
    .toSorted((a, b) => (a.perSec[0] ?? 0) - (b.perSec[0] ?? 0))
    .map(({ used, perSec }) => {
      const residual = used - predictUse(fit, perSec);
      return Math.abs(residual) > rounding * used ? residual : 0;
    });
}

function concernsOf(resource: string, { explained }: UseFit, span: number, straightness: number): string[] {
  const widened = 'its interval is doubled';
  return [
    ...(explained < wantedExplained
      ? [
          `throughput explains only ${Math.floor(explained * 100)} % of what was used of ${resource}: ${widened}`,
        ]
      : []),
    ...(span < wantedSpan
      ? [`the loads of ${resource} span a factor of ${span.toFixed(1)}, less than ${wantedSpan}: ${widened}`]
      : []),
    ...(straightness < leastStraightness
      ? [`use of ${resource} is no straight line over the throughput: ${widened}`]
      : []),
  ];
}
