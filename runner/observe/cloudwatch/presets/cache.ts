import { counted, measured, type Preset } from '../metric-spec.ts';

/** A node runs commands on one thread: its engine's share says more than that of all its cores. */
export const cacheNode: Preset = {
  namespace: 'AWS/ElastiCache',
  dimensions: ['CacheClusterId'],
  metrics: [
    measured('EngineCPUUtilization', 'Average', 'engine_cpu_share', 'Percent'),
    measured('CPUUtilization', 'Average', 'cpu_share', 'Percent'),
    measured('CurrConnections', 'Maximum', 'connections', 'Count'),
    counted('NewConnections', 'new_connections_per_sec'),
    counted('GetTypeCmds', 'gets_per_sec'),
    counted('SetTypeCmds', 'sets_per_sec'),
    counted('CacheHits', 'hits_per_sec'),
    counted('CacheMisses', 'misses_per_sec'),
    counted('Evictions', 'evictions_per_sec'),
    measured('DatabaseMemoryUsagePercentage', 'Maximum', 'data_memory_share', 'Percent'),
    measured('FreeableMemory', 'Minimum', 'memory_free_bytes', 'Bytes'),
    { ...counted('NetworkBytesIn', 'received_bytes_per_sec', 'Bytes'), missing: 'unknown' },
    { ...counted('NetworkBytesOut', 'sent_bytes_per_sec', 'Bytes'), missing: 'unknown' },
    counted('NetworkBandwidthInAllowanceExceeded', 'receive_limit_hits_per_sec'),
    counted('NetworkBandwidthOutAllowanceExceeded', 'send_limit_hits_per_sec'),
  ],
};
