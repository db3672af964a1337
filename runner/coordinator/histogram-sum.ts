import { type Buckets, emptyHistogram, type Histogram, maxBuckets } from '../../core/histogram.ts';

/**
 * The sum of many histograms, grown in place: to add one costs a walk over its buckets and nothing else. Counts and
 * sums are exact; the scale is the coarsest that was added, or the first at which all buckets fit into `maxBuckets`.
 */
export class HistogramSum {
  readonly #positive = new BucketSum();
  readonly #negative = new BucketSum();
  #scale = emptyHistogram().scale;
  #zeroThreshold = 0;
  #zeroCount = 0;
  #count = 0;
  #sum = 0;
  #min: number | undefined;
  #max: number | undefined;
  /** The sum as it was last asked for, until something is added. */
  #snapshot: Histogram | undefined;

  /** Adds all values that `later`, the state of a growing histogram, has beyond its `earlier` state, if there is one. */
  add(later: Histogram, earlier?: Histogram): void {
    this.#snapshot = undefined;
    this.#fit(later);
    if (earlier?.scale === later.scale) {
      const shift = later.scale - this.#scale;
      this.#positive.addIncrease(later.positive, earlier.positive, shift);
      if (later.negative) this.#negative.addIncrease(later.negative, earlier.negative ?? none, shift);
      this.#count += later.count - earlier.count;
      this.#sum += later.sum - earlier.sum;
      this.#zeroCount += later.zeroCount - earlier.zeroCount;
    } else {
      this.#addTimes(later, 1);
      if (earlier) this.#addTimes(earlier, -1);
    }
    this.#zeroThreshold = Math.max(this.#zeroThreshold, later.zeroThreshold);
  }

  #addTimes(histogram: Histogram, sign: 1 | -1): void {
    const shift = histogram.scale - this.#scale;
    this.#positive.add(histogram.positive, shift, sign);
    if (histogram.negative) this.#negative.add(histogram.negative, shift, sign);
    this.#count += sign * histogram.count;
    this.#sum += sign * histogram.sum;
    this.#zeroCount += sign * histogram.zeroCount;
  }

  /** Takes note of extremes; a difference does not tell them, so that adding alone leaves them unknown. */
  widen({ min, max }: Pick<Histogram, 'min' | 'max'>): void {
    this.#snapshot = undefined;
    if (min !== undefined) this.#min = Math.min(min, this.#min ?? min);
    if (max !== undefined) this.#max = Math.max(max, this.#max ?? max);
  }

  toHistogram(): Histogram {
    this.#snapshot ??= this.#take();
    return this.#snapshot;
  }

  #take(): Histogram {
    const negative = this.#negative.toBuckets();
    return {
      scale: this.#scale,
      zeroThreshold: this.#zeroThreshold,
      zeroCount: Math.max(0, this.#zeroCount),
      positive: this.#positive.toBuckets(),
      ...(negative.counts.length > 0 && { negative }),
      count: Math.max(0, this.#count),
      sum: this.#sum,
      ...(this.#min !== undefined && { min: this.#min }),
      ...(this.#max !== undefined && { max: this.#max }),
    };
  }

  /** Lowers the scale until the buckets of both fit. */
  #fit({ scale, positive, negative }: Histogram): void {
    let fitting = Math.min(this.#scale, scale);
    const tooWide = (sum: BucketSum, buckets: Buckets | undefined) =>
      buckets && sum.spanWith(buckets, scale - fitting, this.#scale - fitting) > maxBuckets;
    while (tooWide(this.#positive, positive) || tooWide(this.#negative, negative)) fitting--;
    if (fitting === this.#scale) return;
    this.#positive.scaleDown(this.#scale - fitting);
    this.#negative.scaleDown(this.#scale - fitting);
    this.#scale = fitting;
  }
}

const none: Buckets = { offset: 0, counts: [] };

/** Buckets of one sign. A shift of `s` joins `2^s` neighbours; `>>` rounds down, as bucket numbers below zero need it. */
class BucketSum {
  #offset = 0;
  #counts: number[] = [];

  spanWith({ offset, counts }: Buckets, shift: number, ownShift: number): number {
    if (counts.length === 0 || this.#counts.length === 0) return 0;
    const first = Math.min(offset >> shift, this.#offset >> ownShift);
    const last = Math.max((offset + counts.length - 1) >> shift, (this.#end - 1) >> ownShift);
    return last - first + 1;
  }

  add({ offset, counts }: Buckets, shift: number, sign: 1 | -1): void {
    if (counts.length === 0) return;
    this.#reach(offset >> shift, ((offset + counts.length - 1) >> shift) + 1);
    const own = this.#counts;
    for (let j = 0; j < counts.length; j++) {
      const index = ((offset + j) >> shift) - this.#offset;
      own[index] = (own[index] ?? 0) + sign * (counts[j] ?? 0);
    }
  }

  /** Most buckets are as they were: only the others are written to. */
  addIncrease(later: Buckets, earlier: Buckets, shift: number): void {
    const { offset, counts } = later;
    if (counts.length === 0) return;
    this.#reach(offset >> shift, ((offset + counts.length - 1) >> shift) + 1);
    const own = this.#counts;
    const toEarlier = offset - earlier.offset;
    for (let j = 0; j < counts.length; j++) {
      const k = j + toEarlier;
      const before = k >= 0 && k < earlier.counts.length ? earlier.counts[k] : 0;
      const increase = (counts[j] ?? 0) - (before ?? 0);
      if (increase === 0) continue;
      const index = ((offset + j) >> shift) - this.#offset;
      own[index] = (own[index] ?? 0) + increase;
    }
  }

  scaleDown(shift: number): void {
    const before = { offset: this.#offset, counts: this.#counts };
    this.#counts = [];
    this.add(before, shift, 1);
  }

  /** The buckets without the empty ones at either end. */
  toBuckets(): Buckets {
    const counts = this.#counts;
    let first = 0;
    let end = counts.length;
    while (end > first && !((counts[end - 1] ?? 0) > 0)) end--;
    while (first < end && !((counts[first] ?? 0) > 0)) first++;
    if (first === end) return { offset: 0, counts: [] };
    return {
      offset: this.#offset + first,
      counts: counts.slice(first, end).map((count) => Math.max(0, count)),
    };
  }

  get #end(): number {
    return this.#offset + this.#counts.length;
  }

  /** Makes room for the buckets from `first` up to, but without, `end`. */
  #reach(first: number, end: number): void {
    if (this.#counts.length === 0) this.#offset = first;
    if (first < this.#offset) {
      this.#counts = [...new Array<number>(this.#offset - first).fill(0), ...this.#counts];
      this.#offset = first;
    }
    while (this.#end < end) this.#counts.push(0);
  }
}
