import { z } from 'zod';
import { commitmentSchema, confidenceSchema, tornadoSchema } from './confidence.ts';
import { connectionsSchema } from './connections.ts';
import { currentSizeSchema } from './current-size.ts';
import { capacitySchema, demandEvidenceSchema } from './demand-evidence.ts';
import { intervalSchema } from './interval.ts';
import { measuredSizeSchema } from './measured-size.ts';
import { measurementSourceSchema } from './measurements.ts';
import { priceRowSchema } from './price.ts';
import { designRequestsSchema } from './run-plan.ts';
import { schemaVersion } from './schema-version.ts';
import { rejectionSchema, sizingOptionSchema } from './sizing.ts';

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

/** What one request costs one observed server, from the clean bins of runs and tables. */
export const demandSchema = z.object({
  resource: z.string(),
  /** Service demand D; the bounds are those of `confidence`. */
  cpuSecPerRequest: intervalSchema,
  confidence: z.number(),
  /** CPU that the server uses without requests, U0: of the fitted line, so that it may be below 0, else as observed. */
  idleCores: z.number(),
  idleObserved: z.boolean(),
  /** The highest mean throughput of a step that the demand rests on. */
  highestRequestsPerSec: z.number(),
  meanResponseMs: z.number().nullable(),
  cleanSeconds: z.number(),
  excluded: z.array(z.object({ reason: z.string(), seconds: z.number() })),
  steps: z.array(stepDemandSchema),
  parallelism: parallelismSchema,
  memory: memoryDemandSchema.nullable(),
  /** Of one server as it was measured; `null` where the CPU that it could use is not known, or a request may need none. */
  capacity: capacitySchema.nullable(),
  evidence: demandEvidenceSchema,
});
export type Demand = z.infer<typeof demandSchema>;

/** A share `quantile` of the responses within `limitMs`. */
export const latencyObjectiveSchema = z.object({ quantile: z.number(), limitMs: z.number() });
export type LatencyObjective = z.infer<typeof latencyObjectiveSchema>;

/** The latency of one task by its utilisation: modelled, and as measured steps had it. */
export const latencyCurveSchema = latencyObjectiveSchema.extend({
  modelled: z.array(z.object({ utilisation: z.number(), ms: z.number() })),
  measured: z.array(z.object({ utilisation: z.number(), ms: z.number() })),
});
export type LatencyCurve = z.infer<typeof latencyCurveSchema>;

/** From a workload to sizes and their monthly price, with everything that was assumed on the way. */
export const estimateSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  /** `single-load`: one load or two, to which the demand is taken as proportional; `several-loads`: a line through more. */
  kind: z.enum(['single-load', 'several-loads']),
  /** The first run; `null` where only tables were measured. */
  runId: z.string().nullable(),
  /** The runs and tables that it rests on. */
  sources: z.array(measurementSourceSchema),
  /** Of the runs, or the table's name where there is none. */
  scenario: z.string(),
  region: z.string(),
  workload: designRequestsSchema,
  /** What is held, where that is what is sized; messages then stand where requests do. */
  connections: connectionsSchema.nullable(),
  /** The typical week that is priced: mean requests a second of each hour from Monday 0:00 on, `null` for a flat load. */
  week: z.object({
    basis: z.enum(['given', 'typical', 'flat']),
    requestsPerMonth: z.number(),
    hourlyPerSec: z.array(z.number()).nullable(),
    /** Tasks of the recommended option by the hour, where they are scaled. */
    hourlyTasks: z.array(z.number()).nullable(),
  }),
  demand: demandSchema,
  rule: z.object({
    name: z.enum(['utilisation-target', 'latency-objective']),
    /** For every option, or the most for any; `null` where the objectives alone say what each may have. */
    utilisation: z.number().nullable(),
    basis: z.enum(['given', 'assumed', 'thresholds']),
    /** What latency is asked for; none of a target. */
    objectives: z.array(latencyObjectiveSchema),
    text: z.string(),
  }),
  /** Of the recommended option, one for each objective. */
  latency: z.array(latencyCurveSchema),
  /** Cheapest first. */
  options: z.array(sizingOptionSchema),
  rejected: z.array(rejectionSchema),
  /** Place in `options` of the one to take unless a reader knows better; `null` where every one needs a test. */
  recommended: z.int().nullable(),
  /** Draws of the uncertainty behind the options' percentiles, and what moves the recommended one's bill. */
  draws: z.int(),
  tornado: tornadoSchema,
  confidence: confidenceSchema,
  /** `null` where no discount is given, or the load is not known by the hour. */
  commitment: commitmentSchema.nullable(),
  /** What runs now, where that was said, beside the recommended option. */
  current: currentSizeSchema.nullable(),
  /** How many of what was measured carry the design load; `null` where nothing counts its servers, or their CPU has no limit. */
  measuredSize: measuredSizeSchema.nullable(),
  assumptions: z.array(z.string()),
  prices: z.array(priceRowSchema),
  warnings: z.array(z.string()),
});
export type Estimate = z.infer<typeof estimateSchema>;
