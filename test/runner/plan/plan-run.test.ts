import { describe, expect, it } from 'vitest';
import { runPlanSchema } from '../../../core/records/index.ts';
import type { LoadLayers } from '../../../runner/plan/plan-run.ts';
import { plan, planOf } from './plan-fixture.ts';

const script = { scenarios: { shop: { executor: 'constant-vus', vus: 2, duration: '10s', exec: 'buy' } } };
const workload = (ratePerSec: number): NonNullable<LoadLayers['workload']> => ({
  scenario: {
    executor: 'constant-arrival-rate',
    rate: ratePerSec,
    timeUnit: '1s',
    duration: '1m',
    preAllocatedVUs: 10,
    maxVUs: 100,
  },
  intended: { ratePerSec, derivation: ['as wanted'] },
});
const profile = {
  name: 'stress',
  options: { scenarios: { peak: { executor: 'constant-vus', vus: 50, duration: '1m' } } },
};

describe('the load of a plan', () => {
  it.each([
    ["is the script's own", {}, 'script', ['shop'], 2],
    ['is that of the profile, in place of the script', { profile }, 'profile stress', ['peak'], 50],
    [
      'is that of flags above the profile',
      { profile, shortcuts: { vus: 7, duration: '5s' } },
      'flags',
      ['peak'],
      7,
    ],
  ])('%s', (_, load, from, names, vus) => {
    const planned = planOf(script, { load: { shortcuts: {}, ...load } });
    expect(planned.loadFrom).toBe(from);
    expect(planned.steps.map(({ scenario, target }) => [scenario, target])).toEqual(
      names.map((name) => [name, vus]),
    );
  });

  it("of a workload keeps the only scenario's name and function, and says what was intended", () => {
    const planned = planOf(script, { load: { workload: workload(20), shortcuts: {} } });
    expect(planned.options.scenarios).toEqual({ shop: { ...workload(20).scenario, exec: 'buy' } });
    expect(planned).toMatchObject({ loadFrom: 'workload', loadModel: 'open', intended: { ratePerSec: 20 } });
  });

  it('of a workload on several scenarios is refused, by their names', () => {
    const two = { scenarios: { a: script.scenarios.shop, b: script.scenarios.shop } };
    expect(() => plan(two, { load: { workload: workload(1), shortcuts: {} } })).toThrow(
      expect.objectContaining({
        code: 'OPTIONS_INVALID',
        message: expect.stringContaining('several scenarios: a, b'),
      }),
    );
  });

  it('of a profile that sets no load leaves that of the script', () => {
    const more = { name: 'tagged', options: { tags: { a: 'b' } } };
    const planned = planOf(script, { load: { profile: more, shortcuts: {} } });
    expect([planned.options.tags, planned.steps[0]?.scenario]).toEqual([{ a: 'b' }, 'shop']);
  });

  it('without any is one iteration of one virtual user, as in k6', () => {
    expect(planOf({})).toMatchObject({
      loadFrom: 'script',
      loadModel: 'closed',
      steps: [{ scenario: 'default', target: 1 }],
    });
  });
});

describe('the thresholds of a plan', () => {
  it('are those of the script, of the profile and of the configuration, in this order', () => {
    const planned = planOf(
      { ...script, thresholds: { http_reqs: ['count>1'], checks: ['rate>0.9'] } },
      {
        load: { profile: { name: 'p', options: { thresholds: { http_reqs: ['count>2'] } } }, shortcuts: {} },
        thresholds: { http_reqs: ['count>3'], iterations: ['count>4'] },
      },
    );
    expect(planned.thresholds.map(({ metric, expression }) => `${metric} ${expression}`)).toEqual([
      'http_reqs count>1',
      'http_reqs count>2',
      'http_reqs count>3',
      'checks rate>0.9',
      'iterations count>4',
    ]);
  });

  it('keep the system tags that they name', () => {
    const { options } = planOf({ ...script, thresholds: { 'http_reqs{url:http://a/,shop:b}': ['count>1'] } });
    expect(options.systemTags).toContain('url');
    expect(options.systemTags).not.toContain('shop');
  });

  it('that are wrong are all named at once', () => {
    const thresholds = { http_reqs: ['p(95)<1', 'count>'], checks: ['rate>>1'] };
    expect(() => plan({ ...script, thresholds })).toThrow(
      expect.objectContaining({ code: 'THRESHOLD_INVALID' }),
    );
  });
});

describe('a plan', () => {
  it('lets tags add up, the latest winning', () => {
    const planned = planOf({ ...script, tags: { shop: 'a', team: 'b' } }, { tags: { team: 'c' } });
    expect(planned.options.tags).toEqual({ shop: 'a', team: 'c' });
  });

  it('writes into the options what may not be dialled, and shares a rate ceiling among the workers', () => {
    const guard = {
      environment: 'staging',
      allowed: ['10.0.0.0/8'],
      blocked: ['0.0.0.0/5'],
      hosts: [],
      maxRatePerSec: 100,
      errorStorm: { share: 0.9, windowMs: 60_000 },
    };
    const { options } = planOf(script, { guard, workers: 4 });
    expect(options).toMatchObject({ blacklistIPs: ['0.0.0.0/5'], rps: 25 });
  });

  it('warns of workers without work', () => {
    expect(plan(script, { workers: 3 }).warnings).toEqual([
      expect.stringContaining('worker 2 gets no virtual user'),
    ]);
  });

  it('is a record: what is read back is the same', () => {
    const planned = planOf({
      ...script,
      thresholds: { checks: [{ threshold: 'rate>0.9', abortOnFail: true }] },
    });
    expect(runPlanSchema.parse(JSON.parse(JSON.stringify(planned)))).toEqual(planned);
  });
});
