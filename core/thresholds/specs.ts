import { parseDuration } from '../duration.ts';
import { LoadtestError } from '../errors.ts';
import { refuse } from '../problems.ts';
import type { K6Options } from '../records/k6-options.ts';
import type { ThresholdSpec } from '../records/run-plan.ts';
import type { MetricType } from '../records/series.ts';
import { builtInTypes } from './built-in-types.ts';
import { type Aggregation, parseExpression, parseThresholdKey } from './parse.ts';

/** The aggregations that k6 knows for each type of metric. */
const aggregationsOf: Readonly<Record<MetricType, readonly Aggregation['kind'][]>> = {
  counter: ['count', 'rate'],
  gauge: ['value'],
  rate: ['rate'],
  trend: ['avg', 'min', 'max', 'med', 'p'],
};

type Threshold = NonNullable<K6Options['thresholds']>[string][number];

/**
 * The thresholds of the options, in their order; none gives an empty list.
 *
 * @throws LoadtestError THRESHOLD_INVALID that names every malformed key, expression, delay and aggregation
 */
export function thresholdsOf(options: K6Options): ThresholdSpec[] {
  const problems: string[] = [];
  const specs: ThresholdSpec[] = [];
  for (const [key, thresholds] of Object.entries(options.thresholds ?? {})) {
    const keyProblem = problemOf(() => parseThresholdKey(key));
    if (keyProblem !== undefined) {
      problems.push(keyProblem);
      continue;
    }
    for (const threshold of thresholds) {
      const spec = specOf(key, threshold);
      if (typeof spec === 'string') problems.push(`${spec} (thresholds of ${key})`);
      else specs.push(spec);
    }
  }
  refuse('THRESHOLD_INVALID', [...problems, ...checkThresholdTypes(specs, builtInTypes)]);
  return specs;
}

/** The threshold, or a sentence that says what is wrong with it. */
function specOf(metric: string, threshold: Threshold): ThresholdSpec | string {
  const written = typeof threshold === 'string' ? { threshold } : threshold;
  const problem = problemOf(() => parseExpression(written.threshold));
  if (problem !== undefined) return problem;
  const delay = written.delayAbortEval ?? 0;
  const delayAbortEvalMs = parseDuration(delay);
  if (delayAbortEvalMs === undefined)
    return `delayAbortEval must be a duration such as "30s", got "${delay}"`;
  return {
    metric,
    expression: written.threshold,
    abortOnFail: written.abortOnFail ?? false,
    delayAbortEvalMs,
  };
}

/** The message of the expected failure that `parse` throws, or `undefined` if it succeeds. */
function problemOf(parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    if (error instanceof LoadtestError) return error.message;
    throw error;
  }
}

/**
 * A sentence for each threshold whose aggregation does not fit the type of its metric; a metric that `types`
 * does not hold is not judged.
 */
export function checkThresholdTypes(
  specs: readonly ThresholdSpec[],
  types: Readonly<Record<string, MetricType | undefined>>,
): string[] {
  return specs.flatMap(({ metric: key, expression }) => {
    const type = types[parseThresholdKey(key).metric];
    const { kind } = parseExpression(expression).aggregation;
    if (type === undefined || aggregationsOf[type].includes(kind)) return [];
    const allowed = aggregationsOf[type].map((name) => (name === 'p' ? 'p(N)' : name)).join(', ');
    return [`${key} is a ${type}: its thresholds can use ${allowed}, got "${expression}"`];
  });
}

/** The tags that the thresholds' keys name, each once, sorted: these must not be dropped from the samples. */
export function requiredSystemTags(specs: readonly ThresholdSpec[]): string[] {
  return [...new Set(specs.flatMap(({ metric }) => Object.keys(parseThresholdKey(metric).tags)))].sort();
}
