import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mixProblems, mixShares, pickByWeight } from '../../../core/load/index.ts';
import { seededRandom } from './seeded-random.ts';

const mixes = fc
  .dictionary(fc.string({ minLength: 1, maxLength: 5 }), fc.nat({ max: 100 }), {
    minKeys: 1,
    noNullPrototype: true,
  })
  .filter((mix) => Object.values(mix).some((weight) => weight > 0));

describe('a mix of journeys', () => {
  it('picks each journey as often as its share says', () => {
    const random = seededRandom(3);
    const picked = { browse: 0, buy: 0, never: 0 };
    for (let i = 0; i < 10_000; i++) picked[pickByWeight({ browse: 7, buy: 3, never: 0 }, random)] += 1;
    expect(picked.never).toBe(0);
    expect(picked.browse / 10_000).toBeCloseTo(0.7, 1);
  });

  it('has shares that sum to 1 in the ratio of the weights', () => {
    expect(mixShares({ browse: 3, buy: 1 })).toEqual({ browse: 0.75, buy: 0.25 });
    fc.assert(
      fc.property(mixes, (mix) => {
        expect(Object.values(mixShares(mix)).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('picks only what has a weight, wherever the random number falls', () => {
    fc.assert(
      fc.property(mixes, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (mix, random) => {
        expect(mix[pickByWeight(mix, () => random)]).toBeGreaterThan(0);
      }),
    );
  });

  it.each([
    ['no journey', {}, ['at least one weight must be > 0']],
    ['only zeros', { a: 0, b: 0 }, ['at least one weight must be > 0']],
    ['a negative weight', { a: 2, b: -1 }, ['the weight of "b" must be >= 0, got -1']],
    ['what is no number', { a: Number.NaN }, ['the weight of "a" must be >= 0, got NaN']],
    ['zero beside a weight, which is fine', { a: 1, b: 0 }, []],
  ])('names the problems of %s', (_, mix, problems) => {
    expect(mixProblems(mix)).toEqual(problems);
  });

  it('refuses to pick from a mix with a problem', () => {
    expect(() => pickByWeight({ a: 0 }, () => 0.5)).toThrow('at least one weight must be > 0');
    expect(() => mixShares({ a: 1, b: -1 })).toThrow('the weight of "b" must be >= 0');
  });
});
