import type { Histogram } from '../../core/histogram.ts';
import { bucketsOf } from '../../core/percentile.ts';
import { bothWaitsTail, type Queue, type Wait, waitOf, waitTail } from '../queueing/wait.ts';
import { bisect } from '../statistics/bisect.ts';

/** The response times of an almost idle system as the middles of their buckets, each with its share of all. */
export interface LowLoadLatency {
  readonly points: readonly { readonly sec: number; readonly share: number }[];
}

/** The latency at low load, from a histogram of milliseconds. */
export function lowLoadLatency(histogram: Histogram): LowLoadLatency {
  const points = bucketsOf(histogram)
    .filter(({ count }) => count > 0)
    .map(({ low, high, count }) => ({ sec: middleOf(low, high) / 1_000, share: count / histogram.count }));
  return { points };
}

const assumedPoints = 1_000;

/** Exponential latency where only its mean is known; that of the service alone is what M/M/c assumes. */
export function assumedLatency(meanSec: number): LowLoadLatency {
  const share = 1 / assumedPoints;
  const points = Array.from({ length: assumedPoints }, (_, i) => ({
    sec: -meanSec * Math.log(1 - (i + 0.5) * share),
    share,
  }));
  return { points };
}

/** The middle on the histogram's logarithmic scale. */
function middleOf(low: number, high: number): number {
  return low > 0 ? Math.sqrt(low * high) : (low + high) / 2;
}

/** How long a response takes at a load, as the parts that it is made of. */
export interface LatencyModel {
  readonly lowLoad: LowLoadLatency;
  /** The CPU's queue; its wait comes on top of the latency at low load. */
  readonly queue: Queue;
  /** Added to every response, such as the longer service on part of a core. */
  readonly addedSec: number;
  /** How many times the model's wait a request really waits. */
  readonly stretch: number;
  /** The wait for what the server asks, beyond that of the low load; `null` for none. */
  readonly behind: Wait | null;
}

/**
 * P(R > t): the latency at low load and the wait for a CPU, convolved. Most of a response is spent elsewhere, so
 * percentiles cannot be added; with r_i the latency at low load, of share p_i, a the added time and W the wait,
 *
 *     P(R > t) = Σ_i p_i · P(W > t − r_i − a),   P(W > w) = C·e^(−w/(m·k)) for w ≥ 0, and 1 below
 *
 * with C Erlang's C, m the mean wait of those that wait, and k the stretch; behind something else that makes wait, W is the sum of
 * both waits.
 */
export function latencyTail(model: LatencyModel, sec: number): number {
  const { lowLoad, queue, addedSec, stretch, behind } = model;
  const { delayed, meanSec } = waitOf(queue);
  const wait = { delayed, meanSec: meanSec * stretch };
  const tail = (left: number) => (behind ? bothWaitsTail(wait, behind, left) : waitTail(wait, left));
  return lowLoad.points.reduce((sum, point) => {
    const left = sec - point.sec - addedSec;
    return sum + point.share * (left < 0 ? 1 : tail(left));
  }, 0);
}

/** The latency that a share `quantile` of the responses does not exceed, in seconds; for ρ < 1. */
export function latencyQuantileSec(model: LatencyModel, quantile: number): number {
  const missed = 1 - quantile;
  let high = model.queue.serviceSec + model.addedSec;
  while (latencyTail(model, high) > missed) high *= 2;
  return bisect((sec) => latencyTail(model, sec) > missed, 0, high);
}
