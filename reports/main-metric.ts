import type { RunResult } from '../core/records/index.ts';

/** The trend and the counter that a report is about, and what their numbers are. */
export interface MainMetric {
  readonly latency: string;
  readonly throughput: string;
  /** What is counted, in the singular. */
  readonly noun: string;
  readonly definition: string;
}

const http: MainMetric = {
  latency: 'http_req_duration',
  throughput: 'http_reqs',
  noun: 'request',
  definition:
    'Latency is k6’s http_req_duration: sending + waiting + receiving of one request, without DNS, connecting and TLS.',
};

const iteration: MainMetric = {
  latency: 'iteration_duration',
  throughput: 'iterations',
  noun: 'iteration',
  definition:
    'No HTTP request was made: latency is k6’s iteration_duration, one whole pass of the scenario with its think time.',
};

/** HTTP requests if the run made any, else whole iterations. */
export function mainMetricOf({ metrics }: RunResult): MainMetric {
  const requests = metrics[http.throughput];
  return requests?.type === 'counter' && requests.count > 0 ? http : iteration;
}
