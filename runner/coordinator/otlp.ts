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

/** A data point while it is read: of its attributes only where they lie in the body. */
interface RawPoint {
  attributesFrom: number;
  attributesTo: number;
  startMs: number;
  timeMs: number;
  /** Of a counter or a gauge. */
  number: number;
  /** Of a trend. */
  readonly histogram: Histogram | undefined;
}

interface MetricMessage {
  name: string;
  unit: string;
  isGauge: boolean;
  readonly points: RawPoint[];
}

const coarsestScale = -10;
const finestScale = 20;
const largest = 1e300;

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
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    const metrics: MetricMessage[] = [];
    const reader = new PbfReader(bytes);
    reader.readFields(readRequest, metrics);
    if (reader.pos !== reader.length) throw cutOff();
    const decoded: OtlpPoint[] = [];
    for (const metric of metrics) {
      for (const point of metric.points) {
        // One character a byte.
        const raw = bytes.toString('latin1', point.attributesFrom, point.attributesTo);
        decoded.push({
          name: metric.name,
          unit: metric.unit,
          attributes: this.#attributesOf(raw),
          startMs: point.startMs,
          timeMs: point.timeMs,
          value: toValue(metric, point),
        });
      }
    }
    return decoded;
  }

  #attributesOf(raw: string): Attributes {
    const known = this.#attributeSets.get(raw);
    if (known) return known;
    const attributes = new PbfReader(Buffer.from(raw, 'latin1')).readFields(readAttribute, {});
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
  if (tag !== 2) return;
  metrics.push(reader.readMessage(readMetric, { name: '', unit: '', isGauge: false, points: [] }));
}

function readMetric(tag: number, metric: MetricMessage, reader: PbfReader): void {
  if (tag === 1) metric.name = reader.readString();
  else if (tag === 3) metric.unit = reader.readString();
  else if (tag === 5) {
    metric.isGauge = true;
    reader.readMessage(readNumbers, metric.points);
  } else if (tag === 7) reader.readMessage(readNumbers, metric.points);
  else if (tag === 10) reader.readMessage(readExponentialHistograms, metric.points);
}

function readNumbers(tag: number, points: RawPoint[], reader: PbfReader): void {
  if (tag === 1) points.push(reader.readMessage(readNumberPoint, emptyPoint(undefined)));
}

function readNumberPoint(tag: number, point: RawPoint, reader: PbfReader): void {
  if (tag === 2) point.startMs = reader.readFixed64() / 1e6;
  else if (tag === 3) point.timeMs = reader.readFixed64() / 1e6;
  else if (tag === 4) point.number = readFinite(reader);
  else if (tag === 6) point.number = reader.readSFixed64();
  else if (tag === 7) passAttribute(point, reader);
}

function readExponentialHistograms(tag: number, points: RawPoint[], reader: PbfReader): void {
  if (tag !== 1) return;
  const histogram: Histogram = {
    scale: 0,
    zeroThreshold: 0,
    zeroCount: 0,
    positive: { offset: 0, counts: [] },
    count: 0,
    sum: 0,
  };
  const point = emptyPoint(histogram);
  reader.readMessage((field) => readHistogramPoint(field, point, histogram, reader), point);
  points.push(point);
}

function readHistogramPoint(tag: number, point: RawPoint, histogram: Histogram, reader: PbfReader): void {
  if (tag === 1) passAttribute(point, reader);
  else if (tag === 2) point.startMs = reader.readFixed64() / 1e6;
  else if (tag === 3) point.timeMs = reader.readFixed64() / 1e6;
  else if (tag === 4) histogram.count = reader.readFixed64();
  else if (tag === 5) histogram.sum = readFinite(reader);
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

function emptyPoint(histogram: Histogram | undefined): RawPoint {
  return { attributesFrom: 0, attributesTo: 0, startMs: 0, timeMs: 0, number: 0, histogram };
}

function toValue({ isGauge }: MetricMessage, { number, histogram }: RawPoint): OtlpPoint['value'] {
  if (histogram) return { kind: 'histogram', histogram };
  return isGauge ? { kind: 'gauge', level: number } : { kind: 'sum', amount: number };
}

function readScale(reader: PbfReader): number {
  const scale = reader.readSVarint();
  if (scale >= coarsestScale && scale <= finestScale) return scale;
  throw new RangeError(
    `a histogram's scale must be between ${coarsestScale} and ${finestScale}, got ${scale}`,
  );
}

/** A script may count infinity, which no record can hold: it becomes a number that nothing else reaches. */
function readFinite(reader: PbfReader): number {
  return Math.min(largest, Math.max(-largest, reader.readDouble()));
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

/** Every SDK writes the attributes of a point one after the other; each begins with its field's number, one byte. */
function passAttribute(point: RawPoint, reader: PbfReader): void {
  const from = reader.pos - 1;
  const length = reader.readVarint();
  reader.pos += length;
  if (point.attributesTo === 0) point.attributesFrom = from;
  else if (point.attributesTo !== from) throw new RangeError('the attributes of a point do not lie together');
  point.attributesTo = reader.pos;
}

function readAttribute(_: number, attributes: Record<string, string>, reader: PbfReader): void {
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
