import { PbfWriter } from 'pbf';
import type { Buckets, Histogram } from '../../../core/histogram.ts';
import type { OtlpPoint } from '../../../runner/coordinator/otlp.ts';

/** Times are exact to the microsecond or so, since a double holds no more of the nanoseconds since the epoch. */
const nanosPerMs = 1e6;

/** The bytes of a push that holds these points, field by field as OpenTelemetry's `metrics.proto` numbers them. */
export function otlpBody(points: readonly OtlpPoint[]): Uint8Array {
  const writer = new PbfWriter();
  writer.writeMessage(
    1,
    (_, resource) => {
      resource.writeMessage(
        2,
        (all, scope) => {
          for (const point of all) scope.writeMessage(2, writeMetric, point);
        },
        points,
      );
    },
    points,
  );
  return writer.finish();
}

function writeMetric(point: OtlpPoint, writer: PbfWriter): void {
  writer.writeStringField(1, point.name);
  writer.writeStringField(3, point.unit);
  const fieldOf = { gauge: 5, sum: 7, histogram: 10 };
  writer.writeMessage(fieldOf[point.value.kind], writeData, point);
}

function writeData(point: OtlpPoint, writer: PbfWriter): void {
  writer.writeMessage(1, point.value.kind === 'histogram' ? writeHistogramPoint : writeNumberPoint, point);
}

function writeNumberPoint({ value, ...point }: OtlpPoint, writer: PbfWriter): void {
  for (const pair of Object.entries(point.attributes)) writer.writeMessage(7, writeKeyValue, pair);
  writer.writeFixed64Field(2, point.startMs * nanosPerMs);
  writer.writeFixed64Field(3, point.timeMs * nanosPerMs);
  if (value.kind === 'gauge') writer.writeDoubleField(4, value.level);
  // The SDK sends the counts of rates as integers, those of counters as doubles.
  else if (value.kind === 'sum' && point.name.endsWith('.total')) writer.writeSFixed64Field(6, value.amount);
  else if (value.kind === 'sum') writer.writeDoubleField(4, value.amount);
}

function writeHistogramPoint({ value, ...point }: OtlpPoint, writer: PbfWriter): void {
  if (value.kind !== 'histogram') return;
  const { histogram } = value;
  for (const pair of Object.entries(point.attributes)) writer.writeMessage(1, writeKeyValue, pair);
  writer.writeFixed64Field(2, point.startMs * nanosPerMs);
  writer.writeFixed64Field(3, point.timeMs * nanosPerMs);
  writer.writeFixed64Field(4, histogram.count);
  writer.writeDoubleField(5, histogram.sum);
  writer.writeSVarintField(6, histogram.scale);
  writer.writeFixed64Field(7, histogram.zeroCount);
  writer.writeMessage(8, writeBuckets, histogram.positive);
  if (histogram.negative) writer.writeMessage(9, writeBuckets, histogram.negative);
  writeExtremes(histogram, writer);
  writer.writeDoubleField(14, histogram.zeroThreshold);
}

function writeExtremes({ min, max }: Histogram, writer: PbfWriter): void {
  if (min !== undefined) writer.writeDoubleField(12, min);
  if (max !== undefined) writer.writeDoubleField(13, max);
}

function writeBuckets({ offset, counts }: Buckets, writer: PbfWriter): void {
  writer.writeSVarintField(1, offset);
  writer.writePackedVarint(2, counts);
}

function writeKeyValue([key, value]: [string, string], writer: PbfWriter): void {
  writer.writeStringField(1, key);
  writer.writeMessage(2, (text, any) => any.writeStringField(1, text), value);
}
