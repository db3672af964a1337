import { z } from 'zod';
import { architectureSchema } from '../../core/records/index.ts';
import { amountSchema, middleOf, rangeProblem } from '../amount.ts';
import { batchPlatformNames } from '../platform-names.ts';

const positive = z.number().positive();

/** A day's jobs as they are stated. What an estimate needs may come from the command line, so that all of it may be left out here. */
export const jobsSchema = z
  .strictObject({
    perDay: amountSchema.optional(),
    /** How long a job works: the mean of a day, and the longest one; all take the same time unless it is given. */
    minutes: amountSchema.optional(),
    longestMinutes: positive.optional(),
    /** Instead of both: a CSV of jobs that ran already, relative to the configuration. */
    durations: z.string().min(1).optional(),
    vcpu: positive.optional(),
    memoryGb: positive.optional(),
    /** Hours from a job's arrival in which it must be done. */
    deadlineHours: positive.optional(),
    /** Hours of a day over which jobs arrive evenly; 0 is all at once. */
    arriveWithinHours: z.number().min(0).max(24).default(0),
    /** From the moment that a job has its place until it works; what is usual of the platform unless given. */
    startSeconds: z.number().nonnegative().optional(),
    /** Of the attempts, those that fail and are run again. */
    retryShare: z.number().min(0).lt(1).default(0),
    /** The one that the duration holds on. */
    architecture: architectureSchema.default('x86_64'),
    platforms: z
      .array(z.enum(batchPlatformNames))
      .min(1)
      .default([...batchPlatformNames]),
    /** Discount of Spot capacity on compute; without it all is on demand. */
    spotDiscount: z.number().gt(0).lt(1).optional(),
    /** What a job logs, and what it fetches through a NAT gateway. */
    logBytes: z.number().nonnegative().default(0),
    natBytes: z.number().nonnegative().default(0),
  })
  .check(({ value, issues }) => {
    const report = (field: 'perDay' | 'minutes' | 'longestMinutes', message: string | undefined) => {
      if (message !== undefined) issues.push({ code: 'custom', input: undefined, path: [field], message });
    };
    for (const field of ['perDay', 'minutes'] as const) {
      const amount = value[field];
      if (typeof amount === 'object') report(field, rangeProblem(amount));
      else if (amount !== undefined && !(amount > 0)) report(field, `must be > 0, got ${amount}`);
    }
    const { minutes, longestMinutes, durations } = value;
    if (durations !== undefined && minutes !== undefined)
      report('minutes', 'must be left out beside durations, which tell it');
    if (durations !== undefined && longestMinutes !== undefined)
      report('longestMinutes', 'must be left out beside durations, which tell it');
    if (minutes === undefined || longestMinutes === undefined || longestMinutes >= middleOf(minutes)) return;
    report(
      'longestMinutes',
      `must be at least the mean of ${middleOf(minutes)} minutes, got ${longestMinutes}`,
    );
  });

export type StatedJobs = z.output<typeof jobsSchema>;

/** What no estimate of jobs can be without. */
export const neededFields = ['perDay', 'minutes', 'vcpu', 'memoryGb', 'deadlineHours'] as const;

/** A day's jobs with all that an estimate needs. */
export type Jobs = StatedJobs & {
  /** How many jobs the duration was measured of; absent where it is stated. */
  readonly measuredJobs?: number;
} & {
  readonly [Field in (typeof neededFields)[number]]-?: NonNullable<StatedJobs[Field]>;
};

/** What is missing in stated jobs, in order; none where they are complete. */
export function missingOf(stated: Partial<StatedJobs>): readonly (typeof neededFields)[number][] {
  return neededFields.filter((field) => stated[field] === undefined);
}

export function isComplete(stated: StatedJobs): stated is Jobs {
  return missingOf(stated).length === 0;
}
