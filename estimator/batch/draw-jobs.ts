import type { JobsOption, Tornado } from '../../core/records/index.ts';
import { type Amount, middleOf } from '../amount.ts';
import { toCents } from '../cost/line.ts';
import { hardwareFactor } from '../sizing/demand-bounds.ts';
import { drawCount, stratified } from '../uncertainty/latin-hypercube.ts';
import { sortedPercentile } from '../uncertainty/percentile.ts';
import { quantileOf } from '../uncertainty/spread.ts';
import { leastRegretShare } from '../uncertainty/uncertain-options.ts';
import type { BatchSite } from './batch-platform.ts';
import { type JobFactors, jobDayOf } from './job-day.ts';
import { type JobsPlan, linesOf, usdOf } from './plan-jobs.ts';
import { type JobDay, keepsDeadline, leastSlots } from './slots.ts';
import type { Jobs } from './stated-jobs.ts';

/** How surely the machine is within the bounds of the one that the duration was seen on. */
const hardwareConfidence = 0.9;
const inputs = ['perDay', 'minutes', 'hardware'] as const;
type Input = (typeof inputs)[number];

/** The days that all options are compared by, the same at each call. */
export function drawDays(jobs: Jobs): readonly JobFactors[] {
  const [perDay, minutes, hardware] = inputs.map((input) => stratified(input, drawCount));
  return Array.from({ length: drawCount }, (_, draw) =>
    factorsAt(jobs, {
      perDay: perDay?.[draw] ?? 0.5,
      minutes: minutes?.[draw] ?? 0.5,
      hardware: hardware?.[draw] ?? 0.5,
    }),
  );
}

/**
 * What the draws make of a plan: percentiles of its bill, the share of the days on which its machines keep the deadline, and
 * the jobs at a time of least regret (34).
 */
export function uncertaintyOf(
  site: BatchSite,
  plan: JobsPlan,
  days: readonly JobFactors[],
): JobsOption['uncertainty'] {
  const held = plan.machines * plan.offer.jobsPerMachine;
  const drawn = days.map((factors) => jobDayOf(site.jobs, plan.offer, factors));
  const usdAt = billOf(site, plan);
  const usd = Float64Array.from(drawn, usdAt).sort();
  const needed = Float64Array.from(drawn, (day) => leastSlots(day) ?? Infinity).sort();
  const atLeast = needed[Math.ceil(leastRegretShare * needed.length) - 1] ?? Infinity;
  const cents = (p: number) => toCents(sortedPercentile(usd, p));
  return {
    usdPerMonth: { p10: cents(0.1), p50: cents(0.5), p90: cents(0.9) },
    deadlineMet: drawn.filter((day) => keepsDeadline(day, held)).length / drawn.length,
    leastRegretSlots: Number.isFinite(atLeast) ? atLeast : null,
  };
}

/** How far each input moves the bill from its tenth to its ninetieth percentile, the others in their middle: the farthest first. */
export function jobsTornado(site: BatchSite, plan: JobsPlan): Tornado {
  const usdAt = billOf(site, plan);
  const usdWith = (input: Input, u: number) => {
    const quantiles = { perDay: 0.5, minutes: 0.5, hardware: 0.5, [input]: u };
    return usdAt(jobDayOf(site.jobs, plan.offer, factorsAt(site.jobs, quantiles)));
  };
  return inputs
    .map((input) => ({ input, lowUsd: usdWith(input, 0.1), highUsd: usdWith(input, 0.9) }))
    .filter(({ lowUsd, highUsd }) => lowUsd !== highUsd)
    .sort((a, b) => Math.abs(b.highUsd - b.lowUsd) - Math.abs(a.highUsd - a.lowUsd));
}

function factorsAt({ perDay, minutes }: Jobs, at: Readonly<Record<Input, number>>): JobFactors {
  const hardware = quantileOf({ ...hardwareFactor, confidence: hardwareConfidence }, at.hardware);
  return { perDay: factorOf(perDay, at.perDay), minutes: factorOf(minutes, at.minutes) * hardware };
}

function factorOf(amount: Amount, u: number): number {
  return typeof amount === 'number' ? 1 : quantileOf(amount, u) / middleOf(amount);
}

/** The bill of a plan's machines on another day. A bill is a line in their hours and the attempts, of which three points tell all. */
function billOf(site: BatchSite, { offer, machines }: JobsPlan): (day: JobDay) => number {
  const none = jobDayOf(site.jobs, offer);
  const usdOfDay = (attempts: number, hours: number) =>
    usdOf(linesOf(site, { ...offer, machineHoursOf: () => hours }, { ...none, attempts }, machines));
  const fixed = usdOfDay(0, 0);
  const [perAttempt, perHour] = [usdOfDay(1, 0) - fixed, usdOfDay(0, 1) - fixed];
  return (day) => fixed + perAttempt * day.attempts + perHour * offer.machineHoursOf(day, machines);
}
