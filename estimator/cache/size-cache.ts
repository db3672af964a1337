import type { SizedCache } from '../../core/records/index.ts';
import { connectionShare, type Sizer } from '../back-end/back-end.ts';
import { hourLine, type Line } from '../cost/line.ts';
import { type CacheInput, type Cluster, cheapest, filledMost } from './cluster.ts';
import { engines, mostConnections } from './engines.ts';
import { type CacheNode, nodesOf } from './nodes.ts';
import { coresOf, countsBytes, engineCores } from './shares.ts';
import { shortage, tooManyConnections, whyNot } from './too-small.ts';

/** Sizes the cache for its design load. Shards do not divide the connections, so that these decide no node. */
export function cacheSizer(input: CacheInput): Sizer<SizedCache> {
  const { stated, region, priceBook, hardware } = input;
  const nodes = nodesOf(engines[stated.engine], region, priceBook, hardware).filter(
    ({ networkGbps }) => networkGbps !== null || !countsBytes(input),
  );
  const [low, mid, high] = (['low', 'mid', 'high'] as const).map((bound) => cheapest(input, nodes, bound));
  return (connections) => {
    if (!low || !mid || !high) return shortage(input, nodes);
    if (connections !== null && connections > connectionShare * mostConnections)
      return tooManyConnections(connections);
    return {
      sized: recordOf(input, nodes, { mid, high }, connections),
      lines: { low: linesOf(input, low), mid: linesOf(input, mid), high: linesOf(input, high) },
    };
  };
}

function linesOf({ stated: { engine, replicas } }: CacheInput, { node, shards }: Cluster): readonly Line[] {
  const text = `ElastiCache ${node.size}, ${engines[engine].product}`;
  return [hourLine('cache', text, node.price, shards * (1 + replicas))];
}

function recordOf(
  input: CacheInput,
  nodes: readonly CacheNode[],
  { mid, high }: { readonly mid: Cluster; readonly high: Cluster },
  connections: number | null,
): SizedCache {
  const { stated, demand } = input;
  const { engine, replicas, multiAz, dataGb } = stated;
  const { node, shards } = mid;
  const { size, vcpu, memoryGb } = node;
  const at = { bound: 'mid', shards } as const;
  const { most, next } = filledMost(input, node, at, connections);
  const isSame = high.node === node && high.shards === shards;
  return {
    ...{ engine, size, shards, replicas, multiAz, vcpu, memoryGb, dataGb },
    utilisation: coresOf(input, demand.engine, node, at) / engineCores(stated, node),
    connections: { open: connections, most: mostConnections },
    binding: most.name,
    runnerUp: next?.name ?? null,
    smaller: nodes
      .filter(({ price }) => price.usd < node.price.usd)
      .map((each) => ({ size: each.size, reason: whyNot(input, each) }))
      .reverse(),
    notes: [...(isSame ? [] : [`${nameOf(high)} at the upper bound of its demand`]), ...demand.concerns],
  };
}

function nameOf({ node, shards }: Cluster): string {
  return shards > 1 ? `${shards} shards of ${node.size}` : node.size;
}
