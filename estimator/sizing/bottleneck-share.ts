import { formatPercent, formatRate } from '../../core/quantity.ts';
import type { Demand, Extrapolation, SizingOption } from '../../core/records/index.ts';
import type { Deployment } from '../deployment.ts';
import { capOf } from '../safe-utilisation/caps.ts';

type Planned = SizingOption['planned'];

/** What one bottleneck may be planned for, as of anything that all requests wait for. */
const plannedShare = capOf('database-writer').utilisation;

/**
 * The utilisation that a task may be planned for where a bottleneck that nobody observed holds each of them: no more than
 * 70 % of what is proven to get through it, X_b, so that (0.7·X_b·D + U0)/c is its CPU there; for the highest bound as much as may get through.
 */
export function heldBack(planned: Planned, demand: Demand, cores: number): Planned {
  const { hiddenBottleneck, provenPerSec } = demand.evidence;
  if (!hiddenBottleneck) return planned;
  const utilisationAt = (perSec: number) =>
    (plannedShare * perSec * demand.cpuSecPerRequest.mid + demand.idleCores) / cores;
  const { mid, high } = hiddenBottleneck.throughputPerSec;
  const proven = Math.min(mid, provenPerSec);
  const most = utilisationAt(proven);
  if (most >= planned.utilisation) return planned;
  return {
    utilisation: most,
    lowest: Math.min(planned.lowest, most),
    highest: Math.min(planned.highest, utilisationAt(Math.max(high, proven))),
    rule: 'bottleneck',
    rules: [
      ...planned.rules,
      `at most ${formatPercent(plannedShare)} of the ${formatRate(proven)} that a bottleneck lets through, which was not observed`,
    ],
  };
}

/** The load that a bottleneck lets through if all tasks share it. */
function sharedPerSec({ evidence: { hiddenBottleneck, provenPerSec } }: Demand): number {
  return hiddenBottleneck
    ? plannedShare * Math.min(hiddenBottleneck.throughputPerSec.mid, provenPerSec)
    : Infinity;
}

/** Whether the load is above what one bottleneck may be planned for, and each task's own was neither measured nor, without a measurement, stated. */
export function needsOwnBottleneck(demand: Demand, requestsPerSec: number, deployment: Deployment): boolean {
  const scaling = demand.evidence.hiddenBottleneck?.scaling;
  const hasOwn = scaling?.isPerServer ?? deployment.bottleneckPerTask;
  return !hasOwn && requestsPerSec > sharedPerSec(demand);
}

/** That all tasks share the bottleneck, where it was measured; `undefined` where it was not. */
export function sharedBottleneckText({ evidence: { hiddenBottleneck } }: Demand): string | undefined {
  const scaling = hiddenBottleneck?.scaling;
  if (!scaling || scaling.isPerServer) return undefined;
  return `all tasks share the bottleneck: ${scaling.servers} carried ${scaling.ratio.toFixed(2)} times as much as one`;
}

/** An option under such a load needs a test, whatever one task carries. */
export function extrapolationBehind(extrapolation: Extrapolation, needsOwn: boolean): Extrapolation {
  return needsOwn ? { ...extrapolation, level: 'needs-test' } : extrapolation;
}

/** What must be known of an option about a bottleneck that nobody observed, found or not. */
export function bottleneckNotes(demand: Demand, perSecPerTask: number, needsOwn: boolean): string[] {
  const { provenPerSec, hiddenBottleneck } = demand.evidence;
  if (needsOwn)
    return [sharedBottleneckText(demand) ?? 'needs a test with two tasks: they may share the bottleneck'];
  if (hiddenBottleneck || perSecPerTask <= provenPerSec) return [];
  return [
    `a bottleneck that no step reached may hold a task at ${formatRate(provenPerSec)}: the upper bounds allow for it`,
  ];
}
