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
  readonly series: readonly MergedSeries[];
  readonly steps: readonly StepResult[];
  readonly workers: readonly WorkerOutcome[];
  readonly cardinalityOverflow: boolean;
}

/** A worker's record with what the feed knows of it. Times count from the unpause. */
export interface WorkerOutcome extends WorkerRecord {
  readonly pushes: number;
  /** Whether a push came after the worker's last iteration, so that its totals are complete. */
  readonly complete: boolean;
}
