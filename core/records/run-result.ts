import { z } from 'zod';
import { errorCodes } from '../errors.ts';
import { histogramSchema } from '../histogram.ts';
import { guardDecisionSchema, intendedLoadSchema, serverThresholdSpecSchema } from './run-plan.ts';
import { schemaVersion } from './schema-version.ts';
import { metricUnitSchema } from './series.ts';
import { loadModelSchema, stepSchema } from './step.ts';

const counterSchema = z.object({
  type: z.literal('counter'),
  unit: metricUnitSchema,
  count: z.number(),
  ratePerSec: z.number(),
});

const gaugeSchema = z.object({
  type: z.literal('gauge'),
  unit: metricUnitSchema,
  value: z.number(),
  min: z.number(),
  max: z.number(),
});

const rateSchema = z.object({
  type: z.literal('rate'),
  unit: metricUnitSchema,
  rate: z.number(),
  trues: z.number(),
  total: z.number(),
});

/** Percentiles come from the merged histogram; they are absent when nothing was recorded. */
export const trendSchema = z.object({
  type: z.literal('trend'),
  unit: metricUnitSchema,
  count: z.number(),
  sum: z.number(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  avg: z.number().nullable(),
  p50: z.number().nullable(),
  p90: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
  p999: z.number().nullable(),
  /** Percentiles that rest on too few values (fewer than ten beyond them), by name. */
  tooFewFor: z.array(z.string()),
  histogram: histogramSchema,
});
export type Trend = z.infer<typeof trendSchema>;

export const metricSchema = z.discriminatedUnion('type', [
  counterSchema,
  gaugeSchema,
  rateSchema,
  trendSchema,
]);
export type Metric = z.infer<typeof metricSchema>;

/** A threshold's outcome. `withinPrecision`: the limit lies inside the deciding histogram bucket. */
export const thresholdResultSchema = z.object({
  metric: z.string(),
  expression: z.string(),
  ok: z.boolean(),
  observed: z.number().nullable(),
  withinPrecision: z.boolean(),
  aborted: z.boolean(),
});
export type ThresholdResult = z.infer<typeof thresholdResultSchema>;

/** A server threshold's outcome, by the window that met it least; one without data is not met. */
export const serverThresholdResultSchema = serverThresholdSpecSchema.omit({ abortOnFail: true }).extend({
  ok: z.boolean(),
  observed: z.number().nullable(),
  /** When that window began; `null` where nothing could be judged. */
  atMs: z.number().nullable(),
  unit: z.string(),
  aborted: z.boolean(),
});
export type ServerThresholdResult = z.infer<typeof serverThresholdResultSchema>;

export const checkResultSchema = z.object({
  name: z.string(),
  group: z.string(),
  passes: z.number(),
  fails: z.number(),
});
export type CheckResult = z.infer<typeof checkResultSchema>;

/** One request name and method: `failed` counts what k6 holds for failed, `statuses` every response code seen. */
export const requestResultSchema = z.object({
  name: z.string(),
  method: z.string(),
  count: z.number(),
  ratePerSec: z.number(),
  failed: z.number(),
  statuses: z.record(z.string(), z.number()),
  errors: z.record(z.string(), z.number()),
  duration: trendSchema,
});
export type RequestResult = z.infer<typeof requestResultSchema>;

/**
 * What was measured in the seconds that lie well inside a step; rates are over `measuredMs`, `null` if that is 0.
 * `iterationsPerSec` are those that started: the ended ones, and by how much the running ones became more.
 */
export const stepResultSchema = stepSchema.extend({
  measuredMs: z.number(),
  iterationsPerSec: z.number().nullable(),
  requestsPerSec: z.number().nullable(),
  failedRate: z.number().nullable(),
  meanVus: z.number().nullable(),
  droppedIterations: z.number(),
  duration: trendSchema,
});
export type StepResult = z.infer<typeof stepResultSchema>;

/** What came of the intended load. */
export const achievedLoadSchema = z.object({
  /** Iterations started per second; `null` if none was counted. */
  ratePerSec: z.number().nullable(),
  /** HTTP requests per second: the script may send more or fewer in an iteration than the workload says. */
  requestsPerSec: z.number().nullable(),
  /** The step that held the intended rate, whose rates these are; `null`: they are those of the whole run. */
  stepIndex: z.int().nullable(),
  /** Shares of the journeys by name, as counted; absent if the run did not name them. */
  mix: z.record(z.string(), z.number()).optional(),
});
export type AchievedLoad = z.infer<typeof achievedLoadSchema>;

/** One worker of the run. CPU is in cores over the loaded time; memory is the highest resident set seen. */
export const workerResultSchema = z.object({
  index: z.int().nonnegative(),
  segment: z.string(),
  startOffsetMs: z.number().nullable(),
  cpuCores: z.number().nullable(),
  peakCpuCores: z.number().nullable(),
  cpuLimitCores: z.number().nullable(),
  throttledShare: z.number().nullable(),
  memoryBytes: z.number().nullable(),
  pushes: z.int(),
  /** Its wall clock less the coordinator's, less the delay of its quickest push; absent in older results. */
  clockAheadMs: z.number().nullable().optional(),
  exitCode: z.number().nullable(),
  lost: z.string().nullable(),
});
export type WorkerResult = z.infer<typeof workerResultSchema>;

/** A clock against the coordinator's: ahead of it by `offsetMs`, known to `withinMs` either way. */
export const clockOffsetSchema = z.object({ offsetMs: z.number(), withinMs: z.number().nonnegative() });
export type ClockOffset = z.infer<typeof clockOffsetSchema>;

/** A server-side series beside the client's: `stamps` says what its times label. */
export const observedSeriesSchema = z.object({
  source: z.string(),
  resource: z.string(),
  metric: z.string(),
  unit: z.string(),
  stamps: z.enum(['instant', 'start', 'end']),
  points: z.array(z.tuple([z.number(), z.number().nullable()])),
  /** How long the period of a point is, where its time labels a start or an end and the source says so. */
  periodMs: z.number().positive().optional(),
  /** Each point is a percentile of its period. Several of them have a highest and a lowest, but no mean. */
  percentile: z.boolean().optional(),
  /** The clock that stamped the points, whose times here are corrected by it; absent where it was not compared. */
  clock: clockOffsetSchema.optional(),
  /** What the source was asked, in its own words. */
  query: z.string().optional(),
  /** The source was read before its data were complete: reading it again may bring more. */
  provisional: z.boolean().optional(),
  /** Why there is nothing, or less than was asked for. */
  unavailable: z.string().optional(),
});
export type ObservedSeries = z.infer<typeof observedSeriesSchema>;

export const validityLevelSchema = z.enum(['valid', 'suspect', 'invalid']);
export type ValidityLevel = z.infer<typeof validityLevelSchema>;

/** Why a result may not be believed: a stable code, a sentence, and the numbers behind it. */
export const validityReasonSchema = z.object({
  code: z.string(),
  level: z.enum(['suspect', 'invalid']),
  message: z.string(),
  observed: z.number().optional(),
  limit: z.number().optional(),
});
export type ValidityReason = z.infer<typeof validityReasonSchema>;

/** How a run ended before its time, or that it did not. */
export const endSchema = z.object({
  by: z.enum([
    'schedule',
    'threshold',
    'error-storm',
    'rate-ceiling',
    'script',
    'user',
    'lost-worker',
    'failure',
  ]),
  message: z.string().optional(),
});
export type RunEnd = z.infer<typeof endSchema>;

/** The expected failure that ended a run, as it is shown to the user. */
export const failureSchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  hint: z.string().optional(),
  places: z.array(
    z.object({
      file: z.string(),
      line: z.int().optional(),
      column: z.int().optional(),
      message: z.string().optional(),
    }),
  ),
});
export type Failure = z.infer<typeof failureSchema>;

