import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addStates, FeedReader } from '../../../runner/coordinator/feed.ts';
import type { OtlpPoint } from '../../../runner/coordinator/otlp.ts';
import { histogramOf } from '../../core/raw-histogram.ts';
import { otlpBody } from './otlp-body.ts';

const recorded = readFileSync(join(import.meta.dirname, 'push.otlp'));

function point(
  name: string,
  attributes: OtlpPoint['attributes'],
  amount: number,
  startMs = 1_000,
): OtlpPoint {
  return { name, unit: '', attributes, startMs, timeMs: 2_000, value: { kind: 'sum', amount } };
}

function read(points: readonly OtlpPoint[]) {
  return new FeedReader().read(otlpBody(points)).map(({ series, startMs, state }) => ({
    metric: series.metric,
    tags: series.tags,
    startMs,
    state,
  }));
}

describe('the series of a push', () => {
  const cases: readonly [string, readonly OtlpPoint[], unknown][] = [
    [
      'a counter is what it is',
      [point('orders', { kind: 'book' }, 2)],
      [{ metric: 'orders', state: { type: 'counter', count: 2 } }],
    ],
    [
      'both halves of a rate are one series without the condition',
      [
        point('ok.total', { condition: 'zero', x: 'y' }, 1),
        point('ok.total', { condition: 'nonzero', x: 'y' }, 3),
      ],
      [{ metric: 'ok', tags: { x: 'y' }, state: { type: 'rate', trues: 3, total: 4 } }],
    ],
    [
      'a rate of which nothing was true has one half',
      [point('ok.total', { condition: 'zero' }, 5)],
      [{ metric: 'ok', state: { type: 'rate', trues: 0, total: 5 } }],
    ],
    [
      'a rate began with its older half, so that the younger does not look like a new start',
      [
        point('ok.total', { condition: 'zero' }, 1, 1_000),
        point('ok.total', { condition: 'nonzero' }, 1, 1_900),
      ],
      [{ metric: 'ok', startMs: 1_000 }],
    ],
    [
      'a tag named condition stays on a counter',
      [point('orders', { condition: 'nonzero' }, 2)],
      [{ metric: 'orders', tags: { condition: 'nonzero' }, state: { type: 'counter', count: 2 } }],
    ],
    [
      'other tags make another series',
      [
        point('ok.total', { condition: 'zero', x: 'a' }, 1),
        point('ok.total', { condition: 'zero', x: 'b' }, 2),
      ],
      [
        { metric: 'ok', tags: { x: 'a' }, state: { total: 1 } },
        { metric: 'ok', tags: { x: 'b' }, state: { total: 2 } },
      ],
    ],
  ];

  it.each(cases)('%s', (_, points, expected) => {
    expect(read(points)).toMatchObject(expected as object);
    expect(read(points)).toHaveLength((expected as readonly unknown[]).length);
  });

  it('keep their units', () => {
    const units = new FeedReader().read(recorded).map(({ series: { metric, unit } }) => [metric, unit]);
    expect(Object.fromEntries(units)).toMatchObject({
      http_req_duration: 'ms',
      data_sent: 'bytes',
      orders: '',
    });
  });

  it('have the same key in every push, and different keys if metric or tags differ', () => {
    const reader = new FeedReader();
    const keys = () => reader.read(recorded).map(({ series }) => series.key);
    expect(keys()).toEqual(keys());
    expect(new Set(keys()).size).toBe(keys().length);
  });

  it('of a real push hold all four types of metric, rates made whole', () => {
    const states = new FeedReader()
      .read(recorded)
      .map(({ series, state }) => [series.metric, state] as const);
    expect(Object.fromEntries(states)).toMatchObject({
      orders: { type: 'counter', count: 10 },
      stock: { type: 'gauge', value: 7 },
      sold: { type: 'rate', trues: 3, total: 4 },
      checks: { type: 'rate', trues: 4, total: 4 },
      http_req_failed: { type: 'rate', trues: 0, total: 4 },
      paid: { type: 'trend', histogram: { count: 4, sum: 1_000, min: 100, max: 400 } },
    });
  });
});

describe('two states together', () => {
  it.each([
    [
      'counters add up',
      { type: 'counter', count: 1 },
      { type: 'counter', count: 2 },
      { type: 'counter', count: 3 },
    ],
    [
      'rates add up in trues and in total',
      { type: 'rate', trues: 1, total: 2 },
      { type: 'rate', trues: 3, total: 4 },
      { type: 'rate', trues: 4, total: 6 },
    ],
    [
      'of gauges the one that changed last counts',
      { type: 'gauge', value: 1, changedMs: 20 },
      { type: 'gauge', value: 2, changedMs: 10 },
      { type: 'gauge', value: 1, changedMs: 20 },
    ],
    [
      'trends add up in their buckets',
      { type: 'trend', histogram: histogramOf([1]) },
      { type: 'trend', histogram: histogramOf([1, 1]) },
      { type: 'trend', histogram: histogramOf([1, 1, 1]) },
    ],
  ] as const)('%s', (_, a, b, both) => {
    expect(addStates(a, b)).toEqual(both);
  });
});
