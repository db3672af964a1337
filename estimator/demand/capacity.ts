import type { Demand, DemandFit, Interval } from '../../core/records/index.ts';
import { halfWidth } from './use-fit.ts';

/** The highest throughput of one server. */
export interface Capacity {
  readonly perSec: Interval;
  /** What says so: the observed CPU, or a plateau that it does not explain. */
  readonly basis: 'cpu' | 'hidden-bottleneck';
  /** Over the highest throughput that was measured: past 1 it is extrapolated. */
  readonly extrapolation: number;
}

/**
 * X_max = (c − U0)/D, with `cores` c that the server can use; no more than a hidden bottleneck lets through. The
 * interval is that of D and U0 together (delta method): Var = (Var U0 + 2·X·Cov + X²·Var D)/D².
 */
export function capacityOf(demand: Demand, cores: number): Capacity {
  const { cpuSecPerRequest, idleCores, highestRequestsPerSec, evidence } = demand;
  const { low, mid, high } = cpuSecPerRequest;
  const visible = (cores - idleCores) / mid;
  const { fit, hiddenBottleneck } = evidence;
  const half = fit ? capacityHalfWidth(demand, visible, fit) : undefined;
  const perSec =
    half === undefined
      ? {
          low: (cores - idleCores) / high,
          mid: visible,
          high: low > 0 ? (cores - idleCores) / low : Infinity,
        }
      : { low: Math.max(0, visible - half), mid: visible, high: visible + half };
  const held = hiddenBottleneck?.throughputPerSec;
  if (held && held.mid < visible) {
    return { perSec: held, basis: 'hidden-bottleneck', extrapolation: held.mid / highestRequestsPerSec };
  }
  return { perSec, basis: 'cpu', extrapolation: visible / highestRequestsPerSec };
}

function capacityHalfWidth(
  { cpuSecPerRequest, confidence, evidence }: Demand,
  perSec: number,
  { covariance, loads }: DemandFit,
) {
  if (!covariance) return undefined;
  const variance = covariance.base + 2 * perSec * covariance.both + perSec ** 2 * covariance.demand;
  const widened = 2 ** evidence.concerns.length;
  return (widened * halfWidth(loads - 2, variance, confidence)) / cpuSecPerRequest.mid;
}
