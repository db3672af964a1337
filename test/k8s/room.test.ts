import { describe, expect, it } from 'vitest';
import { limitRangeProblems } from '../../k8s/limit-range.ts';
import { demandOf, shortagesOf, writeShortage } from '../../k8s/quota.ts';
import { configOf } from './plan-fixture.ts';

const config = configOf({
  resources: { cpu: 2, memory: '1Gi', requests: { cpu: '500m' } },
  coordinatorResources: { cpu: 1, memory: '512Mi' },
});

describe('a quota', () => {
  const shortages = (hard: object, used: object = {}) =>
    shortagesOf(
      [{ metadata: { name: 'small' }, status: { hard: { ...hard }, used: { ...used } } }],
      demandOf(config, 3),
    ).map(writeShortage);

  it.each([
    ['of pods, the coordinator among them', { pods: '3' }, '"small" has 3 pods left of 4 needed'],
    ['of limits', { 'limits.cpu': '6' }, '"small" has 6 limits.cpu left of 7 needed'],
    ['of requests', { cpu: '2400m' }, '"small" has 2.4 cpu left of 2.5 needed'],
    ['of memory', { 'requests.memory': '3Gi' }, '"small" has 3 GiB requests.memory left of 3.5 GiB needed'],
    ['of objects', { 'count/jobs.batch': '1' }, '"small" has 1 count/jobs.batch left of 2 needed'],
  ])('%s is too small', (_, hard, sentence) => {
    expect(shortages(hard)).toEqual([sentence]);
  });

  it('counts what is in use', () => {
    expect(shortages({ pods: '10' }, { pods: '6' })).toEqual([]);
    expect(shortages({ pods: '10' }, { pods: '7' })).toEqual(['"small" has 3 pods left of 4 needed']);
  });

  const classed = (operator: string, ...values: string[]) => ({
    scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator, values }] },
  });

  it.each([
    ['pods that name nothing', { scopes: ['BestEffort'] }, undefined, false],
    ['pods without a deadline', { scopes: ['NotTerminating'] }, undefined, true],
    ['pods of a priority class, which ours have', classed('In', 'load'), 'load', true],
    ['pods of a priority class, which ours do not have', classed('In', 'load'), undefined, false],
    ['pods of all classes but one', classed('NotIn', 'load'), undefined, true],
    ['pods of any class', classed('Exists'), undefined, false],
    ['pods of no class', classed('DoesNotExist'), undefined, true],
  ])('for %s', (_, spec, priorityClass, matters) => {
    const quota = { spec, status: { hard: { pods: '0' } } };
    expect(shortagesOf([quota], demandOf(config, 3), priorityClass)).toHaveLength(matters ? 1 : 0);
  });
});

describe('a limit range', () => {
  const problems = (limit: object) =>
    limitRangeProblems(
      [{ metadata: { name: 'range' }, spec: { limits: [{ type: 'Container', ...limit }] } }],
      config,
    );

  it.each([
    [{ max: { cpu: '1500m' } }, ['"range" allows 1500m of cpu, a worker has a limit of 2']],
    [{ min: { cpu: '800m' } }, ['"range" wants 800m of cpu at least, a worker requests 500m']],
    [
      { min: { memory: '768Mi' } },
      ['"range" wants 768Mi of memory at least, the coordinator requests 512Mi'],
    ],
    [{ max: { cpu: '2', memory: '1Gi' }, min: { cpu: '10m' } }, []],
    [{ type: 'PersistentVolumeClaim', max: { storage: '1Gi' } }, []],
  ])('%o', (limit, expected) => {
    expect(problems(limit)).toEqual(expected);
  });
});
