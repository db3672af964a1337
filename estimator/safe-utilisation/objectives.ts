import { latencyExpressions } from '../../core/load/index.ts';
import type { LatencyObjective } from '../../core/records/index.ts';
import { parseExpression } from '../../core/thresholds/parse.ts';

const metric = 'http_req_duration';

interface Threshold {
  readonly metric: string;
  readonly expression: string;
}

/** The latency objectives of a text such as `p99<300ms`. Throws a RangeError where it is none. */
export function objectivesOfText(text: string): LatencyObjective[] {
  return objectivesOfThresholds(latencyExpressions(text).map((expression) => ({ metric, expression })));
}

/** The latency objectives among thresholds: upper limits on percentiles of the response time of all requests. */
export function objectivesOfThresholds(thresholds: readonly Threshold[]): LatencyObjective[] {
  return thresholds
    .filter((threshold) => threshold.metric === metric)
    .flatMap(({ expression }) => {
      const { aggregation, operator, limit } = parseExpression(expression);
      const quantile = aggregation.kind === 'p' ? aggregation.q : aggregation.kind === 'med' ? 0.5 : 1;
      const isUpper = operator === '<' || operator === '<=';
      return isUpper && quantile > 0 && quantile < 1 ? [{ quantile, limitMs: limit }] : [];
    });
}
