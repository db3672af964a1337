import { LoadtestError } from '../core/errors.ts';
import { formatCount, formatRate } from '../core/quantity.ts';
import type { Fit, FittedDemand, FittedUsl, MeasuredLoad } from '../core/records/index.ts';
import { confidence, type ResourceDemand, resourceDemand } from './demand/resource-demand.ts';
import type { UseSample } from './demand/use-sample.ts';
import { orRefusal } from './refuse.ts';
import type { UslFit } from './scalability/fit-usl.ts';
import {
  hiddenBottleneckText,
  isHiddenBottleneck,
  type VisibleLimit,
} from './scalability/hidden-bottleneck.ts';
import { plateauOf } from './scalability/plateau.ts';
import { scalabilityOf } from './scalability/scalability.ts';
import { uslLimit, uslPeak } from './scalability/usl.ts';

type Demands = readonly (readonly [resource: string, demand: ResourceDemand])[];

/**
 * The scalability law and the demand for CPU of a table of loads. `cores` is what the system has, which tells whether
 * CPU is what stops it. What cannot be read stands among the warnings; throws ESTIMATE_REFUSED where nothing can.
 */
export function fitLoads(loads: readonly MeasuredLoad[], cores?: number): Fit {
  const law = orRefusal(() => scalabilityOf(loads.filter(({ concurrency }) => concurrency > 0)));
  const resources = [...new Set(loads.flatMap((load) => Object.keys(load.cores)))];
  const found = resources.map(
    (resource) => [resource, orRefusal(() => resourceDemand(resource, samplesOf(loads, resource)))] as const,
  );
  const demands: Demands = found.flatMap(([resource, demand]) =>
    demand instanceof LoadtestError ? [] : [[resource, demand] as const],
  );
  if (law instanceof LoadtestError && demands.length === 0) throw law;
  return {
    usl: law instanceof LoadtestError ? null : fittedUsl(law.fit),
    demand: Object.fromEntries(demands.map(([resource, demand]) => [resource, fittedDemand(demand)])),
    warnings: [
      ...(law instanceof LoadtestError ? [`no scalability law: ${withHint(law)}`] : law.warnings),
      ...found.flatMap(([, demand]) =>
        demand instanceof LoadtestError ? [withHint(demand)] : demand.concerns,
      ),
      ...plateauWarnings(loads, demands, cores),
    ],
  };
}

/** Each row is a load of its own, and as long as any other. */
function samplesOf(loads: readonly MeasuredLoad[], resource: string): UseSample[] {
  return loads.flatMap(({ throughputPerSec, cores }, row) => {
    const used = cores[resource];
    return typeof used === 'number'
      ? [{ load: String(row), durationMs: 1, perSec: [throughputPerSec], used }]
      : [];
  });
}

function plateauWarnings(
  loads: readonly MeasuredLoad[],
  demands: Demands,
  cores: number | undefined,
): string[] {
  const plateau = plateauOf(loads.filter(({ concurrency }) => concurrency > 0));
  if (!plateau) return [];
  const above = loads.filter(({ concurrency }) => concurrency >= plateau.fromConcurrency);
  const limits = demands.map(([resource, { perRequest, base }]): VisibleLimit => {
    const used = Math.max(...above.map((load) => load.cores[resource] ?? 0));
    const capacity = cores ?? Infinity;
    return { resource, capacity, used, throughputPerSec: (capacity - base) / perRequest.mid };
  });
  const stops = `throughput stops at ${formatRate(plateau.throughputPerSec)} from ${formatCount(plateau.fromConcurrency)} in flight on`;
  if (limits.length === 0) return [`${stops}; a column cpu_cores would tell whether CPU is what stops it`];
  if (cores === undefined) {
    const used = limits
      .map(({ resource, used }) => `${formatCount(used)} cores of ${resource}`)
      .join(' and ');
    return [
      `${stops}, with ${used} in use: give the cores that it has (--cores) to tell whether CPU is what stops it`,
    ];
  }
  return isHiddenBottleneck(plateau, limits) ? [hiddenBottleneckText(plateau, limits)] : [];
}

function fittedUsl(fit: UslFit): FittedUsl {
  const { lambda, sigma, kappa, stderr } = fit;
  return { lambda, sigma, kappa, stderr, peak: uslPeak(fit), limit: uslLimit(fit) };
}

function fittedDemand({ perRequest, base, fit }: ResourceDemand): FittedDemand {
  return {
    cpuSecPerRequest: perRequest,
    confidence,
    idleCores: base,
    rSquared: fit.explained,
    loads: fit.loads,
  };
}

function withHint({ message, hint }: LoadtestError): string {
  return hint === undefined ? message : `${message}; ${hint}`;
}
