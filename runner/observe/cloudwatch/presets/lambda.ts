import { counted, measured, type Preset } from '../metric-spec.ts';

const metrics: Preset['metrics'] = [
  counted('Invocations', 'requests_per_sec'),
  counted('Errors', 'errors_per_sec'),
  counted('Throttles', 'throttles_per_sec'),
  measured('Duration', 'Average', 'duration_avg_ms', 'Milliseconds'),
  measured('Duration', 'p50', 'duration_p50_ms', 'Milliseconds'),
  measured('Duration', 'p95', 'duration_p95_ms', 'Milliseconds'),
  measured('Duration', 'p99', 'duration_p99_ms', 'Milliseconds'),
  { metric: 'ConcurrentExecutions', stat: 'Maximum', as: 'concurrency', unit: 'Count', missing: 'zero' },
];

/** A throttled invocation is none: it is counted apart. Durations are without the start of an environment. */
export const lambdaFunction: Preset = { namespace: 'AWS/Lambda', dimensions: ['FunctionName'], metrics };

/** The same of one alias or version, with the concurrency provisioned for it. */
export const lambdaAlias: Preset = {
  namespace: 'AWS/Lambda',
  dimensions: ['FunctionName', 'Resource'],
  metrics: [
    ...metrics,
    measured('ProvisionedConcurrencyUtilization', 'Maximum', 'provisioned_concurrency_share', 'Share'),
    counted('ProvisionedConcurrencySpilloverInvocations', 'spillover_per_sec'),
  ],
};

/** Memory, which only Lambda Insights reports. */
export const lambdaInsights: Preset = {
  namespace: 'LambdaInsights',
  dimensions: ['function_name'],
  metrics: [
    measured('memory_utilization', 'Maximum', 'memory_share', 'Percent'),
    measured('used_memory_max', 'Maximum', 'environment_memory_bytes', 'Megabytes'),
  ],
};
