import { counted, measured, type Preset } from '../metric-spec.ts';

export const appRunnerService: Preset = {
  namespace: 'AWS/AppRunner',
  dimensions: ['ServiceName', 'ServiceID'],
  metrics: [
    counted('Requests', 'requests_per_sec'),
    counted('2xxStatusResponses', 'responses_2xx_per_sec'),
    counted('4xxStatusResponses', 'responses_4xx_per_sec'),
    counted('5xxStatusResponses', 'responses_5xx_per_sec'),
    measured('RequestLatency', 'Average', 'response_avg_ms', 'Milliseconds'),
    measured('RequestLatency', 'p99', 'response_p99_ms', 'Milliseconds'),
    measured('ActiveInstances', 'Average', 'instances', 'Count'),
    measured('Concurrency', 'Maximum', 'concurrency', 'Count'),
    measured('CPUUtilization', 'Average', 'cpu_share', 'Percent'),
    measured('CPUUtilization', 'Maximum', 'busiest_instance_cpu_share', 'Percent'),
    measured('MemoryUtilization', 'Average', 'memory_share', 'Percent'),
  ],
};
