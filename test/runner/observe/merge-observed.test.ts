import { describe, expect, it } from 'vitest';
import type { ObservedSeries } from '../../../core/records/index.ts';
import { mergeObserved } from '../../../runner/observe/merge-observed.ts';

function series(metric: string, values: readonly (number | null)[], resource = 'api'): ObservedSeries {
  const points = values.map((value, minute): [number, number | null] => [minute * 60_000, value]);
  return { source: 'cloudwatch', resource, metric, unit: '', stamps: 'start', points };
}

const late = series('cpu_share', [0.1, null]);
const complete = series('cpu_share', [0.1, 0.2]);
const nothing = { ...series('metrics', []), unavailable: 'the AWS credentials have expired' };

describe('mergeObserved', () => {
  it.each([
    ['takes what came in addition', [late], [complete], [complete]],
    ['keeps what the source has forgotten', [complete], [series('cpu_share', [])], [complete]],
    [
      'takes the later of two that know as much',
      [complete],
      [series('cpu_share', [0.1, 0.3])],
      [series('cpu_share', [0.1, 0.3])],
    ],
    ['keeps what was not read again', [series('tasks', [2])], [complete], [series('tasks', [2]), complete]],
    [
      'drops the reason why there was nothing, where there is something now',
      [nothing],
      [complete],
      [complete],
    ],
    [
      'keeps that reason for another resource',
      [{ ...nothing, resource: 'db' }],
      [complete],
      [{ ...nothing, resource: 'db' }, complete],
    ],
  ])('%s', (_, stored, read, merged) => {
    expect(mergeObserved(stored, read)).toEqual(merged);
  });
});
