import type { SeriesName, SeriesState } from './feed.ts';

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Gauges of which each worker shows its share. */
const shared = new Set(['vus', 'vus_max']);

/**
 * The level of one gauge over all workers: of `vus` and `vus_max` the sum of the workers' levels, of others the one
 * that changed last. A sum is whole only when every worker has pushed, so the lowest is that of the seconds of the load
 * that settled with all of them; the highest is that of any push, as parts of a sum are only too low.
 */
export class Gauge {
  readonly #isShared: boolean;
  readonly #now = new Levels();
  readonly #settled = new Levels();
  #peak = 0;
  #last = 0;
  #changedMs = 0;
  #range: Range | undefined;

  constructor({ metric }: SeriesName) {
    this.#isShared = shared.has(metric);
  }

  /** A worker's level as it was at `atMs`; k6 repeats a level until it changes. */
  set(worker: number, value: number, atMs: number): void {
    if (this.#now.get(worker) === value) return;
    this.#now.set(worker, value);
    this.#changedMs = atMs;
    if (this.#isShared) {
      this.#peak = Math.max(this.#peak, this.#now.sum);
    } else {
      this.#last = value;
      this.#range = widen(this.#range, value);
    }
  }

  /** The level in a second in which workers had these; the others still have theirs from the seconds before. */
  settle(levels: ReadonlyMap<number, number>, isWithinLoad: boolean): number {
    if (!this.#isShared) return [...levels.values()].at(-1) ?? this.#last;
    for (const [worker, value] of levels) this.#settled.set(worker, value);
    const isWhole = this.#settled.size === this.#now.size;
    if (isWithinLoad && isWhole) {
      this.#range = widen(this.#range, this.#settled.sum);
      this.#last = this.#settled.sum;
    }
    return this.#settled.sum;
  }

  /**
   * The level now, or at the end of the load once that is over. A load that was too short for a sample of it has none.
   */
  state(isOver: boolean): SeriesState | undefined {
    const value = this.#isShared ? this.#sharedLevel(isOver) : this.#last;
    return value === undefined ? undefined : { type: 'gauge', value, changedMs: this.#changedMs };
  }

  #sharedLevel(isOver: boolean): number | undefined {
    if (!isOver) return this.#now.sum;
    if (this.#range) return this.#last;
    return this.#peak > 0 ? this.#peak : undefined;
  }

  /** Lowest and highest level so far; `undefined` while there is none. */
  get range(): Range | undefined {
    if (!this.#isShared) return this.#range;
    const peak = { min: this.#peak, max: this.#peak };
    if (!this.#range) return this.#peak > 0 ? peak : undefined;
    return { min: this.#range.min, max: Math.max(this.#range.max, this.#peak) };
  }
}

function widen(range: Range | undefined, value: number): Range {
  return { min: Math.min(range?.min ?? value, value), max: Math.max(range?.max ?? value, value) };
}

/** Levels by worker with their sum, which is kept up to date since there may be thousands of them. */
class Levels {
  readonly #levels = new Map<number, number>();
  #sum = 0;

  get sum(): number {
    return this.#sum;
  }

  /** Workers whose level is known. */
  get size(): number {
    return this.#levels.size;
  }

  get(worker: number): number | undefined {
    return this.#levels.get(worker);
  }

  set(worker: number, value: number): void {
    this.#sum += value - (this.#levels.get(worker) ?? 0);
    this.#levels.set(worker, value);
  }
}
