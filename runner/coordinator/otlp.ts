import { PbfReader } from 'pbf';
import type { Buckets, Histogram } from '../../core/histogram.ts';

type Attributes = Readonly<Record<string, string>>;

/** One data point of an OTLP metrics push; `timeMs` and `startMs` are the sender's wall clock. */
export interface OtlpPoint {
  readonly name: string;
  readonly unit: string;
  /** The same object for all points of a decoder that carry the same attributes. */
  readonly attributes: Attributes;
  readonly startMs: number;
  readonly timeMs: number;
  readonly value:
    | { readonly kind: 'sum'; readonly amount: number }
    | { readonly kind: 'gauge'; readonly level: number }
    | { readonly kind: 'histogram'; readonly histogram: Histogram };
}

/** A data point while it is read: its attributes are the bytes that they came in, one character a byte. */
interface RawPoint {
  attributes: string;
  startMs: number;
  timeMs: number;
  readonly value: OtlpPoint['value'];
}

interface NumberPoint extends Omit<RawPoint, 'value'> {
  number: number;
}

interface HistogramPoint extends RawPoint {
  readonly value: { readonly kind: 'histogram'; readonly histogram: Histogram };
}

interface MetricMessage {
  name: string;
  unit: string;
  readonly points: RawPoint[];
}

const coarsestScale = -10;
const finestScale = 20;

/** The wire type of a packed list, the form in which Protocol Buffers 3 writes numbers. */
const packed = 2;

/**
 * Reads OTLP pushes. Field numbers are those of OpenTelemetry's `metrics/v1/metrics.proto`. A push repeats the
 * attributes of every series, so a decoder takes each set apart once and knows it by its bytes from then on.
 */
export class OtlpDecoder {
  readonly #attributeSets = new Map<string, Attributes>();

