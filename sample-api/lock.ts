import { setTimeout as sleep } from 'node:timers/promises';

/** A lock that each caller in turn holds for the same time, without using CPU. */
export interface Lock {
  /** Resolves when the caller has held the lock; rejects when the signal is aborted before. */
  pass(signal: AbortSignal): Promise<void>;
}

/**
 * A lock held for `holdMs` by each, and by as many at a time as it has slots. The holds of a slot follow each other by the clock
 * and not by the timers that end them, which are late; so exactly 1000 · `slots` / `holdMs` callers pass in a second, and no more.
 */
export function createLock(holdMs: number, slots: number): Lock {
  const freeAtMs = Array.from({ length: slots }, () => 0);
  return {
    pass: async (signal) => {
      const nowMs = performance.now();
      const slot = freeAtMs.indexOf(Math.min(...freeAtMs));
      const endMs = Math.max(nowMs, freeAtMs[slot] ?? 0) + holdMs;
      freeAtMs[slot] = endMs;
      await sleep(Math.ceil(endMs - nowMs), undefined, { signal });
    },
  };
}
