import type { RequestResult, RunResult } from '../core/records/index.ts';

const shown = 5;

/** The requests with the highest p95, the slowest first, where there is no room for all. */
export function slowestRequests({ requests }: RunResult): RequestResult[] {
  return [...requests].sort((a, b) => (b.duration.p95 ?? 0) - (a.duration.p95 ?? 0)).slice(0, shown);
}
