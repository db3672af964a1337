import { describe, expect, it } from 'vitest';
import { emptyHistogram } from '../../../core/histogram.ts';
import type { StepResult } from '../../../core/records/index.ts';
import type { MergedSeries } from '../../../runner/coordinator/merge.ts';
import { achievedLoad } from '../../../runner/result/achieved-load.ts';
import { toTrend } from '../../../runner/result/metrics.ts';

const durationMs = 60_000;
const counter = (metric: string, tags: Record<string, string>, count: number): MergedSeries => ({
  metric,
  tags,
  unit: '',
  state: { type: 'counter', count },
});
const iterations = [
  counter('iterations', { scenario: 'a' }, 400),
  counter('iterations', { scenario: 'b' }, 200),
];

function step(change: Partial<StepResult>): StepResult {
  return {
    index: 0,
    startMs: 0,
    endMs: 20_000,
    scenario: 'a',
    model: 'open',
    target: 10,
    measuredMs: 18_000,
    iterationsPerSec: 9.5,
    requestsPerSec: 20,
    failedRate: 0,
    meanVus: 4,
    droppedIterations: 0,
    duration: toTrend(emptyHistogram(), 'ms'),
    ...change,
  };
}

describe('the achieved rate', () => {
  const second = { index: 1, target: 20, iterationsPerSec: 19 };
  it.each([
    ['is that of the step that held the intended one', [step({}), step(second)], 20, 19, 1],
    ['counts a target that k6 had to round', [step({ target: 9.95 })], 10, 9.5, 0],
    [
      'adds up the scenarios of a step',
      [step({}), step({ scenario: 'b', iterationsPerSec: 8 })],
      20,
      17.5,
      0,
    ],
    ['is that of the run where no step held it', [step({})], 30, 10, null],
    [
      'is that of the run where the step was too short to measure',
      [step({ measuredMs: 0, iterationsPerSec: null, requestsPerSec: null })],
      10,
      10,
      null,
    ],
    ['passes over virtual users, which are no rate', [step({ model: 'closed' })], 10, 10, null],
  ])('%s', (_, steps, intended, ratePerSec, stepIndex) => {
    const load = { ratePerSec: intended, derivation: [] };
    expect(achievedLoad(load, steps, iterations, durationMs)).toMatchObject({ ratePerSec, stepIndex });
  });

  it('is stated in requests, too: of the step, or of the run', () => {
    const series = [...iterations, counter('http_reqs', { scenario: 'a' }, 1_800)];
    const requestsAt = (ratePerSec: number) =>
      achievedLoad({ ratePerSec, derivation: [] }, [step({})], series, durationMs).requestsPerSec;
    expect([requestsAt(10), requestsAt(30)]).toEqual([20, 30]);
  });

  it('is unknown without an iteration', () => {
    const achieved = achievedLoad({ ratePerSec: 10, derivation: [] }, [], [], durationMs);
    expect(achieved).toEqual({ ratePerSec: null, requestsPerSec: null, stepIndex: null });
  });
});

describe('the achieved mix', () => {
  const journeys = [
    counter('journeys', { journey: 'browse', scenario: 'a' }, 60),
    counter('journeys', { journey: 'browse', scenario: 'b' }, 15),
    counter('journeys', { journey: 'buy', scenario: 'a' }, 25),
  ];
  const passes = (group: string, count: number): MergedSeries => ({
    metric: 'group_duration',
    tags: { group },
    unit: 'ms',
    state: { type: 'trend', histogram: { ...emptyHistogram(), count } },
  });
  const requests = [
    counter('http_reqs', { name: 'home', status: '200' }, 30),
    counter('http_reqs', { name: 'home', status: '500' }, 10),
    counter('http_reqs', { name: 'search', status: '200' }, 10),
  ];

  it.each([
    ['comes from the counter of journeys', journeys, { browse: 0.5, buy: 0.5 }, { browse: 0.75, buy: 0.25 }],
    ['needs no intended one where journeys are counted', journeys, undefined, { browse: 0.75, buy: 0.25 }],
    ['comes from scenarios of their names', iterations, { a: 0.5, b: 0.5 }, { a: 2 / 3, b: 1 / 3 }],
    [
      'comes from groups of their names',
      [...iterations, passes('::browse', 30), passes('::buy', 10), passes('::buy::pay', 10)],
      { browse: 0.5, buy: 0.5 },
      { browse: 0.75, buy: 0.25 },
    ],
    ['comes from requests of their names', requests, { home: 0.5, search: 0.5 }, { home: 0.8, search: 0.2 }],
    ['is absent where nothing bears their names', requests, { browse: 1 }, undefined],
    ['is absent where neither is known', requests, undefined, undefined],
  ])('%s', (_, series, mix, expected) => {
    const load = { ratePerSec: 10, derivation: [], ...(mix && { mix }) };
    expect(achievedLoad(load, [], series, durationMs).mix).toEqual(expected);
  });
});
