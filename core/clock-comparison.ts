import type { ClockOffset } from './records/index.ts';

/**
 * How far another machine's clock is ahead of one of ours, from the times that stand in its answers. HTTP's `Date` is cut to
 * whole seconds; each answer bounds the offset from both sides, and all together narrow it to a fraction of a second.
 */
export class ClockComparison {
  #leastMs = Number.NEGATIVE_INFINITY;
  #mostMs = Number.POSITIVE_INFINITY;

  /** An answer with its `Date` in milliseconds, sent for and received at two times of our clock. */
  heard(dateMs: number, sentMs: number, receivedMs: number): void {
    const leastMs = dateMs - receivedMs;
    const mostMs = dateMs + 1_000 - sentMs;
    // A clock that was set in the meantime contradicts what was heard before.
    const isSet = leastMs > this.#mostMs || mostMs < this.#leastMs;
    this.#leastMs = isSet ? leastMs : Math.max(leastMs, this.#leastMs);
    this.#mostMs = isSet ? mostMs : Math.min(mostMs, this.#mostMs);
  }

  /** The other clock less ours, `undefined` while nothing was heard. */
  get offsetMs(): number | undefined {
    const middleMs = (this.#leastMs + this.#mostMs) / 2;
    return Number.isNaN(middleMs) ? undefined : middleMs;
  }

  /** The same for a record, with how far off it may be either way. */
  get known(): ClockOffset | undefined {
    const { offsetMs } = this;
    return offsetMs === undefined ? undefined : { offsetMs, withinMs: (this.#mostMs - this.#leastMs) / 2 };
  }
}
