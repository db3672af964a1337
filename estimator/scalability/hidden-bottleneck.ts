import { formatCount, formatPercent, formatRate } from '../../core/quantity.ts';
import type { Plateau } from './plateau.ts';

/** What a resource would allow, beside where throughput stopped. */
export interface VisibleLimit {
  readonly resource: string;
  /** What the system has of it, and what it used on the plateau. */
  readonly capacity: number;
  readonly used: number;
  /** X_vis = (capacity − U0)/D, the throughput at which the resource would be used up. */
  readonly throughputPerSec: number;
}

const nearVisible = 0.85;
const notBusy = 0.8;

/**
 * Whether something that nobody observed limits throughput: it stopped below 85 % of what every observed resource
 * would allow, with each of them less than 80 % used.
 */
export function isHiddenBottleneck({ throughputPerSec }: Plateau, limits: readonly VisibleLimit[]): boolean {
  return (
    limits.length > 0 &&
    limits.every(
      (limit) =>
        throughputPerSec < nearVisible * limit.throughputPerSec && limit.used < notBusy * limit.capacity,
    )
  );
}

/** The bottleneck in a sentence. */
export function hiddenBottleneckText(plateau: Plateau, limits: readonly VisibleLimit[]): string {
  const allowed = limits.map(
    ({ resource, used, capacity, throughputPerSec }) =>
      `${resource} was used to ${formatPercent(used / capacity)} and would allow ${formatRate(throughputPerSec)}`,
  );
  return `a bottleneck that was not observed holds throughput at ${formatRate(plateau.throughputPerSec)} from ${formatCount(plateau.fromConcurrency)} in flight on, where ${allowed.join(', ')}: look for a lock, a pool or a service behind; more instances help only if each has its own`;
}
