import type { Random } from './random.ts';

/** How long a user thinks before the next step: a drawn number of seconds, ready for k6's `sleep`. */
export type ThinkTime = (random: Random) => number;

export interface Truncation {
  /** Longer thoughts are never drawn; without it there is no limit. */
  readonly maxSeconds?: number;
}

/** The same pause each time. */
export function constant(seconds: number): ThinkTime {
  requireNumber('seconds', seconds, 0);
  return () => seconds;
}

/** Anything between two limits, equally likely. */
export function uniform(minSeconds: number, maxSeconds: number): ThinkTime {
  requireNumber('minSeconds', minSeconds, 0);
  requireNumber('maxSeconds', maxSeconds, minSeconds);
  return (random) => minSeconds + (maxSeconds - minSeconds) * random();
}

/**
 * Exponential: many short pauses and a few long ones, as between independent actions.
 *
 * Drawn by the inverse of the distribution, truncated at M: `t = −m·ln(1 − u·F(M))`, `F(M) = 1 − e^(−M/m)`, with
 * the mean m of the untruncated distribution and u uniform in [0, 1).
 */
export function exponential(meanSeconds: number, { maxSeconds = Infinity }: Truncation = {}): ThinkTime {
  requireNumber('meanSeconds', meanSeconds, Number.MIN_VALUE);
  requireNumber('maxSeconds', maxSeconds, Number.MIN_VALUE, Infinity);
  const reachable = 1 - Math.exp(-maxSeconds / meanSeconds);
  return (random) => Math.min(maxSeconds, -meanSeconds * Math.log(1 - random() * reachable));
}

/**
 * Lognormal: the usual shape of human reading time, a hump with a long tail. Half of all pauses are shorter than
 * the median; `sigma` is the spread of their logarithm (0.5 narrow, 1 wide). The mean is `median·e^(σ²/2)`.
 *
 * Drawn by the Box-Muller transform: `t = median·e^(σ·z)`, `z = √(−2·ln u₁)·cos(2π·u₂)`; what exceeds `maxSeconds` is
 * drawn again, so the maximum must not lie below the median.
 */
export function lognormal(
  medianSeconds: number,
  sigma: number,
  { maxSeconds = Infinity }: Truncation = {},
): ThinkTime {
  requireNumber('medianSeconds', medianSeconds, Number.MIN_VALUE);
  requireNumber('sigma', sigma, 0);
  requireNumber('maxSeconds', maxSeconds, medianSeconds, Infinity);
  const draw = (random: Random): number => {
    const seconds = medianSeconds * Math.exp(sigma * standardNormal(random));
    return seconds <= maxSeconds ? seconds : draw(random);
  };
  return draw;
}

function standardNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function requireNumber(name: string, value: number, least: number, most = Number.MAX_VALUE): void {
  if (value >= least && value <= most) return;
  const expected = least === Number.MIN_VALUE ? '> 0' : `>= ${least}`;
  throw new RangeError(`think time: ${name} must be ${expected}, got ${value}`);
}
