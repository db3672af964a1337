import type { LoadtestError } from '../../core/errors.ts';
import { scriptException, timeoutOf } from './barrier.ts';
import { apiOf, present, type Session } from './session.ts';

/** Runs `teardown()` once, on the first worker that is left; gives the error if it throws. */
export async function tearDown(session: Session): Promise<LoadtestError | undefined> {
  const [first] = present(session);
  if (!first) return undefined;
  try {
    await apiOf(session, first).teardown(timeoutOf(session.plan.options.teardownTimeout));
    return undefined;
  } catch (error) {
    return scriptException(session, 'teardown', error);
  }
}

/**
 * Lets the workers go and waits until each has pushed its final state, which k6 does on its way out, and reported
 * its exit. One that does not in time is lost.
 */
export async function releaseAll(session: Session): Promise<void> {
  const { ctx, registry, deadlines, release } = session;
  const deadlineMs = ctx.monotonicMs() + deadlines.leaveMs;
  release.abort();
  while (present(session).some((worker) => worker.registration)) {
    const leftMs = deadlineMs - ctx.monotonicMs();
    if (leftMs <= 0) break;
    await registry.nextChange(ctx, leftMs);
  }
  for (const { index, registration } of present(session)) {
    registry.lose(index, registration ? 'did not leave when it was released' : 'never registered');
  }
  for (const api of session.apis.values()) api.close();
}
