import { describe, expect, it } from 'vitest';
import type { ThresholdSpec } from '../../../core/records/index.ts';
import type { MergedSeries } from '../../../runner/coordinator/merge.ts';
import {
  abortingThreshold,
  finalThresholds,
  liveThresholds,
} from '../../../runner/coordinator/threshold-watch.ts';
import { counter, gauge, rate, trend } from './series-fixture.ts';

function spec(metric: string, expression: string, more: Partial<ThresholdSpec> = {}): ThresholdSpec {
  return { metric, expression, abortOnFail: false, delayAbortEvalMs: 0, ...more };
}

const tagged = [
  counter('http_reqs', 30, { name: 'home', status: '200' }),
  counter('http_reqs', 10, { name: 'home', status: '500' }),
  counter('http_reqs', 60, { name: 'cart', status: '200' }),
];

describe('at the end of a run', () => {
  const rows: readonly [string, string, string, readonly MergedSeries[], boolean, number | null][] = [
    ['a counter is summed over its tags', 'http_reqs', 'count==100', tagged, true, 100],
    ["a counter's rate is over the run's duration", 'http_reqs', 'rate>=10', tagged, true, 10],
    [
      'tags choose the series that carry all of them',
      'http_reqs{name:home,status:200}',
      'count==30',
      tagged,
      true,
      30,
    ],
    ['a tag that a series lacks leaves it out', 'http_reqs{shop:a}', 'count==0', tagged, true, 0],
    [
      'a rate adds up trues and totals',
      'checks',
      'rate>=0.5',
      [rate('checks', 1, 4, { check: 'a' }), rate('checks', 3, 4, { check: 'b' })],
      true,
      0.5,
    ],
    [
      'a trend is merged, never averaged',
      'paid',
      'max<100',
      [trend('paid', [1, 2]), trend('paid', [150], { x: 'y' })],
      false,
      150,
    ],
    [
      'of a gauge the level that changed last counts',
      'stock',
      'value<5',
      [gauge('stock', 3, { shop: 'a' }, 20), gauge('stock', 9, { shop: 'b' }, 10)],
      true,
      3,
    ],
    ['a counter of k6 that never counted is 0, and so is its rate', 'http_reqs', 'rate>1', [], false, 0],
    ['a counter of the script that never counted is 0', 'orders', 'count>0', [], false, 0],
    ['a rate that never occurred is met', 'checks', 'rate>0.9', [], true, null],
    ['a trend that never occurred reads 0', 'http_req_duration', 'p(95)<500', [], true, 0],
  ];

  it.each(rows)('%s', (_, metric, expression, series, ok, observed) => {
    const [result] = finalThresholds([spec(metric, expression)], series, 10_000, undefined);
    expect(result).toMatchObject({ metric, expression, ok, observed, aborted: false });
  });

  it('says which threshold aborted the run', () => {
    const [first, second] = [spec('a', 'count<1'), spec('b', 'count<1')];
    const results = finalThresholds([first, second], [], 1, second);
    expect(results.map(({ aborted }) => aborted)).toEqual([false, true]);
  });

  it('says that a limit inside the deciding bucket cannot be told apart', () => {
    const [result] = finalThresholds(
      [spec('paid', 'p(50)<100')],
      [trend('paid', [50, 100.5, 150])],
      1,
      undefined,
    );
    expect(result?.withinPrecision).toBe(true);
  });
});

describe('while a run goes on', () => {
  it('a threshold without anything to judge has no outcome', () => {
    const specs = [spec('checks', 'rate>0.9'), spec('http_reqs', 'count>0'), spec('paid', 'p(95)<1')];
    expect(liveThresholds(specs, [], 1_000).map(({ ok, observed }) => [ok, observed])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  it("a counter's rate is over the time since the start", () => {
    expect(liveThresholds([spec('http_reqs', 'rate>15')], tagged, 5_000)).toMatchObject([
      { ok: true, observed: 20 },
    ]);
  });

  const failing = { metric: 'checks', expression: 'rate>0.9' };
  const series = [rate('checks', 1, 10)];
  const rows: readonly [string, Partial<ThresholdSpec>, number, boolean][] = [
    ['a failing threshold aborts if it says so', { abortOnFail: true }, 0, true],
    ['a failing threshold that does not say so does not', {}, 60_000, false],
    ['it does not before its delay is over', { abortOnFail: true, delayAbortEvalMs: 5_000 }, 4_999, false],
    ['it does when its delay is over', { abortOnFail: true, delayAbortEvalMs: 5_000 }, 5_000, true],
  ];
  it.each(rows)('%s', (_, more, elapsedMs, aborts) => {
    const specs = [spec(failing.metric, failing.expression, more)];
    expect(abortingThreshold(specs, series, elapsedMs) !== undefined).toBe(aborts);
  });

  it('a metric that has not occurred yet aborts nothing', () => {
    expect(
      abortingThreshold([spec('http_reqs', 'count>10', { abortOnFail: true })], [], 1_000),
    ).toBeUndefined();
  });

  it('of several failing ones the first in their order aborts', () => {
    const specs = [
      spec('checks', 'rate>0.95', { abortOnFail: true }),
      spec('checks', 'rate>0.9', { abortOnFail: true }),
    ];
    expect(abortingThreshold(specs, series, 0)).toBe(specs[0]);
  });
});
