import type { Interval } from '../../core/records/index.ts';
import type { Load } from '../queueing/erlang.ts';
import { bisect } from '../statistics/bisect.ts';
import { type LatencyModel, latencyQuantileSec } from './latency-model.ts';

/** A step that was measured: the load on the server, and the latency at the objective's quantile. */
export interface CalibrationStep extends Load {
  readonly latencySec: number;
}

/** How many times the modelled wait a request really waits, and whether a measured step says so. */
export interface Stretch extends Interval {
  readonly isMeasured: boolean;
}

/** A step tells the stretch where the modelled wait lifts the latency by this share at least. */
const leastLift = 0.2;
/** How well one step tells it. */
const measuredSpread = 0.15;
/** On a shared machine the wait was seen to be up to 1.85 times that of the model. */
const unmeasured: Stretch = { low: 1, mid: 1, high: 2, isMeasured: false };
const mostStretch = 20;

/**
 * The stretch k of the wait, at which the modelled latency is the measured one, over the steps near enough to the
 * limit to show a wait: up to 60 % of several cores none of them is, and k would be noise.
 */
export function calibrate(
  model: Omit<LatencyModel, 'stretch'>,
  quantile: number,
  steps: readonly CalibrationStep[],
): Stretch {
  const latencyAt = ({ servers, utilisation }: Load, stretch: number) =>
    latencyQuantileSec({ ...model, queue: { ...model.queue, servers, utilisation }, stretch }, quantile);
  const stretches = steps
    .filter(
      (step) =>
        step.utilisation < 1 &&
        latencyAt(step, 1) >= (1 + leastLift) * latencyAt({ ...step, utilisation: 0 }, 1),
    )
    .map((step) => bisect((stretch) => latencyAt(step, stretch) < step.latencySec, 1e-3, mostStretch))
    .toSorted((a, b) => a - b);
  const [least] = stretches;
  const most = stretches.at(-1);
  if (least === undefined || most === undefined) return unmeasured;
  const mid = stretches.reduce((sum, each) => sum + each, 0) / stretches.length;
  return { low: least * (1 - measuredSpread), mid, high: most * (1 + measuredSpread), isMeasured: true };
}
