import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../../core/duration.ts';
import {
  deriveScenarios,
  loadModelOf,
  maxDurationOf,
  requestedIterations,
} from '../../../core/options/scenarios.ts';
import type { K6Options } from '../../../core/records/k6-options.ts';
import { runK6 } from '../k6.ts';

const one = (scenario: Record<string, unknown> & { executor: string }): K6Options => ({
  scenarios: { a: scenario },
});
const arrival = { executor: 'constant-arrival-rate', preAllocatedVUs: 5, duration: '10s', rate: 20 };
const ramp = (targets: readonly number[], rest: object = {}): K6Options =>
  one({ executor: 'ramping-vus', stages: targets.map((target) => ({ duration: '10s', target })), ...rest });

const base = { name: 'default', exec: 'default', startMs: 0, gracefulStopMs: 30_000 };

describe('deriveScenarios', () => {
  it.each<[string, K6Options, object]>([
    [
      'nothing: one iteration of one virtual user',
      {},
      { ...base, executor: 'per-vu-iterations', vus: 1, iterations: 1, maxDurationMs: 600_000 },
    ],
    [
      'vus: as many iterations, shared',
      { vus: 3 },
      { ...base, executor: 'shared-iterations', vus: 3, iterations: 3, maxDurationMs: 600_000 },
    ],
    ['duration', { duration: '90s' }, { ...base, executor: 'constant-vus', vus: 1, durationMs: 90_000 }],
    [
      'iterations with a duration, which is the longest they may take',
      { iterations: 9, vus: 2, duration: '1m' },
      { ...base, executor: 'shared-iterations', vus: 2, iterations: 9, maxDurationMs: 60_000 },
    ],
    [
      'stages, which begin with one virtual user',
      { stages: [{ duration: '5s', target: 4 }] },
      {
        ...base,
        executor: 'ramping-vus',
        startVus: 1,
        stages: [{ durationMs: 5_000, target: 4 }],
        gracefulRampDownMs: 30_000,
      },
    ],
    [
      'an arrival rate, with its own time unit',
      one({
        ...arrival,
        rate: 90,
        timeUnit: '1m',
        exec: 'buy',
        startTime: '2s',
        gracefulStop: '0s',
        maxVUs: null,
      }),
      {
        name: 'a',
        exec: 'buy',
        startMs: 2_000,
        gracefulStopMs: 0,
        executor: 'constant-arrival-rate',
        ratePerSec: 1.5,
        durationMs: 10_000,
        preAllocatedVus: 5,
        maxVus: 5,
      },
    ],
    [
      'a ramping arrival rate, from zero',
      one({
        executor: 'ramping-arrival-rate',
        preAllocatedVUs: 1,
        maxVUs: 9,
        stages: [{ duration: 500, target: 4 }],
      }),
      {
        ...base,
        name: 'a',
        executor: 'ramping-arrival-rate',
        startRatePerSec: 0,
        stages: [{ durationMs: 500, target: 4 }],
        preAllocatedVus: 1,
        maxVus: 9,
      },
    ],
  ])('derives %s', (_, options, scenario) => expect(deriveScenarios(options)).toEqual([scenario]));

  it.each<[string, K6Options, string]>([
    [
      'an unknown executor',
      one({ executor: 'externally-controlled' }),
      'scenario "a": executor must be constant-vus',
    ],
    [
      'two ways to say the load',
      { duration: '1s', stages: [{ duration: '1s', target: 1 }] },
      'duration, stages exclude',
    ],
    ['a shortcut beside scenarios', { iterations: 1, ...one(arrival) }, 'iterations, scenarios exclude'],
    ['a duration below a second', { duration: '500ms' }, 'duration must be at least 1s'],
    [
      'a duration that is none',
      one({ ...arrival, duration: 'long' }),
      'duration must be a duration such as "30s", got "long"',
    ],
    ['a missing duration', one({ executor: 'constant-vus' }), 'duration must be a duration'],
    ['a fraction of a rate', one({ ...arrival, rate: 0.5 }), 'rate must be a whole number'],
    ['no rate', one({ ...arrival, rate: 0 }), 'rate must be more than 0'],
    [
      'no virtual users to start with',
      one({ ...arrival, preAllocatedVUs: null }),
      'preAllocatedVUs must be a whole number',
    ],
    ['no virtual users at all', one({ ...arrival, preAllocatedVUs: 0 }), 'at least one virtual user'],
    [
      'maxVUs below preAllocatedVUs',
      one({ ...arrival, maxVUs: 1 }),
      'maxVUs (1) must not be less than preAllocatedVUs (5)',
    ],
    ['a ramp that never leaves zero', ramp([0], { startVUs: 0 }), 'at least one virtual user'],
    ['a ramp without stages', ramp([]), 'stages must have at least one stage'],
    ['a stage with a negative target', ramp([-1]), 'stages.0.target must not be negative'],
    [
      'fewer iterations than virtual users',
      { vus: 5, iterations: 2 },
      'iterations (2) must not be less than vus (5)',
    ],
    ['a name that k6 refuses', { scenarios: { 'a b': arrival } }, 'scenario "a b": its name may hold only'],
  ])('refuses %s', (_, options, message) => {
    expect(() => deriveScenarios(options)).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }));
    expect(() => deriveScenarios(options)).toThrow(message);
  });

  it('names every problem at once', () => {
    const options = {
      scenarios: { a: { ...arrival, rate: 0 }, b: { executor: 'x' }, c: { ...arrival, maxVUs: 1 } },
    };
    expect(() => deriveScenarios(options)).toThrow(/3 problems.*"a".*"b".*"c"/);
  });
});

