import { expect, it } from 'vitest';
import { decideGuard } from '../../../core/guard/policy.ts';
import { rateCeilingProblems } from '../../../core/guard/rate-ceiling.ts';
import { deriveScenarios } from '../../../core/options/scenarios.ts';
import type { K6Options } from '../../../core/records/k6-options.ts';

const constant = { executor: 'constant-arrival-rate', preAllocatedVUs: 1, duration: '10s', rate: 60 };
const ramping = {
  executor: 'ramping-arrival-rate',
  preAllocatedVUs: 1,
  stages: [
    { duration: '10s', target: 80 },
    { duration: '0s', target: 10 },
    { duration: '10s', target: 10 },
  ],
};

const decision = (maxRatePerSec?: number) =>
  decideGuard({
    targets: [{ host: '127.0.0.1', environment: 'test', maxRatePerSec }],
    resolved: {},
    flags: {},
    ci: false,
  });

it.each<[string, K6Options, number | undefined, number | undefined]>([
  ['a rate at the ceiling is within it', { scenarios: { a: constant } }, 60, undefined],
  ['a rate above it', { scenarios: { a: constant } }, 59, 60],
  ['the top of a ramp, before it falls', { scenarios: { a: ramping } }, 70, 80],
  ['scenarios at the same time add up', { scenarios: { a: constant, b: ramping } }, 100, 140],
  [
    'scenarios after each other do not',
    { scenarios: { a: constant, b: { ...ramping, startTime: '10s' } } },
    80,
    undefined,
  ],
  ['looping virtual users ask for no rate', { vus: 900, duration: '10s' }, 1, undefined],
  ['without a ceiling nothing is too much', { scenarios: { a: constant } }, undefined, undefined],
])('%s', (_, options, ceiling, peak) => {
  const problems = rateCeilingProblems(deriveScenarios(options), decision(ceiling));
  expect(problems).toEqual(peak === undefined ? [] : [expect.stringContaining(`up to ${peak} iterations/s`)]);
});
