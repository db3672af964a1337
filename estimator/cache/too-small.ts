import { connectionShare, type Shortage } from '../back-end/back-end.ts';
import { hoursPerMonth } from '../cost/line.ts';
import { type CacheInput, clusterOf, filledMost, mostShards } from './cluster.ts';
import { mostConnections } from './engines.ts';
import type { CacheNode } from './nodes.ts';
import { type CacheLoad, engineCap } from './shares.ts';

/** Why a node that is cheaper than the chosen one is not taken. */
export function whyNot(load: CacheLoad, node: CacheNode): string {
  const found = clusterOf(load, node, 'mid');
  const shards = found ? found.shards - 1 : mostShards(load);
  const { name, share } = filledMost(load, node, { bound: 'mid', shards }, null).most;
  if (!found) return `its ${name} would be filled to ${(share * 100).toFixed(1)} % of what it may`;
  const usd = (found.usdPerHour * hoursPerMonth).toFixed(2);
  return `takes ${found.shards} shards for its ${name}: $${usd} a month`;
}

/** More connections than a node takes, whatever its size: shards do not divide them. */
export function tooManyConnections(connections: number): Shortage {
  return {
    reason: `its tasks may open ${connections} connections to each node of the cache, more than ${connectionShare * 100} % of the ${mostConnections} that one takes`,
    fix: 'lower cache.connectionsPerTask, or let fewer and larger tasks share them',
  };
}

/** Why no cluster is enough: what the one that comes nearest lacks most. */
export function shortage(input: CacheInput, nodes: readonly CacheNode[]): Shortage {
  const { stated, region } = input;
  const shards = mostShards(input);
  const [nearest] = nodes
    .map((node) => ({ node, ...filledMost(input, node, { bound: 'high', shards }, null).most }))
    .sort((a, b) => a.share - b.share);
  if (!nearest)
    return {
      reason: `nobody states the network of any node of ${stated.engine} in ${region}`,
      fix: 'leave cache.bytesPerRequest out, so that the network decides nothing',
    };
  const { node, name, share } = nearest;
  const on = `${shards} ${shards === 1 ? 'shard' : 'shards'} of ${node.size} with ${stated.engine}`;
  const more = stated.shards === undefined ? 'spread it over several caches' : 'allow more of cache.shards';
  const times = share.toFixed(2);
  if (name === 'memory')
    return {
      reason: `${stated.dataGb} GB of data are ${times} times what ${on} may hold`,
      fix: `${more}, or keep less`,
    };
  if (name === 'network')
    return {
      reason: `the design load needs ${times} times the network of ${on}`,
      fix: `${more}, or send less`,
    };
  return {
    reason: `the design load needs up to ${times} times the ${engineCap(stated) * 100} % of an engine that may be used in each of ${on}`,
    fix: `${more}, or ask it less${stated.pubSub ? ': each message comes to every shard' : ''}`,
  };
}
