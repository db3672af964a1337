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

  /** Adds `sign` times all values of a histogram; what is taken away must have been added before. */
  add(histogram: Histogram, sign: 1 | -1): void {
    if (histogram.count === 0) return;
    this.#snapshot = undefined;
    const { positive, negative } = histogram;
    this.#fit(histogram);
    const shift = histogram.scale - this.#scale;
    this.#positive.add(positive, shift, sign);
    if (negative) this.#negative.add(negative, shift, sign);
    this.#zeroThreshold = Math.max(this.#zeroThreshold, histogram.zeroThreshold);
    this.#zeroCount += sign * histogram.zeroCount;
    this.#count += sign * histogram.count;
    this.#sum += sign * histogram.sum;
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