  /**
   * The points of an `ExportMetricsServiceRequest` body. Explicit-bucket histograms and summaries are passed over,
   * since no worker sends them. Throws on bytes that are not such a message.
   */
  decode(body: Uint8Array): OtlpPoint[] {
    const metrics: MetricMessage[] = [];
    const reader = new PbfReader(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
    reader.readFields(readRequest, metrics);
    if (reader.pos !== reader.length) throw cutOff();
    const decoded: OtlpPoint[] = [];
    for (const { name, unit, points } of metrics) {
      for (const { attributes, startMs, timeMs, value } of points) {
        decoded.push({ name, unit, attributes: this.#attributesOf(attributes), startMs, timeMs, value });
      }
    }
    return decoded;
  }

  #attributesOf(raw: string): Attributes {
    const known = this.#attributeSets.get(raw);
    if (known) return known;
    const attributes: Record<string, string> = {};
    const reader = new PbfReader(Buffer.from(raw, 'latin1'));
    while (reader.pos < reader.length) {
      const { key, value } = reader.readMessage(readKeyValue, { key: '', value: '' });
      attributes[key] = value;
    }
    this.#attributeSets.set(raw, attributes);
    return attributes;
  }
}

function readRequest(tag: number, metrics: MetricMessage[], reader: PbfReader): void {
  if (tag === 1) reader.readMessage(readResourceMetrics, metrics);
}

function readResourceMetrics(tag: number, metrics: MetricMessage[], reader: PbfReader): void {
  if (tag === 2) reader.readMessage(readScopeMetrics, metrics);
}

function readScopeMetrics(tag: number, metrics: MetricMessage[], reader: PbfReader): void {
  if (tag === 2) metrics.push(reader.readMessage(readMetric, { name: '', unit: '', points: [] }));
}

function readMetric(tag: number, metric: MetricMessage, reader: PbfReader): void {
  if (tag === 1) metric.name = reader.readString();
  else if (tag === 3) metric.unit = reader.readString();
  else if (tag === 5) reader.readMessage(readGauge, metric.points);
  else if (tag === 7) reader.readMessage(readSum, metric.points);
  else if (tag === 10) reader.readMessage(readExponentialHistogram, metric.points);
}

function readGauge(tag: number, points: RawPoint[], reader: PbfReader): void {
  if (tag === 1) points.push(toPoint('gauge', reader));
}

function readSum(tag: number, points: RawPoint[], reader: PbfReader): void {
  if (tag === 1) points.push(toPoint('sum', reader));
}

function toPoint(kind: 'gauge' | 'sum', reader: PbfReader): RawPoint {
  const read = reader.readMessage(readNumberPoint, { attributes: '', startMs: 0, timeMs: 0, number: 0 });
  const { attributes, startMs, timeMs, number } = read;
  const value = kind === 'gauge' ? ({ kind, level: number } as const) : ({ kind, amount: number } as const);
  return { attributes, startMs, timeMs, value };
}

function readNumberPoint(tag: number, point: NumberPoint, reader: PbfReader): void {
  if (tag === 2) point.startMs = reader.readFixed64() / 1e6;
  else if (tag === 3) point.timeMs = reader.readFixed64() / 1e6;
  else if (tag === 4) point.number = reader.readDouble();
  else if (tag === 6) point.number = reader.readSFixed64();
  else if (tag === 7) point.attributes += readRaw(reader);
}

function readExponentialHistogram(tag: number, points: RawPoint[], reader: PbfReader): void {
  if (tag !== 1) return;
  const histogram: Histogram = {
    scale: 0,
    zeroThreshold: 0,
    zeroCount: 0,
    positive: { offset: 0, counts: [] },
    count: 0,
    sum: 0,
  };
  const value = { kind: 'histogram', histogram } as const;
  points.push(reader.readMessage(readHistogramPoint, { attributes: '', startMs: 0, timeMs: 0, value }));
}

function readHistogramPoint(tag: number, point: HistogramPoint, reader: PbfReader): void {
  const { histogram } = point.value;
  if (tag === 1) point.attributes += readRaw(reader);
  else if (tag === 2) point.startMs = reader.readFixed64() / 1e6;
  else if (tag === 3) point.timeMs = reader.readFixed64() / 1e6;
  else if (tag === 4) histogram.count = reader.readFixed64();
  else if (tag === 5) histogram.sum = reader.readDouble();
  else if (tag === 6) histogram.scale = readScale(reader);
  else if (tag === 7) histogram.zeroCount = reader.readFixed64();
  else if (tag === 8) histogram.positive = reader.readMessage(readBuckets, { offset: 0, counts: [] });
  else if (tag === 9) {
    const negative = reader.readMessage(readBuckets, { offset: 0, counts: [] });
    if (negative.counts.length > 0) histogram.negative = negative;
  } else if (tag === 12) histogram.min = reader.readDouble();
  else if (tag === 13) histogram.max = reader.readDouble();
  else if (tag === 14) histogram.zeroThreshold = reader.readDouble();
}

function readScale(reader: PbfReader): number {
  const scale = reader.readSVarint();
  if (scale >= coarsestScale && scale <= finestScale) return scale;
  throw new RangeError(
    `a histogram's scale must be between ${coarsestScale} and ${finestScale}, got ${scale}`,
  );
}

function readBuckets(tag: number, buckets: Buckets, reader: PbfReader): void {
  if (tag === 1) buckets.offset = reader.readSVarint();
  else if (tag === 2 && reader.type === packed) buckets.counts = readCounts(reader);
}

/** Room is made once: a list that grows is copied again and again, and counts are most of a push. */
function readCounts(reader: PbfReader): number[] {
  const end = reader.readPackedEnd();
  if (end > reader.length) throw cutOff();
  let length = 0;
  for (let at = reader.pos; at < end; at++) if ((reader.buf[at] ?? 0) < 0x80) length++;
  const counts = new Array<number>(length).fill(0);
  for (let j = 0; j < length; j++) counts[j] = reader.readVarint();
  return counts;
}

function cutOff(): RangeError {
  return new RangeError('the push is cut off');
}

/** The bytes of a message with its length in front, as text, so that they can be a key. */
function readRaw(reader: PbfReader): string {
  const start = reader.pos;
  const end = reader.readVarint() + reader.pos;
  reader.pos = end;
  return (reader.buf as Buffer).toString('latin1', start, end);
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
