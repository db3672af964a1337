import { describe, expect, it } from 'vitest';
import { overflowTag } from '../../../runner/coordinator/feed.ts';
import { toChecks, toRequests } from '../../../runner/result/requests.ts';
import { counter, rate, trend } from '../coordinator/series-fixture.ts';

describe('the requests of a run', () => {
  const home = { name: 'home', method: 'GET', expected_response: 'true', status: '200' };
  const cart = { name: 'cart', method: 'POST', expected_response: 'true', status: '200' };
  const broken = { ...cart, expected_response: 'false', status: '500', error_code: '1500' };
  const series = [
    counter('http_reqs', 2, home),
    rate('http_req_failed', 0, 2, home),
    trend('http_req_duration', [1, 3], home),
    counter('http_reqs', 5, cart),
    rate('http_req_failed', 0, 5, cart),
    trend('http_req_duration', [10, 20, 30, 40, 50], cart),
    counter('http_reqs', 1, broken),
    rate('http_req_failed', 1, 1, broken),
    trend('http_req_duration', [900], broken),
    counter('iterations', 2, { name: 'home', method: 'GET' }),
  ];

  it('are one row a name and method, the most frequent first, with all their outcomes', () => {
    expect(toRequests(series, 2_000)).toMatchObject([
      {
        name: 'cart',
        method: 'POST',
        count: 6,
        ratePerSec: 3,
        failed: 1,
        statuses: { 200: 5, 500: 1 },
        errors: { 1500: 1 },
        duration: { count: 6, sum: 1_050 },
      },
      { name: 'home', method: 'GET', count: 2, failed: 0, errors: {}, duration: { count: 2 } },
    ]);
  });

  it('of one name by two methods are two rows', () => {
    const methods = toRequests(
      [counter('http_reqs', 1, home), counter('http_reqs', 1, { ...home, method: 'PUT' })],
      1,
    );
    expect(methods.map(({ method }) => method)).toEqual(['GET', 'PUT']);
  });

  it('whose tags overflowed stand in a row without a name', () => {
    const lost = { [overflowTag]: 'true' };
    const rows = toRequests([counter('http_reqs', 4, lost), rate('http_req_failed', 1, 4, lost)], 1_000);
    expect(rows).toMatchObject([{ name: '', method: '', count: 4, failed: 1 }]);
  });

  it('of a run without any are none', () => {
    expect(toRequests([counter('iterations', 1)], 1)).toEqual([]);
  });
});

describe('the checks of a run', () => {
  it('are one row a check and group, summed over scenarios, in the order in which they occurred', () => {
    const series = [
      rate('checks', 3, 4, { check: 'is ok', group: '::shop::cart', scenario: 'a' }),
      rate('checks', 1, 1, { check: 'is fast', scenario: 'a' }),
      rate('checks', 0, 2, { check: 'is ok', group: '::shop::cart', scenario: 'b' }),
      rate('checks', 5, 5, { check: 'is ok', group: '::shop', scenario: 'a' }),
    ];
    expect(toChecks(series)).toEqual([
      { name: 'is ok', group: 'shop::cart', passes: 3, fails: 3 },
      { name: 'is fast', group: '', passes: 1, fails: 0 },
      { name: 'is ok', group: 'shop', passes: 5, fails: 0 },
    ]);
  });
});
