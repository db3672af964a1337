import { measured, type Preset } from '../metric-spec.ts';

/** Shares are of what the task definition reserves; the mean is over all tasks, the highest that of one task. */
export const ecsService: Preset = {
  namespace: 'AWS/ECS',
  dimensions: ['ClusterName', 'ServiceName'],
  metrics: [
    measured('CPUUtilization', 'Average', 'cpu_share', 'Percent'),
    measured('CPUUtilization', 'Maximum', 'busiest_task_cpu_share', 'Percent'),
    measured('MemoryUtilization', 'Average', 'memory_share', 'Percent'),
    measured('MemoryUtilization', 'Maximum', 'largest_task_memory_share', 'Percent'),
  ],
};

/** What Container Insights adds, where the cluster has it on: it costs extra. */
export const ecsServiceInsights: Preset = {
  namespace: 'ECS/ContainerInsights',
  dimensions: ['ClusterName', 'ServiceName'],
  metrics: [
    measured('RunningTaskCount', 'Average', 'tasks', 'Count'),
    measured('DesiredTaskCount', 'Average', 'desired_tasks', 'Count'),
    measured('CpuUtilized', 'Average', 'task_cpu_cores', 'CpuUnits'),
    measured('MemoryUtilized', 'Average', 'task_memory_bytes', 'Megabytes'),
    measured('NetworkRxBytes', 'Average', 'received_bytes_per_sec', 'Bytes/Second'),
    measured('NetworkTxBytes', 'Average', 'sent_bytes_per_sec', 'Bytes/Second'),
    measured('EphemeralStorageUtilized', 'Average', 'storage_bytes', 'Gigabytes'),
  ],
};

/** A cluster's own instances; there are none of these on Fargate. */
export const ecsCluster: Preset = {
  namespace: 'AWS/ECS',
  dimensions: ['ClusterName'],
  metrics: [
    measured('CPUUtilization', 'Average', 'cpu_share', 'Percent'),
    measured('CPUReservation', 'Average', 'cpu_reserved_share', 'Percent'),
    measured('MemoryUtilization', 'Average', 'memory_share', 'Percent'),
    measured('MemoryReservation', 'Average', 'memory_reserved_share', 'Percent'),
  ],
};

export const ecsClusterInsights: Preset = {
  namespace: 'ECS/ContainerInsights',
  dimensions: ['ClusterName'],
  metrics: [
    measured('TaskCount', 'Average', 'tasks', 'Count'),
    measured('ContainerInstanceCount', 'Average', 'instances', 'Count'),
    measured('CpuUtilized', 'Average', 'task_cpu_cores', 'CpuUnits'),
    measured('MemoryUtilized', 'Average', 'task_memory_bytes', 'Megabytes'),
  ],
};
