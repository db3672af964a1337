import { describe, expect, it } from 'vitest';
import { deriveScenarios } from '../../../core/options/scenarios.ts';
import { applyShortcuts, type LoadShortcuts } from '../../../core/options/shortcuts.ts';
import { mergeTags } from '../../../core/options/tags.ts';
import type { K6Options } from '../../../core/records/k6-options.ts';
import { runK6 } from '../k6.ts';

const kept = { exec: 'buy', env: { A: '1' }, tags: { t: 'x' }, startTime: '3s', gracefulStop: '5s' };
const looping: K6Options = {
  scenarios: { shop: { ...kept, executor: 'constant-vus', vus: 4, duration: '30s' } },
};
const byRate: K6Options = {
  scenarios: {
    shop: {
      ...kept,
      executor: 'constant-arrival-rate',
      rate: 10,
      duration: '30s',
      preAllocatedVUs: 7,
      maxVUs: 20,
    },
  },
};
const ramping: K6Options = { stages: [{ duration: '30s', target: 9 }] };
const rate = { executor: 'constant-arrival-rate', timeUnit: '1s' };

const rows: readonly (readonly [string, K6Options, LoadShortcuts, object])[] = [
  [
    'vus and duration loop',
    {},
    { vus: 3, duration: '9s' },
    { executor: 'constant-vus', vus: 3, duration: '9s' },
  ],
  [
    'iterations are shared',
    {},
    { iterations: 8, vus: 2 },
    { executor: 'shared-iterations', vus: 2, iterations: 8 },
  ],
  [
    'a duration beside iterations is their longest',
    {},
    { iterations: 8, duration: '9s' },
    { executor: 'shared-iterations', vus: 1, iterations: 8, maxDuration: '9s' },
  ],
  [
    "iterations alone keep the script's virtual users, as far as there is one for each",
    { vus: 5, duration: '3s' },
    { iterations: 2 },
    { executor: 'shared-iterations', vus: 2, iterations: 2 },
  ],
  [
    'stages ramp, from vus',
    { duration: '3s' },
    { vus: 2, stages: [{ duration: '3s', target: 4 }] },
    { executor: 'ramping-vus', startVUs: 2, stages: [{ duration: '3s', target: 4 }] },
  ],
  [
    'a rate starts iterations, with virtual users for 1 s to 10 s each',
    {},
    { rate: 30, duration: '9s' },
    { ...rate, rate: 30, duration: '9s', preAllocatedVUs: 30, maxVUs: 300 },
  ],
  [
    'a rate that is no whole number gets a longer time unit',
    {},
    { rate: 0.25, duration: '9s', maxVUs: 4 },
    { ...rate, rate: 25, timeUnit: '100s', duration: '9s', preAllocatedVUs: 4, maxVUs: 4 },
  ],
  [
    'a rate takes the virtual users that are said',
    {},
    { rate: 3, duration: '9s', preAllocatedVUs: 50 },
    { ...rate, rate: 3, duration: '9s', preAllocatedVUs: 50, maxVUs: 50 },
  ],
  [
    'a rate alone changes a rate',
    byRate,
    { rate: 12 },
    { ...rate, rate: 12, duration: '30s', preAllocatedVUs: 7, maxVUs: 20 },
  ],
  [
    'a duration alone changes a duration',
    byRate,
    { duration: '9s' },
    { rate: 10, duration: '9s', preAllocatedVUs: 7 },
  ],
  ['vus alone change vus', looping, { vus: 9 }, { executor: 'constant-vus', vus: 9, duration: '30s' }],
  [
    'vus alone of a bare script give each one iteration',
    {},
    { vus: 3 },
    { executor: 'per-vu-iterations', vus: 3 },
  ],
  [
    'vus alone raise shared iterations',
    { vus: 2 },
    { vus: 3 },
    { executor: 'shared-iterations', vus: 3, iterations: 3 },
  ],
  [
    'a duration alone turns counted iterations into looping',
    { vus: 2, iterations: 3 },
    { duration: '9s' },
    { executor: 'constant-vus', vus: 2, duration: '9s' },
  ],
  [
    'a whole load replaces a rate',
    byRate,
    { vus: 3, duration: '9s' },
    { executor: 'constant-vus', vus: 3, duration: '9s' },
  ],
];

