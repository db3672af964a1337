import type { Histogram } from '../../../core/histogram.ts';
import type { FeedPoint, SeriesName } from '../../../runner/coordinator/feed.ts';
import { histogramOf } from '../../core/raw-histogram.ts';

/** What a worker did between two pushes. */
export interface Work {
  readonly iterations: number;
  readonly durations: readonly number[];
  readonly passes: number;
  readonly fails: number;
  readonly vus?: number;
}

const sdkBuckets = 160;

/** The histogram as an SDK sends it: at the finest scale at which it has 160 buckets, so that the scale only falls. */
export function sdkHistogram(values: readonly number[]): Histogram {
  let scale = 20;
  const magnitudes = values.filter((value) => value !== 0).map(Math.abs);
  const spread = () => Math.ceil(Math.log2(Math.max(...magnitudes) / Math.min(...magnitudes)) * 2 ** scale);
  while (magnitudes.length > 0 && spread() >= sdkBuckets - 1) scale--;
  return histogramOf(values, scale);
}

export function seriesOf(metric: string, tags: SeriesName['tags'] = {}): SeriesName {
  const key = [metric, ...Object.entries(tags).flat()].join('|');
  return { key, metric, tags, unit: '' };
}

/** A k6 that counts iterations, durations and checks since its start, and pushes all of it every time. */
export class SimulatedWorker {
  readonly #startMs: number;
  #iterations = 0;
  #durations: number[] = [];
  #passes = 0;
  #total = 0;
  #vus = 0;

  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  push(timeMs: number, work: Work): FeedPoint[] {
    this.#iterations += work.iterations;
    this.#durations = [...this.#durations, ...work.durations];
    this.#passes += work.passes;
    this.#total += work.passes + work.fails;
    this.#vus = work.vus ?? this.#vus;
    const base = { startMs: this.#startMs, timeMs };
    return [
      { series: seriesOf('iterations'), ...base, state: { type: 'counter', count: this.#iterations } },
      {
        series: seriesOf('checks'),
        ...base,
        state: { type: 'rate', trues: this.#passes, total: this.#total },
      },
      {
        series: seriesOf('iteration_duration'),
        ...base,
        state: { type: 'trend', histogram: sdkHistogram(this.#durations) },
      },
      { series: seriesOf('vus'), ...base, state: { type: 'gauge', value: this.#vus } },
    ];
  }
}
