import type { MetricType } from '../records/series.ts';

const counters = [
  'iterations',
  'dropped_iterations',
  'http_reqs',
  'ws_sessions',
  'ws_msgs_sent',
  'ws_msgs_received',
  'grpc_streams',
  'grpc_streams_msgs_sent',
  'grpc_streams_msgs_received',
  'data_sent',
  'data_received',
];

const trends = [
  'iteration_duration',
  'group_duration',
  'http_req_duration',
  'http_req_blocked',
  'http_req_connecting',
  'http_req_tls_handshaking',
  'http_req_sending',
  'http_req_waiting',
  'http_req_receiving',
  'ws_ping',
  'ws_session_duration',
  'ws_connecting',
  'grpc_req_duration',
];

const of = (type: MetricType, names: readonly string[]) => names.map((name) => [name, type] as const);

/** The types of the metrics that k6 itself records, by name. */
export const builtInTypes: Readonly<Record<string, MetricType | undefined>> = Object.fromEntries([
  ...of('counter', counters),
  ...of('trend', trends),
  ...of('gauge', ['vus', 'vus_max']),
  ...of('rate', ['checks', 'http_req_failed']),
]);
