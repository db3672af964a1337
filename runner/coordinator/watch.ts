import { LoadtestError, messageOf } from '../../core/errors.ts';
import type { RunEnd, ThresholdSpec } from '../../core/records/index.ts';
import type { StepFold } from '../result/steps.ts';
import { k6Status } from './k6-api.ts';
import { Recent } from './recent.ts';
import { apiOf, askStatus, elapsedMs, present, type Session } from './session.ts';
import { abortingThreshold } from './threshold-watch.ts';
import { type WorkerRecord, wordsOfExit } from './worker-registry.ts';

const tickMs = 1_000;
const minPollMs = 50;
const pollMsPerWorker = 5;

/**
 * k6 holds back the HTTP requests of the script, but neither those that they are redirected to nor gRPC calls and
 * messages. A run above this share of the guard's ceiling, over so long, is ended.
 */
const brokenCeiling = { share: 1.1, windowMs: 3_000 };

/** How long an interrupted k6 may take to leave. */
const abortDoubtMs = 2_000;

export interface Watched {
  readonly end: RunEnd;
  readonly aborting?: ThresholdSpec;
  readonly failure?: LoadtestError;
}

/** The end of a run by an expected failure; everything else that is thrown is a bug, and thrown on. */
export function failed(error: unknown): Watched {
  if (!(error instanceof LoadtestError)) throw error;
  return { end: { by: 'failure', message: error.message }, failure: error };
}

/**
 * Follows the loaded part of a run to its end: that of its schedule, or the first reason to stop. Journals the seconds
 * as they become complete.
 */
export async function watch(
  session: Session,
  fold: StepFold,
  onTick: (elapsedMs: number) => void,
): Promise<Watched> {
  const { ctx, registry, plan, merge } = session;
  const storm = new Recent(plan.guard.errorStorm.windowMs);
  const latest = new Recent(brokenCeiling.windowMs);
  const pollMs = Math.min(tickMs, Math.max(minPollMs, pollMsPerWorker * plan.workers));
  let ticks = 0;
  for (;;) {
    await journalBins(session, fold, ctx.monotonicMs());
    const atMs = elapsedMs(session);
    const isTick = atMs >= (ticks + 1) * tickMs;
    if (isTick) {
      ticks = Math.floor(atMs / tickMs);
      storm.add(merge.totals(), atMs);
      latest.add(merge.totals(), atMs);
      onTick(atMs);
    }
    const stopped =
      reasonToStop(session, atMs) ?? (isTick ? judge(session, atMs, { storm, latest }) : undefined);
    if (stopped) return stopped;
    const running = present(session).filter((worker) => worker.endedMs === undefined);
    if (running.length === 0 && !registry.workers.some(mayHaveAborted)) return { end: { by: 'schedule' } };
    for (const worker of running) askWhetherEnded(session, worker);
    await registry.nextChange(ctx, pollMs);
  }
}

/** Moves the seconds that are complete at `nowMs` into the journal and the steps. */
export async function journalBins(session: Session, fold: StepFold, nowMs: number): Promise<void> {
  const points = session.merge.takeBins(nowMs);
  fold.add(points);
  await session.journal.append(points);
}

/** Notes when a worker's last iteration is over. */
function askWhetherEnded(session: Session, worker: WorkerRecord): void {
  askStatus(session, worker, (status) => {
    if (status < k6Status.ended || worker.endedMs !== undefined) return;
    worker.endedMs = session.ctx.monotonicMs();
    if (status === k6Status.interrupted) worker.interrupted = true;
    session.registry.changed();
  });
}

function reasonToStop(session: Session, atMs: number): Watched | undefined {
  const { ctx, registry, plan, deadlines } = session;
  if (session.stop.aborted) return { end: { by: 'user', message: String(session.stop.reason) } };
  for (const worker of registry.workers) noteLoss(worker, ctx.monotonicMs(), deadlines.silentMs);
  const lost = registry.workers.filter((worker) => worker.lost !== undefined);
  if (lost.length > 0 && (plan.lostWorkerPolicy === 'abort' || lost.length === registry.workers.length)) {
    const message = lost.map((worker) => `worker ${worker.index}: ${worker.lost}`).join('; ');
    return { end: { by: 'lost-worker', message } };
  }
  const isPastDoubt = ({ endedMs = 0 }: WorkerRecord) => ctx.monotonicMs() - endedMs > abortDoubtMs;
  if (registry.workers.some((worker) => mayHaveAborted(worker) && isPastDoubt(worker))) {
    return { end: { by: 'script', message: 'the script aborted the test' } };
  }
  if (atMs > plan.maxDurationMs + deadlines.overrunMs) {
    const message = `the load did not end within ${plan.maxDurationMs / 1_000} s as planned`;
    return failed(new LoadtestError('WORKER_FAILED', message));
  }
  return undefined;
}

/** A k6 that was interrupted from outside, as when its pod is evicted, says what an aborted one says, and then leaves. */
function mayHaveAborted({ interrupted, lost }: WorkerRecord): boolean {
  return interrupted === true && lost === undefined;
}

/** A k6 that ends before it was released, or that nothing is heard of, is lost. */
function noteLoss(worker: WorkerRecord, nowMs: number, silentMs: number): void {
  if (worker.lost !== undefined) return;
  if (worker.exit) {
    worker.lost = wordsOfExit(worker.exit);
  } else if (nowMs - (worker.lastHeardMs ?? nowMs) > silentMs) {
    worker.lost = `no sign of life for ${silentMs / 1_000} s`;
  }
}

function judge(
  session: Session,
  atMs: number,
  { storm, latest }: { readonly storm: Recent; readonly latest: Recent },
): Watched | undefined {
  const { thresholds, guard } = session.plan;
  const aborting = abortingThreshold(thresholds, session.merge.totals(), atMs);
  if (aborting) {
    return { end: { by: 'threshold', message: `${aborting.metric}: ${aborting.expression}` }, aborting };
  }
  const { sentPerSec } = latest.rates();
  const ceiling = guard.maxRatePerSec ?? Infinity;
  if (latest.full && sentPerSec > ceiling * brokenCeiling.share) {
    const message = `${Math.round(sentPerSec)} requests/s, ${ceiling} are allowed`;
    return { end: { by: 'rate-ceiling', message } };
  }
  const { failedRate } = storm.rates();
  if (!storm.full || failedRate === undefined || failedRate < guard.errorStorm.share) return undefined;
  const share = `${Math.round(failedRate * 100)} % of the requests failed`;
  return { end: { by: 'error-storm', message: `${share} for ${guard.errorStorm.windowMs / 1_000} s` } };
}

/**
 * Stops every k6 that may still be running, also that of a worker which nothing is heard of. One that does not obey is
 * lost.
 */
export async function stopAll(session: Session): Promise<void> {
  const running = session.registry.workers.filter(
    ({ registration, exit, endedMs }) => registration && !exit && endedMs === undefined,
  );
  await Promise.all(
    running.map(async (worker) => {
      try {
        await apiOf(session, worker).stop();
        if (worker.lost === undefined) worker.endedMs = session.ctx.monotonicMs();
      } catch (error) {
        worker.lost ??= `k6 did not stop: ${messageOf(error)}`;
      }
    }),
  );
}
