import type { HiddenBottleneck, Interval, Measurements, Parallelism } from '../../core/records/index.ts';
import {
  hiddenBottleneckText,
  isHiddenBottleneck,
  type VisibleLimit,
} from '../scalability/hidden-bottleneck.ts';
import type { LoadPoint } from '../scalability/load-point.ts';
import { plateauOf } from '../scalability/plateau.ts';
import type { CpuDemand } from './cpu-demand.ts';
import { confidence } from './resource-demand.ts';
import { type ServerBin, serverBins } from './server-bins.ts';
import { halfWidth } from './use-fit.ts';

interface Sized {
  readonly resource: string;
  /** Of one server; `null` where nobody knows them. */
  readonly cores: number | null;
  readonly demand: CpuDemand;
  readonly parallelism: Parallelism;
}

/**
 * A bottleneck that no observed resource shows: throughput that stopped, in clean bins or in those that were left out
 * since the system was overloaded, while the CPU was not nearly used up. `null` without one, or where the CPU that
 * the server can use is not known.
 */
export function hiddenBottleneckOf(
  measurements: Measurements,
  { resource, cores, demand, parallelism }: Sized,
): HiddenBottleneck | null {
  const capacity = Math.min(cores ?? Infinity, parallelism.cores ?? Infinity);
  if (capacity === Infinity) return null;
  const loads = serverLoads(measurements, resource);
  const plateau = plateauOf(loads);
  if (!plateau) return null;
  const flat = loads.filter(({ concurrency }) => concurrency >= plateau.fromConcurrency);
  const limit: VisibleLimit = {
    resource,
    capacity,
    used: Math.max(...flat.map((load) => load.cores)),
    throughputPerSec: (capacity - demand.base) / demand.perRequest.mid,
  };
  if (!isHiddenBottleneck(plateau, [limit])) return null;
  return {
    basis: 'plateau',
    throughputPerSec: meanInterval(
      flat.flatMap(({ bins }) => bins.map(({ requestsPerSec }) => requestsPerSec)),
    ),
    text: hiddenBottleneckText(plateau, [limit]),
  };
}

interface Load extends LoadPoint {
  readonly cores: number;
  readonly bins: readonly ServerBin[];
}

/** Mean load and CPU of each step, overloaded ones too, where requests in flight are known. */
export function serverLoads({ bins: clean, dropped }: Measurements, resource: string): Load[] {
  const overloaded = dropped.filter(
    ({ reason }) => reason === 'saturated' || reason === 'dropped-iterations',
  );
  const bins = serverBins([...clean, ...overloaded], resource);
  return [...new Set(bins.map(({ load }) => load))].flatMap((load) => {
    const own = bins.filter((bin) => bin.load === load && (bin.inFlight ?? 0) > 0);
    if (own.length === 0) return [];
    const mean = (of: (bin: ServerBin) => number) => own.reduce((sum, bin) => sum + of(bin), 0) / own.length;
    return [
      {
        concurrency: mean(({ inFlight }) => inFlight ?? 0),
        throughputPerSec: mean(({ requestsPerSec }) => requestsPerSec),
        cores: mean(({ used }) => used.cores ?? 0),
        bins: own,
      },
    ];
  });
}

/** The mean with its interval by Student's t: what a lock lets through in one second says nothing of the next. */
function meanInterval(values: readonly number[]): Interval {
  const mid = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mid) ** 2, 0);
  const degrees = Math.max(1, values.length - 1);
  const half = halfWidth(degrees, squares / degrees / values.length, confidence);
  return { low: mid - half, mid, high: mid + half };
}
