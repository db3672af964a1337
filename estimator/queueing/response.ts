import { bisect } from '../statistics/bisect.ts';
import { erlangC } from './erlang.ts';
import { meanWaitSec, type Queue } from './wait.ts';

/**
 * P(R > t) of M/M/c, first come first served: the share of arrivals whose wait and service together last longer
 * than `sec`. With μ = 1/S and θ = c·μ·(1 − ρ):
 *
 *     P(R > t) = (1 − C)·e^(−μt) + C·(θ·e^(−μt) − μ·e^(−θt)) / (θ − μ),   and e^(−μt)·(1 + C·μ·t) where θ = μ
 *
 * (the convolution of the wait's distribution with an exponential service time; Gross & Harris, ch. 2).
 */
export function responseTail(queue: Queue, sec: number): number {
  const mu = 1 / queue.serviceSec;
  const theta = queue.servers * mu * (1 - queue.utilisation);
  const delayed = erlangC(queue);
  const served = Math.exp(-mu * sec);
  if (Math.abs(theta - mu) < 1e-9 * mu) return served * (1 + delayed * mu * sec);
  const both = (theta * served - mu * Math.exp(-theta * sec)) / (theta - mu);
  return (1 - delayed) * served + delayed * both;
}

/** The response time of M/M/c that a share `quantile` of the arrivals does not exceed, in seconds; for ρ < 1. */
export function responseQuantileSec(queue: Queue, quantile: number): number {
  const missed = 1 - quantile;
  let high = queue.serviceSec;
  while (responseTail(queue, high) > missed) high *= 2;
  return bisect((sec) => responseTail(queue, sec) > missed, 0, high);
}

/** The mean response time R = S + W, in seconds. */
export function meanResponseSec(queue: Queue): number {
  return queue.serviceSec + meanWaitSec(queue);
}
