import { connectionShare } from '../back-end/back-end.ts';
import type { Site } from '../sizing/site.ts';
import { networkShare } from '../sizing/task-count.ts';
import type { CacheDemand } from './cache-demand.ts';
import { engines } from './engines.ts';
import { countsBytes, engineCap, smallNode } from './shares.ts';
import type { StatedCache } from './stated-cache.ts';

/** What the size of the cache rests on. */
export function cacheAssumptions({ stated, demand }: NonNullable<Site['cache']>): string[] {
  const { engine, dataGb, shards, connectionsPerTask } = stated;
  const { isThreaded } = engines[engine];
  return [
    ...demandAssumptions(stated, demand),
    `commands of the cache take at most ${engineCap(stated) * 100} % of ${isThreaded ? 'the vCPUs of a node' : "a node's one engine thread, whatever its vCPUs"}`,
    ...(isThreaded ? [] : [smallNodeAssumption(demand)]),
    isThreaded
      ? `the cache holds ${dataGb} GB of data; 0.1 GB of a node is kept for connections`
      : `the cache holds ${dataGb} GB of data; a quarter of a node's memory stays reserved`,
    `${shards === undefined ? 'the cache has as many shards as it needs' : `the shards of the cache are given (${shards})`}: keys spread evenly over them, and over time`,
    countsBytes({ stated, demand })
      ? `the cache uses at most ${networkShare * 100} % of its machine's network, copies to replicas not counted; nodes whose network nobody states are left out`
      : `the network does not decide the node of the cache: give cache.bytesPerRequest${stated.pubSub ? ' and cache.pubSub.bytesPerMessage' : ''}`,
    connectionsPerTask === undefined
      ? 'connections are no limit of the cache: give cache.connectionsPerTask'
      : `${connectionsPerTask} connections a task to each shard, twice as many while a new version is rolled out (not on Lambda), at most ${connectionShare * 100} % of what a node takes`,
    redundancyAssumption(stated),
    'nodes that live on CPU credits (cache.t3, cache.t4g) are left out, and serverless caches, which have no price here',
    'backups of the cache and its traffic between zones are not included; its size stays the same in the draws',
  ];
}

function demandAssumptions(
  { resource, operationsPerRequest, cpuSecPerOperation = 0, measuredShards, pubSub }: StatedCache,
  { readFrom }: CacheDemand,
): string[] {
  const taken = {
    stated: '',
    engine_cpu_share: '',
    busiest_thread_cores: ': its busiest thread is taken for the engine',
    cores: ': all of its CPU is taken for that of its engine',
  }[readFrom];
  const shared = measuredShards > 1 ? `, one of ${measuredShards} shards with as much load each` : '';
  const micros = (seconds: number) => `${Number((seconds * 1e6).toPrecision(3))} µs`;
  return [
    ...(resource === undefined
      ? []
      : [
          `a request costs the cache what "${resource}"${shared} showed${taken}; keys are found there as often as in the run`,
        ]),
    ...(operationsPerRequest === undefined
      ? []
      : [
          `a request sends the cache ${operationsPerRequest} commands of ${micros(cpuSecPerOperation)} each, as stated`,
        ]),
    ...(pubSub
      ? [
          `on top of that ${pubSub.publishesPerSec} messages/s go to ${pubSub.subscribers} subscribers each, ${micros(pubSub.cpuSecPerDelivery)} of the engine for a delivery and for the message itself on every shard, as stated`,
        ]
      : []),
  ];
}

function smallNodeAssumption({ node }: CacheDemand): string {
  const limit = `a cache node of ${smallNode.vcpu} vCPUs uses at most ${smallNode.cores * 100} % of one core for all that it does`;
  return node ? limit : `${limit}; beside the engine nothing was observed`;
}

function redundancyAssumption({ engine, replicas, multiAz }: StatedCache): string {
  if (engine === 'memcached')
    return 'a cache node that fails takes its keys with it: memcached has no replicas, and the database answers instead';
  if (replicas === 0) return 'the cache has no replica: it is gone, with its data, while a node is';
  const copies = replicas === 1 ? 'one replica that answers' : `${replicas} replicas that answer`;
  const where = multiAz
    ? 'one in another zone takes over (Multi-AZ)'
    : 'without Multi-AZ all may be in one zone';
  return `each shard of the cache has ${copies} nothing; ${where}`;
}
