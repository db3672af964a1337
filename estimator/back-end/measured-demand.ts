import { LoadtestError } from '../../core/errors.ts';
import type { Measurements, Usage } from '../../core/records/index.ts';
import { type ResourceDemand, resourceDemand } from '../demand/resource-demand.ts';
import { serverBins } from '../demand/server-bins.ts';
import { orRefusal, refusal } from '../refuse.ts';
import { extrapolationOf } from '../sizing/demand-bounds.ts';

/** A resource of the measurements that the tasks ask. */
export interface ObservedBackEnd {
  readonly kind: 'database' | 'cache';
  readonly resource: string;
  /** What may be stated where it cannot be measured. */
  readonly instead: string;
}

type Measure = (used: Usage) => number | null | undefined;

/** What a request demands of one measure of it; `null` where that was not observed. */
function measured(
  { bins }: Measurements,
  { kind, resource }: ObservedBackEnd,
  of: Measure,
): ResourceDemand | null {
  const samples = serverBins(bins, resource).flatMap(({ load, durationMs, requestsPerSec, used }) => {
    const value = of(used);
    return typeof value === 'number' ? [{ load, durationMs, perSec: [requestsPerSec], used: value }] : [];
  });
  return samples.length === 0 ? null : resourceDemand(`${kind} "${resource}"`, samples);
}

/** A demand that may be missing: what does not follow the load is none. */
export function minorDemand(
  measurements: Measurements,
  observed: ObservedBackEnd,
  of: Measure,
): ResourceDemand | null {
  const found = orRefusal(() => measured(measurements, observed, of));
  return found instanceof LoadtestError ? null : found;
}

/**
 * The CPU that a request costs it, and the design load over the highest measured one. Throws ESTIMATE_REFUSED where its CPU was
 * not observed, or the design load is past twice the measured one: what all tasks share is not scaled out. Up to that it is a concern.
 */
export function cpuBehind(
  measurements: Measurements,
  observed: ObservedBackEnd,
  requestsPerSec: number,
  of: Measure,
): { readonly cpu: ResourceDemand; readonly ratio: number; readonly concerns: readonly string[] } {
  const { kind, resource, instead } = observed;
  const cpu = measured(measurements, observed, of);
  if (cpu === null) throw notObserved(measurements, observed);
  const { ratio, level } = extrapolationOf(requestsPerSec, cpu.highestPerSec);
  const beyond = `${kind} "${resource}" was measured up to ${cpu.highestPerSec.toFixed(1)} requests/s, the design load is ${ratio.toFixed(1)} times that`;
  if (level === 'needs-test')
    throw refusal(beyond, `measure at half of the design load at least, or state ${instead}`);
  const isBeyond = level === 'extrapolated';
  return {
    cpu,
    ratio,
    concerns: [...(isBeyond ? [`${beyond}: its bounds are wider`] : []), ...cpu.concerns],
  };
}

function notObserved(
  { resources }: Measurements,
  { kind, resource, instead }: ObservedBackEnd,
): LoadtestError {
  const found = resources.find(({ name }) => name === resource);
  const why = found?.unavailable ? ` (${found.unavailable})` : '';
  const names = resources.map(({ name }) => `"${name}"`).join(', ') || 'none';
  return refusal(
    `the CPU of ${kind} "${resource}" was not observed${why}; observed resources: ${names}`,
    `observe it in the run, name one of these, or state ${instead}`,
  );
}
