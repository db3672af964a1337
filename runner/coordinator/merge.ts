import type { MetricUnit, SeriesPoint, Tags } from '../../core/records/index.ts';
import {
  addStates,
  type FeedPoint,
  isNothing,
  overflowTag,
  type SeriesState,
  subtractStates,
} from './feed.ts';

/** A series over all workers since the start of the run. */
export interface MergedSeries {
  readonly metric: string;
  readonly tags: Tags;
  readonly unit: MetricUnit;
  readonly state: SeriesState;
  /** Lowest and highest level of a gauge so far. */
  readonly range?: { readonly min: number; readonly max: number };
}

interface WorkerFeed {
  readonly states: Map<string, { readonly startMs: number; readonly state: SeriesState }>;
  /** Receiver's monotonic clock less the worker's wall clock: the least seen, so the least delayed push. */
  offsetMs: number;
  lastPushMs: number;
  pushes: number;
  pushesBeforeStart: number;
  /** Delays of the first and of the last few pushes, to tell whether the worker's clock has moved. */
  readonly firstDelaysMs: number[];
  readonly lastDelaysMs: number[];
}

interface SeriesOfBin {
  readonly metric: string;
  readonly tags: Tags;
  readonly unit: MetricUnit;
  state: SeriesState;
  /** Levels of a gauge by worker. */
  readonly levels: Map<number, number>;
}

const binMs = 1_000;
const delaysKept = 5;
const summedGauges = new Set(['vus', 'vus_max']);

/**
 * Merges what all workers push. Each push holds the cumulative state of every series of its worker, so a later push
 * repairs a lost one; the difference to the push before goes into the run's totals and into the second in whose
 * middle it falls. Memory grows with the number of series, not with the length of the run.
 */
export class Merge {
  readonly #workers = new Map<number, WorkerFeed>();
  readonly #totals = new Map<string, MergedSeries>();
  readonly #bins = new Map<number, Map<string, SeriesOfBin>>();
  readonly #levels = new Map<string, Map<number, number>>();
  #originMs: number | undefined;
  readonly #overflowed = new Set<string>();

  /** Takes in one push, received at `receivedMs` of the receiver's monotonic clock. */
  receive(worker: number, points: readonly FeedPoint[], receivedMs: number): void {
    const feed = this.#feedOf(worker);
    const stampedMs = points.reduce((latest, point) => Math.max(latest, point.timeMs), 0);
    noteDelay(feed, receivedMs - stampedMs);
    const pushMs = stampedMs + feed.offsetMs;
    const middleMs = feed.pushes === 0 ? pushMs - binMs / 2 : (feed.lastPushMs + pushMs) / 2;
    for (const point of points) this.#receivePoint(worker, feed, point, middleMs);
    feed.lastPushMs = pushMs;
    feed.pushes += 1;
  }

