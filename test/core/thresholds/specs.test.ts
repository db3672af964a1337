import { describe, expect, it } from 'vitest';
import {
  misfitOf,
  readThresholds,
  requiredSystemTags,
  thresholdsOf,
} from '../../../core/thresholds/specs.ts';

describe('thresholdsOf', () => {
  it('takes both forms, with the delay in milliseconds', () => {
    const thresholds = {
      http_req_duration: ['p(95)<500', { threshold: 'avg<200', abortOnFail: true, delayAbortEval: '1m30s' }],
      'checks{group:::cart}': [{ threshold: 'rate>0.9', abortOnFail: null, delayAbortEval: null }],
    };
    expect(thresholdsOf({ thresholds })).toEqual([
      { metric: 'http_req_duration', expression: 'p(95)<500', abortOnFail: false, delayAbortEvalMs: 0 },
      { metric: 'http_req_duration', expression: 'avg<200', abortOnFail: true, delayAbortEvalMs: 90_000 },
      { metric: 'checks{group:::cart}', expression: 'rate>0.9', abortOnFail: false, delayAbortEvalMs: 0 },
    ]);
  });

  it('is empty without thresholds', () => expect(thresholdsOf({ thresholds: null })).toEqual([]));

  it('names every problem at once', () => {
    const thresholds = {
      'http_req_duration{name}': ['avg<1'],
      http_reqs: ['count>>1', { threshold: 'rate>1', delayAbortEval: 'soon' }],
      http_req_failed: ['p(95)<1'],
    };
    const refusal = () => thresholdsOf({ thresholds });
    expect(refusal).toThrow(expect.objectContaining({ code: 'THRESHOLD_INVALID' }));
    expect(refusal).toThrow('4 problems');
    for (const part of ['got "name"', 'got ">1" in "count>>1"', 'got "soon"', 'http_req_failed is a rate']) {
      expect(refusal).toThrow(part);
    }
  });
});

describe('misfitOf', () => {
  it.each([
    [
      'a percentile of a counter',
      'orders',
      'counter',
      'p(95)<5',
      'orders is a counter: its thresholds can use count, rate',
    ],
    [
      'a count of a trend',
      'wait{name:x}',
      'trend',
      'count>5',
      'is a trend: its thresholds can use avg, min, max, med, p(N)',
    ],
    ['the rate of a gauge', 'depth', 'gauge', 'rate>5', 'is a gauge: its thresholds can use value'],
  ] as const)('refuses %s', (_, key, type, expression, sentence) => {
    expect(misfitOf(key, expression, type)).toMatchObject({
      key,
      expression,
      message: expect.stringContaining(sentence),
    });
  });

  it('is not asked for a metric that only the script knows', () => {
    expect(readThresholds({ thresholds: { unknown: ['count>1'] } })).toMatchObject({ faults: [] });
  });
});

it('requiredSystemTags names each tag of the keys once', () => {
  const specs = thresholdsOf({
    thresholds: {
      'http_reqs{status:200,name:a}': ['count>1'],
      'http_reqs{name:b}': ['count>1'],
      vus: ['value>1'],
    },
  });
  expect(requiredSystemTags(specs)).toEqual(['name', 'status']);
});
