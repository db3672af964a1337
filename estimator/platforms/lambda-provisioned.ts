import { formatPercent } from '../../core/quantity.ts';
import type { Interval, PriceRow, Rejection } from '../../core/records/index.ts';
import { hoursPerMonth, type Line, tierLine } from '../cost/line.ts';
import { findPrice } from '../prices/find-price.ts';
import { erlangB, serversForLoss } from '../queueing/erlang.ts';
import type { Site } from '../sizing/site.ts';
import { rejectionOf } from './cheapest.ts';
import type { Plan } from './platform.ts';

/** What a function is called for in a month. */
export interface Calls {
  /** Requests that are served at a time at the design load, a = λ·d. */
  readonly inFlight: Interval;
  readonly requestPrice: PriceRow;
  /** On demand. */
  readonly durationTiers: readonly PriceRow[];
  readonly requests: number;
  readonly gbSeconds: number;
  /** Environments that may be planned for. */
  readonly limit: number;
}

/** Of the requests of the design load, those that may find every environment busy where as many are kept as it needs. */
const mostSpilled = 0.01;

/**
 * The same function with environments that are kept ready all month, as many as are stated or, for `peak`, as the design load
 * needs; nothing where none are asked for. A request that finds all P of them busy, a share B(P, a) by Erlang's loss formula,
 * is served and paid on demand.
 */
export function keptReady(site: Site, onDemand: Plan, calls: Calls): readonly (Plan | Rejection)[] {
  const { deployment } = site;
  const { lambdaProvisionedConcurrency: stated } = deployment;
  if (stated === undefined) return [];
  const readyFor = (inFlight: number) => (stated === 'peak' ? serversForLoss(inFlight, mostSpilled) : stated);
  const ready = readyFor(calls.inFlight.mid);
  const size = `${onDemand.size}, ${ready} provisioned`;
  if (ready > calls.limit)
    return [
      rejectionOf({ ...onDemand, size }, `${ready} are kept ready, and ${calls.limit} may be planned for`),
    ];
  const tasksAt = (inFlight: number) => Math.max(readyFor(inFlight), Math.ceil(inFlight));
  const mid = tasksAt(calls.inFlight.mid);
  const month = monthOf(site, onDemand, calls, readyFor);
  const { spilledShare, busyShare } = month.useAt(1);
  return [
    {
      ...onDemand,
      size,
      provisionedConcurrency: ready,
      tasks: { low: tasksAt(calls.inFlight.low), mid, high: tasksAt(calls.inFlight.high) },
      utilisation: mid / deployment.lambdaConcurrency,
      notes: [
        ...onDemand.notes,
        `the ${ready} are kept all month; ${formatPercent(spilledShare)} of the requests find all of them busy, are paid on demand and may start cold`,
        breakEvenText(month.breakEvenShare, busyShare),
      ],
      charges: { ...onDemand.charges, linesOf: () => month.linesAt(1), linesAt: month.linesAt },
    },
  ];
}

/** The month with so many environments ready, for so many times the load and its demand. */
function monthOf(
  { priceBook, region, traffic, requestsPerSec }: Site,
  { architecture, memoryGb }: Plan,
  { inFlight, requestPrice, durationTiers, requests, gbSeconds }: Calls,
  readyFor: (inFlight: number) => number,
) {
  const query = { service: 'AWSLambda', region, attributes: { arch: architecture } };
  const keptPrice = findPrice(priceBook, { ...query, item: 'provisioned concurrency' });
  const servedPrice = findPrice(priceBook, { ...query, item: 'duration on provisioned concurrency' });
  const useAt = (factor: number) => {
    const ready = readyFor(factor * inFlight.mid);
    const spilledOf = (perSec: number) => erlangB(ready, (factor * inFlight.mid * perSec) / requestsPerSec);
    const spilled = traffic.hourlyPerSec.reduce((sum, perSec) => sum + perSec * spilledOf(perSec), 0);
    const spilledShare = spilled / traffic.hourlyPerSec.reduce((sum, perSec) => sum + perSec, 0);
    const kept = ready * memoryGb * hoursPerMonth * 3_600;
    const served = factor * gbSeconds * (1 - spilledShare);
    return { kept, served, spilledShare, busyShare: served / kept };
  };
  const linesAt = (factor: number): readonly Line[] => {
    const { kept, served, spilledShare } = useAt(factor);
    return [
      tierLine('compute', 'Lambda requests', [requestPrice], factor * requests),
      tierLine('compute', 'Lambda provisioned concurrency', [keptPrice], kept),
      tierLine('compute', 'Lambda duration, provisioned', [servedPrice], served),
      tierLine('compute', 'Lambda duration, spilled over', durationTiers, factor * gbSeconds * spilledShare),
    ];
  };
  const [onDemandPrice = servedPrice] = durationTiers;
  return { useAt, linesAt, breakEvenShare: breakEvenShare(keptPrice, servedPrice, onDemandPrice) };
}

/**
 * The share of its time that an environment must be busy for it to cost what the same requests cost on demand, in the first
 * tier: k/(p − s), with k for keeping it ready, s for what it serves and p for that on demand. Past 1 it never does.
 */
export function breakEvenShare(
  { usd: kept }: Pick<PriceRow, 'usd'>,
  { usd: served }: Pick<PriceRow, 'usd'>,
  { usd: onDemand }: Pick<PriceRow, 'usd'>,
): number {
  return onDemand > served ? kept / (onDemand - served) : Infinity;
}

function breakEvenText(breakEven: number, busyShare: number): string {
  if (breakEven > 1) return 'at these prices provisioned concurrency costs more than on demand, however busy';
  return `provisioned concurrency pays where it is busy in more than ${formatPercent(breakEven)} of the time, here it is in ${formatPercent(busyShare)}`;
}
