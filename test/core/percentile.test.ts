import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyHistogram } from '../../core/histogram.ts';
import { percentile, percentileValue } from '../../core/percentile.ts';
import { exactPercentile, histogramOf } from './raw-histogram.ts';

const value = fc.oneof(
  fc.double({ min: 0.01, max: 1e5, noNaN: true }),
  fc.constant(0),
  fc.integer({ min: -900, max: -1 }),
);
const values = fc.array(value, { minLength: 1, maxLength: 80 });
const q = fc.double({ min: 0, max: 1, noNaN: true });

describe('percentile', () => {
  it("bounds k6's exact percentile, and the estimate lies within the bounds", () => {
    fc.assert(
      fc.property(values, q, fc.boolean(), (raw, fraction, knowsRange) => {
        const read = percentile(histogramOf(raw, 3, knowsRange), fraction);
        const exact = exactPercentile(raw, fraction);
        const slack = 1e-9 * Math.max(1, Math.abs(exact));
        expect(read?.low).toBeLessThanOrEqual(exact + slack);
        expect(read?.high).toBeGreaterThanOrEqual(exact - slack);
        expect(read?.low).toBeLessThanOrEqual((read?.value ?? Number.NaN) + slack);
        expect(read?.high).toBeGreaterThanOrEqual((read?.value ?? Number.NaN) - slack);
      }),
    );
  });

  it('interpolates between two values that lie far apart, as k6 does', () => {
    expect(percentile(histogramOf([1, 1_000]), 0.5)?.value).toBeCloseTo(500.5, 6);
  });

  it('never falls when the fraction rises', () => {
    fc.assert(
      fc.property(values, q, q, (raw, a, b) => {
        const histogram = histogramOf(raw);
        const [lower, upper] = a < b ? [a, b] : [b, a];
        const rise = (percentileValue(histogram, upper) ?? 0) - (percentileValue(histogram, lower) ?? 0);
        expect(rise).toBeGreaterThanOrEqual(-1e-9);
      }),
    );
  });

  it.each<[string, (share: number) => number]>([
    ['an exponential', (share) => -50 * Math.log(1 - share)],
    ['a Weibull', (share) => 20 * (-Math.log(1 - share)) ** 0.7],
    ['a Pareto', (share) => 10 * (1 - share) ** -0.5],
    ['a uniform', (share) => 1 + 99 * share],
  ])('is within half a per cent of the exact percentile of %s distribution at scale 2', (_, quantile) => {
    const raw = Array.from({ length: 20_000 }, (_, i) => quantile((i + 0.5) / 20_000));
    for (const fraction of [0.5, 0.9, 0.95, 0.99]) {
      const exact = exactPercentile(raw, fraction);
      const error = Math.abs((percentileValue(histogramOf(raw, 2), fraction) ?? 0) / exact - 1);
      expect(error, `p${100 * fraction}`).toBeLessThan(0.005);
    }
  });

  it('gives the known extremes exactly', () => {
    const histogram = histogramOf([3.3, 5, 77.7]);
    expect([percentileValue(histogram, 0), percentileValue(histogram, 1)]).toEqual([3.3, 77.7]);
  });

  it('of nothing is nothing', () => expect(percentile(emptyHistogram(), 0.5)).toBeUndefined());
});
