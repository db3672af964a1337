import { counted, measured, type Preset } from '../metric-spec.ts';

/** Emitted only while there is traffic. Response time is that of the target, until its headers begin. */
export const applicationLoadBalancer: Preset = {
  namespace: 'AWS/ApplicationELB',
  dimensions: ['LoadBalancer'],
  metrics: [
    counted('RequestCount', 'requests_per_sec'),
    measured('TargetResponseTime', 'Average', 'response_avg_ms', 'Seconds'),
    measured('TargetResponseTime', 'p50', 'response_p50_ms', 'Seconds'),
    measured('TargetResponseTime', 'p95', 'response_p95_ms', 'Seconds'),
    measured('TargetResponseTime', 'p99', 'response_p99_ms', 'Seconds'),
    counted('HTTPCode_Target_2XX_Count', 'target_2xx_per_sec'),
    counted('HTTPCode_Target_3XX_Count', 'target_3xx_per_sec'),
    counted('HTTPCode_Target_4XX_Count', 'target_4xx_per_sec'),
    counted('HTTPCode_Target_5XX_Count', 'target_5xx_per_sec'),
    counted('HTTPCode_ELB_4XX_Count', 'balancer_4xx_per_sec'),
    counted('HTTPCode_ELB_5XX_Count', 'balancer_5xx_per_sec'),
    counted('HTTPCode_ELB_502_Count', 'balancer_502_per_sec'),
    counted('HTTPCode_ELB_503_Count', 'balancer_503_per_sec'),
    counted('HTTPCode_ELB_504_Count', 'balancer_504_per_sec'),
    { metric: 'ActiveConnectionCount', stat: 'Sum', as: 'connections', unit: 'Count', missing: 'zero' },
    counted('NewConnectionCount', 'new_connections_per_sec'),
    counted('RejectedConnectionCount', 'rejected_connections_per_sec'),
    counted('TargetConnectionErrorCount', 'target_connection_errors_per_sec'),
    counted('ProcessedBytes', 'bytes_per_sec', 'Bytes'),
    measured('ConsumedLCUs', 'Average', 'capacity_units', 'None'),
  ],
};

/** What a load balancer says of one of its target groups. */
export const applicationTargetGroup: Preset = {
  namespace: 'AWS/ApplicationELB',
  dimensions: ['LoadBalancer', 'TargetGroup'],
  metrics: [
    counted('RequestCount', 'requests_per_sec'),
    counted('RequestCountPerTarget', 'requests_per_target_per_sec'),
    measured('TargetResponseTime', 'Average', 'response_avg_ms', 'Seconds'),
    measured('TargetResponseTime', 'p50', 'response_p50_ms', 'Seconds'),
    measured('TargetResponseTime', 'p95', 'response_p95_ms', 'Seconds'),
    measured('TargetResponseTime', 'p99', 'response_p99_ms', 'Seconds'),
    counted('HTTPCode_Target_5XX_Count', 'target_5xx_per_sec'),
    measured('HealthyHostCount', 'Minimum', 'healthy_hosts', 'Count'),
    measured('UnHealthyHostCount', 'Maximum', 'unhealthy_hosts', 'Count'),
  ],
};

export const networkLoadBalancer: Preset = {
  namespace: 'AWS/NetworkELB',
  dimensions: ['LoadBalancer'],
  metrics: [
    { metric: 'ActiveFlowCount', stat: 'Average', as: 'connections', unit: 'Count', missing: 'zero' },
    counted('NewFlowCount', 'new_connections_per_sec'),
    counted('ProcessedBytes', 'bytes_per_sec', 'Bytes'),
    counted('TCP_Client_Reset_Count', 'client_resets_per_sec'),
    counted('TCP_Target_Reset_Count', 'target_resets_per_sec'),
    counted('TCP_ELB_Reset_Count', 'balancer_resets_per_sec'),
    measured('ConsumedLCUs', 'Average', 'capacity_units', 'None'),
  ],
};

export const networkTargetGroup: Preset = {
  namespace: 'AWS/NetworkELB',
  dimensions: ['LoadBalancer', 'TargetGroup'],
  metrics: [
    measured('HealthyHostCount', 'Minimum', 'healthy_hosts', 'Count'),
    measured('UnHealthyHostCount', 'Maximum', 'unhealthy_hosts', 'Count'),
  ],
};
