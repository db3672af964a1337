import { z } from 'zod';

const liveThresholdSchema = z.object({
  metric: z.string(),
  expression: z.string(),
  ok: z.boolean().optional(),
  observed: z.number().optional(),
});

const liveStateSchema = z.object({
  phase: z.enum(['prepare', 'start', 'setup', 'load', 'teardown', 'finish']),
  elapsedMs: z.number(),
  maxDurationMs: z.number(),
  workersReady: z.int(),
  workers: z.int(),
  iterations: z.number(),
  requests: z.number(),
  requestsPerSec: z.number(),
  p95Ms: z.number().optional(),
  failedRate: z.number().optional(),
  vus: z.number(),
  droppedIterations: z.number(),
  generatorCpuCores: z.number().optional(),
  thresholds: z.array(liveThresholdSchema),
});

const generatorSchema = z.object({ cpus: z.number(), memoryBytes: z.number(), platform: z.string() });

/** What the coordinator's pod says of itself and of its run; `runClockMs` counts from the unpause. */
export const coordinatorStatusSchema = z.object({
  stage: z.enum(['awaiting-archive', 'running', 'finished']),
  live: liveStateSchema.optional(),
  runClockMs: z.number().optional(),
  generator: generatorSchema,
  /** Why the run's store did not take what was last written to it. */
  storeProblem: z.string().optional(),
});

export type CoordinatorStatus = z.infer<typeof coordinatorStatusSchema>;
