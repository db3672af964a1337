import { measured, type Preset } from '../metric-spec.ts';

/** The nodes of a cluster, each as the mean over all of them. */
export const eksCluster: Preset = {
  namespace: 'ContainerInsights',
  dimensions: ['ClusterName'],
  metrics: [
    measured('cluster_node_count', 'Average', 'instances', 'Count'),
    measured('cluster_failed_node_count', 'Maximum', 'failed_nodes', 'Count'),
    measured('node_cpu_utilization', 'Average', 'cpu_share', 'Percent'),
    measured('node_cpu_utilization', 'Maximum', 'busiest_node_cpu_share', 'Percent'),
    measured('node_cpu_usage_total', 'Average', 'node_cpu_cores', 'Millicores'),
    measured('node_cpu_limit', 'Average', 'node_cpu_limit_cores', 'Millicores'),
    measured('node_memory_utilization', 'Average', 'memory_share', 'Percent'),
    measured('node_memory_working_set', 'Average', 'node_memory_bytes', 'Bytes'),
    measured('node_memory_limit', 'Average', 'node_memory_limit_bytes', 'Bytes'),
    measured('node_network_total_bytes', 'Average', 'node_bytes_per_sec', 'Bytes/Second'),
  ],
};

/** The pods behind a service. Shares are of the node, or of the pod's own limit where the name says so. */
export const eksService: Preset = {
  namespace: 'ContainerInsights',
  dimensions: ['ClusterName', 'Namespace', 'Service'],
  metrics: [
    measured('service_number_of_running_pods', 'Average', 'replicas', 'Count'),
    measured('pod_cpu_utilization', 'Average', 'pod_cpu_of_node_share', 'Percent'),
    measured('pod_cpu_utilization_over_pod_limit', 'Average', 'cpu_share', 'Percent'),
    measured('pod_cpu_utilization_over_pod_limit', 'Maximum', 'busiest_pod_cpu_share', 'Percent'),
    measured('pod_memory_utilization', 'Average', 'pod_memory_of_node_share', 'Percent'),
    measured('pod_memory_utilization_over_pod_limit', 'Average', 'memory_share', 'Percent'),
    measured('pod_network_rx_bytes', 'Average', 'pod_received_bytes_per_sec', 'Bytes/Second'),
    measured('pod_network_tx_bytes', 'Average', 'pod_sent_bytes_per_sec', 'Bytes/Second'),
  ],
};

/** The pods of one workload, by the name that they share. */
export const eksPod: Preset = {
  namespace: 'ContainerInsights',
  dimensions: ['ClusterName', 'Namespace', 'PodName'],
  metrics: [
    measured('pod_cpu_utilization', 'Average', 'pod_cpu_of_node_share', 'Percent'),
    measured('pod_cpu_utilization_over_pod_limit', 'Average', 'cpu_share', 'Percent'),
    measured('pod_memory_utilization_over_pod_limit', 'Average', 'memory_share', 'Percent'),
    measured('pod_cpu_reserved_capacity', 'Average', 'pod_cpu_reserved_share', 'Percent'),
    {
      metric: 'pod_number_of_container_restarts',
      stat: 'Sum',
      as: 'restarts',
      unit: 'Count',
      missing: 'zero',
    },
  ],
};

/** What enhanced observability adds to a workload: use in absolute figures, the mean over its pods. */
export const eksPodEnhanced: Preset = {
  namespace: 'ContainerInsights',
  dimensions: ['ClusterName', 'Namespace', 'PodName'],
  metrics: [
    measured('pod_cpu_usage_total', 'Average', 'pod_cpu_cores', 'Millicores'),
    measured('pod_cpu_limit', 'Average', 'pod_cpu_limit_cores', 'Millicores'),
    measured('pod_memory_working_set', 'Average', 'pod_memory_bytes', 'Bytes'),
    measured('pod_memory_limit', 'Average', 'pod_memory_limit_bytes', 'Bytes'),
    measured('pod_status_running', 'Average', 'pods_running', 'Count'),
  ],
};
