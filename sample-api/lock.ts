import { setTimeout as sleep } from 'node:timers/promises';

/** A lock that each caller in turn holds for the same time, without using CPU. */
export interface Lock {
  /** Resolves when the caller has held the lock; rejects when the signal is aborted before. */
  pass(signal: AbortSignal): Promise<void>;
}

/**
 * A lock held for `holdMs` by each. The holds follow each other by the clock and not by the timers that end them,
 * which are late; so exactly 1000 / `holdMs` callers pass in a second, and no more.
 */
export function createLock(holdMs: number): Lock {
  let freeAtMs = 0;
  return {
    pass: async (signal) => {
      const nowMs = performance.now();
      freeAtMs = Math.max(nowMs, freeAtMs) + holdMs;
      await sleep(Math.ceil(freeAtMs - nowMs), undefined, { signal });
    },
  };
}
