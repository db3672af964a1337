import { emptyHistogram, type Histogram, mergeHistograms } from '../histogram.ts';
import { percentileValue } from '../percentile.ts';
import type { SeriesPoint, Served } from '../records/index.ts';
import { type BinGrid, secondMs } from './bin-grid.ts';

interface Sum {
  requests: number;
  failed: number;
  duration: Histogram;
}

/** What the clients saw in one bin. */
export interface ClientBin {
  /** Place in the grid. */
  readonly index: number;
  readonly total: Served;
  readonly requests: Readonly<Record<string, Served>>;
  readonly failedShare: number;
  readonly droppedIterations: number;
}

/**
 * Folds the clients' seconds into bins. A second belongs to the bin that its middle lies in, and rates are over the
 * seconds of the bin.
 */
export class ClientBins {
  readonly #grid: BinGrid;
  readonly #byName = new Map<number, Map<string, Sum>>();
  readonly #dropped = new Map<number, number>();

  constructor(grid: BinGrid) {
    this.#grid = grid;
  }

  add(point: SeriesPoint): void {
    const index = indexAt(this.#grid, point.tMs + secondMs / 2);
    if (point.metric === 'dropped_iterations' && point.type === 'counter') {
      this.#dropped.set(index, (this.#dropped.get(index) ?? 0) + point.delta);
    }
    if (point.metric === 'http_reqs' && point.type === 'counter') {
      this.#sumOf(index, point).requests += point.delta;
    }
    if (point.metric === 'http_req_failed' && point.type === 'rate') {
      this.#sumOf(index, point).failed += point.trues;
    }
    if (point.metric === 'http_req_duration' && point.type === 'trend') {
      const sum = this.#sumOf(index, point);
      sum.duration = mergeHistograms(sum.duration, point.histogram);
    }
  }

  /** Every bin that meets the load; one in which nothing happened served nothing. */
  bins(durationMs: number): readonly ClientBin[] {
    const first = indexAt(this.#grid, 0);
    const count = indexAt(this.#grid, Math.max(0, durationMs - 1)) - first + 1;
    return durationMs > 0 ? Array.from({ length: count }, (_, i) => this.#binAt(first + i)) : [];
  }

  #sumOf(index: number, { tags }: SeriesPoint): Sum {
    const names = this.#byName.get(index) ?? new Map<string, Sum>();
    const name = tags.name ?? '';
    const sum = names.get(name) ?? { requests: 0, failed: 0, duration: emptyHistogram() };
    this.#byName.set(index, names.set(name, sum));
    return sum;
  }

  #binAt(index: number): ClientBin {
    const names = [...(this.#byName.get(index) ?? [])];
    const total = names.reduce<Sum>(
      (all, [, { requests, failed, duration }]) => ({
        requests: all.requests + requests,
        failed: all.failed + failed,
        duration: mergeHistograms(all.duration, duration),
      }),
      { requests: 0, failed: 0, duration: emptyHistogram() },
    );
    const seconds = secondsIn(this.#grid, index);
    return {
      index,
      total: toServed(total, seconds),
      requests: Object.fromEntries(
        names.flatMap(([name, sum]) => (name === '' ? [] : [[name, toServed(sum, seconds)]])),
      ),
      failedShare: total.requests > 0 ? total.failed / total.requests : 0,
      droppedIterations: this.#dropped.get(index) ?? 0,
    };
  }
}

function indexAt({ phaseMs, periodMs }: BinGrid, tMs: number): number {
  return Math.floor((tMs - phaseMs) / periodMs);
}

/** How many of the clients' seconds have their middle in the bin. */
function secondsIn({ phaseMs, periodMs }: BinGrid, index: number): number {
  const before = (tMs: number) => Math.ceil(tMs / secondMs - 0.5);
  return before(phaseMs + (index + 1) * periodMs) - before(phaseMs + index * periodMs);
}

function toServed({ requests, failed, duration }: Sum, seconds: number): Served {
  const throughputPerSec = requests / seconds;
  const atPercentile = (q: number) => percentileValue(duration, q) ?? null;
  return {
    throughputPerSec,
    concurrency: concurrencyOf(throughputPerSec, duration.count > 0 ? duration.sum / duration.count : null),
    p50Ms: atPercentile(0.5),
    p95Ms: atPercentile(0.95),
    p99Ms: atPercentile(0.99),
    errors: failed,
  };
}

/** Requests in flight, N = X·R (Little's law). */
export function concurrencyOf(throughputPerSec: number, meanMs: number | null): number | null {
  return meanMs === null ? null : (throughputPerSec * meanMs) / 1_000;
}
