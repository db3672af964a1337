import { designRequests, type Workload } from '../core/load/index.ts';
import type { DesignRequests } from '../core/records/index.ts';

/** The design load of a workload in requests, as records keep it. */
export function workloadRequests(workload: Workload): DesignRequests {
  const { requestsPerSec, derivation, warnings } = designRequests(workload);
  return { requestsPerSec, derivation: [...derivation, ...warnings] };
}
