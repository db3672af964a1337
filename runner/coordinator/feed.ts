import { type Histogram, mergeHistograms } from '../../core/histogram.ts';
import type { MetricUnit, Tags } from '../../core/records/index.ts';
import { getOrMake } from './get-or-make.ts';
import { OtlpDecoder, type OtlpPoint } from './otlp.ts';

/** What a series that adds up has come to: of a worker since its start, of the whole run, or of one second. */
export type Amount =
  | { readonly type: 'counter'; readonly count: number }
  | { readonly type: 'rate'; readonly trues: number; readonly total: number }
  | { readonly type: 'trend'; readonly histogram: Histogram };

/** The level of a gauge, and when it was last seen to change, on the receiver's clock. */
export interface Level {
  readonly type: 'gauge';
  readonly value: number;
  readonly changedMs: number;
}

export type SeriesState = Amount | Level;

/** One of k6's series; `key` is one text for its metric and tags. */
export interface SeriesName {
  readonly key: string;
  readonly metric: string;
  readonly tags: Tags;
  readonly unit: MetricUnit;
}

/** The cumulative state of a series at `timeMs` of its worker's clock. */
export interface FeedPoint {
  readonly series: SeriesName;
  readonly startMs: number;
  readonly timeMs: number;
  readonly state: Amount | Omit<Level, 'changedMs'>;
}

const rateSuffix = '.total';
const unitOf: Readonly<Record<string, MetricUnit>> = { ms: 'ms', By: 'bytes' };

/** The tag that OpenTelemetry's SDK puts on the series into which it folds those past its limit. */
export const overflowTag = 'otel.metric.overflow';

/**
 * Reads the pushes of all workers as k6's series. k6 sends a rate as two counters, `<name>.total` with `condition`
 * `nonzero` and `zero`: they become one series again. What is known of a series is kept for the next push.
 */
export class FeedReader {
  readonly #decoder = new OtlpDecoder();
  readonly #names = new Map<OtlpPoint['attributes'], Map<string, SeriesName>>();

  /** The series of one push; throws on bytes that are none. */
  read(body: Uint8Array): FeedPoint[] {
    const points: FeedPoint[] = [];
    const rates = new Map<SeriesName['key'], number>();
    for (const point of this.#decoder.decode(body)) {
      const { startMs, timeMs } = point;
      const series = this.#nameOf(point);
      const feedPoint = { series, startMs, timeMs, state: stateOf(point) };
      const half = rates.get(series.key);
      const other = half === undefined ? undefined : points[half];
      if (half !== undefined && other) points[half] = uniteRate(other, feedPoint);
      else if (feedPoint.state.type === 'rate') rates.set(series.key, points.push(feedPoint) - 1);
      else points.push(feedPoint);
    }
    return points;
  }

  #nameOf(point: OtlpPoint): SeriesName {
    const names = getOrMake(this.#names, point.attributes, () => new Map<string, SeriesName>());
    return getOrMake(names, point.name, () => seriesName(point));
  }
}

function isRate({ name, value }: OtlpPoint): boolean {
  return value.kind === 'sum' && name.endsWith(rateSuffix);
}

function seriesName(point: OtlpPoint): SeriesName {
  const { condition: _, ...others } = point.attributes;
  const metric = isRate(point) ? point.name.slice(0, -rateSuffix.length) : point.name;
  const tags = isRate(point) ? others : point.attributes;
  return { key: seriesKey(metric, tags), metric, tags, unit: unitOf[point.unit] ?? '' };
}

/** One text for a metric and its tags; the SDK sends attributes sorted by name. */
function seriesKey(metric: string, tags: Tags): string {
  return Object.entries(tags).reduce((key, [name, value]) => `${key}\u0000${name}\u0001${value}`, metric);
}

function stateOf(point: OtlpPoint): FeedPoint['state'] {
  const { value, attributes } = point;
  if (value.kind === 'gauge') return { type: 'gauge', value: value.level };
  if (value.kind === 'histogram') return { type: 'trend', histogram: value.histogram };
  if (!isRate(point)) return { type: 'counter', count: value.amount };
  return { type: 'rate', trues: attributes.condition === 'nonzero' ? value.amount : 0, total: value.amount };
}

function uniteRate(a: FeedPoint, b: FeedPoint): FeedPoint {
  if (a.state.type !== 'rate' || b.state.type !== 'rate') return b;
  return {
    ...b,
    startMs: Math.min(a.startMs, b.startMs),
    state: { type: 'rate', trues: a.state.trues + b.state.trues, total: a.state.total + b.state.total },
  };
}

/** Both together; of a gauge, which does not add up, the one that changed last. */
export function addStates(a: SeriesState, b: SeriesState): SeriesState {
  if (a.type === 'counter' && b.type === 'counter') return { type: 'counter', count: a.count + b.count };
  if (a.type === 'rate' && b.type === 'rate') {
    return { type: 'rate', trues: a.trues + b.trues, total: a.total + b.total };
  }
  if (a.type === 'trend' && b.type === 'trend') {
    return { type: 'trend', histogram: mergeHistograms(a.histogram, b.histogram) };
  }
  return a.type === 'gauge' && b.type === 'gauge' && a.changedMs > b.changedMs ? a : b;
}
