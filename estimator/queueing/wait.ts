import { erlangC, type Load } from './erlang.ts';

/** A queue with the mean service time S of one server, in seconds. */
export interface Queue extends Load {
  readonly serviceSec: number;
  /**
   * (Ca² + Cs²)/2, with the squared coefficients of variation of the times between arrivals and of service: 1 for
   * M/M/c, 1/2 for M/D/c; 1 unless given.
   */
  readonly variability?: number;
}

/** How long an arrival waits: not at all but for the share `delayed`, which waits `meanSec` on average. */
export interface Wait {
  readonly delayed: number;
  readonly meanSec: number;
}

/**
 * The wait in the queue. Of M/M/c it is exact: a share C (Erlang C) waits, exponentially with mean S/(c·(1 − ρ)).
 * Any other queue's is stretched by its variability, so that W = C·S/(c·(1 − ρ))·(Ca² + Cs²)/2 (Allen–Cunneen).
 */
export function waitOf(queue: Queue): Wait {
  const { servers, utilisation, serviceSec, variability = 1 } = queue;
  return {
    delayed: erlangC(queue),
    meanSec: (serviceSec / (servers * (1 - utilisation))) * variability,
  };
}

/** The mean wait of all arrivals, in seconds. */
export function meanWaitSec(queue: Queue): number {
  const { delayed, meanSec } = waitOf(queue);
  return delayed * meanSec;
}

/** P(W > t), the share of arrivals that wait longer than `sec` ≥ 0. */
export function waitTail({ delayed, meanSec }: Wait, sec: number): number {
  return delayed * Math.exp(-sec / meanSec);
}

/**
 * P(W₁ + W₂ > t) of two waits that are independent, with mᵢ their means and Cᵢ the shares that wait:
 *
 *     C₁·(1 − C₂)·e₁ + C₂·(1 − C₁)·e₂ + C₁·C₂·(m₁·e₁ − m₂·e₂)/(m₁ − m₂),   eᵢ = e^(−t/mᵢ)
 *
 * and (1 + t/m)·e for the last fraction where both means are m.
 */
export function bothWaitsTail(one: Wait, other: Wait, sec: number): number {
  const [first, second] = [Math.exp(-sec / one.meanSec), Math.exp(-sec / other.meanSec)];
  const apart = one.meanSec - other.meanSec;
  const both =
    Math.abs(apart) < 1e-9 * one.meanSec
      ? first * (1 + sec / one.meanSec)
      : (one.meanSec * first - other.meanSec * second) / apart;
  return (
    one.delayed * (1 - other.delayed) * first +
    other.delayed * (1 - one.delayed) * second +
    one.delayed * other.delayed * both
  );
}
