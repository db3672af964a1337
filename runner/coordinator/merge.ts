import type { MetricUnit, SeriesPoint, Tags } from '../../core/records/index.ts';
import { type FeedPoint, overflowTag, type SeriesName, type SeriesState } from './feed.ts';
import { Gauge, type Range } from './gauge.ts';
import { getOrMake } from './get-or-make.ts';
import { SeriesSum } from './series-sum.ts';
import { type Increase, WorkerFeed } from './worker-feed.ts';

/** A series over all workers since the start of the run. */
export interface MergedSeries {
  readonly metric: string;
  readonly tags: Tags;
  readonly unit: MetricUnit;
  readonly state: SeriesState;
  /** Lowest and highest level of a gauge so far. */
  readonly range?: Range;
}

/** One second of the run. */
interface Bin {
  readonly sums: Map<string, SeriesSum>;
  /** Levels of gauges by worker. */
  readonly levels: Map<string, Map<number, number>>;
}

interface Entry<T> {
  readonly series: SeriesName;
  readonly merged: T;
}

const binMs = 1_000;

/** Nobody is waited for longer than this after the end of a second. */
const patienceMs = 3_000;

/**
 * Merges what all workers push. Each push holds the cumulative state of every series of its worker, so a later push
 * repairs a lost one; the difference to the push before goes into the run's totals and into the second in whose
 * middle it falls. Memory grows with the number of series, not with the length of the run.
 */
export class Merge {
  readonly #workers = new Map<number, WorkerFeed>();
  readonly #sums = new Map<string, Entry<SeriesSum>>();
  readonly #gauges = new Map<string, Entry<Gauge>>();
  readonly #bins = new Map<number, Bin>();
  readonly #overflowed = new Set<string>();
  readonly #expected: number;
  /** The first second that has not been taken out; what comes late for an earlier one is in it. */
  #openBin = 0;
  #originMs: number | undefined;
  #endMs = Infinity;

  /** Merges the pushes of so many workers. */
  constructor(workers: number) {
    this.#expected = workers;
  }

