import type { Amount, FeedPoint } from './feed.ts';

const delaysKept = 5;
const secondMs = 1_000;

/** By how much the middles of two pushes may be nearer or farther apart than a second. */
const jitterMs = 250;

interface Known {
  startMs: number;
  timeMs: number;
  state: Amount;
}

/** What came of a series between two pushes; without `earlier` all of `later` is new. */
export interface Increase {
  readonly later: Amount;
  readonly earlier: Amount | undefined;
}

/** What one worker has pushed: the last state of each of its series, and how its clock stands to the receiver's. */
export class WorkerFeed {
  readonly #states = new Map<string, Known>();
  /** Receiver's monotonic clock less the worker's wall clock: the least seen, so that of the least delayed push. */
  #offsetMs = Infinity;
  #lastPushMs: number | undefined;
  #second: number | undefined;
  #pushes = 0;
  #pushesBeforeStart = 0;
  /** Delays of the first and of the last few pushes, to tell whether the worker's clock has moved. */
  readonly #firstDelaysMs: number[] = [];
  readonly #lastDelaysMs: number[] = [];

  /** Takes note of a push; gives the time that it covers, up to its stamp, on the receiver's clock. */
  push(
    stampedMs: number,
    receivedMs: number,
  ): { readonly fromMs: number | undefined; readonly toMs: number } {
    this.#noteDelay(receivedMs - stampedMs);
    const fromMs = this.#lastPushMs;
    this.#lastPushMs = stampedMs + this.#offsetMs;
    this.#pushes += 1;
    return { fromMs, toMs: this.#lastPushMs };
  }

  /** A worker without work pushes all the same, without a stamp. */
  pushNothing(receivedMs: number): void {
    this.#lastPushMs = receivedMs;
    this.#pushes += 1;
  }

  /**
   * The second, counted from the start of the load, to which a push belongs; `middleMs` is the middle of the time that
   * it covers. Pushes come a second apart: one that is a little early or late keeps a second of its own, as otherwise
   * one second would show the work of two and its neighbour none. What was before the load is in its first second.
   */
  secondOf(middleMs: number): number {
    const next = (this.#second ?? Number.NaN) + 1;
    const isNext = Math.abs(middleMs - (next + 0.5) * secondMs) < secondMs / 2 + jitterMs;
    this.#second = isNext ? next : Math.max(0, Math.floor(middleMs / secondMs));
    return this.#second;
  }

  /** The second to which the last push belonged; `undefined` before the first push of the load. */
  get second(): number | undefined {
    return this.#second;
  }

  /**
   * What a series has gained; `undefined` if that is nothing. A series that started anew gains all it has. A state
   * that is both older and no more than the known one was overtaken on its way.
   */
  advance({ series, startMs, timeMs }: FeedPoint, later: Amount): Increase | undefined {
    const known = this.#states.get(series.key);
    if (!known) {
      this.#states.set(series.key, { startMs, timeMs, state: later });
      return amountOf(later) === 0 ? undefined : { later, earlier: undefined };
    }
    const isOvertaken = timeMs < known.timeMs && amountOf(later) <= amountOf(known.state);
    if (startMs < known.startMs || isOvertaken) return undefined;
    const earlier = startMs === known.startMs ? known.state : undefined;
    known.startMs = startMs;
    known.timeMs = timeMs;
    known.state = later;
    return amountOf(later) === (earlier ? amountOf(earlier) : 0) ? undefined : { later, earlier };
  }

  startLoad(): void {
    this.#pushesBeforeStart = this.#pushes;
  }

  /** Pushes since the start of the load. */
  get pushes(): number {
    return this.#pushes - this.#pushesBeforeStart;
  }

  /** When the last push was stamped, on the receiver's clock; `undefined` before the first. */
  get lastPushMs(): number | undefined {
    return this.#lastPushMs;
  }

  /**
   * How far the worker's wall clock is ahead of a wall clock that is `wallMs` when the receiver's clock is at
   * `receiverMs`: at least, by the delay of the quickest push. `undefined` before the first push with a stamp.
   */
  clockAheadMs(wallMs: number, receiverMs: number): number | undefined {
    return Number.isFinite(this.#offsetMs) ? receiverMs - this.#offsetMs - wallMs : undefined;
  }

  /** How far the worker's clock has moved against the receiver's, as far as its pushes tell. */
  get clockDriftMs(): number {
    if (this.#firstDelaysMs.length === 0) return 0;
    return Math.max(Math.min(...this.#firstDelaysMs), Math.min(...this.#lastDelaysMs)) - this.#offsetMs;
  }

  #noteDelay(delayMs: number): void {
    this.#offsetMs = Math.min(this.#offsetMs, delayMs);
    if (this.#firstDelaysMs.length < delaysKept) this.#firstDelaysMs.push(delayMs);
    this.#lastDelaysMs.push(delayMs);
    if (this.#lastDelaysMs.length > delaysKept) this.#lastDelaysMs.shift();
  }
}

/** How much a series holds; it never falls while the series lives. */
function amountOf(state: Amount): number {
  switch (state.type) {
    case 'counter':
      return state.count;
    case 'rate':
      return state.total;
    case 'trend':
      return state.histogram.count;
  }
}
