import { describe, expect, it } from 'vitest';
import type { ObservedSeries, ServerThresholdSpec } from '../../../core/records/index.ts';
import { serverThresholdText, worstWindow } from '../../../core/thresholds/server-threshold.ts';
import { observe } from '../measurements/synthetic-service.ts';

const second = 1_000;
const spec: ServerThresholdSpec = {
  source: 'process',
  metric: 'cpu_cores',
  stat: 'avg',
  op: '<',
  value: 0.8,
  forMs: 10 * second,
  warmUpMs: 3 * second,
  abortOnFail: false,
};

/** A point a second of 60 s of load, and of the five before it. */
const seen = (level: (second: number) => number | null, resource = 'api'): ObservedSeries =>
  observe({
    source: 'process',
    resource,
    stamps: 'end',
    periodMs: second,
    fromMs: -5 * second,
    toMs: 60 * second,
    level: (tMs) => level(Math.floor(tMs / second)),
  });

const judge = (change: Partial<ServerThresholdSpec>, ...series: ObservedSeries[]) =>
  worstWindow({ ...spec, ...change }, series, 60 * second);

const between = (from: number, to: number) => (at: number) => (at >= from && at < to ? 1 : 0.5);

describe('a threshold on a server', () => {
  it.each([
    ['holds where each window does', {}, seen(() => 0.5), { ok: true, value: 0.5 }],
    ['fails where one window does', {}, seen(between(20, 30)), { ok: false, value: 1, startMs: 20_000 }],
    ['takes a peak for what it is in a window', {}, seen(between(20, 25)), { ok: true, value: 0.75 }],
    [
      'takes the highest percentile, for several have no mean',
      {},
      { ...seen(between(20, 25)), percentile: true },
      { ok: false, value: 1 },
    ],
    ['can be on the highest value', { stat: 'max' }, seen(between(20, 21)), { ok: false, value: 1 }],
    [
      'can be on the lowest value',
      { stat: 'min', op: '>=', value: 2 },
      seen((at) => (at === 40 ? 1 : 3)),
      { ok: false, value: 1, startMs: 31_000 },
    ],
    ['does not hear of the warm-up', {}, seen(between(-5, 3)), { ok: true, value: 0.5 }],
    [
      'is of the whole load without a length',
      { forMs: undefined },
      seen(between(31, 60)),
      { ok: true, value: 0.5 + 29 / 57 / 2 },
    ],
    [
      'has known values to judge in the whole load only',
      { forMs: undefined },
      seen((at) => (at < 30 ? null : 1)),
      { ok: false, value: 1 },
    ],
    [
      'that wants more is worst where there is least',
      { op: '>', value: 0.6 },
      seen(between(30, 60)),
      { ok: false, value: 0.5 },
    ],
  ] satisfies [string, Partial<ServerThresholdSpec> | { forMs: undefined }, ObservedSeries, object][])(
    '%s',
    (_, change, series, expected) => {
      const { value, ...rest } = expected as { value: number };
      expect(judge(change as Partial<ServerThresholdSpec>, series)).toMatchObject(rest);
      expect(judge(change as Partial<ServerThresholdSpec>, series)?.value).toBeCloseTo(value, 9);
    },
  );

  it.each([
    ['without a series', []],
    ['of another source', [{ ...seen(() => 1), source: 'prometheus' }]],
    ['of another metric', [{ ...seen(() => 1), metric: 'threads' }]],
    ['that has a hole in every window', [seen((at) => (at % 9 === 0 ? null : 1))]],
    [
      'that is longer than what was seen',
      [observe({ source: 'process', periodMs: second, fromMs: 0, toMs: 12_000, level: () => 1 })],
    ],
  ])('is not judged by one %s', (_, series) => {
    expect(judge({}, ...series)).toBeUndefined();
  });

  it('is of all resources, or of the one that it names', () => {
    const [calm, busy] = [seen(() => 0.2, 'calm'), seen(() => 0.9, 'busy')];
    expect(judge({}, calm, busy)).toMatchObject({ ok: false });
    expect(judge({ resource: 'calm' }, calm, busy)).toMatchObject({ ok: true });
  });

  it('reads as text like one of k6', () => {
    expect(serverThresholdText({ ...spec, resource: 'api' })).toEqual({
      metric: 'cpu_cores{source:process,resource:api}',
      expression: 'avg<0.8 for 10s',
    });
    const { forMs: _, ...whole } = spec;
    expect(serverThresholdText(whole)).toEqual({
      metric: 'cpu_cores{source:process}',
      expression: 'avg<0.8',
    });
  });
});
