import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emptyHistogram,
  type Histogram,
  maxBuckets,
  mergeHistograms,
  scaleDown,
} from '../../../core/histogram.ts';
import { HistogramSum } from '../../../runner/coordinator/histogram-sum.ts';
import { histogramOf } from '../../core/raw-histogram.ts';

const value = fc.oneof(
  fc.double({ min: 1e-6, max: 1e7, noNaN: true }),
  fc.double({ min: -1e7, max: -1e-6, noNaN: true }),
  fc.constant(0),
);
const histogram = fc
  .tuple(fc.array(value, { minLength: 1, maxLength: 40 }), fc.integer({ min: -3, max: 5 }))
  .map(([values, scale]) => histogramOf(values, scale, false));

function sumOf(histograms: readonly Histogram[]): HistogramSum {
  const sum = new HistogramSum();
  for (const one of histograms) sum.add(one);
  return sum;
}

/** The same but for the rounding of its sum, at the coarser of both scales. */
function expectSame(a: Histogram, b: Histogram): void {
  const scale = Math.min(a.scale, b.scale);
  const [{ sum: sumA, ...left }, { sum: sumB, ...right }] = [scaleDown(a, scale), scaleDown(b, scale)];
  expect(left).toEqual(right);
  expect(sumA).toBeCloseTo(sumB, 3);
}

describe('a sum of histograms', () => {
  it('is their merge', () => {
    fc.assert(
      fc.property(fc.array(histogram, { minLength: 1, maxLength: 8 }), (histograms) => {
        expectSame(sumOf(histograms).toHistogram(), histograms.reduce(mergeHistograms, emptyHistogram()));
      }),
    );
  });

  it('of the increases of a growing histogram is what it has come to', () => {
    const parts = fc.array(fc.array(value, { minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(parts, fc.integer({ min: -2, max: 8 }), (added, finest) => {
        const sum = new HistogramSum();
        const states = added.map((_, i) => histogramOf(added.slice(0, i + 1).flat(), finest - i, false));
        states.forEach((later, i) => {
          sum.add(later, states[i - 1]);
        });
        expectSame(sum.toHistogram(), states.at(-1) ?? emptyHistogram());
      }),
    );
  });

  it('of increases only is what came between them', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), fc.array(value, { minLength: 1 }), (before, between) => {
        const sum = new HistogramSum();
        sum.add(histogramOf([...before, ...between], 3, false), histogramOf(before, 3, false));
        expectSame(sum.toHistogram(), histogramOf(between, 3, false));
      }),
    );
  });

  it('never spans more buckets than a histogram may', () => {
    const wide = histogramOf([1e-9, 1e9], 5, false);
    const { positive, scale } = sumOf([histogramOf([1], 5, false), wide]).toHistogram();
    expect(positive.counts.length).toBeLessThanOrEqual(maxBuckets);
    expect(scale).toBeLessThan(5);
  });

  it('shows what it held when it was asked, whatever is added later', () => {
    const sum = sumOf([histogramOf([1, 2])]);
    const before = sum.toHistogram();
    const copy = structuredClone(before);
    sum.add(histogramOf([3]));
    expect(before).toEqual(copy);
    expect(sum.toHistogram().count).toBe(3);
  });

  it('knows extremes only from what it is told of them', () => {
    const sum = sumOf([histogramOf([1, 9])]);
    expect(sum.toHistogram()).not.toHaveProperty('min');
    sum.widen({ min: 1, max: 9 });
    sum.widen({});
    sum.widen({ min: 3, max: 11 });
    expect(sum.toHistogram()).toMatchObject({ min: 1, max: 11 });
  });

  it('of nothing is the empty histogram', () => {
    expect(new HistogramSum().toHistogram()).toEqual(emptyHistogram());
  });
});
