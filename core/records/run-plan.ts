import { z } from 'zod';
import { k6OptionsSchema } from './k6-options.ts';
import { schemaVersion } from './schema-version.ts';
import { loadModelSchema, stepSchema } from './step.ts';

/** A threshold in k6's grammar, taken apart. `metric` is the key as written, e.g. `http_req_duration{name:home}`. */
export const thresholdSpecSchema = z.object({
  metric: z.string(),
  expression: z.string(),
  abortOnFail: z.boolean(),
  delayAbortEvalMs: z.number().nonnegative(),
});
export type ThresholdSpec = z.infer<typeof thresholdSpecSchema>;

/** A threshold on what a metric source observed: what `stat` of every window must be. */
export const serverThresholdSpecSchema = z.object({
  source: z.string(),
  /** Every one that the source observed unless named. */
  resource: z.string().optional(),
  metric: z.string(),
  stat: z.enum(['avg', 'min', 'max']),
  op: z.enum(['<', '<=', '>', '>=', '==', '!=']),
  value: z.number(),
  /** How long a window is; absent: the whole load is one. */
  forMs: z.number().positive().optional(),
  /** Time from the unpause that no window reaches into. */
  warmUpMs: z.number().nonnegative(),
  abortOnFail: z.boolean(),
});
export type ServerThresholdSpec = z.infer<typeof serverThresholdSpecSchema>;

/** The guard's decision for a run: what may be dialled, under which name, how fast, and who said so. */
export const guardDecisionSchema = z.object({
  environment: z.string(),
  /** Networks that may be dialled, as CIDR. */
  allowed: z.array(z.string()),
  /** Networks that k6 refuses to dial (its `blacklistIPs`): everything else. */
  blocked: z.array(z.string()),
  hosts: z.array(z.string()),
  maxRatePerSec: z.number().positive().optional(),
  /** Why load on production was allowed. */
  reason: z.string().optional(),
  errorStorm: z.object({ share: z.number(), windowMs: z.number() }),
});
export type GuardDecision = z.infer<typeof guardDecisionSchema>;

/** The requests a second that users and their behaviour come to, and the sentences that lead there. */
export const designRequestsSchema = z.object({
  requestsPerSec: z.number().positive(),
  derivation: z.array(z.string()),
});
export type DesignRequests = z.infer<typeof designRequestsSchema>;

/** The load that a workload or a profile asked for, so that the result can say what was achieved of it. */
export const intendedLoadSchema = z.object({
  /** Iterations started per second at the design load. */
  ratePerSec: z.number().nonnegative(),
  /** What the numbers were derived from, one sentence a line. */
  derivation: z.array(z.string()),
  /** Shares of the journeys by name; they sum to 1. */
  mix: z.record(z.string(), z.number()).optional(),
  /** The same in requests; absent where the load was not stated in users. */
  requests: designRequestsSchema.optional(),
});
export type IntendedLoad = z.infer<typeof intendedLoadSchema>;

/** Everything that a run is going to do, as pure data: `--dry-run` prints it. */
export const runPlanSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  runId: z.string(),
  createdAt: z.iso.datetime(),
  scenario: z.object({ name: z.string(), file: z.string() }),
  bundleDigest: z.string(),
  /** The options that k6 runs with: the script's own, then profile, then workload or flags. */
  options: k6OptionsSchema,
  /** Which layer set the load last: the script, a profile, a workload or flags. */
  loadFrom: z.string(),
  loadModel: loadModelSchema,
  steps: z.array(stepSchema),
  maxDurationMs: z.number(),
  thresholds: z.array(thresholdSpecSchema),
  /** Absent if there are none. */
  serverThresholds: z.array(serverThresholdSpecSchema).optional(),
  workers: z.int().positive(),
  /** Execution segments, one a worker, as k6 takes them: `0:1/4`. */
  segments: z.array(z.string()),
  backend: z.string(),
  lostWorkerPolicy: z.enum(['abort', 'continue']),
  observers: z.array(z.string()),
  guard: guardDecisionSchema,
  intended: intendedLoadSchema.optional(),
  /** Names of the variables given with `-e`; their values are never recorded. */
  envNames: z.array(z.string()),
  /** Arguments that stood after `--` and reach k6 as they are. */
  k6Args: z.array(z.string()),
  versions: z.object({ loadtest: z.string(), k6: z.string(), node: z.string() }),
});
export type RunPlan = z.infer<typeof runPlanSchema>;
