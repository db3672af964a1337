import { describe, expect, it } from 'vitest';
import { parseExpression, parseThresholdKey } from '../../../core/thresholds/parse.ts';

describe('parseThresholdKey', () => {
  it.each([
    ['a metric alone', 'http_reqs', { metric: 'http_reqs', tags: {} }],
    ['one tag', 'http_req_duration{name:home}', { metric: 'http_req_duration', tags: { name: 'home' } }],
    ['several tags, with blanks', 'm{ a:1, b : 2 }', { metric: 'm', tags: { a: '1', b: '2' } }],
    ['a value with colons', 'm{url:http://x:80/}', { metric: 'm', tags: { url: 'http://x:80/' } }],
    ['a group', 'm{group:::setup}', { metric: 'm', tags: { group: '::setup' } }],
    ['quotes', `checks{"check":'is ok'}`, { metric: 'checks', tags: { check: 'is ok' } }],
    [
      'an empty value in quotes, which wants the tag absent',
      'm{group:""}',
      { metric: 'm', tags: { group: '' } },
    ],
    ['braces inside', 'm{name:/users/{id}}', { metric: 'm', tags: { name: '/users/{id}' } }],
  ])('reads %s', (_, key, parsed) => expect(parseThresholdKey(key)).toEqual(parsed));

  it.each([
    ['an open brace alone', 'm{a:1', 'must be metric or metric{tag:value,…}'],
    ['a closing brace alone', 'm}', 'must be metric or metric{tag:value,…}'],
    ['braces in the wrong order', 'm}a:1{', 'must be metric or metric{tag:value,…}'],
    ['text after the brace', 'm{a:1}x', 'must be metric or metric{tag:value,…}'],
    ['a tag without a value', 'm{a}', 'got "a"'],
    ['a tag with an empty value', 'm{a:}', 'got "a:"'],
    ['a value without a tag', 'm{:1}', 'got ":1"'],
    ['no tag', 'm{}', 'got ""'],
    ['a value with a comma', 'm{a:1,2}', 'a value cannot hold a comma), got "2"'],
  ])('refuses %s', (_, key, message) => expect(() => parseThresholdKey(key)).toThrow(message));
});

describe('parseExpression', () => {
  it.each([
    ['avg<200', { aggregation: { kind: 'avg' }, operator: '<', limit: 200 }],
    ['rate>=0.95', { aggregation: { kind: 'rate' }, operator: '>=', limit: 0.95 }],
    ['count===0', { aggregation: { kind: 'count' }, operator: '===', limit: 0 }],
    [' value != -1.5e2 ', { aggregation: { kind: 'value' }, operator: '!=', limit: -150 }],
    ['p(99.9) <= 500', { aggregation: { kind: 'p', q: 0.999 }, operator: '<=', limit: 500 }],
    ['med==3', { aggregation: { kind: 'med' }, operator: '==', limit: 3 }],
    ['p(0)>.5', { aggregation: { kind: 'p', q: 0 }, operator: '>', limit: 0.5 }],
  ])('reads %s', (text, { aggregation, ...rest }) => {
    const parsed = parseExpression(text);
    expect(parsed).toMatchObject({ aggregation: { kind: aggregation.kind }, ...rest });
    if (parsed.aggregation.kind === 'p')
      expect(parsed.aggregation.q).toBeCloseTo('q' in aggregation ? aggregation.q : 0, 12);
  });

  it.each([
    ['no operator', 'avg 200', 'must be "aggregation operator number"'],
    ['an assignment', 'avg=200', 'must be "aggregation operator number"'],
    ['a unit', 'p(95)<500ms', 'limit must be a plain number, got "500ms"'],
    ['no limit', 'avg<', 'limit must be a plain number, got ""'],
    ['an unknown aggregation', 'p95<500', 'avg, min, max, med, p(N), count, rate or value, got "p95"'],
    ['a percentile above 100', 'p(101)<5', 'between 0 and 100, got "101"'],
    ['a percentile that is no number', 'p(x)<5', 'between 0 and 100, got "x"'],
    ['two comparisons', 'avg<5<6', 'limit must be a plain number, got "5<6"'],
  ])('refuses %s', (_, text, message) => {
    expect(() => parseExpression(text)).toThrow(expect.objectContaining({ code: 'THRESHOLD_INVALID' }));
    expect(() => parseExpression(text)).toThrow(message);
  });
});
