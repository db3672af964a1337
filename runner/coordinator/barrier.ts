import { parseDuration } from '../../core/duration.ts';
import { LoadtestError, messageOf } from '../../core/errors.ts';
import { headlineOf, placeOfTrace, scriptError } from '../bundle/k6-error.ts';
import { K6ApiError, k6Status } from './k6-api.ts';
import { apiOf, askStatus, present, type Session } from './session.ts';
import { type WorkerRecord, wordsOfExit } from './worker-registry.ts';

const pollMs = 20;

/**
 * Resolves when every worker has initialised its virtual users and waits at the start, or when the run is to stop.
 * Throws why one did not: the script's own exception, or `WORKER_NOT_READY` with the state of whoever is late.
 */
export async function untilReady(session: Session): Promise<void> {
  const { ctx, registry, deadlines, stop } = session;
  const deadlineMs = ctx.monotonicMs() + deadlines.readyMs;
  while (!stop.aborted) {
    const late = registry.workers.filter((worker) => worker.readyMs === undefined);
    for (const worker of registry.workers) throwIfGone(session, worker);
    if (late.length === 0) return;
    if (ctx.monotonicMs() > deadlineMs) throw notReady(late, deadlines.readyMs);
    for (const worker of late) if (worker.registration) askWhetherReady(session, worker);
    await registry.nextChange(ctx, pollMs);
  }
}

function askWhetherReady(session: Session, worker: WorkerRecord): void {
  askStatus(session, worker, (status) => {
    if (status < k6Status.pausedBeforeRun) return;
    worker.readyMs ??= session.ctx.monotonicMs();
    session.registry.changed();
  });
}

function throwIfGone(session: Session, { index, exit, lost }: WorkerRecord): void {
  if (exit?.exitCode) {
    throw scriptError(session.plan.scenario.name, exit.exitCode, exit.logTail, session.sourceRoot);
  }
  const reason = lost ?? (exit && wordsOfExit(exit));
  if (reason) throw new LoadtestError('WORKER_FAILED', `worker ${index} is gone before the start: ${reason}`);
}

function notReady(late: readonly WorkerRecord[], readyMs: number): LoadtestError {
  const reasons = late.map(({ index, registration, note }) => {
    const state = registration ? 'is initialising' : 'has not registered';
    return `worker ${index} ${state}${note === undefined ? '' : ` (${note})`}`;
  });
  return new LoadtestError(
    'WORKER_NOT_READY',
    `not ready after ${readyMs / 1_000} s: ${reasons.join(', ')}`,
    {
      hint: 'many virtual users or a slow init need more time or more workers: see --ready-timeout',
    },
  );
}

/**
 * Runs `setup()` on the first worker and hands its data to all; false if the run was to stop before that was done.
 * Throws `SCRIPT_EXCEPTION` with the place in the source if it throws or takes too long, `WORKER_FAILED` if the
 * worker is lost over it.
 */
export async function setUp(session: Session): Promise<boolean> {
  const { stop, plan } = session;
  const [first] = present(session);
  if (!first) throw new LoadtestError('WORKER_FAILED', 'no worker is left to run setup');
  try {
    const data = await apiOf(session, first).setup(timeoutOf(plan.options.setupTimeout), stop);
    await Promise.all(present(session).map((worker) => apiOf(session, worker).provideSetup(data)));
    return true;
  } catch (error) {
    if (stop.aborted) return false;
    throw scriptException(session, 'setup', error);
  }
}

const defaultTimeoutMs = 60_000;

/** k6 itself ends `setup()` and `teardown()` in time and says so; its answer is waited for a little longer. */
const graceMs = 5_000;

export function timeoutOf(written: string | number | null | undefined): number {
  return (parseDuration(written ?? defaultTimeoutMs) ?? defaultTimeoutMs) + graceMs;
}

/** The error behind a failed `setup()` or `teardown()`: the user's own if k6 answered, else the worker's. */
export function scriptException(
  { plan, sourceRoot }: Session,
  stage: 'setup' | 'teardown',
  error: unknown,
): LoadtestError {
  if (!(error instanceof K6ApiError)) {
    return new LoadtestError('WORKER_FAILED', `a worker failed in ${stage}: ${messageOf(error)}`, {
      cause: error,
    });
  }
  const place = placeOfTrace(error.detail, sourceRoot);
  return new LoadtestError(
    'SCRIPT_EXCEPTION',
    `scenario "${plan.scenario.name}" throws in ${stage}: ${headlineOf(error.detail)}`,
    { places: place ? [place] : [], cause: error },
  );
}

/** Starts the load of all workers at once and gives the time; each worker's start offset is noted. Throws `WORKER_FAILED`. */
export async function unpause(session: Session): Promise<number> {
  const { ctx } = session;
  const originMs = ctx.monotonicMs();
  session.originMs = originMs;
  session.merge.start(originMs);
  await Promise.all(
    present(session).map(async (worker) => {
      await apiOf(session, worker)
        .unpause()
        .catch((error: unknown) => {
          const message = `worker ${worker.index} did not start: ${messageOf(error)}`;
          throw new LoadtestError('WORKER_FAILED', message, { cause: error });
        });
      worker.startOffsetMs = ctx.monotonicMs() - originMs;
    }),
  );
  return originMs;
}
