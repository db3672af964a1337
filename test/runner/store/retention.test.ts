import { describe, expect, it } from 'vitest';
import { expiredRuns, type Retention } from '../../../runner/store/retention.ts';
import type { RunSummary } from '../../../runner/store/run-store.ts';

const nowMs = Date.parse('2026-11-23T12:00:00Z');
const hourMs = 3_600_000;

/** A finished run that was planned so many hours ago. */
function run(id: string, hoursAgo: number, more: Partial<RunSummary> = {}): RunSummary {
  const createdAt = new Date(nowMs - hoursAgo * hourMs).toISOString();
  return { id, scenario: 'smoke', createdAt, verdict: 'pass', tags: [], ...more };
}

const { verdict: _, ...running } = run('running', 9);

describe('expired runs', () => {
  it.each<[string, RunSummary[], Retention, string[]]>([
    ['none without a limit', [run('a', 1), run('b', 2)], {}, []],
    ['those beyond the number', [run('a', 1), run('b', 2), run('c', 3)], { maxRuns: 1 }, ['b', 'c']],
    ['those beyond the age', [run('a', 1), run('b', 2), run('c', 3)], { maxAgeMs: 2 * hourMs }, ['c']],
    [
      'those beyond either limit',
      [run('a', 1), run('b', 2), run('c', 9)],
      { maxRuns: 2, maxAgeMs: 1.5 * hourMs },
      ['b', 'c'],
    ],
    [
      'no tagged run, which takes no place either',
      [run('a', 1, { tags: ['baseline'] }), run('b', 2), run('c', 3)],
      { maxRuns: 1 },
      ['c'],
    ],
    [
      'no run under way, which takes no place either',
      [running, run('b', 2)],
      { maxRuns: 1, maxAgeMs: 3 * hourMs },
      [],
    ],
  ])('are %s', (_, runs, retention, expected) => {
    expect(expiredRuns(runs, retention, nowMs).map(({ id }) => id)).toEqual(expected);
  });
});