describe('maxDurationOf', () => {
  const rows: Readonly<Record<string, K6Options>> = {
    nothing: {},
    'vus and duration': { vus: 2, duration: '1m30s' },
    stages: {
      vus: 1,
      stages: [
        { duration: '10s', target: 5 },
        { duration: '0s', target: 0 },
      ],
    },
    'shared iterations': { vus: 2, iterations: 4, duration: '20s' },
    'a start time and no graceful stop': one({ ...arrival, startTime: '7s', gracefulStop: '0s' }),
    'a ramping arrival rate': one({
      executor: 'ramping-arrival-rate',
      preAllocatedVUs: 1,
      gracefulStop: '3s',
      stages: [
        { duration: '1500ms', target: 4 },
        { duration: '10s', target: 0 },
      ],
    }),
    'a ramp that ends loaded': ramp([5, 3], { gracefulStop: '12s' }),
    'a ramp that ends empty': ramp([5, 0], { gracefulRampDown: '5s' }),
    'a ramp that is empty before its end': ramp([5, 0, 0], { gracefulRampDown: '2s', startTime: '3s' }),
    'a ramp down cut off at once': ramp([5, 0, 0], { gracefulRampDown: '0s' }),
    'a ramp down longer than the graceful stop': ramp([5, 0], {
      gracefulRampDown: '50s',
      gracefulStop: '4s',
    }),
    'a ramp that is empty twice': ramp([0, 4, 0, 0], { startVUs: 2, gracefulRampDown: '1s' }),
    'two scenarios': {
      scenarios: {
        a: arrival,
        b: { executor: 'per-vu-iterations', vus: 2, iterations: 3, maxDuration: '15s', startTime: '40s' },
      },
    },
  };

  it.each(Object.entries(rows))("of %s is k6's own", async (_, options) => {
    const script = `export const options = ${JSON.stringify(options)}; export default function () {}`;
    const output = await runK6(['inspect', '--execution-requirements', 'script.js'], { 'script.js': script });
    const totalDuration = /"totalDuration": "([^"]*)"/.exec(output)?.[1];

    expect(parseDuration(totalDuration ?? '')).toBe(maxDurationOf(deriveScenarios(options)));
  });
});

describe('loadModelOf', () => {
  it.each<[string, K6Options]>([
    ['closed', { vus: 1, duration: '5s' }],
    ['open', one(arrival)],
    ['mixed', { scenarios: { a: arrival, b: { executor: 'constant-vus', duration: '5s' } } }],
  ])('%s', (model, options) => expect(loadModelOf(deriveScenarios(options))).toBe(model));
});

describe('requestedIterations', () => {
  const of = (options: K6Options, fromMs: number, toMs: number) =>
    deriveScenarios(options).map((scenario) => requestedIterations(scenario, fromMs, toMs));
  const ramping = one({
    executor: 'ramping-arrival-rate',
    preAllocatedVUs: 1,
    startTime: '10s',
    stages: [
      { duration: '10s', target: 20 },
      { duration: '0s', target: 5 },
      { duration: '10s', target: 5 },
    ],
  });

  it.each<[string, K6Options, number, number, number | undefined]>([
    ['a constant rate', one(arrival), 0, 5_000, 100],
    ['no further than its end', one(arrival), 9_000, 60_000, 20],
    ['nothing before its start', ramping, 0, 10_000, 0],
    ['a whole ramp', ramping, 10_000, 20_000, 100],
    ['the middle of a ramp', ramping, 14_000, 16_000, 20],
    ['a jump', ramping, 20_000, 30_000, 50],
    ['all of it', ramping, 0, 99_000, 150],
    ['no number for looping virtual users', { vus: 1, duration: '5s' }, 0, 5_000, undefined],
  ])('counts %s', (_, options, fromMs, toMs, count) => {
    const [requested] = of(options, fromMs, toMs);
    if (count === undefined) expect(requested).toBeUndefined();
    else expect(requested).toBeCloseTo(count, 9);
  });

  it('adds up over any cut', () => {
    const time = fc.integer({ min: 0, max: 40_000 });
    fc.assert(
      fc.property(time, time, time, (...times) => {
        const [a = 0, b = 0, c = 0] = times.sort((x, y) => x - y);
        const [whole = 0, left = 0, right = 0] = [
          of(ramping, a, c)[0],
          of(ramping, a, b)[0],
          of(ramping, b, c)[0],
        ];
        return Math.abs(whole - left - right) < 1e-6;
      }),
    );
  });
});
