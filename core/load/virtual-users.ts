/** Iterations started per second, however slow the answers are (open model). */
export interface OpenLoad {
  readonly ratePerSec: number;
  /** Expected duration of one iteration, think time included. */
  readonly iterationMs: number;
  /** The part of it that is think time, which does not grow when the system slows down; 0 if not given. */
  readonly thinkMs?: number;
}

/** How many virtual users an arrival-rate scenario needs, in k6's words. */
export interface VirtualUsers {
  readonly preAllocatedVUs: number;
  readonly maxVUs: number;
}

/** Answers may become this many times slower than expected before an iteration is dropped for want of a free VU. */
export const slowdownCarried = 5;

/**
 * The virtual users that keep the arrival rate up, by Little's law: `N = λ·W` are busy on average, and with the spread of a
 * Poisson count rarely more than `N + 3·√N`. λ is `ratePerSec`; W is the expected iteration for `preAllocatedVUs`, and for
 * `maxVUs` `Z + 5·(W − Z)`: answers five times as slow, think time Z unchanged.
 */
export function virtualUsersFor({ ratePerSec, iterationMs, thinkMs = 0 }: OpenLoad): VirtualUsers {
  const needed = (durationMs: number) => {
    const busy = (ratePerSec * durationMs) / 1000;
    return Math.max(1, Math.ceil(busy + 3 * Math.sqrt(busy)));
  };
  const slowMs = thinkMs + slowdownCarried * (iterationMs - thinkMs);
  return { preAllocatedVUs: needed(iterationMs), maxVUs: needed(slowMs) };
}
