import { type Histogram, mergeHistograms, subtractHistograms } from '../../core/histogram.ts';
import type { MetricUnit, Tags } from '../../core/records/index.ts';
import type { OtlpPoint } from './otlp.ts';

/** What one series has come to: of a worker since its start, of the whole run, or of one second. */
export type SeriesState =
  | { readonly type: 'counter'; readonly count: number }
  | { readonly type: 'rate'; readonly trues: number; readonly total: number }
  | { readonly type: 'trend'; readonly histogram: Histogram }
  | { readonly type: 'gauge'; readonly value: number };

/** The cumulative state of one of k6's series at `timeMs` of its worker's clock; `key` names metric and tags. */
export interface FeedPoint {
  readonly key: string;
  readonly metric: string;
  readonly tags: Tags;
  readonly unit: MetricUnit;
  readonly startMs: number;
  readonly timeMs: number;
  readonly state: SeriesState;
}

const rateSuffix = '.total';
const unitOf: Readonly<Record<string, MetricUnit>> = { ms: 'ms', By: 'bytes' };

/** The tag that OpenTelemetry's SDK puts on the series into which it folds those past its limit. */
export const overflowTag = 'otel.metric.overflow';

/**
 * k6's series from the points of one push. k6 sends a rate as two counters, `<name>.total` with `condition`
 * `nonzero` and `zero`: they become one series again.
 */
export function toFeedPoints(points: readonly OtlpPoint[]): FeedPoint[] {
  const byKey = new Map<string, FeedPoint>();
  for (const point of points) {
    const feedPoint = toFeedPoint(point);
    const other = byKey.get(feedPoint.key);
    byKey.set(
      feedPoint.key,
      other ? { ...feedPoint, state: addStates(other.state, feedPoint.state) } : feedPoint,
    );
  }
  return [...byKey.values()];
}

function toFeedPoint({ name, unit, attributes, startMs, timeMs, value }: OtlpPoint): FeedPoint {
  const { condition, ...others } = attributes;
  const isRate = value.kind === 'sum' && condition !== undefined && name.endsWith(rateSuffix);
  const metric = isRate ? name.slice(0, -rateSuffix.length) : name;
  const tags = isRate ? others : attributes;
  const base = {
    key: seriesKey(metric, tags),
    metric,
    tags,
    unit: unitOf[unit] ?? '',
    startMs,
    timeMs,
  } as const;
  if (value.kind === 'gauge') return { ...base, state: { type: 'gauge', value: value.level } };
  if (value.kind === 'histogram') return { ...base, state: { type: 'trend', histogram: value.histogram } };
  if (!isRate) return { ...base, state: { type: 'counter', count: value.amount } };
  const trues = condition === 'nonzero' ? value.amount : 0;
  return { ...base, state: { type: 'rate', trues, total: value.amount } };
}

/** One text for a metric and its tags; the SDK sends attributes sorted by name. */
export function seriesKey(metric: string, tags: Tags): string {
  let key = metric;
  for (const name in tags) key += `\u0000${name}\u0001${tags[name]}`;
  return key;
}

/** Both together; of a gauge, which does not add up, the second. */
export function addStates(a: SeriesState, b: SeriesState): SeriesState {
  if (a.type === 'counter' && b.type === 'counter') return { type: 'counter', count: a.count + b.count };
  if (a.type === 'rate' && b.type === 'rate') {
    return { type: 'rate', trues: a.trues + b.trues, total: a.total + b.total };
  }
  if (a.type === 'trend' && b.type === 'trend') {
    return { type: 'trend', histogram: mergeHistograms(a.histogram, b.histogram) };
  }
  return b;
}

/** What came between two cumulative states of one series; of a gauge, the later. */
export function subtractStates(later: SeriesState, earlier: SeriesState): SeriesState {
  if (later.type === 'counter' && earlier.type === 'counter') {
    return { type: 'counter', count: later.count - earlier.count };
  }
  if (later.type === 'rate' && earlier.type === 'rate') {
    return { type: 'rate', trues: later.trues - earlier.trues, total: later.total - earlier.total };
  }
  if (later.type === 'trend' && earlier.type === 'trend') {
    return { type: 'trend', histogram: subtractHistograms(later.histogram, earlier.histogram) };
  }
  return later;
}

/** Whether a state says that nothing happened. */
export function isNothing(state: SeriesState): boolean {
  if (state.type === 'counter') return state.count === 0;
  if (state.type === 'rate') return state.total === 0;
  return state.type === 'trend' && state.histogram.count === 0;
}
