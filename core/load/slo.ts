/** A service level objective of HTTP requests: `{ p99: '300ms', errors: '1%', for: 'checkout' }`. */
export interface Slo {
  /** The highest response time of this percentile; any works, `p99.9` too. */
  readonly [percentile: `p${number}`]: `${number}ms` | `${number}s`;
  /** The share of requests that may fail: failures stay below it. */
  readonly errors?: `${number}%`;
  /** The `name` tag of the requests that are meant; without it, all of them. */
  readonly for?: string;
}

/** k6's `thresholds` option. */
export type Thresholds = Record<string, string[]>;

/**
 * The k6 thresholds that hold these objectives: `slo({ p99: '300ms', errors: '1%', for: 'checkout' })` is
 * `{ 'http_req_duration{name:checkout}': ['p(99)<300'], 'http_req_failed{name:checkout}': ['rate<0.01'] }`.
 * Throws when a value cannot be read.
 */
export function slo(...objectives: readonly Slo[]): Thresholds {
  const thresholds: Thresholds = {};
  for (const { errors, for: name, ...latencies } of objectives) {
    const add = (metric: string, expression: string) => {
      const key = name === undefined ? metric : `${metric}{name:${name}}`;
      thresholds[key] = [...(thresholds[key] ?? []), expression];
    };
    for (const [percentile, limit] of Object.entries(latencies)) {
      add('http_req_duration', `p(${readPercentile(percentile)})<${readMs(percentile, limit)}`);
    }
    if (errors !== undefined) add('http_req_failed', `rate<${readShare(errors)}`);
  }
  return thresholds;
}

/**
 * The k6 expressions of latencies written as one text: `p99<300ms`, or several such as `p50<80ms,p99<1.5s`, give
 * `p(50)<80` and `p(99)<1500`. Throws a RangeError where a part is none, or a percentile stands twice.
 */
export function latencyExpressions(text: string): string[] {
  const limits = text.split(',').map((part) => {
    const [, percentile, limit] = /^\s*([^<\s]+)\s*<\s*(\S+)\s*$/.exec(part) ?? [];
    if (percentile === undefined || limit === undefined)
      throw new RangeError(`slo: expected limits such as p99<300ms, got "${part.trim()}"`);
    return { percentile: readPercentile(percentile), limitMs: readMs(percentile, limit) };
  });
  if (new Set(limits.map(({ percentile }) => percentile)).size < limits.length)
    throw new RangeError(`slo: expected each percentile once, got "${text}"`);
  return limits.map(({ percentile, limitMs }) => `p(${percentile})<${limitMs}`);
}

function readPercentile(name: string): number {
  const percent = name.startsWith('p') ? Number(name.slice(1)) : Number.NaN;
  if (percent > 0 && percent < 100) return percent;
  throw new RangeError(`slo: expected a percentile such as p99, got "${name}"`);
}

function readMs(name: string, limit: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(limit) ?? [];
  if (amount === undefined) {
    throw new RangeError(`slo: ${name} must be a duration such as "300ms" or "1.5s", got "${limit}"`);
  }
  return round(Number(amount) * (unit === 's' ? 1000 : 1));
}

function readShare(text: string): number {
  const percent = text.endsWith('%') ? Number(text.slice(0, -1)) : Number.NaN;
  if (percent >= 0 && percent <= 100) return round(percent / 100);
  throw new RangeError(`slo: errors must be a percentage such as "1%", got "${text}"`);
}

/** Without the last digits of binary arithmetic: 0.1 % is 0.001. */
function round(value: number): number {
  return Number(value.toPrecision(12));
}
