import { z } from 'zod';
import { histogramSchema } from '../histogram.ts';
import { validityLevelSchema } from './run-result.ts';
import { schemaVersion } from './schema-version.ts';
import { loadModelSchema } from './step.ts';

/** Where bins come from: a run of ours, or a table that any tool wrote. Fields are `null` where the table does not say. */
export const measurementSourceSchema = z.object({
  kind: z.enum(['run', 'csv']),
  /** The run's id, or the file's name. */
  id: z.string(),
  scenario: z.string().nullable(),
  startedAt: z.iso.datetime().nullable(),
  loadModel: loadModelSchema.nullable(),
  validity: validityLevelSchema.nullable(),
  /** Whether the load came from a machine without CPU to spare, so that responses tell of its waits too. */
  generatorWasBusy: z.boolean().nullable(),
  /** The resource that counted the requests of the total itself; `null`: the clients did. */
  throughputFrom: z.string().nullable(),
});
export type MeasurementSource = z.infer<typeof measurementSourceSchema>;

/** A resource of the system under test, with what it has and what it uses when nothing is asked of it. */
export const measuredResourceSchema = z.object({
  name: z.string(),
  /** The metric source that observed it, such as `process` or `cloudwatch`; `csv` where a table did. */
  observedBy: z.string(),
  /** What it can use at most, by measure; absent where it is not known. */
  limits: z.record(z.string(), z.number()),
  /** What it used before the load, by measure: the median of `samples` readings; absent where it was not seen. */
  idle: z.record(z.string(), z.object({ value: z.number(), samples: z.int() })),
  /** Why nothing was read of it, or less than was asked for. */
  unavailable: z.string().nullable(),
});
export type MeasuredResource = z.infer<typeof measuredResourceSchema>;

/** What was served in a bin, of all requests or of one name. */
export const servedSchema = z.object({
  throughputPerSec: z.number().nonnegative(),
  /** Requests in flight by Little's law, N = X·R with R the mean response time; `null` where R was not measured. */
  concurrency: z.number().nonnegative().nullable(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  /** Requests that failed; `null` where a table does not say. */
  errors: z.number().nonnegative().nullable(),
});
export type Served = z.infer<typeof servedSchema>;

/** WebSocket connections as the clients held them; messages are none of the requests. */
export const heldConnectionsSchema = z.object({
  /** Open at a time. */
  open: z.number().nonnegative(),
  openedPerSec: z.number().nonnegative(),
  /** Messages of all connections together: to the servers, and from them. */
  sentPerSec: z.number().nonnegative(),
  receivedPerSec: z.number().nonnegative(),
});
export type HeldConnections = z.infer<typeof heldConnectionsSchema>;

/** What a resource used, by measure with its unit in the name: `cores`, `busiest_thread_cores`, `bytes`, `connections`. */
export const usageSchema = z.record(z.string(), z.number().nullable());
export type Usage = z.infer<typeof usageSchema>;

const binShape = {
  /** Place in `sources`. */
  source: z.int().nonnegative(),
  startMs: z.number(),
  durationMs: z.number().positive(),
  /** Index of the step, `null` where the load had none. */
  step: z.int().nonnegative().nullable(),
};

/** A clean time bin: throughput and use of the same time, well inside one step. */
export const measurementBinSchema = z.object({
  ...binShape,
  total: servedSchema,
  /** By request name. */
  requests: z.record(z.string(), servedSchema),
  /** Absent where the run made no WebSocket, or a table does not say. */
  connections: heldConnectionsSchema.optional(),
  /** By resource. */
  used: z.record(z.string(), usageSchema),
});
export type MeasurementBin = z.infer<typeof measurementBinSchema>;

/** Why a bin may not be measured by. */
export const dropReasonSchema = z.enum([
  'warm-up',
  'ramp',
  'step-edge',
  'errors',
  'dropped-iterations',
  'saturated',
  'target-scaled',
  'not-observed',
]);
export type DropReason = z.infer<typeof dropReasonSchema>;

/** A bin that was left out. Its figures are kept, since a saturated one still shows the plateau. */
export const droppedBinSchema = measurementBinSchema.extend({ reason: dropReasonSchema });
export type DroppedBin = z.infer<typeof droppedBinSchema>;

/** A step whose bins are held, with the distribution of response times over it; `null` where only a table is known. */
export const measuredStepSchema = z.object({
  source: z.int().nonnegative(),
  index: z.int().nonnegative(),
  model: loadModelSchema.nullable(),
  /** Iterations a second in an open step, virtual users in a closed one. */
  target: z.number().nullable(),
  duration: histogramSchema.nullable(),
});
export type MeasuredStep = z.infer<typeof measuredStepSchema>;

/** What one or more runs measured, cleaned: the table that service demand is read from. */
export const measurementsSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  sources: z.array(measurementSourceSchema),
  resources: z.array(measuredResourceSchema),
  bins: z.array(measurementBinSchema),
  dropped: z.array(droppedBinSchema),
  steps: z.array(measuredStepSchema),
});
export type Measurements = z.infer<typeof measurementsSchema>;
