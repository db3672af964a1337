import type { Autoscaled } from '../../core/records/index.ts';
import { toCents, totalUsd } from '../cost/line.ts';
import type { Candidate } from '../sizing/options.ts';
import { sparedTasks } from '../sizing/redundancy.ts';
import type { Site } from '../sizing/site.ts';
import { tasksForCpu } from '../sizing/task-count.ts';
import { foreseenTasks } from './foresight.ts';
import { minutesPerWeek } from './minute-loads.ts';
import { type ScaledWeek, scaleWeek, type Task } from './target-tracking.ts';

/** Minutes of a week in which the objective may be at risk: 0.1 %. */
const mostRiskMinutes = 0.001 * minutesPerWeek;
/** What is tried: target values, and the least count as a share of the constant one. */
const targets = Array.from({ length: 15 }, (_, i) => (90 - 5 * i) / 100);
const minShares = [0, 0.25, 0.5, 0.75] as const;

/** The policy of one option and its week. */
export interface ScaledOption {
  readonly autoscaled: Autoscaled;
  readonly week: ScaledWeek;
  /** What the platform charges a month where a request, or their number, takes so many times the CPU. */
  readonly ownUsdAt: (factor: number) => number;
}

/**
 * The cheapest target value and least count with which the objective is at risk in at most 0.1 % of the minutes, with the
 * redundancy that the deployment asks for, and its month (28)–(30). `null` where no policy keeps that, or the platform
 * charges by the request: then the constant count is what there is.
 */
export function autoscale(site: Site, candidate: Candidate, loads: Float64Array): ScaledOption | null {
  const { plan, option } = candidate;
  if (!plan.charges.isScaled) return null;
  const task = taskOf(site, candidate);
  const spareOf = (tasks: number) => sparedTasks(tasks, site.deployment);
  const leastTasks = Math.max(2, spareOf(1) + 1);
  const policies = targets.flatMap((target) =>
    minShares.map((share) => {
      const minTasks = Math.max(leastTasks, Math.ceil(share * option.tasks.mid));
      return { target, minTasks, maxTasks: Math.max(minTasks, 2 * option.tasks.high) };
    }),
  );
  const tried = policies.flatMap((policy) => {
    const week = scaleWeek(loads, task, policy, spareOf, mostRiskMinutes);
    if (week.riskMinutes > mostRiskMinutes) return [];
    return [{ policy, week, usd: ownUsd(candidate, week.paidMinutes) }];
  });
  const [best] = tried.sort((a, b) => a.usd - b.usd);
  if (!best) return null;
  const { policy, week } = best;
  const needed = neededByMinute(task, loads, spareOf, leastTasks);
  return {
    week,
    ownUsdAt: (factor) => {
      const dearer = { ...task, cpuSecPerRequest: task.cpuSecPerRequest * factor };
      const unbounded = { ...policy, maxTasks: 4 * policy.maxTasks };
      return ownUsd(candidate, scaleWeek(loads, dearer, unbounded, spareOf).paidMinutes);
    },
    autoscaled: {
      targetUtilisation: policy.target,
      minTasks: policy.minTasks,
      maxTasks: week.mostTasks,
      meanTasks: week.meanTasks,
      usdPerMonth: wholeUsd(candidate, week.paidMinutes),
      riskMinutesPerDay: week.riskMinutes / 7,
      foresightUsdPerMonth: wholeUsd(candidate, countsOf(foreseenTasks(needed))),
    },
  };
}

function taskOf({ demand }: Site, { plan, option }: Candidate): Task {
  return {
    cores: plan.cores,
    idleCores: demand.idleCores,
    cpuSecPerRequest: demand.cpuSecPerRequest.mid,
    safeUtilisation: option.planned.utilisation,
    startLagMinutes: plan.charges.startLagMinutes,
  };
}

function neededByMinute(
  task: Task,
  loads: Float64Array,
  spareOf: (tasks: number) => number,
  leastTasks: number,
): readonly number[] {
  return Array.from(loads, (requestsPerSec) => {
    const needed = tasksForCpu({ ...task, requestsPerSec, utilisation: task.safeUtilisation }) ?? leastTasks;
    return Math.max(leastTasks, needed + spareOf(needed));
  });
}

/** The whole bill of a month whose weeks have so many minutes at each number of tasks. */
function wholeUsd(candidate: Candidate, paidMinutes: Uint32Array): number {
  return toCents(ownUsd(candidate, paidMinutes) + totalUsd(candidate.shared));
}

/** What the platform charges of it. */
function ownUsd({ plan }: Candidate, paidMinutes: Uint32Array): number {
  let [usd, minutes] = [0, 0];
  for (const [tasks, count] of paidMinutes.entries()) {
    if (count === 0) continue;
    usd += totalUsd(plan.charges.linesOf(tasks)) * count;
    minutes += count;
  }
  return usd / minutes;
}

function countsOf(tasks: readonly number[]): Uint32Array {
  const counts = new Uint32Array(Math.max(...tasks) + 1);
  for (const count of tasks) counts[count] = (counts[count] ?? 0) + 1;
  return counts;
}
