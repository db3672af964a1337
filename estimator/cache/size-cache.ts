import type { CacheBinding, SizedCache } from '../../core/records/index.ts';
import {
  type BackEndPlan,
  type Bound,
  connectionShare,
  type Shortage,
  type Sizer,
} from '../back-end/back-end.ts';
import { hourLine, hoursPerMonth, type Line } from '../cost/line.ts';
import type { InstanceType } from '../prices/hardware.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { engines, mostConnections } from './engines.ts';
import { type CacheNode, nodesOf } from './nodes.ts';
import { type CacheLoad, coresOf, countsBytes, engineCap, engineCores, sharesOf } from './shares.ts';

/** What the cache is sized for, and where. */
export interface CacheInput extends CacheLoad {
  readonly priceBook: PriceBook;
  readonly hardware: readonly InstanceType[];
  readonly region: string;
}

/** A node type with as many shards as it takes. */
interface Cluster {
  readonly node: CacheNode;
  readonly shards: number;
  readonly usdPerHour: number;
}

const order: readonly CacheBinding[] = ['engine', 'memory', 'network', 'connections'];

/** Sizes the cache for its design load. Shards do not divide the connections, so that these decide no node. */
export function cacheSizer(input: CacheInput): Sizer<SizedCache> {
  const { stated, region, priceBook, hardware } = input;
  const nodes = nodesOf(engines[stated.engine], region, priceBook, hardware).filter(
    ({ networkGbps }) => networkGbps !== null || !countsBytes(input),
  );
  const [low, mid, high] = (['low', 'mid', 'high'] as const).map((bound) => cheapest(input, nodes, bound));
  return (connections) => {
    if (!low || !mid || !high) return shortage(input, nodes);
    if ((connections ?? 0) > connectionShare * mostConnections) return tooManyConnections(connections ?? 0);
    return {
      sized: recordOf(input, nodes, { mid, high }, connections),
      lines: { low: linesOf(input, low), mid: linesOf(input, mid), high: linesOf(input, high) },
    } satisfies BackEndPlan<SizedCache>;
  };
}

/** Of the same price, the one of fewer shards, and then the larger node. */
function cheapest(input: CacheInput, nodes: readonly CacheNode[], bound: Bound): Cluster | undefined {
  return nodes
    .flatMap((node) => clusterOf(input, node, bound) ?? [])
    .sort(
      (a, b) => a.usdPerHour - b.usdPerHour || a.shards - b.shards || b.node.memoryGb - a.node.memoryGb,
    )[0];
}

/** The fewest shards that carry the load, or those that are stated; `undefined` where they do not. */
function clusterOf(input: CacheInput, node: CacheNode, bound: Bound): Cluster | undefined {
  const { replicas } = input.stated;
  const most = mostShards(input);
  let shards = input.stated.shards ?? 1;
  while (shards <= most && !isEnough(input, node, bound, shards)) shards++;
  return shards > most ? undefined : { node, shards, usdPerHour: shards * (1 + replicas) * node.price.usd };
}

function mostShards({ stated: { engine, shards, replicas } }: CacheInput): number {
  return shards ?? Math.floor(engines[engine].mostNodes / (1 + replicas));
}

function isEnough(input: CacheInput, node: CacheNode, bound: Bound, shards: number): boolean {
  return Object.values(sharesOf(input, node, { bound, shards }, null)).every(
    (share) => (share ?? 0) <= 1 + 1e-9,
  );
}

function linesOf({ stated: { engine, replicas } }: CacheInput, { node, shards }: Cluster): readonly Line[] {
  const text = `ElastiCache ${node.size}, ${engines[engine].product}`;
  return [hourLine('cache', text, node.price, shards * (1 + replicas))];
}

/** What is filled most, and what comes next. */
function ranked(
  input: CacheInput,
  { node, shards }: Pick<Cluster, 'node' | 'shards'>,
  bound: Bound,
  connections: number | null,
): readonly { readonly name: CacheBinding; readonly share: number }[] {
  const shares = sharesOf(input, node, { bound, shards }, connections);
  return order
    .flatMap((name) => {
      const share = shares[name];
      return share === null ? [] : [{ name, share }];
    })
    .sort((a, b) => b.share - a.share);
}

function recordOf(
  input: CacheInput,
  nodes: readonly CacheNode[],
  { mid, high }: { readonly mid: Cluster; readonly high: Cluster },
  connections: number | null,
): SizedCache {
  const { stated, demand } = input;
  const { node, shards } = mid;
  const [first, second] = ranked(input, mid, 'mid', connections);
  const isSame = high.node === node && high.shards === shards;
  return {
    ...{ engine: stated.engine, size: node.size, shards },
    ...{ replicas: stated.replicas, multiAz: stated.multiAz },
    ...{ vcpu: node.vcpu, memoryGb: node.memoryGb, dataGb: stated.dataGb },
    utilisation: coresOf(input, demand.engine, node, { bound: 'mid', shards }) / engineCores(stated, node),
    connections: { open: connections, most: mostConnections },
    binding: first?.name ?? 'engine',
    runnerUp: second?.name ?? null,
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

/** Why a node that is cheaper than the chosen one is not taken. */
function whyNot(input: CacheInput, node: CacheNode): string {
  const found = clusterOf(input, node, 'mid');
  const [fullest] = ranked(
    input,
    { node, shards: found ? found.shards - 1 : mostShards(input) },
    'mid',
    null,
  );
  const { name, share } = fullest ?? { name: 'engine', share: 0 };
  if (!found) return `its ${name} would be filled to ${(share * 100).toFixed(1)} % of what it may`;
  const usd = (found.usdPerHour * hoursPerMonth).toFixed(2);
  return `takes ${found.shards} shards for its ${name}: $${usd} a month`;
}

function tooManyConnections(connections: number): Shortage {
  return {
    reason: `its tasks may open ${connections} connections to each node of the cache, more than ${connectionShare * 100} % of the ${mostConnections} that one takes`,
    fix: 'lower cache.connectionsPerTask, or let fewer and larger tasks share them',
  };
}

/** Why no cluster is enough: what the one that comes nearest lacks most. */
function shortage(input: CacheInput, nodes: readonly CacheNode[]): Shortage {
  const { stated } = input;
  const shards = mostShards(input);
  const [nearest] = nodes
    .map((node) => ({ node, fullest: ranked(input, { node, shards }, 'high', null)[0] }))
    .sort((a, b) => (a.fullest?.share ?? 0) - (b.fullest?.share ?? 0));
  if (!nearest)
    return {
      reason: `nobody states the network of any node of ${stated.engine} in ${input.region}`,
      fix: 'leave cache.bytesPerRequest out, so that the network decides nothing',
    };
  const { node, fullest } = nearest;
  const on = `${shards} ${shards === 1 ? 'shard' : 'shards'} of ${node.size} with ${stated.engine}`;
  const more = stated.shards === undefined ? 'spread it over several caches' : 'allow more of cache.shards';
  const times = (fullest?.share ?? 0).toFixed(2);
  if (fullest?.name === 'memory')
    return {
      reason: `${stated.dataGb} GB of data are ${times} times what ${on} may hold`,
      fix: `${more}, or keep less`,
    };
  if (fullest?.name === 'network')
    return {
      reason: `the design load needs ${times} times the network of ${on}`,
      fix: `${more}, or send less`,
    };
  const cap = `${engineCap(stated) * 100} %`;
  return {
    reason: `the design load needs up to ${times} times the ${cap} of its engine that ${on} may use`,
    fix: `${more}, or ask it less: each message comes to every shard`,
  };
}
