import type { MeasurementBin } from '../../core/records/index.ts';
import type { LowLoadLatency } from './latency-model.ts';

type Bin = Pick<MeasurementBin, 'total' | 'durationMs'>;
/** A share of the responses as y = −ln(1 − u), and the time that it does not exceed. */
type Knot = readonly [y: number, sec: number];

/** The percentiles that a table may have, by their quantile. */
const stated = [
  [0.5, 'p50Ms'],
  [0.95, 'p95Ms'],
  [0.99, 'p99Ms'],
] as const;

const points = { all: 2_000, leastOfBin: 20 };

/**
 * The response times of bins that state percentiles, merged over the bins. In each they are taken as exponential from one
 * percentile to the next, and beyond the last as before it: on the axis y a straight line. `null` where no bin states any.
 */
export function tableLatency(bins: readonly Bin[]): LowLoadLatency | null {
  const told = bins.map((bin) => ({ knots: knotsOf(bin.total), requests: requestsIn([bin]) }));
  const known = told.filter(({ knots, requests }) => knots.length > 0 && requests > 0);
  if (known.length === 0) return null;
  const all = known.reduce((sum, { requests }) => sum + requests, 0);
  const count = Math.max(points.leastOfBin, Math.ceil(points.all / known.length));
  return {
    // Bins take different shares, so that equal ones are together as finely divided as one.
    points: known.flatMap(({ knots, requests }, place) =>
      Array.from({ length: count }, (_, i) => ({
        sec: secAt(knots, -Math.log(1 - (i + (place + 0.5) / known.length) / count)),
        share: requests / all / count,
      })),
    ),
  };
}

/** Requests that ended in the bins. */
export function requestsIn(bins: readonly Bin[]): number {
  return bins.reduce((sum, { total, durationMs }) => sum + (total.throughputPerSec * durationMs) / 1_000, 0);
}

/** The time that a share `quantile` of the responses does not exceed. */
export function quantileOf({ points }: LowLoadLatency, quantile: number): number {
  const sorted = points.toSorted((a, b) => a.sec - b.sec);
  let below = 0;
  const found = sorted.find(({ share }) => {
    below += share;
    return below >= quantile - 1e-9;
  });
  return (found ?? sorted.at(-1))?.sec ?? 0;
}

/** Those percentiles that are above all before them. */
function knotsOf(total: Bin['total']): readonly Knot[] {
  const told = stated.flatMap(([quantile, column]): Knot[] => {
    const ms = total[column];
    return ms === null ? [] : [[-Math.log(1 - quantile), ms / 1_000]];
  });
  return told.filter(([, sec], i) => sec > 0 && told.slice(0, i).every(([, before]) => before < sec));
}

function secAt(knots: readonly Knot[], y: number): number {
  const above = knots.findIndex(([at]) => at >= y);
  const [toY, toSec] = knots.at(above) ?? [1, 0];
  const [fromY, fromSec] = knots[(above < 0 ? knots.length : above + 1) - 2] ?? [0, 0];
  return fromSec + ((toSec - fromSec) * (y - fromY)) / (toY - fromY);
}
