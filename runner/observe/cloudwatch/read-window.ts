import type { Context } from '../../../core/context.ts';
import type { ObservedSeries } from '../../../core/records/index.ts';
import type { CloudWatch } from './client.ts';
import type { MetricRequest } from './metric-spec.ts';
import { planQueries, type Span } from './plan-queries.ts';
import { type Reading, readMetrics, sumOf } from './read-metrics.ts';
import { readUntilSettled } from './settle.ts';
import { toSeries } from './to-series.ts';

/** The time of a run, in milliseconds since the epoch on our clock, and how long its data may be waited for. */
export interface RunWindow {
  readonly originMs: number;
  readonly endMs: number;
  readonly waitMs: number;
  /** Aborted when nobody wants to wait any longer. */
  readonly signal?: AbortSignal;
}

export interface WindowReading extends Pick<Reading, 'calls' | 'metricsRequested'> {
  readonly series: readonly ObservedSeries[];
  /** Whether reading again would bring nothing more. */
  readonly isFinal: boolean;
}

/** What is read before the run as well, to see what its servers use when nothing is asked of them. */
const leadMs = 5 * 60_000;

/** A clock that is further off than this, other than was thought, was asked for the wrong time. */
const toleratedShiftMs = 5_000;

/** Reads metrics over the time of a run, and places them on its clock by what CloudWatch's own says. */
export async function readWindow(
  ctx: Pick<Context, 'now' | 'sleep'>,
  cloudWatch: Pick<CloudWatch, 'getPage' | 'clock'>,
  requests: readonly MetricRequest[],
  { originMs, endMs, waitMs, signal }: RunWindow,
): Promise<WindowReading> {
  const offsetMs = () => cloudWatch.clock.offsetMs ?? 0;
  const readAt = (shiftMs: number) => {
    const span: Span = { startMs: originMs - leadMs + shiftMs, endMs: endMs + shiftMs };
    return readMetrics(ctx, cloudWatch, planQueries(requests, span, ctx.now() + shiftMs), signal);
  };
  const read = async () => {
    const shiftMs = offsetMs();
    const reading = await readAt(shiftMs);
    // The first answer brings the clock's offset, and with it the time that should have been asked for.
    if (Math.abs(offsetMs() - shiftMs) <= toleratedShiftMs) return reading;
    return sumOf(reading, await readAt(offsetMs()));
  };
  const untilMs = ctx.now() + waitMs;
  const { reading, isFinal } = await readUntilSettled(ctx, read, {
    endMs,
    untilMs,
    ...(signal && { signal }),
  });
  const { metrics, calls, metricsRequested } = reading;
  return {
    series: toSeries(metrics, { atMs: originMs, clock: cloudWatch.clock.known }, isFinal),
    isFinal,
    calls,
    metricsRequested,
  };
}
