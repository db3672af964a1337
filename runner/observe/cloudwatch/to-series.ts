import type { ClockOffset, ObservedSeries } from '../../../core/records/index.ts';
import type { MetricRequest } from './metric-spec.ts';
import { requestText } from './metric-spec.ts';
import type { MetricReading } from './read-metrics.ts';
import { recordUnits } from './units.ts';

/** How times of CloudWatch become times of the run. */
export interface RunOrigin {
  /** When the run's clock stood at zero, in milliseconds since the epoch on our clock. */
  readonly atMs: number;
  /** CloudWatch's clock against ours, where it said what time it is. */
  readonly clock: ClockOffset | undefined;
}

const why = {
  complete: 'no data: wrong dimension, or no traffic?',
  partial: 'no data: CloudWatch gave only a part of its answer; read it again later',
  failed: 'CloudWatch failed to read it, several times (InternalError); read it again later',
  forbidden: 'the credentials may not read this metric: allow cloudwatch:GetMetricData for it',
} as const satisfies Record<MetricReading['state'], string>;

/**
 * Readings as series on the clock of the run, stamped with the start of each period. A period without a value is zero
 * where that is what silence means and the resource did report something, else unknown; after the last value that
 * came, only once nothing more will come.
 */
export function toSeries(
  readings: readonly MetricReading[],
  { atMs: originMs, clock }: RunOrigin,
  isFinal: boolean,
): ObservedSeries[] {
  const lastHeard = new Map<string, number>();
  for (const reading of readings) {
    const [lastMs] = reading.points.at(-1) ?? [];
    const reporter = reporterOf(reading);
    if (lastMs !== undefined) lastHeard.set(reporter, Math.max(lastMs, lastHeard.get(reporter) ?? lastMs));
  }
  return readings.map((reading) => {
    const lastMs = lastHeard.get(reporterOf(reading));
    const points = lastMs === undefined ? [] : gridOf(reading, isFinal ? reading.span.endMs : lastMs + 1);
    const { resource, as, stat } = reading.request;
    return {
      source: 'cloudwatch',
      resource,
      metric: as,
      unit: unitOf(reading.request),
      stamps: 'start',
      points: points.map(([atMs, value]) => [Math.round(atMs - (clock?.offsetMs ?? 0) - originMs), value]),
      periodMs: reading.periodMs,
      ...(/^p\d/.test(stat) && { percentile: true }),
      ...(clock && { clock }),
      query: `${requestText(reading.request)} each ${reading.periodMs / 1_000} s`,
      ...(!isFinal && { provisional: true }),
      ...(!points.some(([, value]) => value !== null) && { unavailable: why[reading.state] }),
    };
  });
}

/** Who reports a metric: with another metric of the same dimensions there, these are right. */
function reporterOf({ request: { namespace, dimensions } }: MetricReading): string {
  return JSON.stringify([namespace, dimensions]);
}

/** A value for each period of the reading that begins before `untilMs`. */
function gridOf({ request, periodMs, span, points, state }: MetricReading, untilMs: number) {
  const { factor } = recordUnits[request.unit];
  const scale = request.perSecond ? factor / (periodMs / 1_000) : factor;
  const periodOf = (atMs: number) => Math.floor((atMs - span.startMs) / periodMs);
  const values = new Map(points.map(([atMs, value]) => [periodOf(atMs), value]));
  const silence = request.missing === 'zero' && state === 'complete' ? 0 : null;
  return Array.from({ length: periodOf(untilMs - 1) + 1 }, (_, period): [number, number | null] => {
    const value = values.get(period);
    return [span.startMs + period * periodMs, value === undefined ? silence : value * scale];
  });
}

function unitOf({ unit: given, perSecond }: MetricRequest): string {
  const { unit } = recordUnits[given];
  return perSecond ? `${unit}/s` : unit;
}
