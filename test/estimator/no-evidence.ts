import type { DemandEvidence } from '../../core/records/index.ts';

/** A demand that was read at one load, beside which nothing was seen. */
export const noEvidence: DemandEvidence = {
  fit: null,
  byRequest: null,
  pooledBecause: 'requests have one name',
  backTest: null,
  hiddenBottleneck: null,
  provenPerSec: 1e9,
  scalability: null,
  further: [],
  leakBytesPerHour: null,
  concerns: [],
};
