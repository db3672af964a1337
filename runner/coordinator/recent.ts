import { emptyHistogram, type Histogram, subtractHistograms } from '../../core/histogram.ts';
import { percentileValue } from '../../core/percentile.ts';
import type { MergedSeries } from './merge.ts';
import { countSent, selectCount, selectState } from './select.ts';

interface Snapshot {
  readonly atMs: number;
  readonly requests: number;
  readonly sent: number;
  readonly failed: number;
  readonly judged: number;
  readonly durations: Histogram;
}

/** What happened in the last seconds, rather than since the start. */
export interface RecentRates {
  readonly requestsPerSec: number;
  /** Everything that a rate ceiling counts. */
  readonly sentPerSec: number;
  readonly p95Ms: number | undefined;
  readonly failedRate: number | undefined;
}

/** Keeps snapshots of the totals over `windowMs`, so that the live view and the error storm see the present. */
export class Recent {
  readonly #windowMs: number;
  readonly #snapshots: Snapshot[] = [];

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  add(series: readonly MergedSeries[], atMs: number): void {
    const failed = selectState(series, 'http_req_failed');
    const durations = selectState(series, 'http_req_duration');
    this.#snapshots.push({
      atMs,
      requests: selectCount(series, 'http_reqs'),
      sent: countSent(series),
      failed: failed?.type === 'rate' ? failed.trues : 0,
      judged: failed?.type === 'rate' ? failed.total : 0,
      durations: durations?.type === 'trend' ? durations.histogram : emptyHistogram(),
    });
    while ((this.#snapshots[1]?.atMs ?? Infinity) <= atMs - this.#windowMs) this.#snapshots.shift();
  }

  /** Whether the snapshots reach back over the whole window. */
  get full(): boolean {
    const first = this.#snapshots[0];
    const last = this.#snapshots.at(-1);
    return first !== undefined && last !== undefined && last.atMs - first.atMs >= this.#windowMs;
  }

  rates(): RecentRates {
    const first = this.#snapshots[0];
    const last = this.#snapshots.at(-1);
    if (!first || !last || first === last)
      return { requestsPerSec: 0, sentPerSec: 0, p95Ms: undefined, failedRate: undefined };
    const judged = last.judged - first.judged;
    const elapsedSec = (last.atMs - first.atMs) / 1_000;
    return {
      requestsPerSec: (last.requests - first.requests) / elapsedSec,
      sentPerSec: (last.sent - first.sent) / elapsedSec,
      p95Ms: percentileValue(subtractHistograms(last.durations, first.durations), 0.95),
      failedRate: judged > 0 ? (last.failed - first.failed) / judged : undefined,
    };
  }
}
