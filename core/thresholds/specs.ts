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

/** Why a threshold cannot be judged; without an `expression` its key is at fault. */
export interface ThresholdFault {
  readonly key: string;
  readonly expression?: string;
  readonly message: string;
}

/**
 * The thresholds of the options, in their order; none gives an empty list.
 *
 * @throws LoadtestError THRESHOLD_INVALID that names every malformed key, expression, delay and aggregation
 */
export function thresholdsOf(options: K6Options): ThresholdSpec[] {
  const { specs, faults } = readThresholds(options);
  refuse(
    'THRESHOLD_INVALID',
    faults.map(({ key, expression, message }) =>
      expression === undefined ? message : `${message} (thresholds of ${key})`,
    ),
  );
  return specs;
}

/** The same without a refusal: the thresholds that can be judged, as far as is known without the script, and the others. */
export function readThresholds({ thresholds }: K6Options): {
  readonly specs: ThresholdSpec[];
  readonly faults: ThresholdFault[];
} {
  const specs: ThresholdSpec[] = [];
  const faults: ThresholdFault[] = [];
  for (const [key, written] of Object.entries(thresholds ?? {})) {
    const message = problemOf(() => parseThresholdKey(key));
    if (message !== undefined) {
      faults.push({ key, message });
      continue;
    }
    const type = builtInTypes[parseThresholdKey(key).metric];
    for (const threshold of written) {
      const read = readThreshold(key, threshold, type);
      if ('message' in read) faults.push(read);
      else specs.push(read);
    }
  }
  return { specs, faults };
}

/** A threshold whose key is well-formed; of a metric of unknown type every aggregation is taken. */
function readThreshold(
  key: string,
  threshold: Threshold,
  type: MetricType | undefined,
): ThresholdSpec | ThresholdFault {
  const written = typeof threshold === 'string' ? { threshold } : threshold;
  const expression = written.threshold;
  const problem = problemOf(() => parseExpression(expression));
  if (problem !== undefined) return { key, expression, message: problem };
  const delay = written.delayAbortEval ?? 0;
  const delayAbortEvalMs = parseDuration(delay);
  if (delayAbortEvalMs === undefined) {
    return { key, expression, message: `delayAbortEval must be a duration such as "30s", got "${delay}"` };
  }
  const misfit = type && misfitOf(key, expression, type);
  if (misfit) return misfit;
  return { metric: key, expression, abortOnFail: written.abortOnFail ?? false, delayAbortEvalMs };
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

/** The fault of a well-formed expression whose aggregation does not fit the type of its metric. */
export function misfitOf(key: string, expression: string, type: MetricType): ThresholdFault | undefined {
  const { kind } = parseExpression(expression).aggregation;
  if (aggregationsOf[type].includes(kind)) return undefined;
  const allowed = aggregationsOf[type].map((name) => (name === 'p' ? 'p(N)' : name)).join(', ');
  const message = `${key} is a ${type}: its thresholds can use ${allowed}, got "${expression}"`;
  return { key, expression, message };
}

/** The tags that the thresholds' keys name, each once, sorted: these must not be dropped from the samples. */
export function requiredSystemTags(specs: readonly ThresholdSpec[]): string[] {
  return [...new Set(specs.flatMap(({ metric }) => Object.keys(parseThresholdKey(metric).tags)))].sort();
}
