import type { Context } from '../../../core/context.ts';
import { type Reading, sumOf } from './read-metrics.ts';

export interface Settled {
  readonly reading: Reading;
  /** Later readings would bring nothing more. */
  readonly isFinal: boolean;
}

/** Metrics of one minute are complete by then. */
export const completeAfterMs = 5 * 60_000;
/**
 * The last period may end a minute after the run, and its data come two to three minutes after that: that two earlier
 * readings agree says only that nothing has come yet.
 */
const agreeAfterMs = 4 * 60_000;
const pauseMs = 30_000;

/**
 * Reads until two readings agree or the data are complete, at most until `untilMs`; reads once if that is past. Times
 * are wall clock; `endMs` is the end of what is read.
 */
export async function readUntilSettled(
  ctx: Pick<Context, 'now' | 'sleep'>,
  read: () => Promise<Reading>,
  {
    endMs,
    untilMs,
    signal,
  }: { readonly endMs: number; readonly untilMs: number; readonly signal?: AbortSignal },
): Promise<Settled> {
  const completeMs = endMs + completeAfterMs;
  let startedMs = ctx.now();
  let reading = await read();
  while (startedMs < completeMs) {
    const restMs = Math.min(completeMs, untilMs) - ctx.now();
    if (restMs <= 0 || signal?.aborted) return { reading, isFinal: false };
    await ctx.sleep(Math.min(pauseMs, restMs), signal);
    startedMs = ctx.now();
    // Whatever fails now, what has been read is kept.
    const next = await read().catch(() => undefined);
    if (!next) return { reading, isFinal: false };
    const agrees = startedMs >= endMs + agreeAfterMs && areEqual(reading, next);
    reading = sumOf(reading, next);
    if (agrees) break;
  }
  return { reading, isFinal: reading.metrics.every(({ state }) => state === 'complete') };
}

function areEqual(a: Reading, b: Reading): boolean {
  const values = ({ metrics }: Reading) =>
    JSON.stringify(metrics.map(({ points, state }) => [points, state]));
  return values(a) === values(b);
}
