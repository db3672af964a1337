import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rotatingStaircase } from '../../../core/load/index.ts';

const expected = { ratePerSec: 100, iterationMs: 200 };

describe('a staircase with rotating mix', () => {
  const { scenario, weightsAt } = rotatingStaircase(
    expected,
    { browse: 2, search: 1, buy: 1 },
    { at: [0.2, 0.4, 0.6], stepMs: 1_000 },
  );
  const favouringBrowse = { browse: 0.75, search: 0.125, buy: 0.125 };
  const favouringSearch = { browse: 0.25, search: 0.625, buy: 0.125 };
  const favouringBuy = { browse: 0.25, search: 0.125, buy: 0.625 };

  it('climbs once a journey', () => {
    const plateaus = scenario.stages
      .filter(({ duration }) => duration === '1000ms')
      .map(({ target }) => target);
    expect(plateaus).toEqual([20, 40, 60, 20, 40, 60, 20, 40, 60]);
  });

  it.each([
    ['the first journey at the start', 0, favouringBrowse],
    ['the same one until the step ends', 999, favouringBrowse],
    ['the next one in the second step', 1_000, favouringSearch],
    ['the third one in the third step', 2_500, favouringBuy],
    ['the second one where the second climb begins', 3_000, favouringSearch],
    ['the mix of the last step after the end', 60_000, favouringSearch],
    ['the first mix before the start', -5, favouringBrowse],
  ])('favours %s', (_, elapsedMs, mix) => {
    expect(weightsAt(elapsedMs)).toEqual(mix);
  });

  it('changes the mix where the ramp to the next step begins', () => {
    const ramped = rotatingStaircase(expected, { a: 1, b: 1 }, { at: [0.5, 1], stepMs: 1_000, rampMs: 100 });
    expect(ramped.weightsAt(1_099)).toEqual({ a: 0.75, b: 0.25 });
    expect(ramped.weightsAt(1_100)).toEqual({ a: 0.25, b: 0.75 });
  });

  it('works with virtual users too', () => {
    expect(
      rotatingStaircase({ vus: 10 }, { a: 1, b: 1 }, { at: [0.5, 1], stepMs: 1_000 }).scenario,
    ).toMatchObject({
      executor: 'ramping-vus',
      startVUs: 5,
    });
  });

  it('runs every level with every mix, each mix summing to 1', () => {
    const mixes = fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(mixes, fc.integer({ min: 2, max: 6 }), (weights, levels) => {
        const mix = Object.fromEntries(weights.map((weight, i) => [`journey${i}`, weight]));
        const at = Array.from({ length: levels }, (_, i) => (i + 1) / levels);
        const rotating = rotatingStaircase(expected, mix, { at, stepMs: 10 });
        const pairs = new Set<string>();
        for (let step = 0; step < levels * weights.length; step++) {
          const stepMix = rotating.weightsAt(step * 10);
          expect(Object.values(stepMix).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
          const favoured = Object.entries(stepMix).find(([, share]) => share > 0.5)?.[0];
          pairs.add(`${step % levels} ${favoured}`);
        }
        expect(pairs.size).toBe(levels * weights.length);
      }),
    );
  });
});
