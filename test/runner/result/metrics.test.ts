import { describe, expect, it } from 'vitest';
import { emptyHistogram } from '../../../core/histogram.ts';
import type { ThresholdSpec } from '../../../core/records/index.ts';
import { toMetrics, toTrend } from '../../../runner/result/metrics.ts';
import { histogramOf } from '../../core/raw-histogram.ts';
import { counter, gauge, rate, trend } from '../coordinator/series-fixture.ts';

const on = (metric: string): ThresholdSpec => ({
  metric,
  expression: 'count>0',
  abortOnFail: false,
  delayAbortEvalMs: 0,
});

describe('the metrics of a run', () => {
  it('are those of all types, each over all its tags', () => {
    const series = [
      counter('orders', 3, { kind: 'book' }),
      counter('orders', 1, { kind: 'pen' }),
      rate('sold', 1, 4),
      rate('sold', 2, 4, { kind: 'pen' }),
      gauge('stock', 7),
      trend('paid', [1, 2, 4]),
    ];
    expect(toMetrics(series, [], 2_000)).toMatchObject({
      orders: { type: 'counter', count: 4, ratePerSec: 2 },
      sold: { type: 'rate', trues: 3, total: 8, rate: 3 / 8 },
      stock: { type: 'gauge', value: 7, min: 7, max: 7 },
      paid: { type: 'trend', unit: 'ms', count: 3, sum: 7, min: 1, max: 4, avg: 7 / 3 },
    });
  });

  it('are there by the tags too that a threshold names, if there was such a series', () => {
    const series = [counter('orders', 3, { kind: 'book' }), counter('orders', 1, { kind: 'pen' })];
    const metrics = toMetrics(series, [on('orders{kind:pen}'), on('orders{kind:none}'), on('orders')], 1_000);
    expect(Object.keys(metrics)).toEqual(['orders', 'orders{kind:pen}']);
    expect(metrics['orders{kind:pen}']).toMatchObject({ count: 1 });
  });

  it('of a gauge reach over all its tags, and show the level that changed last', () => {
    const series = [gauge('stock', 9, { shop: 'a' }, 20), gauge('stock', 2, { shop: 'b' }, 10)];
    expect(toMetrics(series, [], 1).stock).toMatchObject({ value: 9, min: 2, max: 9 });
  });

  it('have no rate while no time has passed', () => {
    expect(toMetrics([counter('orders', 3), rate('sold', 0, 0)], [], 0)).toMatchObject({
      orders: { ratePerSec: 0 },
      sold: { rate: 0 },
    });
  });
});

describe('a trend', () => {
  it('of nothing has no values', () => {
    expect(toTrend(emptyHistogram(), 'ms')).toMatchObject({
      count: 0,
      sum: 0,
      min: null,
      max: null,
      avg: null,
      p50: null,
      p999: null,
    });
  });

  it('says which percentiles rest on too few values', () => {
    const thousand = Array.from({ length: 1_000 }, (_, i) => i + 1);
    expect(toTrend(histogramOf(thousand), 'ms').tooFewFor).toEqual(['p999']);
    expect(toTrend(histogramOf([1, 2, 3]), 'ms').tooFewFor).toEqual(['p50', 'p90', 'p95', 'p99', 'p999']);
  });

  it('without known extremes takes them from its buckets', () => {
    const { min, max } = toTrend(histogramOf([10, 20], 3, false), 'ms');
    expect(min).toBeGreaterThan(9);
    expect(min).toBeLessThanOrEqual(10.1);
    expect(max).toBeGreaterThan(18);
    expect(max).toBeLessThan(21);
  });
});
