import type { LiveThreshold } from '../../core/active-run.ts';
import type { ThresholdResult, ThresholdSpec } from '../../core/records/index.ts';
import { builtInTypes } from '../../core/thresholds/built-in-types.ts';
import { evaluateThreshold, isEmptyMetric, type MetricState } from '../../core/thresholds/evaluate.ts';
import { parseThresholdKey } from '../../core/thresholds/parse.ts';
import type { MergedSeries } from './merge.ts';
import { selectState } from './select.ts';

/** The merged state of the metric that a threshold names, its tags applied. */
function stateOf(
  spec: ThresholdSpec,
  series: readonly MergedSeries[],
  elapsedMs: number,
): MetricState | undefined {
  const { metric, tags } = parseThresholdKey(spec.metric);
  const state = selectState(series, metric, tags);
  return state?.type === 'counter' ? { ...state, elapsedMs } : state;
}

/** All thresholds as they stand; one without anything to judge yet has no outcome. */
export function liveThresholds(
  specs: readonly ThresholdSpec[],
  series: readonly MergedSeries[],
  elapsedMs: number,
): LiveThreshold[] {
  return specs.map((spec) => {
    const state = stateOf(spec, series, elapsedMs);
    const { metric, expression } = spec;
    if (isEmptyMetric(state)) return { metric, expression, ok: undefined, observed: undefined };
    const { ok, observed } = evaluateThreshold(spec, state);
    return { metric, expression, ok, observed: observed ?? undefined };
  });
}

/** The first threshold that is to abort the run now: it fails, says so, and its delay is over. */
export function abortingThreshold(
  specs: readonly ThresholdSpec[],
  series: readonly MergedSeries[],
  elapsedMs: number,
): ThresholdSpec | undefined {
  return specs.find((spec) => {
    if (!spec.abortOnFail || elapsedMs < spec.delayAbortEvalMs) return false;
    const state = stateOf(spec, series, elapsedMs);
    return !isEmptyMetric(state) && !evaluateThreshold(spec, state).ok;
  });
}

/** A counter that never counted is at 0 when the run is over; other metrics that never occurred have no state. */
function stateAtEnd(
  spec: ThresholdSpec,
  series: readonly MergedSeries[],
  durationMs: number,
): MetricState | undefined {
  const isCounter = builtInTypes[parseThresholdKey(spec.metric).metric] === 'counter';
  return (
    stateOf(spec, series, durationMs) ??
    (isCounter ? { type: 'counter', count: 0, elapsedMs: durationMs } : undefined)
  );
}

/** The thresholds' outcomes at the end of the run. */
export function finalThresholds(
  specs: readonly ThresholdSpec[],
  series: readonly MergedSeries[],
  durationMs: number,
  aborting: ThresholdSpec | undefined,
): ThresholdResult[] {
  return specs.map((spec) => ({
    metric: spec.metric,
    expression: spec.expression,
    ...evaluateThreshold(spec, stateAtEnd(spec, series, durationMs)),
    aborted: spec === aborting,
  }));
}
