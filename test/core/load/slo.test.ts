import { describe, expect, it } from 'vitest';
import { slo } from '../../../core/load/index.ts';

describe('a service level objective', () => {
  it('becomes thresholds of the requests with that name', () => {
    expect(slo({ p99: '300ms', errors: '1%', for: 'checkout' })).toEqual({
      'http_req_duration{name:checkout}': ['p(99)<300'],
      'http_req_failed{name:checkout}': ['rate<0.01'],
    });
  });

  it('holds for all requests when it names none, and several join', () => {
    expect(
      slo({ p95: '0.2s', 'p99.9': '1.5s', errors: '0.1%' }, { p50: '80ms' }, { p95: '1s', for: 'cart' }),
    ).toEqual({
      http_req_duration: ['p(95)<200', 'p(99.9)<1500', 'p(50)<80'],
      http_req_failed: ['rate<0.001'],
      'http_req_duration{name:cart}': ['p(95)<1000'],
    });
  });

  it('asks for nothing when it says nothing', () => {
    expect(slo({})).toEqual({});
  });

  // What a plain JavaScript scenario can pass although the types forbid it.
  it.each([
    [
      'a duration without a unit',
      '{"p99":"300"}',
      'slo: p99 must be a duration such as "300ms" or "1.5s", got "300"',
    ],
    [
      'a share without a percent sign',
      '{"errors":"0.01"}',
      'slo: errors must be a percentage such as "1%", got "0.01"',
    ],
    [
      'more than everything',
      '{"errors":"101%"}',
      'slo: errors must be a percentage such as "1%", got "101%"',
    ],
    ['a percentile beyond 100', '{"p100":"1s"}', 'slo: expected a percentile such as p99, got "p100"'],
    ['an unknown key', '{"latency":"1s"}', 'slo: expected a percentile such as p99, got "latency"'],
  ])('refuses %s', (_, json, message) => {
    expect(() => slo(JSON.parse(json))).toThrow(message);
  });
});
