import { middleOf } from '../amount.ts';
import type { JobOffer } from './batch-platform.ts';
import type { JobDay } from './slots.ts';
import type { Jobs } from './stated-jobs.ts';

/** How a day differs from the middle: factors of its jobs, and of the time that they work. */
export interface JobFactors {
  readonly perDay: number;
  readonly minutes: number;
}

export const middleDay: JobFactors = { perDay: 1, minutes: 1 };

/** The longest of a day's jobs; all take the same time where none is stated. */
export function longestOf({ minutes, longestMinutes }: Pick<Jobs, 'minutes' | 'longestMinutes'>): number {
  return longestMinutes ?? middleOf(minutes);
}

/**
 * Attempts at J jobs of which a share r fails, and is run again until it succeeds: J·(1 + r + r² + …) = J/(1 − r), whole
 * ones.
 */
export function attemptsOf({ perDay, retryShare }: Pick<Jobs, 'perDay' | 'retryShare'>, factor = 1): number {
  return Math.max(1, Math.ceil((middleOf(perDay) * factor) / (1 - retryShare) - 1e-9));
}

/** A day's jobs as the machines of an offer see them. */
export function jobDayOf(
  jobs: Jobs,
  { startMinutes, bootMinutes }: Pick<JobOffer, 'startMinutes' | 'bootMinutes'>,
  { perDay, minutes }: JobFactors = middleDay,
): JobDay {
  return {
    attempts: attemptsOf(jobs, perDay),
    meanMinutes: startMinutes + middleOf(jobs.minutes) * minutes,
    longestMinutes: startMinutes + longestOf(jobs) * minutes,
    arriveWithinMinutes: jobs.arriveWithinHours * 60,
    deadlineMinutes: jobs.deadlineHours * 60,
    bootMinutes,
    attemptsOfJob: jobs.retryShare > 0 ? 2 : 1,
  };
}
