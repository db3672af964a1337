import type { LoadtestError } from '../../core/errors.ts';
import type { RunEnd, StepResult, ThresholdSpec } from '../../core/records/index.ts';
import type { MergedSeries } from './merge.ts';
import type { WorkerRecord } from './worker-registry.ts';

/** What the coordinator saw of a run, from which its result is built. */
export interface RunOutcome {
  /** Wall clock of the unpause, or of the attempt. */
  readonly startedAtMs: number;
  /** The unpause on the coordinator's monotonic clock, if it came to that. */
  readonly originMs: number | undefined;
  readonly durationMs: number;
  readonly end: RunEnd;
  /** Why there was no run, or not all of it. */
  readonly failure?: LoadtestError;
  readonly aborting?: ThresholdSpec;
  /** The coordinator ended before the run did, and this is what it left behind. */
  readonly coordinatorLost?: true;
  readonly series: readonly MergedSeries[];
  readonly steps: readonly StepResult[];
  readonly workers: readonly WorkerOutcome[];
  /** Metrics with more tag combinations than k6 keeps apart. */
  readonly overflowedMetrics: readonly string[];
  /** Requests to the coordinator that were answered with 4xx. */
  readonly rejected: number;
}

/** A worker's record with what the feed knows of it. Times count from the unpause. */
export interface WorkerOutcome extends WorkerRecord {
  /** Pushes since the start of the load. */
  readonly pushes: number;
  readonly clockDriftMs: number;
  /** How far its wall clock is ahead of the coordinator's, less the delay of its quickest push. */
  readonly clockAheadMs?: number | undefined;
  /** Whether a push came after the worker's last iteration, so that its totals are complete. */
  readonly complete: boolean;
}

/** The outcome of a run that failed before any load was sent. */
export function failedOutcome(failure: LoadtestError, startedAtMs: number): RunOutcome {
  return {
    startedAtMs,
    originMs: undefined,
    durationMs: 0,
    end: { by: failure.code === 'INTERRUPTED' ? 'user' : 'failure', message: failure.message },
    failure,
    series: [],
    steps: [],
    workers: [],
    overflowedMetrics: [],
    rejected: 0,
  };
}