  /** Every series over all workers, as it stands. */
  totals(): readonly MergedSeries[] {
    return [...this.#totals.values()];
  }

  /** Metrics of which a worker had more series than its SDK keeps apart: totals are whole, some tags are lost. */
  get overflowed(): readonly string[] {
    return [...this.#overflowed];
  }

  /** How many pushes of the worker came since the start of the load. */
  pushesOf(worker: number): number {
    const feed = this.#workers.get(worker);
    return feed ? feed.pushes - feed.pushesBeforeStart : 0;
  }

  /** How far the worker's clock has moved against the receiver's, as far as its pushes tell. */
  clockDriftMs(worker: number): number {
    const feed = this.#workers.get(worker);
    if (!feed) return 0;
    return Math.max(Math.min(...feed.firstDelaysMs), Math.min(...feed.lastDelaysMs)) - feed.offsetMs;
  }

  /** When the worker's last push was stamped, on the receiver's clock; `undefined` before the first. */
  lastPushMs(worker: number): number | undefined {
    return this.#workers.get(worker)?.lastPushMs;
  }

  /** The load starts at `originMs`: from now on the seconds are counted. What came before is in the totals only. */
  start(originMs: number): void {
    this.#originMs = originMs;
    for (const feed of this.#workers.values()) feed.pushesBeforeStart = feed.pushes;
  }

  /** Takes out the seconds that ended before `beforeMs`, oldest first. */
  takeBins(beforeMs: number): SeriesPoint[] {
    const originMs = this.#originMs ?? Infinity;
    const ready = [...this.#bins.keys()].filter((bin) => originMs + (bin + 1) * binMs <= beforeMs);
    return ready
      .sort((a, b) => a - b)
      .flatMap((bin) => {
        const series = this.#bins.get(bin) ?? new Map<string, SeriesOfBin>();
        this.#bins.delete(bin);
        return [...series].map(([key, one]) => this.#toPoint(bin * binMs, key, one));
      });
  }

  #feedOf(worker: number): WorkerFeed {
    const known = this.#workers.get(worker);
    if (known) return known;
    const feed: WorkerFeed = {
      states: new Map(),
      offsetMs: Infinity,
      lastPushMs: 0,
      pushes: 0,
      pushesBeforeStart: 0,
      firstDelaysMs: [],
      lastDelaysMs: [],
    };
    this.#workers.set(worker, feed);
    return feed;
  }

  #receivePoint(worker: number, feed: WorkerFeed, point: FeedPoint, middleMs: number): void {
    const before = feed.states.get(point.key);
    const restarted = before !== undefined && point.startMs > before.startMs && point.state.type !== 'gauge';
    const delta = before && !restarted ? subtractStates(point.state, before.state) : point.state;
    feed.states.set(point.key, { startMs: point.startMs, state: point.state });
    if (point.tags[overflowTag]) this.#overflowed.add(point.metric);
    if (isNothing(delta)) return;
    this.#addToTotals(worker, point, delta);
    this.#addToBin(worker, point, delta, middleMs);
  }

  #addToTotals(worker: number, point: FeedPoint, delta: SeriesState): void {
    const { key, metric, tags, unit } = point;
    const before = this.#totals.get(key);
    if (point.state.type === 'gauge') {
      const value = this.#level(key, metric, worker, point.state.value);
      const { min, max } = before?.range ?? { min: value, max: value };
      const range = { min: Math.min(min, value), max: Math.max(max, value) };
      this.#totals.set(key, { metric, tags, unit, state: { type: 'gauge', value }, range });
      return;
    }
    const state = before ? addStates(before.state, delta) : delta;
    this.#totals.set(key, { metric, tags, unit, state: withExtremes(state, point.state, before?.state) });
  }

  #level(key: string, metric: string, worker: number, value: number): number {
    if (!summedGauges.has(metric)) return value;
    const levels = this.#levels.get(key) ?? new Map<number, number>();
    levels.set(worker, value);
    this.#levels.set(key, levels);
    return [...levels.values()].reduce((sum, level) => sum + level, 0);
  }

  #addToBin(worker: number, point: FeedPoint, delta: SeriesState, middleMs: number): void {
    if (this.#originMs === undefined) return;
    const bin = Math.max(0, Math.floor((middleMs - this.#originMs) / binMs));
    const series = this.#bins.get(bin) ?? new Map<string, SeriesOfBin>();
    this.#bins.set(bin, series);
    const { key, metric, tags, unit } = point;
    const known = series.get(key);
    if (known) known.state = addStates(known.state, delta);
    const one = known ?? { metric, tags, unit, state: delta, levels: new Map<number, number>() };
    if (point.state.type === 'gauge') one.levels.set(worker, point.state.value);
    series.set(key, one);
  }

  #toPoint(tMs: number, key: string, { metric, tags, unit, state, levels }: SeriesOfBin): SeriesPoint {
    const base = { tMs, metric, tags, unit };
    if (state.type === 'counter') return { type: 'counter', ...base, delta: state.count };
    if (state.type === 'rate') return { type: 'rate', ...base, trues: state.trues, total: state.total };
    if (state.type === 'trend') return { type: 'trend', ...base, histogram: state.histogram };
    if (!summedGauges.has(metric)) return { type: 'gauge', ...base, value: state.value };
    const all = new Map([...(this.#levels.get(key) ?? []), ...levels]);
    return { type: 'gauge', ...base, value: [...all.values()].reduce((sum, level) => sum + level, 0) };
  }
}

function noteDelay(feed: WorkerFeed, delayMs: number): void {
  feed.offsetMs = Math.min(feed.offsetMs, delayMs);
  if (feed.firstDelaysMs.length < delaysKept) feed.firstDelaysMs.push(delayMs);
  feed.lastDelaysMs.push(delayMs);
  if (feed.lastDelaysMs.length > delaysKept) feed.lastDelaysMs.shift();
}

/** A difference knows no min and max: a trend's extremes come from the workers' cumulative states. */
function withExtremes(
  state: SeriesState,
  cumulative: SeriesState,
  before: SeriesState | undefined,
): SeriesState {
  if (state.type !== 'trend' || cumulative.type !== 'trend') return state;
  const known = before?.type === 'trend' ? before.histogram : undefined;
  const { min = Infinity, max = -Infinity } = cumulative.histogram;
  return {
    type: 'trend',
    histogram: {
      ...state.histogram,
      min: Math.min(known?.min ?? Infinity, min),
      max: Math.max(known?.max ?? -Infinity, max),
    },
  };
}