describe('applyShortcuts', () => {
  it.each(rows)('%s', (_, options, shortcuts, load) => {
    const { scenarios } = applyShortcuts(options, shortcuts);
    expect(Object.values(scenarios ?? {})).toEqual([expect.objectContaining(load)]);
  });

  it.each(rows)('k6 takes what comes out: %s', async (_, options, shortcuts) => {
    const applied = applyShortcuts(options, shortcuts);
    expect(deriveScenarios(applied)).toHaveLength(1);
    const script = `export const options = ${JSON.stringify(applied)}; export default () => {}; export const buy = () => {};`;
    const output = await runK6(['inspect', '--execution-requirements', 'script.js'], { 'script.js': script });
    expect(output).toContain('totalDuration');
  });

  it('keeps the name and all that is not load, and all other options', () => {
    const options = { ...byRate, thresholds: { http_reqs: ['count>1'] }, tags: { a: 'b' } };
    const applied = applyShortcuts(options, { vus: 3, duration: '9s' });
    expect(applied).toMatchObject({ thresholds: options.thresholds, tags: options.tags });
    expect(applied.scenarios).toEqual({
      shop: { ...kept, executor: 'constant-vus', vus: 3, duration: '9s' },
    });
  });

  it('clears the shortcuts of the script', () => {
    const applied = applyShortcuts({ vus: 2, duration: '3s' }, { iterations: 4 });
    expect(applied).toMatchObject({ vus: null, duration: null, iterations: null, stages: null });
  });

  it('does nothing without shortcuts', () => expect(applyShortcuts(byRate, { vus: undefined })).toBe(byRate));

  it.each<[string, K6Options, LoadShortcuts, string]>([
    ['a rate with vus', {}, { rate: 3, duration: '3s', vus: 2 }, 'rate and vus exclude each other'],
    ['a rate with iterations', {}, { rate: 3, iterations: 2 }, 'rate and iterations exclude each other'],
    ['a rate with stages', {}, { rate: 3, stages: [] }, 'rate and stages exclude each other'],
    ['stages with a duration', {}, { duration: '3s', stages: [] }, 'stages and duration exclude each other'],
    ['stages with iterations', {}, { iterations: 3, stages: [] }, 'stages and iterations exclude each other'],
    ['a rate of zero', {}, { rate: 0, duration: '3s' }, 'rate must be more than 0, got "0"'],
    ['virtual users for no rate', {}, { vus: 3, duration: '3s', maxVUs: 3 }, 'maxVUs needs a rate'],
    [
      'too few virtual users',
      {},
      { rate: 3, duration: '3s', preAllocatedVUs: 5, maxVUs: 3 },
      'must not be less than preAllocatedVUs',
    ],
    ['a rate without a duration', {}, { rate: 3 }, 'rate alone says no load for scenario "default"'],
    [
      'vus alone for a rate',
      byRate,
      { vus: 3 },
      'vus alone says no load for scenario "shop", which is constant-arrival-rate',
    ],
    ['a duration alone for a ramp', ramping, { duration: '3s' }, 'which is ramping-vus'],
    [
      'several scenarios',
      { scenarios: { ...looping.scenarios, ...{ b: { executor: 'constant-vus' } } } },
      { vus: 2 },
      '"shop", "b"',
    ],
  ])('refuses %s', (_, options, shortcuts, message) => {
    expect(() => applyShortcuts(options, shortcuts)).toThrow(
      expect.objectContaining({ code: 'OPTIONS_INVALID' }),
    );
    expect(() => applyShortcuts(options, shortcuts)).toThrow(message);
  });

  it('names every contradiction at once', () => {
    expect(() => applyShortcuts({}, { rate: 1, vus: 2, iterations: 3 })).toThrow(
      /2 problems.*vus.*iterations/,
    );
  });
});

describe('mergeTags', () => {
  it("keeps the script's tags; the new ones win", () => {
    expect(mergeTags({ vus: 1, tags: { a: '1', b: '2' } }, { b: '3', c: '4' })).toEqual({
      vus: 1,
      tags: { a: '1', b: '3', c: '4' },
    });
    expect(mergeTags({ tags: null }, { a: '1' })).toEqual({ tags: { a: '1' } });
  });

  it('leaves the options alone without tags', () => {
    const options = { tags: null };
    expect(mergeTags(options, {})).toBe(options);
  });
});
