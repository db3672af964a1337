import { PbfReader } from 'pbf';
import type { Buckets, Histogram } from '../../core/histogram.ts';

/** One data point of an OTLP metrics push; `timeMs` and `startMs` are the sender's wall clock. */
export interface OtlpPoint {
  readonly name: string;
  readonly unit: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly startMs: number;
  readonly timeMs: number;
  readonly value:
    | { readonly kind: 'sum'; readonly amount: number }
    | { readonly kind: 'gauge'; readonly level: number }
    | { readonly kind: 'histogram'; readonly histogram: Histogram };
}

interface NumberPoint {
  attributes: Record<string, string>;
  startMs: number;
  timeMs: number;
  number: number;
}

interface HistogramPoint {
  attributes: Record<string, string>;
  startMs: number;
  timeMs: number;
  histogram: Histogram;
}

interface MetricMessage {
  name: string;
  unit: string;
  gauges: NumberPoint[];
  sums: NumberPoint[];
  histograms: HistogramPoint[];
}

/**
 * The points of an `ExportMetricsServiceRequest` body. Field numbers are those of OpenTelemetry's
 * `metrics/v1/metrics.proto`. Explicit-bucket histograms and summaries are passed over, since no worker sends
 * them. Throws on bytes that are not such a message.
 */
export function decodeOtlp(body: Uint8Array): OtlpPoint[] {
  const points: OtlpPoint[] = [];
  new PbfReader(body).readFields(readRequest, points);
  return points;
}

function readRequest(tag: number, points: OtlpPoint[], reader: PbfReader): void {
  if (tag === 1) reader.readMessage(readResourceMetrics, points);
}

function readResourceMetrics(tag: number, points: OtlpPoint[], reader: PbfReader): void {
  if (tag === 2) reader.readMessage(readScopeMetrics, points);
}

function readScopeMetrics(tag: number, points: OtlpPoint[], reader: PbfReader): void {
  if (tag === 2) readMetric(points, reader);
}

function readMetric(points: OtlpPoint[], reader: PbfReader): void {
  const metric: MetricMessage = reader.readMessage(readMetricField, {
    name: '',
    unit: '',
    gauges: [],
    sums: [],
    histograms: [],
  });
  const { name, unit } = metric;
  for (const { number, ...point } of metric.sums) {
    points.push({ name, unit, ...point, value: { kind: 'sum', amount: number } });
  }
  for (const { number, ...point } of metric.gauges) {
    points.push({ name, unit, ...point, value: { kind: 'gauge', level: number } });
  }
  for (const { histogram, ...point } of metric.histograms) {
    points.push({ name, unit, ...point, value: { kind: 'histogram', histogram } });
  }
}

function readMetricField(tag: number, metric: MetricMessage, reader: PbfReader): void {
  if (tag === 1) metric.name = reader.readString();
  else if (tag === 3) metric.unit = reader.readString();
  else if (tag === 5) reader.readMessage(readNumberPoints, metric.gauges);
  else if (tag === 7) reader.readMessage(readNumberPoints, metric.sums);
  else if (tag === 10) reader.readMessage(readHistogramPoints, metric.histograms);
}

function readNumberPoints(tag: number, points: NumberPoint[], reader: PbfReader): void {
  if (tag !== 1) return;
  points.push(reader.readMessage(readNumberPoint, { attributes: {}, startMs: 0, timeMs: 0, number: 0 }));
}

function readNumberPoint(tag: number, point: NumberPoint, reader: PbfReader): void {
  if (tag === 2) point.startMs = reader.readFixed64() / 1e6;
  else if (tag === 3) point.timeMs = reader.readFixed64() / 1e6;
  else if (tag === 4) point.number = reader.readDouble();
  else if (tag === 6) point.number = reader.readSFixed64();
  else if (tag === 7) readAttribute(point.attributes, reader);
}

function readHistogramPoints(tag: number, points: HistogramPoint[], reader: PbfReader): void {
  if (tag !== 1) return;
  const histogram: Histogram = {
    scale: 0,
    zeroThreshold: 0,
    zeroCount: 0,
    positive: { offset: 0, counts: [] },
    count: 0,
    sum: 0,
  };
  points.push(reader.readMessage(readHistogramPoint, { attributes: {}, startMs: 0, timeMs: 0, histogram }));
}

function readHistogramPoint(tag: number, point: HistogramPoint, reader: PbfReader): void {
  const { histogram } = point;
  if (tag === 1) readAttribute(point.attributes, reader);
  else if (tag === 2) point.startMs = reader.readFixed64() / 1e6;
  else if (tag === 3) point.timeMs = reader.readFixed64() / 1e6;
  else if (tag === 4) histogram.count = reader.readFixed64();
  else if (tag === 5) histogram.sum = reader.readDouble();
  else if (tag === 6) histogram.scale = reader.readSVarint();
  else if (tag === 7) histogram.zeroCount = reader.readFixed64();
  else if (tag === 8) histogram.positive = reader.readMessage(readBuckets, { offset: 0, counts: [] });
  else if (tag === 9) {
    const negative = reader.readMessage(readBuckets, { offset: 0, counts: [] });
    if (negative.counts.length > 0) histogram.negative = negative;
  } else if (tag === 12) histogram.min = reader.readDouble();
  else if (tag === 13) histogram.max = reader.readDouble();
  else if (tag === 14) histogram.zeroThreshold = reader.readDouble();
}

function readBuckets(tag: number, buckets: Buckets, reader: PbfReader): void {
  if (tag === 1) buckets.offset = reader.readSVarint();
  else if (tag === 2) reader.readPackedVarint(buckets.counts);
}

function readAttribute(attributes: Record<string, string>, reader: PbfReader): void {
  const { key, value } = reader.readMessage(readKeyValue, { key: '', value: '' });
  attributes[key] = value;
}

function readKeyValue(tag: number, pair: { key: string; value: string }, reader: PbfReader): void {
  if (tag === 1) pair.key = reader.readString();
  else if (tag === 2) pair.value = reader.readMessage(readAnyValue, { text: '' }).text;
}

function readAnyValue(tag: number, value: { text: string }, reader: PbfReader): void {
  if (tag === 1) value.text = reader.readString();
  else if (tag === 2) value.text = String(reader.readBoolean());
  else if (tag === 3) value.text = String(reader.readVarint(true));
  else if (tag === 4) value.text = String(reader.readDouble());
}
