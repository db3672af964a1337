import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emptyHistogram,
  type Histogram,
  mergeHistograms,
  scaleDown,
  subtractHistograms,
} from '../../core/histogram.ts';
import { bucketsOf } from '../../core/percentile.ts';
import { histogramOf } from './raw-histogram.ts';

const value = fc.oneof(
  fc.double({ min: 0.001, max: 1e6, noNaN: true }),
  fc.constant(0),
  fc.integer({ min: -50, max: -1 }),
);
const values = fc.array(value, { maxLength: 60 });
const scale = fc.integer({ min: -2, max: 3 });

/** The filled buckets and the totals: what must be equal, however the buckets are stored. */
function contentOf(histogram: Histogram) {
  const buckets = [...bucketsOf(histogram)].filter(({ count }) => count > 0);
  return {
    buckets,
    count: histogram.count,
    zeroCount: histogram.zeroCount,
    min: histogram.min,
    max: histogram.max,
  };
}

describe('mergeHistograms', () => {
  it('equals the histogram of all values at the coarser scale', () => {
    fc.assert(
      fc.property(values, scale, values, scale, (left, leftScale, right, rightScale) => {
        fc.pre(left.length > 0 && right.length > 0);
        const merged = mergeHistograms(histogramOf(left, leftScale), histogramOf(right, rightScale));
        const pooled = histogramOf([...left, ...right], Math.min(leftScale, rightScale));
        expect(contentOf(merged)).toEqual(contentOf(pooled));
        expect(merged.sum).toBeCloseTo(pooled.sum, 3);
      }),
    );
  });

  it('does not depend on the order', () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        const [x, y, z] = [histogramOf(a, 3), histogramOf(b, 2), histogramOf(c, 4)];
        const once = mergeHistograms(mergeHistograms(x, y), z);
        expect(contentOf(mergeHistograms(x, mergeHistograms(z, y)))).toEqual(contentOf(once));
      }),
    );
  });

  it('takes an empty histogram for nothing', () => {
    const histogram = histogramOf([1, 2, 3]);
    expect(mergeHistograms(emptyHistogram(), histogram)).toBe(histogram);
    expect(mergeHistograms(histogram, emptyHistogram())).toBe(histogram);
  });

  it('lowers the scale until both fit into 320 buckets', () => {
    const merged = mergeHistograms(histogramOf([0.001], 10), histogramOf([1_000], 10));
    expect(contentOf(merged)).toEqual(contentOf(histogramOf([0.001, 1_000], 4)));
  });

  it('forgets the range when one side does not know it', () => {
    const merged = mergeHistograms(histogramOf([1, 2]), histogramOf([3], 3, false));
    expect([merged.min, merged.max]).toEqual([undefined, undefined]);
  });
});

describe('subtractHistograms', () => {
  it('gives back what came later, also when the scale fell meanwhile', () => {
    fc.assert(
      fc.property(values, scale, values, scale, (earlier, earlierScale, later, fall) => {
        const before = histogramOf(earlier, earlierScale);
        const after = histogramOf([...earlier, ...later], Math.min(earlierScale, fall));
        const difference = subtractHistograms(after, before);
        expect(contentOf(difference)).toEqual(
          contentOf(histogramOf(later, Math.min(earlierScale, fall), false)),
        );
      }),
    );
  });

  it('knows no range and keeps no empty buckets', () => {
    const difference = subtractHistograms(histogramOf([-8, -1, 1, 4, 4, 512]), histogramOf([-8, -1, 1, 512]));
    expect(difference).not.toHaveProperty('min');
    expect(difference.positive.counts).toEqual([2]);
    expect(difference).not.toHaveProperty('negative');
  });
});

describe('scaleDown', () => {
  it('equals the histogram that was taken at the coarser scale', () => {
    fc.assert(
      fc.property(values, scale, scale, (raw, from, to) => {
        fc.pre(to <= from);
        expect(contentOf(scaleDown(histogramOf(raw, from), to))).toEqual(contentOf(histogramOf(raw, to)));
      }),
    );
  });

  it('leaves a histogram alone that is coarse enough', () => {
    const histogram = histogramOf([1, 2], 1);
    expect(scaleDown(histogram, 3)).toBe(histogram);
  });
});
