import type { SizingOption } from '../core/records/index.ts';
import type { Variable } from './hcl.ts';

/**
 * The cache of an option, as inputs of Terraform: of `aws_elasticache_replication_group`, or for Memcached of
 * `aws_elasticache_cluster`; none where the option has none.
 */
export function cacheVariables({ cache }: SizingOption): readonly Variable[] {
  if (!cache) return [];
  const { engine, size, shards, replicas, multiAz } = cache;
  const common: readonly Variable[] = [
    ['cache_engine', engine],
    ['cache_node_type', size],
  ];
  if (engine === 'memcached') return [...common, ['cache_num_cache_nodes', shards]];
  return [
    ...common,
    ['cache_num_node_groups', shards],
    ['cache_replicas_per_node_group', replicas],
    ['cache_multi_az_enabled', multiAz],
  ];
}
