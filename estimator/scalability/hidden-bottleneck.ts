import { formatCount, formatMs, formatPercent, formatRate } from '../../core/quantity.ts';
import type { Interval } from '../../core/records/index.ts';
import type { Plateau } from './plateau.ts';
import type { ResponseLoad } from './response-growth.ts';

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

/** Whether so much less than what an observed resource would allow is a limit of its own. */
export function isNoticeable(perSec: number, { throughputPerSec }: VisibleLimit): boolean {
  return perSec < nearVisible * throughputPerSec;
}

/**
 * Whether something that nobody observed limits throughput: it stopped below 85 % of what every observed resource
 * would allow, with each of them less than 80 % used.
 */
export function isHiddenBottleneck({ throughputPerSec }: Plateau, limits: readonly VisibleLimit[]): boolean {
  return (
    limits.length > 0 &&
    limits.every((limit) => isNoticeable(throughputPerSec, limit) && limit.used < notBusy * limit.capacity)
  );
}

const advice = 'look for a lock, a pool or a service behind; more instances help only if each has its own';

/** A bottleneck that no load reached, in a sentence: where the wait in front of it will have no end. */
export function growingResponsesText(
  loads: readonly ResponseLoad[],
  { low, high }: Interval,
  { resource, throughputPerSec }: VisibleLimit,
): string {
  const rising = loads.toSorted((a, b) => a.perSec - b.perSec);
  const at = (load: ResponseLoad | undefined) =>
    load ? `${formatMs(1_000 * load.responseSec)} at ${formatRate(load.perSec)}` : '';
  return `a bottleneck that was not observed lets through about ${formatRate(low)} to ${formatRate(high)}, where ${resource} would allow ${formatRate(throughputPerSec)}: responses grow from ${at(rising[0])} to ${at(rising.at(-1))}, more than waiting for the CPU explains; if nothing else kept the machine busy, ${advice}`;
}

/** The bottleneck in a sentence. */
export function hiddenBottleneckText(plateau: Plateau, limits: readonly VisibleLimit[]): string {
  const allowed = limits.map(
    ({ resource, used, capacity, throughputPerSec }) =>
      `${resource} was used to ${formatPercent(used / capacity)} and would allow ${formatRate(throughputPerSec)}`,
  );
  return `a bottleneck that was not observed holds throughput at ${formatRate(plateau.throughputPerSec)} from ${formatCount(plateau.fromConcurrency)} in flight on, where ${allowed.join(', ')}: ${advice}`;
}
