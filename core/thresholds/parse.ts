import { LoadtestError } from '../errors.ts';
import type { Tags } from '../records/series.ts';

/** What a threshold compares with its limit; `q` is the percentile as a fraction, 0–1. */
export type Aggregation =
  | { readonly kind: 'avg' | 'min' | 'max' | 'med' | 'count' | 'rate' | 'value' }
  | { readonly kind: 'p'; readonly q: number };

export type Operator = '<' | '<=' | '>' | '>=' | '==' | '===' | '!=';

export interface Expression {
  readonly aggregation: Aggregation;
  readonly operator: Operator;
  readonly limit: number;
}

/** The metric of a threshold and the tags that a sample must carry; a tag with an empty value must be absent. */
export interface ThresholdKey {
  readonly metric: string;
  readonly tags: Tags;
}

const keyShape = /^([^{}]*)\{(.*)\}$/s;

/**
 * A key of k6's `thresholds` option taken apart, as k6 does it: `http_req_duration{name:home,status:200}`.
 * Quotes around names and values do not count, and a value may hold colons but no comma.
 *
 * @throws LoadtestError THRESHOLD_INVALID when the braces do not match or a tag has no value
 */
export function parseThresholdKey(key: string): ThresholdKey {
  if (!/[{}]/.test(key)) return { metric: key, tags: {} };
  const [, metric, list] = keyShape.exec(key) ?? [];
  if (metric === undefined || list === undefined) {
    throw invalid(`threshold key must be metric or metric{tag:value,…}, got "${key}"`);
  }
  return { metric, tags: Object.fromEntries(list.split(',').map((tag) => parseTag(tag, key))) };
}

function parseTag(tag: string, key: string): readonly [string, string] {
  const [, name = '', value = ''] = /^([^:]*):(.+)$/s.exec(tag) ?? [];
  // k6 itself overflows its stack on a tag without a name.
  if (unquote(name) === '' || value === '') {
    throw invalid(
      `each tag of a threshold key must be name:value (a value cannot hold a comma), got "${tag}" in "${key}"`,
    );
  }
  return [unquote(name), unquote(value)];
}

function unquote(text: string): string {
  return text.trim().replace(/^["']+|["']+$/g, '');
}

const expressionShape = /^([^<>=!]*)(<=|<|>=|>|===|==|!=)(.*)$/s;
const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const simpleKinds = ['avg', 'min', 'max', 'med', 'count', 'rate', 'value'] as const;

/**
 * A threshold's expression taken apart: `p(95)<500` compares the 95th percentile with 500.
 *
 * @throws LoadtestError THRESHOLD_INVALID with what is allowed at the part that is wrong
 */
export function parseExpression(text: string): Expression {
  const [, left = '', operator, right = ''] = expressionShape.exec(text) ?? [];
  if (!isOperator(operator)) {
    throw invalid(
      `threshold must be "aggregation operator number" with one of < <= > >= == === !=, got "${text}"`,
    );
  }
  const limit = right.trim();
  if (!number.test(limit))
    throw invalid(`a threshold's limit must be a plain number, got "${limit}" in "${text}"`);
  return { aggregation: parseAggregation(left.trim(), text), operator, limit: Number(limit) };
}

function isOperator(text: string | undefined): text is Operator {
  return text !== undefined && ['<', '<=', '>', '>=', '==', '===', '!='].includes(text);
}

function parseAggregation(text: string, expression: string): Aggregation {
  const kind = simpleKinds.find((simple) => simple === text);
  if (kind) return { kind };
  const percent = /^p\((.*)\)$/.exec(text)?.[1];
  if (percent === undefined) {
    throw invalid(
      `threshold must begin with avg, min, max, med, p(N), count, rate or value, got "${text}" in "${expression}"`,
    );
  }
  const q = number.test(percent) ? Number(percent) / 100 : Number.NaN;
  if (!(q >= 0 && q <= 1)) {
    throw invalid(
      `the percentile of a threshold must be between 0 and 100, got "${percent}" in "${expression}"`,
    );
  }
  return { kind: 'p', q };
}

function invalid(message: string): LoadtestError {
  return new LoadtestError('THRESHOLD_INVALID', message);
}
