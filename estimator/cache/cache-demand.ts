import type { Interval, Measurements, Usage } from '../../core/records/index.ts';
import { cpuBehind, minorDemand } from '../back-end/measured-demand.ts';
import { refusal } from '../refuse.ts';
import { engines } from './engines.ts';
import type { StatedCache } from './stated-cache.ts';

/** CPU for a request, and without any. */
export interface CpuUse {
  readonly secPerRequest: Interval;
  /** Of one node. */
  readonly idleCores: number;
}

/** What rounding may add to the whole of a thread. */
const mostShare = 1.05;

/** Measures that may be read for the CPU of the engine, the one that says most first. */
const engineMeasures = ['engine_cpu_share', 'busiest_thread_cores', 'cores'] as const;

/** What requests demand of all shards of the cache together. */
export interface CacheDemand {
  /** Of what runs commands. */
  readonly engine: CpuUse;
  /** Of all that a node does, its engine included; `null` where only the engine was observed, or all was taken for it. */
  readonly node: CpuUse | null;
  /** Between tasks and cache; `null` where nobody counted them. */
  readonly bytesPerRequest: number | null;
  readonly readFrom: (typeof engineMeasures)[number] | 'stated';
  /** The design load over the highest measured one; at most 1 is measured, and a stated demand holds at any load. */
  readonly ratio: number;
  readonly concerns: readonly string[];
}

/**
 * The demand of a request (10), as stated or as a node of the measurements shows it; pub/sub comes on top. Throws
 * ESTIMATE_REFUSED where the node was not observed, or the load goes past twice what was measured.
 */
export function cacheDemand(
  stated: StatedCache,
  measurements: Measurements,
  requestsPerSec: number,
): CacheDemand {
  const {
    resource,
    operationsPerRequest = 0,
    cpuSecPerOperation = 0,
    bytesPerRequest,
    measuredShards,
  } = stated;
  if (resource === undefined) {
    const cpuSec = operationsPerRequest * cpuSecPerOperation;
    return {
      engine: { secPerRequest: { low: cpuSec, mid: cpuSec, high: cpuSec }, idleCores: 0 },
      ...{ node: null, bytesPerRequest: bytesPerRequest ?? (cpuSec === 0 ? 0 : null) },
      ...{ readFrom: 'stated', ratio: 1, concerns: [] },
    };
  }
  const instead = 'cache.operationsPerRequest and cache.cpuSecPerOperation';
  const observed = { kind: 'cache', resource, instead } as const;
  const isSeen = (measure: string) =>
    measurements.bins.some(({ used }) => typeof used[resource]?.[measure] === 'number');
  const readFrom = engines[stated.engine].isThreaded ? 'cores' : (engineMeasures.find(isSeen) ?? 'cores');
  refuseNoShare(measurements, resource);
  const { cpu, ratio, concerns } = cpuBehind(
    measurements,
    observed,
    requestsPerSec,
    (used) => used[readFrom],
  );
  const node = readFrom === 'cores' ? null : minorDemand(measurements, observed, ({ cores }) => cores);
  const bytes = minorDemand(measurements, observed, bytesPerSec);
  const ofAllShards = (interval: Interval): Interval => ({
    low: interval.low * measuredShards,
    mid: interval.mid * measuredShards,
    high: interval.high * measuredShards,
  });
  const useOf = ({ perRequest, base }: Pick<typeof cpu, 'perRequest' | 'base'>): CpuUse => ({
    secPerRequest: ofAllShards(perRequest),
    idleCores: Math.max(0, base),
  });
  return {
    engine: useOf(cpu),
    node: node && useOf(node),
    bytesPerRequest: bytesPerRequest ?? (bytes && ofAllShards(bytes.perRequest).mid),
    readFrom,
    ratio,
    concerns,
  };
}

/** A thread has no more than all of itself; what a table says of per cent would be a hundred times the demand. */
function refuseNoShare({ bins }: Measurements, resource: string): void {
  const most = Math.max(0, ...bins.map(({ used }) => used[resource]?.engine_cpu_share ?? 0));
  if (most <= mostShare) return;
  throw refusal(
    `engine_cpu_share of cache "${resource}" reaches ${most}: it is a share of one thread, from 0 to 1`,
    'divide per cent by 100',
  );
}

/** As one measure, or both directions apart as CloudWatch has them. */
function bytesPerSec(used: Usage): number | null {
  const { bytes_per_sec: both, received_bytes_per_sec: received, sent_bytes_per_sec: sent } = used;
  if (typeof both === 'number') return both;
  return typeof received === 'number' && typeof sent === 'number' ? received + sent : null;
}
