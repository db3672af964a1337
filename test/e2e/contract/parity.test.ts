import { beforeAll, describe, expect, it } from 'vitest';
import { type Histogram, scaleDown } from '../../../core/histogram.ts';
import { percentile } from '../../../core/percentile.ts';
import { startTargetServer, type TargetServer } from '../target-server.ts';
import { runByK6, runByLoadtest, type ScriptRun, type Summary } from './run-script.ts';
import { shopScript } from './shop-script.ts';

/** Every twentieth purchase finds nothing in stock. */
function startShop(): Promise<TargetServer> {
  return startTargetServer(({ url = '' }, response) => {
    const [, path, number] = url.split('/');
    if (path === 'setup') response.end('{"base":50}');
    else response.writeHead(path === 'buy' && Number(number) % 20 === 0 ? 503 : 200).end('hello');
  });
}

interface ShopRun extends ScriptRun {
  readonly shop: TargetServer;
}

async function runShop(workers: number): Promise<ShopRun> {
  const shop = await startShop();
  const run = await runByLoadtest(shopScript, workers, { SHOP: shop.url });
  await shop.close();
  return { ...run, shop };
}

let one: ShopRun;
let four: ShopRun;
let plain: Summary;

beforeAll(async () => {
  const shop = await startShop();
  plain = await runByK6(shopScript, { SHOP: shop.url });
  await shop.close();
  one = await runShop(1);
  four = await runShop(4);
}, 180_000);

const ownTrends = ['balance', 'paid', 'paid{kind:pen}'];
const counted = ['iterations', 'http_reqs', 'http_reqs{scenario:users}', 'orders', 'orders{kind:pen}'];
const rates = ['checks', 'checks{check:is answered}', 'http_req_failed', 'sold'];

function histogramOf({ result }: ScriptRun, name: string): Histogram {
  const metric = result.metrics[name];
  if (metric?.type !== 'trend') throw new Error(`no trend ${name}`);
  return metric.histogram;
}

describe.each([
  ['one worker', () => one],
  ['four workers', () => four],
])('a run on %s', (_, run) => {
  it('measures the same metrics as plain k6', () => {
    const names = Object.keys(plain.metrics).filter(
      (name) => name !== 'http_req_duration{expected_response:true}',
    );
    expect(Object.keys(run().result.metrics).sort()).toEqual(names.sort());
  });

  it.each(counted)('counts %s as plain k6 does', (name) => {
    expect(run().result.metrics[name]).toMatchObject({ type: 'counter', count: plain.metrics[name]?.count });
  });

  it.each(rates)('has the trues and the total of %s that plain k6 has', (name) => {
    const trues = exactly(name, 'passes');
    const total = trues + exactly(name, 'fails');
    expect(run().result.metrics[name]).toMatchObject({ trues, total, rate: exactly(name, 'value') });
  });

  it('shows the level of a gauge that plain k6 shows', () => {
    const [value, min, max] = ['value', 'min', 'max'].map((key) => exactly('stock', key));
    expect(run().result.metrics.stock).toMatchObject({ type: 'gauge', value, min, max });
  });

  it.each(ownTrends)(
    'has the extremes and the average of %s, and its percentiles within their bounds',
    (name) => {
      const metric = run().result.metrics[name];
      const [count, min, max] = ['count', 'min', 'max'].map((key) => exactly(name, key));
      expect(metric).toMatchObject({ count, min, max });
      expect(metric).toMatchObject({ avg: expect.closeTo(exactly(name, 'avg'), 6) });
      const percentiles = { med: 0.5, 'p(90)': 0.9, 'p(95)': 0.95, 'p(99)': 0.99 };
      for (const [key, q] of Object.entries(percentiles)) {
        const { low, high } = percentile(histogramOf(run(), name), q) ?? {
          low: Number.NaN,
          high: Number.NaN,
        };
        const exact = exactly(name, key);
        const rounding = 1e-9 * Math.abs(exact);
        expect(exact).toBeGreaterThanOrEqual(low - rounding);
        expect(exact).toBeLessThanOrEqual(high + rounding);
      }
    },
  );

  it('measures every request that was made, setup and teardown too', () => {
    const { metrics, requests } = run().result;
    const made = [...run().shop.hits.values()].reduce((sum, hits) => sum + hits, 0);
    expect(metrics.http_req_duration).toMatchObject({ count: made });
    expect(requests.slice(0, 2).map(({ name, count, failed }) => [name, count, failed])).toEqual([
      ['buy', 400, 20],
      ['look', 80, 0],
    ]);
  });

  it('judges the thresholds as plain k6 does', () => {
    const failed = Object.entries(plain.metrics).flatMap(([metric, { thresholds = {} }]) =>
      Object.entries(thresholds).map(([expression, hasFailed]) => `${metric} ${expression} ${!hasFailed}`),
    );
    const judged = run().result.thresholds.map(
      ({ metric, expression, ok }) => `${metric} ${expression} ${ok}`,
    );
    expect(judged.sort()).toEqual(failed.sort());
    expect(run().result).toMatchObject({ verdict: 'fail', exitCode: 99 });
  });

  it('has the checks of plain k6, in their groups', () => {
    const { groups } = plain.root_group;
    const { checks, groups: inner } = groups.shop ?? { checks: {}, groups: {} };
    const expected = [
      ...Object.entries(inner.cart?.checks ?? {}).map(([name, { passes, fails }]) => ({
        name,
        group: 'shop::cart',
        passes,
        fails,
      })),
      ...Object.entries(checks).map(([name, { passes, fails }]) => ({ name, group: 'shop', passes, fails })),
    ];
    expect(run().result.checks).toHaveLength(3);
    expect(run().result.checks).toEqual(expect.arrayContaining(expected));
  });

  it('runs setup and teardown once, with shared data', () => {
    const { hits } = run().shop;
    expect([hits.get('/setup'), hits.get('/teardown/50')]).toEqual([1, 1]);
  });

  it('gives every iteration a number of its own', () => {
    const { hits } = run().shop;
    const bought = [...hits].filter(([path]) => path.startsWith('/buy/'));
    expect(bought).toHaveLength(400);
    expect(bought.every(([, times]) => times === 1)).toBe(true);
  });

  it('has in its seconds what it has in its totals', () => {
    const { result, points } = run();
    const sum = (metric: string) =>
      points.reduce(
        (total, point) => total + (point.metric === metric && point.type === 'counter' ? point.delta : 0),
        0,
      );
    expect([sum('iterations'), sum('orders')]).toEqual([480, 600]);
    expect(result.validity.reasons.map(({ code }) => code)).not.toContain('final-push-missing');
  });
});

describe('a run on four workers', () => {
  it.each(ownTrends)('has the very buckets of %s that one worker has', (name) => {
    const [a, b] = [histogramOf(one, name), histogramOf(four, name)];
    const scale = Math.min(a.scale, b.scale);
    const { sum: sumA, ...left } = scaleDown(a, scale);
    const { sum: sumB, ...right } = scaleDown(b, scale);
    expect(left).toEqual(right);
    expect(sumA).toBeCloseTo(sumB, 6);
  });

  it('shares the work out, and starts it together', () => {
    expect(four.result.workers.map(({ exitCode, lost }) => [exitCode, lost])).toEqual(
      new Array(4).fill([0, null]),
    );
    expect(four.result.startSkewMs).toBeLessThan(500);
  });
});

/** A number of a metric in k6's summary. */
function exactly(name: string, key: string): number {
  const value = plain.metrics[name]?.[key];
  if (typeof value !== 'number') throw new Error(`k6 has no ${key} of ${name}`);
  return value;
}
