import type { DerivedScenario } from '../../core/options/derived-scenario.ts';
import { deriveScenarios, requestedIterations } from '../../core/options/scenarios.ts';
import type { ObservedSeries, RunPlan, WorkerResult } from '../../core/records/index.ts';
import type { ValidityFacts } from '../../core/validity.ts';
import type { SeriesState } from '../coordinator/feed.ts';
import type { RunOutcome } from '../coordinator/outcome.ts';
import { countSent, selectCount, selectState } from '../coordinator/select.ts';
import type { Generator } from './generator.ts';
import { targetChanges } from './target-changes.ts';

export interface FactsInput {
  readonly plan: RunPlan;
  readonly outcome: RunOutcome;
  readonly workers: readonly WorkerResult[];
  readonly startSkewMs: number | null;
  readonly thrown: number;
  /** Connections that the guard refused. */
  readonly refused: number;
  readonly generator: Generator;
  readonly observed: readonly ObservedSeries[];
}

const pushIntervalMs = 1_000;

/** What was measured about the run itself. */
export function factsOf(input: FactsInput): ValidityFacts {
  const { plan, outcome, workers, generator } = input;
  const { series, durationMs } = outcome;
  const present = outcome.workers.filter((worker) => worker.lost === undefined);
  const loaded = outcome.originMs !== undefined;
  const { maxRatePerSec } = plan.guard;
  const counted = {
    ...requestFacts(series),
    iterations: selectCount(series, 'iterations'),
    droppedIterations: selectCount(series, 'dropped_iterations'),
  };
  if (outcome.coordinatorLost) return { ...counted, coordinatorLost: 1 };
  return {
    ...counted,
    ...(outcome.end.by === 'schedule' && arrivalFacts(plan, outcome)),
    exceptions: input.thrown,
    guardRefusals: input.refused,
    generatorCpuShare: cpuShare(workers, plan.backend === 'local' ? generator.cpus : undefined),
    hostBusyShare: generator.busyShare ?? null,
    generatorThrottledShare: maxOf(workers.map(({ throttledShare }) => throttledShare)),
    lostWorkers: outcome.workers.length - present.length,
    startSkewMs: input.startSkewMs,
    expectedPushes: present.length * Math.max(0, Math.floor(durationMs / pushIntervalMs) - 1),
    receivedPushes: present.reduce((sum, { pushes }) => sum + pushes, 0),
    missingFinalPushes: loaded ? present.filter(({ complete }) => !complete).length : null,
    overflowedMetrics: outcome.overflowedMetrics.length,
    targetChanges: targetChanges(plan.steps, input.observed),
    clockOffsetMs: maxOf(present.map(({ clockDriftMs }) => clockDriftMs)),
    ...(maxRatePerSec !== undefined &&
      durationMs > 0 && {
        rateCeilingShare: countSent(series) / (durationMs / 1_000) / maxRatePerSec,
      }),
  };
}

/** What became of the requests that iterations made; setup's are the script's own preparation. */
function requestFacts(series: RunOutcome['series']): ValidityFacts {
  const load = series.filter(({ tags }) => tags.scenario !== undefined);
  const unanswered = load.filter(({ tags }) => tags.status === '0');
  const failed = selectState(load, 'http_req_failed');
  const noResponse = selectState(unanswered, 'http_req_failed');
  const truesOf = (state: SeriesState | undefined) => (state?.type === 'rate' ? state.trues : 0);
  return {
    requests: selectCount(load, 'http_reqs'),
    unansweredRequests: selectCount(unanswered, 'http_reqs'),
    failedResponses: failed ? truesOf(failed) - truesOf(noResponse) : null,
  };
}

/** What arrival rates asked for over the whole run, and what came of it. */
function arrivalFacts(plan: RunPlan, outcome: RunOutcome): ValidityFacts {
  const open: readonly DerivedScenario[] = deriveScenarios(plan.options);
  const asked = open.flatMap((scenario) => {
    const requested = requestedIterations(scenario, 0, Infinity);
    return requested === undefined ? [] : [{ name: scenario.name, requested }];
  });
  if (asked.length === 0) return {};
  return {
    requestedIterations: asked.reduce((sum, { requested }) => sum + requested, 0),
    startedIterations: asked.reduce(
      (sum, { name }) => sum + selectCount(outcome.series, 'iterations', { scenario: name }),
      0,
    ),
  };
}

/**
 * The busiest worker's share of its CPU limit, or, on one machine with `cpus`, that of all workers together if it is
 * higher. Elsewhere a worker without a limit has nothing to be measured against.
 */
function cpuShare(workers: readonly WorkerResult[], cpus: number | undefined): number | null {
  const shares = workers.map(({ cpuCores, cpuLimitCores }) => {
    const limit = cpuLimitCores ?? cpus;
    return cpuCores === null || limit === undefined ? null : cpuCores / limit;
  });
  const used = workers.reduce((sum, { cpuCores }) => sum + (cpuCores ?? 0), 0);
  const together = cpus !== undefined && shares.some((share) => share !== null) ? used / cpus : null;
  return maxOf([...shares, together]);
}

function maxOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? Math.max(...known) : null;
}
