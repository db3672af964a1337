import { z } from 'zod';
import { commitmentSchema, confidenceSchema, tornadoSchema } from './confidence.ts';
import { costLineSchema, priceRowSchema } from './price.ts';
import { schemaVersion } from './schema-version.ts';
import { architectureSchema, rejectionSchema } from './sizing.ts';

/** One way to do a day's jobs by their deadline, with its monthly price. */
export const jobsOptionSchema = z.object({
  platform: z.string(),
  /** As the platform names it: `c7g.large`, or vCPU and memory. */
  size: z.string(),
  /** What is counted as a machine. */
  unit: z.enum(['task', 'instance']),
  architecture: architectureSchema,
  /** Whether the stated duration holds on this architecture. */
  architectureStated: z.boolean(),
  /** Of a machine. */
  vcpu: z.number(),
  memoryGb: z.number(),
  jobsPerMachine: z.int(),
  /** Until the first machine is there, and from a job's place until it works. */
  bootMinutes: z.number(),
  startMinutes: z.number(),
  /** Jobs that must run at a time, the machines that hold them, and the most vCPUs to allow the compute environment. */
  slots: z.int(),
  machines: z.int(),
  maxVcpus: z.number(),
  /** From the first arrival of a day until its last job is done at the latest. */
  doneWithinHours: z.number(),
  machineHoursPerDay: z.number(),
  /** The whole bill, to which the lines sum. */
  usdPerMonth: z.number(),
  lines: z.array(costLineSchema),
  /** What the draws make of it. */
  uncertainty: z.object({
    usdPerMonth: z.object({ p10: z.number(), p50: z.number(), p90: z.number() }),
    /** Share of the draws in which the machines do every job by its deadline. */
    deadlineMet: z.number(),
    /** Jobs at a time where one too few is four times as bad as one too many; `null` where no number is enough. */
    leastRegretSlots: z.int().nullable(),
  }),
  notes: z.array(z.string()),
});
export type JobsOption = z.infer<typeof jobsOptionSchema>;

/** From a day's jobs and their deadline to compute environments of AWS Batch and their monthly price. */
export const jobsEstimateSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  kind: z.literal('batch-jobs'),
  region: z.string(),
  /** As stated, ranges by their middle. */
  jobs: z.object({
    perDay: z.number(),
    /** With those that are run again. */
    attemptsPerDay: z.int(),
    minutes: z.number(),
    longestMinutes: z.number(),
    /** Jobs that the duration was measured of; `null` where it is stated. */
    measuredJobs: z.int().nullable(),
    vcpu: z.number(),
    memoryGb: z.number(),
    deadlineHours: z.number(),
    arriveWithinHours: z.number(),
    retryShare: z.number(),
    /** How the numbers came about, one line a step. */
    derivation: z.array(z.string()),
  }),
  /** Cheapest first. */
  options: z.array(jobsOptionSchema),
  rejected: z.array(rejectionSchema),
  /** Place in `options` of the cheapest on the stated architecture; `null` where none is. */
  recommended: z.int().nullable(),
  /** Draws behind the options' percentiles, and what moves the recommended one's bill. */
  draws: z.int(),
  tornado: tornadoSchema,
  confidence: confidenceSchema,
  /** `null` where no discount is given, or Spot capacity does the jobs. */
  commitment: commitmentSchema.nullable(),
  assumptions: z.array(z.string()),
  prices: z.array(priceRowSchema),
});
export type JobsEstimate = z.infer<typeof jobsEstimateSchema>;
