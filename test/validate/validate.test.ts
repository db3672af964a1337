import { describe, expect, it } from 'vitest';
import { checkClosedForms } from './closed-forms.ts';
import { overPromise, predictMaxima } from './maximum.ts';
import { checkScalability } from './scalability.ts';

it.each([...checkClosedForms(), ...checkScalability()])('$name is $goal', ({ found, isMet }) => {
  expect({ found, isMet }).toEqual({ found, isMet: true });
});

describe('the highest throughput of 24 simulated systems, from steps up to 60 % of their CPU', () => {
  const { predictions, refused } = predictMaxima(24, 60, 4);

  it('is off by less than 15 %, unless it is a bound', () => {
    expect(refused).toBeLessThan(5);
    const predicted = predictions.filter(({ isBound, isFlagged }) => !isBound && !isFlagged);
    expect(predicted.length).toBeGreaterThan(6);
    for (const { ratio } of predicted) expect(Math.abs(ratio - 1)).toBeLessThan(0.15);
  });

  it('is held by every lock whose plateau was visited', () => {
    const visited = predictions.filter(({ hasVisitedPlateau }) => hasVisitedPlateau);
    expect(visited.length).toBeGreaterThan(0);
    expect(visited.filter(({ isFlagged }) => !isFlagged)).toEqual([]);
  });

  it('is never promised above 1.2 times the truth', () => {
    expect(predictions.filter(({ promised }) => promised > overPromise)).toEqual([]);
  });
});
