import type { Metric, RunResult, ServerThresholdResult, ThresholdResult } from '../core/records/index.ts';
import { type Expression, parseExpression, parseThresholdKey } from '../core/thresholds/parse.ts';
import { isMeant, serverThresholdText } from '../core/thresholds/server-threshold.ts';
import type { MainMetric } from './main-metric.ts';
import { quantityText } from './quantity-text.ts';

/** A threshold as a report shows it. */
export interface ThresholdView {
  readonly metric: string;
  readonly expression: string;
  readonly ok: boolean;
  /** The observed value with its unit. */
  readonly observed: string;
  /** What else must be said: that the limit lies within the histogram's precision, or that it ended the run. */
  readonly notes: readonly string[];
}

/** A limit that can be drawn as a horizontal line. */
export interface LimitLine {
  readonly value: number;
  readonly label: string;
}

export function viewThreshold(threshold: ThresholdResult, { metrics }: RunResult): ThresholdView {
  const { metric, expression, ok, observed, withinPrecision, aborted } = threshold;
  const measured = metrics[metric] ?? metrics[parseThresholdKey(metric).metric];
  return {
    metric,
    expression,
    ok,
    observed:
      observed === null ? 'no value' : quantityText(observed, unitOf(parseExpression(expression), measured)),
    notes: [
      ...(withinPrecision ? ['the limit lies within the histogram’s precision'] : []),
      ...(aborted ? ['ended the run'] : []),
    ],
  };
}

export function viewServerThreshold(
  threshold: ServerThresholdResult,
  { observed: series }: Pick<RunResult, 'observed'>,
): ThresholdView {
  const { ok, observed, unit, aborted } = threshold;
  const why = series.find((each) => isMeant(threshold, each) && each.unavailable !== undefined)?.unavailable;
  return {
    ...serverThresholdText(threshold),
    ok,
    observed: observed === null ? 'no value' : quantityText(observed, unit),
    notes: [
      ...(observed === null ? [`nothing to judge: ${why ?? 'it was not observed for that long'}`] : []),
      ...(aborted ? ['ended the run'] : []),
    ],
  };
}

/** The limits on percentiles of the latency over all requests, as they stand on a chart of latency. */
export function latencyLimits(thresholds: readonly ThresholdResult[], main: MainMetric): LimitLine[] {
  return limitsOn(thresholds, main.latency, ['p', 'med']);
}

/** The limits on the share of failed requests. */
export function failureLimits(thresholds: readonly ThresholdResult[]): LimitLine[] {
  return limitsOn(thresholds, 'http_req_failed', ['rate']);
}

type Kind = Expression['aggregation']['kind'];

function limitsOn(thresholds: readonly ThresholdResult[], name: string, kinds: readonly Kind[]): LimitLine[] {
  return thresholds.flatMap(({ metric, expression }) => {
    const { aggregation, limit } = parseExpression(expression);
    return metric === name && kinds.includes(aggregation.kind) ? [{ value: limit, label: expression }] : [];
  });
}

/** An observed value's unit: a sub-metric has its metric's; a metric that never occurred has none. */
function unitOf({ aggregation }: Expression, metric: Metric | undefined): string {
  if (metric?.type === 'rate') return 'share';
  return metric?.type === 'counter' && aggregation.kind === 'rate' ? '/s' : (metric?.unit ?? '');
}
