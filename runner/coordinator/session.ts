import type { RunPhase } from '../../core/active-run.ts';
import type { Context } from '../../core/context.ts';
import { LoadtestError } from '../../core/errors.ts';
import type { RunPlan } from '../../core/records/index.ts';
import type { Journal } from './journal.ts';
import type { K6Api } from './k6-api.ts';
import type { Merge } from './merge.ts';
import type { WorkerRecord, WorkerRegistry } from './worker-registry.ts';

/** How long the coordinator waits for what. */
export interface Deadlines {
  /** From the launch until every worker has initialised its virtual users. */
  readonly readyMs: number;
  /** Without a sign of life a worker is lost. */
  readonly silentMs: number;
  /** From the release until a worker has reported its exit. */
  readonly leaveMs: number;
  /** Past the plan's longest duration. */
  readonly overrunMs: number;
}

export const defaultDeadlines: Deadlines = {
  readyMs: 60_000,
  silentMs: 10_000,
  leaveMs: 20_000,
  overrunMs: 15_000,
};

export type CoordinatorContext = Pick<Context, 'now' | 'monotonicMs' | 'sleep'>;

/** What the phases of one run share. */
export interface Session {
  readonly ctx: CoordinatorContext;
  readonly plan: RunPlan;
  /** The directory that k6's paths start from, for places in error messages. */
  readonly sourceRoot: string;
  readonly deadlines: Deadlines;
  readonly registry: WorkerRegistry;
  readonly merge: Merge;
  readonly journal: Journal;
  readonly apis: Map<number, K6Api>;
  /** Aborted when the user wants the load to stop. */
  readonly stop: AbortSignal;
  /** Aborted to let the workers go. */
  readonly release: AbortController;
  /** Requests that were answered with 4xx. */
  rejected: number;
  /** Tells the outside world of a new phase. */
  enter(phase: RunPhase): void;
}

/** The workers that still take part. */
export function present(session: Session): readonly WorkerRecord[] {
  return session.registry.workers.filter((worker) => worker.lost === undefined && !worker.exit);
}

/** The API of a worker that has registered. */
export function apiOf(session: Session, worker: WorkerRecord): K6Api {
  const api = session.apis.get(worker.index);
  if (!api) throw new LoadtestError('WORKER_FAILED', `worker ${worker.index} has not registered`);
  return api;
}
