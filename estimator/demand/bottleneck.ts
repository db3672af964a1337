import type { HiddenBottleneck, Interval, Measurements, Parallelism } from '../../core/records/index.ts';
import { quotaStallSec } from '../safe-utilisation/safe-utilisation.ts';
import {
  growingResponsesText,
  hiddenBottleneckText,
  isHiddenBottleneck,
  isNoticeable,
  type VisibleLimit,
} from '../scalability/hidden-bottleneck.ts';
import type { LoadPoint } from '../scalability/load-point.ts';
import { plateauOf } from '../scalability/plateau.ts';
import { unseenStation } from '../scalability/response-growth.ts';
import { serversOf } from '../sizing/task-count.ts';
import type { CpuDemand } from './cpu-demand.ts';
import { confidence, fewestLoads } from './resource-demand.ts';
import { responseLoads } from './response-loads.ts';
import { type ServerBin, serverBins } from './server-bins.ts';
import { halfWidth } from './use-fit.ts';

/** The server whose bottleneck is looked for. */
export interface Sized {
  readonly resource: string;
  /** Of one server; `null` where nobody knows them. */
  readonly cores: number | null;
  readonly demand: CpuDemand;
  readonly parallelism: Parallelism;
  /** Of the clean loads. */
  readonly highestPerSec: number;
}

/** What limits the server beside the CPU that was observed, as far as the measurements tell. */
export interface BottleneckEvidence {
  readonly hiddenBottleneck: HiddenBottleneck | null;
  /** The throughput of one server up to which nothing unseen stops it; at least the highest measured one. */
  readonly provenPerSec: number;
}

/**
 * A bottleneck that no observed resource shows: throughput that stopped while the CPU was not nearly used up, in clean bins
 * or in those that were left out since the system was overloaded; or responses that grow as in front of one. Without the
 * CPU that the server can use neither is told.
 */
export function bottleneckEvidence(
  measurements: Measurements,
  { resource, cores, demand, parallelism, highestPerSec }: Sized,
): BottleneckEvidence {
  const capacity = coresOf(cores, parallelism);
  const loads = serverLoads(measurements, resource);
  const measured = Math.max(highestPerSec, ...loads.map(({ throughputPerSec }) => throughputPerSec));
  if (capacity === Infinity) return { hiddenBottleneck: null, provenPerSec: measured };
  const limit: VisibleLimit = {
    resource,
    capacity,
    used: 0,
    throughputPerSec: (capacity - demand.base) / demand.perRequest.mid,
  };
  const held = heldByPlateau(loads, limit);
  if (held) return { hiddenBottleneck: held, provenPerSec: held.throughputPerSec.mid };
  return shownByResponses(measurements, { limit, demand, measured });
}

function heldByPlateau(loads: readonly Load[], visible: VisibleLimit): HiddenBottleneck | null {
  const plateau = plateauOf(loads);
  if (!plateau) return null;
  const flat = loads.filter(({ concurrency }) => concurrency >= plateau.fromConcurrency);
  const limit = { ...visible, used: Math.max(...flat.map(({ cores }) => cores)) };
  if (!isHiddenBottleneck(plateau, [limit])) return null;
  return {
    basis: 'plateau',
    throughputPerSec: meanInterval(
      flat.flatMap(({ bins }) => bins.map(({ requestsPerSec }) => requestsPerSec)),
    ),
    text: hiddenBottleneckText(plateau, [limit]),
  };
}

interface Visible {
  readonly limit: VisibleLimit;
  readonly demand: CpuDemand;
  /** The highest throughput that was measured. */
  readonly measured: number;
}

function shownByResponses(
  measurements: Measurements,
  { limit, demand, measured }: Visible,
): BottleneckEvidence {
  const { resource, capacity, throughputPerSec } = limit;
  const cores = capacity - demand.base;
  const loads = responseLoads(measurements, { resource, cores, idleCores: demand.base });
  if (loads.length < fewestLoads) return { hiddenBottleneck: null, provenPerSec: measured };
  const found = unseenStation(loads, {
    servers: serversOf(capacity),
    coreShare: Math.min(1, capacity),
    stallSec: quotaStallSec(capacity),
    limitPerSec: throughputPerSec,
  });
  const provenPerSec = Math.max(measured, found.provenPerSec);
  const isHeld = found.limitPerSec !== null && isNoticeable(found.limitPerSec.mid, limit);
  // Waits on the generator's machine grow with the load, too: they prove nothing of the server.
  const mayBeOurs = measurements.sources.some(({ generatorWasBusy }) => generatorWasBusy);
  if (!found.limitPerSec || !isHeld || mayBeOurs) return { hiddenBottleneck: null, provenPerSec };
  return {
    hiddenBottleneck: {
      basis: 'response-growth',
      throughputPerSec: found.limitPerSec,
      text: growingResponsesText(loads, found.limitPerSec, limit),
    },
    provenPerSec,
  };
}

interface Load extends LoadPoint {
  readonly cores: number;
  readonly bins: readonly ServerBin[];
}

/** Cores that the server as it was measured can use; `Infinity` where nobody knows. */
export function coresOf(cores: number | null, parallelism: Parallelism): number {
  return Math.min(cores ?? Infinity, parallelism.cores ?? Infinity);
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
