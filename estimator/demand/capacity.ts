import type { Capacity, Demand, DemandFit } from '../../core/records/index.ts';
import { halfWidth } from './use-fit.ts';

/** What of a demand says how much a server carries. */
type Read = Pick<
  Demand,
  'cpuSecPerRequest' | 'confidence' | 'idleCores' | 'highestRequestsPerSec' | 'evidence'
>;

/** A promise may be above what comes of it by this factor, and no more. */
const mostOverPromise = 1.2;

/**
 * X_max = (c − U0)/D, with `cores` c that the server can use; no more than a hidden bottleneck lets through. The
 * interval is that of D and U0 together (delta method): Var = (Var U0 + 2·X·Cov + X²·Var D)/D², and from below no higher
 * than what the measurements prove.
 */
export function capacityOf(demand: Read, cores: number): Capacity {
  const { cpuSecPerRequest, idleCores, highestRequestsPerSec, evidence } = demand;
  const { low, mid, high } = cpuSecPerRequest;
  const visible = (cores - idleCores) / mid;
  const { fit, hiddenBottleneck, provenPerSec } = evidence;
  const held = hiddenBottleneck?.throughputPerSec;
  if (held && held.mid < visible) {
    return {
      perSec: held,
      basis: 'hidden-bottleneck',
      promisedPerSec: Math.min(held.mid, provenPerSec),
      extrapolation: held.mid / highestRequestsPerSec,
    };
  }
  const half = fit ? capacityHalfWidth(demand, visible, fit) : undefined;
  const perSec =
    half === undefined
      ? { low: (cores - idleCores) / high, high: low > 0 ? (cores - idleCores) / low : Infinity }
      : { low: Math.max(0, visible - half), high: visible + half };
  const least = Math.min(provenPerSec, Math.max(perSec.low, highestRequestsPerSec));
  const isSure = mostOverPromise * least >= visible;
  return {
    perSec: { low: Math.min(perSec.low, provenPerSec), mid: visible, high: perSec.high },
    basis: isSure ? 'cpu' : 'bound',
    promisedPerSec: isSure ? visible : least,
    extrapolation: visible / highestRequestsPerSec,
  };
}

function capacityHalfWidth(
  { cpuSecPerRequest, confidence, evidence }: Read,
  perSec: number,
  { covariance, loads }: DemandFit,
) {
  if (!covariance) return undefined;
  const variance = covariance.base + 2 * perSec * covariance.both + perSec ** 2 * covariance.demand;
  const widened = 2 ** evidence.concerns.length;
  return (widened * halfWidth(loads - 2, variance, confidence)) / cpuSecPerRequest.mid;
}
