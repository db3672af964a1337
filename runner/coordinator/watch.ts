import type { RunEnd, ThresholdSpec } from '../../core/records/index.ts';
import { headlineOf, parseK6LogLine } from '../bundle/k6-error.ts';
import type { StepFold } from '../result/steps.ts';
import { k6Status } from './k6-api.ts';
import { Recent } from './recent.ts';
import { apiOf, present, type Session } from './session.ts';
import { abortingThreshold } from './threshold-watch.ts';
import type { WorkerRecord } from './worker-registry.ts';

const tickMs = 1_000;
const minPollMs = 50;
const pollMsPerWorker = 5;

/** Seconds are journalled this long after they ended, when the slowest push for them has come. */
const binDelayMs = 3_000;

export interface Watched {
  readonly end: RunEnd;
  readonly aborting?: ThresholdSpec;
}

/** Called once a second with the elapsed time. */
export type OnTick = (elapsedMs: number) => void;

/**
 * Follows the loaded part of a run to its end: that of its schedule, or the first reason to stop, which stops all
 * workers at once. Journals the seconds as they become complete.
 */
export async function watch(
  session: Session,
  originMs: number,
  fold: StepFold,
  onTick: OnTick,
): Promise<Watched> {
  const { ctx, registry } = session;
  const storm = new Recent(session.plan.guard.errorStorm.windowMs);
  const pollMs = Math.max(minPollMs, pollMsPerWorker * session.plan.workers);
  let nextTickMs = tickMs;
  for (;;) {
    const elapsedMs = ctx.monotonicMs() - originMs;
    const ticks = elapsedMs >= nextTickMs;
    if (ticks) {
      nextTickMs += tickMs;
      storm.add(session.merge.totals(), elapsedMs);
      await journalBins(session, fold, ctx.monotonicMs() - binDelayMs);
      onTick(elapsedMs);
    }
    const stopped =
      reasonToStop(session, elapsedMs) ?? (ticks ? judge(session, elapsedMs, storm) : undefined);
    if (stopped) {
      await stopAll(session);
      return stopped;
    }
    if (present(session).every((worker) => worker.endedMs !== undefined)) return { end: { by: 'schedule' } };
    await Promise.race([ctx.sleep(pollMs, session.stop), registry.nextChange()]);
    await Promise.all(present(session).map((worker) => pollEnded(session, worker)));
  }
}

/** Moves the seconds that ended before `beforeMs` into the journal and the steps. */
export async function journalBins(session: Session, fold: StepFold, beforeMs: number): Promise<void> {
  const points = session.merge.takeBins(beforeMs);
  fold.add(points);
  await session.journal.append(points);
}

/** Notes when a worker's last iteration is over; one that does not answer is noticed by its missing heartbeats. */
async function pollEnded(session: Session, worker: WorkerRecord): Promise<void> {
  if (worker.endedMs !== undefined) return;
  const answer = await apiOf(session, worker)
    .status()
    .catch(() => undefined);
  if (!answer || answer.status < k6Status.ended) return;
  worker.endedMs = session.ctx.monotonicMs();
  if (answer.status === k6Status.interrupted) worker.interrupted = true;
}

function reasonToStop(session: Session, elapsedMs: number): Watched | undefined {
  const { ctx, registry, plan, deadlines } = session;
  if (session.stop.aborted) return { end: { by: 'user', message: String(session.stop.reason) } };
  for (const worker of registry.workers) noteLoss(worker, ctx.monotonicMs(), deadlines.silentMs);
  const lost = registry.workers.filter((worker) => worker.lost !== undefined);
  if (lost.length > 0 && (plan.lostWorkerPolicy === 'abort' || lost.length === registry.workers.length)) {
    const message = lost.map((worker) => `worker ${worker.index}: ${worker.lost}`).join('; ');
    return { end: { by: 'lost-worker', message } };
  }
  if (registry.workers.some((worker) => worker.interrupted)) {
    return { end: { by: 'script', message: 'the script aborted the test' } };
  }
  if (elapsedMs > plan.maxDurationMs + deadlines.overrunMs) {
    const message = `the load did not end within ${plan.maxDurationMs / 1_000} s as planned`;
    return { end: { by: 'failure', message } };
  }
  return undefined;
}

/** A k6 that ends before it was released, or that nothing is heard of, is lost. */
function noteLoss(worker: WorkerRecord, nowMs: number, silentMs: number): void {
  if (worker.lost !== undefined) return;
  if (worker.exit) {
    const { signal, exitCode, logTail } = worker.exit;
    const last = logTail.split('\n').at(-1) ?? '';
    const words = headlineOf(parseK6LogLine(last)?.message ?? last);
    worker.lost = `k6 ended by ${signal ?? `exit code ${exitCode}`}${words ? `: ${words}` : ''}`;
  } else if (nowMs - (worker.lastHeardMs ?? nowMs) > silentMs) {
    worker.lost = `no sign of life for ${silentMs / 1_000} s`;
  }
}

function judge(session: Session, elapsedMs: number, storm: Recent): Watched | undefined {
  const { thresholds, guard } = session.plan;
  const aborting = abortingThreshold(thresholds, session.merge.totals(), elapsedMs);
  if (aborting) {
    return { end: { by: 'threshold', message: `${aborting.metric}: ${aborting.expression}` }, aborting };
  }
  const { failedRate } = storm.rates();
  if (!storm.full || failedRate === undefined || failedRate < guard.errorStorm.share) return undefined;
  const share = `${Math.round(failedRate * 100)} % of the requests failed`;
  return { end: { by: 'error-storm', message: `${share} for ${guard.errorStorm.windowMs / 1_000} s` } };
}

async function stopAll(session: Session): Promise<void> {
  const running = present(session).filter((worker) => worker.endedMs === undefined);
  await Promise.all(
    running.map(async (worker) => {
      await apiOf(session, worker)
        .stop()
        .catch(() => undefined);
      worker.endedMs = session.ctx.monotonicMs();
    }),
  );
}
