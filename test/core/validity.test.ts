import { describe, expect, it } from 'vitest';
import {
  judgeValidity,
  reviseValidity,
  tooFewSamples,
  type ValidityFacts,
  validityReasons,
} from '../../core/validity.ts';

const clean: ValidityFacts = {
  iterations: 1_000,
  droppedIterations: 0,
  exceptions: 0,
  generatorCpuShare: 0.3,
  lostWorkers: 0,
  startSkewMs: 4,
  expectedPushes: 60,
  receivedPushes: 60,
  missingFinalPushes: 0,
  overflowedMetrics: 0,
  clockOffsetMs: 1,
};

const codesOf = (facts: ValidityFacts) =>
  judgeValidity(facts).reasons.map(({ code, level }) => `${level} ${code}`);

describe('judgeValidity', () => {
  it('believes a clean run', () => expect(judgeValidity(clean)).toEqual({ level: 'valid', reasons: [] }));

  it.each<[string, ValidityFacts, string[]]>([
    ['no iteration', { iterations: 0 }, ['invalid no-iterations']],
    [
      'no response at all',
      { requests: 50, unansweredRequests: 50, failedResponses: 0 },
      ['invalid unanswered'],
    ],
    ['a few responses', { requests: 50, unansweredRequests: 49, failedResponses: 0 }, []],
    [
      'only failures',
      { requests: 50, unansweredRequests: 0, failedResponses: 50 },
      ['suspect answers-failed'],
    ],
    ['many failures', { requests: 50, unansweredRequests: 0, failedResponses: 49 }, []],
    [
      'no response but failures',
      { requests: 500, unansweredRequests: 498, failedResponses: 2 },
      ['invalid unanswered', 'suspect answers-failed'],
    ],
    ['no request, as with WebSockets', { requests: 0, unansweredRequests: 0, failedResponses: null }, []],
    ['one dropped iteration', { droppedIterations: 1 }, ['suspect dropped-iterations']],
    ['1 % dropped iterations', { iterations: 990, droppedIterations: 10 }, ['suspect dropped-iterations']],
    [
      'more than 1 % dropped iterations',
      { iterations: 989, droppedIterations: 11 },
      ['invalid dropped-iterations'],
    ],
    [
      'only dropped iterations',
      { iterations: 0, droppedIterations: 5 },
      ['invalid no-iterations', 'invalid dropped-iterations'],
    ],
    ['a refused connection', { guardRefusals: 1 }, ['suspect guard-refused']],
    ['a rate at the limit', { requestedIterations: 1_000, startedIterations: 979 }, []],
    ['a rate 2 % short', { requestedIterations: 1_000, startedIterations: 978 }, ['suspect rate-short']],
    ['a rate 5 % short', { requestedIterations: 1_000, startedIterations: 948 }, ['invalid rate-short']],
    ['an iteration at the edge', { requestedIterations: 10, startedIterations: 9 }, []],
    ['more iterations than asked', { requestedIterations: 100, startedIterations: 101 }, []],
    ['one exception', { exceptions: 1 }, ['suspect exceptions']],
    ['many exceptions', { exceptions: 11 }, ['invalid exceptions']],
    ['80 % CPU', { generatorCpuShare: 0.8 }, []],
    ['more CPU', { generatorCpuShare: 0.81 }, ['suspect generator-cpu']],
    ['nearly all CPU', { generatorCpuShare: 0.96 }, ['invalid generator-cpu']],
    ['throttling', { generatorThrottledShare: 0.05 }, ['suspect generator-throttled']],
    ['heavy throttling', { generatorThrottledShare: 0.2 }, ['invalid generator-throttled']],
    ['a lost worker', { lostWorkers: 1 }, ['invalid worker-lost']],
    ['a skew of 50 ms', { startSkewMs: 50 }, []],
    ['a longer skew', { startSkewMs: 51 }, ['suspect start-skew']],
    ['a skew above 500 ms', { startSkewMs: 501 }, ['invalid start-skew']],
    ['a push too many', { receivedPushes: 61 }, []],
    ['missing pushes', { receivedPushes: 56 }, ['suspect pushes-missing']],
    ['most pushes missing', { receivedPushes: 20 }, ['invalid pushes-missing']],
    ['a missing last push', { missingFinalPushes: 1 }, ['invalid final-push-missing']],
    ['an overflow', { overflowedMetrics: 2 }, ['suspect cardinality-overflow']],
    ['a cold step', { coldSteps: 1 }, ['suspect warm-up-included']],
    ['a clock that moved', { clockOffsetMs: 101 }, ['suspect clock-offset']],
    ['a clock that jumped', { clockOffsetMs: 1_500 }, ['invalid clock-offset']],
    ['a target that grew', { targetChanges: 1 }, ['suspect target-scaled']],
    ['a ceiling that was reached', { rateCeilingShare: 0.99 }, ['suspect rate-ceiling']],
    ['a ceiling that was broken', { rateCeilingShare: 1.2 }, ['invalid rate-ceiling']],
  ])('judges %s', (_, facts, codes) => expect(codesOf({ ...clean, ...facts })).toEqual(codes));

  it('is suspect of every required measurement that is missing', () => {
    const required = Object.entries(validityReasons).flatMap(([code, rule]) => (rule.required ? [code] : []));
    const { level, reasons } = judgeValidity({});
    expect(level).toBe('suspect');
    expect(reasons.map(({ code }) => code)).toEqual(required);
    expect(reasons.every(({ message }) => message.endsWith('could not be measured'))).toBe(true);
  });

  it('takes a measurement that failed for none', () => {
    expect(codesOf({ ...clean, generatorCpuShare: null, startSkewMs: Number.NaN })).toEqual([
      'suspect generator-cpu',
      'suspect start-skew',
    ]);
  });

  it('says the numbers', () => {
    expect(judgeValidity({ ...clean, startSkewMs: 612, iterations: 970, droppedIterations: 30 })).toEqual({
      level: 'invalid',
      reasons: [
        {
          code: 'dropped-iterations',
          level: 'invalid',
          message: '3 % of the iterations were dropped',
          observed: 0.03,
          limit: 0.01,
        },
        {
          code: 'start-skew',
          level: 'invalid',
          message: 'the workers started 612 ms apart',
          observed: 612,
          limit: 500,
        },
      ],
    });
  });
});

describe('reviseValidity', () => {
  it.each<[string, before: number | null, later: number | null, changes: number | null]>([
    ['adds what a later fact says', null, 2, 2],
    ['judges anew by it', 5, 1, 1],
    ['takes back what it refutes', 5, 0, 0],
    ['leaves alone what nothing is said of', 5, null, 5],
  ])('%s', (_, before, later, changes) => {
    const skewed = { ...clean, startSkewMs: 60 };
    const revised = reviseValidity(judgeValidity({ ...skewed, targetChanges: before }), {
      targetChanges: later,
    });
    expect(revised).toEqual(judgeValidity({ ...skewed, targetChanges: changes }));
  });
});

describe('tooFewSamples', () => {
  it.each([
    [0.5, 19, true],
    [0.5, 20, false],
    [0.99, 999, true],
    [0.99, 1_000, false],
    [0.999, 10_000, false],
    [0.01, 500, true],
    [0.95, 0, true],
  ])('of p%d of %d values: %s', (q, count, few) => expect(tooFewSamples(q, count)).toBe(few));
});
