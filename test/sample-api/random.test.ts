import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawExponential, seededRandom } from '../../sample-api/random.ts';

const draws = (seed: number, name: string, length: number) => {
  const random = seededRandom(seed, name);
  return Array.from({ length }, () => random());
};

describe('seededRandom', () => {
  it('gives numbers in [0, 1), the same ones for the same seed and name', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string(), (seed, name) => {
        const first = draws(seed, name, 20);
        expect(first).toEqual(draws(seed, name, 20));
        expect(first.every((u) => u >= 0 && u < 1)).toBe(true);
      }),
    );
  });

  it.each([
    ['another seed', draws(2, 'home', 5)],
    ['another name', draws(1, 'search', 5)],
  ])('gives other numbers for %s', (_, others) => {
    expect(others).not.toEqual(draws(1, 'home', 5));
  });

  it('fills each tenth of the range alike', () => {
    const tenths = new Array<number>(10).fill(0);
    for (const u of draws(7, 'even', 10_000))
      tenths[Math.floor(u * 10)] = (tenths[Math.floor(u * 10)] ?? 0) + 1;
    expect(Math.min(...tenths)).toBeGreaterThan(900);
    expect(Math.max(...tenths)).toBeLessThan(1_100);
  });
});

describe('drawExponential', () => {
  it('has the mean, the standard deviation and the median of the distribution', () => {
    const random = seededRandom(1, 'exponential');
    const drawn = Array.from({ length: 20_000 }, () => drawExponential(4, random)).sort((a, b) => a - b);
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
    const variance = drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / drawn.length;
    expect(mean / 4).toBeCloseTo(1, 1);
    expect(Math.sqrt(variance) / 4).toBeCloseTo(1, 1);
    expect((drawn[10_000] ?? 0) / (4 * Math.LN2)).toBeCloseTo(1, 1);
  });
});
