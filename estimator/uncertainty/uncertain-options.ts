import type { SizingOption, Tornado } from '../../core/records/index.ts';
import { totalUsd } from '../cost/line.ts';
import { sharedLines } from '../cost/shared-lines.ts';
import type { Deployment } from '../deployment.ts';
import type { ScaledOption } from '../month/autoscale.ts';
import { concurrencyShare } from '../platforms/lambda.ts';
import { wideningOf } from '../sizing/demand-bounds.ts';
import type { Candidate } from '../sizing/options.ts';
import { withRedundancy } from '../sizing/redundancy.ts';
import type { Site } from '../sizing/site.ts';
import { type Factors, factorsAt, inputsOf, type UncertainLoad } from './draws.ts';
import { sortedPercentile } from './percentile.ts';
import { type DrawnPlan, simulatePlan } from './simulate-plan.ts';
import { tabulate } from './table.ts';

/** A task too few is this many times as bad as one too many. */
const shortageWeight = 4;
/** The quantile of the need at which regret is least. */
export const leastRegretShare = shortageWeight / (shortageWeight + 1);
const tablePoints = 9;

/**
 * What the draws make of one option: percentiles of its bill, the share in which its constant count carries the load, and the
 * count of least regret, which is the need's quantile w/(w + 1) where a task too few weighs w times one too many (34).
 */
export function uncertaintyOf(
  { option }: Candidate,
  plan: DrawnPlan,
  factors: Factors,
): NonNullable<SizingOption['uncertainty']> {
  const { usdPerMonth, needed } = simulatePlan(plan, factors);
  const usd = usdPerMonth.sort();
  const met = needed.reduce((count, tasks) => count + (tasks <= plan.carried ? 1 : 0), 0);
  const atLeast = needed.sort()[Math.ceil(leastRegretShare * needed.length) - 1] ?? 1;
  const cents = (p: number) => Math.round(sortedPercentile(usd, p) * 100) / 100;
  return {
    usdPerMonth: { p10: cents(0.1), p50: cents(0.5), p90: cents(0.9) },
    sloMet: met / needed.length,
    leastRegretTasks: option.unit === 'concurrency' ? null : withRedundancy(atLeast, plan.redundancy),
  };
}

/** What a plan costs by the draws: fixed prices of its own count, tables where the load decides. */
export function drawnPlanOf(
  site: Site,
  candidate: Candidate,
  scaled: ScaledOption | null,
  factors: Factors,
): DrawnPlan {
  const { plan, option } = candidate;
  const { demand, deployment } = site;
  const { utilisation, lowest, highest } = option.planned;
  const roomAt = (share: number) => plan.cores * share - demand.idleCores;
  const room = roomAt(utilisation);
  const own = (tasks: number) => totalUsd(plan.charges.linesOf(tasks));
  const byTask = { by: 'tasks', perTask: own(2) - own(1), fixed: 2 * own(1) - own(2) } as const;
  const { linesAt } = plan.charges;
  const [from, to] = [0.25, 4];
  const shared = tabulate(Math.min(...factors.volume), Math.max(...factors.volume), tablePoints, (factor) =>
    totalUsd([...sharedLines(scaledSite(site, factor), plan.charges), ...candidate.backEnd]),
  );
  const byLoad = (usdAt: (factor: number) => number) =>
    ({ by: 'load', table: tabulate(from, to, tablePoints, usdAt) }) as const;
  const usd = scaled
    ? byLoad(scaled.ownUsdAt)
    : linesAt
      ? byLoad((factor) => totalUsd(linesAt(factor)))
      : byTask;
  return {
    ...(option.unit === 'concurrency'
      ? { cpuTasks: option.tasks.mid, carried: concurrencyShare * deployment.lambdaConcurrency }
      : {
          cpuTasks: (site.requestsPerSec * demand.cpuSecPerRequest.mid) / room,
          carried: neededAtMost(option.tasks.mid, deployment),
        }),
    otherTasks: otherTasksOf(option),
    threadsPerCore: plan.threadsPerCore,
    wait: { low: room / roomAt(highest), mid: 1, high: room / roomAt(lowest) },
    widening: wideningOf(option.extrapolation),
    usd,
    shared,
    redundancy: deployment,
  };
}

/** How far each input moves the bill from its tenth to its ninetieth percentile, the others in their middle: the farthest first. */
export function tornadoOf(site: Site, plan: DrawnPlan, load: UncertainLoad | undefined): Tornado {
  const usdWith = (input: string, u: number) => {
    const quantiles = (name: string) => Float64Array.of(name === input ? u : middleOf(name));
    return simulatePlan(plan, factorsAt(site.demand, load, quantiles)).usdPerMonth[0] ?? 0;
  };
  return inputsOf(load)
    .map((input) => ({ input, lowUsd: usdWith(input, 0.1), highUsd: usdWith(input, 0.9) }))
    .filter(({ lowUsd, highUsd }) => lowUsd !== highUsd)
    .sort((a, b) => Math.abs(b.highUsd - b.lowUsd) - Math.abs(a.highUsd - a.lowUsd));
}

/** A hyperthread costs nothing more in the middle of the other inputs, as in the option's own count. */
const middleOf = (input: string) => (input === 'hyperthreads' ? 0 : 0.5);

function scaledSite(site: Site, factor: number): Site {
  const { traffic } = site;
  const hourlyPerSec = traffic.hourlyPerSec.map((rate) => rate * factor);
  return { ...site, traffic: { ...traffic, hourlyPerSec } };
}

/** What is needed for all but CPU. */
function otherTasksOf({ needed: { memory, network, connections, reconnects } }: SizingOption): number {
  return Math.max(memory ?? 1, network ?? 1, connections ?? 1, reconnects ?? 1);
}

/** The most tasks that may be needed so that a count with redundancy still carries them. */
function neededAtMost(tasks: number, redundancy: Pick<Deployment, 'redundancy' | 'zones'>): number {
  let needed = tasks;
  while (needed > 1 && withRedundancy(needed, redundancy) > tasks) needed--;
  return needed;
}
