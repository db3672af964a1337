import type { Context } from '../core/context.ts';
import type { MetricSource, RunClock } from '../core/metric-source.ts';
import { formatMs } from '../core/quantity.ts';
import type { ObservedSeries } from '../core/records/index.ts';

/** What this process observes of a run whose coordinator is elsewhere. */
export interface Observation {
  /** The coordinator said what its run's clock shows; it was asked at `sentMs` of the context's monotonic clock. */
  heardClock(runClockMs: number, sentMs: number): void;
  /** What live sources have read since the last call. */
  fresh(): readonly ObservedSeries[];
  /** Ends it, and gives all series of the run. */
  finish(durationMs: number): Promise<readonly ObservedSeries[]>;
  /** Ends it for nothing. */
  abandon(): void;
}

/** A run that is followed from its beginning has its first answers before this. */
const lateMs = 2_000;

/** Starts the sources beside a run on a cluster, on that run's clock. */
export async function observeRun(ctx: Context, sources: readonly MetricSource[]): Promise<Observation> {
  const clock = remoteClock(ctx);
  const beganAtMs = ctx.monotonicMs();
  await Promise.all(sources.map((source) => source.start(clock)));
  const finishAll = async (endMs: number) =>
    (
      await Promise.all(sources.map((source) => source.finish({ startMs: Number.NEGATIVE_INFINITY, endMs })))
    ).flat();
  return {
    heardClock: clock.heard,
    fresh: () => sources.flatMap((source) => source.fresh?.() ?? []),
    async finish(durationMs) {
      const beganMs = clock.tMs() - (ctx.monotonicMs() - beganAtMs);
      const observed = await finishAll(durationMs);
      return beganMs > lateMs ? observed.map((series) => withGap(series, beganMs)) : observed;
    },
    abandon: () => void finishAll(0),
  };
}

/** Marks the time from the start of the run in which nobody looked. */
function withGap(series: ObservedSeries, beganMs: number): ObservedSeries {
  const why = `not observed before ${formatMs(beganMs)} of the run: no command line followed it`;
  return { ...series, points: [[0, null], ...series.points], unavailable: series.unavailable ?? why };
}

/** A clock that is read over the network; before the first answer it counts from an arbitrary start. */
function remoteClock(
  ctx: Pick<Context, 'monotonicMs'>,
): RunClock & { readonly heard: Observation['heardClock'] } {
  let offsetMs = -ctx.monotonicMs();
  let bestRoundTripMs = Number.POSITIVE_INFINITY;
  return {
    tMs: () => ctx.monotonicMs() + offsetMs,
    heard(runClockMs, sentMs) {
      const receivedMs = ctx.monotonicMs();
      // The quicker the answer, the less room for a mistake.
      if (receivedMs - sentMs > bestRoundTripMs) return;
      bestRoundTripMs = receivedMs - sentMs;
      offsetMs = runClockMs - (sentMs + receivedMs) / 2;
    },
  };
}
