import {
  type Commitment,
  type Confidence,
  type JobsEstimate,
  type PriceRow,
  schemaVersion,
} from '../../core/records/index.ts';
import { middleOf } from '../amount.ts';
import { bestCommitment } from '../cost/commitment.ts';
import { hoursPerMonth } from '../cost/line.ts';
import { gradeOfFindings, oldPriceFinding, priceAgeDays } from '../grade.ts';
import { refusal } from '../refuse.ts';
import type { Premises } from '../sizing/site.ts';
import { drawCount } from '../uncertainty/latin-hypercube.ts';
import type { BatchSite } from './batch-platform.ts';
import { drawDays, jobsTornado, uncertaintyOf } from './draw-jobs.ts';
import { attemptsOf, longestOf } from './job-day.ts';
import { jobsAssumptions } from './jobs-assumptions.ts';
import { type JobsPlan, optionOf, type PlannedJobs, planJobs, usdOf } from './plan-jobs.ts';
import { busyMinutes, dayMinutes } from './slots.ts';
import type { Jobs } from './stated-jobs.ts';

export interface JobsInput extends Premises {
  readonly jobs: Jobs;
  /** Discount of a Savings Plan on compute, 0–1. */
  readonly commitmentDiscount?: number;
  /** Milliseconds since the epoch, for the age of the prices. */
  readonly nowMs: number;
}

/**
 * From a day's jobs and their deadline to compute environments of AWS Batch and the monthly bill. Pure. Throws ESTIMATE_REFUSED
 * where no machine can do the jobs in time, PRICE_NOT_FOUND for a region without prices.
 */
export function estimateJobs(input: JobsInput): JobsEstimate {
  const { jobs, nowMs, commitmentDiscount } = input;
  refuseTooLong(jobs);
  const { plans, rejected } = planJobs(input);
  refuseNone({ plans, rejected });
  const prices: PriceRow[] = [];
  const placeOf = (row: PriceRow) => (prices.includes(row) ? prices.indexOf(row) : prices.push(row) - 1);
  const days = drawDays(jobs);
  const options = plans.map((plan) => ({
    ...optionOf(input, plan, placeOf),
    uncertainty: uncertaintyOf(input, plan, days),
  }));
  const place = options.findIndex(({ architectureStated }) => architectureStated);
  const chosen = plans[place];
  return {
    schemaVersion,
    kind: 'batch-jobs',
    region: input.region,
    jobs: jobsRecord(jobs),
    options,
    rejected: [...rejected],
    recommended: chosen ? place : null,
    draws: drawCount,
    tornado: chosen ? jobsTornado(input, chosen) : [],
    confidence: confidenceOf(jobs, prices, nowMs),
    commitment:
      chosen && commitmentDiscount !== undefined ? commitmentOf(input, chosen, commitmentDiscount) : null,
    assumptions: jobsAssumptions(input, plans, prices),
    prices,
  };
}

/** No number of machines makes one job shorter. */
function refuseTooLong(jobs: Jobs): void {
  const [longest, deadline] = [longestOf(jobs), jobs.deadlineHours * 60];
  if (longest > dayMinutes)
    throw refusal(
      `one job takes up to ${figure(longest)} minutes, so that it still runs when the next day's jobs arrive`,
      'split the jobs into shorter ones: days are taken one at a time',
    );
  if (longest <= deadline) return;
  throw refusal(
    `one job takes up to ${figure(longest)} minutes and must be done in ${figure(deadline)}: no number of machines keeps it`,
    'allow more hours, or split the jobs into shorter ones',
  );
}

function refuseNone({ plans, rejected }: PlannedJobs): void {
  const reasons = [...new Set(rejected.map(({ platform, reason }) => `${platform}: ${reason}`))];
  if (plans.length > 0) return;
  throw refusal(
    `no size does these jobs in time; ${reasons.slice(0, 2).join('; ')}`,
    'allow more hours, or make the jobs smaller',
  );
}

function jobsRecord(jobs: Jobs): JobsEstimate['jobs'] {
  const { vcpu, memoryGb, deadlineHours, arriveWithinHours, retryShare } = jobs;
  const [perDay, minutes, longestMinutes] = [middleOf(jobs.perDay), middleOf(jobs.minutes), longestOf(jobs)];
  const attemptsPerDay = attemptsOf(jobs);
  const workHours = (attemptsPerDay * minutes) / 60;
  const spanHours = Math.min(24, arriveWithinHours + deadlineHours);
  const retried =
    retryShare > 0
      ? [`${figure(perDay)} jobs/day / (1 - ${retryShare} run again) = ${attemptsPerDay} attempts/day`]
      : [];
  return {
    ...{ perDay, attemptsPerDay, minutes, longestMinutes, vcpu, memoryGb, deadlineHours, arriveWithinHours },
    retryShare,
    measuredJobs: jobs.measuredJobs ?? null,
    derivation: [
      ...retried,
      `${attemptsPerDay} attempts/day x ${figure(minutes)} minutes = ${figure(workHours)} h of work a day`,
      `${figure(workHours)} h / ${figure(spanHours)} h from the first arrival to the last deadline = ${figure(workHours / spanHours)} jobs at a time at least, without starts and whole waves`,
    ],
  };
}

/** The commitment (31) for a typical day: all that is paid falls into the hours in which jobs run. */
function commitmentOf(
  { jobs }: BatchSite,
  { offer, day, machines, lines }: JobsPlan,
  discount: number,
): Commitment | null {
  if (jobs.spotDiscount !== undefined) return null;
  const usdPerDay = (usdOf(lines.filter(({ group }) => group === 'compute')) * 24) / hoursPerMonth;
  const busyHours = Math.min(24, busyMinutes(day, machines * offer.jobsPerMachine) / 60);
  const usdPerHour = Array.from(
    { length: 24 },
    (_, hour) => (usdPerDay / busyHours) * Math.min(1, Math.max(0, busyHours - hour)),
  );
  return bestCommitment(usdPerHour, discount);
}

function confidenceOf(jobs: Jobs, prices: readonly PriceRow[], nowMs: number): Confidence {
  const oldestPriceDays = priceAgeDays(prices, nowMs);
  const isExact = typeof jobs.perDay === 'number' && typeof jobs.minutes === 'number';
  const graded = gradeOfFindings([
    [1, jobs.measuredJobs === undefined, 'the jobs are stated, not measured'],
    [
      1,
      (jobs.measuredJobs ?? Infinity) < attemptsOf(jobs),
      'fewer jobs were measured than a day has: one of them may take longer',
    ],
    [1, isExact, 'the jobs of a day and their duration are taken as exact: give ranges'],
    [1, jobs.longestMinutes === undefined, 'all jobs are taken to be equally long: give longestMinutes'],
    [1, jobs.startSeconds === undefined, 'how long a job takes to start is assumed: give startSeconds'],
    oldPriceFinding(oldestPriceDays),
  ]);
  return { ...graded, runAgeDays: null, oldestPriceDays };
}

/** To four digits. */
function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}
