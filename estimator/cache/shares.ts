import type { CacheBinding, Interval } from '../../core/records/index.ts';
import { type Bound, connectionShare } from '../back-end/back-end.ts';
import { capOf } from '../safe-utilisation/caps.ts';
import { boundedDemand } from '../sizing/demand-bounds.ts';
import { networkShare } from '../sizing/task-count.ts';
import type { CacheDemand, CpuUse } from './cache-demand.ts';
import { engines, mostConnections } from './engines.ts';
import type { CacheNode } from './nodes.ts';
import type { StatedCache } from './stated-cache.ts';

/** What a cache has to carry. */
export interface CacheLoad {
  readonly stated: StatedCache;
  readonly demand: CacheDemand;
  readonly requestsPerSec: number;
}

/** Nodes up to this size do all their work within .9 of one core (19), since what else a node does shares its cores with the engine. */
export const smallNode = { vcpu: 2, cores: 0.9 } as const;

/** The utilisation that what runs the commands may have. */
export function engineCap({ engine }: StatedCache): number {
  return capOf(engines[engine].isThreaded ? 'threads' : 'single-thread').utilisation;
}

/** Cores of a node that run commands. */
export function engineCores({ engine }: StatedCache, { vcpu }: CacheNode): number {
  return engines[engine].isThreaded ? vcpu : 1;
}

/**
 * Cores in use on the primary node of each of s shards: (λ·D + P·S·d)/s + U0 + P·d. A request's work and the S deliveries of P
 * messages a second divide over the shards; each of these takes every message once, and idles.
 */
export function coresOf(
  { stated: { pubSub }, demand, requestsPerSec }: CacheLoad,
  { secPerRequest, idleCores }: CpuUse,
  { threadsPerCore }: Pick<CacheNode, 'threadsPerCore'>,
  { bound, shards }: { readonly bound: Bound; readonly shards: number },
): number {
  const bounded = (measured: Interval) => boundedDemand(measured, threadsPerCore, demand.ratio)[bound];
  const { publishesPerSec = 0, subscribers = 0, cpuSecPerDelivery = 0 } = pubSub ?? {};
  const once =
    publishesPerSec * bounded({ low: cpuSecPerDelivery, mid: cpuSecPerDelivery, high: cpuSecPerDelivery });
  return (requestsPerSec * bounded(secPerRequest) + subscribers * once) / shards + idleCores + once;
}

/** What a node has to hold over what it may, by what may decide its size; `null` where nobody stated or observed it. */
interface Shares extends Readonly<Record<CacheBinding, number | null>> {
  readonly engine: number;
  readonly memory: number;
}

/** What each primary node has to hold over what it may. */
export function sharesOf(
  load: CacheLoad,
  node: CacheNode,
  at: { readonly bound: Bound; readonly shards: number },
  connections: number | null,
): Shares {
  const { stated, demand } = load;
  const ofEngine = coresOf(load, demand.engine, node, at) / (engineCap(stated) * engineCores(stated, node));
  const isSmall = !engines[stated.engine].isThreaded && node.vcpu <= smallNode.vcpu;
  const ofNode = isSmall ? coresOf(load, demand.node ?? demand.engine, node, at) / smallNode.cores : 0;
  return {
    engine: Math.max(ofEngine, ofNode),
    memory: stated.dataGb / at.shards / engines[stated.engine].dataGb(node.memoryGb),
    network: networkOf(load, node, at.shards),
    connections: connections === null ? null : connections / (connectionShare * mostConnections),
  };
}

/** Whether all bytes between tasks and cache are known, so that its network may decide. */
export function countsBytes({ stated, demand }: Pick<CacheLoad, 'stated' | 'demand'>): boolean {
  const { pubSub } = stated;
  return demand.bytesPerRequest !== null && !(pubSub && pubSub.bytesPerMessage === undefined);
}

/** As with CPU, a message comes to each shard once. */
function networkOf(load: CacheLoad, { networkGbps }: CacheNode, shards: number): number | null {
  const { stated, demand, requestsPerSec } = load;
  if (networkGbps === null || !countsBytes(load)) return null;
  const { publishesPerSec = 0, subscribers = 0, bytesPerMessage = 0 } = stated.pubSub ?? {};
  const once = publishesPerSec * bytesPerMessage;
  const bytesPerSec = (requestsPerSec * (demand.bytesPerRequest ?? 0) + subscribers * once) / shards + once;
  return (bytesPerSec * 8) / (networkShare * networkGbps * 1e9);
}