const commandLogSchema = z.object({
  stage: z.enum(['prepare', 'cleanup']),
  command: z.string(),
  exitCode: z.number().nullable(),
  durationMs: z.number(),
  output: z.string(),
});
export type CommandLog = z.infer<typeof commandLogSchema>;

/**
 * The outcome of a run, also of a failed or aborted one. `verdict` says whether the system met its thresholds,
 * `validity` whether the numbers may be believed. Times are milliseconds from the unpause; client series live in
 * the series file.
 */
export const runResultSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  runId: z.string(),
  scenario: z.string(),
  verdict: z.enum(['pass', 'fail']),
  validity: z.object({ level: validityLevelSchema, reasons: z.array(validityReasonSchema) }),
  exitCode: z.int(),
  end: endSchema,
  failure: failureSchema.optional(),
  startedAt: z.iso.datetime(),
  durationMs: z.number(),
  loadModel: loadModelSchema,
  intended: intendedLoadSchema.optional(),
  /** Beside `intended`, and there wherever that is. */
  achieved: achievedLoadSchema.optional(),
  workers: z.array(workerResultSchema),
  startSkewMs: z.number().nullable(),
  metrics: z.record(z.string(), metricSchema),
  steps: z.array(stepResultSchema),
  requests: z.array(requestResultSchema),
  thresholds: z.array(thresholdResultSchema),
  /** Absent if the plan had none. */
  serverThresholds: z.array(serverThresholdResultSchema).optional(),
  checks: z.array(checkResultSchema),
  observed: z.array(observedSeriesSchema),
  exceptions: z.array(z.object({ message: z.string(), place: z.string().nullable(), count: z.int() })),
  commands: z.array(commandLogSchema),
  /** Requests to the coordinator that it refused. */
  rejectedRequests: z.int(),
  guard: guardDecisionSchema,
  /** What k6 refused to dial for the guard: a request by method and name, a WebSocket by URL, else what was thrown. */
  guardRefusals: z.array(z.object({ name: z.string(), count: z.int() })),
  generator: z.object({ cpus: z.int(), memoryBytes: z.number(), platform: z.string() }),
  k6Version: z.string(),
  bundleDigest: z.string(),
  versions: z.object({ loadtest: z.string(), k6: z.string(), node: z.string() }),
});
export type RunResult = z.infer<typeof runResultSchema>;
