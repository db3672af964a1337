import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constant, exponential, lognormal, type ThinkTime, uniform } from '../../../core/load/index.ts';
import { seededRandom } from './seeded-random.ts';

function drawMany(thinkTime: ThinkTime, seed = 1): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: 20_000 }, () => thinkTime(random)).sort((a, b) => a - b);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const median = (values: readonly number[]) => values[values.length / 2] ?? Number.NaN;

describe('think time', () => {
  it('is the same each time when constant', () => {
    expect(constant(3)(() => 0.7)).toBe(3);
  });

  it('lies evenly between the limits when uniform', () => {
    const drawn = drawMany(uniform(2, 6));
    expect(drawn[0]).toBeGreaterThanOrEqual(2);
    expect(drawn.at(-1)).toBeLessThan(6);
    expect(mean(drawn)).toBeCloseTo(4, 1);
  });

  it('has the stated mean when exponential', () => {
    expect(mean(drawMany(exponential(5)))).toBeCloseTo(5, 0);
  });

  it('has the mean of the truncated exponential distribution, m − M/(e^(M/m) − 1)', () => {
    expect(mean(drawMany(exponential(5, { maxSeconds: 10 })))).toBeCloseTo(5 - 10 / (Math.exp(2) - 1), 1);
  });

  it('has the stated median and the mean median·e^(σ²/2) when lognormal', () => {
    const drawn = drawMany(lognormal(4, 0.5));
    expect(median(drawn)).toBeCloseTo(4, 0);
    expect(mean(drawn)).toBeCloseTo(4 * Math.exp(0.125), 1);
  });

  it('never exceeds its truncation, nor falls below zero', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0.1, max: 60, noNaN: true }), (seed, maxSeconds) => {
        const random = seededRandom(seed);
        for (const draw of [exponential(5, { maxSeconds }), lognormal(maxSeconds / 2, 1, { maxSeconds })]) {
          const seconds = draw(random);
          expect(seconds).toBeGreaterThanOrEqual(0);
          expect(seconds).toBeLessThanOrEqual(maxSeconds);
        }
      }),
    );
  });

  it('is drawn again with the same seed', () => {
    expect(drawMany(lognormal(4, 1), 7)).toEqual(drawMany(lognormal(4, 1), 7));
    expect(drawMany(lognormal(4, 1), 7)).not.toEqual(drawMany(lognormal(4, 1), 8));
  });

  it.each([
    ['a negative pause', () => constant(-1), 'seconds must be >= 0, got -1'],
    ['limits the wrong way round', () => uniform(5, 2), 'maxSeconds must be >= 5, got 2'],
    ['an exponential mean of zero', () => exponential(0), 'meanSeconds must be > 0, got 0'],
    [
      'a lognormal maximum below the median',
      () => lognormal(4, 1, { maxSeconds: 3 }),
      'maxSeconds must be >= 4, got 3',
    ],
    ['something that is no number', () => uniform(Number.NaN, 2), 'minSeconds must be >= 0, got NaN'],
  ])('refuses %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
