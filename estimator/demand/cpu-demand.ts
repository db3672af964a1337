import type { DemandFit, Interval } from '../../core/records/index.ts';
import type { ToldApart } from './by-request.ts';
import { fitHyperthreads } from './hyperthreads.ts';
import { ratioEstimate } from './ratio-estimate.ts';
import {
  confidence,
  differentThroughputs,
  fewestLoads,
  type ResourceDemand,
  resourceDemand,
} from './resource-demand.ts';
import type { UseSample } from './use-sample.ts';

/** CPU that a request costs one server, and what the server uses without any. */
export interface CpuDemand {
  readonly perRequest: Interval;
  readonly base: number;
  /** `null` where too few loads were measured for a fit. */
  readonly fit: DemandFit | null;
  readonly concerns: readonly string[];
}

export interface CpuTopology {
  /** Cores of the server, where it runs two threads on each; `null` where threads share no cores, or nobody knows. */
  readonly hyperthreadedCores: number | null;
}

/**
 * The CPU demand by regression over three loads or more; of fewer the ratio D = Σ(cpu − U0)/Σrequests with U0 the
 * idle server's CPU. An idle server is no load of the fit: it scatters so little that the line would seem surer than
 * it is.
 */
export function cpuDemand(
  resource: string,
  samples: readonly UseSample[],
  idleCores: number,
  { hyperthreadedCores }: CpuTopology,
): CpuDemand {
  if (differentThroughputs(samples).length < fewestLoads) return ratioDemand(samples, idleCores);
  const line = resourceDemand(resource, samples);
  if (hyperthreadedCores === null) {
    return { perRequest: line.perRequest, base: line.base, fit: fitRecord(line), concerns: line.concerns };
  }
  const curve = fitHyperthreads(samples, hyperthreadedCores, confidence, line.perRequest.mid);
  return {
    perRequest: curve.cpuSecWhenFull,
    base: Math.max(0, curve.base),
    fit: { ...fitRecord(line), model: 'hyperthreads', covariance: null, hyperthreadGain: curve.gain },
    concerns: [],
  };
}

/** The CPU demand of the mean mix, where the demand of each kind of request is known. */
export function mixDemand({ ofMix, fit }: ToldApart): CpuDemand {
  return {
    perRequest: ofMix,
    base: fit.base,
    fit: {
      model: 'line',
      loads: fit.loads,
      span: null,
      rSquared: fit.explained,
      straightness: null,
      covariance: null,
      hyperthreadGain: null,
    },
    concerns: [],
  };
}

function ratioDemand(samples: readonly UseSample[], idleCores: number): CpuDemand {
  const perRequest = ratioEstimate(
    samples.map(({ perSec, used }) => ({ x: perSec[0] ?? 0, y: used - idleCores })),
    confidence,
  );
  return { perRequest, base: idleCores, fit: null, concerns: [] };
}

function fitRecord({ fit, span, straightness }: ResourceDemand): DemandFit {
  const [base = [], demand = []] = fit.covariance;
  return {
    model: 'line',
    loads: fit.loads,
    span,
    rSquared: fit.explained,
    straightness,
    covariance: { base: base[0] ?? 0, demand: demand[1] ?? 0, both: base[1] ?? 0 },
    hyperthreadGain: null,
  };
}
