import { emptyHistogram, type Histogram, mergeHistograms } from '../core/histogram.ts';
import type { SeriesPoint } from '../core/records/index.ts';
import type { MainMetric } from './main-metric.ts';

/** What the clients did from `tMs` on, over all series. `seenMs` is the time for which there are any points. */
export interface Window {
  readonly tMs: number;
  readonly seenMs: number;
  readonly requests: number;
  readonly iterations: number;
  readonly dropped: number;
  readonly failed: { readonly trues: number; readonly total: number };
  /** Mean level of virtual users; `null` if it was not told. */
  readonly vus: number | null;
  readonly latency: Histogram;
}

type Open = { -readonly [K in keyof Window]: Window[K] };

const secondMs = 1_000;

/** The series in one pass, merged over tags: one window a second that has any point, in order of time. */
export function foldSeries(series: Iterable<SeriesPoint>, main: MainMetric): readonly Window[] {
  const seconds = new Map<number, Open>();
  for (const point of series) {
    const tMs = Math.floor(point.tMs / secondMs) * secondMs;
    const second = seconds.get(tMs) ?? openWindow(tMs);
    seconds.set(tMs, second);
    addPoint(second, point, main);
  }
  return [...seconds.values()].sort((a, b) => a.tMs - b.tMs);
}

/** The windows joined to `widthMs`: counts add up, histograms merge, the level of users is a mean over what was seen. */
export function widenWindows(windows: readonly Window[], widthMs: number): ReadonlyMap<number, Window> {
  const wide = new Map<number, Window>();
  for (const window of windows) {
    const tMs = Math.floor(window.tMs / widthMs) * widthMs;
    const before = wide.get(tMs);
    wide.set(tMs, before ? joinWindows(before, window) : { ...window, tMs });
  }
  return wide;
}

function openWindow(tMs: number): Open {
  const failed = { trues: 0, total: 0 };
  return {
    tMs,
    seenMs: secondMs,
    requests: 0,
    iterations: 0,
    dropped: 0,
    failed,
    vus: null,
    latency: emptyHistogram(),
  };
}

function addPoint(second: Open, point: SeriesPoint, main: MainMetric): void {
  switch (point.type) {
    case 'counter':
      if (point.metric === main.throughput) second.requests += point.delta;
      if (point.metric === 'iterations') second.iterations += point.delta;
      if (point.metric === 'dropped_iterations') second.dropped += point.delta;
      break;
    case 'rate':
      if (point.metric === 'http_req_failed') {
        const { trues, total } = second.failed;
        second.failed = { trues: trues + point.trues, total: total + point.total };
      }
      break;
    case 'trend':
      if (point.metric === main.latency) second.latency = mergeHistograms(second.latency, point.histogram);
      break;
    case 'gauge':
      if (point.metric === 'vus') second.vus = point.value;
  }
}

function joinWindows(a: Window, b: Window): Window {
  const seenMs = a.seenMs + b.seenMs;
  return {
    tMs: a.tMs,
    seenMs,
    requests: a.requests + b.requests,
    iterations: a.iterations + b.iterations,
    dropped: a.dropped + b.dropped,
    failed: { trues: a.failed.trues + b.failed.trues, total: a.failed.total + b.failed.total },
    vus: a.vus === null || b.vus === null ? (a.vus ?? b.vus) : (a.vus * a.seenMs + b.vus * b.seenMs) / seenMs,
    latency: mergeHistograms(a.latency, b.latency),
  };
}
