import { counted, measured, type Preset } from '../metric-spec.ts';

const common: Preset['metrics'] = [
  measured('CPUUtilization', 'Average', 'cpu_share', 'Percent'),
  measured('CPUUtilization', 'Maximum', 'highest_cpu_share', 'Percent'),
  measured('DatabaseConnections', 'Maximum', 'connections', 'Count'),
  measured('FreeableMemory', 'Minimum', 'memory_free_bytes', 'Bytes'),
  measured('SwapUsage', 'Maximum', 'swap_bytes', 'Bytes'),
  measured('DiskQueueDepth', 'Average', 'disk_queue', 'Count'),
  measured('DBLoad', 'Average', 'active_sessions', 'None'),
];

/** Writes and reads as the storage sees them. Of burstable classes the credits say how long the speed will last. */
export const rdsInstance: Preset = {
  namespace: 'AWS/RDS',
  dimensions: ['DBInstanceIdentifier'],
  metrics: [
    ...common,
    measured('ReadIOPS', 'Average', 'read_iops', 'Count/Second'),
    measured('WriteIOPS', 'Average', 'write_iops', 'Count/Second'),
    measured('ReadLatency', 'Average', 'read_latency_ms', 'Seconds'),
    measured('WriteLatency', 'Average', 'write_latency_ms', 'Seconds'),
    measured('ReadThroughput', 'Average', 'read_bytes_per_sec', 'Bytes/Second'),
    measured('WriteThroughput', 'Average', 'write_bytes_per_sec', 'Bytes/Second'),
    measured('CPUCreditBalance', 'Minimum', 'cpu_credits', 'Count'),
    measured('BurstBalance', 'Minimum', 'storage_burst_share', 'Percent'),
  ],
};

/** One instance of an Aurora cluster, its writer or a reader. */
export const auroraInstance: Preset = {
  namespace: 'AWS/RDS',
  dimensions: ['DBInstanceIdentifier'],
  metrics: [
    ...common,
    measured('CommitLatency', 'Average', 'commit_latency_ms', 'Milliseconds'),
    measured('AuroraReplicaLag', 'Maximum', 'replica_lag_ms', 'Milliseconds'),
    measured('ServerlessDatabaseCapacity', 'Average', 'capacity_units', 'Count'),
    measured('ACUUtilization', 'Maximum', 'capacity_share', 'Percent'),
    measured('CPUCreditBalance', 'Minimum', 'cpu_credits', 'Count'),
  ],
};

const fiveMinutesMs = 300_000;

/** The storage that a cluster's instances share; its operations are counted each five minutes, and billed. */
export const auroraVolume: Preset = {
  namespace: 'AWS/RDS',
  dimensions: ['DBClusterIdentifier'],
  metrics: [
    { ...counted('VolumeReadIOPs', 'volume_read_iops'), missing: 'unknown', periodMs: fiveMinutesMs },
    { ...counted('VolumeWriteIOPs', 'volume_write_iops'), missing: 'unknown', periodMs: fiveMinutesMs },
    { ...measured('VolumeBytesUsed', 'Maximum', 'volume_bytes', 'Bytes'), periodMs: fiveMinutesMs },
  ],
};
