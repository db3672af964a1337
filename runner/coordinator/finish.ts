import { parseDuration } from '../../core/duration.ts';
import type { LoadtestError } from '../../core/errors.ts';
import { scriptException } from './barrier.ts';
import { apiOf, present, type Session } from './session.ts';

const defaultTeardownTimeoutMs = 60_000;

/** Runs `teardown()` once, on the first worker that is left; gives the error if it throws. */
export async function tearDown(session: Session): Promise<LoadtestError | undefined> {
  const [first] = present(session);
  if (!first) return undefined;
  const written = session.plan.options.teardownTimeout ?? defaultTeardownTimeoutMs;
  try {
    await apiOf(session, first).teardown(parseDuration(written) ?? defaultTeardownTimeoutMs);
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
  registry.changed();
  while (present(session).some((worker) => worker.registration)) {
    const leftMs = deadlineMs - ctx.monotonicMs();
    if (leftMs <= 0) break;
    const waited = new AbortController();
    await Promise.race([ctx.sleep(leftMs, waited.signal), registry.nextChange()]);
    waited.abort();
  }
  for (const { index } of present(session)) registry.lose(index, 'did not leave when it was released');
  for (const api of session.apis.values()) api.close();
}
