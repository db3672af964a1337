import { z } from 'zod';
import { intervalSchema } from './interval.ts';

/** How a demand was fitted to loads, and what an estimate may take from it. */
export const demandFitSchema = z.object({
  /** `line`: used = base + D·X; `hyperthreads`: the same with threads that share cores. */
  model: z.enum(['line', 'hyperthreads']),
  loads: z.int(),
  /** Highest over lowest throughput of the loads; `null` where they differ in their mix instead. */
  span: z.number().nullable(),
  /** R² over the loads. */
  rSquared: z.number(),
  /** How likely the residuals are those of a straight line (runs test); `null` where there is no one line. */
  straightness: z.number().nullable(),
  /** Variances and covariance of base and D, to draw both together; `null` of a model without them. */
  covariance: z.object({ base: z.number(), demand: z.number(), both: z.number() }).nullable(),
  /** What a second thread on a busy core adds to its work; `null` where threads share no cores. */
  hyperthreadGain: intervalSchema.nullable(),
});
export type DemandFit = z.infer<typeof demandFitSchema>;

/** The estimator's own accuracy: a fit of the lower loads, against what the upper ones used. */
export const backTestSchema = z.object({
  fittedLoads: z.int(),
  predictions: z.array(
    z.object({
      requestsPerSec: z.number(),
      measuredCores: z.number(),
      predictedCores: z.number(),
      /** predicted/measured − 1 */
      error: z.number(),
    }),
  ),
});
export type BackTest = z.infer<typeof backTestSchema>;

/** What `servers` carried over what one did where its throughput stopped, and whether each has its own bottleneck then. */
export const bottleneckScalingSchema = z.object({
  servers: z.int(),
  ratio: z.number(),
  isPerServer: z.boolean(),
});
export type BottleneckScaling = z.infer<typeof bottleneckScalingSchema>;

/** Something that nobody observed and that holds throughput. */
export const hiddenBottleneckSchema = z.object({
  /** `plateau`: throughput stopped there; `response-growth`: responses take longer and longer on the way there. */
  basis: z.enum(['plateau', 'response-growth']),
  throughputPerSec: intervalSchema,
  text: z.string(),
  /** Absent where one server and several were not both measured up to it. */
  scaling: bottleneckScalingSchema.optional(),
});
export type HiddenBottleneck = z.infer<typeof hiddenBottleneckSchema>;

/** The highest throughput of one server. */
export const capacitySchema = z.object({
  perSec: intervalSchema,
  /**
   * What says so: `cpu`, with nothing else below it; `bound`: the CPU, which may be less than its interval's middle, and below
   * which something that no step reached may stop the server; `hidden-bottleneck`: something that nobody observed holds it.
   */
  basis: z.enum(['cpu', 'bound', 'hidden-bottleneck']),
  /** What may be counted on: `perSec` on the CPU, of a bottleneck and below a bound only as much as the measurements prove. */
  promisedPerSec: z.number(),
  /** Over the highest throughput that was measured: past 1 it is extrapolated. */
  extrapolation: z.number(),
});
export type Capacity = z.infer<typeof capacitySchema>;

/** What a request needs of something else than the server's CPU and memory. */
export const furtherDemandSchema = z.object({
  resource: z.string(),
  /** As measurements name it: `cores`, `connections`, `bytes_per_sec`, `iops`. */
  measure: z.string(),
  /** In the measure's unit for one request a second. */
  perRequest: intervalSchema,
  base: z.number(),
  /** What the resource has of it; `null` where that is not known. */
  limit: z.number().nullable(),
});
export type FurtherDemand = z.infer<typeof furtherDemandSchema>;

/** What a demand rests on beyond its value, and what else the measurements show. */
export const demandEvidenceSchema = z.object({
  /** `null`: too few loads for a fit, so the demand is the ratio of CPU to requests. */
  fit: demandFitSchema.nullable(),
  /** CPU seconds by request name; `null` where only their mix can be told. */
  byRequest: z.record(z.string(), intervalSchema).nullable(),
  pooledBecause: z.string().nullable(),
  backTest: backTestSchema.nullable(),
  hiddenBottleneck: hiddenBottleneckSchema.nullable(),
  /** Throughput of one server up to which the measurements exclude such a bottleneck, at least the highest measured one. */
  provenPerSec: z.number(),
  /** The scalability law of one server, with the loads it was fitted to; `null` where they do not show it. */
  scalability: z
    .object({
      usl: z.object({ lambda: z.number(), sigma: z.number(), kappa: z.number() }),
      loads: z.array(z.object({ concurrency: z.number(), throughputPerSec: z.number() })),
      /** Between which throughputs the law lies at 90 % confidence, from no request in flight to the highest load. */
      band: z.array(z.object({ concurrency: z.number(), low: z.number(), high: z.number() })),
    })
    .nullable(),
  further: z.array(furtherDemandSchema),
  /** Growth of the server's memory at constant load; `null` where there is none. */
  leakBytesPerHour: z.number().nullable(),
  /** Why the interval is wider than the scatter says, a sentence each. */
  concerns: z.array(z.string()),
});
export type DemandEvidence = z.infer<typeof demandEvidenceSchema>;
