import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quantileOf, tableLatency } from '../../../estimator/safe-utilisation/table-latency.ts';

const bin = (throughputPerSec: number, p50Ms: number | null, p95Ms: number | null, p99Ms: number | null) => ({
  durationMs: 1_000,
  total: { throughputPerSec, concurrency: null, p50Ms, p95Ms, p99Ms, errors: null },
});

it.each([1, 20, 300])(
  '%i equal bins have the percentiles that each states, and go on beyond them as an exponential',
  (count) => {
    const latency = tableLatency(Array.from({ length: count }, () => bin(10, 40, 72, 112)));
    const at = (quantile: number) => (latency ? 1_000 * quantileOf(latency, quantile) : 0);
    expect(at(0.5)).toBeCloseTo(40, 0);
    expect(at(0.95)).toBeCloseTo(72, 0);
    expect(Math.abs(at(0.99) - 112)).toBeLessThan(1);
    // 72 ms to 112 ms leave a fifth of the responses beyond, and as much again a fifth of these.
    expect(Math.abs(at(0.998) - 152)).toBeLessThan(3);
  },
);

it('one percentile alone makes an exponential of it: p50 = ln 2 of the mean', () => {
  const latency = tableLatency([bin(10, null, null, 1_000 * Math.log(100))]);
  expect(latency && quantileOf(latency, 0.5)).toBeCloseTo(Math.log(2), 2);
});

it('bins count by their requests: nine in ten take 10 ms at the median, the others 100 ms', () => {
  const latency = tableLatency([bin(90, 10, 11, 12), bin(10, 100, 110, 120)]);
  expect(latency && quantileOf(latency, 0.5)).toBeLessThan(0.011);
  expect(latency && quantileOf(latency, 0.95)).toBeCloseTo(0.1, 2);
});

it('without percentiles or requests there is none', () => {
  expect(tableLatency([bin(10, null, null, null), bin(0, 1, 2, 3)])).toBeNull();
});

it('shares sum to 1, and quantiles rise', () => {
  const ms = fc.double({ min: 0.1, max: 1e4, noNaN: true });
  const bins = fc.array(fc.tuple(fc.integer({ min: 1, max: 500 }), ms, ms, ms), {
    minLength: 1,
    maxLength: 9,
  });
  fc.assert(
    fc.property(bins, (all) => {
      const latency = tableLatency(all.map((each) => bin(...each)));
      if (!latency) throw new Error('bins with requests have a latency');
      expect(latency.points.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
      const rising = [0.1, 0.5, 0.9, 0.99].map((quantile) => quantileOf(latency, quantile));
      expect(rising).toEqual(rising.toSorted((a, b) => a - b));
    }),
    { numRuns: 50 },
  );
});
