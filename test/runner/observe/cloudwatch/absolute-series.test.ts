import { describe, expect, it } from 'vitest';
import type { ObservedSeries } from '../../../../core/records/index.ts';
import { absoluteSeries } from '../../../../runner/observe/cloudwatch/absolute-series.ts';

const gib = 2 ** 30;

function series(
  metric: string,
  values: readonly (number | null)[],
  more: Partial<ObservedSeries> = {},
): ObservedSeries {
  const points = values.map((value, minute): [number, number | null] => [minute * 60_000, value]);
  return {
    source: 'cloudwatch',
    resource: 'api',
    metric,
    unit: 'share',
    stamps: 'start',
    points,
    periodMs: 60_000,
    ...more,
  };
}

const valuesOf = (made: readonly ObservedSeries[], metric: string) =>
  made.find((each) => each.metric === metric)?.points.map(([, value]) => value);

describe('absoluteSeries', () => {
  it('multiplies a share with what each task has and how many tasks there were in that minute', () => {
    const cpu = series('cpu_share', [0.5, 0.5, null, 0.25]);
    const tasks = series('tasks', [2, 4, 4, 4]);
    const made = absoluteSeries([cpu, tasks], { name: 'api', capacity: { cores: 0.5 }, count: 9 });
    expect(valuesOf(made, 'cpu_cores')).toEqual([0.5, 1, null, 0.5]);
    expect(valuesOf(made, 'cpu_limit_cores')).toEqual([1, 2, null, 2]);
    expect(made[0]).toMatchObject({ unit: 'cores', stamps: 'start', periodMs: 60_000 });
  });

  it('takes the mean of counts within a minute, else the last one before it', () => {
    const cpu = series('cpu_share', [1, 1, 1]);
    const points: [number, number | null][] = [
      [5_000, 2],
      [35_000, 4],
      [65_000, null],
      [95_000, 6],
    ];
    const tasks = series('tasks', [], { stamps: 'instant', points });
    const made = absoluteSeries([cpu, tasks], { name: 'api', capacity: { cores: 1 } });
    expect(valuesOf(made, 'cpu_cores')).toEqual([3, 6, 6]);
  });

  it.each([
    ['a share of it', series('memory_share', [0.25]), 1 * gib],
    ['what is free of it', series('memory_free_bytes', [3 * gib]), 1 * gib],
  ])('knows the memory in use from %s', (_, given, used) => {
    const made = absoluteSeries([given], { name: 'api', capacity: { memoryBytes: 4 * gib }, count: 1 });
    expect(valuesOf(made, 'memory_bytes')).toEqual([used]);
    expect(valuesOf(made, 'memory_limit_bytes')).toEqual([4 * gib]);
  });

  it.each([
    ['the size is not known', { name: 'api', capacity: {}, count: 2 }],
    ['the number is not known', { name: 'api', capacity: { cores: 2 } }],
    ['the share is of another resource', { name: 'db', capacity: { cores: 2 }, count: 1 }],
  ])('makes nothing where %s', (_, sized) => {
    expect(absoluteSeries([series('cpu_share', [0.5])], sized)).toEqual([]);
  });
});
