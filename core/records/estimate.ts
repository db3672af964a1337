import { z } from 'zod';
import { designRequestsSchema } from './run-plan.ts';
import { schemaVersion } from './schema-version.ts';

/** A value with the bounds that it may have; `low ≤ mid ≤ high`. */
export const intervalSchema = z.object({ low: z.number(), mid: z.number(), high: z.number() });
export type Interval = z.infer<typeof intervalSchema>;

/** One price point, on demand, and where it was read. A tier runs from `from` up to `to` units; `null` is no end. */
export const priceRowSchema = z.object({
  service: z.string(),
  region: z.string(),
  item: z.string(),
  attributes: z.record(z.string(), z.string()),
  tier: z.object({ from: z.number(), to: z.number().nullable() }).optional(),
  note: z.string().optional(),
  unit: z.string(),
  usd: z.number().nonnegative(),
  /** When the price was effective or seen, as the source says it: `2025-10-27`, or a year alone. */
  date: z.string(),
  source: z.string(),
  sku: z.string().optional(),
  rateCode: z.string().optional(),
});
export type PriceRow = z.infer<typeof priceRowSchema>;

/** CPU time a request costs at one step's load; `index` is the step's, `null` where the run had no steps. */
export const stepDemandSchema = z.object({
  index: z.int().nullable(),
  seconds: z.number(),
  requestsPerSec: z.number(),
  cpuCores: z.number(),
  cpuSecPerRequest: z.number(),
});
export type StepDemand = z.infer<typeof stepDemandSchema>;

/** How many cores one server process can use: 1 where a single thread does the work, `null` where threads were not observed. */
export const parallelismSchema = z.object({
  cores: z.number().nullable(),
  basis: z.enum(['single-thread', 'multi-thread', 'not-observed']),
});
export type Parallelism = z.infer<typeof parallelismSchema>;

/** Memory of one server process: `baseBytes + bytesPerInFlight · requests in flight`. */
export const memoryDemandSchema = z.object({
  peakBytes: z.number(),
  baseBytes: z.number(),
  bytesPerInFlight: z.number(),
  /** `fit`: over steps of different load; `peak`: one load only, so the peak stands for every load. */
  basis: z.enum(['fit', 'peak']),
});
export type MemoryDemand = z.infer<typeof memoryDemandSchema>;

/** What one request costs the observed server, from the clean seconds of one run. */
export const demandSchema = z.object({
  resource: z.string(),
  /** Service demand D; the bounds are those of `confidence`. */
  cpuSecPerRequest: intervalSchema,
  confidence: z.number(),
  /** CPU that the idle server uses, U0; 0 where it was not observed. */
  idleCores: z.number().nonnegative(),
  idleObserved: z.boolean(),
  /** The highest mean throughput of a step that the demand rests on. */
  highestRequestsPerSec: z.number(),
  meanResponseMs: z.number().nullable(),
  cleanSeconds: z.number(),
  excluded: z.array(z.object({ reason: z.string(), seconds: z.number() })),
  steps: z.array(stepDemandSchema),
  parallelism: parallelismSchema,
  memory: memoryDemandSchema.nullable(),
});
export type Demand = z.infer<typeof demandSchema>;

export const architectureSchema = z.enum(['x86_64', 'arm64']);
export type Architecture = z.infer<typeof architectureSchema>;

/** How far an option asks more of one task than one server was seen to carry: up to 1 measured, up to 2 extrapolated. */
export const extrapolationSchema = z.object({
  ratio: z.number(),
  level: z.enum(['measured', 'extrapolated', 'needs-test']),
});
export type Extrapolation = z.infer<typeof extrapolationSchema>;

/** One way to carry the workload, with its monthly price. */
export const sizingOptionSchema = z.object({
  platform: z.string(),
  architecture: architectureSchema,
  /** Whether the run was measured on this architecture. */
  architectureMeasured: z.boolean(),
  vcpu: z.number(),
  memoryGb: z.number(),
  /** One task's queue: its servers and the CPU time that one of them needs for a request. */
  queue: z.object({ servers: z.number(), serviceMs: z.number() }),
  /** Tasks needed for CPU and for memory alone; `null` where it was not observed. */
  needed: z.object({ cpu: z.int(), memory: z.int().nullable() }),
  binding: z.enum(['cpu', 'memory', 'redundancy']),
  /** Tasks to run, redundancy included, for the low, middle and high demand. */
  tasks: intervalSchema,
  /** Of the CPU a task can use, at the design load with all tasks running. */
  utilisation: z.number(),
  usdPerMonth: intervalSchema,
  /** Places in the estimate's `prices`. */
  prices: z.array(z.int()),
  extrapolation: extrapolationSchema,
  /** No other option of this architecture is both cheaper and less utilised. */
  pareto: z.boolean(),
  notes: z.array(z.string()),
});
export type SizingOption = z.infer<typeof sizingOptionSchema>;

/** From a workload to sizes and their monthly price, with everything that was assumed on the way. */
export const estimateSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  /** `single-load`: the demand comes from one run, without a fit over loads or an SLO. */
  kind: z.literal('single-load'),
  runId: z.string(),
  scenario: z.string(),
  region: z.string(),
  workload: designRequestsSchema,
  demand: demandSchema,
  rule: z.object({
    name: z.literal('utilisation-target'),
    utilisation: z.number(),
    basis: z.enum(['given', 'assumed']),
    text: z.string(),
  }),
  /** Cheapest first. */
  options: z.array(sizingOptionSchema),
  rejected: z.array(
    z.object({
      platform: z.string(),
      architecture: architectureSchema,
      vcpu: z.number(),
      reason: z.string(),
    }),
  ),
  /** Place in `options` of the one to take unless a reader knows better; `null` where every one needs a test. */
  recommended: z.int().nullable(),
  assumptions: z.array(z.string()),
  prices: z.array(priceRowSchema),
  warnings: z.array(z.string()),
});
export type Estimate = z.infer<typeof estimateSchema>;
