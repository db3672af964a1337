import { counted, measured, type Preset } from '../metric-spec.ts';

const latencies: Preset['metrics'] = [
  measured('Latency', 'Average', 'response_avg_ms', 'Milliseconds'),
  measured('Latency', 'p95', 'response_p95_ms', 'Milliseconds'),
  measured('Latency', 'p99', 'response_p99_ms', 'Milliseconds'),
  measured('IntegrationLatency', 'Average', 'integration_avg_ms', 'Milliseconds'),
  measured('IntegrationLatency', 'p99', 'integration_p99_ms', 'Milliseconds'),
];

const restMetrics: Preset['metrics'] = [
  counted('Count', 'requests_per_sec'),
  counted('4XXError', 'responses_4xx_per_sec'),
  counted('5XXError', 'responses_5xx_per_sec'),
  ...latencies,
];

const httpMetrics: Preset['metrics'] = [
  counted('Count', 'requests_per_sec'),
  counted('4xx', 'responses_4xx_per_sec'),
  counted('5xx', 'responses_5xx_per_sec'),
  ...latencies,
  counted('DataProcessed', 'bytes_per_sec', 'Bytes'),
];

const namespace = 'AWS/ApiGateway';

/** REST APIs are known by name, HTTP APIs by id, and their metrics are spelled apart. */
export const restApi: Preset = { namespace, dimensions: ['ApiName'], metrics: restMetrics };
export const restApiStage: Preset = { namespace, dimensions: ['ApiName', 'Stage'], metrics: restMetrics };
export const httpApi: Preset = { namespace, dimensions: ['ApiId'], metrics: httpMetrics };
export const httpApiStage: Preset = { namespace, dimensions: ['ApiId', 'Stage'], metrics: httpMetrics };
