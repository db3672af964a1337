import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyHistogram } from '../../../core/histogram.ts';
import { evaluateThreshold, isEmptyMetric, type MetricState } from '../../../core/thresholds/evaluate.ts';
import { exactPercentile, histogramOf } from '../raw-histogram.ts';

const spec = (expression: string) => ({ metric: 'm', expression, abortOnFail: false, delayAbortEvalMs: 0 });
const emptyTrend: MetricState = { type: 'trend', histogram: emptyHistogram() };

describe('evaluateThreshold', () => {
  it.each<[string, string, MetricState | undefined, boolean, number | null]>([
    ['a counter by its count', 'count>=3', { type: 'counter', count: 3, elapsedMs: 1_000 }, true, 3],
    ['a counter by its rate a second', 'rate<2', { type: 'counter', count: 5, elapsedMs: 2_000 }, false, 2.5],
    [
      'a counter rate before any time has passed',
      'rate>9',
      { type: 'counter', count: 0, elapsedMs: 0 },
      true,
      null,
    ],
    ['a gauge by its value', 'value!=4', { type: 'gauge', value: 4 }, false, 4],
    ['a rate by its share', 'rate>0.5', { type: 'rate', trues: 3, total: 4 }, true, 0.75],
    ['an empty rate, which holds', 'rate>0.5', { type: 'rate', trues: 0, total: 0 }, true, null],
    ['a rate that never occurred, which holds', 'rate>0.5', undefined, true, null],
    ['a counter that never occurred, which is 0', 'count>0', undefined, false, 0],
    ['an empty trend, which reads 0', 'p(95)<500', emptyTrend, true, 0],
    ['an empty trend whose average is asked', 'avg>1', emptyTrend, false, 0],
    ['a trend by its average', 'avg==2', { type: 'trend', histogram: histogramOf([1, 2, 3]) }, true, 2],
    ['a trend by its lowest value', 'min<1', { type: 'trend', histogram: histogramOf([1, 2, 3]) }, false, 1],
    ['a trend by its highest value', 'max<=3', { type: 'trend', histogram: histogramOf([1, 2, 3]) }, true, 3],
    ['an aggregation that the type lacks, which holds', 'avg<1', { type: 'gauge', value: 4 }, true, null],
  ])('judges %s', (_, expression, metric, ok, observed) => {
    expect(evaluateThreshold(spec(expression), metric)).toEqual({ ok, observed, withinPrecision: false });
  });

  it('marks a limit within the deciding bucket', () => {
    const histogram = histogramOf([1, 100, 100, 100, 1_000]);
    expect(evaluateThreshold(spec('med<101'), { type: 'trend', histogram }).withinPrecision).toBe(true);
    expect(evaluateThreshold(spec('med<120'), { type: 'trend', histogram }).withinPrecision).toBe(false);
  });

  const values = fc.array(fc.double({ min: 0.01, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 60 });
  const operator = fc.constantFrom('<', '<=', '>', '>=');
  const limits = fc.double({ min: 0, max: 1e4, noNaN: true });

  it('agrees with the exact percentile, or says that it cannot tell', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 100 }), operator, limits, (raw, percent, op, limit) => {
        const exact = exactPercentile(raw, percent / 100);
        fc.pre(Math.abs(exact - limit) > 1e-6);
        const metric: MetricState = { type: 'trend', histogram: histogramOf(raw) };
        const outcome = evaluateThreshold(spec(`p(${percent})${op}${limit}`), metric);
        const holds = op.startsWith('<') ? exact < limit : exact > limit;
        return outcome.withinPrecision || outcome.ok === holds;
      }),
    );
  });
});

it.each<[string, MetricState | undefined, boolean]>([
  ['a metric that never occurred', undefined, true],
  ['a trend without values', emptyTrend, true],
  ['a rate without values', { type: 'rate', trues: 0, total: 0 }, true],
  ['a counter that stands at zero', { type: 'counter', count: 0, elapsedMs: 1 }, false],
])('%s is empty: %#', (_, metric, empty) => expect(isEmptyMetric(metric)).toBe(empty));
