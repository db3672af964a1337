import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveScenarios } from '../../core/options/scenarios.ts';
import type { K6Options } from '../../core/records/k6-options.ts';
import { stepsOf } from '../../core/steps.ts';

const steps = (options: K6Options) => stepsOf(deriveScenarios(options));
const rows = (options: K6Options) =>
  steps(options).map(({ index, startMs, endMs, scenario, target }) => [
    index,
    startMs,
    endMs,
    scenario,
    target,
  ]);
const stage = (duration: string, target: number) => ({ duration, target });
const ramping = (stages: readonly object[], rest: object = {}) => ({
  executor: 'ramping-vus',
  startVUs: 0,
  stages,
  ...rest,
});
const arrival = { executor: 'constant-arrival-rate', preAllocatedVUs: 1, duration: '10s', rate: 20 };

describe('stepsOf', () => {
  it.each<[string, K6Options, unknown[][]]>([
    ['a constant load is one step', { vus: 3, duration: '10s' }, [[0, 0, 10_000, 'default', 3]]],
    [
      'counted iterations last until their longest',
      { vus: 3, iterations: 9 },
      [[0, 0, 600_000, 'default', 3]],
    ],
    [
      'ramps are no steps, what follows at the same target is',
      { scenarios: { a: ramping([stage('5s', 4), stage('10s', 4), stage('5s', 0)]) } },
      [[0, 5_000, 15_000, 'a', 4]],
    ],
    [
      'a stage of no duration is a jump',
      { scenarios: { a: ramping([stage('0s', 4), stage('10s', 4), stage('0s', 8), stage('10s', 8)]) } },
      [
        [0, 0, 10_000, 'a', 4],
        [1, 10_000, 20_000, 'a', 8],
      ],
    ],
    [
      'stages at one target are one step',
      { scenarios: { a: ramping([stage('5s', 4), stage('3s', 4), stage('4s', 4)]) } },
      [[0, 5_000, 12_000, 'a', 4]],
    ],
    [
      'the start of one scenario ends the step of another, which has a row in both',
      {
        scenarios: { a: arrival, b: { executor: 'constant-vus', vus: 2, duration: '10s', startTime: '4s' } },
      },
      [
        [0, 0, 4_000, 'a', 20],
        [1, 4_000, 10_000, 'a', 20],
        [1, 4_000, 10_000, 'b', 2],
        [2, 10_000, 14_000, 'b', 2],
      ],
    ],
    [
      'no step while another scenario ramps',
      { scenarios: { a: arrival, b: ramping([stage('6s', 3)]) } },
      [[0, 6_000, 10_000, 'a', 20]],
    ],
    [
      'what is shorter than a second is dropped and takes no index',
      { scenarios: { a: arrival, b: { ...arrival, startTime: '500ms' } } },
      [
        [0, 500, 10_000, 'a', 20],
        [0, 500, 10_000, 'b', 20],
      ],
    ],
    [
      'a pause has no row',
      { scenarios: { a: arrival, b: { ...arrival, startTime: '20s' } } },
      [
        [0, 0, 10_000, 'a', 20],
        [1, 20_000, 30_000, 'b', 20],
      ],
    ],
    [
      'a time unit is applied',
      { scenarios: { a: { ...arrival, timeUnit: '1m' } } },
      [[0, 0, 10_000, 'a', 20 / 60]],
    ],
  ])('%s', (_, options, expected) => expect(rows(options)).toEqual(expected));

  it('is open for rates and closed for virtual users', () => {
    const options = { scenarios: { a: arrival, b: { executor: 'constant-vus', duration: '10s' } } };
    expect(steps(options).map(({ model }) => model)).toEqual(['open', 'closed']);
  });

  it('gives intervals in order, apart, and as long as they get', () => {
    const stages = fc.array(
      fc.record({ duration: fc.constantFrom(0, 500, 1_000, 3_000), target: fc.nat(2) }),
      {
        minLength: 1,
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(stages, stages, fc.constantFrom(0, 700, 2_000), (first, second, startTime) => {
        const all = stepsOf(
          deriveScenarios({
            scenarios: { a: ramping(first, { startVUs: 1 }), b: ramping(second, { startVUs: 1, startTime }) },
          }),
        );
        const intervals = [...new Map(all.map((step) => [step.index, step])).values()];
        intervals.forEach((step, i) => {
          expect(step.index).toBe(i);
          expect(step.endMs - step.startMs).toBeGreaterThanOrEqual(1_000);
          expect(step.startMs).toBeGreaterThanOrEqual(intervals[i - 1]?.endMs ?? 0);
        });
        const loads = intervals.map((interval) =>
          all
            .filter(({ index }) => index === interval.index)
            .map(({ scenario, target }) => [scenario, target]),
        );
        intervals.forEach((step, i) => {
          if (i > 0 && intervals[i - 1]?.endMs === step.startMs) expect(loads[i]).not.toEqual(loads[i - 1]);
        });
      }),
    );
  });
});
