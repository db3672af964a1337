import { percentileValue } from '../core/percentile.ts';
import type { ObservedSeries, RunResult, Step } from '../core/records/index.ts';
import { binObserved } from './observed-line.ts';
import { type Window, widenWindows } from './window.ts';

/** No line of a chart has more points than this. */
export const maxPoints = 400;

export type Line = readonly (number | null)[];

/** The run over time in bins of `binMs`; every line has one value a bin, `null` where nothing was seen. */
export interface Timeline {
  readonly binMs: number;
  /** Where each bin starts. */
  readonly tMs: readonly number[];
  readonly requestsPerSec: Line;
  readonly iterationsPerSec: Line;
  /** Iterations wanted per second, in the steps of the open model. */
  readonly targetPerSec: Line;
  readonly p50: Line;
  readonly p95: Line;
  readonly p99: Line;
  readonly failedShare: Line;
  readonly droppedPerSec: Line;
  readonly vus: Line;
  readonly observed: readonly { readonly series: ObservedSeries; readonly values: Line }[];
}

/**
 * The timeline of a run in at most `maxPoints` bins of whole seconds. Rates are exact over a bin's seen time,
 * percentiles are read from its merged histogram, levels (users, observed series) are means over the bin.
 */
export function buildTimeline(
  seconds: readonly Window[],
  { durationMs, steps, observed }: RunResult,
): Timeline {
  const binMs = 1_000 * Math.max(1, Math.ceil(durationMs / 1_000 / maxPoints));
  const windows = widenWindows(seconds, binMs);
  const tMs = binStarts(durationMs, binMs);
  const line = (value: (window: Window, seenSec: number) => number | null | undefined): Line =>
    tMs.map((start) => {
      const window = windows.get(start);
      return window ? (value(window, Math.min(window.seenMs, durationMs - start) / 1_000) ?? null) : null;
    });
  return {
    binMs,
    tMs,
    requestsPerSec: line(({ requests }, seenSec) => requests / seenSec),
    iterationsPerSec: line(({ iterations }, seenSec) => iterations / seenSec),
    targetPerSec: tMs.map((start) => targetAt(steps, start, start + binMs)),
    p50: line(({ latency }) => percentileValue(latency, 0.5)),
    p95: line(({ latency }) => percentileValue(latency, 0.95)),
    p99: line(({ latency }) => percentileValue(latency, 0.99)),
    failedShare: line(({ failed }) => failedShareOf(failed)),
    droppedPerSec: line(({ dropped }, seenSec) => dropped / seenSec),
    vus: line(({ vus }) => vus),
    observed: observed.map((series) => ({ series, values: binObserved(series, tMs, binMs) })),
  };
}

/** Trues over total; `null` of nothing. */
export function failedShareOf({ trues, total }: Window['failed']): number | null {
  return total > 0 ? trues / total : null;
}

/** The starts of all bins that the run covers at least by half; the only bin of a shorter run is kept. */
function binStarts(durationMs: number, binMs: number): number[] {
  const bins = Math.max(1, Math.round(durationMs / binMs));
  return Array.from({ length: bins }, (_, index) => index * binMs);
}

/** The wanted rate of a bin that lies whole in steps of the open model, over all scenarios; `null` elsewhere. */
export function targetAt(steps: readonly Step[], startMs: number, endMs: number): number | null {
  const here = steps.filter(
    (step) => step.model === 'open' && step.startMs <= startMs && endMs <= step.endMs,
  );
  return here.length === 0 ? null : here.reduce((sum, { target }) => sum + target, 0);
}
