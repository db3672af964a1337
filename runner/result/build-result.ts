import type { LoadtestError } from '../../core/errors.ts';
import { combineExitCodes, type ExitCode, exitCode } from '../../core/exit-code.ts';
import {
  type CommandLog,
  type Failure,
  type ObservedSeries,
  type RunEnd,
  type RunPlan,
  type RunResult,
  schemaVersion,
  type ThresholdResult,
  type ValidityLevel,
  type WorkerResult,
} from '../../core/records/index.ts';
import { judgeValidity } from '../../core/validity.ts';
import type { RunOutcome } from '../coordinator/outcome.ts';
import { selectCount } from '../coordinator/select.ts';
import { finalThresholds } from '../coordinator/threshold-watch.ts';
import { achievedLoad } from './achieved-load.ts';
import { toExceptions } from './exceptions.ts';
import type { Generator } from './generator.ts';
import { toGuardRefusals } from './guard-refusals.ts';
import { toMetrics } from './metrics.ts';
import { observeWorkers } from './observed-workers.ts';
import { toChecks, toRequests } from './requests.ts';
import { endOf } from './run-end.ts';
import { factsOf } from './validity-facts.ts';
import { toWorkers } from './workers.ts';

export interface ResultInput {
  readonly plan: RunPlan;
  readonly outcome: RunOutcome;
  /** Series of the metric sources, on the clock of the run. */
  readonly observed: readonly ObservedSeries[];
  readonly commands: readonly CommandLog[];
  readonly generator: Generator;
  /** Where the bundle's sources lie, and the directory that places are shown relative to. */
  readonly sourceRoot: string;
  readonly cwd: string;
}

/** The result of a run from what the coordinator saw of it. */
export function buildResult(input: ResultInput): RunResult {
  const { plan, outcome, generator } = input;
  const { series, durationMs } = outcome;
  const end = endOf(outcome, input.sourceRoot, input.cwd);
  const originMs = outcome.originMs ?? 0;
  const workers = toWorkers(outcome.workers, plan.segments, originMs);
  const thresholds = finalThresholds(plan.thresholds, series, durationMs, outcome.aborting);
  const exceptions = toExceptions(outcome.workers, input.sourceRoot, input.cwd);
  const startSkewMs = skewOf(workers);
  const thrown = exceptions.reduce((sum, { count }) => sum + count, 0);
  const guardRefusals = toGuardRefusals(series, exceptions, plan.guard);
  const refused = guardRefusals.reduce((sum, { count }) => sum + count, 0);
  const validity = judgeValidity(
    factsOf({ plan, outcome, workers, startSkewMs, thrown, refused, generator, observed: input.observed }),
  );
  const { busyShare: _, ...machine } = generator;
  const partial = { end, thresholds, workers, thrown };
  const code = exitCodeOf(outcome, partial, validity.level, selectCount(series, 'iterations'));
  return {
    schemaVersion,
    runId: plan.runId,
    scenario: plan.scenario.name,
    verdict: verdictOf(partial, code),
    validity,
    exitCode: code,
    end,
    ...(outcome.failure && { failure: toFailure(outcome.failure) }),
    startedAt: new Date(outcome.startedAtMs).toISOString(),
    durationMs,
    loadModel: plan.loadModel,
    ...(plan.intended && {
      intended: plan.intended,
      achieved: achievedLoad(plan.intended, outcome.steps, series, durationMs),
    }),
    workers,
    startSkewMs,
    metrics: toMetrics(series, plan.thresholds, durationMs),
    steps: [...outcome.steps],
    requests: toRequests(series, durationMs),
    thresholds,
    checks: toChecks(series),
    observed: [...input.observed, ...observeWorkers(outcome.workers, originMs)],
    exceptions,
    commands: [...input.commands],
    rejectedRequests: outcome.rejected,
    guard: plan.guard,
    guardRefusals,
    generator: machine,
    k6Version: plan.versions.k6,
    bundleDigest: plan.bundleDigest,
    versions: plan.versions,
  };
}

function toFailure({ code, message, hint, places }: LoadtestError): Failure {
  return {
    code,
    message,
    ...(hint !== undefined && { hint }),
    places: places.map((place) => ({ ...place })),
  };
}

function skewOf(workers: readonly WorkerResult[]): number | null {
  const offsets = workers.flatMap(({ startOffsetMs }) => (startOffsetMs === null ? [] : [startOffsetMs]));
  return offsets.length > 0 ? Math.max(...offsets) - Math.min(...offsets) : null;
}

interface Judged {
  readonly end: RunEnd;
  readonly thresholds: readonly ThresholdResult[];
  readonly workers: readonly WorkerResult[];
  readonly thrown: number;
}

const markedAsFailed = 110;

function exitCodeOf(outcome: RunOutcome, judged: Judged, level: ValidityLevel, iterations: number): ExitCode {
  // What was measured before the coordinator was lost decides nothing.
  if (outcome.coordinatorLost) return exitCode.invalidResult;
  return combineExitCodes([
    ...(outcome.failure ? [outcome.failure.exitCode] : []),
    ...(judged.end.by === 'user' ? [exitCode.interrupted] : []),
    ...(judged.end.by === 'script' ? [exitCode.abortedByScript] : []),
    ...(judged.end.by === 'error-storm' ? [exitCode.thresholdsFailed] : []),
    ...(judged.workers.some((worker) => worker.exitCode === markedAsFailed) ? [exitCode.markedFailed] : []),
    ...(iterations > 0 && judged.thrown >= iterations ? [exitCode.scriptException] : []),
    ...(judged.thresholds.some(({ ok }) => !ok) ? [exitCode.thresholdsFailed] : []),
    ...(level === 'invalid' ? [exitCode.invalidResult] : []),
  ]);
}

/** Passed means: all that was planned ran, and met its thresholds; a run that may not be believed can have passed. */
function verdictOf({ thresholds, end }: Judged, code: ExitCode): RunResult['verdict'] {
  const isWhole = end.by === 'schedule' && (code === exitCode.ok || code === exitCode.invalidResult);
  return isWhole && thresholds.every(({ ok }) => ok) ? 'pass' : 'fail';
}
