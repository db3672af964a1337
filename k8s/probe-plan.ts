import { type RunPlan, schemaVersion } from '../core/records/index.ts';

/** A plan of so many workers that send nothing, to see whether a namespace would take the objects of a run. */
export function probePlan(runId: string, createdAt: string, workers: number): RunPlan {
  return {
    schemaVersion,
    runId,
    createdAt,
    scenario: { name: 'probe', file: 'probe' },
    bundleDigest: '',
    options: {},
    loadFrom: 'script',
    loadModel: 'closed',
    steps: [],
    maxDurationMs: 0,
    thresholds: [],
    workers,
    segments: [],
    backend: 'k8s',
    lostWorkerPolicy: 'abort',
    observers: [],
    guard: {
      environment: 'probe',
      allowed: [],
      blocked: [],
      hosts: [],
      errorStorm: { share: 1, windowMs: 1 },
    },
    envNames: [],
    k6Args: [],
    versions: { loadtest: '', k6: '', node: '' },
  };
}
