import type { CacheEngine } from '../../core/records/index.ts';

/** What is particular about an engine on ElastiCache. */
export interface Engine {
  /** As prices name it. */
  readonly product: 'Valkey' | 'Redis' | 'Memcached';
  /** Whether commands run on all vCPUs of a node, or in one thread. */
  readonly isThreaded: boolean;
  /** GB of a node's memory that may hold data. */
  readonly dataGb: (memoryGb: number) => number;
  /** Nodes in a cluster, as the quota of a new account has it. */
  readonly mostNodes: number;
}

/**
 * A quarter of the memory is kept for writes during backups and failovers: the default of `reserved-memory-percent`, and
 * AWS's recommendation (ElastiCache user guide, "Managing reserved memory").
 */
const withoutReserve = (memoryGb: number) => 0.75 * memoryGb;

/** The default of `memcached_connections_overhead` is 100 MB. */
const withoutConnections = (memoryGb: number) => memoryGb - 0.1;

const redisLike = { isThreaded: false, dataGb: withoutReserve, mostNodes: 90 } as const;

export const engines: Readonly<Record<CacheEngine, Engine>> = {
  valkey: { ...redisLike, product: 'Valkey' },
  redis: { ...redisLike, product: 'Redis' },
  memcached: { product: 'Memcached', isThreaded: true, dataGb: withoutConnections, mostNodes: 60 },
};

/** `maxclients` of Valkey and Redis, and Memcached's `max_simultaneous_connections`, of every node that lives on no credits. */
export const mostConnections = 65_000;
