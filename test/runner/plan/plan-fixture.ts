import type { Bundle, K6Options, RunPlan } from '../../../core/records/index.ts';
import { type PlanInput, type Planned, planRun } from '../../../runner/plan/plan-run.ts';

/** What a bundle of a script with these options says. */
export function bundleWith(options: K6Options): Bundle {
  return {
    schemaVersion: 1,
    scenario: 'checkout',
    entry: 'checkout.ts',
    root: '/scenarios',
    digest: 'sha256:0',
    sizeBytes: 1,
    options,
  };
}

/** What a plan needs besides a bundle, for a run on one worker that may load loopback. */
export const planInput: Omit<PlanInput, 'bundle'> = {
  runId: 'run-1',
  createdAt: '2026-01-01T00:00:00.000Z',
  file: 'scenarios/checkout.ts',
  load: { shortcuts: {} },
  tags: {},
  thresholds: {},
  serverThresholds: [],
  workers: 1,
  backend: 'local',
  lostWorkerPolicy: 'abort',
  observers: [],
  guard: {
    environment: 'local',
    allowed: ['127.0.0.0/8'],
    blocked: ['128.0.0.0/1'],
    hosts: [],
    errorStorm: { share: 0.9, windowMs: 60_000 },
  },
  envNames: [],
  k6Args: [],
  versions: { loadtest: '0', k6: '2.2.0', node: '20' },
};

/** Plans a run of a script with these options; `input` overrides everything else. */
export function plan(options: K6Options, input: Partial<PlanInput> = {}): Planned {
  return planRun({ ...planInput, bundle: bundleWith(options), ...input });
}

export function planOf(options: K6Options, input: Partial<PlanInput> = {}): RunPlan {
  return plan(options, input).plan;
}
