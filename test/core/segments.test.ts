import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveScenarios } from '../../core/options/scenarios.ts';
import { planSegments, segmentsOf } from '../../core/segments.ts';
import { runK6 } from './k6.ts';

const looping = (vus: number) => ({ scenarios: { a: { executor: 'constant-vus', vus, duration: '5s' } } });

describe('segmentsOf', () => {
  it.each([
    [1, ['0:1'], '0,1'],
    [2, ['0:1/2', '1/2:1'], '0,1/2,1'],
    [4, ['0:1/4', '1/4:2/4', '2/4:3/4', '3/4:1'], '0,1/4,2/4,3/4,1'],
  ])('cuts a run for %d', (workers, segments, sequence) => {
    expect(segmentsOf(workers)).toEqual({ segments, sequence });
  });
});

describe('planSegments', () => {
  it('shares out all virtual users, as evenly as can be', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 40 }), (vus, workers) => {
        const shares = planSegments(deriveScenarios(looping(vus)), workers).vus.a ?? [];
        expect(shares).toHaveLength(workers);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(vus);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each([
    [7, 3],
    [5, 4],
    [2, 3],
  ])('gives %d virtual users to %d workers as k6 does', async (vus, workers) => {
    const plan = planSegments(deriveScenarios(looping(vus)), workers);
    const script = `export const options = ${JSON.stringify(looping(vus))}; export default function () {}`;
    const ofK6 = await Promise.all(
      plan.segments.map(async (executionSegment) => {
        const config = JSON.stringify({ executionSegment, executionSegmentSequence: plan.sequence });
        const args = ['inspect', '--execution-requirements', '-c', 'config.json', 'script.js'];
        const output = await runK6(args, { 'script.js': script, 'config.json': config });
        return Number(/"maxVUs": (\d+)/.exec(output)?.[1]);
      }),
    );
    expect(plan.vus.a).toEqual(ofK6);
  });

  it.each([
    [looping(7), 'scenario "a": 7 virtual users at most, 3 on 1 of 3 workers, 2 on the others'],
    [looping(6), 'scenario "a": 6 virtual users at most, 2 on each of 3 workers'],
    [
      {
        scenarios: {
          a: { executor: 'constant-arrival-rate', rate: 9, duration: '5s', preAllocatedVUs: 3, maxVUs: 4 },
        },
      },
      'scenario "a": 1/3 of the rate on each worker; 4 virtual users at most, 2 on 1 of 3 workers, 1 on the others',
    ],
  ])('says what each worker gets (%#)', (options, line) => {
    expect(planSegments(deriveScenarios(options), 3).shares).toEqual([line]);
    expect(planSegments(deriveScenarios(options), 1).shares).toEqual([]);
  });

  it('warns of workers without work, scenario by scenario', () => {
    const options = {
      scenarios: {
        a: { executor: 'constant-vus', vus: 3, duration: '5s' },
        b: { executor: 'per-vu-iterations', vus: 2 },
        c: { executor: 'constant-vus', vus: 4, duration: '5s' },
      },
    };
    expect(planSegments(deriveScenarios(options), 4).warnings).toEqual([
      'worker 3 gets no virtual user of scenario "a", which has 3 for 4 workers',
      'workers 2 to 3 get no virtual user of scenario "b", which has 2 for 4 workers',
    ]);
  });

  it('warns of workers that must make their first virtual user while the load runs', () => {
    const arrival = {
      executor: 'constant-arrival-rate',
      rate: 9,
      duration: '5s',
      preAllocatedVUs: 1,
      maxVUs: 9,
    };
    expect(planSegments(deriveScenarios({ scenarios: { a: arrival } }), 3).warnings).toEqual([
      'workers 1 to 2 get no pre-allocated virtual user of scenario "a", which has 1 for 3 workers',
    ]);
  });

  it('takes the highest target of a ramp', () => {
    const stages = [
      { duration: '5s', target: 6 },
      { duration: '5s', target: 1 },
    ];
    expect(planSegments(deriveScenarios({ vus: 2, stages }), 4).vus).toEqual({ default: [2, 2, 1, 1] });
  });
});
