import { z } from 'zod';
import { sizedCacheSchema } from './cache.ts';
import { taskConnectionsSchema } from './connections.ts';
import { sizedDatabaseSchema } from './database.ts';
import { intervalSchema } from './interval.ts';
import { costLineSchema } from './price.ts';

export const architectureSchema = z.enum(['x86_64', 'arm64']);
export type Architecture = z.infer<typeof architectureSchema>;

/**
 * How far an option asks more of one task than one server was seen to carry: up to 1 measured, up to 2 extrapolated. It needs a
 * test past that, or where all tasks may share a bottleneck.
 */
export const extrapolationSchema = z.object({
  ratio: z.number(),
  level: z.enum(['measured', 'extrapolated', 'needs-test']),
});
export type Extrapolation = z.infer<typeof extrapolationSchema>;

/** The utilisation that a task is planned for, its bounds, the rule that decides it, and what was applied beyond the estimate's rule. */
export const plannedUtilisationSchema = z.object({
  utilisation: z.number(),
  lowest: z.number(),
  highest: z.number(),
  rule: z.enum(['utilisation-target', 'latency-objective', 'cap', 'bottleneck', 'concurrency-share']),
  rules: z.array(z.string()),
});

/** What a count of tasks may be decided by. */
export const bindingSchema = z.enum([
  'cpu',
  'bottleneck',
  'memory',
  'network',
  'concurrency',
  'connections',
  'reconnects',
  'redundancy',
]);
export type Binding = z.infer<typeof bindingSchema>;

/** A target tracking policy that follows the load of a week, and what its month costs. */
export const autoscaledSchema = z.object({
  /** The CPU target to configure, 0–1. */
  targetUtilisation: z.number(),
  minTasks: z.int(),
  /** The most tasks that the week needed. */
  maxTasks: z.int(),
  meanTasks: z.number(),
  /** The whole bill. */
  usdPerMonth: z.number(),
  /** Minutes of a day in which the load is above what the plan allows. */
  riskMinutesPerDay: z.number(),
  /** The whole bill under a policy that knew the load ahead: what no real one is below. */
  foresightUsdPerMonth: z.number(),
});
export type Autoscaled = z.infer<typeof autoscaledSchema>;

/** What 2,000 draws of everything uncertain make of an option. */
export const uncertaintySchema = z.object({
  /** The whole bill: of the policy where there is one, else of the constant count that each draw needs. */
  usdPerMonth: z.object({ p10: z.number(), p50: z.number(), p90: z.number() }),
  /** Share of the draws in which the option's constant count carries the design load. */
  sloMet: z.number(),
  /** The count to run where a task too few is four times as bad as one too many; `null` where requests are what is paid. */
  leastRegretTasks: z.int().nullable(),
});

/** One way to carry the workload, with its monthly price. */
export const sizingOptionSchema = z.object({
  platform: z.string(),
  /** As the platform names it: `c7g.large`, or vCPU and memory. */
  size: z.string(),
  /** What is counted: a task, a pod, an instance, or a request at a time. */
  unit: z.enum(['task', 'pod', 'instance', 'concurrency']),
  architecture: architectureSchema,
  /** Whether the run was measured on this architecture. */
  architectureMeasured: z.boolean(),
  vcpu: z.number(),
  memoryGb: z.number(),
  /** One task's queue: its servers and the CPU time that one of them needs for a request. */
  queue: z.object({ servers: z.number(), serviceMs: z.number() }),
  planned: plannedUtilisationSchema,
  /** Tasks needed for each resource alone; `null` where it was not observed, or its limit is not known. */
  needed: z.object({
    cpu: z.int(),
    memory: z.int().nullable(),
    network: z.int().nullable(),
    /** To hold the open connections, and to make the lost ones again; absent where none are to be held, or that decides nothing. */
    connections: z.int().optional(),
    reconnects: z.int().optional(),
  }),
  /** Of one task; absent where none are to be held. */
  connections: taskConnectionsSchema.optional(),
  binding: bindingSchema,
  /** What would decide the count next; `null` where nothing else needs more than one task. */
  runnerUp: bindingSchema.nullable(),
  /** Tasks to run, redundancy included, for the low, middle and high demand. */
  tasks: intervalSchema,
  /** Environments of a function that are kept ready; absent where none are. */
  provisionedConcurrency: z.int().optional(),
  /** Machines that hold them, where they are paid for instead. */
  nodes: z.int().nullable(),
  /** What its tasks ask, part of the bill; `null` where none is stated. */
  database: sizedDatabaseSchema.nullable(),
  cache: sizedCacheSchema.nullable(),
  /** Of the CPU a task can use, at the design load with all tasks running. */
  utilisation: z.number(),
  /** The whole bill with a constant count of tasks; the lines sum to its middle. */
  usdPerMonth: intervalSchema,
  lines: z.array(costLineSchema),
  /** Instead of the constant count; `null` where the load is not known by the hour, or no policy keeps the plan. */
  autoscaled: autoscaledSchema.nullable(),
  /** `null` where the option is beaten, or needs a test first. */
  uncertainty: uncertaintySchema.nullable(),
  /** Places in the estimate's `prices`. */
  prices: z.array(z.int()),
  extrapolation: extrapolationSchema,
  /** No other option of this platform and architecture is both cheaper and less utilised. */
  pareto: z.boolean(),
  notes: z.array(z.string()),
});
export type SizingOption = z.infer<typeof sizingOptionSchema>;

/** A size that is no option, and why. */
export const rejectionSchema = z.object({
  platform: z.string(),
  size: z.string(),
  architecture: architectureSchema,
  vcpu: z.number(),
  reason: z.string(),
  /** What to do about it, where that is particular. */
  fix: z.string().optional(),
});
export type Rejection = z.infer<typeof rejectionSchema>;
