import { describe, expect, it } from 'vitest';
import type { SeriesPoint, Step } from '../../../core/records/index.ts';
import { StepFold } from '../../../runner/result/steps.ts';

const step: Step = { index: 0, startMs: 10_000, endMs: 20_000, scenario: 'a', model: 'open', target: 5 };
const iterations = (second: number, delta: number, scenario = 'a'): SeriesPoint => ({
  type: 'counter',
  tMs: second * 1_000,
  metric: 'iterations',
  tags: { scenario },
  unit: '',
  delta,
});
const vus = (second: number, value: number): SeriesPoint => ({
  type: 'gauge',
  tMs: second * 1_000,
  metric: 'vus',
  tags: {},
  unit: '',
  value,
});
const seconds = Array.from({ length: 25 }, (_, second) => second);

function measure(points: readonly SeriesPoint[], steps: readonly Step[] = [step]) {
  const fold = new StepFold(steps);
  fold.add(points);
  return fold.results();
}

describe('the iterations of a step', () => {
  it('are counted in the eight seconds that lie well inside of its ten', () => {
    const [result] = measure(seconds.flatMap((second) => [iterations(second, second), vus(second, 3)]));
    expect(result).toMatchObject({ measuredMs: 8_000, iterationsPerSec: (11 + 18) / 2, meanVus: 3 });
  });

  it.each([
    ['slow ones that are still running count as started', step, 5],
    ['of the closed model are those that ended', { ...step, model: 'closed' as const }, 3],
  ])('%s', (_, own, perSec) => {
    // Each second two more virtual users are busy.
    const [result] = measure(
      seconds.flatMap((second) => [iterations(second, 3), vus(second, 2 * second)]),
      [own],
    );
    expect(result?.iterationsPerSec).toBe(perSec);
  });

  it('are those that ended where two scenarios share the virtual users', () => {
    const points = seconds.flatMap((second) => [
      iterations(second, 3),
      iterations(second, 1, 'b'),
      vus(second, 2 * second),
    ]);
    const results = measure(points, [step, { ...step, scenario: 'b' }]);
    expect(results.map(({ iterationsPerSec }) => iterationsPerSec)).toEqual([3, 1]);
  });
});
