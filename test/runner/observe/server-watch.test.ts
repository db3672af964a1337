import { describe, expect, it } from 'vitest';
import type { ObservedSeries, ServerThresholdSpec } from '../../../core/records/index.ts';
import { worstWindow } from '../../../core/thresholds/server-threshold.ts';
import { ServerWatch } from '../../../runner/observe/server-watch.ts';

const spec: ServerThresholdSpec = {
  source: 'process',
  metric: 'cpu_cores',
  stat: 'avg',
  op: '<',
  value: 0.8,
  forMs: 5_000,
  warmUpMs: 3_000,
  abortOnFail: true,
};

const series = (points: [number, number | null][]): ObservedSeries => ({
  source: 'process',
  resource: 'api',
  metric: 'cpu_cores',
  unit: 'cores',
  stamps: 'end',
  points,
});

const levels = [0.1, 0.1, 0.1, 0.5, 0.6, 0.5, 0.9, 0.9, 0.9, 0.9, 0.9, 0.2, 0.2, 0.2, 0.2];
const points = levels.map((level, i): [number, number] => [(i + 1) * 1_000 + 4, level]);

describe('thresholds on servers, while the run goes on,', () => {
  it('are not judged before a window is full, then fail with the first that does, and stay so', () => {
    const watch = new ServerWatch([spec]);
    const standing = points.map((point) => {
      watch.take([series([point])], point[0]);
      return { ok: watch.live()[0]?.ok, aborts: watch.aborting() === spec };
    });
    expect(standing.map(({ ok }) => ok)).toEqual([
      ...Array(7).fill(undefined),
      true,
      true,
      ...Array(6).fill(false),
    ]);
    expect(standing.map(({ aborts }) => aborts)).toEqual([...Array(9).fill(false), ...Array(6).fill(true)]);
  });

  it.each([5_000, undefined])('come to what the whole series says, for windows of %s ms', (forMs) => {
    const { forMs: _, ...rest } = spec;
    const asked = forMs === undefined ? rest : { ...rest, forMs };
    const watch = new ServerWatch([asked]);
    for (const point of points) watch.take([series([point])], point[0]);
    const { value = Number.NaN, ok } = worstWindow(asked, [series(points)], points.at(-1)?.[0] ?? 0) ?? {};
    expect(watch.live()[0]).toMatchObject({ ok });
    expect(watch.live()[0]?.observed).toBeCloseTo(value, 9);
  });

  it('hear of nothing but their own series', () => {
    const watch = new ServerWatch([spec]);
    for (const point of points) watch.take([{ ...series([point]), metric: 'threads' }], point[0]);
    expect(watch.live()).toEqual([
      {
        metric: 'cpu_cores{source:process}',
        expression: 'avg<0.8 for 5s',
        ok: undefined,
        observed: undefined,
      },
    ]);
    expect(watch.aborting()).toBeUndefined();
  });
});
