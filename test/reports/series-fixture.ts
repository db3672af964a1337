import { emptyHistogram, type Histogram, mergeHistograms } from '../../core/histogram.ts';
import { percentileValue } from '../../core/percentile.ts';
import type { SeriesPoint, Trend } from '../../core/records/index.ts';

/** Uniform in [0, 1), the same sequence for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The histogram of positive values, at OpenTelemetry's usual scale for such a range. */
export function histogramOf(values: readonly number[], scale = 5): Histogram {
  if (values.length === 0) return emptyHistogram();
  const indices = values.map((value) => Math.ceil(Math.log2(value) * 2 ** scale) - 1);
  const offset = Math.min(...indices);
  const counts = new Array<number>(Math.max(...indices) - offset + 1).fill(0);
  for (const index of indices) counts[index - offset] = (counts[index - offset] ?? 0) + 1;
  const sum = values.reduce((a, b) => a + b, 0);
  const bounds = { min: Math.min(...values), max: Math.max(...values) };
  return {
    scale,
    zeroThreshold: 0,
    zeroCount: 0,
    positive: { offset, counts },
    count: values.length,
    sum,
    ...bounds,
  };
}

export function trendOf(histogram: Histogram): Trend {
  const at = (q: number) => percentileValue(histogram, q) ?? null;
  const { count, sum, min = null, max = null } = histogram;
  const tooFew = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 };
  return {
    type: 'trend',
    unit: 'ms',
    count,
    sum,
    min,
    max,
    avg: count > 0 ? sum / count : null,
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    p999: at(0.999),
    tooFewFor: Object.entries(tooFew).flatMap(([name, q]) => (count * (1 - q) < 10 ? [name] : [])),
    histogram,
  };
}

export interface RequestShape {
  readonly name: string;
  readonly method: string;
  readonly share: number;
  readonly medianMs: number;
  readonly failedShare: number;
}

/** The requests of the synthetic scenario. */
export const journeys: readonly RequestShape[] = [
  { name: '/products', method: 'GET', share: 0.6, medianMs: 24, failedShare: 0 },
  { name: '/products/{id}', method: 'GET', share: 0.3, medianMs: 38, failedShare: 0.002 },
  { name: '/checkout', method: 'POST', share: 0.1, medianMs: 110, failedShare: 0.03 },
];

/** A synthetic client: two steps of the open model, the second one beyond what the system answers quickly. */
export function makeSeries(seconds: number, shapes: readonly RequestShape[] = journeys): SeriesPoint[] {
  const random = seeded(7);
  const points: SeriesPoint[] = [];
  for (let second = 0; second < seconds; second++) {
    const tMs = second * 1_000;
    const isSecondStep = second >= seconds / 2;
    const rate = Math.min(1, (second + 1) / 8) * (isSecondStep ? 80 : 40);
    for (const shape of shapes)
      points.push(...requestPoints(tMs, shape, rate * 2, isSecondStep ? 2.2 : 1, random));
    points.push({
      type: 'counter',
      tMs,
      metric: 'iterations',
      tags: { scenario: 'journey' },
      unit: '',
      delta: Math.round(rate),
    });
    points.push({
      type: 'gauge',
      tMs,
      metric: 'vus',
      tags: {},
      unit: '',
      value: Math.round(rate * (isSecondStep ? 0.9 : 0.4)),
    });
    if (isSecondStep && second % 20 === 3) {
      points.push({ type: 'counter', tMs, metric: 'dropped_iterations', tags: {}, unit: '', delta: 2 });
    }
  }
  return points;
}

function requestPoints(
  tMs: number,
  shape: RequestShape,
  total: number,
  slow: number,
  random: () => number,
): SeriesPoint[] {
  const count = Math.round(total * shape.share);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const values = Array.from({ length: count }, () => shape.medianMs * slow * Math.exp(0.45 * normal()));
  const failed = values.filter(() => random() < shape.failedShare * slow).length;
  const tags = {
    name: shape.name,
    method: shape.method,
    scenario: 'journey',
    status: '200',
    expected_response: 'true',
  };
  return [
    { type: 'counter', tMs, metric: 'http_reqs', tags, unit: '', delta: count },
    { type: 'rate', tMs, metric: 'http_req_failed', tags, unit: '', trues: failed, total: count },
    { type: 'trend', tMs, metric: 'http_req_duration', tags, unit: 'ms', histogram: histogramOf(values) },
  ];
}

/** What a set of points adds up to. */
export interface Totals {
  readonly count: number;
  readonly failed: number;
  readonly iterations: number;
  readonly dropped: number;
  readonly histogram: Histogram;
}

export function totalsOf(points: readonly SeriesPoint[]): Totals {
  const counted = (metric: string) =>
    points.reduce(
      (sum, point) => sum + (point.type === 'counter' && point.metric === metric ? point.delta : 0),
      0,
    );
  return {
    count: counted('http_reqs'),
    iterations: counted('iterations'),
    dropped: counted('dropped_iterations'),
    failed: points.reduce((sum, point) => sum + (point.type === 'rate' ? point.trues : 0), 0),
    histogram: points.reduce(
      (all, point) => (point.type === 'trend' ? mergeHistograms(all, point.histogram) : all),
      emptyHistogram(),
    ),
  };
}

/** Request shapes enough for `count` series of each HTTP metric. */
export function manyShapes(count: number): RequestShape[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{
      name: `/resource/${index}`,
      method: 'GET',
      share: 1 / count,
      medianMs: 20 + index * 5,
      failedShare: 0.001,
    },
  }));
}