  /** Takes in one push, received at `receivedMs` of the receiver's monotonic clock. */
  receive(worker: number, points: readonly FeedPoint[], receivedMs: number): void {
    const feed = getOrMake(this.#workers, worker, () => new WorkerFeed());
    if (points.length === 0) {
      feed.pushNothing(receivedMs);
      this.#secondOf(feed, receivedMs - binMs / 2);
      return;
    }
    const stampedMs = points.reduce((latest, { timeMs }) => Math.max(latest, timeMs), 0);
    const { fromMs, toMs } = feed.push(stampedMs, receivedMs);
    const middleMs = fromMs === undefined ? toMs - binMs / 2 : (fromMs + toMs) / 2;
    const bin = this.#binOf(feed, middleMs);
    for (const point of points) {
      const { series, state } = point;
      if (series.tags[overflowTag]) this.#overflowed.add(series.metric);
      if (state.type === 'gauge') this.#setLevel(worker, series, state.value, toMs, bin);
      else this.#addIncrease(series, feed.advance(point, state), bin);
    }
  }

  /** Every series over all workers, as it stands. */
  totals(): readonly MergedSeries[] {
    const isOver = this.#endMs < Infinity;
    const sums = [...this.#sums.values()].map(({ series, merged }) => toMerged(series, merged.state()));
    const gauges = [...this.#gauges.values()].flatMap(({ series, merged: gauge }) => {
      const state = gauge.state(isOver);
      return state ? [{ ...toMerged(series, state), ...(gauge.range && { range: gauge.range }) }] : [];
    });
    return [...sums, ...gauges];
  }

  /** Metrics of which a worker had more series than its SDK keeps apart: totals are whole, some tags are lost. */
  get overflowed(): readonly string[] {
    return [...this.#overflowed];
  }

  /** How many pushes of the worker came since the start of the load. */
  pushesOf(worker: number): number {
    return this.#workers.get(worker)?.pushes ?? 0;
  }

  /** How far the worker's clock has moved against the receiver's, as far as its pushes tell. */
  clockDriftMs(worker: number): number {
    return this.#workers.get(worker)?.clockDriftMs ?? 0;
  }

  /** How far the worker's wall clock is ahead of one that shows `wallMs` at `receiverMs`, less the least delay of a push. */
  clockAheadMs(worker: number, wallMs: number, receiverMs: number): number | undefined {
    return this.#workers.get(worker)?.clockAheadMs(wallMs, receiverMs);
  }

  /** When the worker's last push was stamped, on the receiver's clock; `undefined` before the first. */
  lastPushMs(worker: number): number | undefined {
    return this.#workers.get(worker)?.lastPushMs;
  }

  /** The load starts at `originMs`: from now on the seconds are counted. What came before is in the totals only. */
  start(originMs: number): void {
    this.#originMs = originMs;
    for (const feed of this.#workers.values()) feed.startLoad();
  }

  /** The load ended at `endMs`: virtual users that are gone by then do not count as the lowest number of them. */
  end(endMs: number): void {
    this.#endMs = endMs;
  }

  /**
   * Takes out the seconds that are over at `nowMs` and that every worker has pushed for, or has been waited for long
   * enough; oldest first, and each of them once.
   */
  takeBins(nowMs: number): SeriesPoint[] {
    const originMs = this.#originMs ?? Infinity;
    const endOf = (index: number) => originMs + (index + 1) * binMs;
    const toldOf = this.#toldByAll();
    const isReady = (index: number) =>
      endOf(index) <= nowMs && (index <= toldOf || endOf(index) <= nowMs - patienceMs);
    const ready = [...this.#bins].filter(([index]) => isReady(index)).sort(([a], [b]) => a - b);
    return ready.flatMap(([index, bin]) => {
      this.#bins.delete(index);
      this.#openBin = index + 1;
      return this.#toPoints(bin, index * binMs, endOf(index) <= this.#endMs);
    });
  }

  /** The last second that every worker has pushed for; -1 while there is none. */
  #toldByAll(): number {
    if (this.#workers.size < this.#expected) return -1;
    let last = Infinity;
    for (const { second } of this.#workers.values()) last = Math.min(last, second ?? -1);
    return last;
  }

  #binOf(feed: WorkerFeed, middleMs: number): Bin | undefined {
    const second = this.#secondOf(feed, middleMs);
    if (second === undefined) return undefined;
    const index = Math.max(second, this.#openBin);
    return getOrMake(this.#bins, index, () => ({ sums: new Map(), levels: new Map() }));
  }

  #secondOf(feed: WorkerFeed, middleMs: number): number | undefined {
    return this.#originMs === undefined ? undefined : feed.secondOf(middleMs - this.#originMs);
  }

  #addIncrease(series: SeriesName, increase: Increase | undefined, bin: Bin | undefined): void {
    if (!increase) return;
    const { later, earlier } = increase;
    const { merged: total } = getOrMake(this.#sums, series.key, () => ({
      series,
      merged: new SeriesSum(series, later.type),
    }));
    total.add(later, earlier);
    total.widen(later);
    if (!bin) return;
    getOrMake(bin.sums, series.key, () => new SeriesSum(series, later.type)).add(later, earlier);
  }

  #setLevel(worker: number, series: SeriesName, value: number, atMs: number, bin: Bin | undefined): void {
    const { merged: gauge } = getOrMake(this.#gauges, series.key, () => ({
      series,
      merged: new Gauge(series),
    }));
    gauge.set(worker, value, atMs);
    if (bin) getOrMake(bin.levels, series.key, () => new Map<number, number>()).set(worker, value);
  }

  #toPoints({ sums, levels }: Bin, tMs: number, isWithinLoad: boolean): SeriesPoint[] {
    const gauges = [...levels].flatMap(([key, byWorker]): SeriesPoint[] => {
      const entry = this.#gauges.get(key);
      if (!entry) return [];
      const { metric, tags, unit } = entry.series;
      return [{ type: 'gauge', tMs, metric, tags, unit, value: entry.merged.settle(byWorker, isWithinLoad) }];
    });
    return [...[...sums.values()].map((sum) => sum.toPoint(tMs)), ...gauges];
  }
}

function toMerged({ metric, tags, unit }: SeriesName, state: SeriesState): MergedSeries {
  return { metric, tags, unit, state };
}
