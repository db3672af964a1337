import type { RunResult } from './records/run-result.ts';

export type RunPhase = 'prepare' | 'start' | 'setup' | 'load' | 'teardown' | 'finish';

/** A threshold as it stands; `ok` is undefined while there is nothing to judge. */
export interface LiveThreshold {
  readonly metric: string;
  readonly expression: string;
  readonly ok: boolean | undefined;
  readonly observed: number | undefined;
}

/** What a running run looks like from outside; the rates and percentiles are those of the last seconds. */
export interface LiveState {
  readonly phase: RunPhase;
  readonly elapsedMs: number;
  readonly maxDurationMs: number;
  readonly workersReady: number;
  readonly workers: number;
  readonly iterations: number;
  readonly requests: number;
  readonly requestsPerSec: number;
  readonly p95Ms: number | undefined;
  readonly failedRate: number | undefined;
  readonly vus: number;
  readonly droppedIterations: number;
  /** Cores that all workers use together. */
  readonly generatorCpuCores: number | undefined;
  readonly thresholds: readonly LiveThreshold[];
}

/** A run that has been started. */
export interface ActiveRun {
  /** Calls `listener` about once a second, and at each change of phase. */
  onLive(listener: (state: LiveState) => void): void;
  /** Stops the load at once; teardown, result and report follow. */
  stop(reason: string): void;
  /** Ends everything that the run started, without a result. */
  kill(): void;
  /** The result, also of an aborted run; rejects only when there is nothing to tell. */
  readonly result: Promise<RunResult>;
}
