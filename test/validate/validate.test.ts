import { describe, expect, it } from 'vitest';
import { checkClosedForms } from './closed-forms.ts';
import { predictMaxima } from './maximum.ts';
import { checkScalability } from './scalability.ts';

it.each([...checkClosedForms(), ...checkScalability()])('$name is $goal', ({ found, isMet }) => {
  expect({ found, isMet }).toEqual({ found, isMet: true });
});

describe('the highest throughput of twenty simulated systems, from steps up to 60 % of their CPU', () => {
  const { predictions, refused } = predictMaxima(20, 60, 4);

  it('is off by less than 15 %, unless a lock lies where no step reached', () => {
    expect(refused).toBeLessThan(5);
    const visible = predictions.filter(({ hasLock, isFlagged }) => !hasLock || isFlagged);
    expect(visible.length).toBeGreaterThan(12);
    for (const { ratio } of visible) expect(Math.abs(ratio - 1)).toBeLessThan(0.15);
  });

  it('is held by every lock whose plateau was visited', () => {
    const visited = predictions.filter(({ hasVisitedPlateau }) => hasVisitedPlateau);
    expect(visited.length).toBeGreaterThan(0);
    expect(visited.filter(({ isFlagged }) => !isFlagged)).toEqual([]);
  });

  it('is never above 1.2 times the truth without being marked as extrapolated', () => {
    expect(predictions.filter(({ ratio, extrapolation }) => ratio > 1.2 && extrapolation <= 1)).toEqual([]);
  });
});
