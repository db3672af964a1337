import type { CacheBinding } from '../../core/records/index.ts';
import type { Bound } from '../back-end/back-end.ts';
import type { InstanceType } from '../prices/hardware.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { engines } from './engines.ts';
import type { CacheNode } from './nodes.ts';
import { type CacheLoad, sharesOf } from './shares.ts';

/** What the cache is sized for, and where. */
export interface CacheInput extends CacheLoad {
  readonly priceBook: PriceBook;
  readonly hardware: readonly InstanceType[];
  readonly region: string;
}

/** A node type with as many shards as it takes. */
export interface Cluster {
  readonly node: CacheNode;
  readonly shards: number;
  readonly usdPerHour: number;
}

/** Of the same price, the one of fewer shards, and then the larger node. */
export function cheapest(load: CacheLoad, nodes: readonly CacheNode[], bound: Bound): Cluster | undefined {
  return nodes
    .flatMap((node) => clusterOf(load, node, bound) ?? [])
    .sort(
      (a, b) => a.usdPerHour - b.usdPerHour || a.shards - b.shards || b.node.memoryGb - a.node.memoryGb,
    )[0];
}

/** The fewest shards that carry the load, or those that are stated; `undefined` where they do not. */
export function clusterOf(load: CacheLoad, node: CacheNode, bound: Bound): Cluster | undefined {
  const { shards: stated, replicas } = load.stated;
  const most = mostShards(load);
  let shards = stated ?? 1;
  while (shards <= most && !isEnough(load, node, { bound, shards })) shards++;
  return shards > most ? undefined : { node, shards, usdPerHour: shards * (1 + replicas) * node.price.usd };
}

/** Shards that are stated, or that the quota of nodes has room for. */
export function mostShards({ stated: { engine, shards, replicas } }: CacheLoad): number {
  return shards ?? Math.floor(engines[engine].mostNodes / (1 + replicas));
}

interface At {
  readonly bound: Bound;
  readonly shards: number;
}

function isEnough(load: CacheLoad, node: CacheNode, at: At): boolean {
  return Object.values(sharesOf(load, node, at, null)).every((share) => (share ?? 0) <= 1 + 1e-9);
}

/** A resource of a node, and what it has to hold over what it may. */
interface Filled {
  readonly name: CacheBinding;
  readonly share: number;
}

/** What is nearest to what it may use, and what comes next; `null` where nothing else is used. */
export function filledMost(
  load: CacheLoad,
  node: CacheNode,
  at: At,
  connections: number | null,
): { readonly most: Filled; readonly next: Filled | null } {
  const { engine, memory, network, connections: open } = sharesOf(load, node, at, connections);
  const used: readonly Filled[] = [
    { name: 'memory', share: memory },
    { name: 'network', share: network ?? 0 },
    { name: 'connections', share: open ?? 0 },
  ];
  const larger = (a: Filled, b: Filled) => (b.share > a.share ? b : a);
  const most = used.reduce(larger, { name: 'engine', share: engine });
  const others = [...used, { name: 'engine', share: engine } as const];
  const next = others.filter(({ name }) => name !== most.name).reduce(larger, { name: 'engine', share: 0 });
  return { most, next: next.share > 0 ? next : null };
}
