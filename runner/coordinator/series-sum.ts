import type { SeriesPoint } from '../../core/records/index.ts';
import type { Amount, SeriesName } from './feed.ts';
import { HistogramSum } from './histogram-sum.ts';

type Sum =
  | { readonly type: 'counter'; count: number }
  | { readonly type: 'rate'; trues: number; total: number }
  | { readonly type: 'trend'; readonly histogram: HistogramSum };

/** What all workers' shares of one series have come to, grown in place; of a whole run or of one second. */
export class SeriesSum {
  readonly #series: SeriesName;
  readonly #sum: Sum;

  constructor(series: SeriesName, type: Amount['type']) {
    this.#series = series;
    this.#sum = emptySum(type);
  }

  /** Adds what came between two cumulative states of a worker; without the earlier, all of the later. */
  add(later: Amount, earlier: Amount | undefined): void {
    const sum = this.#sum;
    if (sum.type === 'counter' && later.type === 'counter') {
      sum.count += later.count - (earlier?.type === 'counter' ? earlier.count : 0);
    } else if (sum.type === 'rate' && later.type === 'rate') {
      const before = earlier?.type === 'rate' ? earlier : undefined;
      sum.trues += later.trues - (before?.trues ?? 0);
      sum.total += later.total - (before?.total ?? 0);
    } else if (sum.type === 'trend' && later.type === 'trend') {
      sum.histogram.add(later.histogram, earlier?.type === 'trend' ? earlier.histogram : undefined);
    }
  }

  /** A trend's extremes come from the workers' cumulative states. */
  widen(state: Amount): void {
    if (this.#sum.type === 'trend' && state.type === 'trend') this.#sum.histogram.widen(state.histogram);
  }

  state(): Amount {
    const sum = this.#sum;
    return sum.type === 'trend' ? { type: 'trend', histogram: sum.histogram.toHistogram() } : { ...sum };
  }

  /** The series in the second that starts at `tMs`. */
  toPoint(tMs: number): SeriesPoint {
    const { metric, tags, unit } = this.#series;
    const base = { tMs, metric, tags, unit };
    const state = this.state();
    switch (state.type) {
      case 'counter':
        return { type: 'counter', ...base, delta: state.count };
      case 'rate':
        return { type: 'rate', ...base, trues: state.trues, total: state.total };
      case 'trend':
        return { type: 'trend', ...base, histogram: state.histogram };
    }
  }
}

function emptySum(type: Amount['type']): Sum {
  switch (type) {
    case 'counter':
      return { type, count: 0 };
    case 'rate':
      return { type, trues: 0, total: 0 };
    case 'trend':
      return { type, histogram: new HistogramSum() };
  }
}
