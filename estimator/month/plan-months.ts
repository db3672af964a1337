import type { Commitment, Estimate, SizingOption } from '../../core/records/index.ts';
import { bestCommitment } from '../cost/commitment.ts';
import { hoursPerMonth } from '../cost/line.ts';
import type { Candidate } from '../sizing/options.ts';
import type { Site } from '../sizing/site.ts';
import { requestsPerMonth, type Traffic } from '../traffic/week.ts';
import { drawFactors, type UncertainLoad } from '../uncertainty/draws.ts';
import type { DrawnPlan } from '../uncertainty/simulate-plan.ts';
import { drawnPlanOf, uncertaintyOf } from '../uncertainty/uncertain-options.ts';
import { autoscale, type ScaledOption } from './autoscale.ts';
import { minuteLoads } from './minute-loads.ts';

/** An option with its month; beaten ones, and those that need a test, have only their constant count. */
export interface PlannedOption extends Candidate {
  readonly scaled: ScaledOption | null;
  readonly drawn: DrawnPlan | null;
}

/** The options with their policies and what the draws make of them, cheapest first. */
export function planMonths(
  site: Site,
  candidates: readonly Candidate[],
  load: UncertainLoad | undefined,
): readonly PlannedOption[] {
  const { traffic, connections } = site;
  // A task that is removed takes its connections along, so that the count of those that hold some stays.
  const loads = traffic.basis === 'flat' || connections ? null : minuteLoads(traffic);
  const factors = drawFactors(site.demand, load);
  return candidates
    .map((candidate): PlannedOption => {
      if (!candidate.option.pareto) return { ...candidate, scaled: null, drawn: null };
      const scaled = loads ? autoscale(site, candidate, loads) : null;
      const drawn = drawnPlanOf(site, candidate, scaled, factors);
      const uncertainty = uncertaintyOf(candidate, drawn, factors);
      const option = { ...candidate.option, autoscaled: scaled?.autoscaled ?? null, uncertainty };
      return { ...candidate, scaled, drawn, option };
    })
    .sort(({ option: a }, { option: b }) => monthUsd(a) - monthUsd(b) || a.utilisation - b.utilisation);
}

/** What an option costs a month: with its policy where it has one, else with a constant count. */
export function monthUsd({ autoscaled, usdPerMonth }: SizingOption): number {
  return autoscaled?.usdPerMonth ?? usdPerMonth.mid;
}

/** The week that was priced, with the tasks that the recommended option's policy runs. */
export function weekRecord(traffic: Traffic, scaled: ScaledOption | null): Estimate['week'] {
  const { basis, hourlyPerSec } = traffic;
  return {
    basis,
    requestsPerMonth: requestsPerMonth(traffic),
    hourlyPerSec: basis === 'flat' ? null : [...hourlyPerSec],
    hourlyTasks: scaled && hourlyMeans(scaled.week.tasks),
  };
}

/** The commitment for the compute of an option's week; `null` where its count does not follow the load. */
export function commitmentOf({ plan, scaled }: PlannedOption, discount: number): Commitment | null {
  if (!scaled) return null;
  const usdPerHour = (tasks: number) =>
    plan.charges
      .linesOf(tasks)
      .filter(({ group }) => group === 'compute')
      .reduce((sum, { usdPerMonth }) => sum + usdPerMonth / hoursPerMonth, 0);
  return bestCommitment(hourlyMeans(scaled.week.tasks).map(usdPerHour), discount);
}

function hourlyMeans(minutes: Uint16Array): number[] {
  return Array.from({ length: minutes.length / 60 }, (_, hour) => {
    const own = minutes.subarray(hour * 60, hour * 60 + 60);
    return own.reduce((sum, tasks) => sum + tasks, 0) / own.length;
  });
}
