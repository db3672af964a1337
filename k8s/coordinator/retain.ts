import type { Context } from '../../core/context.ts';
import { checkpointEveryMs } from '../results/checkpoint.ts';

export interface Retention {
  /** Writes the result to the run's store, if it has one, and gives whether it took it. */
  readonly finish: (() => Promise<boolean>) | undefined;
  readonly isStored: boolean;
  readonly retainMs: number;
  /** For a result that the store has. */
  readonly storedRetainMs: number;
  /** Aborted when the result has been fetched, or the pod is to end. */
  readonly fetched: AbortSignal;
}

/**
 * Waits until a finished run may go: fetched, stored, or waited for long enough. A store that has not taken the
 * result is tried again meanwhile.
 */
export async function retain(
  ctx: Pick<Context, 'monotonicMs' | 'sleep'>,
  { finish, isStored, retainMs, storedRetainMs, fetched }: Retention,
): Promise<void> {
  const leftMs = (untilMs: number) => untilMs - ctx.monotonicMs();
  const untilMs = ctx.monotonicMs() + retainMs;
  let stored = isStored;
  while (finish && !stored && !fetched.aborted && leftMs(untilMs) > 0) {
    await ctx.sleep(Math.min(checkpointEveryMs, leftMs(untilMs)), fetched);
    stored = await finish();
  }
  const stayMs = stored ? Math.min(storedRetainMs, leftMs(untilMs)) : leftMs(untilMs);
  if (stayMs > 0) await ctx.sleep(stayMs, fetched);
}
