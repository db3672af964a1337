import type { RunPhase } from '../../core/active-run.ts';
import type { Context } from '../../core/context.ts';
import { LoadtestError } from '../../core/errors.ts';
import type { RunPlan, SeriesPoint } from '../../core/records/index.ts';
import { getOrMake } from './get-or-make.ts';
import type { Journal } from './journal.ts';
import { connectK6, type K6Api } from './k6-api.ts';
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
  readonly journal: Journal<SeriesPoint>;
  readonly apis: Map<number, K6Api>;
  /** Workers that have been asked for their status and have not answered yet. */
  readonly asked: Set<number>;
  /** Aborted when the user wants the load to stop. */
  readonly stop: AbortSignal;
  /** Aborted to let the workers go. */
  readonly release: AbortController;
  /** The unpause on the coordinator's monotonic clock, once it came to that. */
  originMs?: number;
  /** Requests that were answered with 4xx. */
  rejected: number;
  /** Tells the outside world of a new phase. */
  enter(phase: RunPhase): void;
}

/** The workers that still take part. */
export function present(session: Session): readonly WorkerRecord[] {
  return session.registry.workers.filter((worker) => worker.lost === undefined && !worker.exit);
}

/** The API of a worker's k6; throws `WORKER_FAILED` if the worker has not registered. */
export function apiOf(session: Session, { index, registration }: WorkerRecord): K6Api {
  if (!registration) throw new LoadtestError('WORKER_FAILED', `worker ${index} has not registered`);
  return getOrMake(session.apis, index, () => connectK6(registration.address));
}

/**
 * Asks a worker's k6 for its status and passes on the answer; nothing if there is none. A worker is asked once at a
 * time and never waited for, so that one that hangs holds up nobody.
 */
export function askStatus(session: Session, worker: WorkerRecord, take: (status: number) => void): void {
  const { index } = worker;
  if (session.asked.has(index)) return;
  session.asked.add(index);
  void apiOf(session, worker)
    .status()
    .then(({ status }) => take(status))
    .catch(() => undefined)
    .finally(() => session.asked.delete(index));
}

/** Time since the unpause; 0 before it. */
export function elapsedMs({ ctx, originMs }: Session): number {
  return originMs === undefined ? 0 : ctx.monotonicMs() - originMs;
}

/** From the unpause to the last iteration of the last worker; 0 if it did not come to that. */
export function durationOf({ originMs, registry }: Session): number {
  if (originMs === undefined) return 0;
  const ends = registry.workers.map((worker) => worker.endedMs ?? worker.lastHeardMs ?? originMs);
  return Math.max(originMs, ...ends) - originMs;
}
