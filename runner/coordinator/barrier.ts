import { parseDuration } from '../../core/duration.ts';
import { LoadtestError, messageOf } from '../../core/errors.ts';
import { headlineOf, placeOfTrace, scriptError } from '../bundle/k6-error.ts';
import { connectK6, K6ApiError, k6Status } from './k6-api.ts';
import { apiOf, present, type Session } from './session.ts';
import type { WorkerRecord } from './worker-registry.ts';

const pollMs = 20;
const defaultSetupTimeoutMs = 60_000;

/**
 * Resolves when every worker has initialised its virtual users and waits at the start. Throws why one did not:
 * the script's own exception, or `WORKER_NOT_READY` with the state of whoever is late.
 */
export async function untilReady(session: Session): Promise<void> {
  const { ctx, registry, deadlines } = session;
  const deadlineMs = ctx.monotonicMs() + deadlines.readyMs;
  while (!registry.workers.every((worker) => worker.readyMs !== undefined)) {
    if (session.stop.aborted) return;
    for (const worker of registry.workers) throwIfGone(session, worker);
    if (ctx.monotonicMs() > deadlineMs) throw notReady(registry.workers, deadlines.readyMs);
    await Promise.all(present(session).map((worker) => pollReady(session, worker)));
    await Promise.race([ctx.sleep(pollMs), registry.nextChange()]);
  }
}

async function pollReady(session: Session, worker: WorkerRecord): Promise<void> {
  if (!worker.registration || worker.readyMs !== undefined) return;
  const api = session.apis.get(worker.index) ?? connectK6(worker.registration.address);
  session.apis.set(worker.index, api);
  const answer = await api.status().catch(() => undefined);
  if (answer && answer.status >= k6Status.pausedBeforeRun) worker.readyMs = session.ctx.monotonicMs();
}

function throwIfGone(session: Session, { index, exit, lost }: WorkerRecord): void {
  if (exit?.exitCode)
    throw scriptError(session.plan.scenario.name, exit.exitCode, exit.logTail, session.sourceRoot);
  const reason =
    lost ?? (exit && `k6 ended by ${exit.signal ?? `exit code ${exit.exitCode}`}: ${exit.logTail}`);
  if (reason) throw new LoadtestError('WORKER_FAILED', `worker ${index} is gone before the start: ${reason}`);
}

function notReady(workers: readonly WorkerRecord[], readyMs: number): LoadtestError {
  const late = workers
    .filter((worker) => worker.readyMs === undefined)
    .map(
      ({ index, registration }) =>
        `worker ${index} ${registration ? 'is initialising' : 'has not registered'}`,
    );
  return new LoadtestError('WORKER_NOT_READY', `not ready after ${readyMs / 1_000} s: ${late.join(', ')}`, {
    hint: 'many virtual users or a slow init need more time or more workers: see --ready-timeout',
  });
}

/**
 * Runs `setup()` on the first worker and hands its data to all. Throws `SCRIPT_EXCEPTION` with the place in the
 * source if it throws or takes too long.
 */
export async function setUp(session: Session): Promise<void> {
  const [first] = present(session);
  if (!first) return;
  const timeoutMs =
    parseDuration(session.plan.options.setupTimeout ?? defaultSetupTimeoutMs) ?? defaultSetupTimeoutMs;
  const data = await apiOf(session, first)
    .setup(timeoutMs)
    .catch((error: unknown) => {
      throw scriptException(session, 'setup', error);
    });
  await Promise.all(present(session).map((worker) => apiOf(session, worker).provideSetup(data)));
}

/** The user's error behind a failed `setup()` or `teardown()`. */
export function scriptException(
  session: Session,
  stage: 'setup' | 'teardown',
  error: unknown,
): LoadtestError {
  const message = error instanceof K6ApiError ? error.detail : messageOf(error);
  const place = placeOfTrace(message, session.sourceRoot);
  const { name } = session.plan.scenario;
  return new LoadtestError(
    'SCRIPT_EXCEPTION',
    `scenario "${name}" throws in ${stage}: ${headlineOf(message)}`,
    {
      places: place ? [place] : [],
      cause: error,
    },
  );
}

/** Starts the load of all workers at once and gives the time; each worker's start offset is noted. */
export async function unpause(session: Session): Promise<number> {
  const { ctx } = session;
  const originMs = ctx.monotonicMs();
  await Promise.all(
    present(session).map(async (worker) => {
      await apiOf(session, worker).unpause();
      worker.startOffsetMs = ctx.monotonicMs() - originMs;
    }),
  );
  session.merge.start(originMs);
  return originMs;
}
