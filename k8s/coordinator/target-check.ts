import type { Context } from '../../core/context.ts';
import { LoadtestError } from '../../core/errors.ts';
import { probe } from '../../runner/local/probe.ts';

const pollMs = 500;

/** A new pod's way out may take some seconds until it is open. */
const doubtMs = 10_000;

/** Asks the target for an answer, as pods see it, and gives why there is none: `TARGET_DOWN`. */
export async function checkTarget(
  ctx: Pick<Context, 'monotonicMs' | 'sleep'>,
  url: string,
  stop: AbortSignal,
): Promise<LoadtestError | undefined> {
  const deadlineMs = ctx.monotonicMs() + doubtMs;
  for (;;) {
    const reason = await probe(url);
    if (reason === undefined || stop.aborted) return undefined;
    if (ctx.monotonicMs() > deadlineMs) {
      return new LoadtestError('TARGET_DOWN', `target ${url} is down, seen from a pod: ${reason}`, {
        hint: 'no load was sent; is it up, and may pods of this namespace reach it? see kubernetes.targetPods',
      });
    }
    await ctx.sleep(pollMs, stop);
  }
}
