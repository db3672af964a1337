import type { WorkerSettings } from './settings.ts';

/** How often a worker pushes its metrics. */
const pushIntervalMs = 1_000;

/**
 * k6 hands its samples to the SDK this often, so that the state of a push lags behind what happened by no more.
 */
const flushIntervalMs = 200;

/**
 * Garbage that k6 lets pile up before it collects, in percent of what is alive; Go's own rule is 100. Without any rule
 * but the memory limit k6 would fill fresh memory up to it, and the kernel's work for that costs more than it saves.
 */
const garbagePercent = 1_000;

/**
 * The variables that make k6 push cumulative exponential histograms to the coordinator over OTLP/HTTP, and collect
 * garbage seldom, within its memory limit: together with the reduced system tags that makes streaming cheap.
 */
export function feedEnvironment(settings: WorkerSettings): Record<string, string> {
  const { host } = new URL(settings.coordinator);
  return {
    K6_OTEL_EXPORTER_PROTOCOL: 'http/protobuf',
    K6_OTEL_HTTP_EXPORTER_ENDPOINT: host,
    K6_OTEL_HTTP_EXPORTER_URL_PATH: `/workers/${settings.index}/v1/metrics`,
    K6_OTEL_HTTP_EXPORTER_INSECURE: 'true',
    K6_OTEL_HEADERS: `authorization=${encodeURIComponent(`Bearer ${settings.token}`)}`,
    K6_OTEL_EXPORT_INTERVAL: `${pushIntervalMs}ms`,
    K6_OTEL_FLUSH_INTERVAL: `${flushIntervalMs}ms`,
    OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'cumulative',
    OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram',
    ...(settings.memoryLimitBytes && {
      GOGC: String(garbagePercent),
      GOMEMLIMIT: `${settings.memoryLimitBytes}B`,
    }),
  };
}
