import type { Histogram } from '../../core/histogram.ts';
import { bucketsOf } from '../../core/percentile.ts';

/** How much the service times of one server differ, and who says so. */
export interface ServiceVariability {
  /** Cs², the squared coefficient of variation: 0 where all are equal, 1 of exponential ones. */
  readonly squared: number;
  readonly basis: 'stated' | 'low-load' | 'assumed';
}

/** As exponential service times vary: what M/M/c assumes. */
export const exponentialService: ServiceVariability = { squared: 1, basis: 'assumed' };

/** A few responses that ran into a time-out say nothing of the CPU: no simulated system was checked beyond this. */
const mostSquared = 4;

/**
 * Cs² as far as the response times at low load tell it. A response R is the service S, of mean D, and what is spent elsewhere.
 * Is that independent of S, then Var S ≤ Var R; does it grow with S, S varies as R does. So
 *
 *     Var R / R̄²  ≤  Cs²  ≤  Var R / D²
 *
 * and of what lies between, the value nearest to that of exponential service is taken. Within its bucket a response is
 * anywhere, so that wide buckets tell nothing.
 */
export function serviceVariabilityOf(
  lowLoad: Histogram | null,
  cpuSec: number,
  stated?: number,
): ServiceVariability {
  if (stated !== undefined) return { squared: stated, basis: 'stated' };
  if (lowLoad === null || lowLoad.count === 0) return exponentialService;
  const { meanSec, variance } = momentsOf(lowLoad);
  const [least, most] = [variance / meanSec ** 2, variance / cpuSec ** 2];
  const squared = Math.min(mostSquared, Math.max(least, Math.min(1, most)));
  return { squared, basis: squared === 1 ? 'assumed' : 'low-load' };
}

function momentsOf(histogram: Histogram) {
  const buckets = [...bucketsOf(histogram)].map(({ low, high, count }) => ({
    middle: (low + high) / 2_000,
    widthSec: (high - low) / 1_000,
    share: count / histogram.count,
  }));
  const meanSec = buckets.reduce((sum, { middle, share }) => sum + share * middle, 0);
  const variance = buckets.reduce(
    (sum, { middle, widthSec, share }) => sum + share * ((middle - meanSec) ** 2 + widthSec ** 2 / 12),
    0,
  );
  return { meanSec, variance };
}

/** The variability in words. */
export function serviceVariabilityText({ squared, basis }: ServiceVariability): string {
  const value = `Cs² = ${Number(squared.toPrecision(2))}`;
  const why = { stated: 'as stated', 'low-load': 'by the latency at low load', assumed: 'assumed' };
  return basis === 'assumed'
    ? `service times vary as exponential ones do (${value}, ${why[basis]})`
    : `service times vary with ${value}, ${why[basis]}`;
}
